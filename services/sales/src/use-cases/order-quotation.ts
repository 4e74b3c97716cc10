import { type BusinessDate, isRefusal, refuse } from '@erp/values'
import {
  linesToOrder,
  type OverOrdering,
  type QuotationExpired,
  type QuotationLineNotFound,
  type QuotationNotFound,
  type QuotationStatusWrong,
  type WantedOfQuotation,
} from '../domain/quotation.ts'
import { lockQuotation, takeFromQuotation } from '../store/quotations.ts'
import { createSalesOrder } from './create-sales-order.ts'
import type { Unit } from './unit.ts'

/** Carries an offered quotation down to a draft order, all that is open of it or the lines named, as it was quoted 下推. */
export async function orderQuotation(
  unit: Unit,
  input: {
    readonly quotationId: string
    readonly warehouseId: string
    readonly orderedOn: BusinessDate
    readonly requestedOn: BusinessDate | null
    readonly lines: readonly WantedOfQuotation[] | null
  },
): Promise<
  | Awaited<ReturnType<typeof createSalesOrder>>
  | QuotationNotFound
  | QuotationStatusWrong
  | QuotationExpired
  | QuotationLineNotFound
  | OverOrdering
> {
  const { quotationId, warehouseId, orderedOn, requestedOn } = input
  const quotation = await lockQuotation(unit.tx, quotationId)
  if (!quotation) return refuse('QuotationNotFound', { quotationId })
  const lines = linesToOrder(quotation, input)
  if (isRefusal(lines)) return lines
  const { customerId, currency, pricesIncludeTax } = quotation
  const terms = { customerId, warehouseId, orderedOn, requestedOn, currency, pricesIncludeTax, lines }
  const order = await createSalesOrder(unit, terms)
  if (isRefusal(order)) return order
  await takeFromQuotation(
    unit.tx,
    order.lines.flatMap(({ quotationLineId, quantity }) => (quotationLineId ? [{ quotationLineId, quantity }] : [])),
  )
  return order
}
