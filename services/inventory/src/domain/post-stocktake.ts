import { Decimal, extend, type Money, negateQuantity, type Quantity, type Refusal, refuse } from '@erp/values'
import { costNow } from './cost-now.ts'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import { withInputVat } from './post-stock-transfer.ts'
import { type BookedStock, type Posting, type StockBook, type StockEventKind, stockKey } from './stock-document.ts'
import { type NotPostable, placeOf, type StockedItem, type StockFacts, stockedItem } from './stock-facts.ts'
import {
  issueLine,
  type NotIssuable,
  type NotReceivable,
  type OnHand,
  receiveLine,
  type StockLine,
} from './stock-line.ts'
import { differenceOf, type Stocktake, type StocktakeLine, type StocktakeLineDecision } from './stocktake.ts'
import type { Pool } from './valuation.ts'

export type StocktakeStock = StockFacts & { readonly onHand: OnHand; readonly lastCosts: ReadonlyMap<ItemId, Pool> }

/** Nobody knows what the goods that were found cost: it has to be typed. */
export type UnitCostRequired = Refusal<'UnitCostRequired', { stocktakeLineId: string; itemId: string }>
export type StocktakeNotPostable = NotPostable | NotIssuable | NotReceivable | UnitCostRequired

/** What approving does to stock: the losses, then the gains, each as one document; none where nothing differs. */
export type StocktakePostings = { readonly postings: readonly Posting[]; readonly changed: StockBook }

/**
 * Losses leave at their issue value, with the input VAT of an abnormal loss (C1); gains enter at what such goods cost now,
 * else at what they last cost, else at what somebody types (C2). Both wait for a decision on who bears them.
 */
export function postStocktake(
  stocktake: Stocktake,
  decisions: ReadonlyMap<string, StocktakeLineDecision>,
  stock: StocktakeStock,
  book: StockBook,
): StocktakePostings | StocktakeNotPostable {
  const { companyId, currency, warehouseId } = stocktake
  const warehouse = placeOf({ companyId, currency, warehouseId }, stock)
  if ('refusal' in warehouse) return warehouse
  const onHand = new Map(stock.onHand)
  const counted = { ...warehouse, negativeStockAllowed: false }

  const losses = openPage(headOf(stocktake, 'STOCKTAKE_LOSS'), book)
  const lost = linesOf(stocktake, (difference) => difference.lt(0))
  for (const { line, difference } of lost) {
    const goods = goodsOf(stocktake, line, negateQuantity(difference), counted, stock)
    if ('refusal' in goods) return goods
    const clearing = withInputVat(decisions.get(line.id)?.inputVatPercent ?? new Decimal(0))
    const entry = issueLine(losses, goods, { onHand, clearing })
    if ('refusal' in entry) return entry
  }
  const loss = lost.length > 0 ? losses.close() : undefined

  const afterLosses = new Map([...book, ...(loss?.changed ?? [])])
  const gains = openPage(headOf(stocktake, 'STOCKTAKE_GAIN'), afterLosses)
  const found = linesOf(stocktake, (difference) => difference.gt(0))
  for (const { line, difference } of found) {
    const goods = goodsOf(stocktake, line, difference, counted, stock)
    if ('refusal' in goods) return goods
    const booked = book.get(stockKey({ itemId: line.itemId, valuationAreaId: warehouse.valuationAreaId }))
    const value = worthOf(goods, { booked, last: stock.lastCosts.get(line.itemId), typed: decisions.get(line.id) })
    if (!value) return refuse('UnitCostRequired', { stocktakeLineId: line.id, itemId: line.itemId })
    const entry = receiveLine(gains, goods, value)
    if ('refusal' in entry) return entry
  }
  const gain = found.length > 0 ? gains.close() : undefined
  return {
    postings: [loss, gain].filter((posting) => posting !== undefined),
    changed: new Map([...(loss?.changed ?? []), ...(gain?.changed ?? [])]),
  }
}

function linesOf(stocktake: Stocktake, wanted: (difference: Quantity) => boolean) {
  return stocktake.lines
    .map((line) => ({ line, difference: differenceOf(stocktake, line) }))
    .filter(({ difference }) => wanted(difference))
}

function headOf(stocktake: Stocktake, eventKind: StockEventKind) {
  const { companyId, id: documentId, number: documentNumber, businessDate, currency, warehouseId } = stocktake
  const head = { companyId, eventKind, documentId, documentNumber, businessDate, currency, warehouseId }
  return { ...head, documentType: 'STOCKTAKE' as const, supplierId: null }
}

function goodsOf(
  { companyId }: Stocktake,
  { id: lineId, itemId, locationId, lotId }: StocktakeLine,
  quantity: Quantity,
  warehouse: StockLine['warehouse'],
  facts: StockFacts,
): (StockLine & { readonly item: StockedItem }) | NotPostable {
  const item = stockedItem(companyId, itemId, facts)
  return 'refusal' in item ? item : { lineId, item, warehouse, quantity, locationId, lotId }
}

/** What goods that were found are worth, as of before the stocktake; undefined where only a person can say. */
function worthOf(
  goods: StockLine,
  known: { booked: BookedStock | undefined; last: Pool | undefined; typed: StocktakeLineDecision | undefined },
): Money | undefined {
  return costNow(goods, known) ?? (known.typed?.unitCost && extend(known.typed.unitCost, goods.quantity))
}
