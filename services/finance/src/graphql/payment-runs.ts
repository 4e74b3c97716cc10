import { connection, pageOf } from '@erp/graphql-kit'
import { type Currency, isId, money } from '@erp/values'
import { type PaymentRunItem as Item, type PaymentRunLine as Line, totalOf } from '../domain/payment-run.ts'
import type {
  MutationResolvers,
  PaymentRunItemResolvers,
  PaymentRunLineResolvers,
  PaymentRunResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findPaymentRun, listPaymentRuns } from '../store/payment-runs.ts'
import { answerPaymentRun, sendPaymentRun } from '../use-cases/pay-payment-run.ts'
import {
  cancelPaymentRun,
  changePaymentRun,
  proposePaymentRun,
  submitPaymentRun,
  withdrawPaymentRun,
} from '../use-cases/write-payment-run.ts'
import { changesOf } from './change-once.ts'

export type ShownRunLine = Line & { readonly currency: Currency }
export type ShownRunItem = Item & { readonly currency: Currency }

const change = changesOf('paymentRun', findPaymentRun)

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
  proposePaymentRun: (_, { input }, context) =>
    change('proposePaymentRun', input, context, (unit, { supplierIds = null, ...asked }) =>
      proposePaymentRun(unit, { ...asked, supplierIds }),
    ),

  changePaymentRun: (_, { input }, context) =>
    change('changePaymentRun', input, context, (unit, { items, ...asked }) =>
      changePaymentRun(unit, {
        ...asked,
        items: items.map(({ openItemId, amount = null }) => ({ openItemId, amount })),
      }),
    ),

  submitPaymentRun: (_, { input }, context) =>
    change('submitPaymentRun', input, context, (unit, asked) => submitPaymentRun(unit, asked, context.approvals)),

  withdrawPaymentRun: (_, { input }, context) =>
    change('withdrawPaymentRun', input, context, (unit, asked) => withdrawPaymentRun(unit, asked, context.approvals)),

  cancelPaymentRun: (_, { input }, context) => change('cancelPaymentRun', input, context, cancelPaymentRun),

  sendPaymentRun: (_, { input }, context) => change('sendPaymentRun', input, context, sendPaymentRun),

  answerPaymentRun: (_, { input }, context) =>
    change('answerPaymentRun', input, context, (unit, { exchangeRate = null, answers, ...asked }) =>
      answerPaymentRun(unit, {
        ...{ ...asked, exchangeRate },
        answers: answers.map(({ reason = null, ...answer }) => ({ ...answer, reason })),
      }),
    ),
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
