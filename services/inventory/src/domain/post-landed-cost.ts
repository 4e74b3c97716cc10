import { add, allocate, Decimal, isZero, type Money, portion, type Refusal, refuse, sum, zero } from '@erp/values'
import type { AdjustedBelowZero } from './cost-adjustment.ts'
import type { LandedCost, LandedCostCharge, SpreadBasis } from './landed-cost.ts'
import { shareLateCost, writeLateCost } from './late-cost.ts'
import { type LedgerPage, openPage } from './ledger-page.ts'
import { type GoodsFlow, quantityKept, type ReceivedGoods } from './received-goods.ts'
import type { Posting, StockBook } from './stock-document.ts'
import { type NotPostable, type StockFacts, stockedItem } from './stock-facts.ts'

/** All of the goods that would bear something went back to the supplier. */
export type NothingLeftToBear = Refusal<'NothingLeftToBear', { stockEntryId: string }>
/** An item does not say how heavy or how large it is. */
export type MeasureMissing = Refusal<'MeasureMissing', { itemId: string; basis: SpreadBasis }>
/** What the charge is spread by is nothing for all of the goods. */
export type NothingToSpreadBy = Refusal<'NothingToSpreadBy', { basis: SpreadBasis }>
export type LandedCostNotPostable =
  | NotPostable
  | AdjustedBelowZero
  | NothingLeftToBear
  | MeasureMissing
  | NothingToSpreadBy

/** What spreading depends on beside the balances: the receipt lines in the order of the document, and what left since. */
export type LandedCostFacts = StockFacts & {
  readonly goods: readonly ReceivedGoods[]
  readonly flows: readonly GoodsFlow[]
}

/**
 * What landed costs do to stock (P6): each charge is spread over the receipt lines, and what falls on a line is borne by its
 * goods where they still are, a value without a quantity; the cost of sales bears what falls on those that are not.
 */
export function postLandedCost(
  landedCost: LandedCost,
  facts: LandedCostFacts,
  book: StockBook,
): Posting | LandedCostNotPostable {
  const { companyId, id, number, businessDate, currency, charges, lines } = landedCost
  const [first] = facts.goods
  if (!first || facts.goods.length !== lines.length) throw new Error(`Landed cost ${id} lacks its receipt lines.`)
  const costs = spread(charges, facts.goods)
  if ('refusal' in costs) return costs
  const page = openPage(
    {
      ...{ companyId, eventKind: 'LANDED_COST', documentType: 'LANDED_COST', documentId: id, documentNumber: number },
      ...{ businessDate, currency, supplierId: null, warehouseId: first.warehouseId },
    },
    book,
  )
  for (const [index, goods] of facts.goods.entries()) {
    const [line, cost] = [lines[index], costs[index]]
    if (!line || !cost || isZero(cost)) continue
    if (!quantityKept(goods).gt(0)) return refuse('NothingLeftToBear', { stockEntryId: goods.entryId })
    const refused = bear(page, { lineId: line.id, goods, cost }, facts)
    if (refused) return refused
  }
  return page.close()
}

/** What of all charges falls on each line, every charge shared out to the last cent. */
export function spread(
  charges: readonly LandedCostCharge[],
  goods: readonly ReceivedGoods[],
): Money[] | NothingLeftToBear | MeasureMissing | NothingToSpreadBy {
  const [first] = goods
  if (first && goods.every((one) => !quantityKept(one).gt(0)))
    return refuse('NothingLeftToBear', { stockEntryId: first.entryId })
  let costs = goods.map(({ netValue }) => zero(netValue.currency))
  for (const charge of charges) {
    const shares = sharesOf(charge, goods)
    if ('refusal' in shares) return shares
    costs = costs.map((cost, index) => add(cost, shares[index] ?? zero(cost.currency)))
  }
  return costs
}

function sharesOf(
  { amount, basis, shares }: LandedCostCharge,
  goods: readonly ReceivedGoods[],
): Money[] | MeasureMissing | NothingToSpreadBy {
  if (basis === 'TYPED')
    return goods.map(({ entryId }) => {
      const own = shares.filter(({ stockEntryId }) => stockEntryId === entryId)
      return sum(
        own.map((share) => share.amount),
        amount.currency,
      )
    })
  const weights: Decimal[] = []
  for (const one of goods) {
    const weight = weightOf(one, basis)
    if (!weight) return refuse('MeasureMissing', { itemId: one.itemId, basis })
    weights.push(weight)
  }
  return weights.every((weight) => weight.isZero()) ? refuse('NothingToSpreadBy', { basis }) : allocate(amount, weights)
}

/** How much of a charge a line draws; what went back to the supplier draws nothing. */
function weightOf(goods: ReceivedGoods, basis: Exclude<SpreadBasis, 'TYPED'>): Decimal | undefined {
  const kept = quantityKept(goods)
  switch (basis) {
    case 'VALUE':
      return new Decimal(portion(goods.netValue, kept, goods.quantity).minor.toString())
    case 'QUANTITY':
      return kept
    case 'WEIGHT':
      return goods.weight?.times(kept)
    case 'VOLUME':
      return goods.volume?.times(kept)
  }
}

/** Writes what one receipt line bears where its goods are. */
function bear(
  page: LedgerPage,
  { lineId, goods, cost }: { readonly lineId: string; readonly goods: ReceivedGoods; readonly cost: Money },
  facts: LandedCostFacts,
): NotPostable | AdjustedBelowZero | undefined {
  const item = stockedItem(page.companyId, goods.itemId, facts)
  if ('refusal' in item) return item
  const shared = shareLateCost(page, item, { goods, quantity: quantityKept(goods), value: cost }, facts.flows)
  if (shared.overdrawn) return refuse('AdjustedBelowZero', { itemId: item.id, value: shared.overdrawn })
  return writeLateCost(page, { lineId, item }, shared, facts)
}
