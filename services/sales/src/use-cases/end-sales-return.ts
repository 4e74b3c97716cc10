import { salesReturnConfirmed, unsourcedReturnConfirmed } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { documentsMoved } from '@erp/service-kit'
import { formatQuantity } from '@erp/values'
import type { StockRefusal } from '../domain/delivery.ts'
import { completeReceiving, refuseReceiving, type SalesReturn } from '../domain/sales-return.ts'
import { blockLegs, refuseLegs } from '../store/document-legs.ts'
import { releaseFromReturn } from '../store/returnable-lines.ts'
import { findSalesReturn, saveSalesReturn } from '../store/sales-returns.ts'
import type { Unit } from './unit.ts'

/** Which attempt to confirm which return has ended. */
export interface ReturnAttempt {
  readonly salesReturnId: string
  readonly sagaId: string
}

/** The goods are in stock: the return stands. */
export async function completeSalesReturn(unit: Unit, attempt: ReturnAttempt): Promise<void> {
  const confirmed = await saveSalesReturn(unit.tx, completeReceiving(await findConfirming(unit, attempt), unit.now))
  await announce(unit, confirmed)
  documentsMoved(unit, [confirmed.id])
}

async function announce(unit: Unit, confirmed: SalesReturn): Promise<void> {
  const { id, companyId, number, customerId, warehouseId, returnedOn, reason } = confirmed
  const head = { companyId, salesReturnId: id, number, customerId, warehouseId, returnedOn }
  const lines = confirmed.lines.map(({ deliveryId, deliveryLineId, ...line }) => ({
    ...{ deliveryId, deliveryLineId },
    told: { lineId: line.id, itemId: line.itemId, quantity: formatQuantity(line.baseQuantity) },
  }))
  if (reason !== null)
    return emit(unit, unsourcedReturnConfirmed, {
      aggregateId: id,
      payload: { ...head, reason, lines: lines.map(({ told }) => told) },
    })
  return emit(unit, salesReturnConfirmed, {
    aggregateId: id,
    payload: {
      ...head,
      lines: lines.flatMap(({ deliveryId, deliveryLineId, told }) =>
        deliveryId === null || deliveryLineId === null ? [] : { ...told, deliveryId, deliveryLineId },
      ),
    },
  })
}

/** Inventory said no: what was held on the deliveries is free again and the reason is there for a clerk. */
export async function refuseSalesReturn(unit: Unit, attempt: ReturnAttempt, refusal: StockRefusal): Promise<void> {
  const confirming = await findConfirming(unit, attempt)
  await releaseFromReturn(unit.tx, confirming.lines)
  await saveSalesReturn(unit.tx, refuseReceiving(confirming, refusal))
  await refuseLegs(unit.tx, confirming.id, refusal)
  documentsMoved(unit, [confirming.id])
}

/** Nobody knows yet whether the goods are in stock: everything stays held, and the legs say what is waited for. */
export async function suspendSalesReturn(unit: Unit, attempt: ReturnAttempt, reason: string): Promise<void> {
  await blockLegs(unit.tx, attempt.salesReturnId, reason)
  documentsMoved(unit, [attempt.salesReturnId])
}

/** The return as its own attempt left it: nothing else changes a return while it is CONFIRMING. */
async function findConfirming({ tx }: Unit, { salesReturnId, sagaId }: ReturnAttempt): Promise<SalesReturn> {
  const salesReturn = await findSalesReturn(tx, salesReturnId)
  if (salesReturn?.status !== 'CONFIRMING' || salesReturn.sagaId !== sagaId)
    throw new Error(`The sales return ${salesReturnId} is not being confirmed by ${sagaId}`)
  return salesReturn
}
