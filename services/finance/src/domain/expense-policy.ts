import { add, type BusinessDate, compare, formatMoney, type Money, type Refusal, refuse, zero } from '@erp/values'
import type { InvalidInput } from './chart-change.ts'
import { cityKey } from './city.ts'

/** What a policy limits: one line, what an employee spends on a day, or how many days lie between spending and submitting. */
export const policyMeasures = ['LINE_AMOUNT', 'DAY_AMOUNT', 'AGE'] as const
export type PolicyMeasure = (typeof policyMeasures)[number]

/** WARN tells whoever approves, BLOCK keeps a claim from being submitted. */
export const policySeverities = ['WARN', 'BLOCK'] as const
export type PolicySeverity = (typeof policySeverities)[number]

/** A limit of claims 报销标准; what it does not name it leaves open. */
export type ExpensePolicy = {
  readonly id: string
  readonly companyId: string
  readonly measure: PolicyMeasure
  readonly expenseTypeId: string | null
  /** Level of the employee 职级. */
  readonly grade: string | null
  readonly city: string | null
  /** In the currency of the books; null for AGE. */
  readonly amountLimit: Money | null
  readonly dayLimit: number | null
  readonly severity: PolicySeverity
  readonly active: boolean
  readonly version: number
}

/** A line as policies look at it. */
export type PolicyLine = {
  readonly lineNumber: number
  readonly expenseTypeId: string
  readonly city: string | null
  readonly spentOn: BusinessDate
  readonly baseAmount: Money
}

/** What an employee spent of a type in a city on a day by claims that stand beside the one that is looked at. */
export type SpentElsewhere = Omit<PolicyLine, 'lineNumber'>

/** A line, or a day's lines up to it, beyond what a policy allows 超标. */
export type PolicyFinding = {
  readonly lineNumber: number
  readonly policyId: string
  readonly measure: PolicyMeasure
  readonly severity: PolicySeverity
  /** An amount in the currency of the books, or days, as exact text. */
  readonly limit: string
  readonly actual: string
}

export type ExpensePolicyViolated = Refusal<'ExpensePolicyViolated', { findings: readonly PolicyFinding[] }>

/** Refuses a policy whose limit is not what its measure takes. */
export function checkPolicy(policy: ExpensePolicy): InvalidInput | undefined {
  const { measure, amountLimit, dayLimit } = policy
  if ((measure === 'AGE') !== (amountLimit === null))
    return refuse('InvalidInput', { field: 'amountLimit', problem: measure === 'AGE' ? 'NOT_AN_AMOUNT' : 'MISSING' })
  if ((measure === 'AGE') !== (dayLimit !== null))
    return refuse('InvalidInput', { field: 'dayLimit', problem: measure === 'AGE' ? 'MISSING' : 'NOT_DAYS' })
  if (dayLimit !== null && (dayLimit < 0 || dayLimit > 3660))
    return refuse('InvalidInput', { field: 'dayLimit', problem: 'NOT_0_TO_3660' })
  if (amountLimit !== null && amountLimit.minor < 0n)
    return refuse('InvalidInput', { field: 'amountLimit', problem: 'NEGATIVE' })
  return undefined
}

/**
 * What lines exceed. For each measure and severity the policy that names most decides about a line, the stricter of two
 * that name as much; so a limit for one city replaces the general one.
 */
export function findViolations(
  policies: readonly ExpensePolicy[],
  lines: readonly PolicyLine[],
  about: {
    readonly grade: string | null
    readonly on: BusinessDate
    readonly elsewhere: readonly SpentElsewhere[]
  },
): PolicyFinding[] {
  const { grade, on } = about
  const days = spentByDay(policies, about.elsewhere, grade)
  const findings: PolicyFinding[] = []
  for (const line of lines) {
    for (const measure of policyMeasures) {
      for (const severity of policySeverities) {
        const policy = decidingPolicy(policies, line, { measure, severity, grade })
        if (!policy) continue
        const found = { lineNumber: line.lineNumber, policyId: policy.id, measure, severity }
        if (policy.amountLimit === null) {
          const age = daysBetween(line.spentOn, on)
          if (policy.dayLimit !== null && age > policy.dayLimit)
            findings.push({ ...found, limit: String(policy.dayLimit), actual: String(age) })
          continue
        }
        const day = `${policy.id}/${line.spentOn}`
        const earlier = measure === 'DAY_AMOUNT' ? days.get(day) : undefined
        const actual = add(earlier ?? zero(line.baseAmount.currency), line.baseAmount)
        if (measure === 'DAY_AMOUNT') days.set(day, actual)
        if (compare(actual, policy.amountLimit) > 0)
          findings.push({ ...found, limit: formatMoney(policy.amountLimit), actual: formatMoney(actual) })
      }
    }
  }
  return findings
}

/** What counts towards each policy of a day already. */
function spentByDay(policies: readonly ExpensePolicy[], elsewhere: readonly SpentElsewhere[], grade: string | null) {
  const days = new Map<string, Money>()
  for (const line of elsewhere) {
    for (const severity of policySeverities) {
      const policy = decidingPolicy(policies, line, { measure: 'DAY_AMOUNT', severity, grade })
      if (!policy) continue
      const day = `${policy.id}/${line.spentOn}`
      days.set(day, add(days.get(day) ?? zero(line.baseAmount.currency), line.baseAmount))
    }
  }
  return days
}

function decidingPolicy(
  policies: readonly ExpensePolicy[],
  line: SpentElsewhere,
  asked: { readonly measure: PolicyMeasure; readonly severity: PolicySeverity; readonly grade: string | null },
): ExpensePolicy | undefined {
  return policies
    .filter(({ active, measure, severity }) => active && measure === asked.measure && severity === asked.severity)
    .filter(
      ({ expenseTypeId, grade, city }) =>
        (expenseTypeId ?? line.expenseTypeId) === line.expenseTypeId &&
        (grade ?? asked.grade) === asked.grade &&
        (city === null || cityKey(city) === cityKey(line.city)),
    )
    .sort((left, right) => namedBy(right) - namedBy(left) || strictness(left, right))[0]
}

function namedBy({ expenseTypeId, grade, city }: ExpensePolicy): number {
  return [expenseTypeId, grade, city].filter((one) => one !== null).length
}

function strictness(left: ExpensePolicy, right: ExpensePolicy): number {
  if (left.amountLimit && right.amountLimit) return compare(left.amountLimit, right.amountLimit)
  return (left.dayLimit ?? 0) - (right.dayLimit ?? 0)
}

function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000
}
