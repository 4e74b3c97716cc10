import { isRefusal, newId, refuse } from '@erp/values'
import { at } from '../domain/input.ts'
import type { WarehouseUnknown } from '../domain/sales-order.ts'
import {
  draftSalesReturn,
  type ReturnDraftRefused,
  type ReturnInput,
  type SalesReturn,
} from '../domain/sales-return.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { findWarehouse } from '../store/replicated-facts.ts'
import { findReturnableLines } from '../store/returnable-lines.ts'
import { insertSalesReturn } from '../store/sales-returns.ts'
import type { Unit } from './unit.ts'

/** Writes a draft of what comes back from a customer. */
export async function createSalesReturn(
  { tx, now, caller: { companyId, userId: createdBy } }: Unit,
  input: ReturnInput,
): Promise<SalesReturn | WarehouseUnknown | ReturnDraftRefused> {
  const lines = await findReturnableLines(
    tx,
    input.lines.map((line) => line.deliveryLineId),
  )
  const draft = draftSalesReturn(input, { id: newId(), companyId, newLineId: newId, createdBy, now }, lines)
  if (isRefusal(draft)) return draft
  const { warehouseId } = draft
  if (!(await findWarehouse(tx, warehouseId))) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')
  const salesReturn = { ...draft, number: await takeNumber(tx, companyId, 'SALES_RETURN', input.returnedOn) }
  await insertSalesReturn(tx, salesReturn)
  return salesReturn
}
