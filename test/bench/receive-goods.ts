import { randomUUID } from 'node:crypto'
import { type GraphSession, untilKnown } from '@erp/local'

/** A confirmed order of which one client receives a little at a time. */
export interface OpenOrder {
  readonly lineIds: readonly string[]
  readonly warehouseId: string
}

const linesPerOrder = 4

/** One order a client over the demo company's items, large enough never to be used up. */
export async function prepareOrders(
  buyer: GraphSession,
  storekeeper: GraphSession,
  count: number,
): Promise<readonly OpenOrder[]> {
  const { items, suppliers, taxCodes } = await buyer.query<
    Record<'items' | 'suppliers' | 'taxCodes', { nodes: { id: string }[] }>
  >('{ items { nodes { id } } suppliers { nodes { id } } taxCodes { nodes { id } } }')
  const { warehouses } = await storekeeper.query<{ warehouses: { nodes: { id: string }[] } }>(
    '{ warehouses { nodes { id } } }',
  )
  const pick = (list: { nodes: { id: string }[] }, index: number) => list.nodes[index % list.nodes.length]?.id ?? ''
  const orders: OpenOrder[] = []
  for (let index = 0; index < count; index += 1) {
    const order = await untilKnown(() =>
      buyer.change<{ id: string; version: number; lines: { nodes: { id: string }[] } }>(
        'createPurchaseOrder',
        {
          idempotencyKey: randomUUID(),
          supplierId: pick(suppliers, index),
          orderedOn: today(),
          lines: Array.from({ length: linesPerOrder }, (_, line) => ({
            itemId: pick(items, index + line),
            quantity: '1000000',
            unitPrice: `${line + 3}.25`,
            taxCodeId: pick(taxCodes, 0),
          })),
        },
        'purchaseOrder',
        '{ id version lines { nodes { id } } }',
      ),
    )
    await buyer.change(
      'confirmPurchaseOrder',
      { idempotencyKey: randomUUID(), purchaseOrderId: order.id, expectedVersion: order.version },
      'purchaseOrder',
      '{ id }',
    )
    orders.push({ lineIds: order.lines.nodes.map(({ id }) => id), warehouseId: pick(warehouses, index) })
  }
  return orders
}

/** One confirmed receipt. */
export interface ReceiptTaken {
  readonly id: string
  /** When the mutation was sent and when it was answered, as milliseconds of this machine's clock. */
  readonly sentAt: number
  readonly answeredAt: number
}

/**
 * One client an order: each receives, as often as it takes until `count` receipts are made by all together. With
 * `waitMs` a client asks the mutation to answer when the voucher is there, as a clerk's form does; without, it goes on.
 */
export async function receive(
  storekeeper: GraphSession,
  orders: readonly OpenOrder[],
  { count, waitMs }: { readonly count: number; readonly waitMs: number },
): Promise<readonly ReceiptTaken[]> {
  const taken: ReceiptTaken[] = []
  let begun = 0
  const client = async ({ lineIds, warehouseId }: OpenOrder) => {
    while (begun < count) {
      begun += 1
      const sentAt = now()
      const { id } = await storekeeper.change<{ id: string }>(
        'createGoodsReceipt',
        {
          idempotencyKey: randomUUID(),
          warehouseId,
          receivedOn: today(),
          lines: lineIds.map((purchaseOrderLineId) => ({ purchaseOrderLineId, quantity: '1' })),
          confirm: true,
          waitMs,
        },
        'goodsReceipt',
        '{ id legs { state } }',
      )
      taken.push({ id, sentAt, answeredAt: now() })
    }
  }
  await Promise.all(orders.map(client))
  return taken
}

function now(): number {
  return performance.timeOrigin + performance.now()
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
