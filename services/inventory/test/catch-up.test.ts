import { goodsReceiptConfirmed, issueDelivery } from '@erp/contracts'
import { isRefusal, type Period } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { turnoverDifferences } from '../src/store/turnover-differences.ts'
import { changeValuationArea } from '../src/use-cases/change-valuation-area.ts'
import { postDirectly } from './post-directly.ts'
import { type Delivery, shippingOf } from './shipping.ts'
import { type Receipt, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { command, database, hear, transactor } = inventory
const company = await inventory.company()
const direct = postDirectly(inventory, company)

const on = (receipt: Receipt, receivedOn: string): Receipt => ({ ...receipt, receivedOn })
const receives = async (warehouse: Warehouse, item: Item, quantity: string, value: string, day: string) =>
  expect(await hear(goodsReceiptConfirmed, on(company.receipt(warehouse, [[item, quantity, value]]), day))).toEqual([
    undefined,
  ])

async function catchingUp(warehouse: Warehouse): Promise<Warehouse> {
  const changed = await transactor.transact(company.caller, 'changeValuationArea', (unit) =>
    changeValuationArea(unit, {
      ...{ valuationAreaId: warehouse.valuationAreaId, expectedVersion: 1, catchUpBackDatedReceipts: true },
    }),
  )
  if (isRefusal(changed)) throw new Error(changed.refusal)
  return warehouse
}

/** The ledger of an item in its order: day, event, quantity / value. */
async function ledgerOf({ id }: Item): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select e.business_date || ' ' || d.event_kind || case when d.adjusts_id is null then '' else ' set right' end || ': '
             || trim_scale(e.quantity) || ' / ' || e.value as line
    from stock_entry e join stock_document d on d.id = e.stock_document_id
    where e.item_id = ${id} order by e.position`
  return rows.map(({ line }) => line)
}

/** What of a delivery is cost of sales: what was told of it and of what came back, in minor units. */
async function costOf({ lines: [line] }: Delivery): Promise<number> {
  const [row] = await database.rows<{ cost: number }>`
    select -sum(clearing_value)::int as cost from stock_entry
    where ${line?.lineId ?? ''} in (source_line_id, origin_line_id)`
  return row?.cost ?? Number.NaN
}

describe('an area that catches up', async () => {
  const warehouse = await catchingUp(await company.warehouse('FAIR'))

  test('sets issues dated later right, each on its own day, and every late receipt anew', async () => {
    const item = await company.item('STEEL', 'MOVING_AVERAGE')
    await receives(warehouse, item, '150', '1560.00', '2026-03-01')
    await direct.issue(item, warehouse, '60', '2026-03-10')
    await direct.issue(item, warehouse, '50', '2026-03-12')
    await receives(warehouse, item, '50', '400.00', '2026-03-05')
    expect((await ledgerOf(item)).slice(-3)).toEqual([
      '2026-03-05 PURCHASE_RECEIPT: 50 / 40000',
      '2026-03-10 OTHER_ISSUE set right: 0 / 3600',
      '2026-03-12 OTHER_ISSUE set right: 0 / 3000',
    ])
    expect((await company.stockOf(item)).balances).toEqual(['90 / 88200']) // 9.80 each, as the issues now

    // Between the two issues: the first keeps its 588.00, the second costs (1,372.00 + 196.00) × 50 ÷ 154 = 509.09.
    await receives(warehouse, item, '14', '196.00', '2026-03-11')
    expect((await ledgerOf(item)).slice(-2)).toEqual([
      '2026-03-11 PURCHASE_RECEIPT: 14 / 19600',
      '2026-03-12 OTHER_ISSUE set right: 0 / -1909',
    ])
    expect((await company.stockOf(item)).balances).toEqual(['104 / 105891'])
  })

  test('leaves alone what is dated before or on the day, and moves everything but issues as recorded', async () => {
    const item = await company.item('LEFT-ALONE', 'MOVING_AVERAGE')
    const annex = await company.warehouse('OTHER-AREA')
    await receives(warehouse, item, '10', '100.00', '2026-03-01')
    await direct.issue(item, warehouse, '2', '2026-03-05')
    await direct.transfer(item, warehouse, annex, '4', '2026-03-08')
    await receives(warehouse, item, '10', '50.00', '2026-03-05')
    expect((await ledgerOf(item)).filter((line) => line.includes('set right'))).toEqual([])
    expect((await company.stockOf(item)).balances.toSorted()).toEqual(['14 / 9000', '4 / 4000'])
  })

  test('leaves alone layers, and days that take more than there was', async () => {
    const layered = await company.item('LAYERED', 'FIFO')
    await receives(warehouse, layered, '10', '100.00', '2026-03-06')
    await direct.issue(layered, warehouse, '5', '2026-03-10')
    await receives(warehouse, layered, '10', '50.00', '2026-03-05')
    expect((await company.stockOf(layered)).balances).toEqual(['15 / 10000'])

    const early = await company.item('EARLY', 'MOVING_AVERAGE')
    await receives(warehouse, early, '10', '100.00', '2026-03-20')
    await direct.issue(early, warehouse, '8', '2026-03-10') // dated before its goods came
    await receives(warehouse, early, '2', '2.00', '2026-03-05')
    expect((await ledgerOf(early)).filter((line) => line.includes('set right'))).toEqual([])
    expect((await company.stockOf(early)).balances).toEqual(['4 / 2200'])
  })

  test('gives back before it takes more, for nothing is ever worth less than nothing', async () => {
    const later = await company.warehouse('LATER')
    const item = await company.item('SWINGING', 'MOVING_AVERAGE')
    await receives(later, item, '10', '10.00', '2026-03-01')
    await direct.issue(item, later, '9', '2026-03-05') // 9.00, and 433.29 in the order of the days
    await receives(later, item, '10', '1000.00', '2026-03-03')
    await direct.issue(item, later, '10', '2026-03-08') // 910.00, and 481.43 in the order of the days
    expect((await company.stockOf(item)).balances).toEqual(['1 / 9100'])
    await catchingUp(later)
    await receives(later, item, '1', '1.00', '2026-03-02')
    expect((await ledgerOf(item)).slice(-2)).toEqual([
      '2026-03-08 OTHER_ISSUE set right: 0 / 42857',
      '2026-03-05 OTHER_ISSUE set right: 0 / -42429',
    ])
    expect((await company.stockOf(item)).balances).toEqual(['2 / 9628'])
  })

  describe('what came back of an issue', async () => {
    const elsewhere = await company.warehouse('RETURNS')
    const { delivery, hasBack, invoices, standing } = await shippingOf(inventory, company, warehouse)
    const delivers = async (item: Item, shippedUninvoiced = false): Promise<Delivery> => {
      const sixty = delivery(item, '60', shippedUninvoiced)
      expect((await command(issueDelivery, sixty)).contract.type).toBe('inventory.delivery-issue.done.v1')
      return sixty
    }
    const caughtUp = async (item: Item) => (await ledgerOf(item)).filter((line) => line.includes('set right'))

    test('after it was caught up, comes back at what it costs now, the last with what is left', async () => {
      const item = await company.item('BACK-AFTER', 'MOVING_AVERAGE')
      await receives(warehouse, item, '150', '1560.00', '2026-03-01')
      const sixty = await delivers(item) // 624.00
      await receives(warehouse, item, '50', '400.00', '2026-03-05') // 588.00 in the order of the days
      expect(await costOf(sixty)).toBe(58_800)
      await hasBack(sixty, '7')
      expect(await costOf(sixty)).toBe(58_800 - 6_860)
      await hasBack(sixty, '53')
      expect(await costOf(sixty)).toBe(0)
      expect((await company.stockOf(item)).balances).toEqual(['200 / 196000'])
    })

    test('before it is caught up, is caught up with it', async () => {
      const item = await company.item('BACK-BEFORE', 'MOVING_AVERAGE')
      await receives(warehouse, item, '150', '1560.00', '2026-03-01')
      const sixty = await delivers(item)
      await hasBack(sixty, '7') // 72.80
      expect(await costOf(sixty)).toBe(62_400 - 7_280)
      await receives(warehouse, item, '50', '400.00', '2026-03-05')
      expect(await caughtUp(item)).toEqual([
        '2026-03-10 SALES_DELIVERY set right: 0 / 3600',
        '2026-03-20 SALES_RETURN set right: 0 / -420',
      ])
      expect(await costOf(sixty)).toBe(58_800 - 6_860)
      await hasBack(sixty, '53')
      expect(await costOf(sixty)).toBe(0)
      expect((await company.stockOf(item)).balances).toEqual(['200 / 196000'])

      // All of it is back, so whatever comes late now leaves nothing of it in cost of sales.
      await receives(warehouse, item, '100', '3000.00', '2026-03-06')
      expect(await costOf(sixty)).toBe(0)
      expect((await company.stockOf(item)).balances).toEqual(['300 / 496000'])
    })

    test('of shipped goods takes what is invoiced of them along', async () => {
      const item = await company.item('BACK-SHIPPED', 'MOVING_AVERAGE')
      await receives(warehouse, item, '150', '1560.00', '2026-03-01')
      const sixty = await delivers(item, true)
      await invoices(sixty, '50')
      await hasBack(sixty, '10')
      expect(await standing(sixty)).toBe('50 / 52000, 50 / 52000')
      await receives(warehouse, item, '50', '400.00', '2026-03-05')
      expect(await standing(sixty)).toBe('50 / 49000, 50 / 49000')
      await hasBack(sixty, '50')
      expect(await standing(sixty)).toBe('0 / 0, 50 / 0')
    })

    test('into another area keeps its value, and so does its issue', async () => {
      const item = await company.item('BACK-ELSEWHERE', 'MOVING_AVERAGE')
      await receives(warehouse, item, '150', '1560.00', '2026-03-01')
      const sixty = await delivers(item)
      await hasBack(sixty, '60', elsewhere)
      await receives(warehouse, item, '50', '400.00', '2026-03-05')
      expect(await caughtUp(item)).toEqual([])
      expect(await costOf(sixty)).toBe(0)
      expect((await company.stockOf(item)).balances.toSorted()).toEqual(['140 / 133600', '60 / 62400'])
    })

    test('of layers needs no catching up: all of it leaves no cost of sales', async () => {
      const item = await company.item('BACK-FIFO', 'FIFO')
      await receives(warehouse, item, '100', '1000.00', '2026-03-01')
      await receives(warehouse, item, '50', '560.00', '2026-03-02')
      const sixty = await delivers(item) // 600.00
      await receives(warehouse, item, '50', '400.00', '2026-03-01')
      await hasBack(sixty, '7')
      expect(await costOf(sixty)).toBe(53_000)
      await hasBack(sixty, '53')
      expect(await costOf(sixty)).toBe(0)
      expect((await company.stockOf(item)).balances).toEqual(['200 / 196000'])
    })

    test('is turned over on its own side, so that kept totals and entries agree', async () => {
      const { companyId } = company
      const march = { companyId, from: '2026-03' as Period, period: '2026-03' as Period }
      expect(await transactor.read([companyId], (tx) => turnoverDifferences(tx, march))).toEqual([])
      const [moved] = await database.rows<{ out: number; in: number }>`
        select sum(out_value)::int as out, sum(in_value)::int as in from item_turnover
        where event_kind = 'SALES_RETURN' and company_id = ${companyId}`
      expect(moved?.out).toBe(0)
    })
  })
})
