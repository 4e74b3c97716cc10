import { payload } from '@erp/graphql-kit'
import type { ExpenseClaimFileResolvers, MutationResolvers } from '../generated/graphql.ts'
import { findClaimFile } from '../store/expense-claim-files.ts'
import { prepareClaimFile, removeFileOfClaim } from '../use-cases/keep-files-of-claims.ts'
import { ticketFor } from './kept-files.ts'
import { changeOne } from './write-expense-claims.ts'

export const Mutation: MutationResolvers = {
  prepareExpenseClaimFile: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { expenseClaimId, byteSize, ...file } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'prepareExpenseClaimFile', idempotencyKey, input },
      (unit) => prepareClaimFile(unit, { expenseClaimId, file: { ...file, byteSize: BigInt(byteSize) } }),
      findClaimFile,
    )
    return payload('expenseClaimFile', outcome, context)
  },

  removeExpenseClaimFile: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('removeExpenseClaimFile', idempotencyKey, input, context, (unit) => removeFileOfClaim(unit, input)),
}

export const ExpenseClaimFile: ExpenseClaimFileResolvers = {
  status: ({ storedAt }) => (storedAt === null ? 'AWAITED' : 'STORED'),
  byteSize: ({ byteSize }) => byteSize.toString(),
  url: (file, _, context) => ticketFor('DOWNLOAD', file, context).url,
  upload: (file, _, context) => {
    const mayUpload = file.storedAt === null && file.attachedBy === context.caller.userId
    return mayUpload ? ticketFor('UPLOAD', file, context) : null
  },
  attachedBy: ({ attachedBy }) => ({ id: attachedBy }),
}
