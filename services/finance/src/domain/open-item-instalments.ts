import { type BusinessDate, type Currency, money, portionOfAmount, readWrittenInstalments } from '@erp/values'
import type { OpenItem } from './open-item.ts'
import type { Schedule } from './posting-facts.ts'

/** An item of a document that falls due in parts, made before it was divided. */
export type UndividedItem = Pick<
  OpenItem,
  'id' | 'kind' | 'currency' | 'baseCurrency' | 'original' | 'open' | 'carrying'
>

/** The part of an item that is due with one instalment of its document; amounts are signed as the item's. */
export type InstalmentPart = {
  readonly itemId: string
  /** From 1. */
  readonly instalment: number
  readonly dueOn: BusinessDate
  readonly amount: bigint
  readonly carrying: bigint
  readonly discount: bigint
  readonly discountThrough: BusinessDate | null
}

/**
 * Lays the items of a document end to end, those that take something off it last, and cuts them where one instalment ends and
 * the next begins: each instalment comes to exactly what the document says, however many lines and vouchers it has. What was
 * settled of an item counts to the first instalments it reaches. `divided` is what was divided of the document before.
 */
export function divideByInstalments(
  items: readonly UndividedItem[],
  schedule: Schedule,
  divided: bigint,
): InstalmentPart[] {
  const [first] = items
  if (!first) return []
  const owed = (net: bigint) => (first.kind === 'PAYABLE' ? -net : net)
  const inOrder = items.toSorted((left, right) => Number(owed(left.original) < 0n) - Number(owed(right.original) < 0n))
  const total = inOrder.reduce((sum, { original }) => sum + owed(original), owed(divided))
  const cuts = cutsOf(schedule, { total, currency: first.currency })
  const parts: InstalmentPart[] = []
  let place = owed(divided)
  for (const item of inOrder) {
    place += owed(item.original)
    parts.push(...partsOf(item, { from: place - owed(item.open), to: place }, cuts, owed))
  }
  return parts
}

type Cut = {
  readonly dueOn: BusinessDate
  readonly begin: bigint
  readonly end: bigint
  readonly discount: { readonly amount: bigint; readonly through: BusinessDate } | undefined
}

/** Where each instalment ends, in the currency of the items: the last one never does. */
function cutsOf(
  { currency, instalments }: Schedule,
  items: { readonly total: bigint; readonly currency: Currency },
): readonly Cut[] {
  const read = readWrittenInstalments(instalments, currency)
  const whole = read.reduce((sum, { amount }) => sum + amount.minor, 0n)
  const inItems = (minor: bigint) =>
    currency === items.currency
      ? minor
      : portionOfAmount(money(items.total, items.currency), money(minor, currency), money(whole, currency)).minor
  let reached = 0n
  return read.map(({ dueOn, amount, discount }) => {
    const begin = reached
    reached += amount.minor
    const off = discount && { amount: inItems(discount.amount.minor), through: discount.through }
    return { dueOn, begin: inItems(begin), end: inItems(reached), discount: off }
  })
}

function partsOf(
  item: UndividedItem,
  { from, to }: { readonly from: bigint; readonly to: bigint },
  cuts: readonly Cut[],
  owed: (net: bigint) => bigint,
): InstalmentPart[] {
  const [low, high, sign] = from < to ? [from, to, 1n] : [to, from, -1n]
  const parts: InstalmentPart[] = []
  let [reached, taken] = [low, 0n]
  for (const [index, cut] of cuts.entries()) {
    const end = index === cuts.length - 1 || cut.end > high ? high : cut.end
    if (end <= reached) continue
    const amount = owed(sign * (end - reached))
    const carrying = carriedUpTo(item, taken + amount) - carriedUpTo(item, taken)
    const discount = owed(sign * (discountUpTo(cut, end, item.currency) - discountUpTo(cut, reached, item.currency)))
    const discountThrough = discount === 0n ? null : (cut.discount?.through ?? null)
    parts.push({
      ...{ itemId: item.id, instalment: index + 1, dueOn: cut.dueOn, amount, carrying },
      discount,
      discountThrough,
    })
    reached = end
    taken += amount
  }
  return parts
}

/** What the books carry the first so much of an item at, so that parts add up to the item. */
function carriedUpTo({ carrying, open, currency, baseCurrency }: UndividedItem, amount: bigint): bigint {
  return portionOfAmount(money(carrying, baseCurrency), money(amount, currency), money(open, currency)).minor
}

/** What paying an instalment up to a place takes off, so that parts add up to its discount. */
function discountUpTo({ begin, end, discount }: Cut, place: bigint, of: Currency): bigint {
  if (!discount || end === begin) return 0n
  return portionOfAmount(money(discount.amount, of), money(place - begin, of), money(end - begin, of)).minor
}
