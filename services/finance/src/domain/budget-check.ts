import { type Currency, formatMoney, money, type Period, type Refusal, refuse } from '@erp/values'

/** How a budget binds: it informs, it warns, or what it does not cover is refused. */
export type BudgetLevel = 'NONE' | 'WARN' | 'BLOCK'
/** What has to cover what is spent in a month: the month, the year up to it, or the whole year. */
export type BudgetSpan = 'PERIOD' | 'TO_DATE' | 'YEAR'

/** Of an item in a month, in minor units of the books. */
export type BudgetMonth = {
  readonly period: Period
  readonly budget: bigint
  readonly committed: bigint
  readonly actual: bigint
}

/** Account, department or any, project or any, with how its budget binds and what there is of each month. */
export type BudgetItem = {
  readonly id: string
  readonly accountCode: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly level: BudgetLevel
  readonly span: BudgetSpan
  readonly months: readonly BudgetMonth[]
}

/** What somebody wants of an item in a month; negative when they give it. */
export type AskedOfItem = { readonly itemId: string; readonly period: Period; readonly amount: bigint }

/** An item that does not cover what is asked of it. */
export type BudgetShortage = Pick<BudgetItem, 'accountCode' | 'departmentId' | 'projectId' | 'span'> & {
  readonly level: Exclude<BudgetLevel, 'NONE'>
  readonly period: Period
  /** What is left of it; negative when more is spent already. */
  readonly available: string
  readonly asked: string
}

export type BudgetExceeded = Refusal<'BudgetExceeded', { shortages: readonly BudgetShortage[] }>

/** What is neither spent nor committed of an item as far as its span reaches from a month. */
export function availableIn({ months, span }: Pick<BudgetItem, 'months' | 'span'>, period: Period): bigint {
  return months
    .filter((month) => isWithin(span, month.period, period))
    .reduce((left, { budget, committed, actual }) => left + budget - committed - actual, 0n)
}

/** Every item and month that does not cover what is asked, at the level its budget binds at. */
export function shortagesOf(
  items: readonly BudgetItem[],
  asked: readonly AskedOfItem[],
  currency: Currency,
): BudgetShortage[] {
  const byItem = Map.groupBy(asked, ({ itemId }) => itemId)
  return items.flatMap((item): BudgetShortage[] => {
    const { id, level, span, accountCode, departmentId, projectId } = item
    const own = byItem.get(id) ?? []
    if (level === 'NONE') return []
    const periods = [...new Set(own.map(({ period }) => period))].sort()
    const short = periods.flatMap((period): BudgetShortage[] => {
      const wanted = own
        .filter((one) => isWithin(span, one.period, period))
        .reduce((total, { amount }) => total + amount, 0n)
      const available = availableIn(item, period)
      const text = (minor: bigint) => formatMoney(money(minor, currency))
      const facts = { accountCode, departmentId, projectId, span, level, period }
      return wanted > 0n && wanted > available ? [{ ...facts, available: text(available), asked: text(wanted) }] : []
    })
    return span === 'YEAR' ? short.slice(0, 1) : short
  })
}

/** The items as if this were not held of them. */
export function withoutHeld(items: readonly BudgetItem[], held: readonly AskedOfItem[]): BudgetItem[] {
  const own = Map.groupBy(held, ({ itemId, period }) => `${itemId}/${period}`)
  return items.map((item) => ({
    ...item,
    months: item.months.map(({ committed, ...month }) => ({
      ...month,
      committed: (own.get(`${item.id}/${month.period}`) ?? []).reduce((left, { amount }) => left - amount, committed),
    })),
  }))
}

/** What only warns, or why what is asked is refused. */
export function requireBudget(shortages: readonly BudgetShortage[]): readonly BudgetShortage[] | BudgetExceeded {
  const blocking = shortages.filter(({ level }) => level === 'BLOCK')
  return blocking.length > 0 ? refuse('BudgetExceeded', { shortages: blocking }) : shortages
}

function isWithin(span: BudgetSpan, month: Period, period: Period): boolean {
  return span === 'YEAR' || (span === 'TO_DATE' ? month <= period : month === period)
}
