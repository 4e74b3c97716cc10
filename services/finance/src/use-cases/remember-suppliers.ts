import type { PayloadOf, supplierChanged } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { rememberPartyGroups } from '../store/party-groups.ts'

/** Keeps in which groups suppliers are. */
export function rememberSuppliers(
  { tx }: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof supplierChanged>>[],
): Promise<void> {
  return rememberPartyGroups(
    tx,
    messages.map(({ payload: { companyId, supplierId, supplierGroup = null, version } }) => ({
      ...{ companyId, partyId: supplierId, party: 'SUPPLIER', groupCode: supplierGroup, version },
    })),
  )
}
