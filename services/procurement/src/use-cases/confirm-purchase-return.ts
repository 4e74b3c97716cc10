import { isRefusal, newId, refuse } from '@erp/values'
import { at, requireVersion, type StaleVersion } from '../domain/input.ts'
import { type NotPostable, whyNotPostable } from '../domain/posting-readiness.ts'
import type {
  GoodsReceiptLineNotFound,
  PurchaseReturn,
  PurchaseReturnNotDraft,
  PurchaseReturnNotFound,
  ReturnableLine,
  ReturnExceedsInvoiced,
  ReturnExceedsReceived,
} from '../domain/purchase-return.ts'
import type { WarehouseInactive, WarehouseUnknown } from '../domain/receive-goods.ts'
import { startConfirming } from '../domain/return-goods.ts'
import { openLegs } from '../store/document-legs.ts'
import { lockPurchaseReturn, savePurchaseReturn } from '../store/purchase-returns.ts'
import { readPostingFacts } from '../store/receiving-facts.ts'
import { findWarehouse } from '../store/replicated-facts.ts'
import { holdForReturn, lockReturnableLines } from '../store/returnable-lines.ts'
import { withAvailable } from './available-to-return.ts'
import { estimateAnewForTaking } from './turn-receipt-estimates.ts'
import type { Unit } from './unit.ts'

/** Starts the process that takes the goods out of stock, in the transaction of the return. */
export type StartReturning = (unit: Unit, purchaseReturn: PurchaseReturn) => Promise<void>

/**
 * Begins to confirm a draft or refused return: its quantity and value are held on the receipt lines, and inventory is
 * asked to let the goods go. Whether the return stands is decided by its answer. It is locked first, or of two people who
 * confirm it at once the second would be told of the quantity that the first has just taken.
 */
export async function confirmPurchaseReturn(
  unit: Unit,
  { purchaseReturnId, expectedVersion }: { readonly purchaseReturnId: string; readonly expectedVersion: number },
  startReturning: StartReturning,
): Promise<
  | PurchaseReturn
  | PurchaseReturnNotFound
  | PurchaseReturnNotDraft
  | StaleVersion
  | GoodsReceiptLineNotFound
  | ReturnExceedsReceived
  | ReturnExceedsInvoiced
  | WarehouseUnknown
  | WarehouseInactive
  | NotPostable
> {
  const { tx } = unit
  const purchaseReturn = await lockPurchaseReturn(tx, purchaseReturnId)
  if (!purchaseReturn) return refuse('PurchaseReturnNotFound', { purchaseReturnId })
  const lines = await lockReturnableLines(
    tx,
    purchaseReturn.lines.map((line) => line.goodsReceiptLineId),
  )
  const available = await withAvailable(tx, lines, purchaseReturn.afterInvoice)
  const confirming = startConfirming(purchaseReturn, available, newId())
  if (isRefusal(confirming)) return confirming
  const stale = requireVersion(purchaseReturn, expectedVersion)
  if (stale) return stale
  const notPostable = await whyReturnNotPostable(unit, purchaseReturn, lines)
  if (notPostable) return notPostable

  const saved = await savePurchaseReturn(tx, confirming)
  await holdForReturn(tx, saved)
  const notAnew = await estimateAnewForTaking(unit, [...lines.keys()], {
    ...{ on: saved.returnedOn, datePath: 'returnedOn', supplierInvoiceId: null, purchaseReturnId: saved.id },
    ...{ companyId: saved.companyId, createdBy: unit.caller.userId },
  })
  if (notAnew) return notAnew
  await openLegs(tx, { id: saved.id, companyId: saved.companyId, type: 'PURCHASE_RETURN' })
  await startReturning(unit, saved)
  return saved
}

async function whyReturnNotPostable(
  { tx }: Unit,
  { companyId, warehouseId, returnedOn, afterInvoice }: PurchaseReturn,
  lines: ReadonlyMap<string, ReturnableLine>,
): Promise<WarehouseUnknown | WarehouseInactive | NotPostable | undefined> {
  const eventKind = afterInvoice ? 'PURCHASE_RETURN_INVOICED' : 'PURCHASE_RETURN_UNINVOICED'
  const warehouse = await findWarehouse(tx, warehouseId)
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')
  if (!warehouse.active) return at(refuse('WarehouseInactive', { warehouseId }), 'warehouseId')
  return whyNotPostable(
    {
      eventKind,
      businessDate: returnedOn,
      datePath: 'returnedOn',
      itemClasses: new Set([...lines.values()].flatMap((line) => line.item?.itemClass ?? [])),
      valuationAreaId: warehouse.valuationAreaId,
    },
    await readPostingFacts(tx, companyId, { eventKind, businessDate: returnedOn }),
  )
}
