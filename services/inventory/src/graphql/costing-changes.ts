import { badInput, connection, payload } from '@erp/graphql-kit'
import { isConfirmedByItsMaker } from '../domain/document-approval.ts'
import type { CostingChangeResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import * as store from '../store/costing-changes.ts'
import { confirmCostingChange, simulateCostingChange } from '../use-cases/confirm-costing-change.ts'
import { changeCostingChange, createCostingChange, discardCostingChange } from '../use-cases/write-costing-change.ts'
import { seesEveryWarehouse } from './every-warehouse.ts'
import { idKey, idPage } from './id-page.ts'
import { legsOfDocument } from './legs.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'
import { postedOnce, simulated, writtenOnce } from './written-documents.ts'

/** How an item is costed concerns all of its stock, so all of this is for who sees every warehouse. */
export const Query: Pick<QueryResolvers, 'costingChange' | 'costingChanges' | 'simulateCostingChange'> = {
  costingChange: async (_, { id, number }, { loaders, transactor, caller }) => {
    if ((id == null) === (number == null)) throw badInput('Give either id or number.')
    if (id != null) return (await loaders.costingChange.load(id)) ?? null
    const [found] = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { number: number ?? undefined, after: undefined, limit: 1 }),
    )
    return found ?? null
  },
  costingChanges: async (_, { status, ...position }, { transactor, caller }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { status: status ?? undefined, ...place }),
    )
    return connection(rows, { ...page, orderKey: idKey })
  },
  simulateCostingChange: (_, { documentId }, context) => {
    seesEveryWarehouse(context.caller)
    return simulated(context, 'COSTING_CHANGE', documentId, simulateCostingChange)
  },
}

export const Mutation: Pick<
  MutationResolvers,
  'createCostingChange' | 'changeCostingChange' | 'discardCostingChange' | 'confirmCostingChange'
> = {
  createCostingChange: async (_, { input: { idempotencyKey, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    const request = { operation: 'createCostingChange', idempotencyKey, input }
    const wanted = present(input)
    const outcome = await writtenOnce(context, request, (unit) => createCostingChange(unit, wanted), store.find)
    return payload('costingChange', outcome, context)
  },
  changeCostingChange: async (_, { input: { idempotencyKey, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    const request = { operation: 'changeCostingChange', idempotencyKey, input }
    const wanted = present(input)
    const outcome = await writtenOnce(context, request, (unit) => changeCostingChange(unit, wanted), store.find)
    return payload('costingChange', outcome, context)
  },
  discardCostingChange: async (_, { input: { idempotencyKey, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    const request = { operation: 'discardCostingChange', idempotencyKey, input }
    const outcome = await writtenOnce(context, request, (unit) => discardCostingChange(unit, input), store.find)
    return payload('costingChange', outcome, context)
  },
  confirmCostingChange: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    const request = { operation: 'confirmCostingChange', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => confirmCostingChange(unit, input), store.find)
    return payload('costingChange', outcome, context)
  },
}

export const CostingChange: CostingChangeResolvers = {
  confirmedByItsMaker: isConfirmedByItsMaker,
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  standardCost: ({ standardCost }) => standardCost?.perUnit.toFixed() ?? null,
  previousStandardCost: ({ previousStandardCost }) => previousStandardCost?.perUnit.toFixed() ?? null,
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  approval: ({ approval }) => approval && { id: approval.id },
  legs: async (document, _, { loaders, language }) =>
    legsOfDocument(document, await loaders.legsOfDocument.load(document.id), language),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.costingChange.load(id)) ?? null,
}
