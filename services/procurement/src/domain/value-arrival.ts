import { add, addQuantity, convert, extend, portion, subtractQuantity } from '@erp/values'
import { type Arrival, type GoodsOnTheirWay, totalOfArrivals } from './goods-in-transit.ts'
import type { GoodsReceiptLine, ValuedReceiptLine } from './goods-receipt.ts'
import type { ArrivalOnLine, NewGoodsReceipt, OpenOrderLine } from './receive-goods.ts'

/** What of an order line's goods is still on its way, after what other lines of the same receipt have taken. */
export function waiting({ onTheirWay }: OpenOrderLine, before: readonly ArrivalOnLine[]): GoodsOnTheirWay[] {
  return onTheirWay.map((one) => {
    const taken = before.filter(({ supplierInvoiceLineId }) => supplierInvoiceLineId === one.supplierInvoiceLineId)
    const total = totalOfArrivals(taken, one.net.currency)
    const { quantity, value } = one.arrived
    return { ...one, arrived: { quantity: addQuantity(quantity, total.quantity), value: add(value, total.value) } }
  })
}

/** A line worth what was charged for what was on its way, and the order's price for the rest. */
export function valueArrival(
  { exchangeRate, currency }: NewGoodsReceipt,
  line: GoodsReceiptLine,
  ordered: OpenOrderLine,
  arrivals: readonly Arrival[],
): ValuedReceiptLine {
  const transit = totalOfArrivals(arrivals, currency)
  const price = extend({ perUnit: ordered.unitPrice, currency: ordered.currency }, line.quantity)
  const priced = portion(price, subtractQuantity(line.baseQuantity, transit.quantity), line.baseQuantity)
  const restValue = exchangeRate === null ? priced : convert(priced, exchangeRate, currency)
  return {
    ...{ ...line, netValue: add(transit.value, restValue), orderValue: exchangeRate === null ? null : priced },
    ...{ transitBaseQuantity: transit.quantity, transitValue: transit.value },
    ...{ invoicedBaseQuantity: transit.quantity, invoicedValue: transit.value },
  }
}
