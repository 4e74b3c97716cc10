import type { AccountRule, FiscalPeriod } from './documents.ts'
import type { Person } from './people.ts'

/**
 * What a controller decides about the books. The other services hear of it a moment later. A colleague asks for what no
 * one person may do.
 */
export interface Controller extends Person {
  readonly periodOf: (period: string) => Promise<FiscalPeriod>
  readonly closes: (period: string) => Promise<FiscalPeriod>
  readonly reopens: (period: string) => Promise<FiscalPeriod>
  /** The one rule there is for an account key and item class; null stands for any class. */
  readonly ruleFor: (accountKey: string, itemClass: string | null) => Promise<AccountRule>
  readonly removes: (rule: AccountRule) => Promise<AccountRule>
  /** Sets a rule again that was removed. */
  readonly restores: (rule: AccountRule) => Promise<AccountRule>
}

export function controllerOf(person: Person, colleague: Person): Controller {
  const periodOf = async (period: string) => {
    const { periods } = await person.ask<{ periods: { nodes: FiscalPeriod[] } }>('Periods')
    const found = periods.nodes.find((one) => one.period === period)
    if (!found) throw new Error(`The books have no period ${period}`)
    return found
  }
  return {
    ...person,
    periodOf,
    closes: async (period) => {
      const { version: expectedVersion } = await periodOf(period)
      return person.change('ClosePeriod', { period, expectedVersion, includingEarlier: true })
    },
    reopens: async (period) => {
      const { version: expectedVersion } = await periodOf(period)
      const reopening = { period, expectedVersion, reason: 'A late delivery' }
      await colleague.change('RequestPeriodReopening', reopening)
      return person.change('ReopenPeriod', reopening)
    },
    ruleFor: async (accountKey, itemClass) => {
      const { accountRules } = await person.ask<{ accountRules: { nodes: AccountRule[] } }>('AccountRules', {
        accountKey,
      })
      const [rule, another] = accountRules.nodes.filter((one) => one.itemClass === itemClass)
      if (!rule || another) throw new Error(`There is not exactly one rule for ${accountKey} of ${itemClass}`)
      return rule
    },
    removes: ({ id, version }) => person.change('RemoveAccountRule', { accountRuleId: id, expectedVersion: version }),
    restores: ({ accountKey, itemClass, account }) =>
      person.change('SetAccountRule', {
        accountKey,
        accountCode: account.code,
        ...(itemClass === null ? {} : { itemClass }),
      }),
  }
}
