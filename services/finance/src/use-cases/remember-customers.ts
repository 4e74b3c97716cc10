import { type customerChanged, type PayloadOf, readMoney } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import * as credit from '../store/customer-credit.ts'
import { rememberPartyGroups } from '../store/party-groups.ts'

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
  await rememberPartyGroups(
    tx,
    customers.map(({ companyId, customerId, customerGroup = null, version }) => ({
      ...{ companyId, partyId: customerId, party: 'CUSTOMER', groupCode: customerGroup, version },
    })),
  )
}
