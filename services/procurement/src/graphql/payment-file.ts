import { payload } from '@erp/graphql-kit'
import { isId, isRefusal } from '@erp/values'
import { type PaymentFile as File, nameOf } from '../domain/payment-file.ts'
import type { MutationResolvers, PaymentFileResolvers, PaymentRunResolvers } from '../generated/graphql.ts'
import { findPaymentFile } from '../store/payment-files.ts'
import { writePaymentFile } from '../use-cases/write-payment-file.ts'
import type { Context } from './context.ts'

/** A file with the ticket that fetches it. */
export type ShownPaymentFile = File & { readonly url: string; readonly expiresAt: Date }

export const Mutation: MutationResolvers = {
  writePaymentFile: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { transactor, caller, bankKeys } = context
    const outcome = await transactor.once(
      caller,
      { operation: 'writePaymentFile', idempotencyKey, input },
      (unit) => writePaymentFile(unit, bankKeys, input),
      findPaymentFile,
    )
    return payload('paymentFile', isRefusal(outcome) ? outcome : shown(outcome, context), context)
  },
}

export const PaymentRun: PaymentRunResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  file: async ({ id }, _, context) => {
    const file = isId(id) ? await context.loaders.paymentFile.load(id) : undefined
    return file ? shown(file, context) : null
  },
}

export const PaymentFile: PaymentFileResolvers = {
  name: nameOf,
  writtenBy: ({ writtenBy }) => ({ id: writtenBy }),
}

function shown(file: File, { fileTickets, caller }: Context): ShownPaymentFile {
  const ticket = { action: 'DOWNLOAD' as const, fileId: file.id, companyId: file.companyId, userId: caller.userId }
  const { text, expiresAt } = fileTickets.issue(ticket)
  return { ...file, url: `files/procurement/${text}`, expiresAt }
}
