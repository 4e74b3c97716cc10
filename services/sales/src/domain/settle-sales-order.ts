import { asQuantity, Decimal } from '@erp/values'
import type { Hold, SalesOrder } from './sales-order.ts'

/** Goods and credit are kept: the order is a promise. */
export function completeConfirming(order: SalesOrder, now: Date): SalesOrder {
  return { ...order, status: 'CONFIRMED', confirmedAt: now }
}

/** Nothing is kept; each line whose goods fell short says how much was left. */
export function holdConfirming(
  order: SalesOrder,
  hold: Hold,
  shortages: readonly { readonly lineId: string; readonly available: string }[],
): SalesOrder {
  const left = new Map(shortages.map(({ lineId, available }) => [lineId, asQuantity(new Decimal(available))]))
  const lines = order.lines.map((line) => ({ ...line, availableBaseQuantity: left.get(line.id) ?? null }))
  return { ...order, status: 'HELD', hold, lines }
}
