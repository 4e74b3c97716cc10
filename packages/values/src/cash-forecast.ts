import { type BusinessDate, daysAfter } from './business-date.ts'
import type { Currency } from './currency.ts'
import { type Money, money } from './money.ts'
import { type DueInstalment, scheduleOf, type TermInstalment } from './payment-term.ts'

const mostWeeks = 26
/** There are days enough after it, whatever the terms. */
const latest = '9990-12-31'
const mostDocuments = 20

/** Why there is no forecast of these weeks, as people are told; undefined when there is. */
export function forecastProblem({
  asOf,
  weeks,
}: {
  readonly asOf: string
  readonly weeks: number
}): string | undefined {
  if (weeks < 1 || weeks > mostWeeks) return `weeks are 1 to ${mostWeeks}.`
  return asOf > latest ? `asOf is ${latest} at the latest.` : undefined
}

/** What a document that is not invoiced yet is expected to move on a day, in minor units; what it takes back is below zero. */
export type ExpectedAmount<Kind extends string> = {
  readonly kind: Kind
  readonly partyId: string
  readonly documentNumber: string
  readonly dueOn: BusinessDate
  readonly amount: bigint
  readonly currency: Currency
}

/** What of a week is of one kind, with the documents that weigh most in it. */
export type ForecastPart<Kind extends string, Item> = {
  readonly kind: Kind
  readonly amount: bigint
  readonly count: number
  readonly documents: readonly Item[]
}

export type ExpectedPart<Kind extends string> = ForecastPart<Kind, ExpectedAmount<Kind>> & {
  readonly currency: Currency
}

export type ExpectedWeek<Kind extends string> = {
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
  /** In each currency there is, the company's own first and always. */
  readonly totals: readonly [own: Money, ...foreign: Money[]]
  readonly parts: readonly ExpectedPart<Kind>[]
}

/** In which week after a day another is, from 0; what should have been by then is in the first. */
export function weekAfter(after: BusinessDate, day: BusinessDate): number {
  const days = Math.round((Date.parse(day) - Date.parse(after)) / 86_400_000)
  return Math.max(0, Math.floor((days - 1) / 7))
}

/** The parts of each kind there is, in the order of the kinds. */
export function forecastParts<
  Kind extends string,
  Item extends { readonly kind: Kind; readonly amount: bigint } = { readonly kind: Kind; readonly amount: bigint },
>(items: readonly Item[], kinds: readonly Kind[]): ForecastPart<Kind, Item>[] {
  const byKind = Map.groupBy(items, ({ kind }) => kind)
  return kinds.flatMap((kind) => {
    const own = byKind.get(kind) ?? []
    const largest = own.toSorted((one, other) => (magnitude(one.amount) < magnitude(other.amount) ? 1 : -1))
    const documents = largest.slice(0, mostDocuments)
    return own.length === 0 ? [] : [{ kind, amount: sumOf(own), count: own.length, documents }]
  })
}

/** When an invoice of a day would be due: by instalments, else so many days after it. What is taken back is due that day. */
export function whenExpected(
  gross: Money,
  invoicedOn: BusinessDate,
  {
    paymentDays,
    instalments,
  }: { readonly paymentDays: number; readonly instalments: readonly TermInstalment[] | null },
): DueInstalment[] {
  if (gross.minor <= 0n) return [{ dueOn: invoicedOn, amount: gross }]
  if (instalments === null) return [{ dueOn: daysAfter(invoicedOn, paymentDays), amount: gross }]
  return scheduleOf({ instalments, earlyPayment: null }, invoicedOn, gross)
}

/** Puts what is expected into the weeks after a day; what is expected later is left out. */
export function expectedWeeks<Kind extends string>(
  expected: readonly ExpectedAmount<Kind>[],
  asked: {
    readonly after: BusinessDate
    readonly weeks: number
    readonly kinds: readonly Kind[]
    /** The company's own. */
    readonly currency: Currency
  },
): ExpectedWeek<Kind>[] {
  const { after, weeks, kinds } = asked
  const byWeek = Map.groupBy(expected, ({ dueOn }) => weekAfter(after, dueOn))
  return Array.from({ length: weeks }, (_, index) => {
    const byCurrency = Map.groupBy(byWeek.get(index) ?? [], ({ currency }) => currency)
    const foreign = [...byCurrency.keys()].filter((currency) => currency !== asked.currency).toSorted()
    const totalIn = (currency: Currency) => money(sumOf(byCurrency.get(currency) ?? []), currency)
    return {
      ...{ beginsOn: daysAfter(after, 7 * index + 1), endsOn: daysAfter(after, 7 * index + 7) },
      totals: [totalIn(asked.currency), ...foreign.map(totalIn)],
      parts: [asked.currency, ...foreign].flatMap((currency) =>
        forecastParts<Kind, ExpectedAmount<Kind>>(byCurrency.get(currency) ?? [], kinds).map((part) => ({
          ...part,
          currency,
        })),
      ),
    }
  })
}

function sumOf(items: readonly { readonly amount: bigint }[]): bigint {
  return items.reduce((sum, { amount }) => sum + amount, 0n)
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
