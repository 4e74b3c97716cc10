import {
  type BusinessDate,
  formatQuantity,
  isRefusal,
  type Money,
  parsePositiveQuantity,
  portion,
  type Quantity,
  type QuantityNotExact,
  refuse,
  sum,
  toBaseQuantity,
  type UnitFactor,
  zero,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid } from './input.ts'
import { nextPortion } from './match-invoice.ts'
import { lineCountProblem } from './purchase-order.ts'
import type { AnyQuantityInvalid } from './purchase-order-line.ts'
import type {
  ChargedAbroad,
  GoodsReceiptLineNotFound,
  LineToReturn,
  NewPurchaseReturn,
  PurchaseReturn,
  PurchaseReturnLine,
  PurchaseReturnNotDraft,
  ReturnableLine,
  ReturnExceedsInvoiced,
  ReturnExceedsReceived,
  ReturnRefusal,
} from './purchase-return.ts'
import { factorOf, type UnitUnknown } from './replicated-facts.ts'

/** What a person says about goods that go back. */
export interface ReturnInput {
  /** Left out: the warehouse of the first line's receipt. */
  readonly warehouseId?: string | null | undefined
  readonly returnedOn: BusinessDate
  /** Whether the goods were invoiced, so that the supplier has to credit them. */
  readonly afterInvoice?: boolean | undefined
  readonly lines: readonly {
    readonly goodsReceiptLineId: string
    readonly quantity: string
    /** Left out: the receipt line's unit. A box can go back by the piece. */
    readonly unit?: string | null | undefined
  }[]
}

export type ReturnDraftRefused =
  | InvalidInput
  | GoodsReceiptLineNotFound
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })
  | ReturnExceedsReceived
  | ReturnExceedsInvoiced

/** A draft return of goods from one supplier's confirmed receipts; nothing is held yet. */
export function draftPurchaseReturn(
  input: ReturnInput,
  context: { id: string; companyId: string; newLineId: () => string; now: Date },
  receiptLines: ReadonlyMap<string, LineToReturn>,
): NewPurchaseReturn | ReturnDraftRefused {
  const { afterInvoice = false } = input
  const problem = lineCountProblem(input.lines.length)
  if (problem) return invalid('lines', problem)
  const lines: PurchaseReturnLine[] = []
  const seen = new Set<string>()
  let first: LineToReturn | undefined
  for (const [index, wanted] of input.lines.entries()) {
    const path = `lines.${index}`
    const received = receiptLines.get(wanted.goodsReceiptLineId)
    if (!received) return receiptLineNotFound(wanted.goodsReceiptLineId, `${path}.goodsReceiptLineId`)
    if (seen.has(received.id)) return invalid(`${path}.goodsReceiptLineId`, 'NAMED_TWICE')
    seen.add(received.id)
    first ??= received
    if (received.supplierId !== first.supplierId) return invalid(`${path}.goodsReceiptLineId`, 'OTHER_SUPPLIER')
    if (input.returnedOn < received.receivedOn) return invalid('returnedOn', 'BEFORE_THE_RECEIPT')

    const goods = readGoodsQuantity(received, wanted, path)
    if (isRefusal(goods)) return goods
    const { baseQuantity } = goods
    const exceeds = whyTooMuch(received, { requested: baseQuantity, afterInvoice, path: `${path}.quantity` })
    if (exceeds) return exceeds
    lines.push({
      id: context.newLineId(),
      purchaseReturnId: context.id,
      lineNumber: index + 1,
      goodsReceiptId: received.goodsReceiptId,
      goodsReceiptLineId: received.id,
      purchaseOrderLineId: received.purchaseOrderLineId,
      itemId: received.itemId,
      ...goods,
      clearingValue: null,
      charged: null,
      credited: afterInvoice ? { quantity: zeroQuantity, value: zero(received.currency) } : null,
    })
  }
  if (!first) return invalid('lines', 'EMPTY')
  return {
    id: context.id,
    companyId: context.companyId,
    status: 'DRAFT',
    supplierId: first.supplierId,
    warehouseId: input.warehouseId ?? first.warehouseId,
    returnedOn: input.returnedOn,
    currency: first.currency,
    afterInvoice,
    clearingValue: null,
    sagaId: null,
    refusal: null,
    lines,
    version: 1,
    createdAt: context.now,
    confirmedAt: null,
  }
}

type InOneUnit = Pick<ReturnableLine, 'itemId' | 'item' | 'unit' | 'factor'>

/** How many goods of a receipt line a person means, in the unit they say or else the line's. */
export function readGoodsQuantity(
  received: InOneUnit,
  wanted: { readonly quantity: string; readonly unit?: string | null | undefined },
  path: string,
) {
  const unit = wanted.unit ?? received.unit
  const factor = unitOf(received, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)
  const quantity = parsePositiveQuantity(wanted.quantity)
  if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
  const baseQuantity = toBaseQuantity(quantity, factor)
  return isRefusal(baseQuantity) ? at(baseQuantity, `${path}.quantity`) : { unit, quantity, baseQuantity }
}

/** The line's own unit with the factor it was received at, or another unit of the item as it is now. */
function unitOf(received: InOneUnit, unit: string): UnitFactor | UnitUnknown {
  if (unit === received.unit) return received.factor
  if (received.item) return factorOf(received.item, unit)
  return refuse('UnitUnknown', { itemId: received.itemId, unit, known: [received.unit] })
}

/**
 * Starts to confirm: each line takes its share of the value that is still there, so that the last return takes exactly the
 * rest: of what the receipt was worth before the invoice (P4), of what was invoiced after it (P5). `receiptLines` are locked
 * by the caller.
 */
export function startConfirming(
  purchaseReturn: PurchaseReturn,
  receiptLines: ReadonlyMap<string, LineToReturn>,
  sagaId: string,
): PurchaseReturn | PurchaseReturnNotDraft | GoodsReceiptLineNotFound | ReturnExceedsReceived | ReturnExceedsInvoiced {
  if (purchaseReturn.status !== 'DRAFT' && purchaseReturn.status !== 'REFUSED')
    return refuse('PurchaseReturnNotDraft', { status: purchaseReturn.status })
  const lines: PurchaseReturnLine[] = []
  const values: Money[] = []
  for (const [index, line] of purchaseReturn.lines.entries()) {
    const received = receiptLines.get(line.goodsReceiptLineId)
    if (!received) return receiptLineNotFound(line.goodsReceiptLineId, `lines.${index}.goodsReceiptLineId`)
    const exceeds = whyTooMuch(received, {
      ...{ requested: line.baseQuantity, afterInvoice: purchaseReturn.afterInvoice, path: `lines.${index}.quantity` },
    })
    if (exceeds) return exceeds
    const { available } = received
    const clearingValue = portion(available.value, line.baseQuantity, available.quantity)
    values.push(clearingValue)
    lines.push({ ...line, clearingValue, charged: chargedFor(received, line.baseQuantity) })
  }
  return {
    ...purchaseReturn,
    status: 'CONFIRMING',
    sagaId,
    refusal: null,
    clearingValue: sum(values, purchaseReturn.currency),
    lines,
  }
}

/** Their part of what invoices in another currency charge for the receipt line, after what went back of it before. */
function chargedFor(received: LineToReturn, part: Quantity): ChargedAbroad | null {
  const { invoicedAbroad, returnedInvoicedBaseQuantity: taken } = received
  if (!invoicedAbroad) return null
  const { value, rate, quantity: of } = invoicedAbroad
  return { value: nextPortion(value, { taken, part, of }), rate }
}

/** The goods left the stock: the return stands. */
export function completeConfirming(purchaseReturn: PurchaseReturn, now: Date): PurchaseReturn {
  return { ...purchaseReturn, status: 'CONFIRMED', confirmedAt: now }
}

/** The goods stay: what was held is free again, and a clerk sees why and can confirm anew or cancel. */
export function refuseConfirming(purchaseReturn: PurchaseReturn, refusal: ReturnRefusal): PurchaseReturn {
  return { ...withoutValues(purchaseReturn), status: 'REFUSED', refusal }
}

/**
 * The goods stay, but may have left and come back meanwhile: stock and ledger then know this return as done and undone, so
 * it ends here and what still has to go back is written anew.
 */
export function giveUpConfirming(purchaseReturn: PurchaseReturn, refusal: ReturnRefusal): PurchaseReturn {
  return { ...withoutValues(purchaseReturn), status: 'CANCELLED', refusal }
}

function withoutValues(purchaseReturn: PurchaseReturn): PurchaseReturn {
  const lines = purchaseReturn.lines.map((line) => ({ ...line, clearingValue: null, charged: null }))
  return { ...purchaseReturn, clearingValue: null, lines }
}

/** A draft or refused return that is not wanted any more. */
export function cancelPurchaseReturn(purchaseReturn: PurchaseReturn): PurchaseReturn | PurchaseReturnNotDraft {
  if (purchaseReturn.status !== 'DRAFT' && purchaseReturn.status !== 'REFUSED')
    return refuse('PurchaseReturnNotDraft', { status: purchaseReturn.status })
  return { ...purchaseReturn, status: 'CANCELLED', refusal: null }
}

function whyTooMuch(
  received: LineToReturn,
  { requested, afterInvoice, path }: { requested: Quantity; afterInvoice: boolean; path: string },
): ReturnExceedsReceived | ReturnExceedsInvoiced | undefined {
  const available = received.available.quantity
  if (requested.lte(available)) return undefined
  if (afterInvoice)
    return at(
      refuse('ReturnExceedsInvoiced', {
        goodsReceiptLineId: received.id,
        returned: formatQuantity(received.returnedInvoicedBaseQuantity),
        requested: formatQuantity(requested),
        available: formatQuantity(available),
      }),
      path,
    )
  return at(
    refuse('ReturnExceedsReceived', {
      goodsReceiptLineId: received.id,
      received: formatQuantity(received.baseQuantity),
      returned: formatQuantity(received.returnedBaseQuantity),
      invoiced: formatQuantity(received.invoicedBaseQuantity),
      requested: formatQuantity(requested),
      available: formatQuantity(available),
    }),
    path,
  )
}

function receiptLineNotFound(goodsReceiptLineId: string, path: string): GoodsReceiptLineNotFound {
  return at(refuse('GoodsReceiptLineNotFound', { goodsReceiptLineId }), path)
}
