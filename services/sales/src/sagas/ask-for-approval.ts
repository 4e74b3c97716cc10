import {
  approvalFacts,
  approvalRequestOf,
  defineApprovalSagas,
  startAsking,
  startWithdrawingRequest,
} from '@erp/messaging'
import { isRefusal, money } from '@erp/values'
import { totalsOf } from '../domain/sales-order.ts'
import { discountForApproval, factsForApproval } from '../use-cases/approval-facts.ts'
import type { StartApprovingGift } from '../use-cases/confirm-delivery.ts'
import type { StartApproving } from '../use-cases/confirm-sales-order.ts'
import type { StartApprovingLimit } from '../use-cases/limit-credit.ts'
import { noteApprovalRequest } from '../use-cases/note-approvals.ts'
import type { StartApprovingCreditNote } from '../use-cases/settle-credit-note.ts'
import type { StartWithdrawing } from '../use-cases/submit-for-approval.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'
import type { StartApprovingQuotation } from '../use-cases/write-quotation.ts'

/** Asks about a document. While identity is silent the document goes on waiting, and says so. */
export const { askForApproval, withdrawFromApproval } = defineApprovalSagas<Tx>('sales', (unit, request, blockedBy) =>
  noteApprovalRequest(unit, { ...request, blockedBy }),
)

/** Starts it for a document that waits, in the same transaction. */
function ask(unit: Unit, ...asking: Parameters<typeof approvalRequestOf>): Promise<void> {
  return startAsking(unit, askForApproval, approvalRequestOf(...asking))
}

/** For an order. */
export const startApproving: StartApproving = async (unit, order, { code, priceGroup }) => {
  const { createdBy: madeBy, authorIds, gross: amount, currency, orderedOn: on } = order
  await ask(unit, order, {
    ...{ documentType: 'SALES_ORDER', madeBy, authorIds, subject: code, amount, currency },
    ...approvalFacts({ categories: [priceGroup] }),
    discountPercent: await discountForApproval(unit, order, { on, priceGroup }),
  })
}

/** For a quotation. */
export const startApprovingQuotation: StartApprovingQuotation = async (
  unit,
  quotation,
  { code: subject, priceGroup },
) => {
  const { authorIds, gross: amount, currency, quotedOn: on } = quotation
  await ask(unit, quotation, {
    ...{ documentType: 'SALES_QUOTATION', madeBy: authorIds[0] ?? null, authorIds, subject, amount, currency },
    ...approvalFacts({ categories: [priceGroup] }),
    discountPercent: await discountForApproval(unit, quotation, { on, priceGroup }),
  })
}

/** The same for a credit note that gives value away: what it says never changes, so its maker is its only author. */
export const startApprovingCreditNote: StartApprovingCreditNote = async (unit, creditNote) => {
  const { createdBy, reason: subject, lines, gross: amount, currency } = creditNote
  await ask(unit, creditNote, {
    ...{ documentType: 'CREDIT_NOTE', madeBy: createdBy, authorIds: [createdBy], subject: subject.slice(0, 150) },
    ...{ amount, currency },
    ...(await factsForApproval(unit, lines)),
  })
}

/** The same for a gift, which never changes either: with what its goods would have sold for, and the tax on it. */
export const startApprovingGift: StartApprovingGift = async (unit, gift) => {
  const { givenBy, giftReason, lines, currency } = gift
  const worth = totalsOf(
    lines.flatMap(({ gift: terms }) => terms ?? []),
    currency,
  )
  if (isRefusal(worth)) throw new Error(`The gift ${gift.id} is worth too much`)
  await ask(unit, gift, {
    ...{ documentType: 'GIFT', madeBy: givenBy, authorIds: [], subject: (giftReason ?? '').slice(0, 150) },
    ...{ amount: worth.gross, currency },
    ...(await factsForApproval(unit, lines)),
  })
}

/** For the raise of a limit: to what it is raised, where that is to none at all to the most there is. */
export const startApprovingLimit: StartApprovingLimit = (unit, change, { customer, gaining }) => {
  const { askedBy, creditLimit, currency } = change
  return ask(unit, change, {
    ...{ documentType: 'CREDIT_LIMIT', madeBy: askedBy, authorIds: gaining, subject: customer.code },
    ...{ amount: creditLimit ?? money(10n ** 18n - 1n, currency), currency },
    ...approvalFacts({ categories: [customer.priceGroup] }),
  })
}

/** Starts it for a document that waits no more, in the same transaction. */
export const startWithdrawing: StartWithdrawing = (unit, { companyId, id: documentId, approval }, reason) => {
  if (approval === null) throw new Error(`The document ${documentId} never waited for approval`)
  return startWithdrawingRequest(unit, withdrawFromApproval, { companyId, documentId, approvalId: approval.id, reason })
}
