import {
  accountRuleChanged,
  approvalDecided,
  companyChanged,
  type EventContract,
  postingBlocked,
  postingPosted,
  stockDocumentPosted,
} from '@erp/contracts'
import { approvalDefinitionHandler, type EventHandler, onEvent, tradeFactHandlers } from '@erp/messaging'
import { startApprovingGift, startApprovingQuotation } from '../sagas/ask-for-approval.ts'
import { startConfirming } from '../sagas/confirm-order.ts'
import { startDelivering } from '../sagas/issue-delivery.ts'
import { noteApprovals } from '../use-cases/note-approvals.ts'
import { noteLedgerBlocked, noteLedgerPosted, noteStockPosted } from '../use-cases/note-legs.ts'
import { rememberCompanies } from '../use-cases/remember-companies.ts'
import { replicateAccountRules } from '../use-cases/replicate-facts.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

/** What a decision may begin. */
const deciding = { startConfirming, startDelivering, startApprovingGift, startApprovingQuotation }

/** What sales does about the events of others. */
export const eventHandlers: readonly EventHandler<Tx>[] = [
  approvalDefinitionHandler,
  ...tradeFactHandlers,
  on(companyChanged, rememberCompanies),
  on(approvalDecided, (unit, told) => noteApprovals(unit, told, deciding)),
  on(accountRuleChanged, replicateAccountRules),
  on(stockDocumentPosted, noteStockPosted),
  on(postingPosted, noteLedgerPosted),
  on(postingBlocked, noteLedgerBlocked),
]

function on<Payload>(
  contract: EventContract<Payload>,
  apply: (unit: Unit, payloads: readonly Payload[]) => Promise<void>,
): EventHandler<Tx> {
  return onEvent<Payload, Tx>(contract, (unit, messages) =>
    apply(
      unit,
      messages.map(({ payload }) => payload),
    ),
  )
}
