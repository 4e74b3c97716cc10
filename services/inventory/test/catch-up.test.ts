import { goodsReceiptConfirmed } from '@erp/contracts'
import { isRefusal } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { changeValuationArea } from '../src/use-cases/change-valuation-area.ts'
import { postDirectly } from './post-directly.ts'
import { type Receipt, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear, transactor } = inventory
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
})
