import { connection, payload } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import { inputVatOf } from '../domain/stock-difference.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  StockDifferenceDisposalLineResolvers,
  StockDifferenceDisposalResolvers,
  StockDifferenceResolvers,
} from '../generated/graphql.ts'
import * as store from '../store/stock-difference-disposals.ts'
import * as stockDifferences from '../store/stock-differences.ts'
import { cancelStockDifferenceDisposal, disposeStockDifferences } from '../use-cases/dispose-stock-differences.ts'
import { idKey, idPage } from './id-page.ts'
import { legsOfDocument } from './legs.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'
import { postedOnce } from './written-documents.ts'

export const Query: Pick<
  QueryResolvers,
  'openStockDifferences' | 'stockDifferenceDisposal' | 'stockDifferenceDisposals'
> = {
  openStockDifferences: async (_, { documentId, ...position }, { transactor, caller }) => {
    const { page, ...place } = idPage(position)
    if (documentId != null && !isId(documentId))
      return connection<stockDifferences.ShownDifference>([], { ...page, orderKey: idKey })
    const rows = await transactor.read([caller.companyId], (tx) =>
      stockDifferences.list(tx, { documentId: documentId ?? undefined, openOnly: true, ...place }),
    )
    return connection(rows, { ...page, orderKey: idKey })
  },
  stockDifferenceDisposal: async (_, { id }, { loaders }) => (await loaders.stockDifferenceDisposal.load(id)) ?? null,
  stockDifferenceDisposals: async (_, { status, ...position }, { transactor, caller }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { status: status ?? undefined, ...place }),
    )
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: Pick<MutationResolvers, 'disposeStockDifferences' | 'cancelStockDifferenceDisposal'> = {
  disposeStockDifferences: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    const request = { operation: 'disposeStockDifferences', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(
      context,
      request,
      (unit) => disposeStockDifferences(unit, present(input)),
      store.find,
    )
    return payload('stockDifferenceDisposal', outcome, context)
  },
  cancelStockDifferenceDisposal: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    const request = { operation: 'cancelStockDifferenceDisposal', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => cancelStockDifferenceDisposal(unit, input), store.find)
    return payload('stockDifferenceDisposal', outcome, context)
  },
}

export const StockDifference: StockDifferenceResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  inputVat: (difference) => inputVatOf(difference),
  disposal: async ({ disposalId }, _, { loaders }) =>
    disposalId === null ? null : ((await loaders.stockDifferenceDisposal.load(disposalId)) ?? null),
}

export const StockDifferenceDisposal: StockDifferenceDisposalResolvers = {
  lines: async (disposal, _, { loaders }) => [...(await loaders.linesOfDisposal.load(disposal))],
  // No stock moves, so only the ledger has anything to come to.
  legs: async (disposal, _, { loaders, language }) =>
    legsOfDocument(disposal, await loaders.legsOfDocument.load(disposal.id), language).filter(
      ({ kind }) => kind === 'LEDGER',
    ),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.stockDifferenceDisposal.load(id)) ?? null,
}

export const StockDifferenceDisposalLine: StockDifferenceDisposalLineResolvers = {
  difference: ({ difference }) => difference,
}
