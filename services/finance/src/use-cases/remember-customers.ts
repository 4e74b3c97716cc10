import { type customerChanged, type PayloadOf, readMoney } from '@erp/contracts'
import { groupOfCustomer, type Message } from '@erp/messaging'
import { replicatePartyGroups, type UnitOfWork } from '@erp/service-kit'
import * as credit from '../store/customer-credit.ts'

/** Keeps what sales lets customers owe, and in which groups they are. */
export async function rememberCustomers(
  { tx }: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof customerChanged>>[],
): Promise<void> {
  const customers = messages.map(({ payload }) => payload)
  await credit.rememberCustomers(
    tx,
    customers.map(({ companyId, customerId, creditLimit, version }) => ({
      ...{ companyId, customerId, creditLimit: creditLimit ? readMoney(creditLimit).minor : null, version },
    })),
  )
  await replicatePartyGroups(tx, customers.map(groupOfCustomer))
}
