import {
  add,
  addQuantity,
  allocate,
  type BusinessDate,
  type Money,
  type Quantity,
  type Refusal,
  refuse,
  zeroQuantity,
} from '@erp/values'

/** Goods that came in on a day. */
export type AgedPart = { readonly day: BusinessDate; readonly quantity: Quantity }

/** Goods that share a value, which is told where values are: one layer, or all there is of an item in an area. */
export type AgedGoods = { readonly value: Money | null; readonly parts: readonly AgedPart[] }

/** Goods of an age of so many days; the last bucket has no end. */
export type AgeBucket = {
  readonly fromDays: number
  readonly toDays: number | null
  readonly quantity: Quantity
  readonly value: Money | null
}

export type AgeBoundsInvalid = Refusal<'AgeBoundsInvalid'>
export type AgeBounds = readonly number[]

const boundsAtMost = 12
const daysAtMost = 3_650

/** The last day of each bucket but the last, ascending. */
export function ageBounds(upToDays: readonly number[]): AgeBounds | AgeBoundsInvalid {
  const fit = upToDays.every((days, index) => days > (upToDays[index - 1] ?? -1) && days <= daysAtMost)
  return fit && upToDays.length >= 1 && upToDays.length <= boundsAtMost ? upToDays : refuse('AgeBoundsInvalid')
}

/**
 * What is on hand on a day by its age. Goods that share a value bear it by their quantities, to the last minor unit, so that
 * the buckets add up to what all of it is worth.
 */
export function bucketsOf(
  goods: readonly AgedGoods[],
  { bounds, on, worth }: { bounds: AgeBounds; on: BusinessDate; worth: Money | null },
): AgeBucket[] {
  const none = worth && { ...worth, minor: 0n }
  const buckets = [0, ...bounds.map((days) => days + 1)].map((fromDays, index): AgeBucket => {
    return { fromDays, toDays: bounds[index] ?? null, quantity: zeroQuantity, value: none }
  })
  for (const { value, parts } of goods) {
    const shares = value && sharesOf(value, parts)
    for (const [index, { day, quantity }] of parts.entries()) {
      const age = daysBetween(day, on)
      const place = buckets.findIndex(({ toDays }) => toDays === null || age <= toDays)
      const bucket = buckets[place]
      if (!bucket) throw new Error('The last bucket has no end.')
      const share = shares?.[index] ?? null
      buckets[place] = {
        ...bucket,
        quantity: addQuantity(bucket.quantity, quantity),
        value: bucket.value && share && add(bucket.value, share),
      }
    }
  }
  return buckets
}

/** What is missing is missing as a whole; everything else shares by quantity. */
function sharesOf(value: Money, parts: readonly AgedPart[]): Money[] {
  if (parts.length === 1) return [value]
  return allocate(
    value,
    parts.map(({ quantity }) => quantity),
  )
}

function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000
}
