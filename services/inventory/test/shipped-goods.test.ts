import { goodsReceiptConfirmed, issueDelivery, salesInvoiceConfirmed, voucherTemplateActivated } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod } from '../src/domain/item.ts'
import { changeValuationArea } from '../src/use-cases/change-valuation-area.ts'
import { changeWarehouse } from '../src/use-cases/change-warehouse.ts'
import { disagreements } from './disagreements.ts'
import { shippingOf } from './shipping.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear, command, transactor } = inventory
const company = await inventory.company()
const main = await company.warehouse('MAIN')
const east = await company.warehouse('EAST')
const shipping = await shippingOf(inventory, company, main)
const { ships, invoices, invoiceOf, takesBackInvoice, takesBackDelivery, hasBack, credits, told, standing } = shipping

/** An item with 100 for 1,000.00 and 50 for 560.00. */
async function stocked(costing: CostingMethod = 'MOVING_AVERAGE') {
  const item = await company.item(newId().slice(-12), costing)
  await hear(
    goodsReceiptConfirmed,
    company.receipt(main, [[item, '100', '1000.00']]),
    company.receipt(main, [[item, '50', '560.00']]),
  )
  return item
}

describe('goods that are shipped', () => {
  test.each([
    ['MOVING_AVERAGE', '624.00', ['208.00', '416.00'], '90 / 93600'],
    ['FIFO', '600.00', ['200.00', '400.00'], '90 / 96000'],
  ] as const)('%s: 60 worth %s become cost of sales invoice by invoice', async (costing, value, charged, balance) => {
    const item = await stocked(costing)
    const sixty = await ships(item, '60')
    expect(await told(sixty.deliveryId)).toEqual([`GOODS_SHIPPED -${value}`])
    const twenty = await invoices(sixty, '20')
    const forty = await invoices(sixty, '40')
    expect(await told(twenty.salesInvoiceId)).toEqual([`SHIPPED_GOODS_CHARGED ${charged[0]}`])
    expect(await told(forty.salesInvoiceId)).toEqual([`SHIPPED_GOODS_CHARGED ${charged[1]}`])
    expect((await company.stockOf(item)).balances).toEqual([balance])

    await takesBackInvoice(twenty)
    expect((await told(twenty.salesInvoiceId))[1]).toBe(`SHIPPED_GOODS_CHARGED -${charged[0]}`)
    await takesBackInvoice(forty)
    await takesBackDelivery(sixty)
    expect(await standing(sixty)).toBe('0 / 0, 0 / 0')
    expect((await company.stockOf(item)).balances).toEqual(['150 / 156000'])
  })

  test('three invoices of 3 for 10.00 leave nothing, those of one batch too', async () => {
    const item = await company.item(newId().slice(-12), 'MOVING_AVERAGE')
    await hear(goodsReceiptConfirmed, company.receipt(main, [[item, '6', '20.00']]))
    const [one, another] = [await ships(item, '3'), await ships(item, '3')]
    const values: string[] = []
    for (const of of [one, one, one]) values.push(...(await told((await invoices(of, '1')).salesInvoiceId)))
    expect(values).toEqual(['3.33', '3.34', '3.33'].map((value) => `SHIPPED_GOODS_CHARGED ${value}`))
    const batch = [1, 2, 3].map(() => invoiceOf(another, '1'))
    await hear(salesInvoiceConfirmed, ...batch)
    expect(await Promise.all(batch.map(({ salesInvoiceId }) => told(salesInvoiceId)))).toEqual(
      values.map((one) => [one]),
    )
    expect([await standing(one), await standing(another)]).toEqual(['3 / 1000, 3 / 1000', '3 / 1000, 3 / 1000'])
  })

  test('come back out of what is not invoiced first, then out of cost of sales', async () => {
    const item = await stocked()
    const sixty = await ships(item, '60')
    const forty = await invoices(sixty, '40')
    const before = await hasBack(sixty, '15', east)
    expect(await told(before.salesReturnId)).toEqual(['SHIPPED_GOODS_RETURNED 156.00'])
    expect(await standing(sixty)).toBe('45 / 46800, 40 / 41600')
    const after = await hasBack(sixty, '15')
    expect(await told(after.salesReturnId)).toEqual(['SHIPPED_GOODS_RETURNED 156.00', 'SHIPPED_GOODS_CHARGED -104.00'])
    expect(await standing(sixty)).toBe('30 / 31200, 40 / 31200')

    expect(await told(await credits(forty, '10'))).toEqual([])
    expect(await standing(sixty)).toBe('30 / 31200, 30 / 31200')
  })

  test('are shipped goods again when the invoice that is not credited is taken back', async () => {
    const item = await stocked()
    const ten = await ships(item, '10')
    const [credited, other] = [await invoices(ten, '5'), await invoices(ten, '5')]
    await hasBack(ten, '5')
    await credits(credited, '5')
    await takesBackInvoice(other)
    expect(await standing(ten)).toBe('5 / 5200, 0 / 0')
    expect(await told(other.salesInvoiceId)).toEqual(['SHIPPED_GOODS_CHARGED 52.00', 'SHIPPED_GOODS_CHARGED -52.00'])
  })

  test('whose cost becomes known later cost more where they are by then', async () => {
    const item = await company.item(newId().slice(-12), 'MOVING_AVERAGE')
    const below = await company.warehouse('BELOW')
    await transactor.transact(company.caller, 'changeWarehouse', (unit) =>
      changeWarehouse(unit, { warehouseId: below.id, expectedVersion: 1, negativeStockAllowed: true }),
    )
    await hear(goodsReceiptConfirmed, company.receipt(below, [[item, '1', '12.00']]))
    const lending = await shippingOf(inventory, company, below)
    await lending.ships(item, '1')
    const ten = await lending.ships(item, '10')
    await lending.invoices(ten, '4')
    expect(await standing(ten)).toBe('10 / 12000, 4 / 4800')
    await hear(goodsReceiptConfirmed, company.receipt(below, [[item, '30', '375.00']]))
    expect(await told(ten.deliveryId)).toEqual([
      ...['GOODS_SHIPPED -120.00', 'GOODS_SHIPPED -5.00', 'SHIPPED_GOODS_CHARGED 2.00'],
    ])
    expect(await standing(ten)).toBe('10 / 12500, 4 / 5000')
  })

  test('and are caught up with a back-dated receipt cost less where they are by then', async () => {
    const west = await company.warehouse('WEST')
    const { valuationAreaId } = west
    await transactor.transact(company.caller, 'changeValuationArea', (unit) =>
      changeValuationArea(unit, { valuationAreaId, expectedVersion: 1, catchUpBackDatedReceipts: true }),
    )
    const item = await company.item(newId().slice(-12), 'MOVING_AVERAGE')
    await hear(goodsReceiptConfirmed, company.receipt(west, [[item, '150', '1560.00']]))
    const far = await shippingOf(inventory, company, west)
    const sixty = await far.ships(item, '60')
    await far.invoices(sixty, '15')
    await hear(goodsReceiptConfirmed, company.receipt(west, [[item, '50', '400.00']]))
    expect(await told(sixty.deliveryId)).toEqual([
      ...['GOODS_SHIPPED -624.00', 'GOODS_SHIPPED 36.00', 'SHIPPED_GOODS_CHARGED -9.00'],
    ])
    expect(await standing(sixty)).toBe('60 / 58800, 15 / 14700')
  })
})

test('goods that were cost of sales at once are left alone, and do not come back with others', async () => {
  const item = await stocked()
  const atOnce = shipping.delivery(item, '10', false)
  await command(issueDelivery, atOnce)
  const invoice = await invoices(atOnce, '10')
  expect(await told(invoice.salesInvoiceId)).toEqual([])
  expect(await standing(atOnce)).toBeUndefined()
  const shipped = await ships(item, '10')
  await expect(hasBack(shipped, '1', main, [atOnce])).rejects.toThrow('mixes goods')
})

test('goods are not shipped where finance could not make them cost of sales', async () => {
  const other = await inventory.company()
  const warehouse = await other.warehouse('ELSEWHERE')
  const its = await shippingOf(inventory, other, warehouse)
  const item = await other.item(newId().slice(-12), 'MOVING_AVERAGE')
  await hear(goodsReceiptConfirmed, other.receipt(warehouse, [[item, '10', '100.00']]))
  await hear(voucherTemplateActivated, {
    ...{ companyId: other.companyId, templateId: newId(), eventKind: 'SHIPPED_GOODS_CHARGED', templateVersion: 2 },
    accountKeys: ['COGS', 'SUSPENSE'],
  })
  const reply = await command(issueDelivery, its.delivery(item, '1'))
  expect(reply.payload).toMatchObject({
    ...{ reason: 'ACCOUNT_RULE_MISSING', facts: { eventKind: 'SHIPPED_GOODS_CHARGED', accountKey: 'SUSPENSE' } },
  })
  expect((await other.stockOf(item)).balances).toEqual(['10 / 10000'])
})

test('balances, layers and counts are what their entries add up to', async () => {
  expect(await disagreements(database)).toEqual([])
})
