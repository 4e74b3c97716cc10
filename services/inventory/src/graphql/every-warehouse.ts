import { badInput } from '@erp/graphql-kit'
import type { Context } from './context.ts'

/**
 * What is worked out from single entries of a valuation area is for those who see all of them: whoever is narrowed to some
 * warehouses would get figures that are wrong. Throws BAD_USER_INPUT for them.
 */
export function seesEveryWarehouse({ warehouseIds }: Context['caller']): void {
  if (warehouseIds !== undefined)
    throw badInput('This is for those who may see every warehouse; stockInPlaces tells what lay in those you may see.')
}
