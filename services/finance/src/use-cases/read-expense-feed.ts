import { readXmlTree, type XmlTree } from '@erp/spreadsheet'
import { type BusinessDate, isCurrency, isRefusal, parseBusinessDate, refuse } from '@erp/values'
import { z } from 'zod'
import type { FedClaim, FeedFault, FeedUnreadable } from '../domain/expense-feed.ts'
import { mostTrips, tripMeans } from '../domain/expense-trip.ts'

const mostFeedClaims = 200
const mostFeedLines = 200
const mostCharacters = 1_000_000

const text = (most: number) => z.string().trim().min(1).max(most)
const maybe = (most: number) => text(most).nullish().default(null)
const line = z.strictObject({
  expenseType: maybe(100),
  accountCode: maybe(100),
  spentOn: text(10),
  amount: maybe(40),
  currency: maybe(3),
  exchangeRate: maybe(40),
  tax: maybe(40),
  untaxedAmount: maybe(40),
  receiptNumber: maybe(40),
  department: maybe(100),
  project: maybe(100),
  city: maybe(100),
  note: maybe(500),
  perDiemDays: maybe(4),
  trip: maybe(2),
})
const trip = z.strictObject({
  purpose: maybe(200),
  fromCity: maybe(100),
  toCity: maybe(100),
  beginsOn: maybe(10),
  endsOn: maybe(10),
  means: maybe(10),
})
const claim = z.strictObject({
  externalId: text(100),
  claimedOn: text(10),
  employee: text(100),
  title: text(200),
  note: maybe(2000),
  lines: z.array(line).min(1).max(mostFeedLines),
  trips: z.array(trip).max(mostTrips).default([]),
})

/** A claim of a feed as it was read, or what is wrong with its form. */
export type ReadClaim =
  | { readonly externalId: string; readonly claim: FedClaim; readonly claimedOn: BusinessDate }
  | { readonly externalId: string | null; readonly faults: readonly FeedFault[] }

/** The claims of a JSON feed: `{"claims": [{"externalId": …, "lines": [{…}]}]}`, every value a text. */
export function readJsonFeed(content: string): ReadClaim[] | FeedUnreadable {
  if (content.length > mostCharacters)
    return refuse('ExpenseFeedUnreadable', { problem: 'LONGER_THAN_1000000_CHARACTERS' })
  try {
    const read = z.object({ claims: z.array(z.unknown()) }).safeParse(JSON.parse(content))
    return read.success ? readClaims(read.data.claims) : refuse('ExpenseFeedUnreadable', { problem: 'MALFORMED' })
  } catch (cause) {
    if (cause instanceof SyntaxError) return refuse('ExpenseFeedUnreadable', { problem: 'MALFORMED' })
    throw cause
  }
}

/** The claims of an XML feed: `<claims><claim><externalId>…</externalId><line>…</line></claim></claims>`. */
export function readXmlFeed(content: string): ReadClaim[] | FeedUnreadable {
  if (content.length > mostCharacters)
    return refuse('ExpenseFeedUnreadable', { problem: 'LONGER_THAN_1000000_CHARACTERS' })
  const root = readXmlTree(content)?.inner.find(({ name }) => name === 'claims')
  if (!root) return refuse('ExpenseFeedUnreadable', { problem: 'MALFORMED' })
  return readClaims(
    root.inner.map((element) => {
      const lines = element.inner.filter(({ name }) => name === 'line')
      const trips = element.inner.filter(({ name }) => name === 'trip')
      return {
        ...fieldsOf(element),
        lines: lines.map(fieldsOf),
        ...(trips.length > 0 && { trips: trips.map(fieldsOf) }),
      }
    }),
  )
}

/** Elements without elements of their own, by name; what is empty is not said. */
function fieldsOf({ inner }: XmlTree): Record<string, unknown> {
  return Object.fromEntries(
    inner.flatMap((one) => (isPart(one) || one.text.trim() === '' ? [] : [[one.name, one.text]])),
  )
}

/** A line, or a trip of a claim; the `trip` of a line says which. */
function isPart({ name, inner }: XmlTree): boolean {
  return name === 'line' || (name === 'trip' && inner.length > 0)
}

function readClaims(claims: readonly unknown[]): ReadClaim[] | FeedUnreadable {
  if (claims.length === 0) return refuse('ExpenseFeedUnreadable', { problem: 'NO_CLAIMS' })
  if (claims.length > mostFeedClaims) return refuse('ExpenseFeedUnreadable', { problem: 'MORE_THAN_200_CLAIMS' })
  const seen = new Set<string>()
  return claims.map((one) => {
    const read = readClaim(one)
    if (read.externalId === null) return read
    if (!seen.has(read.externalId)) {
      seen.add(read.externalId)
      return read
    }
    return { externalId: read.externalId, faults: [invalid(null, 'externalId', 'TWICE_IN_FEED')] }
  })
}

function readClaim(given: unknown): ReadClaim {
  const read = claim.safeParse(given)
  if (!read.success) {
    const named = z.object({ externalId: claim.shape.externalId }).safeParse(given)
    const faults = read.error.issues.slice(0, 50).map(({ path, code }) => {
      const [, index] = path[0] === 'lines' ? path : []
      return invalid(typeof index === 'number' ? index + 1 : null, String(path.at(-1) ?? 'claim'), code.toUpperCase())
    })
    return { externalId: named.success ? named.data.externalId : null, faults }
  }
  const { externalId } = read.data
  const claimedOn = parseBusinessDate(read.data.claimedOn)
  const faults = [
    ...(isRefusal(claimedOn) ? [invalid(null, 'claimedOn', 'NOT_A_DATE')] : []),
    ...read.data.trips.flatMap(({ beginsOn, endsOn, means }, index) => [
      ...(isDay(beginsOn) ? [] : [invalid(null, `trips.${index + 1}.beginsOn`, 'NOT_A_DATE')]),
      ...(isDay(endsOn) ? [] : [invalid(null, `trips.${index + 1}.endsOn`, 'NOT_A_DATE')]),
      ...(means === null || tripMeans.some((one) => one === means)
        ? []
        : [invalid(null, `trips.${index + 1}.means`, 'NOT_A_MEANS_OF_TRAVEL')]),
    ]),
    ...read.data.lines.flatMap(({ expenseType, accountCode, spentOn, currency, perDiemDays, trip }, index) => [
      ...(expenseType === null && accountCode === null
        ? [invalid(index + 1, 'expenseType', 'NEITHER_TYPE_NOR_ACCOUNT')]
        : []),
      ...(trip === null || /^\d+$/.test(trip) ? [] : [invalid(index + 1, 'trip', 'NOT_A_NUMBER')]),
      ...(isRefusal(parseBusinessDate(spentOn)) ? [invalid(index + 1, 'spentOn', 'NOT_A_DATE')] : []),
      ...(currency === null || isCurrency(currency) ? [] : [invalid(index + 1, 'currency', 'NOT_A_CURRENCY')]),
      ...(perDiemDays === null || /^\d+$/.test(perDiemDays) ? [] : [invalid(index + 1, 'perDiemDays', 'NOT_DAYS')]),
    ]),
  ]
  return isRefusal(claimedOn) || faults.length > 0
    ? { externalId, faults }
    : { externalId, claim: read.data, claimedOn }
}

function isDay(text: string | null): boolean {
  return text === null || !isRefusal(parseBusinessDate(text))
}

function invalid(where: number | null, field: string, problem: string): FeedFault {
  return { line: where, refusal: refuse('InvalidInput', { field, problem }) }
}
