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

type Cut = { readonly dueOn: BusinessDate; readonly end: bigint }

/** Where each instalment ends, in the currency of the items: the last one never does. */
function cutsOf(
  { currency, instalments }: Schedule,
  items: { readonly total: bigint; readonly currency: Currency },
): readonly Cut[] {
  const read = readWrittenInstalments(instalments, currency)
  const whole = read.reduce((sum, { amount }) => sum + amount.minor, 0n)
  let end = 0n
  return read.map(({ dueOn, amount }) => {
    end += amount.minor
    const share = portionOfAmount(money(items.total, items.currency), money(end, currency), money(whole, currency))
    return { dueOn, end: currency === items.currency ? end : share.minor }
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
  for (const [index, { dueOn, end: cut }] of cuts.entries()) {
    const end = index === cuts.length - 1 || cut > high ? high : cut
    if (end <= reached) continue
    const amount = owed(sign * (end - reached))
    const carrying = carriedUpTo(item, taken + amount) - carriedUpTo(item, taken)
    parts.push({ itemId: item.id, instalment: index + 1, dueOn, amount, carrying })
    reached = end
    taken += amount
  }
  return parts
}

/** What the books carry the first so much of an item at, so that parts add up to the item. */
function carriedUpTo({ carrying, open, currency, baseCurrency }: UndividedItem, amount: bigint): bigint {
  return portionOfAmount(money(carrying, baseCurrency), money(amount, currency), money(open, currency)).minor
}
