import {
  type BusinessDate,
  type Currency,
  Decimal,
  isCurrency,
  isRefusal,
  parsePositiveQuantity,
  parseUnitPrice,
  type Quantity,
  type Refusal,
  refuse,
} from '@erp/values'
import { at, type InvalidInput, invalid } from './input.ts'
import { lineCountProblem } from './purchase-order.ts'
import type { AnyQuantityInvalid, PurchaseOrderLine } from './purchase-order-line.ts'
import { readExchangeRate } from './receive-goods.ts'
import {
  openOfRequest,
  type RequestForQuotation,
  type RequestForQuotationClosed,
  type RequestForQuotationHeader,
  type RequestLine,
  requireOpen,
} from './request-for-quotation.ts'

/** What a supplier answers 供应商报价; when it answers anew, that counts. */
export interface SupplierQuotation {
  readonly id: string
  readonly companyId: string
  readonly requestId: string
  readonly supplierId: string
  readonly currency: Currency
  /** Own currency for one unit of the answer's; null when they are the same. */
  readonly exchangeRate: Decimal | null
  /** The last day on which its prices hold. */
  readonly expiresOn: BusinessDate
  readonly version: number
  readonly answeredAt: Date
  readonly lines: readonly SupplierQuotationLine[]
}

/** What it would supply of one line. */
export interface SupplierQuotationLine {
  readonly id: string
  readonly quotationId: string
  readonly requestLineId: string
  /** In the line's unit. */
  readonly quantity: Quantity
  /** For one of the line's unit, without tax, in the answer's currency. */
  readonly unitPrice: Decimal
  readonly deliveryDays: number
}

/** An answer for one line, as it stands beside the others. */
export interface QuotationAnswer extends SupplierQuotationLine {
  readonly supplierId: string
  readonly currency: Currency
  readonly expiresOn: BusinessDate
  /** In the company's own currency, with six decimals. */
  readonly ownUnitPrice: Decimal
}

/** The same, with whether nobody asks less. */
export type ComparedAnswer = QuotationAnswer & { readonly cheapest: boolean }

/** What a person reads of an answer. */
export interface QuotationContent {
  readonly currency: string
  readonly exchangeRate: string | null
  readonly expiresOn: BusinessDate
  readonly lines: readonly {
    readonly requestLineId: string
    /** Left out: all that was asked for. */
    readonly quantity?: string | null | undefined
    readonly unitPrice: string
    readonly deliveryDays: number
  }[]
}

/** A line as it may be awarded, with its answers. */
export interface AwardableLine extends RequestLine {
  readonly request: Pick<RequestForQuotationHeader, 'id' | 'closeReason'>
  readonly answers: readonly QuotationAnswer[]
  /** What orders other than the one in question have of it. */
  readonly orderedByOthers: Quantity
}

/** So much of a line to order of a supplier. */
export interface WantedOfRequest {
  readonly requestLineId: string
  readonly supplierId: string
  /** Left out: what is open, at most what the supplier offered. */
  readonly quantity?: string | null | undefined
  /** Left out: that of all lines. */
  readonly taxCodeId?: string | null | undefined
}

export interface Award {
  readonly line: AwardableLine
  readonly answer: QuotationAnswer
  readonly quantity: Quantity
  readonly taxCodeId: string
  readonly path: string
}

export type RequestLineNotFound = Refusal<'RequestLineNotFound', { requestLineId: string; path: readonly string[] }>
/** The supplier was not asked, or did not answer for the line. */
export type NotQuoted = Refusal<'NotQuoted', { supplierId: string; path: readonly string[] }>
export type SupplierQuotationExpired = Refusal<
  'SupplierQuotationExpired',
  { supplierId: string; expiresOn: BusinessDate; path: readonly string[] }
>
/** More than no other order has of the line, in its unit. */
export type RequestExceeded = Refusal<
  'RequestExceeded',
  { requestLineId: string; asked: string; ordered: string; requested: string; open: string; path: readonly string[] }
>
export type AwardRefused =
  | RequestLineNotFound
  | RequestForQuotationClosed
  | NotQuoted
  | SupplierQuotationExpired
  | RequestExceeded
  | AnyQuantityInvalid
  | InvalidInput

const priceDecimals = 6

/** The answer of a supplier that was asked, checked. */
export function readQuotation(
  request: RequestForQuotation,
  supplierId: string,
  content: QuotationContent,
  context: { id: string; version: number; newLineId: () => string; now: Date; ownCurrency: Currency },
): SupplierQuotation | RequestForQuotationClosed | NotQuoted | RequestLineNotFound | AnyQuantityInvalid | InvalidInput {
  const closed = requireOpen(request)
  if (closed) return closed
  if (!request.supplierIds.includes(supplierId)) return at(refuse('NotQuoted', { supplierId }), 'supplierId')
  const { currency, expiresOn } = content
  if (!isCurrency(currency)) return invalid('currency', 'NOT_A_CURRENCY')
  const exchangeRate = readExchangeRate(content.exchangeRate, currency, context.ownCurrency)
  if (isRefusal(exchangeRate)) return exchangeRate
  if (expiresOn < request.requestedOn) return invalid('expiresOn', 'BEFORE_IT_IS_REQUESTED')
  if (content.lines.length === 0) return invalid('lines', 'EMPTY')

  const { id, version, newLineId, now: answeredAt } = context
  const lines: SupplierQuotationLine[] = []
  for (const [index, wanted] of content.lines.entries()) {
    const path = `lines.${index}`
    const { requestLineId, deliveryDays } = wanted
    const asked = request.lines.find((line) => line.id === requestLineId)
    if (!asked) return at(refuse('RequestLineNotFound', { requestLineId }), `${path}.requestLineId`)
    if (lines.some((line) => line.requestLineId === requestLineId))
      return invalid(`${path}.requestLineId`, 'NAMED_TWICE')
    const quantity = wanted.quantity == null ? asked.quantity : parsePositiveQuantity(wanted.quantity)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    const price = parseUnitPrice(wanted.unitPrice, currency)
    if (isRefusal(price)) return invalid(`${path}.unitPrice`, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
    if (!price.perUnit.gt(0)) return invalid(`${path}.unitPrice`, 'NOT_POSITIVE')
    if (deliveryDays < 0 || deliveryDays > 3650) return invalid(`${path}.deliveryDays`, 'NOT_FROM_0_TO_3650')
    lines.push({ id: newLineId(), quotationId: id, requestLineId, quantity, unitPrice: price.perUnit, deliveryDays })
  }
  const { companyId, id: requestId } = request
  return {
    ...{ id, companyId, requestId, supplierId, currency, exchangeRate },
    ...{ expiresOn, version, answeredAt, lines },
  }
}

/** The price of a line as it is compared with others. */
export function inOwnCurrency(unitPrice: Decimal, exchangeRate: Decimal | null): Decimal {
  return unitPrice.times(exchangeRate ?? 1).toDecimalPlaces(priceDecimals, Decimal.ROUND_HALF_UP)
}

/** What is to be ordered of whom, at the price that was quoted. */
export function awardsOf(
  wanted: readonly WantedOfRequest[],
  { orderedOn, taxCodeId }: { readonly orderedOn: BusinessDate; readonly taxCodeId: string },
  known: ReadonlyMap<string, AwardableLine>,
): Award[] | AwardRefused {
  const problem = lineCountProblem(wanted.length)
  if (problem) return invalid('lines', problem)
  const awards: Award[] = []
  for (const [index, one] of wanted.entries()) {
    const path = `lines.${index}`
    const { requestLineId, supplierId } = one
    const line = known.get(requestLineId)
    if (!line) return at(refuse('RequestLineNotFound', { requestLineId }), `${path}.requestLineId`)
    const closed = requireOpen(line.request)
    if (closed) return closed
    const before = awards.filter((award) => award.line.id === requestLineId)
    if (before.some(({ answer }) => answer.supplierId === supplierId))
      return invalid(`${path}.supplierId`, 'NAMED_TWICE')
    const answer = line.answers.find((candidate) => candidate.supplierId === supplierId)
    if (!answer) return at(refuse('NotQuoted', { supplierId }), `${path}.supplierId`)
    const { expiresOn } = answer
    if (orderedOn > expiresOn)
      return at(refuse('SupplierQuotationExpired', { supplierId, expiresOn }), `${path}.supplierId`)
    const open = before.reduce<Decimal>((left, { quantity }) => left.minus(quantity), openOfRequest(line))
    const most = Decimal.min(open, answer.quantity)
    const quantity = parsePositiveQuantity(one.quantity ?? most.toFixed())
    if (one.quantity == null && !most.gt(0)) return exceeded(line, open, most, `${path}.quantity`)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    if (quantity.gt(open)) return exceeded(line, open, quantity, `${path}.quantity`)
    awards.push({ line, answer, quantity, taxCodeId: one.taxCodeId ?? taxCodeId, path })
  }
  return awards
}

/** Whether the lines of an order want more of what was asked for than others leave; of a closed one, more than they had. */
export function beyondRequests(
  lines: readonly PurchaseOrderLine[],
  known: ReadonlyMap<string, AwardableLine>,
): RequestExceeded | undefined {
  for (const [requestLineId, ofOne] of Map.groupBy(lines, (line) => line.requestLineId)) {
    const line = requestLineId === null ? undefined : known.get(requestLineId)
    if (!line) continue
    const requested = ofOne.reduce<Decimal>((total, { quantity }) => total.plus(quantity), new Decimal(0))
    const most = line.request.closeReason === null ? line.quantity : line.orderedQuantity
    const open = most.minus(line.orderedByOthers)
    if (requested.gt(open)) return exceeded(line, open, requested, 'lines')
  }
  return undefined
}

function exceeded(line: RequestLine, open: Decimal, requested: Decimal, path: string): RequestExceeded {
  const { id: requestLineId, quantity } = line
  const figures = { asked: quantity.toFixed(), ordered: quantity.minus(open).toFixed() }
  return at(
    refuse('RequestExceeded', { requestLineId, ...figures, requested: requested.toFixed(), open: open.toFixed() }),
    path,
  )
}
