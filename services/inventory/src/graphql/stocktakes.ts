import { connection, payload } from '@erp/graphql-kit'
import { beyondParties, type IdempotentRequest } from '@erp/service-kit'
import { isId, isRefusal, type Refusal } from '@erp/values'
import {
  approvalProblem,
  type Stocktake as Count,
  type StocktakeLine as CountLine,
  countedOf,
  differenceOf,
  expectedOf,
} from '../domain/stocktake.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  StocktakeLineResolvers,
  StocktakeResolvers,
} from '../generated/graphql.ts'
import type { Unit } from '../store/database.ts'
import * as store from '../store/stocktakes.ts'
import { approveStocktake, simulateStocktake } from '../use-cases/approve-stocktake.ts'
import { cancelStocktake } from '../use-cases/cancel-stocktake.ts'
import { countStocktake } from '../use-cases/count-stocktake.ts'
import { createStocktake } from '../use-cases/create-stocktake.ts'
import { simulationIdOf, simulationOf } from '../use-cases/simulate-document.ts'
import { submitStocktake } from '../use-cases/submit-stocktake.ts'
import { waitForLedger, waitProblem } from '../use-cases/wait-for-ledger.ts'
import type { Context } from './context.ts'
import { idKey, idPage } from './id-page.ts'
import { legsOfDocument } from './legs.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'

export const Query: Pick<QueryResolvers, 'stocktake' | 'stocktakes' | 'simulateStocktake'> = {
  stocktake: async (_, { id }, { loaders }) => (await loaders.stocktake.load(id)) ?? null,
  stocktakes: async (_, { status, warehouseId, ...args }, { transactor, caller }) => {
    const { page, ...place } = idPage(args)
    if (warehouseId != null && !isId(warehouseId)) return connection<Count>([], { ...page, orderKey: idKey })
    const filter = { status: status ?? null, warehouseId: warehouseId ?? null }
    const rows = await transactor.read([caller.companyId], (tx) => store.list(tx, filter, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
  simulateStocktake: async (_, { stocktakeId, decisions: given }, context) => {
    const { transactor, caller, loaders } = context
    const decisions = given?.map(present) ?? []
    const posted = await transactor.read([caller.companyId], (tx) => simulateStocktake(tx, { stocktakeId, decisions }))
    if (isRefusal(posted)) return payload('simulations', posted, context)
    const simulations = posted.postings.map((posting) => {
      const { eventKind } = posting.document
      const id = simulationIdOf('STOCKTAKE', stocktakeId, { eventKind, decisions })
      loaders.simulation.prime(id, simulationOf(posting))
      return { id }
    })
    return payload('simulations', simulations, context)
  },
}

export const Mutation: Pick<
  MutationResolvers,
  'createStocktake' | 'countStocktake' | 'submitStocktake' | 'approveStocktake' | 'cancelStocktake'
> = {
  createStocktake: (_, { input: { idempotencyKey, ...input } }, context) => {
    const { mode = 'MOVEMENT_ADJUSTED', blind = true, ...rest } = present(input)
    return step(context, { operation: 'createStocktake', idempotencyKey, input }, (unit) =>
      createStocktake(unit, { ...rest, mode, blind }),
    )
  },
  countStocktake: (_, { input: { idempotencyKey, ...input } }, context) =>
    step(context, { operation: 'countStocktake', idempotencyKey, input }, (unit) => countStocktake(unit, input)),
  submitStocktake: (_, { input: { idempotencyKey, ...input } }, context) =>
    step(context, { operation: 'submitStocktake', idempotencyKey, input }, (unit) => submitStocktake(unit, input)),
  approveStocktake: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    step(context, { operation: 'approveStocktake', idempotencyKey, input, waitMs }, (unit) =>
      approveStocktake(unit, present(input)),
    ),
  cancelStocktake: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    step(context, { operation: 'cancelStocktake', idempotencyKey, input, waitMs }, (unit) =>
      cancelStocktake(unit, input),
    ),
}

/** A step of a stocktake: once for each key, and then it may be waited for what the ledger makes of it. */
async function step(
  context: Context,
  { waitMs = 0, ...request }: IdempotentRequest & { readonly waitMs?: number },
  take: (unit: Unit) => Promise<Count | Refusal>,
) {
  const { caller, transactor } = context
  const problem = waitProblem(waitMs)
  if (problem) return payload('stocktake', problem, context)
  const outcome = await transactor.once<Count | Refusal>(beyondParties(caller), request, take, store.find)
  if (!isRefusal(outcome))
    await waitForLedger(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
  return payload('stocktake', outcome, context)
}

export const Stocktake: StocktakeResolvers = {
  confirmedByItsMaker: (stocktake) =>
    stocktake.confirmedBy !== null && approvalProblem(stocktake, stocktake.confirmedBy) !== undefined,
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  lines: (stocktake) => stocktake.lines.map((line) => ({ stocktake, line })),
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  legs: async (document, _, { loaders, language }) =>
    legsOfDocument(document, await loaders.legsOfDocument.load(document.id), language),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.stocktake.load(id)) ?? null,
}

/** A line with the stocktake that decides what of it is shown. */
export type ShownStocktakeLine = { readonly stocktake: Count; readonly line: CountLine }

/** Whoever counts blind is not told what the books say, whatever else they may see. */
function isHidden({ blind, status }: Count): boolean {
  return blind && status === 'COUNTING'
}

export const StocktakeLine: StocktakeLineResolvers = {
  id: ({ line }) => line.id,
  lineNumber: ({ line }) => line.lineNumber,
  item: ({ line }, _, { loaders }) => existing(loaders.item.load(line.itemId)),
  locationId: ({ line }) => line.locationId,
  lotId: ({ line }) => line.lotId,
  countedAgain: ({ line }) => line.round > 1,
  countedQuantity: ({ line }) => countedOf(line) ?? null,
  expectedQuantity: ({ stocktake, line }) => (isHidden(stocktake) ? null : expectedOf(stocktake, line)),
  difference: ({ stocktake, line }) =>
    isHidden(stocktake) || countedOf(line) === undefined ? null : differenceOf(stocktake, line),
}
