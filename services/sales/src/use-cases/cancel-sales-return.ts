import { isRefusal, refuse } from '@erp/values'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  cancelSalesReturn as cancel,
  type SalesReturn,
  type SalesReturnNotFound,
  type SalesReturnStatusWrong,
} from '../domain/sales-return.ts'
import { lockSalesReturn, saveSalesReturn } from '../store/sales-returns.ts'
import type { Unit } from './unit.ts'

/** Gives up a draft return, or one that inventory refused; nothing is held any more. */
export async function cancelSalesReturn(
  { tx }: Unit,
  { salesReturnId, expectedVersion }: { readonly salesReturnId: string; readonly expectedVersion: number },
): Promise<SalesReturn | SalesReturnNotFound | SalesReturnStatusWrong | StaleVersion> {
  const salesReturn = await lockSalesReturn(tx, salesReturnId)
  if (!salesReturn) return refuse('SalesReturnNotFound', { salesReturnId })
  const cancelled = cancel(salesReturn)
  if (isRefusal(cancelled)) return cancelled
  return requireVersion(salesReturn, expectedVersion) ?? saveSalesReturn(tx, cancelled)
}
