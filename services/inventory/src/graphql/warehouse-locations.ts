import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import type { WarehouseLocation as Location } from '../domain/warehouse-location.ts'
import type { MutationResolvers, QueryResolvers, WarehouseLocationResolvers } from '../generated/graphql.ts'
import * as store from '../store/warehouse-locations.ts'
import { changeWarehouseLocation } from '../use-cases/change-warehouse-location.ts'
import { createWarehouseLocation } from '../use-cases/create-warehouse-location.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'

export const Query: Pick<QueryResolvers, 'warehouseLocations'> = {
  warehouseLocations: async (_, { warehouseId, ...args }, { transactor, caller }) => {
    const page = pageOf(args)
    const orderKey = ({ code }: Location) => [code]
    if (!isId(warehouseId)) return connection<Location>([], { ...page, orderKey })
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { warehouseId, after: page.after?.[0], limit: page.limit }),
    )
    return connection(rows, { ...page, orderKey })
  },
}

export const Mutation: Pick<MutationResolvers, 'createWarehouseLocation' | 'changeWarehouseLocation'> = {
  createWarehouseLocation: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'warehouseLocation',
      await context.transactor.once(
        context.caller,
        { operation: 'createWarehouseLocation', idempotencyKey, input },
        (unit) => createWarehouseLocation(unit, input),
        store.find,
      ),
      context,
    ),
  changeWarehouseLocation: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'warehouseLocation',
      await context.transactor.once(
        context.caller,
        { operation: 'changeWarehouseLocation', idempotencyKey, input },
        (unit) => changeWarehouseLocation(unit, present(input)),
        store.find,
      ),
      context,
    ),
}

export const WarehouseLocation: WarehouseLocationResolvers = {
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.location.load(id)) ?? null,
}
