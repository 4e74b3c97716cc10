import { type BusinessDate, daysAfter } from '@erp/values'

/** What may still be collected or paid, in minor units of the books; what comes in is positive. Credits have the other sign. */
export type ExpectedItem = {
  readonly kind: 'RECEIVABLE' | 'PAYABLE'
  readonly partyId: string | null
  readonly dueOn: BusinessDate
  readonly amount: bigint
}

/** An item, or a part of it, that was settled: how much, and how many days after it was due; fewer than none is early. */
export type PaidItem = { readonly partyId: string | null; readonly amount: bigint; readonly lateness: number }

/** What parties are used to: the days after the due day by which half of what they settled was settled. */
export type PaymentBehaviour = {
  readonly byParty: ReadonlyMap<string, number>
  /** Of everybody: for those of whom too little is known. */
  readonly usual: number
}

/** Fewer settlements than this say nothing about a party of its own. */
export const fewestSettlements = 3

/**
 * The method is the median lateness weighted by amount 按金额加权的逾期天数中位数: of a party where it has settled often enough,
 * else of everybody, else nothing, which is the due day. A median, because one dispute says little about the next invoice.
 */
export function behaviourOf(paid: readonly PaidItem[]): PaymentBehaviour {
  const byParty = new Map<string, number>()
  for (const [partyId, own] of Map.groupBy(paid, (one) => one.partyId))
    if (partyId !== null && own.length >= fewestSettlements) byParty.set(partyId, weightedMedian(own))
  return { byParty, usual: paid.length >= fewestSettlements ? weightedMedian(paid) : 0 }
}

function weightedMedian(paid: readonly PaidItem[]): number {
  const sorted = paid.toSorted((one, other) => one.lateness - other.lateness)
  const total = sorted.reduce((sum, { amount }) => sum + magnitude(amount), 0n)
  let seen = 0n
  for (const { amount, lateness } of sorted) {
    seen += magnitude(amount)
    if (2n * seen >= total) return lateness
  }
  return 0
}

export type ForecastWeek = {
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
  readonly in: bigint
  readonly out: bigint
}

/**
 * Puts what is open into the weeks after a day: each item on its due day and what its party is used to; what should have come
 * by then, in the first week. What is expected later is left out.
 */
export function forecastWeeks(
  items: readonly ExpectedItem[],
  { receipts, payments }: { readonly receipts: PaymentBehaviour; readonly payments: PaymentBehaviour },
  { after, weeks }: { readonly after: BusinessDate; readonly weeks: number },
): ForecastWeek[] {
  const flows = Array.from({ length: weeks }, () => ({ in: 0n, out: 0n }))
  for (const { kind, partyId, dueOn, amount } of items) {
    const { byParty, usual } = kind === 'RECEIVABLE' ? receipts : payments
    const lateness = (partyId === null ? undefined : byParty.get(partyId)) ?? usual
    const days = daysBetween(after, daysAfter(dueOn, lateness)) - 1
    const week = flows[Math.max(0, Math.floor(days / 7))]
    if (week && kind === 'RECEIVABLE') week.in += amount
    else if (week) week.out -= amount
  }
  return flows.map((flow, index) => ({
    ...{ beginsOn: daysAfter(after, 7 * index + 1), endsOn: daysAfter(after, 7 * index + 7) },
    ...flow,
  }))
}

/** What really came in and went out in the weeks after a day. */
export function actualWeeks(
  settled: readonly (Pick<ExpectedItem, 'kind' | 'amount'> & { readonly on: BusinessDate })[],
  { after, weeks }: { readonly after: BusinessDate; readonly weeks: number },
): { readonly in: bigint; readonly out: bigint }[] {
  const flows = Array.from({ length: weeks }, () => ({ in: 0n, out: 0n }))
  for (const { kind, on, amount } of settled) {
    const week = flows[Math.floor((daysBetween(after, on) - 1) / 7)]
    if (week && kind === 'RECEIVABLE') week.in += amount
    else if (week) week.out -= amount
  }
  return flows
}

/** How far forecasts were off: all that weeks were off by, of all that moved, in hundredths of a percent; null when nothing did. */
export function errorOf(
  forecast: readonly { readonly in: bigint; readonly out: bigint }[],
  actual: readonly { readonly in: bigint; readonly out: bigint }[],
): { readonly in: number | null; readonly out: number | null } {
  const of = (side: 'in' | 'out') => {
    const moved = actual.reduce((sum, week) => sum + week[side], 0n)
    const off = actual.reduce((sum, week, index) => sum + magnitude((forecast[index]?.[side] ?? 0n) - week[side]), 0n)
    return moved === 0n ? null : Number((20_000n * off + moved) / (2n * moved))
  }
  return { in: of('in'), out: of('out') }
}

function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
