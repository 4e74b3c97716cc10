import {
  accountRuleChanged,
  approvalDecided,
  budgetInForceChanged,
  companyChanged,
  dimensionValueChanged,
  type EventContract,
  paymentRunChanged,
  postingBlocked,
  postingPosted,
  stockDocumentPosted,
} from '@erp/contracts'
import { approvalDefinitionHandler, type EventHandler, onEvent, tradeFactHandlers } from '@erp/messaging'
import { startApprovingInvoice, startWithdrawing } from '../sagas/ask-for-approval.ts'
import { startBearing } from '../sagas/bear-purchase-variance.ts'
import { startReserving } from '../sagas/reserve-budget.ts'
import { noteApprovals } from '../use-cases/note-approvals.ts'
import { noteLedgerBlocked, noteLedgerPosted, noteStockPosted } from '../use-cases/note-legs.ts'
import {
  replicateAccountRules,
  replicateBudgetsInForce,
  replicateCompanies,
  replicateDimensionValues,
  replicatePaymentRuns,
} from '../use-cases/replicate-facts.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

const whatDecisionsBegin = { startReserving, startBearing, startApprovingInvoice, startWithdrawing }

/** What procurement does about the events of others. */
export const eventHandlers: readonly EventHandler<Tx>[] = [
  approvalDefinitionHandler,
  ...tradeFactHandlers,
  on(companyChanged, replicateCompanies),
  on(approvalDecided, (unit, told) => noteApprovals(unit, told, whatDecisionsBegin)),
  on(budgetInForceChanged, replicateBudgetsInForce),
  on(accountRuleChanged, replicateAccountRules),
  on(dimensionValueChanged, replicateDimensionValues),
  on(paymentRunChanged, replicatePaymentRuns),
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
