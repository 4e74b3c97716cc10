import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { GraphSession } from '@erp/local'

/** Who buys, receives, sells and charges in the demo company. */
export interface Traders {
  readonly buyer: GraphSession
  readonly storekeeper: GraphSession
  readonly sales: GraphSession
  readonly accountant: GraphSession
}

/** What is traded: three items, a supplier, customers, one place. */
export interface Goods {
  readonly itemIds: readonly string[]
  readonly supplierId: string
  readonly customerIds: readonly string[]
  readonly warehouseId: string
  readonly taxCodeId: string
}

/** Does one step and notes how long it took under its name. */
export type Timed = <Result>(step: string, work: () => Promise<Result>) => Promise<Result>

interface Draft {
  readonly id: string
  readonly version: number
}
interface Lines {
  readonly lines: { readonly nodes: readonly { readonly id: string }[] }
}
interface Settling {
  readonly id: string
  readonly status: string
  readonly legs: readonly { readonly state: string }[]
}

const waitMs = 10_000
const bought = '10'
const sold = '2'

/** An order of three lines, received, charged by its supplier and matched, until GR/IR is cleared. */
export async function buyOnce({ buyer, storekeeper, accountant }: Traders, goods: Goods, timed: Timed): Promise<void> {
  const { supplierId, warehouseId, taxCodeId, itemIds } = goods
  const draft = await timed('createPurchaseOrder', () =>
    buyer.change<Draft & Lines>(
      'createPurchaseOrder',
      {
        ...{ idempotencyKey: randomUUID(), supplierId, orderedOn: today() },
        lines: itemIds.map((itemId) => ({ itemId, quantity: bought, unitPrice: '10.00', taxCodeId })),
      },
      'purchaseOrder',
      '{ id version lines { nodes { id } } }',
    ),
  )
  await timed('confirmPurchaseOrder', () =>
    buyer.change(
      'confirmPurchaseOrder',
      { idempotencyKey: randomUUID(), purchaseOrderId: draft.id, expectedVersion: draft.version },
      'purchaseOrder',
      '{ id }',
    ),
  )
  const receipt = await timed('createGoodsReceipt, confirmed', () =>
    storekeeper.change<Settling & Lines>(
      'createGoodsReceipt',
      {
        ...{ idempotencyKey: randomUUID(), warehouseId, receivedOn: today(), confirm: true, waitMs },
        lines: draft.lines.nodes.map(({ id }) => ({ purchaseOrderLineId: id, quantity: bought })),
      },
      'goodsReceipt',
      '{ id status legs { state } lines { nodes { id } } }',
    ),
  )
  await settled(storekeeper, 'goodsReceipt', receipt)
  const [net, tax, gross] = ['100.00', '13.00', (113 * itemIds.length).toFixed(2)]
  const invoice = await timed('createSupplierInvoice', () =>
    accountant.change<Draft>(
      'createSupplierInvoice',
      {
        ...{ idempotencyKey: randomUUID(), supplierId, supplierInvoiceNumber: randomUUID().slice(0, 18) },
        ...{ invoicedOn: today(), postedOn: today(), gross },
        ...{ net: (100 * itemIds.length).toFixed(2), tax: (13 * itemIds.length).toFixed(2) },
        goods: receipt.lines.nodes.map(({ id }) => ({ goodsReceiptLineId: id, quantity: bought, net, tax })),
      },
      'supplierInvoice',
      '{ id version }',
    ),
  )
  const matched = await timed('confirmSupplierInvoice', () =>
    accountant.change<Settling>(
      'confirmSupplierInvoice',
      { idempotencyKey: randomUUID(), supplierInvoiceId: invoice.id, expectedVersion: invoice.version, waitMs },
      'supplierInvoice',
      settling,
    ),
  )
  await settled(accountant, 'supplierInvoice', matched)
}

/** An order of three lines, kept for its customer, delivered and charged, until cost of sales and revenue are posted. */
export async function sellOnce({ sales, accountant }: Traders, goods: Goods, timed: Timed): Promise<void> {
  const { customerIds, warehouseId, taxCodeId, itemIds } = goods
  const customerId = customerIds[Math.floor(Math.random() * customerIds.length)]
  const draft = await timed('createSalesOrder', () =>
    sales.change<Draft>(
      'createSalesOrder',
      {
        ...{ idempotencyKey: randomUUID(), customerId, warehouseId, orderedOn: today() },
        lines: itemIds.map((itemId) => ({ itemId, quantity: sold, unitPrice: '18.00', taxCodeId })),
      },
      'salesOrder',
      '{ id version }',
    ),
  )
  const order = await timed('confirmSalesOrder', () =>
    sales.change<Settling>(
      'confirmSalesOrder',
      { idempotencyKey: randomUUID(), salesOrderId: draft.id, expectedVersion: draft.version, waitMs },
      'salesOrder',
      settling,
    ),
  )
  await settled(sales, 'salesOrder', order)
  const note = await timed('createDelivery', () =>
    sales.change<Draft>(
      'createDelivery',
      { idempotencyKey: randomUUID(), salesOrderId: draft.id, deliveredOn: today() },
      'delivery',
      '{ id version }',
    ),
  )
  const delivery = await timed('confirmDelivery', () =>
    sales.change<Settling>(
      'confirmDelivery',
      { idempotencyKey: randomUUID(), deliveryId: note.id, expectedVersion: note.version, waitMs },
      'delivery',
      settling,
    ),
  )
  await settled(sales, 'delivery', delivery)
  const invoice = await timed('invoiceDeliveries', () =>
    accountant.change<Draft>(
      'invoiceDeliveries',
      { idempotencyKey: randomUUID(), invoicedOn: today(), deliveryIds: [note.id] },
      'salesInvoice',
      '{ id version }',
    ),
  )
  const charged = await timed('confirmSalesInvoice', () =>
    accountant.change<Settling>(
      'confirmSalesInvoice',
      { idempotencyKey: randomUUID(), salesInvoiceId: invoice.id, expectedVersion: invoice.version, waitMs },
      'salesInvoice',
      settling,
    ),
  )
  await settled(accountant, 'salesInvoice', charged)
}

const settling = '{ id status legs { state } }'

/** Waits for legs that the mutation did not wait for; fails when one is anything but done. */
async function settled(by: GraphSession, field: string, document: Settling): Promise<void> {
  let current = document
  const deadline = Date.now() + 60_000
  while (current.legs.some(({ state }) => state === 'PENDING')) {
    if (Date.now() > deadline) throw new Error(`${field} ${document.id} is not posted after a minute.`)
    await delay(20)
    const answer = await by.query<Record<string, Settling>>(`query ($id: ID!) { ${field}(id: $id) ${settling} }`, {
      id: document.id,
    })
    current = answer[field] ?? current
  }
  const other = current.legs.find(({ state }) => state !== 'POSTED')
  if (other) throw new Error(`${field} ${document.id} is ${current.status}, a leg ${other.state}.`)
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
