import { isRefusal, newId, refuse } from '@erp/values'
import { at } from '../domain/input.ts'
import type { PurchaseReturn } from '../domain/purchase-return.ts'
import type { WarehouseUnknown } from '../domain/receive-goods.ts'
import { draftPurchaseReturn, type ReturnDraftRefused, type ReturnInput } from '../domain/return-goods.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { insertPurchaseReturn } from '../store/purchase-returns.ts'
import { findWarehouse } from '../store/replicated-facts.ts'
import { findReturnableLines } from '../store/returnable-lines.ts'
import { withAvailable } from './available-to-return.ts'
import type { Unit } from './unit.ts'

/** Writes a draft of what goes back to a supplier, before its invoice or after it. */
export async function createPurchaseReturn(
  unit: Unit,
  input: ReturnInput,
): Promise<PurchaseReturn | WarehouseUnknown | ReturnDraftRefused> {
  const { tx, now, caller } = unit
  const received = await findReturnableLines(
    tx,
    input.lines.map((line) => line.goodsReceiptLineId),
  )
  const lines = await withAvailable(tx, received, input.afterInvoice ?? false)
  const draft = draftPurchaseReturn(input, { id: newId(), companyId: caller.companyId, newLineId: newId, now }, lines)
  if (isRefusal(draft)) return draft
  const { warehouseId } = draft
  if (!(await findWarehouse(tx, warehouseId))) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')

  const purchaseReturn = {
    ...draft,
    number: await takeNumber(tx, caller.companyId, 'PURCHASE_RETURN', input.returnedOn),
  }
  await insertPurchaseReturn(tx, purchaseReturn)
  return purchaseReturn
}
