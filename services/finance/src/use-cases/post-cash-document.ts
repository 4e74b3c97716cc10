import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isRefusal, newId, periodOf, refuse } from '@erp/values'
import {
  advanceKeys,
  type CashDocument,
  type CashDocumentNotReady,
  cashLines,
  type ItemOfAnother,
  type ItemsExceedAmount,
  type RestNotAllocated,
} from '../domain/cash-document.ts'
import type { ClosingAccount, ClosingLine } from '../domain/closing-step.ts'
import type { PayerInvolved } from '../domain/decide-expense-claim.ts'
import { type AccountNotUsable, unusableFor } from '../domain/entry-line.ts'
import type { SettlementPart, SettlementRefusal } from '../domain/settlement.ts'
import { balanceVoucher, noPeople } from '../domain/voucher.ts'
import { findAccount } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { insertSettlements, lockItems, takeTreasuryNumbers } from '../store/settlements.ts'
import { postVouchers } from '../store/vouchers.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { followEmployeeItems, holdClaimsOfItems } from './follow-employee-items.ts'
import { type CashOnHandShort, keepCashAboveZero } from './keep-cash-above-zero.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'
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
 * Posts an approved receipt or payment and settles what it names, in one step: both or neither. Whatever happened to its
 * items since it was written is checked anew. Claims of employees that are paid by it say so, and advances what is left.
 */
export async function postCashDocument(
  unit: UnitOfWork,
  reference: CashReference,
): Promise<
  | CashDocument
  | CashDocumentNotFound
  | StaleVersion
  | CashDocumentNotReady
  | DayNotOpen
  | BooksNotOpen
  | CashAccountNotFound
  | AccountNotUsable
  | ClosingAccountMissing
  | RestNotAllocated
  | ItemsExceedAmount
  | ItemOfAnother
  | SettlementRefusal
  | CashOnHandShort
  | PayerInvolved
> {
  const { tx, caller } = unit
  const document = await lockAsSeen(unit, reference)
  if (isRefusal(document)) return document
  const { number, status, paidOn } = document
  if (status !== 'APPROVED') return refuse('CashDocumentNotReady', { number, status })
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
  const voucher = balanceVoucher({
    ...noPeople,
    ...{ companyId: caller.companyId, kind: 'TREASURY', word: '记', period: periodOf(paidOn), postingDate: paidOn },
    ...{ businessDate: paidOn, currency: base, documentType: 'CASH_DOCUMENT', documentId: document.id },
    ...{ documentNumber: number, sourceType: 'CASH_DOCUMENT', sourceId: document.id, purpose: 'TREASURY', revision: 1 },
    ...{ templateVersionId: null, reversesId: null, draftId: null, attachmentCount: 0 },
    ...{ preparedBy: document.preparedBy, reviewedBy: document.approvedBy, postedBy: caller.userId },
    lines: lines.map((line, index) => ({ ...ofSettlement(line, settlementId), lineNumber: index + 1 })),
  })
  if (isRefusal(voucher)) throw new Error(`${number} does not balance: ${voucher.debit}, ${voucher.credit}`)
  const [posted] = await postVouchers(tx, [{ ...voucher, sourceEventId: null }])
  if (!posted) throw new Error(`${number} was not posted`)
  const short = await keepCashAboveZero(unit, [document.cashAccountId])
  if (short) return short
  const involved = await followEmployeeItems(unit, itemIds, { on: paidOn, paidBy: caller.userId })
  if (involved) return involved
  const done = { status: 'POSTED' as const, postedBy: caller.userId, voucherId: posted.id, settlementId }
  return keepCashDocument(unit, { ...document, ...done })
}

async function accountsOf({ tx, caller }: UnitOfWork, document: CashDocument, base: Currency) {
  const cashAccount = await findCashAccount(tx, document.cashAccountId)
  const account = cashAccount && (await findAccount(tx, cashAccount.accountId))
  if (!cashAccount || !account) return refuse('CashAccountNotFound', { cashAccountId: document.cashAccountId })
  const problem = unusableFor(account)
  if (problem) return refuse('AccountNotUsable', { accountCode: account.code, problem, path: ['input'] })
  const byKey = await accountsOfKeys(tx, caller.companyId, keys)
  const [fee, differences] = [byKey.get('FIN'), byKey.get('FIN.FX')]
  if (!fee) return refuse('ClosingAccountMissing', { accountKey: 'FIN' })
  if (!differences) return refuse('ClosingAccountMissing', { accountKey: 'FIN.FX' })
  const rest = await restOf(document, byKey, tx)
  if (isRefusal(rest)) return rest
  const cash = { ...chosen(account.id, account.code), currency: cashAccount.currency }
  return { base, cash, rest, fee, differences }
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
  const problem = unusableFor(account)
  return problem
    ? refuse('AccountNotUsable', { accountCode: account.code, problem, path: ['input'] })
    : chosen(account.id, account.code)
}

function chosen(accountId: string, accountCode: string): ClosingAccount {
  return { accountId, accountCode, accountKey: null, accountRuleId: null, accountRuleVersion: null }
}

/** The items as they are now, held. */
async function partsOf({ tx }: UnitOfWork, { items }: CashDocument): Promise<SettlementPart[]> {
  const held = await lockItems(
    tx,
    items.map(({ openItemId }) => openItemId),
  )
  return items.map(({ openItemId, amount }) => {
    const item = held.get(openItemId)
    if (!item) throw new Error('An item that a receipt or payment names is gone')
    return { item, amount }
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

/** What a line does to items, as part of a settlement. */
export function ofSettlement(line: ClosingLine, settlementId: string | null): ClosingLine {
  return line.moves && settlementId !== null
    ? { ...line, moves: line.moves.map((move) => ({ ...move, settlementId })) }
    : line
}
