import { type Account, checkPostable } from './account.ts'
import type { AccountRule } from './account-rule.ts'
import type { OpeningSet } from './book.ts'

/** What comes with the project and every company has, until it changes it; periods are opened by people. */
export type SetUp = Omit<OpeningSet, 'periods'>

/** Something of a set-up by what tells it from the others, such as the template of an event kind. */
export type SetUpPart = {
  readonly kind: 'ACCOUNT' | 'ACCOUNT_RULE' | 'TAX_CODE' | 'EXPENSE_TYPE' | 'VOUCHER_TEMPLATE'
  readonly key: string
}

/** Every part of a set-up. */
export function partsOf({ accounts, rules, taxCodes, expenseTypes, templates }: SetUp): SetUpPart[] {
  return [
    ...accounts.map(({ code }) => ({ kind: 'ACCOUNT', key: code }) as const),
    ...rules.map((rule) => ({ kind: 'ACCOUNT_RULE', key: keyOf(rule) }) as const),
    ...taxCodes.map(({ code }) => ({ kind: 'TAX_CODE', key: code }) as const),
    ...expenseTypes.map(({ code }) => ({ kind: 'EXPENSE_TYPE', key: code }) as const),
    ...templates.map(({ eventKind }) => ({ kind: 'VOUCHER_TEMPLATE', key: eventKind }) as const),
  ]
}

/** What a standard rule names: its key, and at most the kind of goods or of expense. */
function keyOf({ accountKey, itemClass, expenseType }: AccountRule): string {
  return `${accountKey}|${itemClass ?? ''}|${expenseType ?? ''}`
}

/**
 * What to add of a set-up where these parts are missing. `chart` has the company's accounts by code. An account that does not
 * fit into the chart as the company keeps it is left out, and so is a rule whose account the company does not have or uses
 * otherwise: people decide there.
 */
export function missingOf(
  setUp: SetUp,
  missing: readonly SetUpPart[],
  chart: ReadonlyMap<string, Account>,
): SetUp | undefined {
  const lacks = new Set(missing.map(({ kind, key }) => `${kind} ${key}`))
  const known = new Map(chart)
  const accounts: Account[] = []
  for (const account of setUp.accounts) {
    if (!lacks.has(`ACCOUNT ${account.code}`) || !fits(account, known)) continue
    accounts.push(account)
    known.set(account.code, account)
  }
  const rules = setUp.rules.filter((rule) => {
    const account = known.get(rule.accountCode)
    return lacks.has(`ACCOUNT_RULE ${keyOf(rule)}`) && account && !checkPostable(account, rule.accountKey)
  })
  const taxCodes = setUp.taxCodes.filter(({ code }) => lacks.has(`TAX_CODE ${code}`))
  const expenseTypes = setUp.expenseTypes.filter(({ code }) => lacks.has(`EXPENSE_TYPE ${code}`))
  const templates = setUp.templates.filter(({ eventKind }) => lacks.has(`VOUCHER_TEMPLATE ${eventKind}`))
  const added = { accounts, rules, taxCodes, expenseTypes, templates }
  return partsOf(added).length === 0 ? undefined : added
}

/** A new account stands at the top or below a group in use; none becomes a group by it. */
function fits({ parentCode }: Account, known: ReadonlyMap<string, Account>): boolean {
  if (parentCode === null) return true
  const parent = known.get(parentCode)
  return parent?.active === true && !parent.leaf
}
