import { type customerChanged, type PayloadOf, readMoney } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import * as credit from '../store/customer-credit.ts'

/** Keeps what sales lets customers owe. */
export function rememberCustomers(
  { tx }: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof customerChanged>>[],
): Promise<void> {
  return credit.rememberCustomers(
    tx,
    messages.map(({ payload: { companyId, customerId, creditLimit, version } }) => ({
      ...{ companyId, customerId, creditLimit: creditLimit ? readMoney(creditLimit).minor : null, version },
    })),
  )
}
