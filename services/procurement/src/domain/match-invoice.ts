import {
  add,
  addQuantity,
  asQuantity,
  Decimal,
  extend,
  formatMoney,
  formatQuantity,
  isRefusal,
  type Money,
  plain,
  portion,
  type Quantity,
  quantityDecimals,
  refuse,
  subtract,
  subtractQuantity,
  sum,
  taxOnNet,
  zero,
} from '@erp/values'
import type { PurchaseOrderLineNotFound } from './amend-purchase-order.ts'
import { type AwaitedLine, differencesOfTransit } from './goods-in-transit.ts'
import { openOf, type ValuedQuantity } from './goods-receipt.ts'
import { at } from './input.ts'
import { toBooks } from './printed-invoice.ts'
import type { PurchaseOrderLineClosed, PurchaseOrderNotConfirmed } from './purchase-order.ts'
import type { GoodsReceiptLineNotFound } from './purchase-return.ts'
import {
  type GoodsLine,
  goodsOf,
  type InvoiceableLine,
  itemOf,
  type MatchDifference,
  type NothingToInvoice,
  type SupplierInvoice,
  type SupplierInvoiceLine,
} from './supplier-invoice.ts'
import type { LineTolerance, ToleranceOf } from './tolerance-rule.ts'

/** An invoice held against order and receipt 三单匹配: what its lines clear, and what is outside the tolerances. */
export interface Match {
  readonly lines: readonly SupplierInvoiceLine[]
  readonly variance: Money
  readonly differences: readonly MatchDifference[]
}

/** What an invoice is held against. */
export interface MatchedAgainst {
  readonly receiptLines: ReadonlyMap<string, InvoiceableLine>
  readonly orderLines: ReadonlyMap<string, AwaitedLine>
}

/**
 * Of a value, the part that belongs to goods taken after others: parts that are taken one after another add up to all of it,
 * so nothing has to be kept of what was taken before.
 */
export function nextPortion(
  value: Money,
  { taken, part, of }: { readonly taken: Quantity; readonly part: Quantity; readonly of: Quantity },
): Money {
  return subtract(portion(value, addQuantity(taken, part), of), portion(value, taken, of))
}

/**
 * What goods come to at the invoice's rate beyond what the books carry them at: nothing where both are of one rate, whatever
 * either was rounded to.
 */
export function exchangeDifferenceOf(
  invoice: Pick<SupplierInvoice, 'currency' | 'exchangeRate'>,
  known: { readonly value: Money; readonly rate: Decimal | null },
  carried: Money,
): Money {
  const { exchangeRate, currency } = invoice
  if (exchangeRate === null || known.rate?.eq(exchangeRate)) return zero(currency)
  return subtract(toBooks(known.value, invoice), carried)
}

/**
 * Each line of goods takes what its receipt line still has, and clears its share of that line's own value, so that the last
 * invoice takes exactly the rest (P2). Whatever it charges beyond that is a difference of exchange as far as the rate has
 * moved (P2f), and else a price variance (P2v). Lines of receipts and orders are locked by the caller.
 */
export function matchInvoice(
  invoice: SupplierInvoice,
  { receiptLines, orderLines }: MatchedAgainst,
  toleranceOf: ToleranceOf,
):
  | Match
  | GoodsReceiptLineNotFound
  | NothingToInvoice
  | PurchaseOrderLineNotFound
  | PurchaseOrderNotConfirmed
  | PurchaseOrderLineClosed {
  const lines: SupplierInvoiceLine[] = []
  const variances: Money[] = []
  const differences: MatchDifference[] = []
  for (const line of invoice.lines) {
    const tolerance = toleranceOf(itemOf(line))
    differences.push(...differencesOfTax(line, invoice, tolerance))
    if (line.kind === 'IN_TRANSIT') {
      const path = `inTransit.${line.lineNumber - 1 - goodsOf(invoice).length}.purchaseOrderLineId`
      const found = differencesOfTransit(line, orderLines, tolerance, path)
      if (isRefusal(found)) return found
      differences.push(...found)
    }
    if (line.kind !== 'GOODS') {
      lines.push(line)
      continue
    }
    const { goodsReceiptLineId } = line
    const path = `goods.${line.lineNumber - 1}.goodsReceiptLineId`
    const received = receiptLines.get(goodsReceiptLineId)
    if (!received) return at(refuse('GoodsReceiptLineNotFound', { goodsReceiptLineId }), path)
    const open = openOf(received)
    if (!open.quantity.gt(0)) return nothingToInvoice(received, path)

    const matchedBaseQuantity = line.baseQuantity.lt(open.quantity) ? line.baseQuantity : open.quantity
    const cleared = portion(open.value, matchedBaseQuantity, open.quantity)
    const notBefore = subtractQuantity(received.baseQuantity, received.transitBaseQuantity)
    const orderValue = nextPortion(received.orderValue, {
      ...{ taken: subtractQuantity(notBefore, open.quantity), part: matchedBaseQuantity, of: notBefore },
    })
    const exchangeDifference = exchangeDifferenceOf(
      invoice,
      { value: orderValue, rate: received.exchangeRate },
      cleared,
    )
    const expected = { quantity: open.quantity, value: atOrderPrice(received, line) }
    differences.push(...differencesOfGoods(line, expected, tolerance))
    variances.push(subtract(line.net, add(cleared, exchangeDifference)))
    lines.push({ ...line, matchedBaseQuantity, cleared, exchangeDifference })
  }
  return { lines, variance: sum(variances, invoice.currency), differences }
}

export function nothingToInvoice(received: InvoiceableLine, path: string): NothingToInvoice {
  return at(
    refuse('NothingToInvoice', {
      goodsReceiptLineId: received.id,
      received: formatQuantity(received.baseQuantity),
      returned: formatQuantity(received.returnedBaseQuantity),
      invoiced: formatQuantity(received.invoicedBaseQuantity),
    }),
    path,
  )
}

/** What the order's price makes of goods: of another unit than the receipt line's, their share of the whole line. */
export function atOrderPrice(
  ordered: Pick<InvoiceableLine, 'unitPrice' | 'orderCurrency' | 'unit' | 'quantity' | 'baseQuantity'>,
  { unit, quantity, baseQuantity }: Pick<GoodsLine, 'unit' | 'quantity' | 'baseQuantity'>,
): Money {
  const price = { perUnit: ordered.unitPrice, currency: ordered.orderCurrency }
  if (unit === ordered.unit) return extend(price, quantity)
  return portion(extend(price, ordered.quantity), baseQuantity, ordered.baseQuantity)
}

/** All that is open of a receipt line as an invoice for it would say: in the line's unit where that is exact. */
export function chargeOfOpen(received: InvoiceableLine) {
  const { quantity: baseQuantity } = openOf(received)
  const { numerator, denominator } = received.factor
  const inUnit = baseQuantity.times(denominator.toString()).div(numerator.toString())
  const exact = inUnit.decimalPlaces() <= quantityDecimals || !received.item
  const unit = exact ? received.unit : received.item.baseUnit
  const quantity = asQuantity(exact ? inUnit : baseQuantity)
  const net = atOrderPrice(received, { unit, quantity, baseQuantity })
  const tax = taxOnNet(net, received.taxRatePercent)
  return { goodsReceiptLineId: received.id, quantity: formatQuantity(quantity), unit, net, tax }
}

/** Less than is open is no difference: the rest stays open. `value` is what so many as the line says should come to. */
export function differencesOfGoods(
  line: Pick<GoodsLine, 'lineNumber' | 'baseQuantity' | 'printed'>,
  { quantity: open, value: expected }: ValuedQuantity,
  { quantityPercent, pricePercent }: LineTolerance,
): MatchDifference[] {
  const { lineNumber } = line
  const found: MatchDifference[] = []
  const more = line.baseQuantity.minus(open)
  if (exceeds(more, open, quantityPercent.value))
    found.push({
      ...{ lineNumber, kind: 'QUANTITY', expected: formatQuantity(open), invoiced: formatQuantity(line.baseQuantity) },
      ...{ allowed: `${plain(quantityPercent.value)} %`, heldAgainst: quantityPercent.heldAgainst },
    })
  const apart = subtract(line.printed.net, expected)
  if (exceeds(decimalOf(apart).abs(), decimalOf(expected), pricePercent.value))
    found.push({
      ...{ lineNumber, kind: 'PRICE', expected: formatMoney(expected), invoiced: formatMoney(line.printed.net) },
      ...{ allowed: `${plain(pricePercent.value)} %`, heldAgainst: pricePercent.heldAgainst },
    })
  return found
}

/** Apart by more than the tolerance allows, which is in the company's own currency. */
export function differencesOfTax(
  { lineNumber, printed: { net, tax }, taxRatePercent }: SupplierInvoiceLine,
  denomination: Pick<SupplierInvoice, 'currency' | 'exchangeRate'>,
  { taxAmount: { value: most, heldAgainst } }: LineTolerance,
): MatchDifference[] {
  const expected = taxOnNet(net, taxRatePercent)
  const { minor } = toBooks(subtract(tax, expected), denomination)
  if ((minor < 0n ? -minor : minor) <= most.minor) return []
  const apart = { expected: formatMoney(expected), invoiced: formatMoney(tax) }
  return [{ lineNumber, kind: 'TAX', ...apart, allowed: formatMoney(most), heldAgainst }]
}

function decimalOf({ minor }: Money): Decimal {
  return new Decimal(minor.toString())
}

function exceeds(apart: Decimal, of: Decimal, percent: Decimal): boolean {
  return apart.times(100).gt(of.times(percent))
}
