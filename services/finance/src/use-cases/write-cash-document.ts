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
  writtenBy,
} from '@erp/values'
import {
  type CashAccount,
  type CashContent,
  type CashDirection,
  type CashDocument,
  type CashDocumentNotReady,
  type CashItem,
  change,
  inBase,
} from '../domain/cash-document.ts'
import { type CashFlowItemCode, isCashFlowItem } from '../domain/cash-flow-item.ts'
import { type InvalidInput, invalid } from '../domain/chart-change.ts'
import { type DiscountNotToBeHad, takeDiscount } from '../domain/early-payment.ts'
import { type AccountNotUsable, unusableFor } from '../domain/entry-line.ts'
import { type ExchangeRateInvalid, parseRate } from '../domain/exchange-rate.ts'
import type { PartyDimension } from '../domain/open-item.ts'
import { mostParts } from '../domain/settlement.ts'
import { findAccountByCode } from '../store/accounts.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import {
  findCashDocument,
  insertCashDocument,
  lockCashDocument,
  replaceItems,
  saveCashDocument,
} from '../store/cash-documents.ts'
import { rateOn } from '../store/exchange-rates.ts'
import { findOpenItems } from '../store/open-item-lists.ts'
import { isPartyInReach } from '../store/party-groups.ts'
import { takeTreasuryNumbers } from '../store/settlements.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import type { OpenItemNotFound } from './settle-open-items.ts'

export type CashAccountNotFound = Refusal<'CashAccountNotFound', { cashAccountId: string }>
export type CashDocumentNotFound = Refusal<'CashDocumentNotFound', { cashDocumentId: string }>
export type SpotRateMissing = Refusal<'SpotRateMissing', { currency: Currency; on: BusinessDate }>

export type CashInput = {
  readonly cashAccountId: string
  readonly partyDimension: PartyDimension | null
  readonly partyId: string | null
  readonly counterAccountCode: string | null
  readonly paidOn: BusinessDate
  readonly amount: string
  readonly fee: string | null
  readonly exchangeRate: string | null
  readonly cashFlowItem: string | null
  readonly reference: string | null
  readonly note: string | null
  readonly items: readonly {
    readonly openItemId: string
    readonly amount: string
    readonly paidAmount?: string | null | undefined
    readonly takesDiscount?: boolean | undefined
  }[]
}

type ContentRefusal =
  | BooksNotOpen
  | CashAccountNotFound
  | InvalidInput
  | AccountNotUsable
  | ExchangeRateInvalid
  | SpotRateMissing
  | OpenItemNotFound
  | DiscountNotToBeHad

/** Writes a receipt 收款单 or payment 付款单. Nothing is posted and nothing settled before somebody else approves it. */
export async function createCashDocument(
  unit: UnitOfWork,
  { direction, ...input }: CashInput & { readonly direction: CashDirection },
): Promise<CashDocument | ContentRefusal> {
  const { tx, caller } = unit
  const content = await readContent(unit, direction, input)
  if (isRefusal(content)) return content
  const series = { prefix: direction === 'RECEIPT' ? 'RC' : 'PM', year: input.paidOn.slice(0, 4), count: 1 }
  const [number = ''] = await takeTreasuryNumbers(tx, caller.companyId, series)
  const document: CashDocument = {
    ...{ id: newId(), companyId: caller.companyId, number, direction, status: 'DRAFT', version: 1, ...content },
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
    },
    ...{ reversalId: null, settlementId: null },
  }
  await insertCashDocument(tx, document)
  return document
}

/** Writes a draft anew, as a whole. */
export async function changeCashDocument(
  unit: UnitOfWork,
  { cashDocumentId, expectedVersion, ...input }: CashInput & CashReference,
): Promise<CashDocument | ContentRefusal | CashDocumentNotFound | StaleVersion | CashDocumentNotReady> {
  const document = await lockAsSeen(unit, { cashDocumentId, expectedVersion })
  if (isRefusal(document)) return document
  const content = await readContent(unit, document.direction, input)
  if (isRefusal(content)) return content
  const changed = change(writtenBy(document, unit.caller.userId), content)
  if (isRefusal(changed)) return changed
  await replaceItems(unit.tx, changed)
  return keepCashDocument(unit, changed)
}

export type CashReference = { readonly cashDocumentId: string; readonly expectedVersion: number }

/** A document held as the person saw it. */
export async function lockAsSeen(
  { tx }: UnitOfWork,
  { cashDocumentId, expectedVersion }: CashReference,
): Promise<CashDocument | CashDocumentNotFound | StaleVersion> {
  const document = isId(cashDocumentId) ? await lockCashDocument(tx, cashDocumentId) : undefined
  if (!document) return refuse('CashDocumentNotFound', { cashDocumentId })
  return document.version === expectedVersion ? document : refuse('StaleVersion', { currentVersion: document.version })
}

/** Stores a document that is held. Returns it as stored. */
export async function keepCashDocument({ tx }: UnitOfWork, document: CashDocument): Promise<CashDocument> {
  await saveCashDocument(tx, document)
  const kept = await findCashDocument(tx, document.id)
  if (!kept) throw new Error('A receipt or payment that was just stored cannot be found')
  return kept
}

async function readContent(
  unit: UnitOfWork,
  direction: CashDirection,
  input: CashInput,
): Promise<CashContent | ContentRefusal> {
  const { tx, caller } = unit
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const cash = isId(input.cashAccountId) ? await findCashAccount(tx, input.cashAccountId) : undefined
  if (!cash?.active) return refuse('CashAccountNotFound', { cashAccountId: input.cashAccountId })
  const amounts = readAmounts(direction, input, cash)
  if (isRefusal(amounts)) return amounts
  const against = await readCounterpart(unit, input)
  if (isRefusal(against)) return against
  const asked = { rate: input.exchangeRate, field: 'exchangeRate', on: input.paidOn }
  const exchangeRate = await readRate(unit, asked, cash.currency, base)
  if (isRefusal(exchangeRate)) return exchangeRate
  const items = await readItems(unit, input, { currency: cash.currency, base, ...exchangeRate })
  if (isRefusal(items)) return items
  const cashFlowItem = input.cashFlowItem ?? defaultItem(direction, input.partyDimension)
  if (!isCashFlowItem(cashFlowItem)) return invalid('cashFlowItem', 'UNKNOWN')
  const [reference, note] = [input.reference?.trim() || null, input.note?.trim() || null]
  if (reference !== null && reference.length > 60) return invalid('reference', 'LONGER_THAN_60_CHARACTERS')
  if (note !== null && note.length > 200) return invalid('note', 'LONGER_THAN_200_CHARACTERS')
  return {
    ...{ cashAccountId: cash.id, ...against, paidOn: input.paidOn, ...amounts, exchangeRate: exchangeRate.rate },
    ...{ cashFlowItem, reference, note, items: items.items },
  }
}

function readAmounts(
  direction: CashDirection,
  input: CashInput,
  { currency }: CashAccount,
): { readonly amount: bigint; readonly fee: bigint } | InvalidInput {
  const amount = parseMoney(input.amount, currency)
  if (isRefusal(amount)) return invalid('amount', amount.problem)
  if (isNegative(amount) || isZero(amount)) return invalid('amount', 'NOT_POSITIVE')
  const fee = input.fee === null ? money(0n, currency) : parseMoney(input.fee, currency)
  if (isRefusal(fee)) return invalid('fee', fee.problem)
  if (isNegative(fee)) return invalid('fee', 'NEGATIVE')
  if (direction === 'RECEIPT' && fee.minor >= amount.minor) return invalid('fee', 'NOT_LESS_THAN_AMOUNT')
  return { amount: amount.minor, fee: fee.minor }
}

async function readCounterpart(
  { tx, caller }: UnitOfWork,
  { partyDimension, partyId, counterAccountCode }: CashInput,
): Promise<Pick<CashContent, 'party' | 'counterAccountId'> | InvalidInput | AccountNotUsable> {
  if (partyDimension !== null) {
    if (!isId(partyId)) return invalid('partyId', 'NOT_AN_ID')
    if (!(await isPartyInReach(tx, caller, { dimension: partyDimension, id: partyId })))
      return invalid('partyId', 'UNKNOWN')
    if (counterAccountCode !== null) return invalid('counterAccountCode', 'BESIDE_A_PARTY')
    return { party: { dimension: partyDimension, id: partyId }, counterAccountId: null }
  }
  if (partyId !== null) return invalid('partyDimension', 'MISSING')
  if (counterAccountCode === null) return invalid('counterAccountCode', 'MISSING')
  const account = await findAccountByCode(tx, caller.companyId, counterAccountCode)
  if (!account) return invalid('counterAccountCode', 'UNKNOWN')
  const problem = unusableFor(account)
  const path = ['input', 'counterAccountCode']
  if (problem) return refuse('AccountNotUsable', { accountCode: account.code, problem, path })
  if (account.cashKind !== null) return invalid('counterAccountCode', 'CASH_ACCOUNT')
  const required = Object.values(account.dimensions).includes('REQUIRED') || account.quantityUnit !== null
  return required
    ? invalid('counterAccountCode', 'NEEDS_MORE_THAN_AN_AMOUNT')
    : { party: null, counterAccountId: account.id }
}

/** The rate that was given, else the spot rate of the day; null in the currency of the books. */
export async function readRate(
  { tx, caller }: UnitOfWork,
  { rate: given, field, on }: { readonly rate: string | null; readonly field: string; readonly on: BusinessDate },
  currency: Currency,
  base: Currency,
): Promise<{ readonly rate: string | null } | InvalidInput | ExchangeRateInvalid | SpotRateMissing> {
  if (currency === base) return given === null ? { rate: null } : invalid(field, 'CURRENCY_OF_BOOKS')
  if (given !== null) {
    const rate = parseRate(given)
    return isRefusal(rate) ? rate : { rate }
  }
  const spot = await rateOn(tx, caller.companyId, { foreignCurrency: currency, rateType: 'SPOT', on })
  return spot ? { rate: spot.rate } : refuse('SpotRateMissing', { currency, on })
}

type MoneyMoved = { readonly currency: Currency; readonly base: Currency; readonly rate: string | null }

async function readItems(
  { tx }: UnitOfWork,
  { items, paidOn }: CashInput,
  moved: MoneyMoved,
): Promise<Pick<CashContent, 'items'> | InvalidInput | OpenItemNotFound | DiscountNotToBeHad> {
  if (items.length > mostParts) return invalid('items', 'MORE_THAN_200')
  const ids = items.map(({ openItemId }) => openItemId)
  if (new Set(ids).size < ids.length) return invalid('items', 'ITEM_TWICE')
  const found = new Map((await findOpenItems(tx, ids.filter(isId))).map((item) => [item.id, item]))
  const read: CashItem[] = []
  for (const { openItemId, amount: text, paidAmount = null, takesDiscount = false } of items) {
    const item = found.get(openItemId)
    if (!item) return refuse('OpenItemNotFound', { openItemId })
    const amount = parseMoney(text, item.currency)
    if (isRefusal(amount)) return invalid('items', amount.problem)
    if (amount.minor <= 0n) return invalid('items', 'NOT_POSITIVE')
    const paid = readPaid(paidAmount, item.currency, moved)
    if (isRefusal(paid)) return paid
    const off = takesDiscount ? takeDiscount(item, item.open < 0n ? -amount.minor : amount.minor, paidOn) : 0n
    if (isRefusal(off)) return off
    read.push({ openItemId, amount: amount.minor, ...paid, discount: off < 0n ? -off : off })
  }
  return { items: read }
}

/** What of the money is for an item in another currency: both amounts are stated, and what the bank's rate was follows. */
function readPaid(
  text: string | null,
  itemCurrency: Currency,
  { currency, base, rate }: MoneyMoved,
): Pick<CashItem, 'paid'> | InvalidInput {
  if (itemCurrency === currency) return text === null ? { paid: null } : invalid('paidAmount', 'ITEM_IN_THIS_CURRENCY')
  if (text === null) return invalid('paidAmount', 'MISSING_IN_ANOTHER_CURRENCY')
  const paid = parseMoney(text, currency)
  if (isRefusal(paid)) return invalid('paidAmount', paid.problem)
  if (paid.minor <= 0n) return invalid('paidAmount', 'NOT_POSITIVE')
  return inBase({ exchangeRate: rate }, paid, base).minor === 0n
    ? invalid('paidAmount', 'WORTH_NOTHING_IN_THE_BOOKS')
    : { paid: paid.minor }
}

function defaultItem(direction: CashDirection, party: PartyDimension | null): CashFlowItemCode {
  if (direction === 'RECEIPT') return party === 'CUSTOMER' ? 'SALES_RECEIPTS' : 'OTHER_OPERATING_RECEIPTS'
  return party === 'SUPPLIER' ? 'PURCHASE_PAYMENTS' : 'OTHER_OPERATING_PAYMENTS'
}
