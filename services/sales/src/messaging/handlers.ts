import {
  accountRuleChanged,
  approvalDecided,
  approvalDefinitionChanged,
  companyChanged,
  type EventContract,
  itemChanged,
  periodChanged,
  postingBlocked,
  postingPosted,
  stockDocumentPosted,
  taxCodeChanged,
  voucherTemplateActivated,
  warehouseChanged,
} from '@erp/contracts'
import { type EventHandler, onEvent } from '@erp/messaging'
import { startConfirming } from '../sagas/confirm-order.ts'
import { noteApprovals } from '../use-cases/note-approvals.ts'
import { noteLedgerBlocked, noteLedgerPosted, noteStockPosted } from '../use-cases/note-legs.ts'
import { rememberCompanies } from '../use-cases/remember-companies.ts'
import {
  replicateAccountRules,
  replicateApprovalDefinitions,
  replicateItems,
  replicatePeriods,
  replicateTaxCodes,
  replicateVoucherTemplates,
  replicateWarehouses,
} from '../use-cases/replicate-facts.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

/** What sales does about the events of others. */
export const eventHandlers: readonly EventHandler<Tx>[] = [
  on(companyChanged, rememberCompanies),
  on(approvalDefinitionChanged, replicateApprovalDefinitions),
  on(approvalDecided, (unit, told) => noteApprovals(unit, told, startConfirming)),
  on(itemChanged, replicateItems),
  on(warehouseChanged, replicateWarehouses),
  on(periodChanged, replicatePeriods),
  on(accountRuleChanged, replicateAccountRules),
  on(voucherTemplateActivated, replicateVoucherTemplates),
  on(taxCodeChanged, replicateTaxCodes),
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
