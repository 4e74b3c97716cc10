import {
  approvalDefinitionChanged,
  customerChanged,
  type EventContract,
  itemChanged,
  type PayloadOf,
  periodChanged,
  supplierChanged,
  taxCodeChanged,
  voucherTemplateActivated,
  warehouseChanged,
} from '@erp/contracts'
import {
  type PartyGroup,
  replicateApprovalDefinitions,
  replicateItems,
  replicatePartyGroups,
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

/** The group that sales says a customer is in. */
export function groupOfCustomer(told: PayloadOf<typeof customerChanged>): PartyGroup {
  const { companyId, customerId: partyId, customerGroup: groupCode = null, version } = told
  return { companyId, partyId, party: 'CUSTOMER', groupCode, version }
}

/** What whoever narrows users to customers, or to suppliers, does about the news of these: it keeps in which groups they are. */
export const customerGroupHandler: EventHandler = keeping(customerChanged, (tx, told) =>
  replicatePartyGroups(tx, told.map(groupOfCustomer)),
)
export const supplierGroupHandler: EventHandler = keeping(supplierChanged, (tx, told) =>
  replicatePartyGroups(
    tx,
    told.map(({ companyId, supplierId: partyId, supplierGroup: groupCode = null, version }) => ({
      ...{ companyId, partyId, party: 'SUPPLIER', groupCode, version },
    })),
  ),
)

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
