import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { undoneByRefusal } from '@erp/service-kit'
import { isRefusal, newId, type Refusal } from '@erp/values'
import { aloneOn } from '../domain/credit-limit-change.ts'
import type { Customer } from '../domain/customer.ts'
import { takeDecision } from '../domain/document-approval.ts'
import { type SalesOrder, startConfirming } from '../domain/sales-order.ts'
import { holdConfirming } from '../domain/settle-sales-order.ts'
import { findCreditLimitChanges } from '../store/credit-limit-changes.ts'
import { findCreditNotes } from '../store/credit-notes.ts'
import { findCustomers } from '../store/customers.ts'
import { findDeliveries } from '../store/deliveries.ts'
import { openAllLegs } from '../store/document-legs.ts'
import { findQuotations } from '../store/quotations.ts'
import { findItems, findWarehouses } from '../store/replicated-facts.ts'
import { saveAvailable } from '../store/sales-order-lines.ts'
import { lockOrdersWaitingFor, saveDecidedOrders } from '../store/sales-orders.ts'
import { type ApprovedType, isApprovedType, lockWaitingFor, saveDecided } from '../store/waiting-documents.ts'
import { confirmDelivery, type DeliveringProcesses } from './confirm-delivery.ts'
import { limitsForLoneOrders, type StartConfirming } from './confirm-sales-order.ts'
import { raiseApprovedLimit } from './limit-credit.ts'
import { noteApproval } from './note-legs.ts'
import { confirmApprovedCreditNote } from './settle-credit-note.ts'
import type { Tx, Unit } from './unit.ts'
import { offerQuotation, type StartApprovingQuotation } from './write-quotation.ts'

type Decision = PayloadOf<typeof approvalDecided>

/** What a decision may begin. */
export interface DecidingProcesses extends DeliveringProcesses {
  readonly startConfirming: StartConfirming
  readonly startApprovingQuotation: StartApprovingQuotation
}

/** What was decided about the documents of sales. */
export async function noteApprovals(
  unit: Unit,
  told: readonly Decision[],
  processes: DecidingProcesses,
): Promise<void> {
  await noteOrderApprovals(unit, told, processes.startConfirming)
  await noteDecisions(unit, told, {
    ...{ type: 'CREDIT_LIMIT', find: findCreditLimitChanges },
    confirm: (change) => raiseApprovedLimit(unit, change),
  })
  await noteDecisions(unit, told, {
    ...{ type: 'CREDIT_NOTE', find: findCreditNotes },
    confirm: (creditNote) => confirmApprovedCreditNote(unit, creditNote),
  })
  await noteDecisions(unit, told, {
    ...{ type: 'GIFT', find: findDeliveries },
    confirm: ({ id: deliveryId, version: expectedVersion }) =>
      confirmDelivery(unit, { deliveryId, expectedVersion }, processes),
  })
  await noteDecisions(unit, told, {
    ...{ type: 'SALES_QUOTATION', find: findQuotations },
    confirm: ({ id: quotationId, version: expectedVersion }) =>
      offerQuotation(unit, { quotationId, expectedVersion }, processes.startApprovingQuotation),
  })
}

/**
 * What was decided about orders: credit and goods are asked for now, or they are drafts again with the reason. A decision
 * about an order that waits for another request by now, or for none, is about what it does not say any more.
 */
async function noteOrderApprovals(unit: Unit, told: readonly Decision[], start: StartConfirming): Promise<void> {
  const { tx } = unit
  const decisions = decisionsAbout('SALES_ORDER', told)
  if (decisions.size === 0) return
  const decided = (await lockOrdersWaitingFor(tx, [...decisions.keys()])).flatMap((order) => {
    const decision = decisions.get(order.approval?.id ?? '')
    return (decision && takeDecision(order, decision)) ?? []
  })
  if (decided.length === 0) return
  const confirmed = await confirmApproved(tx, decided)
  const saved = await saveDecidedOrders(tx, confirmed.orders)
  await saveAvailable(
    tx,
    saved.flatMap(({ lines }) => lines),
  )
  await noteApproval(
    unit,
    saved.map(({ id, approval }) => ({ documentId: id, ...legOf(decisions.get(approval?.id ?? '')) })),
  )
  const confirming = saved.filter(({ status }) => status === 'CONFIRMING')
  await openAllLegs(
    tx,
    confirming.map(({ id, companyId }) => ({ id, companyId, type: 'SALES_ORDER', kinds: ['CREDIT', 'STOCK'] })),
  )
  const limits = await limitsForLoneOrders(
    unit,
    confirming.flatMap((order) => {
      const approvers = decisions.get(order.approval?.id ?? '')?.approverIds ?? []
      const userId = aloneOn(order.authorIds, order.approval?.submittedBy, ...approvers)
      return userId === undefined ? [] : [{ ...order, userId }]
    }),
  )
  for (const order of confirming) {
    const customer = confirmed.customers.get(order.customerId)
    if (customer) await start(unit, order, customer, limits.get(order.id))
  }
}

/** Documents of a kind that are drafts again once they are decided on, and how one that was approved is confirmed. */
interface Waiting<Document extends Decided> {
  readonly type: ApprovedType
  readonly find: (tx: Tx, ids: readonly string[]) => Promise<Document[]>
  readonly confirm: (document: Document) => Promise<Refusal | object>
}
type Decided = Parameters<typeof takeDecision>[0] & { readonly id: string; readonly version: number }

/**
 * What was decided about such documents: they are confirmed, or are drafts again with the reason. One that was approved and cannot be
 * confirmed now is a draft that says so, until somebody confirms it.
 */
async function noteDecisions<Document extends Decided>(
  unit: Unit,
  told: readonly Decision[],
  { type, find, confirm }: Waiting<Document>,
): Promise<void> {
  const { tx } = unit
  const decisions = decisionsAbout(type, told)
  if (decisions.size === 0) return
  const waiting = await find(tx, await lockWaitingFor(tx, type, [...decisions.keys()]))
  const decided = waiting.flatMap((document) => {
    const decision = decisions.get(document.approval?.id ?? '')
    return (decision && takeDecision(document, decision)) ?? []
  })
  if (decided.length === 0) return
  const saved = await saveDecided(tx, type, decided)
  const unconfirmed = new Set<string>()
  for (const document of saved.filter(({ approval }) => approval?.state === 'APPROVED')) {
    const outcome = await undoneByRefusal(tx, () => confirm(document))
    if (isRefusal(outcome)) unconfirmed.add(document.id)
  }
  await noteApproval(
    unit,
    saved.map(({ id, approval }) => ({
      documentId: id,
      ...(unconfirmed.has(id) ? notConfirmed : legOf(decisions.get(approval?.id ?? ''))),
    })),
  )
}

const notConfirmed = { state: 'BLOCKED', reasonCode: 'APPROVED_NOT_CONFIRMED', facts: {} } as const

function decisionsAbout(documentType: string, told: readonly Decision[]): Map<string, Decision> {
  return new Map(told.filter((one) => one.documentType === documentType).map((one) => [one.approvalId, one]))
}

/** Whether identity took the request of a document; `blockedBy` says why it has not. */
export async function noteApprovalRequest(
  unit: Unit,
  {
    documentType,
    approvalId,
    blockedBy,
  }: { readonly documentType: string; readonly approvalId: string; readonly blockedBy: string | null },
): Promise<void> {
  if (!isApprovedType(documentType)) throw new Error(`Sales has no ${documentType} that waits`)
  const waiting = await lockWaitingFor(unit.tx, documentType, [approvalId])
  const state = blockedBy === null ? 'PENDING' : 'BLOCKED'
  const reasonCode = blockedBy === 'NO_REPLY' ? 'APPROVAL_NO_REPLY' : blockedBy
  await noteApproval(
    unit,
    waiting.map((documentId) => ({ documentId, state, reasonCode, facts: {} })),
  )
}

/** Those that were approved are confirmed as a clerk would; what is out of use by now is held for one to look at. */
async function confirmApproved(
  tx: Tx,
  orders: readonly SalesOrder[],
): Promise<{ readonly orders: readonly SalesOrder[]; readonly customers: ReadonlyMap<string, Customer> }> {
  const approved = orders.filter(({ approval }) => approval?.state === 'APPROVED')
  const found = await findCustomers(
    tx,
    approved.map(({ customerId }) => customerId),
  )
  const customers = new Map(found.map((customer) => [customer.id, customer]))
  const warehouses = await findWarehouses(
    tx,
    approved.map(({ warehouseId }) => warehouseId),
  )
  const items = await findItems(
    tx,
    approved.flatMap(({ lines }) => lines.map(({ itemId }) => itemId)),
  )
  const next = orders.map((order) => {
    if (!approved.includes(order)) return order
    const customer = customers.get(order.customerId)
    const warehouse = warehouses.get(order.warehouseId)
    const confirming = customer && warehouse && startConfirming(order, { customer, warehouse, items }, newId())
    return !confirming || isRefusal(confirming)
      ? holdConfirming(order, { reason: 'OUT_OF_USE_SINCE', facts: {} }, [])
      : confirming
  })
  return { orders: next, customers }
}

function legOf(decision: Decision | undefined) {
  return decision === undefined || decision.outcome === 'APPROVED'
    ? ({ state: 'POSTED', reasonCode: null, facts: {} } as const)
    : ({
        state: 'REFUSED',
        reasonCode: `APPROVAL_${decision.outcome}`,
        facts: { said: decision.reason ?? '' },
      } as const)
}
