import { newId } from '@erp/values'
import { onTestFinished } from 'vitest'
import type { PurchaseOrder } from '../support/documents.ts'
import type { TestCompany } from '../support/test-company.ts'
import { persistently } from './persistent.ts'

export interface Receipt {
  readonly id: string
  readonly number: string
}

export interface ReceivingClients {
  /** Lets each client finish its receipt; answers those that were confirmed, one a mutation. */
  readonly stop: () => Promise<readonly Receipt[]>
  readonly count: () => number
  /** How often a mutation had to be sent again because no answer came. */
  readonly repetitions: () => number
}

/** One order a client, of which it receives one piece at a time. */
export function ordersFor(company: TestCompany, clients: number): Promise<PurchaseOrder[]> {
  const lines = ['100000 × STEEL at 7.77', '100000 × LAMP at 19.99']
  return Promise.all(Array.from({ length: clients }, () => company.buyer.agreesOn(lines)))
}

/** Asks for nothing that only a service knows which may be dead. */
const receive = `mutation Receive($input: CreateGoodsReceiptInput!) {
  createGoodsReceipt(input: $input) { goodsReceipt { id number } userErrors { code } }
}`

/**
 * Clients that confirm one receipt after the other, and send a mutation again with its key until it is answered. Each
 * answer is added to `acknowledged`.
 */
export function receiveContinuously(
  company: TestCompany,
  orders: readonly PurchaseOrder[],
  acknowledged: Receipt[],
): ReceivingClients {
  const { storekeeper } = company
  const receipts: Receipt[] = []
  let repetitions = 0
  let stopping = false
  const send = async (input: object) => {
    const { data, errors } = await storekeeper.send<{ createGoodsReceipt: { goodsReceipt: Receipt | null } }>(receive, {
      input,
    })
    const receipt = data?.createGoodsReceipt.goodsReceipt
    if (!receipt) throw new Error(`Not received: ${JSON.stringify(data ?? errors)}`)
    return receipt
  }
  const client = async (order: PurchaseOrder) => {
    while (!stopping) {
      const note = storekeeper.deliveryNote(order, ['1 × STEEL', '1 × LAMP'])
      const input = { idempotencyKey: newId(), ...note, confirm: true }
      let tries = 0
      const receipt = await persistently(() => {
        tries += 1
        return send(input)
      })
      repetitions += tries - 1
      receipts.push(receipt)
      acknowledged.push(receipt)
    }
  }
  const running = Promise.all(orders.map(client))
  running.catch(() => undefined) // whoever stops them is told
  const stop = async () => {
    stopping = true
    await running
    return receipts
  }
  onTestFinished(async () => {
    await stop().catch(() => undefined)
  })
  return { stop, count: () => receipts.length, repetitions: () => repetitions }
}
