import { connection, payload } from '@erp/graphql-kit'
import { beyondParties, type IdempotentRequest } from '@erp/service-kit'
import { isId, isRefusal, type Refusal, zeroQuantity } from '@erp/values'
import { inTransitOf, type StockTransfer as Transfer } from '../domain/stock-transfer.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  StockTransferLineResolvers,
  StockTransferResolvers,
} from '../generated/graphql.ts'
import type { Unit } from '../store/database.ts'
import * as store from '../store/stock-transfers.ts'
import { cancelStockTransfer } from '../use-cases/cancel-stock-transfer.ts'
import { confirmStockTransfer } from '../use-cases/confirm-stock-transfer.ts'
import { createStockTransfer } from '../use-cases/create-stock-transfer.ts'
import { loseInStockTransfer } from '../use-cases/lose-in-stock-transfer.ts'
import { receiveStockTransfer } from '../use-cases/receive-stock-transfer.ts'
import { simulationIdOf } from '../use-cases/simulate-document.ts'
import { simulateStockTransfer } from '../use-cases/simulate-stock-transfer.ts'
import { waitForLedger, waitProblem } from '../use-cases/wait-for-ledger.ts'
import type { Context } from './context.ts'
import { idKey, idPage } from './id-page.ts'
import { legsOfDocument } from './legs.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'

export const Query: Pick<QueryResolvers, 'stockTransfer' | 'stockTransfers' | 'simulateStockTransfer'> = {
  stockTransfer: async (_, { id }, { loaders }) => (await loaders.stockTransfer.load(id)) ?? null,
  stockTransfers: async (_, { where, ...args }, { transactor, caller }) => {
    const { page, ...place } = idPage(args)
    const filter = where ?? {}
    if ([filter.fromWarehouseId, filter.toWarehouseId].some((id) => id != null && !isId(id)))
      return connection<Transfer>([], { ...page, orderKey: idKey })
    const rows = await transactor.read([caller.companyId], (tx) => store.list(tx, filter, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
  simulateStockTransfer: async (_, { stockTransferId }, context) => {
    const outcome = await context.transactor.read([context.caller.companyId], (tx) =>
      simulateStockTransfer(tx, stockTransferId),
    )
    return payload(
      'simulation',
      isRefusal(outcome) ? outcome : { id: simulationIdOf('STOCK_TRANSFER', stockTransferId) },
      context,
    )
  },
}

export const Mutation: Pick<
  MutationResolvers,
  | 'createStockTransfer'
  | 'confirmStockTransfer'
  | 'receiveStockTransfer'
  | 'loseInStockTransfer'
  | 'cancelStockTransfer'
> = {
  createStockTransfer: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'stockTransfer',
      await context.transactor.once(
        context.caller,
        { operation: 'createStockTransfer', idempotencyKey, input },
        (unit) => createStockTransfer(unit, present(input)),
        store.find,
      ),
      context,
    ),
  confirmStockTransfer: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    moving(context, { operation: 'confirmStockTransfer', idempotencyKey, input, waitMs }, (unit) =>
      confirmStockTransfer(unit, input),
    ),
  receiveStockTransfer: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    moving(context, { operation: 'receiveStockTransfer', idempotencyKey, input, waitMs }, (unit) =>
      receiveStockTransfer(unit, present(input)),
    ),
  loseInStockTransfer: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    moving(context, { operation: 'loseInStockTransfer', idempotencyKey, input, waitMs }, (unit) =>
      loseInStockTransfer(unit, present(input)),
    ),
  cancelStockTransfer: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    moving(context, { operation: 'cancelStockTransfer', idempotencyKey, input, waitMs }, (unit) =>
      cancelStockTransfer(unit, input),
    ),
}

/** A step that moves stock: once for each key, and then it may be waited for what the ledger makes of it. */
async function moving(
  context: Context,
  { waitMs, ...request }: IdempotentRequest & { readonly waitMs: number },
  step: (unit: Unit) => Promise<Transfer | Refusal>,
) {
  const { caller, transactor } = context
  const problem = waitProblem(waitMs)
  if (problem) return payload('stockTransfer', problem, context)
  const outcome = await transactor.once<Transfer | Refusal>(beyondParties(caller), request, step, store.find)
  if (!isRefusal(outcome))
    await waitForLedger(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
  return payload('stockTransfer', outcome, context)
}

export const StockTransfer: StockTransferResolvers = {
  fromWarehouse: ({ fromWarehouseId }, _, { loaders }) => existing(loaders.warehouse.load(fromWarehouseId)),
  toWarehouse: ({ toWarehouseId }, _, { loaders }) => existing(loaders.warehouse.load(toWarehouseId)),
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  approval: ({ approval }) => approval && { id: approval.id },
  legs: async (document, _, { loaders, language }) =>
    legsOfDocument(document, await loaders.legsOfDocument.load(document.id), language),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.stockTransfer.load(id)) ?? null,
}

export const StockTransferLine: StockTransferLineResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  inTransitQuantity: (line) => (line.shippedEntryId === null ? zeroQuantity : inTransitOf(line)),
}
