import type { UnitOfWork } from '@erp/service-kit'
import {
  type BusinessDate,
  type Currency,
  isId,
  isNegative,
  isRefusal,
  isZero,
  money,
  newId,
  parseMoney,
  type Refusal,
  refuse,
} from '@erp/values'
import type { DecidedByApproval } from '../domain/approval.ts'
import { approve, type CashApproverIsMaker, type CashDocumentNotReady, cancel } from '../domain/cash-document.ts'
import { type CashTransfer, inBooks, type TransferContent } from '../domain/cash-transfer.ts'
import { type InvalidInput, invalid } from '../domain/chart-change.ts'
import type { ExchangeRateInvalid } from '../domain/exchange-rate.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccounts } from '../store/cash-accounts.ts'
import { insertCashTransfer, lockCashTransfer, saveCashTransfer } from '../store/cash-transfers.ts'
import { takeTreasuryNumbers } from '../store/settlements.ts'
import type { StaleVersion } from './change-period.ts'
import { whyNotByHand } from './decide-on-cash-document.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { type CashAccountNotFound, readRate, type SpotRateMissing } from './write-cash-document.ts'

export type CashTransferNotFound = Refusal<'CashTransferNotFound', { cashTransferId: string }>
export type TransferReference = { readonly cashTransferId: string; readonly expectedVersion: number }

export type TransferInput = {
  readonly fromAccountId: string
  readonly toAccountId: string
  readonly movedOn: BusinessDate
  readonly amount: string
  readonly received: string | null
  readonly fee: string | null
  readonly exchangeRate: string | null
  readonly receivedRate: string | null
  readonly reference: string | null
  readonly note: string | null
}

/** Writes a transfer 资金划转 between two of the company's own cash accounts; somebody else approves it before it is posted. */
export async function createCashTransfer(
  unit: UnitOfWork,
  input: TransferInput,
): Promise<CashTransfer | BooksNotOpen | CashAccountNotFound | InvalidInput | ExchangeRateInvalid | SpotRateMissing> {
  const { tx, caller } = unit
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const { fromAccountId, toAccountId, movedOn } = input
  if (fromAccountId === toAccountId) return invalid('toAccountId', 'SAME_ACCOUNT')
  const accounts = await findCashAccounts(tx, [fromAccountId, toAccountId].filter(isId))
  const [from, to] = [fromAccountId, toAccountId].map((id) => accounts.find((one) => one.id === id && one.active))
  if (!from) return refuse('CashAccountNotFound', { cashAccountId: fromAccountId })
  if (!to) return refuse('CashAccountNotFound', { cashAccountId: toAccountId })
  const currencies = { base, from: from.currency, to: to.currency }
  const amounts = readAmounts(input, currencies)
  if (isRefusal(amounts)) return amounts
  const rates = await readRates(unit, input, currencies)
  if (isRefusal(rates)) return rates
  const [reference, note] = [input.reference?.trim() || null, input.note?.trim() || null]
  if (reference !== null && reference.length > 60) return invalid('reference', 'LONGER_THAN_60_CHARACTERS')
  if (note !== null && note.length > 200) return invalid('note', 'LONGER_THAN_200_CHARACTERS')
  const content: TransferContent = { fromAccountId, toAccountId, movedOn, ...amounts, ...rates, reference, note }
  const worth = inBooks(content, currencies)
  if (worth.left === 0n || worth.arrived === 0n) return invalid('amount', 'WORTH_NOTHING_IN_THE_BOOKS')
  if (content.fee > 0n && worth.charged === 0n) return invalid('fee', 'WORTH_NOTHING_IN_THE_BOOKS')

  const series = { prefix: 'TR', year: movedOn.slice(0, 4), count: 1 }
  const [number = ''] = await takeTreasuryNumbers(tx, caller.companyId, series)
  const transfer: CashTransfer = {
    ...{ id: newId(), companyId: caller.companyId, number, status: 'DRAFT', version: 1, ...content },
    ...{
      reason: null,
      preparedBy: caller.userId,
      authorIds: [caller.userId],
      submittedBy: null,
      approvalId: null,
      approverIds: [],
      approvedBy: null,
      postedBy: null,
      voucherId: null,
      reversalId: null,
    },
  }
  await insertCashTransfer(tx, transfer)
  return transfer
}

/** Lets a transfer through 审核; its maker cannot, and nobody where the company has such documents approved 审批流. */
export async function approveCashTransfer(
  unit: UnitOfWork,
  reference: TransferReference,
): Promise<
  CashTransfer | CashTransferNotFound | StaleVersion | CashDocumentNotReady | DecidedByApproval | CashApproverIsMaker
> {
  const transfer = await lockTransferAsSeen(unit, reference)
  if (isRefusal(transfer)) return transfer
  const byApproval = await whyNotByHand(unit, 'CASH_TRANSFER', transfer)
  if (byApproval) return byApproval
  const approved = approve(transfer, unit.caller.userId)
  return isRefusal(approved) ? approved : saveCashTransfer(unit.tx, approved)
}

/** Gives up a transfer that is not posted 作废. */
export async function cancelCashTransfer(
  unit: UnitOfWork,
  { reason, ...reference }: TransferReference & { readonly reason: string },
): Promise<CashTransfer | CashTransferNotFound | StaleVersion | CashDocumentNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const transfer = await lockTransferAsSeen(unit, reference)
  if (isRefusal(transfer)) return transfer
  const cancelled = cancel(transfer, why)
  return isRefusal(cancelled) ? cancelled : saveCashTransfer(unit.tx, cancelled)
}

/** A transfer held as the person saw it. */
export async function lockTransferAsSeen(
  { tx }: UnitOfWork,
  { cashTransferId, expectedVersion }: TransferReference,
): Promise<CashTransfer | CashTransferNotFound | StaleVersion> {
  const transfer = isId(cashTransferId) ? await lockCashTransfer(tx, cashTransferId) : undefined
  if (!transfer) return refuse('CashTransferNotFound', { cashTransferId })
  return transfer.version === expectedVersion ? transfer : refuse('StaleVersion', { currentVersion: transfer.version })
}

type Currencies = { readonly base: Currency; readonly from: Currency; readonly to: Currency }

function readAmounts(
  input: TransferInput,
  { from, to }: Currencies,
): Pick<TransferContent, 'amount' | 'received' | 'fee'> | InvalidInput {
  const amount = parseMoney(input.amount, from)
  if (isRefusal(amount)) return invalid('amount', amount.problem)
  if (isNegative(amount) || isZero(amount)) return invalid('amount', 'NOT_POSITIVE')
  const fee = input.fee === null ? money(0n, from) : parseMoney(input.fee, from)
  if (isRefusal(fee)) return invalid('fee', fee.problem)
  if (isNegative(fee)) return invalid('fee', 'NEGATIVE')
  if (input.received === null)
    return from === to
      ? { amount: amount.minor, received: amount.minor, fee: fee.minor }
      : invalid('received', 'MISSING_IN_ANOTHER_CURRENCY')
  const received = parseMoney(input.received, to)
  if (isRefusal(received)) return invalid('received', received.problem)
  if (isNegative(received) || isZero(received)) return invalid('received', 'NOT_POSITIVE')
  if (from === to && received.minor !== amount.minor) return invalid('received', 'NOT_THE_AMOUNT')
  return { amount: amount.minor, received: received.minor, fee: fee.minor }
}

/** One rate for one currency; in two, each has its own. */
async function readRates(unit: UnitOfWork, input: TransferInput, { base, from, to }: Currencies) {
  const { exchangeRate, receivedRate, movedOn: on } = input
  const left = await readRate(unit, { rate: exchangeRate, field: 'exchangeRate', on }, from, base)
  if (isRefusal(left)) return left
  if (from === to)
    return receivedRate === null
      ? { exchangeRate: left.rate, receivedRate: left.rate }
      : invalid('receivedRate', 'ONE_CURRENCY_HAS_ONE_RATE')
  const arrived = await readRate(unit, { rate: receivedRate, field: 'receivedRate', on }, to, base)
  return isRefusal(arrived) ? arrived : { exchangeRate: left.rate, receivedRate: arrived.rate }
}
