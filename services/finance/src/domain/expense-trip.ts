import { type BusinessDate, isRefusal, refuse } from '@erp/values'
import type { InvalidInput } from './chart-change.ts'
import { cityName } from './city.ts'
import type { WrittenLine } from './expense-line.ts'

/** What somebody travelled by 交通方式. */
export const tripMeans = ['AIR', 'RAIL', 'ROAD', 'SHIP', 'CAR', 'OTHER'] as const
export type TripMeans = (typeof tripMeans)[number]

/** A journey that a claim is about 差旅行程; anything may be missing while the claim is a draft. */
export type ExpenseTrip = {
  readonly purpose: string
  readonly fromCity: string | null
  readonly toCity: string | null
  readonly beginsOn: BusinessDate | null
  readonly endsOn: BusinessDate | null
  readonly means: TripMeans | null
}

export const mostTrips = 20
const mostDaysAway = 366

/** The trips as they are kept, or the first thing in them that cannot be. */
export function readTrips(written: readonly ExpenseTrip[]): ExpenseTrip[] | InvalidInput {
  if (written.length > mostTrips) return refuse('InvalidInput', { field: 'trips', problem: `MORE_THAN_${mostTrips}` })
  const trips: ExpenseTrip[] = []
  for (const [index, one] of written.entries()) {
    const trip = readTrip(one)
    if (isRefusal(trip)) return refuse('InvalidInput', { ...trip, field: `trips.${index + 1}.${trip.field}` })
    trips.push(trip)
  }
  return trips
}

function readTrip(written: ExpenseTrip): ExpenseTrip | InvalidInput {
  const trip = { ...written, fromCity: cityName(written.fromCity), toCity: cityName(written.toCity) }
  if (trip.purpose.length > 200) return refuse('InvalidInput', { field: 'purpose', problem: 'LONGER_THAN_200' })
  for (const field of ['fromCity', 'toCity'] as const)
    if ((trip[field] ?? '').length > 100) return refuse('InvalidInput', { field, problem: 'LONGER_THAN_100' })
  const days = trip.beginsOn === null || trip.endsOn === null ? 1 : daysThrough(trip.beginsOn, trip.endsOn)
  if (days < 1) return refuse('InvalidInput', { field: 'endsOn', problem: 'BEFORE_IT_BEGINS' })
  if (days > mostDaysAway) return refuse('InvalidInput', { field: 'endsOn', problem: `MORE_THAN_${mostDaysAway}_DAYS` })
  return trip
}

/** A trip that says where from, where to, and when. */
export function isWholeTrip({ fromCity, toCity, beginsOn, endsOn }: ExpenseTrip): boolean {
  return [fromCity, toCity, beginsOn, endsOn].every((one) => one !== null)
}

type OfTrip = Pick<WrittenLine, 'tripNumber'>

/** The trip a line belongs to, if any. */
export function tripOf(trips: readonly ExpenseTrip[], { tripNumber }: OfTrip): ExpenseTrip | undefined {
  return tripNumber === null ? undefined : trips[tripNumber - 1]
}

/** Where a line was spent: what it says, else where its trip went. */
export function cityOf(trips: readonly ExpenseTrip[], line: OfTrip & Pick<WrittenLine, 'city'>): string | null {
  return line.city ?? tripOf(trips, line)?.toCity ?? null
}

/** A line of a type that is paid by the day, with the days of its trip where it says none: all, or those through its own day. */
export function countDays<Line extends WrittenLine>(line: Line, trips: readonly ExpenseTrip[]): Line {
  const { beginsOn = null, endsOn = null } = tripOf(trips, line) ?? {}
  if (line.perDiemDays !== null || line.amount !== null || beginsOn === null || endsOn === null) return line
  const spentOn = line.spentOn ?? endsOn
  if (spentOn < beginsOn || spentOn > endsOn) return line
  return { ...line, spentOn, perDiemDays: daysThrough(beginsOn, spentOn) }
}

function daysThrough(from: BusinessDate, through: BusinessDate): number {
  return (Date.parse(through) - Date.parse(from)) / 86_400_000 + 1
}
