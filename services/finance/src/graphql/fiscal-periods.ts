import { connection, pageOf, payload } from '@erp/graphql-kit'
import { firstDayOf, isId, lastDayOf } from '@erp/values'
import type { FiscalPeriodResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findPeriod, listPeriods } from '../store/fiscal-periods.ts'
import { beginClosingPeriod } from '../use-cases/begin-closing-period.ts'
import { closePeriod } from '../use-cases/close-period.ts'
import { openPeriods } from '../use-cases/open-periods.ts'
import { reopenPeriod } from '../use-cases/reopen-period.ts'

export const Query: QueryResolvers = {
  periods: async (_, position, { transactor, caller }) => {
    const page = pageOf(position, ['period'])
    const rows = await transactor.read([caller.companyId], (tx) =>
      listPeriods(tx, caller.companyId, { limit: page.limit, afterPeriod: page.after?.[0] ?? '' }),
    )
    return connection(rows, { ...page, orderKey: ({ period }) => [period] })
  },
}

export const Mutation: MutationResolvers = {
  beginClosingPeriod: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'beginClosingPeriod', idempotencyKey, input },
      (unit) => beginClosingPeriod(unit, input),
      findPeriod,
    )
    return payload('period', outcome, context)
  },

  closePeriod: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'closePeriod', idempotencyKey, input },
      (unit) =>
        closePeriod(unit, {
          ...input,
          reason: input.reason ?? null,
          includingEarlier: input.includingEarlier ?? false,
        }),
      findPeriod,
    )
    return payload('period', outcome, context)
  },

  reopenPeriod: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'reopenPeriod', idempotencyKey, input },
      (unit) => reopenPeriod(unit, input, context.approvals),
      findPeriod,
    )
    return payload('period', outcome, context)
  },

  openPeriods: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'openPeriods', idempotencyKey, input },
      (unit) => openPeriods(unit, input),
      findPeriod,
    )
    return payload('period', outcome, context)
  },
}

export const FiscalPeriod: FiscalPeriodResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findPeriod(tx, id)) : undefined,
  startsOn: ({ period }) => firstDayOf(period),
  endsOn: ({ period }) => lastDayOf(period),
}
