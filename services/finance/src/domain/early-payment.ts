import { type BusinessDate, formatMoney, money, portionOfAmount, type Refusal, refuse } from '@erp/values'
import type { OpenItem } from './open-item.ts'

/** The kind of expense that discounts are to the rules for FIN, given or had. */
export const discountExpense = 'CASH_DISCOUNT'

type Discounted = Pick<OpenItem, 'id' | 'currency' | 'original' | 'open' | 'discount' | 'discountThrough'>

/** It is too late for the discount, or there never was one; `discount` is what it would be. */
export type DiscountNotToBeHad = Refusal<
  'DiscountNotToBeHad',
  { openItemId: string; lastOn: BusinessDate | null; discount: string }
>

/**
 * What paying so much of an item takes off; signed as the item. Parts paid one after the other have shares that add up to the
 * discount of the whole, whether or not each of them was taken.
 */
export function discountOf({ original, open, discount, currency }: Discounted, net: bigint): bigint {
  if (discount === 0n) return 0n
  const whole = money(original, currency)
  const upTo = (left: bigint) => portionOfAmount(money(discount, currency), money(left, currency), whole).minor
  return upTo(open) - upTo(open - net)
}

/** The same where it is still to be had on a day. */
export function discountOn(item: Discounted, net: bigint, on: BusinessDate): bigint {
  return item.discountThrough !== null && on <= item.discountThrough ? discountOf(item, net) : 0n
}

/** What somebody takes off an item when so much of it is paid; refuses when that is not to be had. */
export function takeDiscount(item: Discounted, net: bigint, on: BusinessDate): bigint | DiscountNotToBeHad {
  const taken = discountOn(item, net, on)
  return taken === 0n ? notToBeHad(item, net) : taken
}

export function notToBeHad(item: Discounted, net: bigint): DiscountNotToBeHad {
  const would = discountOf(item, net)
  const { id: openItemId, discountThrough: lastOn } = item
  return refuse('DiscountNotToBeHad', {
    ...{ openItemId, lastOn },
    discount: formatMoney(money(would < 0n ? -would : would, item.currency)),
  })
}
