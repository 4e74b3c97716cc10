import { isZero, type Money, type Refusal, refuse, zero } from '@erp/values'
import type { ItemClass } from './item.ts'
import type { PostedEventKind } from './posting-check.ts'
import type { DisposalLine } from './stock-difference.ts'
import { type Counterpart, differenceOf, type StockDocument } from './stock-document.ts'
import type { ValuationAreaId } from './warehouse.ts'

/** What finance tells lines apart by 辅助核算. */
export type Dimension = 'CUSTOMER' | 'SUPPLIER' | 'EMPLOYEE' | 'DEPARTMENT' | 'PROJECT' | 'ITEM' | 'WAREHOUSE'

/** One amount of an event that finance's voucher template posts to an account key. */
export type TemplateLine = {
  readonly eventKind: PostedEventKind
  readonly accountKey: string
  readonly amount: string
  /** What the voucher's line carries; left out or null, all that the event names. */
  readonly dimensions?: readonly Dimension[] | null | undefined
}

/** Which account a key means for lines about certain things, and what they have to name there; null means any. */
export type DemandingRule = {
  readonly accountKey: string
  readonly itemClass: ItemClass | null
  readonly valuationAreaId: ValuationAreaId | null
  readonly departmentId: string | null
  readonly expenseType: string | null
  readonly accountCode: string
  /** Among the rules that answer a line, the highest decides; null where finance does not say. */
  readonly specificity: number | null
  readonly requiredDimensions: readonly Dimension[]
}

/** Copies of what finance says about keys some of whose accounts require something. */
export type PostingRequirements = { readonly lines: readonly TemplateLine[]; readonly rules: readonly DemandingRule[] }

/** A line of an event as finance will post it. */
export type LineToPost = {
  readonly eventKind: PostedEventKind
  readonly sourceLineId: string
  readonly itemClass: ItemClass
  readonly valuationAreaId: ValuationAreaId
  readonly departmentId: string | null
  readonly expenseType: string | null
  /** All that it names. */
  readonly names: ReadonlySet<Dimension>
  /** By what the event calls them; null where they are not known yet and any may be posted. */
  readonly amounts: Readonly<Record<string, Money>> | null
}

export type RequiredDimensionMissing = Refusal<
  'RequiredDimensionMissing',
  { eventKind: PostedEventKind; accountKey: string; accountCode: string; dimension: Dimension; sourceLineId: string }
>

/**
 * What the account of some line requires and the line does not name, or undefined: the first there is. Finance holds such a
 * posting, so the document is refused. Only what is posted counts: an amount of zero stands on no account.
 */
export function requiredDimensionMissing(
  toPost: readonly LineToPost[],
  { lines, rules }: PostingRequirements,
): RequiredDimensionMissing | undefined {
  for (const line of toPost)
    for (const { eventKind, accountKey, amount, dimensions } of lines) {
      if (eventKind !== line.eventKind || !isPosted(line, amount)) continue
      const rule = deciding(rules, accountKey, line)
      const carried = (one: Dimension) => line.names.has(one) && (dimensions?.includes(one) ?? true)
      const dimension = rule?.requiredDimensions.find((one) => !carried(one))
      if (!rule || !dimension) continue
      const { accountCode } = rule
      const { sourceLineId } = line
      return refuse('RequiredDimensionMissing', { eventKind, accountKey, accountCode, dimension, sourceLineId })
    }
  return undefined
}

function isPosted({ amounts }: LineToPost, amount: string): boolean {
  if (!amounts) return true
  const value = amounts[amount]
  return value !== undefined && !isZero(value)
}

/** The rule that decides about a line, as far as finance told; undefined where it did not. */
function deciding(rules: readonly DemandingRule[], accountKey: string, line: LineToPost): DemandingRule | undefined {
  const answering = rules.filter(
    (rule) =>
      rule.accountKey === accountKey &&
      (rule.itemClass ?? line.itemClass) === line.itemClass &&
      (rule.valuationAreaId ?? line.valuationAreaId) === line.valuationAreaId &&
      (rule.departmentId ?? line.departmentId) === line.departmentId &&
      (rule.expenseType ?? line.expenseType) === line.expenseType,
  )
  if (answering.some(({ specificity }) => specificity === null)) return undefined
  return answering.toSorted((one, other) => (other.specificity ?? 0) - (one.specificity ?? 0))[0]
}

/** What finance will post of a stock document; its amounts are not known yet of what it is posted as later. */
export function linesToPost(
  { eventKind, supplierId, customerId = null, currency, entries }: StockDocument,
  later: readonly PostedEventKind[] = [],
): LineToPost[] {
  return [eventKind, ...later].flatMap((kind) =>
    entries.map(({ sourceLineId, itemClass, valuationAreaId, counterpart, ...entry }) => ({
      ...{ eventKind: kind, sourceLineId, itemClass, valuationAreaId },
      ...{ departmentId: counterpart.departmentId, expenseType: counterpart.expenseType },
      names: namesOf({ supplierId, customerId, ...counterpart }),
      amounts:
        kind === eventKind
          ? {
              stockValue: entry.inTransit ? zero(currency) : entry.value,
              transitValue: entry.inTransit ? entry.value : zero(currency),
              clearingValue: entry.clearingValue,
              differenceValue: differenceOf(entry),
            }
          : null,
    })),
  )
}

/** What finance will post of a decision on differences. */
export function linesOfDisposal(eventKind: PostedEventKind, lines: readonly DisposalLine[]): LineToPost[] {
  return lines.map(({ difference: { sourceLineId, itemClass, valuationAreaId }, clearedValue, inputVat }) => ({
    ...{ eventKind, sourceLineId, itemClass, valuationAreaId, departmentId: null, expenseType: null },
    names: namesOf({}),
    amounts: { clearingValue: clearedValue, differenceValue: inputVat },
  }))
}

type Named = Partial<Omit<Counterpart, 'expenseType'>> & { supplierId?: string | null; customerId?: string | null }

/** An item and a warehouse, as every line of stock, and what is not null. */
function namesOf({ supplierId, customerId, departmentId, projectId, employeeId }: Named): Set<Dimension> {
  const named: readonly (readonly [Dimension, string | null | undefined])[] = [
    ['CUSTOMER', customerId],
    ['SUPPLIER', supplierId],
    ['EMPLOYEE', employeeId],
    ['DEPARTMENT', departmentId],
    ['PROJECT', projectId],
  ]
  return new Set(['ITEM', 'WAREHOUSE', ...named.flatMap(([dimension, id]) => (id ? [dimension] : []))])
}
