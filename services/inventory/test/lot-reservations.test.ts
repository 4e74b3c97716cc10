import {
  deliveryIssueDone,
  deliveryIssueRefused,
  issueDelivery,
  reserveStock,
  stockReservationReserved,
} from '@erp/contracts'
import { asQuantity, type BusinessDate, Decimal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { ReservationId } from '../src/domain/reservation.ts'
import type { LotId } from '../src/domain/valuation.ts'
import * as reservations from '../src/store/reservations.ts'
import { confirmMiscellaneousMovement } from '../src/use-cases/confirm-miscellaneous-movement.ts'
import { createMiscellaneousMovement } from '../src/use-cases/write-miscellaneous-movement.ts'
import { stepsIn } from './stock-steps.ts'
import { useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const graph = await useGraph(inventory)
const { command, transactor } = inventory

const daysFromNow = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10) as BusinessDate

const reserve = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) {
  stockReservation { id lot { code } } stockReservations { openQuantity lot { code } }
  userErrors { __typename ... on StockNotAvailable { shortages { lotId available requested } }
    ... on InvalidInput { field problem } ... on LotNotReservable { lotId } } } }`
type Reserved = {
  reserveStock: {
    stockReservation: { id: string; lot: { code: string } | null } | null
    stockReservations: { openQuantity: string; lot: { code: string } | null }[] | null
    userErrors: object[]
  }
}

/** An item by lot: six of L1, which expire later, and four of L2. */
async function twoLots() {
  const {
    company,
    user,
    item: newItem,
  } = await useDocuments(inventory, graph, 'MiscellaneousMovement', [
    ...(['OTHER_RECEIPT', 'OTHER_ISSUE', 'SALES_DELIVERY'] as const),
  ])
  const { attempt, done } = stepsIn(inventory, company)
  const main = await company.warehouse('MAIN')
  const item = await newItem('MILK', 'MOVING_AVERAGE', { tracking: 'LOT' })
  const moves = async (kind: 'OTHER_RECEIPT' | 'OTHER_ISSUE', lotCode: string, quantity: string, more: object = {}) => {
    const lines = [{ itemId: item.id, warehouseId: main.id, quantity, lotCode, ...more }]
    const businessDate = '2026-03-10' as BusinessDate
    const draft = await done((unit) => createMiscellaneousMovement(unit, { kind, businessDate, reason: 'Lots', lines }))
    return attempt(
      (unit) => confirmMiscellaneousMovement(unit, { documentId: draft.id, expectedVersion: draft.version }),
      newId(),
    )
  }
  await moves('OTHER_RECEIPT', 'L1', '6', { value: '60.00', expiresOn: daysFromNow(90) })
  await moves('OTHER_RECEIPT', 'L2', '4', { value: '40.00', expiresOn: daysFromNow(30) })
  type Lots = { lots: { nodes: { id: string; code: string; onHand: string; reserved: string; available: string }[] } }
  const lots = async () =>
    (
      await user.query<Lots>('query ($id: ID!) { lots(itemId: $id) { nodes { id code onHand reserved available } } }', {
        id: item.id,
      })
    ).lots.nodes
  const [l1, l2] = (await lots()).map(({ id }) => id as LotId)
  if (!l1 || !l2) throw new Error('There are two lots.')
  return {
    ...{ company, user, item, main, moves, l1, l2 },
    counts: async () =>
      (await lots()).map(({ code, onHand, reserved, available }) => `${code} ${onHand} − ${reserved} = ${available}`),
    byHand: async (wanted: object) => {
      const input = { idempotencyKey: newId(), itemId: item.id, warehouseId: main.id, reference: 'Lin Hai', ...wanted }
      return (await user.query<Reserved>(reserve, { input })).reserveStock
    },
    delivers: (lotId: string | undefined, quantity: string, of: { orderId: string; lineId: string } | null) =>
      command(issueDelivery, {
        ...{ companyId: company.companyId, customerId: newId(), warehouseId: main.id, currency: 'CNY' },
        ...{ deliveryId: newId(), number: 'DN-1', deliveredOn: '2026-03-10' },
        ...(of ? { reservedFor: { documentType: 'SALES_ORDER', documentId: of.orderId } } : {}),
        lines: [{ lineId: newId(), itemId: item.id, quantity, lotId, ...(of ? { reservedLineId: of.lineId } : {}) }],
      }),
  }
}

describe('a lot that is reserved by its name', () => {
  test('is promised to nobody else; what names no lot takes part in what is left of all', async () => {
    const { byHand, counts, l1 } = await twoLots()
    const kept = await byHand({ quantity: '5', lotId: l1 })
    expect(kept).toMatchObject({ stockReservation: { lot: { code: 'L1' } }, userErrors: [] })
    expect(kept.stockReservations).toEqual([{ openQuantity: '5', lot: { code: 'L1' } }])
    expect(await counts()).toEqual(['L1 6 − 5 = 1', 'L2 4 − 0 = 4'])
    expect(await byHand({ quantity: '2', lotId: l1 })).toMatchObject({
      stockReservation: null,
      userErrors: [{ __typename: 'StockNotAvailable', shortages: [{ lotId: l1, available: '1', requested: '2' }] }],
    })
    expect(await byHand({ quantity: '6' })).toMatchObject({
      userErrors: [{ shortages: [{ lotId: null, available: '5', requested: '6' }] }],
    })
    expect((await byHand({ quantity: '5' })).userErrors).toEqual([])
    expect(await byHand({ quantity: '1', lotId: l1 })).toMatchObject({
      userErrors: [{ shortages: [{ available: '0' }] }],
    })
  })

  test('is not issued to others, and another lot is', async () => {
    const { byHand, moves, delivers, counts, l1, l2 } = await twoLots()
    await byHand({ quantity: '5', lotId: l1 })
    expect(await moves('OTHER_ISSUE', 'L1', '2')).toMatchObject({ refusal: 'StockInsufficient', available: '1' })
    expect((await delivers(l1, '2', null)).contract).toBe(deliveryIssueRefused)
    expect((await delivers(l2, '3', null)).contract).toBe(deliveryIssueDone)
    expect(await counts()).toEqual(['L1 6 − 5 = 1', 'L2 1 − 0 = 1'])
  })

  test('leaves for the order it was kept for, and another lot leaves it kept', async () => {
    const { company, item, main, delivers, counts, l1, l2 } = await twoLots()
    const of = { orderId: newId(), lineId: newId() }
    const { contract, payload } = await command(reserveStock, {
      ...{ companyId: company.companyId, documentType: 'SALES_ORDER', documentId: of.orderId, documentNumber: 'SO-1' },
      holdSeconds: 900,
      lines: [{ lineId: of.lineId, itemId: item.id, warehouseId: main.id, quantity: '6', lotId: l1 }],
    })
    expect(contract).toBe(stockReservationReserved)
    expect(payload).toMatchObject({ lines: [{ quantity: '6', lotId: l1 }] })
    expect((await delivers(l2, '1', of)).contract).toBe(deliveryIssueDone)
    expect(await counts()).toEqual(['L1 6 − 6 = 0', 'L2 3 − 0 = 3'])
    expect((await delivers(l1, '4', of)).contract).toBe(deliveryIssueDone)
    expect(await counts()).toEqual(['L1 2 − 2 = 0', 'L2 3 − 0 = 3'])
    expect((await delivers(l1, '2', null)).contract).toBe(deliveryIssueRefused)
    expect((await delivers(l1, '2', of)).contract).toBe(deliveryIssueDone)
    expect(await counts()).toEqual(['L1 0 − 0 = 0', 'L2 3 − 0 = 3'])
  })

  test('goes to one of two who want the last of it at once', async () => {
    const { byHand, counts, l2 } = await twoLots()
    const answers = await Promise.all([byHand({ quantity: '3', lotId: l2 }), byHand({ quantity: '3', lotId: l2 })])
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ shortages: [{ available: '1' }] }])
    expect(await counts()).toEqual(['L1 6 − 0 = 6', 'L2 4 − 3 = 1'])
  })
})

test('lots are chosen first expired, first out, a reservation of each, and are proposed to nobody else', async () => {
  const { byHand, counts, user, item, main } = await twoLots()
  const kept = await byHand({ quantity: '7', pickLots: true })
  expect(kept.stockReservations).toEqual([
    { openQuantity: '4', lot: { code: 'L2' } },
    { openQuantity: '3', lot: { code: 'L1' } },
  ])
  expect(await counts()).toEqual(['L1 6 − 3 = 3', 'L2 4 − 4 = 0'])
  const proposal = `query ($item: ID!, $warehouse: ID!) { pickingProposal(itemId: $item, warehouseId: $warehouse, quantity: "5") {
    picks { lot { code } quantity } missing reserved } }`
  expect(await user.query(proposal, { item: item.id, warehouse: main.id })).toEqual({
    pickingProposal: { picks: [{ lot: { code: 'L1' }, quantity: '3' }], missing: '2', reserved: '7' },
  })
  expect(await byHand({ quantity: '4', pickLots: true })).toMatchObject({
    stockReservations: null,
    userErrors: [{ __typename: 'StockNotAvailable', shortages: [{ available: '3', requested: '4' }] }],
  })
})

test('a lot that the item does not have is refused, and so is choosing lots beside naming one', async () => {
  const { byHand, counts, l1 } = await twoLots()
  for (const lotId of [newId(), 'nonsense'])
    expect(await byHand({ quantity: '1', lotId })).toMatchObject({
      userErrors: [{ __typename: 'LotNotReservable', lotId }],
    })
  expect(await byHand({ quantity: '1', lotId: l1, pickLots: true })).toMatchObject({
    userErrors: [{ __typename: 'InvalidInput', field: 'pickLots', problem: 'LOT_NAMED' }],
  })
  expect(await counts()).toEqual(['L1 6 − 0 = 6', 'L2 4 − 0 = 4'])
})

test('whoever looked before somebody else reserved the lot is turned back by the statement itself', async () => {
  const { company, item, main, l2, counts } = await twoLots()
  const quantity = asQuantity(new Decimal(5))
  const stale = transactor.transact(company.caller, 'test', (unit) =>
    reservations.insert(
      unit.tx,
      [
        {
          ...{
            id: newId() as ReservationId,
            companyId: company.companyId,
            documentType: 'BY_HAND',
            documentId: newId(),
          },
          ...{
            customerId: null,
            documentNumber: 'Late',
            documentLineId: newId(),
            itemId: item.id,
            warehouseId: main.id,
            lotId: l2,
          },
          ...{ quantity, openQuantity: quantity, status: 'COMMITTED' },
        },
      ],
      { holdSeconds: null, reservedAt: new Date() },
    ),
  )
  await expect(stale).rejects.toThrow()
  expect(await counts()).toEqual(['L1 6 − 0 = 6', 'L2 4 − 0 = 4'])
})
