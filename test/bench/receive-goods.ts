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

export interface LoadResult {
  /** From sending the mutation to the answer that its voucher is posted, sorted. */
  readonly milliseconds: readonly number[]
  readonly late: number
  readonly seconds: number
}

/** Each order has a client that receives, waits for the voucher, and receives again. */
export async function receiveContinuously(
  storekeeper: GraphSession,
  orders: readonly OpenOrder[],
  seconds: number,
): Promise<LoadResult> {
  const milliseconds: number[] = []
  let late = 0
  const startedAt = performance.now()
  await Promise.all(
    orders.map(async ({ lineIds, warehouseId }) => {
      while (performance.now() - startedAt < seconds * 1000) {
        const sentAt = performance.now()
        const { legs } = await storekeeper.change<{ legs: { state: string }[] }>(
          'createGoodsReceipt',
          {
            idempotencyKey: randomUUID(),
            warehouseId,
            receivedOn: today(),
            lines: lineIds.map((purchaseOrderLineId) => ({ purchaseOrderLineId, quantity: '1' })),
            confirm: true,
            waitMs: 10_000,
          },
          'goodsReceipt',
          '{ legs { state } }',
        )
        if (legs.length > 0 && legs.every(({ state }) => state === 'POSTED'))
          milliseconds.push(performance.now() - sentAt)
        else late += 1
      }
    }),
  )
  milliseconds.sort((left, right) => left - right)
  return { milliseconds, late, seconds: (performance.now() - startedAt) / 1000 }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
