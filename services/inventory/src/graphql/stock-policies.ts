import { type Connection, connection, pageOf, payload } from '@erp/graphql-kit'
import { isId, subtractQuantity } from '@erp/values'
import type {
  MutationResolvers,
  QueryResolvers,
  StockLevelResolvers,
  StockPolicyResolvers,
} from '../generated/graphql.ts'
import type { Tx } from '../store/database.ts'
import * as stockPolicies from '../store/stock-policies.ts'
import { setStockPolicy } from '../use-cases/set-stock-policy.ts'
import type { Context } from './context.ts'
import { existing } from './loaders.ts'

type Args = {
  readonly warehouseId?: string | null | undefined
  readonly first: number
  readonly after?: string | null | undefined
}

export const Query: Pick<QueryResolvers, 'stockShortages' | 'stockOverstocks' | 'reorderProposals'> = {
  stockShortages: (_, args, context) => pageBy(args, context, stockPolicies.shortages),
  stockOverstocks: (_, args, context) => pageBy(args, context, stockPolicies.overstocks),
  reorderProposals: (_, args, context) => pageBy(args, context, stockPolicies.reorderProposals),
}

async function pageBy<Row extends { readonly itemCode: string; readonly warehouseCode: string }>(
  { warehouseId, ...args }: Args,
  { transactor, caller }: Context,
  list: (tx: Tx, page: stockPolicies.LevelPage) => Promise<Row[]>,
): Promise<Connection<Row>> {
  const page = pageOf(args, ['text', 'text'])
  const orderKey = ({ itemCode, warehouseCode }: Row) => [itemCode, warehouseCode]
  if (warehouseId != null && !isId(warehouseId)) return connection<Row>([], { ...page, orderKey })
  const wanted = { warehouseId: warehouseId ?? null, after: page.after, limit: page.limit }
  const rows = await transactor.read([caller.companyId], (tx) => list(tx, wanted))
  return connection(rows, { ...page, orderKey })
}

export const Mutation: Pick<MutationResolvers, 'setStockPolicy'> = {
  setStockPolicy: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'stockPolicy',
      await context.transactor.once(
        context.caller,
        { operation: 'setStockPolicy', idempotencyKey, input },
        (unit) => setStockPolicy(unit, { ...input, leadDays: input.leadDays ?? 0 }),
        stockPolicies.find,
      ),
      context,
    ),
}

export const StockPolicy: StockPolicyResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.stockPolicy.load(id)) ?? null,
}

export const StockLevel: StockLevelResolvers = {
  available: ({ onHand, reserved }) => subtractQuantity(onHand, reserved),
}
