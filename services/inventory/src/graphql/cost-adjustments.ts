import { badInput, connection, payload } from '@erp/graphql-kit'
import { isConfirmedByItsMaker } from '../domain/document-approval.ts'
import type { CostAdjustmentResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import * as store from '../store/cost-adjustments.ts'
import { cancelCostAdjustment } from '../use-cases/cancel-cost-adjustment.ts'
import { confirmCostAdjustment, simulateCostAdjustment } from '../use-cases/confirm-cost-adjustment.ts'
import {
  changeCostAdjustment,
  createCostAdjustment,
  discardCostAdjustment,
} from '../use-cases/write-cost-adjustment.ts'
import { idKey, idPage } from './id-page.ts'
import { legsOfDocument } from './legs.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'
import { postedOnce, simulated, writtenOnce } from './written-documents.ts'

export const Query: Pick<QueryResolvers, 'costAdjustment' | 'costAdjustments' | 'simulateCostAdjustment'> = {
  costAdjustment: async (_, { id, number }, { loaders, transactor, caller }) => {
    if ((id == null) === (number == null)) throw badInput('Give either id or number.')
    if (id != null) return (await loaders.costAdjustment.load(id)) ?? null
    const [found] = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { number: number ?? undefined, after: undefined, limit: 1 }),
    )
    return found ?? null
  },
  costAdjustments: async (_, { status, ...position }, { transactor, caller }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { status: status ?? undefined, ...place }),
    )
    return connection(rows, { ...page, orderKey: idKey })
  },
  simulateCostAdjustment: (_, { documentId }, context) =>
    simulated(context, 'COST_ADJUSTMENT', documentId, simulateCostAdjustment),
}

export const Mutation: Pick<
  MutationResolvers,
  | 'createCostAdjustment'
  | 'changeCostAdjustment'
  | 'discardCostAdjustment'
  | 'confirmCostAdjustment'
  | 'cancelCostAdjustment'
> = {
  createCostAdjustment: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'createCostAdjustment', idempotencyKey, input }
    const wanted = present(input)
    const outcome = await writtenOnce(context, request, (unit) => createCostAdjustment(unit, wanted), store.find)
    return payload('costAdjustment', outcome, context)
  },
  changeCostAdjustment: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'changeCostAdjustment', idempotencyKey, input }
    const wanted = present(input)
    const outcome = await writtenOnce(context, request, (unit) => changeCostAdjustment(unit, wanted), store.find)
    return payload('costAdjustment', outcome, context)
  },
  discardCostAdjustment: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'discardCostAdjustment', idempotencyKey, input }
    const outcome = await writtenOnce(context, request, (unit) => discardCostAdjustment(unit, input), store.find)
    return payload('costAdjustment', outcome, context)
  },
  confirmCostAdjustment: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    const request = { operation: 'confirmCostAdjustment', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => confirmCostAdjustment(unit, input), store.find)
    return payload('costAdjustment', outcome, context)
  },
  cancelCostAdjustment: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    const request = { operation: 'cancelCostAdjustment', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => cancelCostAdjustment(unit, input), store.find)
    return payload('costAdjustment', outcome, context)
  },
}

export const CostAdjustment: CostAdjustmentResolvers = {
  confirmedByItsMaker: isConfirmedByItsMaker,
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  valuationArea: ({ valuationAreaId }, _, { loaders }) => existing(loaders.valuationArea.load(valuationAreaId)),
  layer: async ({ layerId }, _, { loaders }) => (layerId ? ((await loaders.ledgerEntry.load(layerId)) ?? null) : null),
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  approval: ({ approval }) => approval && { id: approval.id },
  legs: async (document, _, { loaders, language }) =>
    legsOfDocument(document, await loaders.legsOfDocument.load(document.id), language),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.costAdjustment.load(id)) ?? null,
}
