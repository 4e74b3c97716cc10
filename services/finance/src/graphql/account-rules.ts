import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import { type AccountRule as AccountRuleDocument, explain, explainOthers } from '../domain/account-rule.ts'
import type { AccountRuleResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findRule, listRules, rulesOfKey } from '../store/account-rules.ts'
import { removeAccountRule } from '../use-cases/remove-account-rule.ts'
import { setAccountRule } from '../use-cases/set-account-rule.ts'
import type { Loaders } from './loaders.ts'

export const Query: QueryResolvers = {
  accountRules: async (_, { accountKey = null, ...position }, { transactor, caller }) => {
    const page = pageOf(position, ['text', 'id'])
    const [afterKey, afterId] = page.after ?? []
    const after = afterKey !== undefined && afterId !== undefined ? { accountKey: afterKey, id: afterId } : undefined
    const rows = await transactor.read([caller.companyId], (tx) =>
      listRules(tx, caller.companyId, { limit: page.limit, after, accountKey }),
    )
    return connection(rows, { ...page, orderKey: (rule) => [rule.accountKey, rule.id] })
  },

  explainAccountRule: async (_, { accountKey, itemClass = null, valuationAreaId = null, ...about }, context) => {
    const { transactor, caller, loaders } = context
    const rules = await transactor.read([caller.companyId], (tx) => rulesOfKey(tx, caller.companyId, accountKey))
    const { partyClass = null, taxCode = null, departmentId = null, expenseType = null } = about
    const question = { accountKey, itemClass, valuationAreaId, partyClass, taxCode, departmentId, expenseType }
    const matches = explain(rules, question)
    const [decisive] = matches
    return {
      account: decisive ? await accountOf(decisive.rule, loaders) : null,
      matches,
      others: explainOthers(rules, question),
    }
  },
}

export const Mutation: MutationResolvers = {
  setAccountRule: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { itemClass = null, valuationAreaId = null, expectedVersion = null, ...rest } = input
    const { partyClass = null, taxCode = null, departmentId = null, expenseType = null } = input
    const about = { itemClass, valuationAreaId, partyClass, taxCode, departmentId, expenseType }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setAccountRule', idempotencyKey, input },
      (unit) => setAccountRule(unit, { ...rest, ...about, expectedVersion }),
      findRule,
    )
    return payload('accountRule', outcome, context)
  },

  removeAccountRule: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'removeAccountRule', idempotencyKey, input },
      (unit) => removeAccountRule(unit, input),
      findRule,
    )
    return payload('accountRule', outcome, context)
  },
}

export const AccountRule: AccountRuleResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findRule(tx, id)) : undefined,
  account: (rule, _, { loaders }) => accountOf(rule, loaders),
}

/** The account a rule names; a foreign key says that it exists. */
async function accountOf({ accountCode }: AccountRuleDocument, loaders: Loaders) {
  const account = await loaders.accountByCode.load(accountCode)
  if (!account) throw new Error(`An account rule names ${accountCode}, which does not exist`)
  return account
}
