import { type BusinessDate, isRefusal, type Refusal, refuse } from '@erp/values'
import type { ClosingLine } from './closing-step.ts'
import { type PartyDimension, partyOf } from './open-item.ts'
import {
  type SettlementEffect,
  type SettlementMixed,
  type SettlementPart,
  type SettlementRefusal,
  settlingLine,
  takeParts,
} from './settlement.ts'

/** Only receivables and payables pass to another party. */
export type ItemNotTransferable = Refusal<'ItemNotTransferable', { openItemId: string }>
export type PartyNotFound = Refusal<'PartyNotFound', { partyId: string }>
export type TransferToItself = Refusal<'TransferToItself', { partyId: string }>

/** Whether it is customers or suppliers that items pass between, and the one they pass from. */
export function transferorOf(
  parts: readonly SettlementPart[],
):
  | { readonly dimension: Exclude<PartyDimension, 'EMPLOYEE'>; readonly partyId: string }
  | ItemNotTransferable
  | SettlementMixed {
  const [first] = parts
  if (!first) throw new Error('A transfer of nothing has no transferor')
  for (const { item } of parts) {
    if ((item.kind !== 'RECEIVABLE' && item.kind !== 'PAYABLE') || item.partyId === null)
      return refuse('ItemNotTransferable', { openItemId: item.id })
    if (item.partyId !== first.item.partyId || item.kind !== first.item.kind)
      return refuse('SettlementMixed', { problem: 'PARTIES' })
    if (item.currency !== first.item.currency) return refuse('SettlementMixed', { problem: 'CURRENCIES' })
  }
  const dimension = partyOf[first.item.kind] === 'CUSTOMER' ? 'CUSTOMER' : 'SUPPLIER'
  return { dimension, partyId: first.item.partyId ?? '' }
}

/**
 * 转应收、转应付: each item leaves its party at what the books carry it at, and the other has one like it, due on the same day.
 * No profit comes of it, whatever the rate of the day.
 */
export function transferTo(
  parts: readonly SettlementPart[],
  { partyId, on }: { readonly partyId: string; readonly on: BusinessDate },
): SettlementEffect | SettlementRefusal | ItemNotTransferable | TransferToItself {
  const transferor = transferorOf(parts)
  if (isRefusal(transferor)) return transferor
  if (transferor.partyId === partyId) return refuse('TransferToItself', { partyId })
  const taken = takeParts(parts, on)
  if (isRefusal(taken)) return taken
  const field = transferor.dimension === 'CUSTOMER' ? 'customerId' : 'supplierId'
  return {
    currency: taken[0]?.item.currency as SettlementEffect['currency'],
    moves: [],
    lines: taken.flatMap((one): ClosingLine[] => {
      const leaves = settlingLine(one)
      const { moves: _, ...line } = leaves
      const arrives = {
        ...line,
        [field]: partyId,
        dueOn: one.item.dueOn,
        summary: summaryOf(one.item.documentNumber),
      }
      return [leaves, { ...arrives, side: leaves.side === 'DEBIT' ? 'CREDIT' : 'DEBIT' }]
    }),
  }
}

function summaryOf(documentNumber: string) {
  return { zh: `转入 ${documentNumber}`, en: `Taken over: ${documentNumber}` }
}
