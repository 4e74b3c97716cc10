import { payload } from '@erp/graphql-kit'
import { maskedNumber, paidToOf, plainNumber } from '../domain/supplier-bank-account.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  SupplierBankAccountResolvers,
  SupplierResolvers,
} from '../generated/graphql.ts'
import { indexOfNumber, suppliersPaidTo } from '../store/supplier-bank-accounts.ts'
import { findSupplier } from '../store/suppliers.ts'
import { confirmSupplierBankAccounts, setSupplierBankAccounts } from '../use-cases/set-supplier-bank-accounts.ts'

export const Query: QueryResolvers = {
  suppliersPaidTo: async (_, { accountNumber }, { transactor, caller: { companyId }, bankKeys, loaders }) => {
    const ids = await transactor.read([companyId], (tx) =>
      suppliersPaidTo(tx, bankKeys, companyId, plainNumber(accountNumber)),
    )
    const suppliers = await Promise.all(ids.map((id) => loaders.supplier.load(id)))
    return suppliers.filter((supplier) => supplier !== undefined)
  },
}

export const Mutation: MutationResolvers = {
  setSupplierBankAccounts: async (_, { input: { idempotencyKey, ...asked } }, context) => {
    const accounts = asked.accounts.map((one) => ({ ...one, bankCode: one.bankCode ?? null }))
    // A stored request holds a quick hash of its input, which a number could be guessed from.
    const hidden = accounts.map(({ accountNumber, ...one }) => ({
      ...one,
      accountNumber: indexOfNumber(context.bankKeys, plainNumber(accountNumber)),
    }))
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setSupplierBankAccounts', idempotencyKey, input: { ...asked, accounts: hidden } },
      (unit) => setSupplierBankAccounts(unit, context.bankKeys, { ...asked, accounts }),
      findSupplier,
    )
    return payload('supplier', outcome, context)
  },

  confirmSupplierBankAccounts: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'confirmSupplierBankAccounts', idempotencyKey, input },
      (unit) => confirmSupplierBankAccounts(unit, context.bankKeys, input),
      findSupplier,
    )
    return payload('supplier', outcome, context)
  },
}

export const Supplier: SupplierResolvers = {
  bankAccounts: ({ id }, _, { loaders }) => loaders.bankAccountsOfSupplier.load(id),
  maskedBankAccounts: async (supplier, _, { loaders }) => {
    const accounts = await loaders.bankAccountsOfSupplier.load(supplier.id)
    return accounts.map(({ id, currency, accountNumber, confirmedAt }) => ({
      ...{ id, currency, maskedNumber: maskedNumber(accountNumber), isConfirmed: confirmedAt !== null },
      isPaidTo: paidToOf(accounts, currency)?.id === id,
    }))
  },
}

export const SupplierBankAccount: SupplierBankAccountResolvers = {
  isPaidTo: async ({ id, supplierId, currency }, _, { loaders }) => {
    const accounts = await loaders.bankAccountsOfSupplier.load(supplierId)
    return paidToOf(accounts, currency)?.id === id
  },
  isConfirmed: ({ confirmedAt }) => confirmedAt !== null,
}
