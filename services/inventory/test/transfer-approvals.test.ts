import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { StockTransfer, StockTransferKind } from '../src/domain/stock-transfer.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import type { Unit } from '../src/store/database.ts'
import { cancelStockTransfer } from '../src/use-cases/cancel-stock-transfer.ts'
import { confirmStockTransfer } from '../src/use-cases/confirm-stock-transfer.ts'
import { createStockTransfer } from '../src/use-cases/create-stock-transfer.ts'
import { loseInStockTransfer } from '../src/use-cases/lose-in-stock-transfer.ts'
import { receiveStockTransfer } from '../src/use-cases/receive-stock-transfer.ts'
import { settleAccounts, stepsIn } from './stock-steps.ts'
import { useApprovals } from './use-approvals.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const graph = await useGraph(inventory)
const day = '2026-03-12' as never

/** A company that has transfers approved, with 73 lamps worth 848.75 in one of its three warehouses. */
async function setUp() {
  const company = await inventory.company()
  await settleAccounts(inventory, company, [
    ...['STOCK_TRANSFER', 'TRANSFER_SHIPMENT', 'TRANSFER_RECEIPT', 'TRANSFER_LOSS'],
  ])
  const { attempt, done, has, areasOf, warehousesOf } = stepsIn(inventory, company)
  const main = await company.warehouse('A')
  const annex = await company.warehouse('A-ANNEX', main.valuationAreaId)
  const branch = await company.warehouse('B')
  const lamp = await company.item('LAMP', 'MOVING_AVERAGE')
  await has(main, lamp, ['73', '848.75'])
  const approvals = await useApprovals(
    inventory,
    company,
    { documentType: 'STOCK_TRANSFER', query: 'stockTransfer(id: $id)', by: '' },
    graph.userOf(company.companyId),
  )
  const clerk = newId()
  const named = ({ id, version }: Pick<StockTransfer, 'id' | 'version'>) => ({
    stockTransferId: id,
    expectedVersion: version,
  })
  const submits = (transfer: Pick<StockTransfer, 'id' | 'version'>, by = clerk) =>
    done((unit) => confirmStockTransfer(unit, named(transfer)), by)
  const asks = async (kind: StockTransferKind, quantity: string, to: Warehouse = branch) => {
    const places = { fromWarehouseId: main.id, toWarehouseId: to.id, businessDate: '2026-03-10' as never }
    const wanted = { kind, ...places, lines: [{ itemId: lamp.id, quantity }] }
    return submits(await done((unit) => createStockTransfer(unit, wanted), clerk))
  }
  const refusedTo = async (work: (unit: Unit) => Promise<unknown>, by: string) => {
    const outcome = await attempt(work, by)
    return isRefusal(outcome) ? outcome.refusal : undefined
  }
  return {
    ...{ ...company, ...approvals, done, areasOf, warehousesOf, annex, lamp, clerk, named, submits, asks, refusedTo },
  }
}

describe('a transfer of a company that has transfers approved', () => {
  test('to another area is asked for with what its goods carry, and they go by the decision', async () => {
    const { asks, clerk, lamp, lastOf, decides, standing, areasOf } = await setUp()
    const document = await asks('ONE_STEP', '20')
    expect(document).toMatchObject({ status: 'PENDING_APPROVAL', approval: { state: 'PENDING' } })
    expect(await lastOf(document)).toMatchObject({
      ...{ documentType: 'STOCK_TRANSFER', amountMinor: '23253', title: `${document.number} · ONE_STEP` },
      ...{ makerId: clerk, submittedBy: clerk, authorIds: [clerk], categories: ['MERCHANDISE'] },
    })
    expect(await areasOf(lamp)).toEqual({ A: '73 / 84875' })
    await decides(document, 'APPROVED')
    expect(await standing(document)).toMatchObject({ status: 'CONFIRMED', legs: [{ state: 'POSTED' }, {}, {}] })
    expect(await areasOf(lamp)).toEqual({ A: '53 / 61622', B: '20 / 23253' })
  })

  test('inside an area is asked for with the share of what is there, though no value goes', async () => {
    const { asks, annex, lamp, lastOf, decides, warehousesOf, areasOf } = await setUp()
    const document = await asks('ONE_STEP', '20', annex)
    expect(await lastOf(document)).toMatchObject({ amountMinor: '23253' })
    await decides(document, 'APPROVED')
    expect(await warehousesOf(lamp)).toEqual({ A: '53', 'A-ANNEX': '20' })
    expect(await areasOf(lamp)).toEqual({ A: '73 / 84875' })
  })

  test('in two steps is on its way once it is approved, and arrives without another approval', async () => {
    const { asks, lamp, done, decides, standing, requests, named, areasOf } = await setUp()
    const document = await asks('TWO_STEP', '20')
    await decides(document, 'APPROVED')
    const shipped = await standing(document)
    expect(shipped.status).toBe('SHIPPED')
    await done((unit) => receiveStockTransfer(unit, { ...named(shipped), receivedOn: day }))
    expect(await areasOf(lamp)).toEqual({ A: '53 / 61622', B: '20 / 23253' })
    expect(await requests()).toHaveLength(1)
  })

  test('that is turned down or given up moves nothing, and one whose period closed meanwhile goes later', async () => {
    const { asks, lamp, done, decides, standing, submits, withdrawals, period, named, areasOf } = await setUp()
    const document = await asks('ONE_STEP', '20')
    await decides(document, 'REJECTED', 'Keep them here')
    const back = await standing(document)
    expect(back).toMatchObject({ status: 'DRAFT', legs: [{ reason: 'Rejected: Keep them here' }] })
    const again = await submits(back)
    const given = await done((unit) => cancelStockTransfer(unit, named(again)))
    expect(given.status).toBe('DISCARDED')
    expect(await withdrawals()).toMatchObject([{ reason: 'DOCUMENT_DISCARDED' }])
    await decides(again, 'APPROVED')
    expect(await areasOf(lamp)).toEqual({ A: '73 / 84875' })

    const late = await asks('ONE_STEP', '20')
    await period('CLOSED', 2)
    await decides(late, 'APPROVED')
    const stuck = await standing(late)
    expect(stuck).toMatchObject({ status: 'DRAFT', legs: [{ reasonCode: 'APPROVED_NOT_CONFIRMED' }] })
    await period('OPEN', 3)
    expect((await submits(stuck)).status).toBe('CONFIRMED')
    expect(await areasOf(lamp)).toEqual({ A: '53 / 61622', B: '20 / 23253' })
  })
})

describe('a loss on the way', () => {
  test('is told by nobody who wrote the transfer or let it go, whether transfers are approved or not', async () => {
    const { says, asks, lamp, done, named, submits, refusedTo, decides, standing, clerk, areasOf } = await setUp()
    const loses = (shipped: Pick<StockTransfer, 'id' | 'version'>) => (unit: Unit) =>
      loseInStockTransfer(unit, { ...named(shipped), lostOn: day, inputVatPercent: '13' })
    const approved = await asks('TWO_STEP', '10')
    await decides(approved, 'APPROVED')
    const shipped = await standing(approved)
    expect(await refusedTo(loses(shipped), clerk)).toBe('MakerConfirms')
    expect(await done(loses(shipped), newId())).toMatchObject({ status: 'RECEIVED' })

    const draft = await asks('TWO_STEP', '10')
    await says(false, 2)
    await decides(draft, 'REJECTED', 'No longer asked for')
    const sender = newId()
    const sent = await submits(await standing(draft), sender)
    expect(sent.status).toBe('SHIPPED')
    for (const person of [clerk, sender]) expect(await refusedTo(loses(sent), person)).toBe('MakerConfirms')
    expect(await done(loses(sent), newId())).toMatchObject({ status: 'RECEIVED' })
    expect(await areasOf(lamp)).toEqual({ A: '53 / 61621' })
  })
})
