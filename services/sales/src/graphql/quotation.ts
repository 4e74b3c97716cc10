import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { openOf } from '../domain/quotation.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  QuotationLineResolvers,
  QuotationResolvers,
} from '../generated/graphql.ts'
import { findQuotation, listQuotations } from '../store/quotations.ts'
import { findSalesOrder } from '../store/sales-orders.ts'
import { orderQuotation } from '../use-cases/order-quotation.ts'
import { changeQuotation, closeQuotation, createQuotation, offerQuotation } from '../use-cases/write-quotation.ts'
import { idKey, idPage, lineKey } from './id-page.ts'

export const Query: QueryResolvers = {
  quotation: (_, { id }, { loaders }) => loaders.quotation.load(id),

  quotations: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listQuotations(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createQuotation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { pricesIncludeTax = false } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createQuotation', idempotencyKey, input },
      (unit) => createQuotation(unit, { ...input, pricesIncludeTax }),
      findQuotation,
    )
    return payload('quotation', outcome, context)
  },

  changeQuotation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeQuotation', idempotencyKey, input },
      (unit) => changeQuotation(unit, input, context.startWithdrawing),
      findQuotation,
    )
    return payload('quotation', outcome, context)
  },

  offerQuotation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'offerQuotation', idempotencyKey, input },
      (unit) => offerQuotation(unit, input, context.startApprovingQuotation),
      findQuotation,
    )
    return payload('quotation', outcome, context)
  },

  closeQuotation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'closeQuotation', idempotencyKey, input },
      (unit) => closeQuotation(unit, input, context.startWithdrawing),
      findQuotation,
    )
    return payload('quotation', outcome, context)
  },

  orderQuotation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { requestedOn = null, lines = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'orderQuotation', idempotencyKey, input },
      (unit) => orderQuotation(unit, { ...input, requestedOn, lines }),
      findSalesOrder,
    )
    return payload('salesOrder', outcome, context)
  },
}

export const Quotation: QuotationResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.quotation.load(id),
  customer: ({ customerId }, _, { loaders }) => loaders.customer.load(customerId),
  lines: async ({ id }, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfQuotation.load(id), position, lineKey),
  salesOrders: ({ id }, _, { loaders }) => loaders.ordersOfQuotation.load(id),
  approval: ({ approval }) => (approval === null ? null : { id: approval.id }),
  legs: ({ id }, _, { loaders }) => loaders.legsOfDocument.load(id),
}

export const QuotationLine: QuotationLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.quotationLine.load(id),
  quotation: ({ quotationId }, _, { loaders }) => loaders.quotation.load(quotationId),
  item: ({ itemId }) => ({ id: itemId }),
  priceList: ({ priceListId }, _, { loaders }) =>
    priceListId === null ? undefined : loaders.priceList.load(priceListId),
  taxCode: ({ taxCodeId }) => ({ id: taxCodeId }),
  openQuantity: openOf,
}
