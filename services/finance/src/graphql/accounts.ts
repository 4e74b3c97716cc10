import { connection, pageOf, payload } from '@erp/graphql-kit'
import type {
  AccountResolvers,
  AccountRevisionResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findAccount, listAccounts } from '../store/accounts.ts'
import { chartAtVersion, currentChartVersion } from '../store/chart-changes.ts'
import { changeAccount } from '../use-cases/change-account.ts'
import { createAccount } from '../use-cases/create-account.ts'
import { disableAccount } from '../use-cases/disable-account.ts'
import { enableAccount } from '../use-cases/enable-account.ts'
import { readDimensions, showDimensions } from './account-dimensions.ts'

const newestChart = 2_147_483_647

export const Query: QueryResolvers = {
  accounts: async (_, { leavesOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listAccounts(tx, caller.companyId, { limit: page.limit, afterCode: page.after?.[0] ?? '', leavesOnly }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },

  account: (_, { code }, { loaders }) => loaders.accountByCode.load(code),

  chartOfAccounts: async (_, { chartVersion, ...position }, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      chartAtVersion(tx, caller.companyId, {
        chartVersion: chartVersion ?? newestChart,
        limit: page.limit,
        afterCode: page.after?.[0] ?? '',
      }),
    )
    return connection(rows, { ...page, orderKey: ({ account }) => [account.code] })
  },

  chartVersion: (_, __, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => currentChartVersion(tx, caller.companyId)),
}

export const Mutation: MutationResolvers = {
  createAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const {
      accountClass = null,
      direction = null,
      quantityUnit = null,
      foreignCurrency = null,
      cashKind = null,
    } = input
    const dimensions = input.dimensions ? readDimensions(input.dimensions) : null
    const wanted = { accountClass, direction, dimensions, quantityUnit, foreignCurrency, cashKind }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createAccount', idempotencyKey, input },
      (unit) => createAccount(unit, { code: input.code, name: input.name, ...wanted }),
      findAccount,
    )
    return payload('account', outcome, context)
  },

  changeAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { accountCode, expectedVersion, name, quantityUnit, foreignCurrency, cashKind } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeAccount', idempotencyKey, input },
      (unit) =>
        changeAccount(unit, {
          ...{ accountCode, expectedVersion, quantityUnit, cashKind },
          name: name ?? undefined,
          dimensions: input.dimensions ? readDimensions(input.dimensions) : undefined,
          foreignCurrency: foreignCurrency ?? undefined,
        }),
      findAccount,
    )
    return payload('account', outcome, context)
  },

  disableAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'disableAccount', idempotencyKey, input },
      (unit) => disableAccount(unit, input),
      findAccount,
    )
    return payload('account', outcome, context)
  },

  enableAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'enableAccount', idempotencyKey, input },
      (unit) => enableAccount(unit, input),
      findAccount,
    )
    return payload('account', outcome, context)
  },
}

export const Account: AccountResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.account.load(id),
  parent: ({ parentCode }, _, { loaders }) => (parentCode === null ? null : loaders.accountByCode.load(parentCode)),
  dimensions: ({ dimensions }) => showDimensions(dimensions),
  revisions: async ({ id }, _, { loaders }) => [...(await loaders.accountRevisions.load(id))],
}

export const AccountRevision: AccountRevisionResolvers = {
  code: ({ account }) => account.code,
  name: ({ account }) => account.name,
  leaf: ({ account }) => account.leaf,
  active: ({ account }) => account.active,
  dimensions: ({ account }) => showDimensions(account.dimensions),
  quantityUnit: ({ account }) => account.quantityUnit,
  foreignCurrency: ({ account }) => account.foreignCurrency,
  cashKind: ({ account }) => account.cashKind,
}
