import { connection, pageOf, payload } from '@erp/graphql-kit'
import type {
  MutationResolvers,
  QueryResolvers,
  ValuationAreaResolvers,
  WarehouseResolvers,
} from '../generated/graphql.ts'
import * as valuationAreas from '../store/valuation-areas.ts'
import * as warehouses from '../store/warehouses.ts'
import { changeValuationArea } from '../use-cases/change-valuation-area.ts'
import { changeWarehouse } from '../use-cases/change-warehouse.ts'
import { createValuationArea } from '../use-cases/create-valuation-area.ts'
import { createWarehouse } from '../use-cases/create-warehouse.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'

export const Query: Pick<QueryResolvers, 'warehouse' | 'warehouses' | 'valuationAreas'> = {
  warehouse: async (_, { id }, { loaders }) => (await loaders.warehouse.load(id)) ?? null,
  warehouses: async (_, args, { transactor, caller }) => {
    const page = pageOf(args)
    const rows = await transactor.read([caller.companyId], (tx) =>
      warehouses.list(tx, { after: page.after?.[0], limit: page.limit }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
  valuationAreas: async (_, args, { transactor, caller }) => {
    const page = pageOf(args)
    const rows = await transactor.read([caller.companyId], (tx) =>
      valuationAreas.list(tx, { after: page.after?.[0], limit: page.limit }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const Mutation: Pick<
  MutationResolvers,
  'createValuationArea' | 'changeValuationArea' | 'createWarehouse' | 'changeWarehouse'
> = {
  createValuationArea: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'valuationArea',
      await context.transactor.once(
        context.caller,
        { operation: 'createValuationArea', idempotencyKey, input },
        (unit) => createValuationArea(unit, present(input)),
        valuationAreas.find,
      ),
      context,
    ),
  changeValuationArea: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'valuationArea',
      await context.transactor.once(
        context.caller,
        { operation: 'changeValuationArea', idempotencyKey, input },
        (unit) => changeValuationArea(unit, present(input)),
        valuationAreas.find,
      ),
      context,
    ),
  createWarehouse: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'warehouse',
      await context.transactor.once(
        context.caller,
        { operation: 'createWarehouse', idempotencyKey, input },
        (unit) => createWarehouse(unit, present(input)),
        warehouses.find,
      ),
      context,
    ),
  changeWarehouse: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'warehouse',
      await context.transactor.once(
        context.caller,
        { operation: 'changeWarehouse', idempotencyKey, input },
        (unit) => changeWarehouse(unit, present(input)),
        warehouses.find,
      ),
      context,
    ),
}

export const Warehouse: WarehouseResolvers = {
  valuationArea: ({ valuationAreaId }, _, { loaders }) => existing(loaders.valuationArea.load(valuationAreaId)),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.warehouse.load(id)) ?? null,
}

export const ValuationArea: ValuationAreaResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.valuationArea.load(id)) ?? null,
}
