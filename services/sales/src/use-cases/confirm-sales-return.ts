import { isRefusal, newId, refuse } from '@erp/values'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import type { EventKind } from '../domain/posting-readiness.ts'
import {
  type DeliveryLineNotFound,
  type ReturnableLine,
  type ReturnExceedsDelivered,
  type SalesReturn,
  type SalesReturnNeedsAnother,
  type SalesReturnNotFound,
  type SalesReturnStatusWrong,
  startReceiving,
} from '../domain/sales-return.ts'
import { openLegs } from '../store/document-legs.ts'
import { holdForReturn, lockReturnableLines } from '../store/returnable-lines.ts'
import { lockSalesReturn, saveSalesReturn } from '../store/sales-returns.ts'
import type { Unit } from './unit.ts'
import { type GoodsRefused, whyGoodsCannotMove } from './why-not-postable.ts'

/** Starts the process that takes the goods into stock, in the transaction of the return. */
export type StartReceiving = (unit: Unit, salesReturn: SalesReturn) => Promise<void>

/**
 * Begins to confirm a draft or refused return: its quantity is held on the delivery lines, and inventory is asked to take the
 * goods in at what they cost when they went out, or without a source at what they cost now; then somebody else than its maker
 * confirms. Whether the return stands is decided by its answer.
 */
export async function confirmSalesReturn(
  unit: Unit,
  { salesReturnId, expectedVersion }: { readonly salesReturnId: string; readonly expectedVersion: number },
  start: StartReceiving,
): Promise<
  | SalesReturn
  | SalesReturnNotFound
  | SalesReturnStatusWrong
  | SalesReturnNeedsAnother
  | StaleVersion
  | DeliveryLineNotFound
  | ReturnExceedsDelivered
  | GoodsRefused
> {
  const { tx } = unit
  const salesReturn = await lockSalesReturn(tx, salesReturnId)
  if (!salesReturn) return refuse('SalesReturnNotFound', { salesReturnId })
  const delivered = await lockReturnableLines(
    tx,
    salesReturn.lines.flatMap((line) => line.deliveryLineId ?? []),
  )
  const confirming = startReceiving(salesReturn, delivered, newId())
  if (isRefusal(confirming)) return confirming
  const stale = requireVersion(salesReturn, expectedVersion)
  if (stale) return stale
  if (salesReturn.reason !== null && salesReturn.createdBy === unit.caller.userId)
    return refuse('SalesReturnNeedsAnother', { salesReturnId })
  const { id, companyId, warehouseId, lines } = confirming
  for (const eventKind of eventKindsOf(delivered)) {
    const event = { eventKind, businessDate: confirming.returnedOn, datePath: 'returnedOn' }
    const refused = await whyGoodsCannotMove(tx, { companyId, warehouseId, lines, ...event })
    if (refused) return refused
  }

  const saved = await saveSalesReturn(tx, confirming)
  await holdForReturn(tx, lines)
  await openLegs(tx, { id, companyId, type: 'SALES_RETURN', kinds: ['LEDGER', 'STOCK'] })
  await start(unit, saved)
  return saved
}

/** All that is posted of it: the lines of one return are costed alike. */
function eventKindsOf(delivered: ReadonlyMap<string, ReturnableLine>): readonly EventKind[] {
  const [first] = delivered.values()
  return first?.costOfSales === 'AT_INVOICE' ? ['SHIPPED_GOODS_RETURNED', 'SHIPPED_GOODS_CHARGED'] : ['SALES_RETURN']
}
