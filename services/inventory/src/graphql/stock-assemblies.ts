import { badInput, connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isConfirmedByItsMaker } from '../domain/document-approval.ts'
import type { AssemblyHead, AssemblyLine } from '../domain/stock-assembly.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  StockAssemblyLineResolvers,
  StockAssemblyResolvers,
} from '../generated/graphql.ts'
import * as store from '../store/stock-assemblies.ts'
import { cancelStockAssembly } from '../use-cases/cancel-stock-assembly.ts'
import { confirmStockAssembly, simulateStockAssembly } from '../use-cases/confirm-stock-assembly.ts'
import { changeStockAssembly, createStockAssembly, discardStockAssembly } from '../use-cases/write-stock-assembly.ts'
import type { Context } from './context.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { legsOfDocument } from './legs.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'
import { postedOnce, simulated, writtenOnce } from './written-documents.ts'

export const Query: Pick<QueryResolvers, 'stockAssembly' | 'stockAssemblies' | 'simulateStockAssembly'> = {
  stockAssembly: async (_, { id, number }, { loaders, transactor, caller }) => {
    if ((id == null) === (number == null)) throw badInput('Give either id or number.')
    if (id != null) return (await loaders.stockAssembly.load(id)) ?? null
    const [found] = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { number: number ?? undefined, after: undefined, limit: 1 }),
    )
    return found ?? null
  },
  stockAssemblies: async (_, { status, ...position }, { transactor, caller }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { status: status ?? undefined, ...place }),
    )
    return connection(rows, { ...page, orderKey: idKey })
  },
  simulateStockAssembly: (_, { documentId }, context) =>
    simulated(context, 'STOCK_ASSEMBLY', documentId, simulateStockAssembly),
}

export const Mutation: Pick<
  MutationResolvers,
  | 'createStockAssembly'
  | 'changeStockAssembly'
  | 'discardStockAssembly'
  | 'confirmStockAssembly'
  | 'cancelStockAssembly'
> = {
  createStockAssembly: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'createStockAssembly', idempotencyKey, input }
    const { reason = '', product, components } = input
    const wanted = { ...input, reason, product: present(product), components: components.map(present) }
    const outcome = await writtenOnce(context, request, (unit) => createStockAssembly(unit, wanted), store.find)
    return payload('stockAssembly', outcome, context)
  },
  changeStockAssembly: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'changeStockAssembly', idempotencyKey, input }
    const { reason = '', product, components } = input
    const wanted = { ...input, reason, product: present(product), components: components.map(present) }
    const outcome = await writtenOnce(context, request, (unit) => changeStockAssembly(unit, wanted), store.find)
    return payload('stockAssembly', outcome, context)
  },
  discardStockAssembly: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'discardStockAssembly', idempotencyKey, input }
    const outcome = await writtenOnce(context, request, (unit) => discardStockAssembly(unit, input), store.find)
    return payload('stockAssembly', outcome, context)
  },
  confirmStockAssembly: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    const request = { operation: 'confirmStockAssembly', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => confirmStockAssembly(unit, input), store.find)
    return payload('stockAssembly', outcome, context)
  },
  cancelStockAssembly: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    const request = { operation: 'cancelStockAssembly', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => cancelStockAssembly(unit, input), store.find)
    return payload('stockAssembly', outcome, context)
  },
}

export const StockAssembly: StockAssemblyResolvers = {
  confirmedByItsMaker: isConfirmedByItsMaker,
  product: async (assembly, _, { loaders }) => {
    const [product] = await linesOf(assembly, loaders)
    if (!product) throw new Error(`Assembly ${assembly.id} has no product.`)
    return product
  },
  components: async (assembly, position, { loaders }) =>
    connectionOfAll((await linesOf(assembly, loaders)).slice(1), position, lineKey),
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  approval: ({ approval }) => approval && { id: approval.id },
  legs: async (document, _, { loaders, language }) =>
    legsOfDocument(document, await loaders.legsOfDocument.load(document.id), language),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.stockAssembly.load(id)) ?? null,
}

/** The product, then its components. */
function linesOf(assembly: AssemblyHead, loaders: Context['loaders']): Promise<readonly AssemblyLine[]> {
  return loaders.linesOfAssembly.load(assembly)
}

export const StockAssemblyLine: StockAssemblyLineResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
}
