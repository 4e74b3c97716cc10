import {
  accountRuleChanged,
  approvalDecided,
  approvalDefinitionChanged,
  budgetInForceChanged,
  companyChanged,
  dimensionValueChanged,
  type EventContract,
  itemChanged,
  paymentRunChanged,
  periodChanged,
  postingBlocked,
  postingPosted,
  stockDocumentPosted,
  taxCodeChanged,
  voucherTemplateActivated,
  warehouseChanged,
} from '@erp/contracts'
import { type EventHandler, onEvent } from '@erp/messaging'
import { startApprovingInvoice, startWithdrawing } from '../sagas/ask-for-approval.ts'
import { startBearing } from '../sagas/bear-purchase-variance.ts'
import { startReserving } from '../sagas/reserve-budget.ts'
import { noteApprovals } from '../use-cases/note-approvals.ts'
import { noteLedgerBlocked, noteLedgerPosted, noteStockPosted } from '../use-cases/note-legs.ts'
import {
  replicateAccountRules,
  replicateApprovalDefinitions,
  replicateBudgetsInForce,
  replicateCompanies,
  replicateDimensionValues,
  replicateItems,
  replicatePaymentRuns,
  replicatePeriods,
  replicateTaxCodes,
  replicateVoucherTemplates,
  replicateWarehouses,
} from '../use-cases/replicate-facts.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

const whatDecisionsBegin = { startReserving, startBearing, startApprovingInvoice, startWithdrawing }

/** What procurement does about the events of others. */
export const eventHandlers: readonly EventHandler<Tx>[] = [
  on(companyChanged, replicateCompanies),
  on(approvalDefinitionChanged, replicateApprovalDefinitions),
  on(approvalDecided, (unit, told) => noteApprovals(unit, told, whatDecisionsBegin)),
  on(budgetInForceChanged, replicateBudgetsInForce),
  on(itemChanged, replicateItems),
  on(warehouseChanged, replicateWarehouses),
  on(periodChanged, replicatePeriods),
  on(accountRuleChanged, replicateAccountRules),
  on(voucherTemplateActivated, replicateVoucherTemplates),
  on(taxCodeChanged, replicateTaxCodes),
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
