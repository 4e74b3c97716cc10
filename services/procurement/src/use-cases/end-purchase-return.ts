import { purchaseReturnConfirmed } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { documentsMoved } from '@erp/service-kit'
import type { PurchaseReturn, ReturnRefusal } from '../domain/purchase-return.ts'
import { completeConfirming, giveUpConfirming, refuseConfirming } from '../domain/return-goods.ts'
import { blockLegs, refuseLegs } from '../store/document-legs.ts'
import { findPurchaseReturn, savePurchaseReturn } from '../store/purchase-returns.ts'
import { addReturned } from '../store/received-quantities.ts'
import { releaseFromReturn } from '../store/returnable-lines.ts'
import { toReturnLines } from './return-lines.ts'
import type { Unit } from './unit.ts'

/** Which attempt to confirm which return has ended. */
export interface ReturnAttempt {
  readonly purchaseReturnId: string
  readonly sagaId: string
}

/** The goods left the stock: the return stands, and its order lines may receive a replacement. */
export async function completePurchaseReturn(unit: Unit, attempt: ReturnAttempt): Promise<void> {
  const confirming = await findConfirming(unit, attempt)
  const confirmed = await savePurchaseReturn(unit.tx, completeConfirming(confirming, unit.now))
  await addReturned(unit.tx, confirmed.lines)
  await emit(unit, purchaseReturnConfirmed, {
    aggregateId: confirmed.id,
    payload: {
      companyId: confirmed.companyId,
      purchaseReturnId: confirmed.id,
      number: confirmed.number,
      supplierId: confirmed.supplierId,
      warehouseId: confirmed.warehouseId,
      returnedOn: confirmed.returnedOn,
      currency: confirmed.currency,
      afterInvoice: confirmed.afterInvoice,
      lines: toReturnLines(confirmed),
    },
  })
  documentsMoved(unit, [confirmed.id])
}

/** Inventory said no: what was held is free again and the reason is there for a clerk. */
export function refusePurchaseReturn(unit: Unit, attempt: ReturnAttempt, refusal: ReturnRefusal): Promise<void> {
  return endWithoutReturn(unit, attempt, (confirming) => refuseConfirming(confirming, refusal), refusal)
}

/** Inventory never answered and has taken back whatever it did: the return ends. */
export function giveUpPurchaseReturn(unit: Unit, attempt: ReturnAttempt): Promise<void> {
  const refusal = { reason: 'NO_ANSWER', facts: {} }
  return endWithoutReturn(unit, attempt, (confirming) => giveUpConfirming(confirming, refusal), refusal)
}

async function endWithoutReturn(
  unit: Unit,
  attempt: ReturnAttempt,
  end: (confirming: PurchaseReturn) => PurchaseReturn,
  refusal: ReturnRefusal,
): Promise<void> {
  const confirming = await findConfirming(unit, attempt)
  await releaseFromReturn(unit.tx, confirming)
  await savePurchaseReturn(unit.tx, end(confirming))
  await refuseLegs(unit.tx, confirming.id, refusal)
  documentsMoved(unit, [confirming.id])
}

/** Nobody knows yet whether the goods left: everything stays held, and the legs say what is waited for. */
export async function suspendPurchaseReturn(unit: Unit, attempt: ReturnAttempt, reason: string): Promise<void> {
  await blockLegs(unit.tx, attempt.purchaseReturnId, reason)
  documentsMoved(unit, [attempt.purchaseReturnId])
}

/** The return as its own attempt left it: nothing else changes a return while it is CONFIRMING. */
async function findConfirming({ tx }: Unit, { purchaseReturnId, sagaId }: ReturnAttempt): Promise<PurchaseReturn> {
  const purchaseReturn = await findPurchaseReturn(tx, purchaseReturnId)
  if (purchaseReturn?.status !== 'CONFIRMING' || purchaseReturn.sagaId !== sagaId)
    throw new Error(`The purchase return ${purchaseReturnId} is not being confirmed by ${sagaId}`)
  return purchaseReturn
}
