import type { TestSystem } from '@erp/testing'
import { expect } from 'vitest'
import type { SalesOrder } from '../support/documents.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const there = 15
const clients = 16
const ordersOfEach = 3
const creditLimit = 600

/** What each order wants: three of the twenty items, one to nine pieces; far more than there is of all together. */
function wants(client: number, order: number): { place: number; quantity: number }[] {
  return [0, 1, 2].map((line) => ({
    place: (7 * client + 5 * order + 3 * line + line * order) % 20,
    quantity: 1 + ((client + 4 * order + 5 * line) % 9),
  }))
}

scenario(
  'Sixteen sell the same twenty items to ten customers at once: every order goes out whole or is held and given up',
  async ({ company, system }) => {
    const { sales } = company
    const items = await stocked(company)
    const customers = await Promise.all(Array.from({ length: 10 }, (_, index) => aCustomer(company, index)))
    await company.atRest()
    const deadlocksBefore = await deadlocksIn(system)

    const gone = new Map(items.map((id) => [id, 0]))
    const owed: number[] = []
    const outcomes: string[] = []
    const sell = async (client: number, order: number) => {
      const lines = wants(client, order)
      const customer = (client + order) % 10
      const draft = await sales.change<SalesOrder>('CreateSalesOrder', {
        ...{ customerId: customers[customer], warehouseId: company.warehouses.get('MAIN')?.id },
        ...{ orderedOn: today, pricesIncludeTax: false },
        lines: lines.map(({ place, quantity }) => ({
          ...{ itemId: items[place], quantity: String(quantity), unitPrice: '18.00', taxCodeId: company.taxCodeId },
        })),
      })
      const answered = await sales.confirms(draft)
      const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0)
      if (answered.status === 'CONFIRMED') {
        expect(await sales.delivers(answered)).toMatchObject({ status: 'CONFIRMED', refusalCode: null })
        owed[customer] = (owed[customer] ?? 0) + 2034 * pieces // 18.00 and 13 % of it
        for (const { place, quantity } of lines) {
          const id = items[place] ?? ''
          gone.set(id, (gone.get(id) ?? 0) + quantity)
        }
      } else {
        expect(answered.status).toBe('HELD')
        await sales.cancels(answered)
      }
      outcomes.push(answered.holdCode ?? answered.status)
    }
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let order = 0; order < ordersOfEach; order += 1) await sell(client, order)
      }),
    )
    await company.atRest()

    expect(outcomes).toHaveLength(clients * ordersOfEach)
    expect(new Set(outcomes)).toEqual(new Set(['CONFIRMED', 'STOCK_NOT_AVAILABLE', 'CREDIT_LIMIT_EXCEEDED']))
    for (const [index, customerId] of customers.entries()) {
      const { customerCredit } = await sales.ask<Credit>('CustomerCredit', { customerId })
      const owedByThem = owed[index] ?? 0 // nothing, where none of their orders went out
      expect(customerCredit.held.amount).toBe(toAmount(owedByThem))
      expect(owedByThem).toBeLessThanOrEqual(creditLimit * 100)
    }
    for (const [id, quantity] of gone) {
      const { stockBalances } = await sales.ask<Balances>('StockInWarehouses', { itemId: id })
      expect(quantity).toBeLessThanOrEqual(there)
      expect(stockBalances.nodes.map(({ quantity: left, warehouses }) => ({ left, warehouses }))).toEqual([
        {
          left: String(there - quantity),
          warehouses: expect.arrayContaining([
            expect.objectContaining({ onHand: String(there - quantity), reserved: '0' }),
          ]),
        },
      ])
    }
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
    expect(await deadlocksIn(system)).toEqual(deadlocksBefore)
  },
  300_000,
)

interface Balances {
  readonly stockBalances: {
    readonly nodes: readonly {
      readonly quantity: string
      readonly warehouses: readonly { readonly onHand: string; readonly reserved: string }[]
    }[]
  }
}

/** Twenty items, fifteen pieces of each, half of them at moving average and half first in, first out. */
async function stocked({ controller, buyer, storekeeper, atRest }: TestCompany): Promise<string[]> {
  const created = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      controller.change<{ id: string }>('CreateItem', {
        ...{
          code: `HOT-${index}`,
          name: { zh: '热销品', en: 'Hot item' },
          itemClass: 'MERCHANDISE',
          baseUnit: 'piece',
        },
        ...{ costing: index % 2 === 0 ? 'MOVING_AVERAGE' : 'FIFO' },
      }),
    ),
  )
  await atRest()
  const order = await buyer.agreesOn(created.map(({ id }) => `${there} × ${id} at 10.00`))
  await storekeeper.receives(
    order,
    created.map((_, index) => `${there} × HOT-${index}`),
  )
  await atRest()
  return created.map(({ id }) => id)
}

async function aCustomer({ sales, controller }: TestCompany, index: number): Promise<string> {
  const { id } = await sales.change<{ id: string }>('CreateCustomer', {
    ...{ code: `CROWD-${index}`, name: { zh: '客户', en: 'Customer' } },
  })
  await controller.change('LimitCredit', { customerId: id, expectedVersion: 1, creditLimit: `${creditLimit}.00` })
  return id
}

interface Credit {
  readonly customerCredit: { readonly held: { readonly amount: string } }
}

function toAmount(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
}

/** How many deadlocks PostgreSQL broke in each service's database since it started. */
async function deadlocksIn({ database }: TestSystem): Promise<string[]> {
  const counts = await Promise.all(
    (['inventory', 'sales', 'finance'] as const).map(
      (service) =>
        database(service).rows<{ deadlocks: string }>`
        select deadlocks::text from pg_stat_database where datname = current_database()`,
    ),
  )
  return counts.flat().map(({ deadlocks }) => deadlocks)
}
