import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, type Currency, isRefusal, refuse } from '@erp/values'
import { type CashPosterApproved, type CashPosterIsMaker, whyNotPost } from '../domain/cash-approval.ts'
import type { CashDocumentNotReady } from '../domain/cash-document.ts'
import { type CashTransfer, type TransferAccounts, transferLines } from '../domain/cash-transfer.ts'
import type { AccountNotUsable } from '../domain/entry-line.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import type { ReversalBeforeVoucher } from '../domain/reverse-voucher.ts'
import { treasuryVoucher } from '../domain/treasury-voucher.ts'
import { currencyOfBooks } from '../store/books.ts'
import { saveCashTransfer } from '../store/cash-transfers.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { findReversible } from '../store/reversible-vouchers.ts'
import { postVouchers } from '../store/vouchers.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { type CashOnHandShort, keepCashAboveZero } from './keep-cash-above-zero.ts'
import { noteOddHour } from './note-security-event.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'
import { takeTreasuryVoucherBack } from './take-treasury-voucher-back.ts'
import { cashSides, feeAndDifferences } from './treasury-accounts.ts'
import type { CashAccountNotFound } from './write-cash-document.ts'
import { type CashTransferNotFound, lockTransferAsSeen, type TransferReference } from './write-cash-transfer.ts'

/**
 * Posts an approved transfer 资金划转: one voucher for both accounts, each in its own currency. Neither who wrote it nor who
 * approved it posts it.
 */
export async function postCashTransfer(
  unit: UnitOfWork,
  reference: TransferReference,
): Promise<
  | CashTransfer
  | CashTransferNotFound
  | StaleVersion
  | CashDocumentNotReady
  | CashPosterApproved
  | CashPosterIsMaker
  | DayNotOpen
  | BooksNotOpen
  | CashAccountNotFound
  | AccountNotUsable
  | ClosingAccountMissing
  | CashOnHandShort
> {
  const { tx, caller } = unit
  const transfer = await lockTransferAsSeen(unit, reference)
  if (isRefusal(transfer)) return transfer
  const { id, number, movedOn } = transfer
  const refused = whyNotPost(transfer, caller.userId)
  if (refused) return refused
  const notOpen = await requireOpenDay(unit, movedOn)
  if (notOpen) return notOpen
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const accounts = await accountsOf(unit, transfer, base)
  if (isRefusal(accounts)) return accounts

  const people = { preparedBy: transfer.preparedBy, reviewedBy: transfer.approvedBy, postedBy: caller.userId }
  const voucher = treasuryVoucher(
    { companyId: caller.companyId, type: 'CASH_TRANSFER', id, number, on: movedOn, currency: base, ...people },
    transferLines(transfer, accounts),
  )
  await noteOddHour(unit)
  const [posted] = await postVouchers(tx, [voucher])
  if (!posted) throw new Error(`${number} was not posted`)
  const short = await keepCashAboveZero(unit, [transfer.fromAccountId])
  return short ?? saveCashTransfer(tx, { ...transfer, status: 'POSTED', postedBy: caller.userId, voucherId: posted.id })
}

/** Takes a posted transfer back in red 红字冲销. */
export async function reverseCashTransfer(
  unit: UnitOfWork,
  input: TransferReference & { readonly reversedOn: BusinessDate; readonly reason: string },
): Promise<
  | CashTransfer
  | CashTransferNotFound
  | StaleVersion
  | CashDocumentNotReady
  | ReasonMissing
  | DayNotOpen
  | ReversalBeforeVoucher
  | CashOnHandShort
> {
  const { tx } = unit
  const { reversedOn } = input
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const transfer = await lockTransferAsSeen(unit, input)
  if (isRefusal(transfer)) return transfer
  const { number, status, voucherId } = transfer
  if (status !== 'POSTED' || voucherId === null) return refuse('CashDocumentNotReady', { number, status })
  const notOpen = await requireOpenDay(unit, reversedOn)
  if (notOpen) return notOpen
  const voucher = await findReversible(tx, voucherId)
  if (!voucher) throw new Error(`The voucher of ${number} cannot be found`)
  const red = await takeTreasuryVoucherBack(unit, voucher, [], reversedOn)
  if (isRefusal(red)) return red
  const short = await keepCashAboveZero(unit, [transfer.toAccountId])
  return short ?? saveCashTransfer(tx, { ...transfer, status: 'REVERSED', reason, reversalId: red.id })
}

async function accountsOf(
  { tx, caller }: UnitOfWork,
  { fromAccountId, toAccountId }: CashTransfer,
  base: Currency,
): Promise<TransferAccounts | CashAccountNotFound | AccountNotUsable | ClosingAccountMissing> {
  const sides = await cashSides(tx, [fromAccountId, toAccountId])
  if (isRefusal(sides)) return sides
  const others = feeAndDifferences(await accountsOfKeys(tx, caller.companyId, ['FIN', 'FIN.FX']))
  if (isRefusal(others)) return others
  const [from, to] = sides
  if (!from || !to) throw new Error('A transfer has two sides')
  return { base, from, to, ...others }
}
