import { type BusinessDate, daysAfter, type ForecastPart, forecastParts, weekAfter } from '@erp/values'

/** What a forecast is made of 预测构成; what is in one is in no other. */
export const forecastKinds = [
  'RECEIVABLE',
  'ADVANCE_RECEIVED',
  'PAYABLE',
  'ADVANCE_PAID',
  'OWED_TO_EMPLOYEE',
  'PAYMENT_RUN',
] as const
export type ForecastKind = (typeof forecastKinds)[number]

/** What may still be collected or paid, in minor units of the books; what comes in is positive. Credits have the other sign. */
export type ExpectedItem = {
  readonly kind: ForecastKind
  readonly partyId: string | null
  readonly dueOn: BusinessDate
  readonly amount: bigint
}

/** The same of one document. */
export type ExpectedDocument = ExpectedItem & { readonly documentNumber: string }

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

export type ForecastWeek<Item extends ExpectedItem = ExpectedItem> = {
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
  readonly in: bigint
  readonly out: bigint
  /** What comes in is positive. */
  readonly parts: readonly ForecastPart<ForecastKind, Item>[]
}

/**
 * Puts what is open into the weeks after a day: receivables and payables on their due day and what the party is used to, what
 * employees are owed on its due day, payment runs on the day they pay; what should have come by then, in the first week. What was
 * received or paid in advance makes the first that is expected of the party less, as far as that goes. What is expected later
 * is left out.
 */
export function forecastWeeks<Item extends ExpectedItem>(
  items: readonly Item[],
  { receipts, payments }: { readonly receipts: PaymentBehaviour; readonly payments: PaymentBehaviour },
  { after, weeks }: { readonly after: BusinessDate; readonly weeks: number },
): ForecastWeek<Item>[] {
  const expected = Array.from({ length: weeks }, (): Item[] => [])
  for (const item of items.filter(({ kind }) => advanceOn(kind) === undefined)) {
    const habits = { RECEIVABLE: receipts, PAYABLE: payments }[item.kind as string]
    const lateness = (item.partyId === null ? undefined : habits?.byParty.get(item.partyId)) ?? habits?.usual ?? 0
    expected[weekAfter(after, daysAfter(item.dueOn, lateness))]?.push(item)
  }
  takeAdvances(
    expected,
    items.filter(({ kind }) => advanceOn(kind) !== undefined),
  )
  return expected.map((own, index) => {
    const comesIn = sumOf(own.filter(({ kind }) => kind === 'RECEIVABLE' || kind === 'ADVANCE_RECEIVED'))
    return {
      ...{ beginsOn: daysAfter(after, 7 * index + 1), endsOn: daysAfter(after, 7 * index + 7) },
      ...{ in: comesIn, out: comesIn - sumOf(own), parts: forecastParts<ForecastKind, Item>(own, forecastKinds) },
    }
  })
}

/** What an advance makes less; undefined for what is none. */
function advanceOn(kind: ForecastKind): ForecastKind | undefined {
  if (kind === 'ADVANCE_RECEIVED') return 'RECEIVABLE'
  return kind === 'ADVANCE_PAID' ? 'PAYABLE' : undefined
}

/** Adds to the weeks what advances, the oldest first, take off what is expected of their party, the first week first. */
function takeAdvances<Item extends ExpectedItem>(expected: Item[][], advances: readonly Item[]): void {
  const left = expected.map((own) => {
    const sums = new Map<string, bigint>()
    for (const { kind, partyId, amount } of own)
      sums.set(`${kind} ${partyId}`, (sums.get(`${kind} ${partyId}`) ?? 0n) + amount)
    return sums
  })
  for (const advance of advances.toSorted((one, other) => (one.dueOn < other.dueOn ? -1 : 1))) {
    const of = `${advanceOn(advance.kind)} ${advance.partyId}`
    let rest = advance.amount
    for (const [week, sums] of left.entries()) {
      const open = sums.get(of) ?? 0n
      if (rest === 0n || open === 0n || open > 0n === rest > 0n) continue
      const taken = magnitude(open) < magnitude(rest) ? -open : rest
      sums.set(of, open + taken)
      rest -= taken
      expected[week]?.push({ ...advance, amount: taken })
    }
  }
}

function sumOf(items: readonly ExpectedItem[]): bigint {
  return items.reduce((sum, { amount }) => sum + amount, 0n)
}

/** What really came in and went out in the weeks after a day. */
export function actualWeeks(
  settled: readonly (Pick<ExpectedItem, 'kind' | 'amount'> & { readonly on: BusinessDate })[],
  { after, weeks }: { readonly after: BusinessDate; readonly weeks: number },
): { readonly in: bigint; readonly out: bigint }[] {
  const flows = Array.from({ length: weeks }, () => ({ in: 0n, out: 0n }))
  for (const { kind, on, amount } of settled) {
    const week = flows[weekAfter(after, on)]
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

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
