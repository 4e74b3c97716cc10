import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { isId, money } from '@erp/values'
import { type CashItem, type CashDocument as Document, paidFor } from '../domain/cash-document.ts'
import { rateBetween } from '../domain/exchange-rate.ts'
import type {
  CashDocumentContentInput,
  CashDocumentItemResolvers,
  CashDocumentResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findCashDocument, listCashDocuments } from '../store/cash-documents.ts'
import { approveCashDocument, cancelCashDocument } from '../use-cases/decide-on-cash-document.ts'
import { postCashDocument } from '../use-cases/post-cash-document.ts'
import { reverseCashDocument } from '../use-cases/reverse-cash-document.ts'
import { submitCashDocument, withdrawCashDocument } from '../use-cases/submit-cash-document.ts'
import { type CashInput, changeCashDocument, createCashDocument } from '../use-cases/write-cash-document.ts'
import { changesOf } from './change-once.ts'
import type { Context } from './context.ts'
import { voucherOf } from './linked-voucher.ts'

export type ShownCashItem = CashItem & Pick<Document, 'cashAccountId'>

const change = changesOf('cashDocument', findCashDocument)

export const Query: QueryResolvers = {
  cashDocuments: async (_, { direction = null, status = null, partyId = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const afterId = page.after?.[0]
    if (partyId !== null && !isId(partyId)) throw badInput('partyId is the id of a customer, supplier or employee.')
    const rows = await transactor.read([caller.companyId], (tx) =>
      listCashDocuments(tx, caller.companyId, { limit: page.limit, afterId, direction, status, partyId }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  cashDocument: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findCashDocument(tx, id)) ?? null) : null,
}

export const Mutation: MutationResolvers = {
  createCashDocument: (_, { input }, context) =>
    change('createCashDocument', input, context, (unit, { direction, content }) =>
      createCashDocument(unit, { direction, ...read(content) }),
    ),

  changeCashDocument: (_, { input }, context) =>
    change('changeCashDocument', input, context, (unit, { content, ...reference }) =>
      changeCashDocument(unit, { ...reference, ...read(content) }),
    ),

  submitCashDocument: (_, { input }, context) =>
    change('submitCashDocument', input, context, (unit, asked) => submitCashDocument(unit, asked, context.approvals)),

  withdrawCashDocument: (_, { input }, context) =>
    change('withdrawCashDocument', input, context, (unit, asked) =>
      withdrawCashDocument(unit, asked, context.approvals),
    ),

  approveCashDocument: (_, { input }, context) => change('approveCashDocument', input, context, approveCashDocument),

  postCashDocument: (_, { input }, context) => change('postCashDocument', input, context, postCashDocument),

  cancelCashDocument: (_, { input }, context) => change('cancelCashDocument', input, context, cancelCashDocument),

  reverseCashDocument: (_, { input }, context) => change('reverseCashDocument', input, context, reverseCashDocument),
}

export const CashDocument: CashDocumentResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findCashDocument(tx, id)) ?? null) : null,
  cashAccount: (document, _, { loaders }) => cashAccountOf(document, loaders),
  party: ({ party }) => (party === null ? null : { dimension: party.dimension, valueId: party.id }),
  counterAccount: async ({ counterAccountId }, _, { loaders }) =>
    counterAccountId === null ? null : ((await loaders.account.load(counterAccountId)) ?? null),
  amount: async (document, _, { loaders }) => money(document.amount, (await cashAccountOf(document, loaders)).currency),
  fee: async (document, _, { loaders }) => money(document.fee, (await cashAccountOf(document, loaders)).currency),
  items: ({ items, cashAccountId }) => items.map((item) => ({ ...item, cashAccountId })),
  preparedBy: ({ preparedBy }) => ({ id: preparedBy }),
  submittedBy: ({ submittedBy }) => (submittedBy === null ? null : { id: submittedBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
  approvedBy: ({ approvedBy }) => (approvedBy === null ? null : { id: approvedBy }),
  postedBy: ({ postedBy }) => (postedBy === null ? null : { id: postedBy }),
  voucher: ({ voucherId }, _, { loaders }) => voucherOf(voucherId, loaders),
  reversal: ({ reversalId }, _, { loaders }) => voucherOf(reversalId, loaders),
  settlement: async ({ settlementId }, _, { loaders }) =>
    settlementId === null ? null : ((await loaders.settlement.load(settlementId)) ?? null),
}

export const CashDocumentItem: CashDocumentItemResolvers = {
  openItem: ({ openItemId }, _, { loaders }) => itemOf(openItemId, loaders),
  amount: async ({ openItemId, amount }, _, { loaders }) => money(amount, (await itemOf(openItemId, loaders)).currency),
  discount: async ({ openItemId, discount }, _, { loaders }) =>
    money(discount, (await itemOf(openItemId, loaders)).currency),
  paid: async (item, _, { loaders }) => money(paidFor(item), (await cashAccountOf(item, loaders)).currency),
  bankRate: async ({ openItemId, amount, paid, discount, ...item }, _, { loaders }) => {
    if (paid === null) return null
    const [{ currency: settled }, { currency }] = [
      await itemOf(openItemId, loaders),
      await cashAccountOf(item, loaders),
    ]
    return rateBetween(money(amount - discount, settled), money(paid, currency))
  },
}

type Loaders = Context['loaders']

async function cashAccountOf({ cashAccountId }: Pick<Document, 'cashAccountId'>, loaders: Loaders) {
  const account = await loaders.cashAccount.load(cashAccountId)
  if (!account) throw new Error('The cash account of a receipt or payment cannot be found')
  return account
}

async function itemOf(id: string, loaders: Loaders) {
  const item = await loaders.openItem.load(id)
  if (!item) throw new Error('An item that a receipt or payment names cannot be found')
  return item
}

/** What was left out is empty. */
function read(content: CashDocumentContentInput): CashInput {
  const { partyDimension = null, partyId = null, counterAccountCode = null, fee = null, exchangeRate = null } = content
  const { cashFlowItem = null, reference = null, note = null, items = [] } = content
  return {
    ...{ cashAccountId: content.cashAccountId, paidOn: content.paidOn, amount: content.amount, items },
    ...{ partyDimension, partyId, counterAccountCode, fee, exchangeRate, cashFlowItem, reference, note },
  }
}
