import type { Caller, Transactor } from '@erp/service-kit'
import { replicatePartyGroups } from '@erp/service-kit'
import type { Tx } from '../src/store/database.ts'

/** Lets finance have heard of customers or suppliers of a company. */
export function knowParties(
  transactor: Transactor<Tx>,
  { companyId }: Caller,
  party: 'CUSTOMER' | 'SUPPLIER',
  ids: readonly string[],
): Promise<void> {
  return transactor.system([companyId], 'test', ({ tx }) =>
    replicatePartyGroups(
      tx,
      ids.map((partyId) => ({ partyId, companyId, party, groupCode: null, version: 1 })),
    ),
  )
}
