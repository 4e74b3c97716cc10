import type { PurchaseReturn, SupplierInvoice } from './documents.ts'
import type { MasterData } from './master-data.ts'
import type { Person } from './people.ts'
import { lineOf, type Received } from './purchasing.ts'
import { untilSettled } from './settled.ts'
import { today } from './test-calendar.ts'

/** Who enters and matches what suppliers charge. */
export interface Bookkeeper extends Person {
  /** A draft of what is charged for a receipt's lines, such as `100 × STEEL for 1030.00 and 133.90`. */
  readonly writesInvoice: (
    received: Received,
    lines: readonly string[],
    number?: string,
    denomination?: Denomination,
  ) => Promise<SupplierInvoice>
  /** A draft of what is charged for an order's goods before they come, in the same words. */
  readonly writesInvoiceAhead: (
    order: Received,
    lines: readonly string[],
    denomination?: Denomination,
  ) => Promise<SupplierInvoice>
  /** A draft of what is credited for goods that went back, in the same words. */
  readonly writesCreditNote: (
    returned: PurchaseReturn,
    lines: readonly string[],
    denomination?: Denomination,
  ) => Promise<SupplierInvoice>
  /** Holds an invoice against its receipts and waits for stock and ledger. */
  readonly matches: (draft: SupplierInvoice) => Promise<SupplierInvoice>
  /** Gives an invoice up, or takes it back and waits for stock and ledger. */
  readonly takesBack: (invoice: SupplierInvoice, reason?: string) => Promise<SupplierInvoice>
}

/** Another currency than the company's own, and the rate that the books take it at. */
export interface Denomination {
  readonly currency: string
  readonly exchangeRate: string
}

let printed = 0

export function bookkeeperOf(person: Person, masterData: () => MasterData): Bookkeeper {
  /** What is held waits for people. */
  const settled = async (invoice: SupplierInvoice) =>
    invoice.status === 'HELD' ? invoice : untilSettled(person, 'SupplierInvoice', invoice)
  const print = (goods: readonly ReturnType<typeof readCharge>[], number: string | undefined) => {
    const [net, tax] = [total(goods.map((one) => one.net)), total(goods.map((one) => one.tax))]
    printed += 1
    return {
      ...{ supplierId: masterData().supplierId, supplierInvoiceNumber: number ?? `F-${printed}` },
      ...{ invoicedOn: today, postedOn: today, net, tax, gross: total([net, tax]) },
    }
  }
  return {
    ...person,
    writesInvoice: (received, lines, number, denomination) => {
      const goods = lines.map(readCharge)
      return person.change('CreateSupplierInvoice', {
        ...print(goods, number),
        ...denomination,
        goods: goods.map(({ item, ...charge }) => ({ ...charge, goodsReceiptLineId: lineOf(received, item) })),
      })
    },
    writesInvoiceAhead: (order, lines, denomination) => {
      const inTransit = lines.map(readCharge)
      return person.change('CreateSupplierInvoice', {
        ...print(inTransit, undefined),
        ...denomination,
        inTransit: inTransit.map(({ item, ...charge }) => ({ ...charge, purchaseOrderLineId: lineOf(order, item) })),
      })
    },
    writesCreditNote: (returned, lines, denomination) => {
      const goods = lines.map(readCharge)
      return person.change('CreateSupplierCreditNote', {
        ...print(goods, undefined),
        ...denomination,
        goods: goods.map(({ item, ...credit }) => ({ ...credit, purchaseReturnLineId: lineOf(returned, item) })),
      })
    },
    matches: async ({ id: supplierInvoiceId, version: expectedVersion }) =>
      settled(await person.change('ConfirmSupplierInvoice', { supplierInvoiceId, expectedVersion, waitMs: 10_000 })),
    takesBack: async ({ id: supplierInvoiceId, version: expectedVersion }, reason = 'Entered twice') =>
      settled(
        await person.change('CancelSupplierInvoice', { supplierInvoiceId, expectedVersion, reason, waitMs: 10_000 }),
      ),
  }
}

/** `100 × STEEL for 1030.00 and 133.90`: quantity, item, net and tax. */
function readCharge(text: string) {
  const [, quantity, item, net, tax] = /^(\S+) × (\S+) for (\S+) and (\S+)$/.exec(text) ?? []
  if (!quantity || !item || !net || !tax) throw new Error(`Not a charge: ${text}`)
  return { quantity, item, net, tax }
}

function total(amounts: readonly string[]): string {
  const fen = amounts
    .reduce((sum, amount) => sum + BigInt(amount.replace('.', '')), 0n)
    .toString()
    .padStart(3, '0')
  return `${fen.slice(0, -2)}.${fen.slice(-2)}`
}
