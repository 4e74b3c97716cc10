import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isRefusal, newId, refuse } from '@erp/values'
import { type CashPosterApproved, type CashPosterIsMaker, whyNotPost } from '../domain/cash-approval.ts'
import {
  advanceKeys,
  type CashDocument,
  type CashDocumentNotReady,
  type CashPart,
  cashLines,
  type ItemOfAnother,
  type ItemsExceedAmount,
  type RestNotAllocated,
} from '../domain/cash-document.ts'
import type { ClosingAccount } from '../domain/closing-step.ts'
import type { PayerInvolved } from '../domain/decide-expense-claim.ts'
import type { DiscountNotToBeHad } from '../domain/early-payment.ts'
import type { AccountNotUsable } from '../domain/entry-line.ts'
import type { SettlementRefusal } from '../domain/settlement.ts'
import { ofSettlement, treasuryVoucher } from '../domain/treasury-voucher.ts'
import { findAccount } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { insertSettlements, lockItems, takeTreasuryNumbers } from '../store/settlements.ts'
import { postVouchers } from '../store/vouchers.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { followEmployeeItems, holdClaimsOfItems } from './follow-employee-items.ts'
import { type CashOnHandShort, keepCashAboveZero } from './keep-cash-above-zero.ts'
import { noteOddHour } from './note-security-event.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'
import { cashSides, chosenAccount, discountsOf, feeAndDifferences } from './treasury-accounts.ts'
import {
  type CashAccountNotFound,
  type CashDocumentNotFound,
  type CashReference,
  keepCashDocument,
  lockAsSeen,
} from './write-cash-document.ts'

const keys = ['FIN', 'FIN.FX', 'PRE-C', 'PRE-S', 'EMP-R'] as const
type Accounts = ReadonlyMap<(typeof keys)[number], ClosingAccount>

/**
 * Posts an approved receipt or payment and settles what it names, in one step: both or neither. Who approved it does not post
 * it, and no payment whoever wrote some of it.
 */
export async function postCashDocument(
  unit: UnitOfWork,
  reference: CashReference,
): Promise<
  | CashDocument
  | CashDocumentNotFound
  | StaleVersion
  | CashDocumentNotReady
  | CashPosterApproved
  | CashPosterIsMaker
  | PostingRefusal
> {
  const document = await lockAsSeen(unit, reference)
  if (isRefusal(document)) return document
  return whyNotPost(document, unit.caller.userId) ?? postApprovedCash(unit, document)
}

type PostingRefusal =
  | DayNotOpen
  | BooksNotOpen
  | CashAccountNotFound
  | AccountNotUsable
  | ClosingAccountMissing
  | RestNotAllocated
  | ItemsExceedAmount
  | ItemOfAnother
  | DiscountNotToBeHad
  | SettlementRefusal
  | CashOnHandShort
  | PayerInvolved

/**
 * Posts what is held and approved. Whatever happened to its items since it was written is checked anew. Claims of employees
 * that are paid by it say so, and advances what is left.
 */
export async function postApprovedCash(
  unit: UnitOfWork,
  document: CashDocument,
): Promise<CashDocument | PostingRefusal> {
  const { tx, caller } = unit
  const { number, paidOn } = document
  const notOpen = await requireOpenDay(unit, paidOn)
  if (notOpen) return notOpen
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const accounts = await accountsOf(unit, document, base)
  if (isRefusal(accounts)) return accounts
  const itemIds = document.items.map(({ openItemId }) => openItemId)
  await holdClaimsOfItems(unit, itemIds)
  const parts = await partsOf(unit, document)
  const lines = cashLines(document, parts, accounts)
  if (isRefusal(lines)) return lines

  const settlementId = parts.length === 0 ? null : await settleBy(unit, document, accounts.cash.currency)
  const { id, preparedBy, approvedBy: reviewedBy } = document
  const { companyId, userId: postedBy } = caller
  const voucher = treasuryVoucher(
    { companyId, type: 'CASH_DOCUMENT', id, number, on: paidOn, currency: base, preparedBy, reviewedBy, postedBy },
    lines.map((line) => ofSettlement(line, settlementId)),
  )
  await noteOddHour(unit)
  const [posted] = await postVouchers(tx, [voucher])
  if (!posted) throw new Error(`${number} was not posted`)
  const short = await keepCashAboveZero(unit, [document.cashAccountId])
  if (short) return short
  const involved = await followEmployeeItems(unit, itemIds, { on: paidOn, paidBy: caller.userId })
  if (involved) return involved
  const done = { status: 'POSTED' as const, postedBy: caller.userId, voucherId: posted.id, settlementId }
  return keepCashDocument(unit, { ...document, ...done })
}

async function accountsOf({ tx, caller }: UnitOfWork, document: CashDocument, base: Currency) {
  const sides = await cashSides(tx, [document.cashAccountId])
  if (isRefusal(sides)) return sides
  const byKey = await accountsOfKeys(tx, caller.companyId, keys)
  const others = feeAndDifferences(byKey)
  if (isRefusal(others)) return others
  const discounts = await discountsOf(tx, caller.companyId)
  if (isRefusal(discounts)) return discounts
  const rest = await restOf(document, byKey, tx)
  if (isRefusal(rest)) return rest
  const [cash] = sides
  if (!cash) throw new Error('A receipt or payment has one cash account')
  return { base, cash, rest, ...others, ...discounts }
}

/** Where what no item takes goes. */
async function restOf(
  { direction, party, counterAccountId }: CashDocument,
  byKey: Accounts,
  tx: UnitOfWork['tx'],
): Promise<ClosingAccount | null | ClosingAccountMissing | AccountNotUsable> {
  if (party !== null) {
    const key = advanceKeys[direction][party.dimension]
    if (key === null) return null
    return byKey.get(key) ?? refuse('ClosingAccountMissing', { accountKey: key })
  }
  const account = counterAccountId === null ? undefined : await findAccount(tx, counterAccountId)
  if (!account) throw new Error('A receipt or payment has neither party nor account')
  return chosenAccount(account)
}

/** The items as they are now, held. */
async function partsOf({ tx }: UnitOfWork, { items }: CashDocument): Promise<CashPart[]> {
  const held = await lockItems(
    tx,
    items.map(({ openItemId }) => openItemId),
  )
  return items.map(({ openItemId, ...part }) => {
    const item = held.get(openItemId)
    if (!item) throw new Error('An item that a receipt or payment names is gone')
    return { item, ...part }
  })
}

async function settleBy({ tx, caller }: UnitOfWork, { paidOn }: CashDocument, currency: Currency): Promise<string> {
  const series = { prefix: 'ST', year: paidOn.slice(0, 4), count: 1 }
  const [number = ''] = await takeTreasuryNumbers(tx, caller.companyId, series)
  const id = newId()
  const settlement = { id, number, method: 'CASH' as const, settledOn: paidOn, currency, agreement: null, runId: null }
  await insertSettlements(tx, caller, [settlement])
  return id
}
