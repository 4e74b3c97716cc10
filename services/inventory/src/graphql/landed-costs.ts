import { badInput, connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { sum } from '@erp/values'
import { isConfirmedByItsMaker } from '../domain/document-approval.ts'
import type {
  LandedCostChargeInput,
  LandedCostLineResolvers,
  LandedCostResolvers,
  LandedCostShareResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import * as store from '../store/landed-costs.ts'
import { cancelLandedCost } from '../use-cases/cancel-landed-cost.ts'
import { confirmLandedCost, simulateLandedCost } from '../use-cases/confirm-landed-cost.ts'
import { changeLandedCost, createLandedCost, discardLandedCost } from '../use-cases/write-landed-cost.ts'
import { seesEverySupplier, seesEveryWarehouse } from './every-warehouse.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { legsOfDocument } from './legs.ts'
import { present } from './optional-input.ts'
import { postedOnce, simulated, writtenOnce } from './written-documents.ts'

/** What bears a charge may lie anywhere by now, and it came from any supplier, so all of this is for who sees every one. */
export const Query: Pick<QueryResolvers, 'landedCost' | 'landedCosts' | 'simulateLandedCost'> = {
  landedCost: async (_, { id, number }, { loaders, transactor, caller }) => {
    if ((id == null) === (number == null)) throw badInput('Give either id or number.')
    if (id != null) return (await loaders.landedCost.load(id)) ?? null
    const [found] = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { number: number ?? undefined, after: undefined, limit: 1 }),
    )
    return found ?? null
  },
  landedCosts: async (_, { status, ...position }, { transactor, caller }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { status: status ?? undefined, ...place }),
    )
    return connection(rows, { ...page, orderKey: idKey })
  },
  simulateLandedCost: (_, { documentId }, context) => {
    seesEveryWarehouse(context.caller)
    seesEverySupplier(context.caller)
    return simulated(context, 'LANDED_COST', documentId, simulateLandedCost)
  },
}

export const Mutation: Pick<
  MutationResolvers,
  'createLandedCost' | 'changeLandedCost' | 'discardLandedCost' | 'confirmLandedCost' | 'cancelLandedCost'
> = {
  createLandedCost: async (_, { input: { idempotencyKey, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    seesEverySupplier(context.caller)
    const request = { operation: 'createLandedCost', idempotencyKey, input }
    const wanted = written(input)
    const outcome = await writtenOnce(context, request, (unit) => createLandedCost(unit, wanted), store.find)
    return payload('landedCost', outcome, context)
  },
  changeLandedCost: async (_, { input: { idempotencyKey, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    seesEverySupplier(context.caller)
    const request = { operation: 'changeLandedCost', idempotencyKey, input }
    const wanted = written(input)
    const outcome = await writtenOnce(context, request, (unit) => changeLandedCost(unit, wanted), store.find)
    return payload('landedCost', outcome, context)
  },
  discardLandedCost: async (_, { input: { idempotencyKey, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    seesEverySupplier(context.caller)
    const request = { operation: 'discardLandedCost', idempotencyKey, input }
    const outcome = await writtenOnce(context, request, (unit) => discardLandedCost(unit, input), store.find)
    return payload('landedCost', outcome, context)
  },
  confirmLandedCost: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    seesEverySupplier(context.caller)
    const request = { operation: 'confirmLandedCost', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => confirmLandedCost(unit, input), store.find)
    return payload('landedCost', outcome, context)
  },
  cancelLandedCost: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    seesEveryWarehouse(context.caller)
    seesEverySupplier(context.caller)
    const request = { operation: 'cancelLandedCost', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => cancelLandedCost(unit, input), store.find)
    return payload('landedCost', outcome, context)
  },
}

export const LandedCost: LandedCostResolvers = {
  confirmedByItsMaker: isConfirmedByItsMaker,
  total: ({ charges, currency }) =>
    sum(
      charges.map(({ amount }) => amount),
      currency,
    ),
  lines: async (landedCost, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfLandedCost.load(landedCost), position, lineKey),
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  approval: ({ approval }) => approval && { id: approval.id },
  legs: async (document, _, { loaders, language }) =>
    legsOfDocument(document, await loaders.legsOfDocument.load(document.id), language),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.landedCost.load(id)) ?? null,
}

export const LandedCostShare: LandedCostShareResolvers = {
  receipt: async ({ stockEntryId }, _, { loaders }) => (await loaders.ledgerEntry.load(stockEntryId)) ?? null,
}

export const LandedCostLine: LandedCostLineResolvers = {
  receipt: async ({ stockEntryId }, _, { loaders }) => (await loaders.ledgerEntry.load(stockEntryId)) ?? null,
}

/** What a person wrote down, with what is null left out. */
function written<Input extends { readonly reason?: string | null; readonly charges: readonly LandedCostChargeInput[] }>(
  input: Input,
) {
  return { ...input, reason: input.reason ?? '', charges: input.charges.map(present) }
}
