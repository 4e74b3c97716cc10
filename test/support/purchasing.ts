import type { PurchaseOrder, PurchaseReturn } from './documents.ts'
import { readLine } from './line-text.ts'
import type { MasterData } from './master-data.ts'
import type { Person } from './people.ts'
import { untilSettled } from './settled.ts'
import { today } from './test-calendar.ts'

/** What a buyer does. */
export interface Buyer extends Person {
  /** A draft order, of lines such as `100 × STEEL at 10.00` or `3 box × TILE at 100.00`. */
  readonly orders: (lines: readonly string[], terms?: OrderTerms) => Promise<PurchaseOrder>
  readonly confirms: (order: PurchaseOrder) => Promise<PurchaseOrder>
  readonly cancels: (order: PurchaseOrder) => Promise<unknown>
  /** An order that is confirmed at once. */
  readonly agreesOn: (lines: readonly string[], terms?: OrderTerms) => Promise<PurchaseOrder>
  /** New quantity and price for lines of the same items; other lines stay. */
  readonly amends: (order: PurchaseOrder, reason: string, lines: readonly string[]) => Promise<PurchaseOrder>
  /** A draft of what goes back of a receipt's lines, such as `10 × STEEL`. */
  readonly returns: (received: Received, lines: readonly string[], terms?: ReturnTerms) => Promise<PurchaseReturn>
  /** Confirms a return and waits for its outcome. */
  readonly sendsBack: (draft: PurchaseReturn) => Promise<PurchaseReturn>
  /** Cancels a return that is a draft or was refused. */
  readonly givesUp: (draft: PurchaseReturn) => Promise<{ readonly status: string }>
}

/** Where lines can be found by their items. */
export interface Received {
  readonly lines: { readonly nodes: readonly { readonly id: string; readonly item: { readonly code: string } }[] }
}

export interface OrderTerms {
  readonly currency?: string
  /** VAT of 13 % when left out. */
  readonly taxCodeId?: string
  readonly tolerancePercent?: string
  readonly on?: string
}

export interface ReturnTerms {
  readonly from?: string
  readonly on?: string
  readonly afterInvoice?: boolean
}

export function buyerOf(person: Person, masterData: () => MasterData): Buyer {
  const orders: Buyer['orders'] = (lines, { tolerancePercent, currency, taxCodeId, on = today } = {}) =>
    person.change('CreatePurchaseOrder', {
      supplierId: masterData().supplierId,
      orderedOn: on,
      currency,
      lines: lines.map(readLine).map(({ item, price, ...line }) => ({
        ...line,
        itemId: masterData().itemIds.get(item) ?? item,
        unitPrice: price,
        taxCodeId: taxCodeId ?? masterData().taxCodeId,
        ...(tolerancePercent === undefined ? {} : { overReceiptPercent: tolerancePercent }),
      })),
    })
  const confirms: Buyer['confirms'] = ({ id, version }) =>
    person.change('ConfirmPurchaseOrder', { purchaseOrderId: id, expectedVersion: version })

  return {
    ...person,
    orders,
    confirms,
    cancels: ({ id, version }) =>
      person.change('CancelPurchaseOrder', { purchaseOrderId: id, expectedVersion: version }),
    agreesOn: async (lines, terms) => confirms(await orders(lines, terms)),
    amends: (order, reason, lines) =>
      person.change('AmendPurchaseOrder', {
        purchaseOrderId: order.id,
        expectedVersion: order.version,
        reason,
        changedLines: lines.map(readLine).map(({ item, quantity, price }) => ({
          purchaseOrderLineId: lineOf(order, item),
          quantity,
          unitPrice: price,
          taxCodeId: masterData().taxCodeId,
        })),
      }),
    returns: (received, lines, { from, on = today, afterInvoice } = {}) =>
      person.change('CreatePurchaseReturn', {
        ...{ returnedOn: on, afterInvoice },
        ...(from ? { warehouseId: masterData().warehouses.get(from)?.id } : {}),
        lines: lines.map(readLine).map(({ item, ...line }) => ({
          ...line,
          goodsReceiptLineId: lineOf(received, item),
        })),
      }),
    sendsBack: async ({ id: purchaseReturnId, version: expectedVersion }) => {
      const input = { purchaseReturnId, expectedVersion, waitMs: 10_000 }
      return untilSettled(person, 'PurchaseReturn', await person.change('ConfirmPurchaseReturn', input))
    },
    givesUp: ({ id, version }) =>
      person.change('CancelPurchaseReturn', { purchaseReturnId: id, expectedVersion: version }),
  }
}

/** The line of a document that is about an item; fails unless there is exactly one. */
export function lineOf({ lines }: Received, item: string): string {
  const [line, another] = lines.nodes.filter((one) => one.item.code === item)
  if (!line || another) throw new Error(`There is not exactly one line of ${item}`)
  return line.id
}
