import { connection, connectionOfAll, pageOf, payload, userError } from '@erp/graphql-kit'
import { isRefusal } from '@erp/values'
import type { MutationResolvers, QueryResolvers, SavedVoucherResolvers } from '../generated/graphql.ts'
import { findSaved, listSaved } from '../store/saved-vouchers.ts'
import { draftsOfRequest } from '../store/voucher-drafts.ts'
import { draftFromSavedVoucher, draftRecurringVouchers, saveVoucher } from '../use-cases/save-voucher.ts'
import { changeOne, toLine } from './write-vouchers.ts'

export const Query: QueryResolvers = {
  savedVouchers: async (_, { recurringOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listSaved(tx, caller.companyId, { limit: page.limit, afterCode: page.after?.[0] ?? '', recurringOnly }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const Mutation: MutationResolvers = {
  saveVoucher: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { code, name, word = '记', active = true, expectedVersion = null } = input
    const entry = { word, paperCount: 0, lines: input.lines.map(toLine) }
    const recurrence = input.recurrence
      ? { everyMonths: 1, ...input.recurrence, lastPeriod: input.recurrence.lastPeriod ?? null }
      : null
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'saveVoucher', idempotencyKey, input },
      (unit) => saveVoucher(unit, { code, name, entry, recurrence, active, expectedVersion }),
      findSaved,
    )
    return payload('savedVoucher', outcome, context)
  },

  draftFromSavedVoucher: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('draftFromSavedVoucher', idempotencyKey, input, context, (unit) =>
      draftFromSavedVoucher(unit, { savedVoucherId: input.savedVoucherId, postingDate: input.postingOn }),
    ),

  draftRecurringVouchers: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'draftRecurringVouchers', idempotencyKey, input },
      (unit) => draftRecurringVouchers(unit, input),
      async (tx, id) => ({ id, drafts: await draftsOfRequest(tx, id) }),
    )
    if (!isRefusal(outcome)) return payload('voucherDrafts', [...outcome.drafts], context)
    if (!('fault' in outcome)) return payload('voucherDrafts', outcome, context)
    const { code, message } = userError(outcome.fault, context)
    return payload('voucherDrafts', { ...outcome, faultCode: code, fault: message }, context)
  },
}

export const SavedVoucher: SavedVoucherResolvers = {
  word: ({ entry }) => entry.word,
  lines: ({ entry }, position) => {
    const numbered = entry.lines.map((line, index) => ({ ...line, key: String(index) }))
    return connectionOfAll(numbered, position, ({ key }) => [key])
  },
}
