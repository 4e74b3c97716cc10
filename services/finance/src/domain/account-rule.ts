import { type Refusal, refuse } from '@erp/values'
import type { ItemClass } from './business-event.ts'

/** Account determination 科目取数规则: which account an account key means for an item class in a valuation area; null means any. */
export type AccountRule = {
  readonly id: string
  readonly companyId: string
  readonly accountKey: string
  readonly itemClass: ItemClass | null
  readonly valuationAreaId: string | null
  readonly accountCode: string
  readonly active: boolean
  readonly version: number
}

/** What is asked of the rules for one line. */
export type AccountQuestion = {
  readonly accountKey: string
  readonly itemClass: ItemClass | null
  readonly valuationAreaId: string | null
}

/** True for a word such as `INV` or `WIP.MATERIAL` by which templates name an account without knowing it. */
export function isAccountKey(text: string): boolean {
  return /^[A-Z][A-Z0-9.-]{0,39}$/.test(text)
}

export type AccountRuleMissing = Refusal<'AccountRuleMissing', AccountQuestion>

/** 3 for class and area, 2 for the area alone, 1 for the class alone, 0 for neither: a place outranks a kind of goods. */
export function specificityOf(rule: AccountRule): number {
  return (rule.valuationAreaId === null ? 0 : 2) + (rule.itemClass === null ? 0 : 1)
}

/** Every active rule that answers the question, the most specific first; at most four, for a rule is unique by what it names. */
export function matchingRules(rules: readonly AccountRule[], question: AccountQuestion): AccountRule[] {
  return rules
    .filter((rule) => rule.active && rule.accountKey === question.accountKey)
    .filter(({ itemClass }) => itemClass === null || itemClass === question.itemClass)
    .filter(({ valuationAreaId }) => valuationAreaId === null || valuationAreaId === question.valuationAreaId)
    .sort((left, right) => specificityOf(right) - specificityOf(left))
}

/** The rule that decides: the most specific one. */
export function determine(rules: readonly AccountRule[], question: AccountQuestion): AccountRule | AccountRuleMissing {
  return matchingRules(rules, question)[0] ?? refuse('AccountRuleMissing', { ...question })
}

/** Why a rule matches or does not decide: what `explainAccountRule` shows. */
export type ExplainedRule = { readonly rule: AccountRule; readonly specificity: number; readonly decides: boolean }

/** Every rule that answers the question, the deciding one first, with its specificity. */
export function explain(rules: readonly AccountRule[], question: AccountQuestion): ExplainedRule[] {
  return matchingRules(rules, question).map((rule, position) => ({
    rule,
    specificity: specificityOf(rule),
    decides: position === 0,
  }))
}
