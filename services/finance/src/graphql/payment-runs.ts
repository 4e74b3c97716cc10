import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isId, money, type Refusal } from '@erp/values'
import {
  type PaymentRunItem as Item,
  type PaymentRunLine as Line,
  type PaymentRun as Run,
  totalOf,
} from '../domain/payment-run.ts'
import type {
  MutationResolvers,
  PaymentRunItemResolvers,
  PaymentRunLineResolvers,
  PaymentRunResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import type { Tx } from '../store/database.ts'
import { findPaymentRun, listPaymentRuns } from '../store/payment-runs.ts'
import { answerPaymentRun, sendPaymentRun } from '../use-cases/pay-payment-run.ts'
import {
  cancelPaymentRun,
  changePaymentRun,
  proposePaymentRun,
  submitPaymentRun,
  withdrawPaymentRun,
} from '../use-cases/write-payment-run.ts'
import type { Context } from './context.ts'

export type ShownRunLine = Line & { readonly currency: Currency }
export type ShownRunItem = Item & { readonly currency: Currency }

export const Query: QueryResolvers = {
  paymentRuns: async (_, { status = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const rows = await transactor.read([caller.companyId], (tx) =>
      listPaymentRuns(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0], status }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  paymentRun: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findPaymentRun(tx, id)) ?? null) : null,
}

export const Mutation: MutationResolvers = {
  proposePaymentRun: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { supplierIds = null } = input
    const outcome = await once(context, 'proposePaymentRun', idempotencyKey, input, (unit) =>
      proposePaymentRun(unit, { ...input, supplierIds }),
    )
    return payload('paymentRun', outcome, context)
  },

  changePaymentRun: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const items = input.items.map(({ openItemId, amount = null }) => ({ openItemId, amount }))
    const outcome = await once(context, 'changePaymentRun', idempotencyKey, input, (unit) =>
      changePaymentRun(unit, { ...input, items }),
    )
    return payload('paymentRun', outcome, context)
  },

  submitPaymentRun: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'submitPaymentRun', idempotencyKey, input, (unit) =>
      submitPaymentRun(unit, input, context.approvals),
    )
    return payload('paymentRun', outcome, context)
  },

  withdrawPaymentRun: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'withdrawPaymentRun', idempotencyKey, input, (unit) =>
      withdrawPaymentRun(unit, input, context.approvals),
    )
    return payload('paymentRun', outcome, context)
  },

  cancelPaymentRun: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'cancelPaymentRun', idempotencyKey, input, (unit) =>
      cancelPaymentRun(unit, input),
    )
    return payload('paymentRun', outcome, context)
  },

  sendPaymentRun: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'sendPaymentRun', idempotencyKey, input, (unit) => sendPaymentRun(unit, input))
    return payload('paymentRun', outcome, context)
  },

  answerPaymentRun: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { exchangeRate = null } = input
    const answers = input.answers.map(({ reason = null, ...answer }) => ({ ...answer, reason }))
    const outcome = await once(context, 'answerPaymentRun', idempotencyKey, input, (unit) =>
      answerPaymentRun(unit, { ...input, exchangeRate, answers }),
    )
    return payload('paymentRun', outcome, context)
  },
}

export const PaymentRun: PaymentRunResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findPaymentRun(tx, id)) ?? null) : null,
  cashAccount: async ({ cashAccountId }, _, { loaders }) => {
    const account = await loaders.cashAccount.load(cashAccountId)
    if (!account) throw new Error('The cash account of a payment run cannot be found')
    return account
  },
  total: (run) => money(totalOf(run), run.currency),
  paid: (run) => money(totalOf({ lines: run.lines.filter(({ status }) => status === 'PAID') }), run.currency),
  lines: ({ lines, currency }) => lines.map((line) => ({ ...line, currency })),
  madeBy: ({ madeBy }) => ({ id: madeBy }),
  submittedBy: ({ submittedBy }) => (submittedBy === null ? null : { id: submittedBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
  sentBy: ({ sentBy }) => (sentBy === null ? null : { id: sentBy }),
}

export const PaymentRunLine: PaymentRunLineResolvers = {
  supplier: ({ supplierId }) => ({ dimension: 'SUPPLIER', valueId: supplierId }),
  amount: ({ amount, currency }) => money(amount, currency),
  payment: async ({ cashDocumentId }, _, { loaders }) =>
    cashDocumentId === null ? null : ((await loaders.cashDocument.load(cashDocumentId)) ?? null),
  items: ({ items, currency }) => items.map((item) => ({ ...item, currency })),
}

export const PaymentRunItem: PaymentRunItemResolvers = {
  openItem: async ({ openItemId }, _, { loaders }) => {
    const item = await loaders.openItem.load(openItemId)
    if (!item) throw new Error('An item that a payment run names cannot be found')
    return item
  },
  amount: ({ amount, currency }) => money(amount, currency),
  discount: ({ discount, currency }) => money(discount, currency),
}

function once<Outcome extends Run | Refusal>(
  { transactor, caller }: Context,
  operation: string,
  idempotencyKey: string,
  input: object,
  work: (unit: UnitOfWork<Tx>) => Promise<Outcome>,
) {
  const replay = (tx: Tx, id: string) => findPaymentRun(tx, id) as Promise<Exclude<Outcome, Refusal> | undefined>
  return transactor.once(caller, { operation, idempotencyKey, input }, work, replay)
}
