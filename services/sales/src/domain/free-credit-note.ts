import {
  type BusinessDate,
  type Currency,
  Decimal,
  isRefusal,
  isWithinLimit,
  parsePositiveQuantity,
  parseUnitPrice,
  type Quantity,
  type Refusal,
  refuse,
} from '@erp/values'
import type { CreditNoteLine, NewCreditNote } from './credit-note.ts'
import { at, type InvalidInput, invalid, textProblem } from './input.ts'
import { factorOf, type ItemFacts, type TaxCodeFacts, type UnitUnknown } from './replicated-facts.ts'
import { lineCountProblem, totalsOf } from './sales-order.ts'
import {
  type AnyQuantityInvalid,
  type ItemInactive,
  type ItemUnknown,
  type TaxCodeUnknown,
  worthOf,
} from './sales-order-line.ts'
import type { SalesReturn } from './sales-return.ts'

/** What a person says about a credit note that no invoice stands behind. */
interface FreeCreditInput {
  readonly creditedOn: BusinessDate
  readonly reason: string
  readonly pricesIncludeTax: boolean
}

/** What is credited for goods that came back without a source: each line of the return once and whole, at a stated price. */
export interface UnsourcedCreditInput extends FreeCreditInput {
  readonly lines: readonly {
    readonly salesReturnLineId: string
    /** For one of the return line's unit. */
    readonly unitPrice: string
    readonly taxCodeId: string
  }[]
}

/** What is credited for services. */
export interface ServiceCreditInput extends FreeCreditInput {
  readonly lines: readonly {
    readonly itemId: string
    /** Left out: the service's base unit. */
    readonly unit?: string | null | undefined
    readonly quantity: string
    readonly unitPrice: string
    readonly taxCodeId: string
  }[]
}

/** The return names deliveries: what invoices charged for its goods is credited instead. */
export type SalesReturnHasSource = Refusal<'SalesReturnHasSource', { salesReturnId: string; path: readonly string[] }>
export type SalesReturnLineNotFound = Refusal<
  'SalesReturnLineNotFound',
  { salesReturnLineId: string; path: readonly string[] }
>
/** The line is credited already, perhaps by a draft. */
export type SalesReturnLineCredited = Refusal<
  'SalesReturnLineCredited',
  { salesReturnLineId: string; path: readonly string[] }
>
/** Goods are credited when they come back, not by themselves. */
export type ItemNotService = Refusal<'ItemNotService', { itemId: string; path: readonly string[] }>

type PriceRefused = InvalidInput | TaxCodeUnknown
export type UnsourcedCreditRefused = PriceRefused | SalesReturnLineNotFound | SalesReturnLineCredited
export type ServiceCreditRefused =
  | PriceRefused
  | ItemUnknown
  | ItemInactive
  | ItemNotService
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid

export interface FreeCreditFacts {
  readonly currency: Currency
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
}

/** One line of a free credit note before it belongs to one. */
export type FreeCredit = Omit<CreditNoteLine, 'id' | 'creditNoteId' | 'lineNumber'>

/** What the lines of the input credit of a return, which is locked by the caller. */
export function readUnsourcedCredits(
  { lines, pricesIncludeTax }: UnsourcedCreditInput,
  salesReturn: SalesReturn,
  facts: FreeCreditFacts,
): FreeCredit[] | UnsourcedCreditRefused {
  const back = new Map(salesReturn.lines.map((line) => [line.id, line]))
  const credits = new Map<string, FreeCredit>()
  for (const [index, { salesReturnLineId, ...price }] of lines.entries()) {
    const path = `lines.${index}`
    const line = back.get(salesReturnLineId)
    if (!line) return at(refuse('SalesReturnLineNotFound', { salesReturnLineId }), `${path}.salesReturnLineId`)
    if (credits.has(line.id)) return invalid(`${path}.salesReturnLineId`, 'NAMED_TWICE')
    if (!line.creditedBaseQuantity.isZero())
      return at(refuse('SalesReturnLineCredited', { salesReturnLineId }), `${path}.salesReturnLineId`)
    const { itemId, unit, quantity, baseQuantity } = line
    const priced = priceOf({ ...price, unit, quantity, pricesIncludeTax }, path, facts)
    if (isRefusal(priced)) return priced
    credits.set(line.id, { ...ofNoInvoice, itemId, salesReturnLineId, baseQuantity, ...priced })
  }
  return [...credits.values()]
}

/** What the lines of the input credit for services. */
export function readServiceCredits(
  { lines, pricesIncludeTax }: ServiceCreditInput,
  items: ReadonlyMap<string, ItemFacts>,
  facts: FreeCreditFacts,
): FreeCredit[] | ServiceCreditRefused {
  const credits: FreeCredit[] = []
  for (const [index, { itemId, unit: wanted, quantity: text, ...price }] of lines.entries()) {
    const path = `lines.${index}`
    const item = items.get(itemId)
    if (!item) return at(refuse('ItemUnknown', { itemId }), `${path}.itemId`)
    if (!item.active) return at(refuse('ItemInactive', { itemId }), `${path}.itemId`)
    if (item.itemClass !== 'SERVICE') return at(refuse('ItemNotService', { itemId }), `${path}.itemId`)
    const unit = wanted ?? item.baseUnit
    const factor = factorOf(item, unit)
    if (isRefusal(factor)) return at(factor, `${path}.unit`)
    const quantity = parsePositiveQuantity(text)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    const priced = priceOf({ ...price, unit, quantity, pricesIncludeTax }, path, facts)
    if (isRefusal(priced)) return priced
    credits.push({ ...ofNoInvoice, itemId, salesReturnLineId: null, baseQuantity: null, ...priced })
  }
  return credits
}

/** A draft that credits one customer at stated prices. */
export function draftFreeCreditNote(
  credits: readonly FreeCredit[],
  head: {
    readonly customerId: string
    readonly salesReturnId: string | null
    readonly creditedOn: BusinessDate
    readonly currency: Currency
    readonly reason: string
  },
  context: {
    readonly id: string
    readonly companyId: string
    readonly newLineId: () => string
    readonly createdBy: string
    readonly now: Date
  },
): NewCreditNote | InvalidInput {
  const withoutReason = textProblem(head.reason, 200)
  if (withoutReason) return invalid('reason', withoutReason)
  const problem = lineCountProblem(credits.length)
  if (problem) return invalid('lines', problem)
  const { id, companyId, createdBy, now } = context
  const lines = credits.map((credit, index) => ({
    ...{ ...credit, id: context.newLineId(), creditNoteId: id, lineNumber: index + 1 },
  }))
  const totals = totalsOf(lines, head.currency)
  if (isRefusal(totals)) return totals
  return {
    ...{ ...head, id, companyId, kind: 'FREE', status: 'DRAFT', ...totals, lines, createdBy },
    ...{ approval: null, cancelReason: null, version: 1, createdAt: now, confirmedAt: null },
  }
}

/** What so much is worth at the stated price, and how it was stated. */
function priceOf(
  wanted: {
    readonly unit: string
    readonly quantity: Quantity
    readonly unitPrice: string
    readonly taxCodeId: string
    readonly pricesIncludeTax: boolean
  },
  path: string,
  { currency, taxCodes }: FreeCreditFacts,
): Pick<FreeCredit, 'free' | 'taxCodeId' | 'taxRatePercent' | 'net' | 'tax'> | PriceRefused {
  const { unit, quantity, pricesIncludeTax, taxCodeId } = wanted
  const price = parseUnitPrice(wanted.unitPrice, currency)
  if (isRefusal(price)) return invalid(`${path}.unitPrice`, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  const taxCode = taxCodes.get(taxCodeId)
  if (!taxCode?.active) return at(refuse('TaxCodeUnknown', { taxCodeId }), `${path}.taxCodeId`)
  const taxRatePercent = new Decimal(taxCode.ratePercent)
  const unitPrice = price.perUnit
  const terms = { unitPrice, discountPercent: new Decimal(0), taxRatePercent, pricesIncludeTax }
  const worth = worthOf(terms, quantity, currency)
  if (worth.net.minor <= 0n) return invalid(`${path}.unitPrice`, 'NOT_POSITIVE')
  if (!isWithinLimit(worth.net) || !isWithinLimit(worth.tax)) return invalid(`${path}.unitPrice`, 'AMOUNT_TOO_LARGE')
  return { free: { unit, quantity, unitPrice, pricesIncludeTax }, taxCodeId, taxRatePercent, ...worth }
}

/** No invoice stands behind it. */
const ofNoInvoice = { salesInvoiceId: null, salesInvoiceLineId: null, deliveryLineId: null } as const
