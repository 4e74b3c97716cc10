import { add, allocate, Decimal, type Money, negate, type Refusal, refuse, zero } from '@erp/values'
import { costNow } from './cost-now.ts'
import { openPage } from './ledger-page.ts'
import type { LotUnknown, MovementFacts, SerialInStock } from './miscellaneous-movement.ts'
import { lotKey } from './named-lot.ts'
import { type AssemblyLine, comesIn, linesOfAssembly, type StockAssembly } from './stock-assembly.ts'
import { type Posting, type StockBook, stockKey } from './stock-document.ts'
import { type NotPostable, placeOf, stockedItem } from './stock-facts.ts'
import {
  type CostUnknown,
  issueLine,
  type NotIssuable,
  type NotReceivable,
  receiveLine,
  type StockLine,
} from './stock-line.ts'

/** All that comes in costs nothing now, so that nothing says how the value is to be divided. */
export type SharesAreZero = Refusal<'SharesAreZero'>
export type AssemblyNotPostable =
  | NotPostable
  | NotIssuable
  | NotReceivable
  | CostUnknown
  | LotUnknown
  | SerialInStock
  | SharesAreZero

type Moving = { readonly line: AssemblyLine; readonly goods: StockLine }

/**
 * What goes out leaves at what it carries, and what comes in is worth exactly as much: a product the sum of its components,
 * components their shares of the product by largest remainder. Goods have to be there, even where a warehouse lets others take
 * more: what is not there has no value that could become another's.
 */
export function postAssembly(
  assembly: StockAssembly,
  facts: MovementFacts,
  book: StockBook,
): Posting | AssemblyNotPostable {
  const { companyId, id, kind, number, businessDate, currency, product } = assembly
  const page = openPage(
    {
      ...{ companyId, eventKind: 'STOCK_ASSEMBLY', documentType: 'STOCK_ASSEMBLY', documentId: id },
      ...{ documentNumber: number, businessDate, currency, supplierId: null, warehouseId: product.warehouseId },
    },
    book,
  )
  const moving: Moving[] = []
  for (const line of linesOfAssembly(assembly)) {
    const goods = goodsOfLine(assembly, line, facts)
    if ('refusal' in goods) return goods
    moving.push({ line, goods })
  }
  const outgoing = moving.filter(({ line }) => !comesIn(kind, line))
  const incoming = moving.filter(({ line }) => comesIn(kind, line))

  const onHand = new Map(facts.onHand)
  let value = zero(currency)
  for (const { goods } of outgoing) {
    const warehouse = { ...goods.warehouse, negativeStockAllowed: false }
    const left = issueLine(page, { ...goods, warehouse }, { onHand })
    if ('refusal' in left) return left
    value = add(value, negate(left.value))
  }
  const values = sharesOf(value, incoming, facts, book)
  if ('refusal' in values) return values
  for (const [index, { goods }] of incoming.entries()) {
    const entered = receiveLine(page, goods, values[index] ?? zero(currency))
    if ('refusal' in entered) return entered
  }
  return page.close()
}

function goodsOfLine(
  { companyId, currency, kind }: StockAssembly,
  line: AssemblyLine,
  facts: MovementFacts,
): StockLine | NotPostable | LotUnknown | SerialInStock {
  const { id: lineId, itemId, warehouseId, locationId, lotCode, baseQuantity: quantity } = line
  const warehouse = placeOf({ companyId, currency, warehouseId }, facts)
  if ('refusal' in warehouse) return warehouse
  const item = stockedItem(companyId, itemId, facts)
  if ('refusal' in item) return item
  const lot = lotCode === null ? null : facts.lots.get(lotKey(line))
  if (lot === undefined) return refuse('LotUnknown', { itemId, lotCode: lotCode ?? '' })
  if (comesIn(kind, line) && lot?.serial && lot.onHand) return refuse('SerialInStock', { itemId, lotCode: lot.code })
  return { lineId, item, warehouse, quantity, locationId, lotId: lot?.id ?? null }
}

/** What each line that comes in is worth: the parts add up to the whole. */
function sharesOf(
  value: Money,
  incoming: readonly Moving[],
  { lastCosts = new Map() }: Pick<MovementFacts, 'lastCosts'>,
  book: StockBook,
): Money[] | CostUnknown | SharesAreZero {
  if (incoming.length === 1) return [value]
  const weights: Decimal[] = []
  for (const { line, goods } of incoming) {
    if (line.share !== null) {
      weights.push(line.share)
      continue
    }
    const { item, warehouse } = goods
    const booked = book.get(stockKey({ itemId: item.id, valuationAreaId: warehouse.valuationAreaId }))
    const cost = costNow(goods, { booked, last: lastCosts.get(item.id) })
    if (!cost) return refuse('CostUnknown', { itemId: item.id })
    weights.push(new Decimal(cost.minor.toString()))
  }
  return weights.some((weight) => weight.gt(0)) ? allocate(value, weights) : refuse('SharesAreZero')
}
