import { badInput } from '@erp/graphql-kit'
import { requireUnnarrowed } from '@erp/service-kit'
import type { Context } from './context.ts'

/**
 * What is worked out from single entries of a valuation area is for those who see all of them: whoever is narrowed to some
 * warehouses would get figures that are wrong. Throws BAD_USER_INPUT for them.
 */
export function seesEveryWarehouse({ warehouseIds }: Context['caller']): void {
  if (warehouseIds !== undefined)
    throw badInput('This is for those who may see every warehouse; stockInPlaces tells what lay in those you may see.')
}

/** What adds up or takes apart single movements tells what goes to whom and what it was bought at: it is for who sees every party. */
export function seesEveryParty({ customerGroups, supplierGroups }: Context['caller']): void {
  requireUnnarrowed({ customerGroups, supplierGroups }, 'What adds up movements of every customer and supplier is')
}

/** What is spread over receipts is for who sees every supplier. */
export function seesEverySupplier({ supplierGroups }: Context['caller']): void {
  requireUnnarrowed({ supplierGroups }, 'What is spread over receipts of every supplier is')
}
