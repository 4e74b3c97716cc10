import {
  commitStock,
  goodsReceiptConfirmed,
  issuePurchaseReturn,
  type PayloadOf,
  purchaseOrderChanged,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
  releaseRemainingStock,
  releaseStock,
  reserveStock,
  stockReservationCommitted,
  stockReservationRefused,
  stockReservationReleased,
  stockReservationReserved,
} from '@erp/contracts'
import { metrics, sqlStateOf } from '@erp/service-kit'
import { asQuantity, Decimal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import * as stockBalances from '../src/store/stock-balances.ts'
import { consumeReservations } from '../src/use-cases/consume-reservations.ts'
import { expireOverdue } from '../src/use-cases/expire-reservations.ts'
import { useGraph } from './use-graph.ts'
import { lineOf, trimmed, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear, command, transactor } = inventory
const { userOf } = await useGraph(inventory)

const reserve = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) {
  stockReservation { id status quantity openQuantity documentType documentNumber expiresAt }
  userErrors { __typename message
    ... on StockNotAvailable { shortages { available requested } } ... on InvalidInput { field problem }
    ... on WarehouseNotReservable { problem } ... on ItemNotReservable { problem } } } }`
const release = `mutation ($input: ReleaseReservationInput!) { releaseReservation(input: $input) {
  stockReservation { status openQuantity } userErrors { __typename ... on ReservationEnded { status } } } }`

type Reserved = {
  reserveStock: {
    stockReservation: { id: string; expiresAt: string | null } | null
    userErrors: { __typename: string }[]
  }
}
type Wanted = readonly [Item, Warehouse, string]

async function stocked(quantity: string, code = 'LAMP') {
  const company = await inventory.company()
  const [item, main] = [await company.item(code, 'FIFO'), await company.warehouse('MAIN')]
  const receipt = company.receipt(main, [[item, quantity, '100.00']])
  await hear(goodsReceiptConfirmed, receipt)
  const user = userOf(company.companyId)
  const byHand = async (wanted: object) => {
    const input = { idempotencyKey: newId(), itemId: item.id, warehouseId: main.id, reference: 'Lin Hai', ...wanted }
    return (await user.query<Reserved>(reserve, { input })).reserveStock
  }
  return { company, item, main, receipt, user, byHand }
}

/** What is on hand and reserved of an item, by warehouse. */
async function countsOf({ id }: Item): Promise<string[]> {
  const rows = await database.rows<{ on_hand: string; reserved: string }>`
    select on_hand::text, reserved::text from warehouse_stock where item_id = ${id} order by warehouse_id`
  return rows.map((row) => `${trimmed(row.on_hand)} / ${trimmed(row.reserved)}`)
}

function order(companyId: string, lines: readonly Wanted[], holdSeconds: number | null = 900) {
  return {
    ...{ companyId, documentType: 'SALES_ORDER', documentId: newId(), documentNumber: 'SO-1', holdSeconds },
    lines: lines.map(([item, warehouse, quantity]) => ({
      lineId: newId(),
      itemId: item.id as string,
      warehouseId: warehouse.id as string,
      quantity,
    })),
  } satisfies PayloadOf<typeof reserveStock>
}

const documentOf = ({ companyId, documentType, documentId }: PayloadOf<typeof reserveStock>) => ({
  companyId,
  documentType,
  documentId,
})

describe('people reserve', () => {
  test('what is there, and give it back', async () => {
    const { item, byHand, user } = await stocked('10')
    const { stockReservation, userErrors } = await byHand({ quantity: '4' })
    expect(userErrors).toEqual([])
    expect(stockReservation).toMatchObject({
      ...{ status: 'COMMITTED', quantity: '4', openQuantity: '4', expiresAt: null },
      ...{ documentType: 'BY_HAND', documentNumber: 'Lin Hai' },
    })
    expect(await countsOf(item)).toEqual(['10 / 4'])
    const seen = `{ item(code: "LAMP") { availability { onHand reserved expected availableToPromise notPromised }
      stockBalances { warehouses { onHand reserved available } } } }`
    expect(await user.query(seen)).toEqual({
      item: {
        availability: { onHand: '10', reserved: '4', expected: '0', availableToPromise: '6', notPromised: '0' },
        stockBalances: [{ warehouses: [{ onHand: '10', reserved: '4', available: '6' }] }],
      },
    })
    const giveBack = () =>
      user.query(release, { input: { idempotencyKey: newId(), reservationId: stockReservation?.id } })
    expect(await giveBack()).toEqual({
      releaseReservation: { stockReservation: { status: 'RELEASED', openQuantity: '0' }, userErrors: [] },
    })
    expect(await giveBack()).toMatchObject({
      releaseReservation: { userErrors: [{ __typename: 'ReservationEnded', status: 'RELEASED' }] },
    })
    expect(await countsOf(item)).toEqual(['10 / 0'])
  })

  test('the last unit at once: one gets it, the other learns what is left', async () => {
    const { item, byHand } = await stocked('5')
    const answers = await Promise.all([byHand({ quantity: '3' }), byHand({ quantity: '4' })])
    const won = answers.filter(({ userErrors }) => userErrors.length === 0)
    expect(won).toHaveLength(1)
    const [first] = await countsOf(item)
    const left = first === '5 / 3' ? '2' : '1'
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([
      {
        __typename: 'StockNotAvailable',
        message: `Only ${left} can still be promised; ${first === '5 / 3' ? '4' : '3'} were asked for.`,
        shortages: [{ available: left }],
      },
    ])
  })

  test.each([
    [{ quantity: '0' }, { field: 'quantity', problem: 'NOT_POSITIVE' }],
    [
      { quantity: '1', reference: '' },
      { field: 'reference', problem: 'LENGTH' },
    ],
    [
      { quantity: '1', holdMinutes: 0 },
      { field: 'holdMinutes', problem: 'RANGE' },
    ],
    [
      { quantity: '1', itemId: newId() },
      { __typename: 'ItemNotReservable', problem: 'UNKNOWN' },
    ],
    [
      { quantity: '1', warehouseId: newId() },
      { __typename: 'WarehouseNotReservable', problem: 'UNKNOWN' },
    ],
  ])('%j is refused and nothing is kept', async (wanted, refusal) => {
    const { item, byHand } = await stocked('5')
    expect(await byHand(wanted)).toMatchObject({ stockReservation: null, userErrors: [refusal] })
    expect(await countsOf(item)).toEqual(['5 / 0'])
    expect(await database.rows`select 1 from stock_reservation where item_id = ${item.id}`).toEqual([])
  })

  test('nothing in quarantine', async () => {
    const { item, company, user } = await stocked('5')
    const create = `mutation ($input: CreateWarehouseInput!) { createWarehouse(input: $input) { warehouse { id } } }`
    const { createWarehouse } = await user.query<{ createWarehouse: { warehouse: Warehouse } }>(create, {
      input: { idempotencyKey: newId(), code: 'HELD', name: { zh: '待检', en: 'Held' }, kind: 'QUARANTINE' },
    })
    const { warehouse } = createWarehouse
    await hear(goodsReceiptConfirmed, company.receipt(warehouse, [[item, '7', '70.00']]))
    const input = { idempotencyKey: newId(), itemId: item.id, warehouseId: warehouse.id, quantity: '1', reference: 'x' }
    expect(await user.query(reserve, { input })).toMatchObject({
      reserveStock: { userErrors: [{ __typename: 'WarehouseNotReservable', problem: 'QUARANTINE' }] },
    })
    expect(
      await user.query('{ item(code: "LAMP") { availability { onHand availableToPromise notPromised } } }'),
    ).toEqual({
      item: { availability: { onHand: '5', availableToPromise: '5', notPromised: '7' } },
    })
  })

  test('only with the permission, and only what is their own', async () => {
    const { item, main, company, byHand } = await stocked('5')
    const input = { idempotencyKey: newId(), itemId: item.id, warehouseId: main.id, quantity: '1', reference: 'x' }
    const { errors } = await userOf(company.companyId, ['inventory.stock.read']).ask(reserve, { input })
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'inventory.reservation.manage' } }])
    const { stockReservation } = await byHand({ quantity: '1' })
    const stranger = userOf(newId())
    const theirs = { idempotencyKey: newId(), reservationId: stockReservation?.id }
    expect(await stranger.query(release, { input: theirs })).toMatchObject({
      releaseReservation: { stockReservation: null, userErrors: [{ __typename: 'ReservationNotFound' }] },
    })
    expect(await countsOf(item)).toEqual(['5 / 1'])
  })
})

describe('another service reserves for its document', () => {
  test('all lines or none, and is told what each lacks', async () => {
    const { company, item, main } = await stocked('5')
    const chair = await company.item('CHAIR', 'MOVING_AVERAGE')
    const wanted = order(company.companyId, [
      [item, main, '3'],
      [chair, main, '2'],
      [item, main, '4'],
    ])
    const { contract, payload } = await command(reserveStock, wanted)
    expect(contract.type).toBe(stockReservationRefused.type)
    expect(payload).toEqual({
      ...documentOf(wanted),
      reason: 'STOCK_NOT_AVAILABLE',
      facts: {},
      shortages: [
        { lineId: wanted.lines[1]?.lineId, itemId: chair.id, warehouseId: main.id, available: '0', requested: '2' },
        { lineId: wanted.lines[2]?.lineId, itemId: item.id, warehouseId: main.id, available: '2', requested: '4' },
      ],
    })
    expect(await countsOf(item)).toEqual(['5 / 0'])
  })

  test('holds, commits and releases; what is committed does not end by itself', async () => {
    const { company, item, main } = await stocked('5')
    const wanted = order(company.companyId, [[item, main, '3']])
    const held = await command(reserveStock, wanted)
    expect(held.contract.type).toBe(stockReservationReserved.type)
    expect(held.payload).toMatchObject({ lines: [{ lineId: wanted.lines[0]?.lineId, quantity: '3' }] })
    expect((await command(commitStock, documentOf(wanted))).contract.type).toBe(stockReservationCommitted.type)
    await database.rows`update reservation_deadline set expires_at = now() - interval '1 day'`
    await expireOverdue(transactor)
    expect(await countsOf(item)).toEqual(['5 / 3'])
    const again = await command(reserveStock, wanted)
    expect(again.payload).toMatchObject({ reason: 'LINE_ALREADY_RESERVED', shortages: [] })

    for (const _ of ['once', 'twice'])
      expect((await command(releaseStock, { ...documentOf(wanted), reason: 'Too dear' })).contract.type).toBe(
        stockReservationReleased.type,
      )
    expect(await countsOf(item)).toEqual(['5 / 0'])
    expect((await command(commitStock, documentOf(wanted))).payload).toMatchObject({ reason: 'NOTHING_RESERVED' })
    expect((await command(reserveStock, wanted)).contract.type).toBe(stockReservationReserved.type)
    expect((await command(releaseRemainingStock, documentOf(wanted))).contract.type).toBe(stockReservationReleased.type)
    expect(await countsOf(item)).toEqual(['5 / 0'])
  })

  test('a hold ends at its deadline by the clock of the database, once, and its document is told', async () => {
    const { company, item, main } = await stocked('5')
    const wanted = order(company.companyId, [[item, main, '3']], 3_600)
    await command(reserveStock, wanted)
    await expireOverdue(transactor)
    expect(await countsOf(item)).toEqual(['5 / 3'])
    await database.rows`
      update reservation_deadline set expires_at = now() where company_id = ${company.companyId}`
    await Promise.all([expireOverdue(transactor), expireOverdue(transactor)])
    expect(await countsOf(item)).toEqual(['5 / 0'])
    const told = await database.rows<{ payload: object }>`
      select payload from platform.outbox where aggregate_id = ${wanted.documentId}`
    expect(told).toMatchObject([
      { payload: { ...documentOf(wanted), lines: [{ lineId: wanted.lines[0]?.lineId, quantity: '3' }] } },
    ])
    const left = await database.rows`select status from stock_reservation where document_id = ${wanted.documentId}`
    expect(left).toEqual([{ status: 'EXPIRED' }])
  })
})

describe('what is reserved', () => {
  test('stays for those it is reserved for: nobody else may issue it', async () => {
    const { company, item, main, receipt } = await stocked('10')
    await command(reserveStock, order(company.companyId, [[item, main, '8']], null))
    const tooMuch = await command(issuePurchaseReturn, company.purchaseReturn(receipt, '3', '30.00'))
    expect(tooMuch.contract.type).toBe(purchaseReturnIssueRefused.type)
    expect(tooMuch.payload).toMatchObject({
      reason: 'STOCK_INSUFFICIENT',
      facts: { available: '2', requested: '3' },
    })
    const fits = await command(issuePurchaseReturn, company.purchaseReturn(receipt, '2', '20.00'))
    expect(fits.contract.type).toBe(purchaseReturnIssueDone.type)
    expect(await countsOf(item)).toEqual(['8 / 8'])
  })

  test('is used up by what is issued for its own lines', async () => {
    const { company, item, main, receipt } = await stocked('10')
    const wanted = order(company.companyId, [[item, main, '8']], null)
    await command(reserveStock, wanted)
    const issued = (quantity: string) => [
      {
        lineId: wanted.lines[0]?.lineId ?? '',
        itemId: item.id,
        warehouseId: main.id,
        quantity: asQuantity(new Decimal(quantity)),
      },
    ]
    const consume = (quantity: string) =>
      transactor.system([company.companyId], 'test', async (unit) => {
        await stockBalances.lock(unit.tx, [{ itemId: item.id, valuationAreaId: main.valuationAreaId }])
        await consumeReservations(unit, wanted, issued(quantity))
      })
    await consume('5')
    expect(await countsOf(item)).toEqual(['10 / 3'])
    await consume('6')
    expect(await countsOf(item)).toEqual(['10 / 0'])
    const rows = await database.rows`select status from stock_reservation where document_id = ${wanted.documentId}`
    expect(rows).toEqual([{ status: 'CONSUMED' }])
    expect(lineOf(receipt).quantity).toBe('10')
  })

  test.each([
    [
      'more than there is',
      (id: string) => [`update warehouse_stock set reserved = on_hand + 1 where item_id = '${id}'`],
    ],
    ['less than nothing', (id: string) => [`update warehouse_stock set reserved = -1 where item_id = '${id}'`]],
    ['less on hand', (id: string) => [`update warehouse_stock set on_hand = 7 where item_id = '${id}'`]],
    ['more open', (id: string) => [`update stock_reservation set open_quantity = 9 where item_id = '${id}'`]],
    ['an open end', (id: string) => [`update stock_reservation set status = 'RELEASED' where item_id = '${id}'`]],
  ])('cannot be made wrong by hand: %s', async (_, statements) => {
    const { company, item, main } = await stocked('10')
    await command(reserveStock, order(company.companyId, [[item, main, '8']], null))
    for (const statement of statements(item.id)) {
      const outcome = transactor.system([company.companyId], 'test', ({ tx }) =>
        tx.$executeRaw([statement] as unknown as TemplateStringsArray),
      )
      expect(await outcome.then(() => undefined, sqlStateOf)).toBe('23514')
    }
    expect(await countsOf(item)).toEqual(['10 / 8'])
  })
})

test('what is expected is what is ordered and has not arrived', async () => {
  const { company, item, main, user } = await stocked('10')
  const purchaseOrderId = newId()
  const lineId = newId()
  const told = (version: number, baseQuantity: string, more: object = {}) => ({
    ...{ companyId: company.companyId, purchaseOrderId, number: 'PO-1', revision: 1, status: 'CONFIRMED' as const },
    ...{ supplierId: newId(), orderedOn: '2026-03-01', currency: 'CNY', net: '0.00', tax: '0.00', gross: '0.00' },
    lines: [
      {
        ...{
          lineId,
          itemId: item.id as string,
          unit: 'PCS',
          quantity: baseQuantity,
          baseQuantity,
          receivedQuantity: '0',
        },
        ...{ unitPrice: '0', taxCodeId: newId(), net: '0.00', tax: '0.00' },
      },
    ],
    version,
    ...more,
  })
  const expected = async () => {
    type Answer = { item: { availability: { onHand: string; expected: string; availableToPromise: string } } }
    const { availability } = (
      await user.query<Answer>('{ item(code: "LAMP") { availability { onHand expected availableToPromise } } }')
    ).item
    return `${availability.onHand} + ${availability.expected} = ${availability.availableToPromise}`
  }
  await hear(purchaseOrderChanged, told(2, '100'))
  expect(await expected()).toBe('10 + 100 = 110')
  const arrival = company.receipt(main, [[item, '30', '300.00']])
  const fulfilling = { ...arrival, lines: [{ ...lineOf(arrival), purchaseOrderId, purchaseOrderLineId: lineId }] }
  await hear(goodsReceiptConfirmed, fulfilling)
  await hear(goodsReceiptConfirmed, fulfilling)
  expect(await expected()).toBe('40 + 70 = 110')
  await hear(purchaseOrderChanged, told(3, '50'))
  await hear(purchaseOrderChanged, told(2, '100'))
  expect(await expected()).toBe('40 + 20 = 60')
  await hear(purchaseOrderChanged, told(4, '50', { status: 'CANCELLED' }))
  expect(await expected()).toBe('40 + 0 = 40')
})

test('32 clients on one hot item and a few others in any order: no deadlock, and the sums are exact', async () => {
  const { company, item, main } = await stocked('40')
  const chair = await company.item('CHAIR', 'MOVING_AVERAGE')
  await hear(goodsReceiptConfirmed, company.receipt(main, [[chair, '1000', '10.00']]))
  const wanted = Array.from({ length: 32 }, (_, turn) => {
    const lines: Wanted[] = [
      [item, main, '2'],
      [chair, main, '3'],
    ]
    return order(company.companyId, turn % 2 === 0 ? lines : lines.toReversed())
  })
  const before = await deadlocks()
  const arriving = hear(
    goodsReceiptConfirmed,
    company.receipt(main, [
      [chair, '5', '1.00'],
      [item, '0.000001', '0.00'],
    ]),
  )
  const replies = await Promise.all(wanted.map((one) => command(reserveStock, one)))
  await arriving
  const kept = replies.filter(({ contract }) => contract.type === stockReservationReserved.type)
  expect(kept).toHaveLength(20)
  expect(await countsOf(item)).toEqual(['40.000001 / 40'])
  expect(await countsOf(chair)).toEqual(['1005 / 60'])
  await Promise.all(wanted.map((one) => command(releaseStock, { ...documentOf(one), reason: 'Over' })))
  expect(await countsOf(item)).toEqual(['40.000001 / 0'])
  expect(await countsOf(chair)).toEqual(['1005 / 0'])
  expect(await deadlocks()).toBe(before)
}, 60_000)

/** How often a transaction of this process was run again because of a deadlock. */
async function deadlocks(): Promise<number> {
  const counter = await metrics.getSingleMetric('erp_transaction_retries_total')?.get()
  const values = counter?.values.filter(({ labels }) => labels.cause === '40P01' || labels.cause === '40001') ?? []
  return values.reduce((total, { value }) => total + value, 0)
}
