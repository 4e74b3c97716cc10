import { connectionOfAll, payload, userError } from '@erp/graphql-kit'
import { isId, isRefusal } from '@erp/values'
import type { MutationResolvers, QueryResolvers, VoucherImportResolvers } from '../generated/graphql.ts'
import { draftsOfRequest } from '../store/voucher-drafts.ts'
import { findImport } from '../store/voucher-imports.ts'
import { checkImport, importVouchers } from '../use-cases/import-vouchers.ts'
import { rowErrors } from './row-errors.ts'

export const Query: QueryResolvers = {
  voucherImportCheck: async (_, file, context) => {
    const { transactor, caller } = context
    const { companyId } = caller
    const checked = await transactor.read([companyId], (tx) => checkImport({ tx, companyId }, file, false))
    if (isRefusal(checked)) {
      return { draftCount: 0, lineCount: 0, rowErrors: [], userErrors: [userError(checked, context)] }
    }
    const { vouchers, lineCount, faults } = checked
    return { draftCount: vouchers.length, lineCount, rowErrors: rowErrors(faults, context), userErrors: [] }
  },

  voucherImport: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findImport(tx, id)) : null,
}

export const Mutation: MutationResolvers = {
  importVouchers: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'importVouchers', idempotencyKey, input },
      (unit) => importVouchers(unit, { format: 'CSV', ...input }),
      findImport,
    )
    if (!isRefusal(outcome) || !('faults' in outcome)) return payload('voucherImport', outcome, context)
    const { faults, ...refusal } = outcome
    return payload('voucherImport', { ...refusal, rowErrors: rowErrors(faults, context) }, context)
  },
}

export const VoucherImport: VoucherImportResolvers = {
  voucherDrafts: async ({ id }, position, { transactor, caller }) => {
    const drafts = await transactor.read([caller.companyId], (tx) => draftsOfRequest(tx, id))
    return connectionOfAll(drafts, position, (draft) => [draft.id])
  },
}
