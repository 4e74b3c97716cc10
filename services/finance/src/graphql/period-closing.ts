import { payload } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import type {
  ClosingBlockerResolvers,
  ClosingCertificateResolvers,
  ClosingRunResolvers,
  MutationResolvers,
  PeriodSealResolvers,
  QueryResolvers,
  ReopeningRequestResolvers,
} from '../generated/graphql.ts'
import { findRun } from '../store/closing-runs.ts'
import { findSeal } from '../store/period-seals.ts'
import { findRequest } from '../store/reopening-requests.ts'
import { closingChecklist } from '../use-cases/closing-checklist.ts'
import { requestReopening, withdrawReopening } from '../use-cases/request-reopening.ts'
import { runClosingStep } from '../use-cases/run-closing-step.ts'
import { sealPeriod, unsealPeriod } from '../use-cases/seal-period.ts'
import { changesOf } from './change-once.ts'
import { blockerSentence } from './closing-sentences.ts'

export const Query: QueryResolvers = {
  closingChecklist: (_, { period }, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => closingChecklist(tx, caller.companyId, period), { snapshot: true }),
}

export const Mutation: MutationResolvers = {
  runClosingStep: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'runClosingStep', idempotencyKey, input },
      (unit) => runClosingStep(unit, input),
      findRun,
    )
    return payload('run', outcome, context)
  },

  sealPeriod: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'sealPeriod', idempotencyKey, input },
      (unit) => sealPeriod(unit, { ...input, reason: input.reason ?? null }),
      findSeal,
    )
    return payload('seal', outcome, context)
  },

  unsealPeriod: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'unsealPeriod', idempotencyKey, input },
      (unit) => unsealPeriod(unit, { ...input, reason: input.reason ?? null }),
      findSeal,
    )
    return payload('seal', outcome, context)
  },

  requestPeriodReopening: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'requestPeriodReopening', idempotencyKey, input },
      (unit) => requestReopening(unit, input, context.approvals),
      findRequest,
    )
    return payload('request', outcome, context)
  },

  withdrawPeriodReopening: (_, { input }, context) =>
    changesOf('request', findRequest)('withdrawPeriodReopening', input, context, (unit, asked) =>
      withdrawReopening(unit, asked, context.approvals),
    ),
}

export const ClosingBlocker: ClosingBlockerResolvers = {
  reasonCode: ({ reason }) => reason,
  reason: (blocker, _, { language }) => blockerSentence(blocker, language),
}

export const ClosingRun: ClosingRunResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findRun(tx, id)) : undefined,
  voucher: ({ voucherId }, _, { loaders }) => (voucherId === null ? null : loaders.voucher.load(voucherId)),
  runBy: ({ runBy }) => ({ id: runBy }),
}

export const PeriodSeal: PeriodSealResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findSeal(tx, id)) : undefined,
  changedBy: ({ changedBy }) => ({ id: changedBy }),
}

export const ReopeningRequest: ReopeningRequestResolvers = {
  requestedBy: ({ requestedBy }) => ({ id: requestedBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
}

export const ClosingCertificate: ClosingCertificateResolvers = {
  contents: ({ contents }) => JSON.stringify(contents),
  issuedBy: ({ issuedBy }) => ({ id: issuedBy }),
  voidReason: ({ voided }) => voided?.reason ?? null,
  voidedBy: ({ voided }) => voided && { id: voided.voidedBy },
  voidedAt: ({ voided }) => voided && new Date(voided.voidedAt),
}
