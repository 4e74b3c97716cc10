import {
  type ApprovalDecision,
  approvedNotConfirmed,
  decisionOn,
  isAuthor,
  isWaiting,
  isZero,
  type Money,
  money,
  negateQuantity,
  newApproval,
  portion,
  type Submission,
  sum,
  withdrawn,
} from '@erp/values'
import type { DocumentStatus, InventoryDocument, InventoryDocumentType } from './inventory-document.ts'
import type { StockEntry } from './stock-document.ts'

/** What those who approve call documents of inventory's own. */
export const approvableKinds = {
  MISCELLANEOUS_MOVEMENT: 'STOCK_MOVEMENT',
  COST_ADJUSTMENT: 'COST_ADJUSTMENT',
  LANDED_COST: 'LANDED_COST',
  STOCK_ASSEMBLY: 'STOCK_ASSEMBLY',
  COSTING_CHANGE: 'COSTING_CHANGE',
  STOCK_TRANSFER: 'STOCK_TRANSFER',
} as const satisfies Partial<Record<InventoryDocumentType, string>>
export type ApprovableType = keyof typeof approvableKinds

export function isApprovable(documentType: InventoryDocumentType): documentType is ApprovableType {
  return Object.hasOwn(approvableKinds, documentType)
}

/** Whether nobody has approved what the document says now. */
export function lacksApproval({ approval }: Pick<InventoryDocument<string>, 'approval'>): boolean {
  return approval?.state !== 'APPROVED'
}

/** Whether whoever confirmed it wrote some of it 制单人自审, and nobody approved it beside them. */
export function isConfirmedByItsMaker(
  document: Pick<InventoryDocument<string>, 'approval' | 'authorIds' | 'confirmedBy'>,
): boolean {
  const { confirmedBy } = document
  return confirmedBy !== null && lacksApproval(document) && isAuthor(document, confirmedBy)
}

/** A draft that could be confirmed waits for approval instead. */
export function submitForApproval<Document extends InventoryDocument<string>>(
  document: Document,
  submission: Submission,
  now: Date,
): Document {
  return {
    ...document,
    ...{ status: 'PENDING_APPROVAL', approval: newApproval(submission, now), version: document.version + 1 },
  }
}

/**
 * What was decided about a document: it is a draft again. One that was approved is still to be confirmed, and says that something is in the
 * way until it is. Undefined when it waits for something else by now, or for nothing.
 */
export function takeDecision<Document extends InventoryDocument<string>>(
  document: Document,
  decision: ApprovalDecision,
  now: Date,
): Document | undefined {
  const decided = decisionOn(document, decision, now)
  if (!decided) return undefined
  const approval = decided.state === 'APPROVED' ? { ...decided, reason: approvedNotConfirmed } : decided
  return { ...document, status: 'DRAFT', approval, version: document.version + 1 }
}

/** The document once it counts: nothing is in the way of what was approved any more. */
export function confirmedAs<Document extends InventoryDocument<string>, Status extends Document['status']>(
  document: Document,
  status: Status,
  { by, now }: { readonly by: string; readonly now: Date },
) {
  const { approval, version } = document
  return {
    ...document,
    ...{ status, version: version + 1, confirmedAt: now, confirmedBy: by },
    approval: approval?.state === 'APPROVED' ? { ...approval, reason: null } : approval,
  }
}

/** A document that says something else now, or is given up: nobody approves what it does not say any more. */
export function outdated<Document extends InventoryDocument<string>>(document: Document, reason: string, now: Date) {
  const { approval } = document
  const counts = approval?.state === 'APPROVED' || isWaiting(approval)
  return {
    ...document,
    ...{ status: 'DRAFT' as DocumentStatus, version: document.version + 1 },
    approval: counts && approval ? withdrawn(approval, reason, now) : approval,
  }
}

/** What goods that go elsewhere carry: inside one valuation area, where they take no value along, their share of what is there. */
export function amountTransferred(
  transfer: Pick<InventoryDocument<string>, 'currency'>,
  entries: readonly StockEntry[],
): Money {
  const carried = amountMoved(transfer, entries)
  if (!isZero(carried)) return carried
  const leaving = entries.filter(({ quantity, quantityAfter }) => quantity.lt(0) && quantityAfter.gt(0))
  return sum(
    leaving.map(({ quantity, quantityAfter, valueAfter }) =>
      portion(valueAfter, negateQuantity(quantity), quantityAfter),
    ),
    transfer.currency,
  )
}

/** What these entries move, as those who approve are told: what leaves or what enters, whichever is more. */
export function amountMoved(
  { currency }: Pick<InventoryDocument<string>, 'currency'>,
  entries: readonly StockEntry[],
): Money {
  const minors = entries.map(({ value }) => value.minor)
  const enters = minors.reduce((total, minor) => (minor > 0n ? total + minor : total), 0n)
  const leaves = minors.reduce((total, minor) => (minor < 0n ? total - minor : total), 0n)
  return money(enters > leaves ? enters : leaves, currency)
}
