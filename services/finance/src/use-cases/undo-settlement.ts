import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, type Refusal, refuse } from '@erp/values'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import type { ReversalBeforeVoucher } from '../domain/reverse-voucher.ts'
import type { SettledBeforeItem, Settlement } from '../domain/settlement.ts'
import { insertMovements } from '../store/open-items.ts'
import { findReversible } from '../store/reversible-vouchers.ts'
import { findSettlement, insertUndo, lockItems, movementsOfSettlements } from '../store/settlements.ts'
import { followEmployeeItems } from './follow-employee-items.ts'
import { noteOddHour } from './note-security-event.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import { takeTreasuryVoucherBack } from './take-treasury-voucher-back.ts'

export type SettlementNotFound = Refusal<'SettlementNotFound', { settlementId: string }>
/** It belongs to a receipt or payment, which is taken back as a whole. */
export type SettlementOfCash = Refusal<'SettlementOfCash', { number: string }>
export type SettlementUndone = Refusal<'SettlementUndone', { number: string }>

/**
 * Takes a settlement back 反核销: each item is open again by what was settled of it, at what that was carried at, and a
 * voucher it needed is taken back in red.
 */
export async function undoSettlement(
  unit: UnitOfWork,
  input: { readonly settlementId: string; readonly undoneOn: BusinessDate; readonly reason: string },
): Promise<
  | Settlement
  | SettlementNotFound
  | SettlementUndone
  | SettlementOfCash
  | ReasonMissing
  | DayNotOpen
  | SettledBeforeItem
  | ReversalBeforeVoucher
> {
  const { tx, caller, now } = unit
  const { settlementId, undoneOn } = input
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const notOpen = await requireOpenDay(unit, undoneOn)
  if (notOpen) return notOpen
  const movements = isId(settlementId) ? await movementsOfSettlements(tx, [settlementId]) : []
  const items = await lockItems(tx, [...new Set(movements.map(({ itemId }) => itemId))])
  // With its items held nobody else takes it back meanwhile, so who comes second is told instead of failing.
  const settlement = isId(settlementId) ? await findSettlement(tx, settlementId) : undefined
  if (!settlement) return refuse('SettlementNotFound', { settlementId })
  if (settlement.method === 'CASH') return refuse('SettlementOfCash', { number: settlement.number })
  if (settlement.undoneOn !== null) return refuse('SettlementUndone', { number: settlement.number })
  const later = [...items.values()].find(({ lastMovedOn }) => undoneOn < lastMovedOn)
  if (later) return refuse('SettledBeforeItem', { openItemId: later.id, movedOn: later.lastMovedOn })

  const { companyId, userId } = caller
  await insertUndo(tx, { settlementId, companyId, undoneOn, reason, undoneBy: userId, undoneAt: now })
  await insertMovements(
    tx,
    movements.flatMap(({ itemId, amount, carrying, voucherId }) =>
      voucherId === null
        ? {
            ...{ companyId, itemId, kind: 'UNDO' as const, movedOn: undoneOn, settlementId },
            ...{ amount: (-amount).toString(), carrying: (-carrying).toString(), voucherId: null, lineNumber: null },
          }
        : [],
    ),
  )
  const voucher = settlement.voucherId === null ? undefined : await findReversible(tx, settlement.voucherId)
  if (voucher) {
    const red = await takeTreasuryVoucherBack(unit, voucher, movements, undoneOn)
    if (isRefusal(red)) return red
  } else await noteOddHour(unit)
  await followEmployeeItems(unit, [...items.keys()], { on: undoneOn, paidBy: null })
  const undone = await findSettlement(tx, settlementId)
  if (!undone) throw new Error('A settlement that was just taken back cannot be found')
  return undone
}
