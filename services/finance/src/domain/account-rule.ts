import { type Refusal, refuse } from '@erp/values'
import type { ItemClass } from './business-event.ts'

/** What beside goods and place a rule may name, or a line be about; left out and null mean any. */
export type RuleConditions = {
  /** 往来类别: the class of the customer or supplier. */
  readonly partyClass?: string | null
  /** 税码 */
  readonly taxCode?: string | null
  readonly departmentId?: string | null
  /** 费用类型 */
  readonly expenseType?: string | null
}

/** Account determination 科目取数规则: which account an account key means for lines about certain things; null means any. */
export type AccountRule = RuleConditions & {
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
export type AccountQuestion = RuleConditions & {
  readonly accountKey: string
  readonly itemClass: ItemClass | null
  readonly valuationAreaId: string | null
}

/** All that a rule can name beside its key. The kind of goods weighs one, everything else two: a place outranks goods. */
const weights = {
  itemClass: 1,
  valuationAreaId: 2,
  partyClass: 2,
  taxCode: 2,
  departmentId: 2,
  expenseType: 2,
} as const
export type RuleCondition = keyof typeof weights
export const ruleConditions = Object.keys(weights) as readonly RuleCondition[]

type Conditions = Readonly<Partial<Record<RuleCondition, string | null>>>

/** True for a word such as `INV` or `WIP.MATERIAL` by which templates name an account without knowing it. */
export function isAccountKey(text: string): boolean {
  return /^[A-Z][A-Z0-9.-]{0,39}$/.test(text)
}

export type AccountRuleMissing = Refusal<'AccountRuleMissing', AccountQuestion>
export type AccountRuleAmbiguous = Refusal<'AccountRuleAmbiguous', { accountRuleId: string; accountCode: string }>

/** What a rule names, in order. */
export function namedBy(rule: Conditions): RuleCondition[] {
  return ruleConditions.filter((condition) => (rule[condition] ?? null) !== null)
}

/** The weight of all that a rule names: 1 for the item class and 2 for each other condition. */
export function specificityOf(rule: Conditions): number {
  return namedBy(rule).reduce((total, condition) => total + weights[condition], 0)
}

/** What a rule names and a line is not about; empty for a rule that answers. */
export function mismatchesOf(rule: Conditions, question: Conditions): RuleCondition[] {
  return namedBy(rule).filter((condition) => rule[condition] !== question[condition])
}

/** Every active rule that answers the question, the most specific first. */
export function matchingRules(rules: readonly AccountRule[], question: AccountQuestion): AccountRule[] {
  return rules
    .filter((rule) => rule.active && rule.accountKey === question.accountKey)
    .filter((rule) => mismatchesOf(rule, question).length === 0)
    .sort((left, right) => specificityOf(right) - specificityOf(left))
}

/** The rule that decides: the most specific one, of which `findTie` makes sure that there is one. */
export function determine(rules: readonly AccountRule[], question: AccountQuestion): AccountRule | AccountRuleMissing {
  return matchingRules(rules, question)[0] ?? refuse('AccountRuleMissing', { ...question })
}

/**
 * The first pair of rules of one key that are as specific as each other, could answer the same line, and are not
 * overruled wherever both would by a rule that names more. Which of them decided would be chance.
 */
export function findTie(rules: readonly AccountRule[]): readonly [AccountRule, AccountRule] | undefined {
  const active = rules.filter((rule) => rule.active)
  for (const [position, one] of active.entries()) {
    for (const other of active.slice(position + 1)) {
      if (one.accountKey !== other.accountKey || specificityOf(one) !== specificityOf(other)) continue
      const both = unionOf(one, other)
      if (both === undefined) continue
      const settled = active.some(
        (rule) =>
          rule.accountKey === one.accountKey &&
          specificityOf(rule) > specificityOf(one) &&
          mismatchesOf(rule, both).length === 0,
      )
      if (!settled) return [one, other]
    }
  }
  return undefined
}

/** What a line answered by both rules is about at least; undefined when no line is. */
function unionOf(one: Conditions, other: Conditions): Conditions | undefined {
  const apart = namedBy(one).some(
    (condition) => (other[condition] ?? null) !== null && other[condition] !== one[condition],
  )
  if (apart) return undefined
  return Object.fromEntries(ruleConditions.map((condition) => [condition, one[condition] ?? other[condition] ?? null]))
}

/** Why a rule answers or does not: what `explainAccountRule` shows. */
export type ExplainedRule = {
  readonly rule: AccountRule
  readonly specificity: number
  readonly decides: boolean
  /** What it names and the line is about. */
  readonly matched: readonly RuleCondition[]
  /** What it names and the line is not about; such a rule does not answer. */
  readonly mismatched: readonly RuleCondition[]
}

/** Every rule that answers the question, the deciding one first, with its specificity. */
export function explain(rules: readonly AccountRule[], question: AccountQuestion): ExplainedRule[] {
  return matchingRules(rules, question).map((rule, position) => ({
    rule,
    specificity: specificityOf(rule),
    decides: position === 0,
    matched: namedBy(rule),
    mismatched: [],
  }))
}

/** Every active rule of the key that does not answer, with what keeps it from answering. */
export function explainOthers(rules: readonly AccountRule[], question: AccountQuestion): ExplainedRule[] {
  return rules
    .filter((rule) => rule.active && rule.accountKey === question.accountKey)
    .map((rule) => ({ rule, mismatched: mismatchesOf(rule, question) }))
    .filter(({ mismatched }) => mismatched.length > 0)
    .map(({ rule, mismatched }) => ({
      rule,
      specificity: specificityOf(rule),
      decides: false,
      matched: namedBy(rule).filter((condition) => !mismatched.includes(condition)),
      mismatched,
    }))
}
