import {
  approvalDefinitionChanged,
  type EventContract,
  itemChanged,
  periodChanged,
  taxCodeChanged,
  voucherTemplateActivated,
  warehouseChanged,
} from '@erp/contracts'
import {
  replicateApprovalDefinitions,
  replicateItems,
  replicatePeriods,
  replicateTaxCodes,
  replicateVoucherTemplates,
  replicateWarehouses,
  type Sql,
} from '@erp/service-kit'
import { type EventHandler, onEvent } from './handlers.ts'

/** What whoever has documents approved does about the news of approval definitions: it keeps its copy. */
export const approvalDefinitionHandler: EventHandler = keeping(approvalDefinitionChanged, replicateApprovalDefinitions)

/** What whoever buys or sells does about the facts that lines of documents and their posting stand on: it keeps its copies. */
export const tradeFactHandlers: readonly EventHandler[] = [
  keeping(itemChanged, replicateItems),
  keeping(warehouseChanged, replicateWarehouses),
  keeping(periodChanged, replicatePeriods),
  keeping(voucherTemplateActivated, replicateVoucherTemplates),
  keeping(taxCodeChanged, replicateTaxCodes),
]

function keeping<Payload>(
  contract: EventContract<Payload>,
  keep: (tx: Sql, told: readonly Payload[]) => Promise<void>,
): EventHandler {
  return onEvent<Payload, Sql>(contract, ({ tx }, messages) =>
    keep(
      tx,
      messages.map(({ payload }) => payload),
    ),
  )
}
