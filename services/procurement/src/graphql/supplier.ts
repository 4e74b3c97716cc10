import { connection, payload } from '@erp/graphql-kit'
import type { MutationResolvers, QueryResolvers, SupplierResolvers } from '../generated/graphql.ts'
import { findSupplier, listSuppliers } from '../store/suppliers.ts'
import { changeSupplier } from '../use-cases/change-supplier.ts'
import { createSupplier } from '../use-cases/create-supplier.ts'
import { idKey, idPage } from './id-page.ts'

export const Query: QueryResolvers = {
  supplier: (_, { id }, { loaders }) => loaders.supplier.load(id),

  suppliers: async (_, { active, code, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listSuppliers(tx, companyId, { active, code }, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createSupplier: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createSupplier', idempotencyKey, input },
      (unit) => createSupplier(unit, { ...input, overReceiptPercent: input.overReceiptPercent ?? '0' }),
      findSupplier,
    )
    return payload('supplier', outcome, context)
  },

  changeSupplier: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { supplierId, expectedVersion, name, currency, overReceiptPercent, active } = input
    const { paymentDays, paymentTermId, supplierGroup } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeSupplier', idempotencyKey, input },
      (unit) =>
        changeSupplier(unit, {
          supplierId,
          expectedVersion,
          ...(name == null ? {} : { name }),
          ...(currency == null ? {} : { currency }),
          ...(overReceiptPercent == null ? {} : { overReceiptPercent }),
          ...(paymentDays == null ? {} : { paymentDays }),
          ...(paymentTermId === undefined ? {} : { paymentTermId }),
          ...(supplierGroup === undefined ? {} : { supplierGroup }),
          ...(active == null ? {} : { active }),
        }),
      findSupplier,
    )
    return payload('supplier', outcome, context)
  },
}

export const Supplier: SupplierResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.supplier.load(id),
  paymentTerm: ({ paymentTermId }, _, { loaders }) =>
    paymentTermId === null ? undefined : loaders.paymentTerm.load(paymentTermId),
}
