import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isRefusal, zeroQuantity } from '@erp/values'
import { lowestOf, openOfRequest } from '../domain/request-for-quotation.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  QuotationAnswerResolvers,
  RequestForQuotationLineResolvers,
  RequestForQuotationResolvers,
} from '../generated/graphql.ts'
import { findRequestForQuotation, listRequestsForQuotation } from '../store/requests-for-quotation.ts'
import { findSupplierQuotation } from '../store/supplier-quotations.ts'
import { awardQuotations } from '../use-cases/award-quotations.ts'
import { findOrderingRun } from '../use-cases/order-requisitions.ts'
import { recordSupplierQuotation } from '../use-cases/record-supplier-quotation.ts'
import { closeRequestForQuotation, createRequestForQuotation } from '../use-cases/request-quotations.ts'
import { idKey, idPage, lineKey } from './id-page.ts'

export const Query: QueryResolvers = {
  requestForQuotation: (_, { id }, { loaders }) => loaders.requestForQuotation.load(id),

  requestsForQuotation: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listRequestsForQuotation(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createRequestForQuotation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createRequestForQuotation', idempotencyKey, input },
      (unit) => createRequestForQuotation(unit, input),
      findRequestForQuotation,
    )
    return payload('requestForQuotation', outcome, context)
  },

  recordSupplierQuotation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { exchangeRate = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'recordSupplierQuotation', idempotencyKey, input },
      (unit) => recordSupplierQuotation(unit, { ...input, exchangeRate }),
      findSupplierQuotation,
    )
    if (isRefusal(outcome)) return payload('requestForQuotation', outcome, context)
    const request = await context.loaders.requestForQuotation.load(outcome.requestId)
    return { requestForQuotation: request, supplierQuotationVersion: outcome.version, userErrors: [] }
  },

  closeRequestForQuotation: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'closeRequestForQuotation', idempotencyKey, input },
      (unit) => closeRequestForQuotation(unit, input),
      findRequestForQuotation,
    )
    return payload('requestForQuotation', outcome, context)
  },

  awardQuotations: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'awardQuotations', idempotencyKey, input },
      (unit) => awardQuotations(unit, input),
      findOrderingRun,
    )
    return payload('purchaseOrders', isRefusal(outcome) ? outcome : [...outcome.purchaseOrders], context)
  },
}

export const RequestForQuotation: RequestForQuotationResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.requestForQuotation.load(id),
  suppliers: async ({ id }, _, { loaders }) => {
    const asked = await loaders.suppliersOfRequest.load(id)
    const suppliers = await Promise.all(asked.map(({ supplierId }) => loaders.supplier.load(supplierId)))
    return suppliers.filter((supplier) => supplier !== undefined)
  },
  lines: async ({ id }, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfRequest.load(id), position, lineKey),
}

export const RequestForQuotationLine: RequestForQuotationLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.requestLine.load(id),
  requestForQuotation: ({ requestId }, _, { loaders }) => loaders.requestForQuotation.load(requestId),
  item: ({ itemId }) => ({ id: itemId }),
  requisitionLine: ({ requisitionLineId }, _, { loaders }) =>
    requisitionLineId === null ? undefined : loaders.requisitionLine.load(requisitionLineId),
  openQuantity: async (line, _, { loaders }) => {
    const request = await loaders.requestForQuotation.load(line.requestId)
    return request?.status === 'OPEN' ? openOfRequest(line) : zeroQuantity
  },
  answers: async ({ id }, { on = null }, { loaders }) => {
    const answers = await loaders.answersOfLine.load(id)
    const lowest = lowestOf(answers, on)
    return answers.map((answer) => ({
      ...answer,
      cheapest: lowest !== undefined && answer.ownUnitPrice.eq(lowest) && (on === null || on <= answer.expiresOn),
    }))
  },
}

export const QuotationAnswer: QuotationAnswerResolvers = {
  supplier: ({ supplierId }, _, { loaders }) => loaders.supplier.load(supplierId),
}
