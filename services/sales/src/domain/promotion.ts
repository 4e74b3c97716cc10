import {
  asQuantity,
  type BusinessDate,
  type Currency,
  type Decimal,
  isRefusal,
  parsePositiveQuantity,
  parseUnitPrice,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  zeroQuantity,
} from '@erp/values'
import { codeProblem } from './customer.ts'
import { at, type InvalidInput, invalid, type LocalizedName, textProblem } from './input.ts'
import type { ItemFacts, TaxCodeFacts } from './replicated-facts.ts'
import { type AnyQuantityInvalid, type ItemRefused, type TaxCodeUnknown, whatIsSold } from './sales-order-line.ts'

/**
 * Who buys so much of an item gets something on top 买赠. What it promises never changes, so that orders keep what they earned: it
 * only ends, or earns nothing more.
 */
export interface Promotion {
  readonly id: string
  readonly companyId: string
  /** Unique in its company; never changes. */
  readonly code: string
  readonly name: LocalizedName
  /** Null: for everybody. */
  readonly priceGroup: string | null
  readonly itemId: string
  /** Quantities are in base units. */
  readonly buyQuantity: Quantity
  /** Less of the item in an order earns nothing. */
  readonly minimumQuantity: Quantity
  readonly giftItemId: string
  readonly giftQuantity: Quantity
  readonly giftTaxCodeId: string
  /** What one would have sold for, without tax; null: as the price lists of the day say. */
  readonly giftUnitPrice: Decimal | null
  readonly beginsOn: BusinessDate
  /** Orders of later days earn nothing; null: until further notice. */
  readonly endsOn: BusinessDate | null
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

/** What a person says about a new promotion. */
export interface PromotionInput {
  readonly code: string
  readonly name: LocalizedName
  readonly priceGroup: string | null
  readonly itemId: string
  readonly buyQuantity: string
  /** Left out: as much as earns once. */
  readonly minimumQuantity?: string | null | undefined
  readonly giftItemId: string
  readonly giftQuantity: string
  readonly giftTaxCodeId: string
  readonly giftUnitPrice?: string | null | undefined
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate | null
}

export type PromotionNotFound = Refusal<'PromotionNotFound', { promotionId: string }>
export type PromotionCodeTaken = Refusal<'PromotionCodeTaken', { promotionCode: string; path: readonly string[] }>
export type PromotionRefused = InvalidInput | ItemRefused | AnyQuantityInvalid | TaxCodeUnknown
/** No promotion is earned by what of the order was delivered and kept, or all that was is given. */
export type NothingEarned = Refusal<'NothingEarned', { salesOrderId: string }>

/** What a new promotion says, checked. */
export function draftPromotion(
  input: PromotionInput,
  { id, companyId, now }: { readonly id: string; readonly companyId: string; readonly now: Date },
  facts: {
    readonly items: ReadonlyMap<string, ItemFacts>
    readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
    readonly currency: Currency
  },
): Promotion | PromotionRefused {
  const { code, name, priceGroup, itemId, giftItemId, giftTaxCodeId, beginsOn, endsOn } = input
  if (codeProblem(code)) return invalid('code', 'NOT_A_CODE')
  if (priceGroup !== null && codeProblem(priceGroup)) return invalid('priceGroup', 'NOT_A_CODE')
  const problem = nameProblem(name) ?? endProblem({ beginsOn, endsOn })
  if (problem) return problem
  for (const [field, sold] of [
    ['itemId', itemId],
    ['giftItemId', giftItemId],
  ] as const) {
    const item = whatIsSold(sold, facts.items, field)
    if (isRefusal(item)) return item
  }
  if (!facts.taxCodes.get(giftTaxCodeId)?.active)
    return at(refuse('TaxCodeUnknown', { taxCodeId: giftTaxCodeId }), 'giftTaxCodeId')
  const buyQuantity = parsePositiveQuantity(input.buyQuantity)
  if (isRefusal(buyQuantity)) return at(buyQuantity, 'buyQuantity')
  const minimumQuantity = parsePositiveQuantity(input.minimumQuantity ?? input.buyQuantity)
  if (isRefusal(minimumQuantity)) return at(minimumQuantity, 'minimumQuantity')
  if (minimumQuantity.lt(buyQuantity)) return invalid('minimumQuantity', 'BELOW_WHAT_EARNS_ONCE')
  const giftQuantity = parsePositiveQuantity(input.giftQuantity)
  if (isRefusal(giftQuantity)) return at(giftQuantity, 'giftQuantity')
  const giftUnitPrice = input.giftUnitPrice == null ? null : parseUnitPrice(input.giftUnitPrice, facts.currency)
  if (isRefusal(giftUnitPrice)) return invalid('giftUnitPrice', 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  if (giftUnitPrice && !giftUnitPrice.perUnit.gt(0)) return invalid('giftUnitPrice', 'NOT_POSITIVE')
  return {
    ...{ id, companyId, code, name, priceGroup, itemId, buyQuantity, minimumQuantity, giftItemId, giftQuantity },
    ...{ giftTaxCodeId, giftUnitPrice: giftUnitPrice?.perUnit ?? null, beginsOn, endsOn },
    ...{ active: true, version: 1, createdAt: now },
  }
}

/** What may change of a promotion. */
export type PromotionChange = Pick<Promotion, 'name' | 'endsOn' | 'active'>

/** Another name or end; switched off it earns nothing more. */
export function changePromotion(promotion: Promotion, change: PromotionChange): Promotion | InvalidInput {
  const { name, endsOn, active } = change
  const problem = nameProblem(name) ?? endProblem({ beginsOn: promotion.beginsOn, endsOn })
  return problem ?? { ...promotion, name, endsOn, active }
}

function nameProblem(name: LocalizedName): InvalidInput | undefined {
  for (const language of ['zh', 'en'] as const) {
    const problem = textProblem(name[language], 200)
    if (problem) return invalid(`name.${language}`, problem)
  }
  return undefined
}

function endProblem({ beginsOn, endsOn }: Pick<Promotion, 'beginsOn' | 'endsOn'>): InvalidInput | undefined {
  return endsOn !== null && endsOn < beginsOn ? invalid('endsOn', 'BEFORE_IT_BEGINS') : undefined
}

/** How a promotion stands with an order, in base units. */
export interface PromotedOrder {
  readonly salesOrderId: string
  readonly promotion: Promotion
  /** Of the item: ordered, or delivered where the order has ended; nothing of one that was given up. */
  readonly ordered: Quantity
  /** Delivered of the item and not back, nor on its way back. */
  readonly kept: Quantity
  /** Given on top, by drafts too. */
  readonly given: Quantity
}

/** What an order gets on top by a promotion, in base units of the gift. */
export interface EarnedGift {
  readonly salesOrderId: string
  readonly promotion: Promotion
  /** Once all that is ordered is delivered and kept. */
  readonly promised: Quantity
  /** By what is delivered and kept. */
  readonly earned: Quantity
  readonly given: Quantity
  /** Earned and not given. */
  readonly open: Quantity
  /** Given and not earned any more, for goods came back since. */
  readonly beyond: Quantity
}

export function earnedGiftOf({ salesOrderId, promotion, ordered, kept, given }: PromotedOrder): EarnedGift {
  const [promised, earned] = [earnedBy(promotion, ordered), earnedBy(promotion, kept)]
  return {
    ...{ salesOrderId, promotion, promised, earned, given },
    open: promotion.active ? excess(earned, given) : zeroQuantity,
    beyond: excess(given, earned),
  }
}

/** So many whole times as the quantity holds what earns once. */
function earnedBy(promotion: Promotion, quantity: Quantity): Quantity {
  const { buyQuantity, minimumQuantity, giftQuantity } = promotion
  if (quantity.lt(minimumQuantity)) return zeroQuantity
  return asQuantity(giftQuantity.times(quantity.div(buyQuantity).floor()))
}

function excess(more: Quantity, less: Quantity): Quantity {
  return more.gt(less) ? subtractQuantity(more, less) : zeroQuantity
}
