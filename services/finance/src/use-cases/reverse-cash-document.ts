import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, formatMoney, isRefusal, money, type Refusal, refuse } from '@erp/values'
import type { CashDocument, CashDocumentNotReady } from '../domain/cash-document.ts'
import { unpaidAdvance } from '../domain/employee-advance.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import type { OpenItem } from '../domain/open-item.ts'
import { beginningOfReason } from '../domain/reason.ts'
import type { ReversalBeforeVoucher } from '../domain/reverse-voucher.ts'
import type { SettledBeforeItem } from '../domain/settlement.ts'
import { lockAdvanceOf, saveAdvances } from '../store/employee-advances.ts'
import { itemsOfVoucher } from '../store/open-item-lists.ts'
import { findReversible } from '../store/reversible-vouchers.ts'
import { insertUndo, lockItems, movementsOfSettlements } from '../store/settlements.ts'
import type { StaleVersion } from './change-period.ts'
import { followEmployeeItems, holdClaimsOfItems } from './follow-employee-items.ts'
import { type CashOnHandShort, keepCashAboveZero } from './keep-cash-above-zero.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import { takeTreasuryVoucherBack } from './take-treasury-voucher-back.ts'
import { type CashDocumentNotFound, type CashReference, keepCashDocument, lockAsSeen } from './write-cash-document.ts'

export type AdvanceInUse = Refusal<'AdvanceInUse', { openItemId: string; original: string; openAmount: string }>

/**
 * Takes a posted receipt or payment back in red 红字冲销: what it settled is open again. Refused while an advance it brought
 * is applied to something; that is taken back first. Claims it paid are to be paid again, and so is an advance it gave.
 */
export async function reverseCashDocument(
  unit: UnitOfWork,
  input: CashReference & { readonly reversedOn: BusinessDate; readonly reason: string },
): Promise<
  | CashDocument
  | CashDocumentNotFound
  | StaleVersion
  | CashDocumentNotReady
  | ReasonMissing
  | DayNotOpen
  | AdvanceInUse
  | SettledBeforeItem
  | ReversalBeforeVoucher
  | CashOnHandShort
> {
  const { tx, caller, now } = unit
  const { reversedOn } = input
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const document = await lockAsSeen(unit, input)
  if (isRefusal(document)) return document
  const { number, status, voucherId, settlementId } = document
  if (status !== 'POSTED' || voucherId === null) return refuse('CashDocumentNotReady', { number, status })
  const notOpen = await requireOpenDay(unit, reversedOn)
  if (notOpen) return notOpen

  const movements = settlementId === null ? [] : await movementsOfSettlements(tx, [settlementId])
  await holdClaimsOfItems(
    unit,
    movements.map(({ itemId }) => itemId),
  )
  const made = await itemsOfVoucher(tx, voucherId)
  const held = await lockItems(tx, [...new Set([...movements.map(({ itemId }) => itemId), ...made])])
  const used = inUse(made.flatMap((id) => held.get(id) ?? []))
  if (used) return used
  const later = [...held.values()].find(({ lastMovedOn }) => reversedOn < lastMovedOn)
  if (later) return refuse('SettledBeforeItem', { openItemId: later.id, movedOn: later.lastMovedOn })

  const given = await lockAdvanceOf(tx, document.id)
  if (given && given.openAmount.minor !== given.amount.minor) {
    const left = { original: formatMoney(given.amount), openAmount: formatMoney(given.openAmount) }
    return refuse('AdvanceInUse', { openItemId: given.openItemId ?? '', ...left })
  }
  if (given) await saveAdvances(tx, [unpaidAdvance(given)])

  const voucher = await findReversible(tx, voucherId)
  if (!voucher) throw new Error(`The voucher of ${number} cannot be found`)
  const red = await takeTreasuryVoucherBack(unit, voucher, movements, reversedOn)
  if (isRefusal(red)) return red
  await followEmployeeItems(unit, [...held.keys()], { on: reversedOn, paidBy: null })
  const short = await keepCashAboveZero(unit, [document.cashAccountId])
  if (short) return short
  if (settlementId !== null) {
    const { companyId, userId } = caller
    await insertUndo(tx, { settlementId, companyId, undoneOn: reversedOn, reason, undoneBy: userId, undoneAt: now })
  }
  return keepCashDocument(unit, { ...document, status: 'REVERSED', reason, reversalId: red.id })
}

/** The first of these items, made by what shall be taken back, that something was settled of. */
export function inUse(made: readonly OpenItem[]): AdvanceInUse | undefined {
  const used = made.find(({ open, original }) => open !== original)
  if (!used) return undefined
  const text = (minor: bigint) => formatMoney(money(minor < 0n ? -minor : minor, used.currency))
  return refuse('AdvanceInUse', { openItemId: used.id, original: text(used.original), openAmount: text(used.open) })
}
