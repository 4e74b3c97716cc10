import { type GraphAnswer, mintToken, serviceEnvironment, subgraphRequest, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, expect } from 'vitest'
import { startService } from '../src/main.ts'
import type { Inventory } from './use-inventory.ts'

export const everything = [
  'inventory.item.manage',
  'inventory.item.read',
  'inventory.warehouse.manage',
  'inventory.warehouse.read',
  'inventory.stock.read',
  'inventory.reservation.manage',
  'inventory.cost.read',
  'inventory.stockTransfer.create',
  'inventory.stockTransfer.confirm',
  'inventory.stockTransfer.read',
  'inventory.stocktake.count',
  'inventory.stocktake.approve',
  'inventory.stocktake.read',
  'inventory.operations.read',
  'inventory.stockDifference.dispose',
  'inventory.stockDifference.read',
  'inventory.stockAssembly.create',
  'inventory.stockAssembly.confirm',
  'inventory.stockAssembly.read',
  'inventory.costAdjustment.create',
  'inventory.costAdjustment.confirm',
  'inventory.costAdjustment.read',
  'inventory.costingChange.create',
  'inventory.costingChange.confirm',
  'inventory.costingChange.read',
  'inventory.landedCost.create',
  'inventory.landedCost.confirm',
  'inventory.landedCost.read',
  'inventory.miscellaneousMovement.create',
  'inventory.miscellaneousMovement.confirm',
  'inventory.miscellaneousMovement.read',
]

/** The running service over the test file's database, asked as the gateway asks it. */
export async function useGraph({ database }: Pick<Inventory, 'database'>) {
  const nats = await useNats()
  // Tests fold the tail of what moved when they mean to.
  const rollUpNever = { STOCK_ROLL_UP_MS: String(24 * 3_600_000) }
  const service = await startService({ ...(await serviceEnvironment('inventory', { database, nats })), ...rollUpNever })
  afterAll(() => service.stop())
  const userId = newId()

  /** A user of a company, narrowed to some of its warehouses if need be; `query` expects no error, `ask` gives the whole answer. */
  function userOf(
    companyId: string,
    permissions: readonly string[] = everything,
    warehouses?: readonly string[],
    id: string = userId,
  ) {
    const ask = async <Data>(
      query: string,
      variables: Readonly<Record<string, unknown>> = {},
      headers: Readonly<Record<string, string>> = {},
    ): Promise<GraphAnswer<Data>['body']> => {
      const token = await mintToken({
        ...{ userId: id, username: 'wang.wei', companyId, permissions },
        ...(warehouses && { warehouses }),
      })
      return (await subgraphRequest<Data>(service.url, { token, query, variables, headers })).body
    }
    const query = async <Data = Record<string, unknown>>(text: string, variables = {}): Promise<Data> => {
      const { data, errors } = await ask<Data>(text, variables)
      expect(errors).toBeUndefined()
      return data as Data
    }
    return { ask, query }
  }
  /** Somebody else of the company. */
  const colleagueOf = (companyId: string) => userOf(companyId, everything, undefined, newId())
  return { nats, url: service.url, userOf, colleagueOf }
}
