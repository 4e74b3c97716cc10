import {
  type BusinessDate,
  type Currency,
  formatMoney,
  money,
  portionOfAmount,
  type Refusal,
  refuse,
} from '@erp/values'
import { type ClosingAccount, type ClosingLine, closingLine, type Dimensions, onSideOf } from './closing-step.ts'
import { rateBetween } from './exchange-rate.ts'
import { type OpenItem, type PartyDimension, partyOf } from './open-item.ts'
import type { ForeignAmount } from './voucher.ts'

/** An item as a settlement needs it, held until the transaction ends. */
export type SettleableItem = OpenItem & {
  readonly account: ClosingAccount
  readonly dimensions: Dimensions
  readonly lastMovedOn: BusinessDate
  /** What its document comes of: the invoice it credits, the receipt it charges for, the order; null where nobody said. */
  readonly sourceDocumentId: string | null
}

/** How much of an item is settled, in minor units of its currency; never negative. */
export type SettlementPart = { readonly item: SettleableItem; readonly amount: bigint }

/** What happens to an item without a voucher. */
export type UnpostedMove = { readonly itemId: string; readonly amount: bigint; readonly carrying: bigint }

/** What a settlement does: inside one account nothing is posted, unless exchange differences or write-offs are. */
export type SettlementEffect = {
  readonly currency: Currency
  readonly moves: readonly UnpostedMove[]
  readonly lines: readonly ClosingLine[]
}

/** A settlement 核销 as it is read. */
export type Settlement = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly method: 'MANUAL' | 'AUTOMATIC' | 'CASH' | 'BAD_DEBT' | 'UNCLAIMED' | 'TRANSFER'
  readonly settledOn: BusinessDate
  readonly currency: Currency
  readonly agreement: string | null
  readonly voucherId: string | null
  readonly settledBy: string
  readonly undoneOn: BusinessDate | null
  readonly undoReason: string | null
  readonly undoVoucherId: string | null
}

export type SettlementTooSmall = Refusal<'SettlementTooSmall', { fewest: number; most: number }>
export type OpenAmountExceeded = Refusal<'OpenAmountExceeded', { openItemId: string; openAmount: string }>
export type SettlementUneven = Refusal<'SettlementUneven', { debit: string; credit: string }>
export type SettlementMixed = Refusal<'SettlementMixed', { problem: 'CURRENCIES' | 'PARTIES' | 'AGREEMENT_MISSING' }>
export type SettledBeforeItem = Refusal<'SettledBeforeItem', { openItemId: string; movedOn: BusinessDate }>
export type WriteOffAboveLimit = Refusal<'WriteOffAboveLimit', { amount: string; limit: string }>
export type WorthNothing = Refusal<'SettlementWorthNothing', { openItemId: string }>

export type SettlementRefusal =
  | SettlementTooSmall
  | OpenAmountExceeded
  | SettlementUneven
  | SettlementMixed
  | SettledBeforeItem
  | WriteOffAboveLimit
  | WorthNothing

export const mostParts = 200

export type SettlementTerms = {
  readonly settledOn: BusinessDate
  readonly agreement: string | null
  /** Where what is left goes; null refuses to leave anything. */
  readonly writeOff: { readonly account: ClosingAccount; readonly limit: bigint } | null
  readonly differences: ClosingAccount
}

/**
 * 核销: claims on one side against claims on the other, each at what the books carry it at, so that the difference is
 * exactly what no revaluation took yet (F3). Inside one account and party nothing is posted but that difference (F1); across
 * accounts each item has its line (F2); what is left over may be written off up to a limit (F5).
 */
export function settle(parts: readonly SettlementPart[], terms: SettlementTerms): SettlementEffect | SettlementRefusal {
  const [first] = parts
  if (!first || parts.length < (terms.writeOff ? 1 : 2) || parts.length > mostParts)
    return refuse('SettlementTooSmall', { fewest: terms.writeOff ? 1 : 2, most: mostParts })
  const refused = checkParts(parts, terms.settledOn) ?? checkParties(parts, terms.agreement)
  if (refused) return refused

  const { currency, baseCurrency: base } = first.item
  const taken = parts.map((part) => ({ ...part, ...shareOf(part) }))
  const uneven = taken.reduce((sum, { net }) => sum + net, 0n)
  if (uneven !== 0n && !terms.writeOff) {
    const side = (debit: boolean) =>
      formatMoney(money(magnitude(sumOf(taken.filter(({ net }) => net > 0n === debit))), currency))
    return refuse('SettlementUneven', { debit: side(true), credit: side(false) })
  }
  const writtenOff = uneven === 0n ? 0n : shareOfSide(taken, uneven, first.item)
  if (terms.writeOff && magnitude(writtenOff) > terms.writeOff.limit) {
    const text = (minor: bigint) => formatMoney(money(minor, base))
    return refuse('WriteOffAboveLimit', { amount: text(magnitude(writtenOff)), limit: text(terms.writeOff.limit) })
  }
  const difference = taken.reduce((sum, { carrying }) => sum + carrying, 0n) - writtenOff
  const differenceLine = lineFor(terms.differences, difference, base, differenceSummary)
  if (uneven === 0n && sameAccount(parts)) return { currency, ...inside(taken, difference, differenceLine, base) }

  const worthless = taken.find(({ carrying }) => carrying === 0n)
  if (worthless) return refuse('SettlementWorthNothing', { openItemId: worthless.item.id })
  const writeOffLine = terms.writeOff ? lineFor(terms.writeOff.account, writtenOff, base, writeOffSummary) : []
  return {
    currency,
    moves: [],
    lines: [...taken.map((one) => settlingLine(one)), ...writeOffLine, ...differenceLine],
  }
}

/** A part with what it takes of its item. */
export type TakenPart = SettlementPart & ReturnType<typeof shareOf>

/** What leaves each item when its line is posted: no more than is open, and never what the books carry at nothing. */
export function takeParts(
  parts: readonly SettlementPart[],
  on: BusinessDate,
): readonly TakenPart[] | OpenAmountExceeded | SettledBeforeItem | WorthNothing {
  const refused = checkParts(parts, on)
  if (refused) return refused
  const taken = parts.map((part) => ({ ...part, ...shareOf(part) }))
  const worthless = taken.find(({ carrying }) => carrying === 0n)
  return worthless ? refuse('SettlementWorthNothing', { openItemId: worthless.item.id }) : taken
}

/** What is taken of an item and what the books carry that at, signed as the item is: all of it has all that is carried. */
export function shareOf({ item, amount }: SettlementPart): { readonly net: bigint; readonly carrying: bigint } {
  const net = item.open < 0n ? -amount : amount
  if (net === item.open) return { net, carrying: item.carrying }
  const [carried, part, whole] = [
    money(item.carrying, item.baseCurrency),
    inItsOwn(item, net),
    inItsOwn(item, item.open),
  ]
  return { net, carrying: portionOfAmount(carried, part, whole).minor }
}

/** The line that takes a share of an item off its account, in black figures on the other side. */
export function settlingLine({ item, net, carrying }: { item: SettleableItem; net: bigint; carrying: bigint }) {
  return closingLine(item.account, {
    ...onSideOf(-carrying, item.baseCurrency),
    summary: { zh: `核销 ${item.documentNumber}`, en: `Settlement of ${item.documentNumber}` },
    dimensions: item.dimensions,
    foreign: item.currency === item.baseCurrency ? null : foreignOf(item, net, carrying),
    moves: [{ itemId: item.id, amount: -net, carrying: -carrying }],
  })
}

/** Nothing is posted inside an account but the difference; the last item bears it, so that the others only meet. */
function inside(
  taken: readonly { readonly item: SettleableItem; readonly net: bigint; readonly carrying: bigint }[],
  difference: bigint,
  differenceLine: readonly ClosingLine[],
  base: Currency,
): Pick<SettlementEffect, 'moves' | 'lines'> {
  const bearer = taken.at(-1)
  const moves = taken.map((one) => ({
    itemId: one.item.id,
    amount: -one.net,
    carrying: -one.carrying + (one === bearer ? difference : 0n),
  }))
  if (difference === 0n || !bearer) return { moves, lines: [] }
  const { item } = bearer
  const line = closingLine(item.account, {
    ...onSideOf(-difference, base),
    summary: differenceSummary,
    dimensions: item.dimensions,
    // No foreign amount moves; the line only has to stand under its currency.
    foreign: item.currency === base ? null : { amount: money(0n, item.currency), rate: '1' },
    moves: [{ itemId: item.id, amount: 0n, carrying: -difference }],
  })
  return { moves, lines: [line, ...differenceLine] }
}

/** Of each item at most what is open, on a day that nothing of it came after. */
export function checkParts(
  parts: readonly SettlementPart[],
  settledOn: BusinessDate,
): OpenAmountExceeded | SettledBeforeItem | undefined {
  for (const { item, amount } of parts) {
    const open = money(magnitude(item.open), item.currency)
    if (amount <= 0n || amount > open.minor)
      return refuse('OpenAmountExceeded', { openItemId: item.id, openAmount: formatMoney(open) })
    if (settledOn < item.lastMovedOn)
      return refuse('SettledBeforeItem', { openItemId: item.id, movedOn: item.lastMovedOn })
  }
  return undefined
}

/** One party, or a customer and a supplier who agreed that they are one. */
function checkParties(parts: readonly SettlementPart[], agreement: string | null): SettlementMixed | undefined {
  const mixed = (problem: SettlementMixed['problem']) => refuse('SettlementMixed', { problem })
  if (new Set(parts.map(({ item }) => item.currency)).size > 1) return mixed('CURRENCIES')
  const parties = new Map<PartyDimension, Set<string>>()
  for (const { item } of parts) {
    if (item.partyId === null) return mixed('PARTIES')
    const dimension = partyOf[item.kind]
    parties.set(dimension, (parties.get(dimension) ?? new Set()).add(item.partyId))
  }
  if ([...parties.values()].some(({ size }) => size > 1)) return mixed('PARTIES')
  if (parties.size === 1) return undefined
  if (parties.has('EMPLOYEE')) return mixed('PARTIES')
  return agreement === null ? mixed('AGREEMENT_MISSING') : undefined
}

function sameAccount(parts: readonly SettlementPart[]): boolean {
  const places = parts.map(({ item }) => JSON.stringify([item.account.accountId, item.dimensions]))
  return new Set(places).size === 1
}

/** What is left over, at what the side that is larger is carried at. */
function shareOfSide(
  taken: readonly { readonly net: bigint; readonly carrying: bigint }[],
  uneven: bigint,
  { baseCurrency: base, currency }: SettleableItem,
): bigint {
  const larger = taken.filter(({ net }) => net > 0n === uneven > 0n)
  const carried = larger.reduce((sum, { carrying }) => sum + carrying, 0n)
  return portionOfAmount(money(carried, base), money(uneven, currency), money(sumOf(larger), currency)).minor
}

function lineFor(account: ClosingAccount, net: bigint, base: Currency, summary: ClosingLine['summary']): ClosingLine[] {
  return net === 0n ? [] : [closingLine(account, { ...onSideOf(net, base), summary })]
}

/** The rate is what the books carry one unit at; it only explains the line. */
function foreignOf({ currency, baseCurrency }: OpenItem, net: bigint, carrying: bigint): ForeignAmount {
  const amount = money(magnitude(net), currency)
  const rate = rateBetween(amount, money(magnitude(carrying), baseCurrency))
  return { amount, rate: rate === '0' ? '0.00000001' : rate }
}

const differenceSummary = { zh: '汇兑差额', en: 'Exchange difference' } as const
const writeOffSummary = { zh: '尾差核销', en: 'Small difference written off' } as const

function sumOf(parts: readonly { readonly net: bigint }[]): bigint {
  return parts.reduce((sum, { net }) => sum + net, 0n)
}

function inItsOwn({ currency }: SettleableItem, minor: bigint) {
  return money(minor, currency)
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
