import { accountRuleChanged, narrowAccountRuleChanged } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import type { AccountRule } from '../domain/account-rule.ts'
import { requiredDimensionsOf } from '../store/accounts.ts'
import { toAccountRuleChanged, toldAs, toNarrowAccountRuleChanged } from './book-events.ts'

/** Tells the others which accounts these rules name, and what lines on them have to name in turn. */
export async function tellAccountRules(unit: UnitOfWork, rules: readonly AccountRule[]): Promise<void> {
  const required = await requiredDimensionsOf(unit.tx, rules)
  const told = rules.map((rule) => ({ rule, required: required.get(rule.id) ?? [], as: toldAs(rule) }))
  const general = told.filter(({ as }) => as === 'GENERAL')
  const narrow = told.filter(({ as }) => as === 'NARROW')
  await emitAll(
    unit,
    accountRuleChanged,
    general.map(({ rule, required: dimensions }) => toAccountRuleChanged(rule, dimensions)),
  )
  await emitAll(
    unit,
    narrowAccountRuleChanged,
    narrow.map(({ rule, required: dimensions }) => toNarrowAccountRuleChanged(rule, dimensions)),
  )
}
