import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isNarrowed, requireUnnarrowed } from '@erp/service-kit'
import { add, isRefusal, zero } from '@erp/values'
import type {
  EstimateTurnLineResolvers,
  EstimateTurnResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findEstimateTurn, listEstimateTurns } from '../store/estimate-turns.ts'
import { chooseReceiptEstimates, findEstimateChoices } from '../use-cases/choose-receipt-estimates.ts'
import { turnReceiptEstimates } from '../use-cases/turn-receipt-estimates.ts'
import { waitForLegs, waitProblem } from '../use-cases/wait-for-legs.ts'
import { idKey, idPage } from './id-page.ts'

export const Query: QueryResolvers = {
  receiptEstimateChoices: async (_, __, { transactor, caller: { companyId } }) => {
    const { choices } = await transactor.read([companyId], (tx) => findEstimateChoices(tx, companyId))
    return [...choices]
  },

  estimateTurns: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listEstimateTurns(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  chooseReceiptEstimates: async (_, { input: { idempotencyKey, ...input } }, context) => {
    requireUnnarrowed(context.caller, 'What holds for all receipts is')
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'chooseReceiptEstimates', idempotencyKey, input },
      (unit) => chooseReceiptEstimates(unit, input),
      findEstimateChoices,
    )
    return payload('receiptEstimateChoices', isRefusal(outcome) ? outcome : [...outcome.choices], context)
  },

  turnReceiptEstimates: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const { caller, transactor } = context
    requireUnnarrowed(caller, 'What turns the estimates of all receipts is')
    const problem = waitProblem(waitMs)
    if (problem) return payload('estimateTurn', problem, context)
    const outcome = await transactor.once(
      caller,
      { operation: 'turnReceiptEstimates', idempotencyKey, input },
      (unit) => turnReceiptEstimates(unit, input),
      findEstimateTurn,
    )
    if (!isRefusal(outcome))
      await waitForLegs(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
    return payload('estimateTurn', outcome, context)
  },
}

export const EstimateTurn: EstimateTurnResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.estimateTurn.load(id),
  /** Whoever is narrowed sees what the lines in their reach come to. */
  value: async ({ id, value }, _, { loaders, caller }) =>
    isNarrowed(caller)
      ? (await loaders.linesOfTurn.load(id)).reduce((sum, line) => add(sum, line.value), zero(value.currency))
      : value,
  supplierInvoice: ({ supplierInvoiceId: id }, _, { loaders }) =>
    id === null ? undefined : loaders.supplierInvoice.load(id),
  purchaseReturn: ({ purchaseReturnId: id }, _, { loaders }) =>
    id === null ? undefined : loaders.purchaseReturn.load(id),
  lines: async ({ id }, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfTurn.load(id), position, ({ goodsReceiptLineId }) => [goodsReceiptLineId]),
  legs: ({ id }, _, { loaders }) => loaders.legsOfDocument.load(id),
}

export const EstimateTurnLine: EstimateTurnLineResolvers = {
  goodsReceiptLine: ({ goodsReceiptLineId }, _, { loaders }) => loaders.goodsReceiptLine.load(goodsReceiptLineId),
  reversal: ({ reversalId }, _, { loaders }) =>
    reversalId === null ? undefined : loaders.estimateTurn.load(reversalId),
}
