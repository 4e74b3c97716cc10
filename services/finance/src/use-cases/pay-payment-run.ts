import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, type Currency, isRefusal, newId, type Refusal, refuse } from '@erp/values'
import {
  type CashAccounts,
  type CashDocument,
  type CashPart,
  cashLines,
  type ItemOfAnother,
  type ItemsExceedAmount,
  type RestNotAllocated,
} from '../domain/cash-document.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { DiscountNotToBeHad } from '../domain/early-payment.ts'
import type { AccountNotUsable } from '../domain/entry-line.ts'
import type { ExchangeRateInvalid } from '../domain/exchange-rate.ts'
import {
  answered,
  isInvolved,
  notReady,
  type PaymentFileNotWritten,
  type PaymentRun,
  type PaymentRunLine,
  type PaymentRunNotReady,
  type RunPayerInvolved,
  send,
} from '../domain/payment-run.ts'
import type { SettlementRefusal } from '../domain/settlement.ts'
import { ofSettlement, treasuryVoucher } from '../domain/treasury-voucher.ts'
import { currencyOfBooks } from '../store/books.ts'
import { insertPostedCashDocuments } from '../store/cash-documents.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { hasPaymentFile, saveAnswers } from '../store/payment-runs.ts'
import { insertSettlements, lockItems, takeTreasuryNumbers } from '../store/settlements.ts'
import { postVouchers } from '../store/vouchers.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { type CashOnHandShort, keepCashAboveZero } from './keep-cash-above-zero.ts'
import { noteOddHour } from './note-security-event.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'
import { cashSides, discountsOf, feeAndDifferences } from './treasury-accounts.ts'
import { type CashAccountNotFound, readRate, type SpotRateMissing } from './write-cash-document.ts'
import { keepRun, lockRunAsSeen, type PaymentRunNotFound, type RunReference } from './write-payment-run.ts'

/** The line is not of this run, or the bank has answered for it. */
export type RunLineAnswered = Refusal<'RunLineAnswered', { lineId: string }>

/** An approved run whose file procurement has written goes to the bank 送银行, by somebody who neither made nor approved it. */
export async function sendPaymentRun(
  unit: UnitOfWork,
  reference: RunReference,
): Promise<
  PaymentRun | PaymentRunNotFound | StaleVersion | PaymentRunNotReady | RunPayerInvolved | PaymentFileNotWritten
> {
  const run = await lockRunAsSeen(unit, reference)
  if (isRefusal(run)) return run
  const isFileWritten = await hasPaymentFile(unit.tx, run.id)
  const sent = send(run, { by: unit.caller.userId, isFileWritten })
  if (isRefusal(sent)) return sent
  await noteOddHour(unit)
  return keepRun(unit, sent)
}

export type BankAnswer = {
  readonly lineId: string
  readonly paid: boolean
  /** Why it was not. */
  readonly reason: string | null
}

type PostingRefusal =
  | DayNotOpen
  | BooksNotOpen
  | CashAccountNotFound
  | AccountNotUsable
  | ClosingAccountMissing
  | ExchangeRateInvalid
  | SpotRateMissing
  | RestNotAllocated
  | ItemsExceedAmount
  | ItemOfAnother
  | DiscountNotToBeHad
  | SettlementRefusal
  | CashOnHandShort

/**
 * Keeps what the bank answered 付款结果: each line it paid becomes a posted payment that settles its items, all in one step;
 * one it did not pay says why, and its items are free for another run.
 */
export async function answerPaymentRun(
  unit: UnitOfWork,
  input: RunReference & {
    readonly paidOn: BusinessDate
    readonly exchangeRate: string | null
    readonly answers: readonly BankAnswer[]
  },
): Promise<
  | PaymentRun
  | PaymentRunNotFound
  | StaleVersion
  | PaymentRunNotReady
  | RunPayerInvolved
  | RunLineAnswered
  | InvalidInput
  | PostingRefusal
> {
  const run = await lockRunAsSeen(unit, input)
  if (isRefusal(run)) return run
  if (run.status !== 'SENT') return notReady(run)
  if (isInvolved(run, unit.caller.userId)) return refuse('RunPayerInvolved', { number: run.number })
  const lines = answersOf(run, input.answers)
  if (isRefusal(lines)) return lines
  const paid = lines.filter(({ status }) => status === 'PAID')
  const documents = paid.length === 0 ? [] : await postPayments(unit, run, paid, input)
  if (isRefusal(documents)) return documents
  const byLine = new Map(paid.map(({ id }, index) => [id, documents[index]?.id ?? null]))
  const kept = lines.map((line) => ({ ...line, cashDocumentId: byLine.get(line.id) ?? null }))
  await saveAnswers(unit.tx, kept)
  await noteOddHour(unit)
  return keepRun(unit, answered(run, kept))
}

function answersOf(run: PaymentRun, answers: readonly BankAnswer[]): PaymentRunLine[] | RunLineAnswered | InvalidInput {
  if (answers.length === 0) return refuse('InvalidInput', { field: 'answers', problem: 'MISSING' })
  if (new Set(answers.map(({ lineId }) => lineId)).size < answers.length)
    return refuse('InvalidInput', { field: 'answers', problem: 'LINE_TWICE' })
  const lines: PaymentRunLine[] = []
  for (const { lineId, paid, reason } of answers) {
    const line = run.lines.find(({ id }) => id === lineId)
    if (line?.status !== 'OPEN') return refuse('RunLineAnswered', { lineId })
    const why = reason?.trim().slice(0, 500) || null
    if (!paid && why === null) return refuse('InvalidInput', { field: 'reason', problem: 'MISSING' })
    lines.push({ ...line, status: paid ? 'PAID' : 'FAILED', reason: paid ? null : why })
  }
  return lines
}

/** Payments of many suppliers as a fixed number of statements: written by the run's maker, approved by its approver. */
async function postPayments(
  unit: UnitOfWork,
  run: PaymentRun,
  lines: readonly PaymentRunLine[],
  { paidOn, exchangeRate }: { readonly paidOn: BusinessDate; readonly exchangeRate: string | null },
): Promise<CashDocument[] | PostingRefusal | InvalidInput> {
  const { tx, caller } = unit
  const notOpen = await requireOpenDay(unit, paidOn)
  if (notOpen) return notOpen
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const accounts = await accountsOf(unit, run, base)
  if (isRefusal(accounts)) return accounts
  const rate = await readRate(unit, { rate: exchangeRate, field: 'exchangeRate', on: paidOn }, run.currency, base)
  if (isRefusal(rate)) return rate
  const held = await lockItems(
    tx,
    lines.flatMap(({ items }) => items.map(({ openItemId }) => openItemId)),
  )
  const year = paidOn.slice(0, 4)
  const count = lines.length
  const numbers = await takeTreasuryNumbers(tx, caller.companyId, { prefix: 'PM', year, count })
  const settlements = await takeTreasuryNumbers(tx, caller.companyId, { prefix: 'ST', year, count })
  const drafts = lines.map(
    (line, index): CashDocument => ({
      ...{
        id: newId(),
        companyId: run.companyId,
        number: numbers[index] ?? '',
        direction: 'PAYMENT',
        status: 'POSTED',
      },
      ...{ version: 1, cashAccountId: run.cashAccountId, party: { dimension: 'SUPPLIER', id: line.supplierId } },
      ...{ counterAccountId: null, paidOn, amount: line.amount, fee: 0n, exchangeRate: rate.rate },
      ...{ cashFlowItem: 'PURCHASE_PAYMENTS', reference: `${run.number}/${line.lineNumber}`, note: null, reason: null },
      ...{ submittedBy: null, approvalId: null, approverIds: [] },
      ...{
        preparedBy: run.madeBy,
        authorIds: run.authorIds,
        approvedBy: run.approverIds[0] ?? null,
        postedBy: caller.userId,
        voucherId: null,
      },
      ...{ reversalId: null, settlementId: newId() },
      items: line.items.map(({ openItemId, amount, discount }) => ({
        ...{ openItemId, paid: null, amount: amount < 0n ? -amount : amount },
        discount: discount < 0n ? -discount : discount,
      })),
    }),
  )
  const vouchers: ReturnType<typeof treasuryVoucher>[] = []
  for (const document of drafts) {
    const parts: CashPart[] = []
    for (const { openItemId, ...part } of document.items) {
      const item = held.get(openItemId)
      if (!item) throw new Error('An item that a payment run names is gone')
      parts.push({ item, ...part })
    }
    const voucherLines = cashLines(document, parts, accounts)
    if (isRefusal(voucherLines)) return voucherLines
    const { companyId, id, number, settlementId, preparedBy, approvedBy: reviewedBy, postedBy } = document
    vouchers.push(
      treasuryVoucher(
        { companyId, type: 'CASH_DOCUMENT', id, number, on: paidOn, currency: base, preparedBy, reviewedBy, postedBy },
        voucherLines.map((one) => ofSettlement(one, settlementId)),
      ),
    )
  }
  await insertSettlements(
    tx,
    caller,
    drafts.map(({ settlementId }, index) => ({
      ...{ id: settlementId ?? '', number: settlements[index] ?? '', method: 'CASH', settledOn: paidOn },
      ...{ currency: run.currency, agreement: null, runId: null },
    })),
  )
  const posted = await postVouchers(tx, vouchers)
  const documents = drafts.map((draft) => ({
    ...draft,
    voucherId: posted.find(({ documentId }) => documentId === draft.id)?.id ?? null,
  }))
  await insertPostedCashDocuments(tx, documents)
  return (await keepCashAboveZero(unit, [run.cashAccountId])) ?? documents
}

async function accountsOf(
  { tx, caller }: UnitOfWork,
  { cashAccountId }: PaymentRun,
  base: Currency,
): Promise<CashAccounts | CashAccountNotFound | AccountNotUsable | ClosingAccountMissing> {
  const sides = await cashSides(tx, [cashAccountId])
  if (isRefusal(sides)) return sides
  const others = feeAndDifferences(await accountsOfKeys(tx, caller.companyId, ['FIN', 'FIN.FX']))
  if (isRefusal(others)) return others
  const discounts = await discountsOf(tx, caller.companyId)
  if (isRefusal(discounts)) return discounts
  const [cash] = sides
  if (!cash) throw new Error('A run is paid from one account')
  return { base, cash, rest: null, ...others, ...discounts }
}
