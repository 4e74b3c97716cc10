import { newId } from '@erp/values'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

scenario('Orders of a shop are tried, imported once, and told row by row what is wrong', async ({ company }) => {
  const { sales } = company
  await sales.customerId()
  const row = (externalReference: string, itemCode: string, more: object = {}) => ({
    ...{ externalReference, customerCode: 'YUANFANG', warehouseCode: 'MAIN', orderedOn: today, itemCode },
    ...{ quantity: '2', unitPrice: '18.00', taxCode: 'VAT13', ...more },
  })
  const rows = [row('WEB-7', 'LAMP'), row('WEB-8', 'LAMP', { pricesIncludeTax: true }), row('WEB-7', 'STEEL')]
  const before = await company.everything()
  const faulty = [...rows, row('WEB-9', 'NOTHING'), row('WEB-9', 'LAMP', { unit: 'crate' })]
  expect(await refusalOf(sales.change('ImportSalesOrders', { rows: faulty }))).toMatchObject({
    code: 'SALES_ORDER_ROWS_INVALID',
    rows: [
      {
        ...{ rowNumber: 4, externalReference: 'WEB-9', code: 'INVALID_INPUT' },
        path: ['input', 'rows', '3', 'itemCode'],
      },
      { rowNumber: 5, code: 'UNIT_UNKNOWN', path: ['input', 'rows', '4', 'unit'] },
    ],
  })
  expect(await sales.change('ImportSalesOrders', { rows, dryRun: true })).toMatchObject([
    { externalReference: 'WEB-7', known: false, net: { amount: '72.00' }, tax: { amount: '9.36' }, salesOrder: null },
    { externalReference: 'WEB-8', known: false, net: { amount: '31.86' }, tax: { amount: '4.14' }, salesOrder: null },
  ])
  expect(await company.everything()).toEqual(before)

  const input = { idempotencyKey: newId(), rows }
  const imported = await sales.change('ImportSalesOrders', input)
  expect(imported).toMatchObject([
    { externalReference: 'WEB-7', known: false, salesOrder: { number: 'SO-2026-000001', status: 'DRAFT' } },
    { externalReference: 'WEB-8', known: false, salesOrder: { number: 'SO-2026-000002', externalReference: 'WEB-8' } },
  ])
  expect(await sales.change('ImportSalesOrders', input)).toEqual(imported)
  expect(await sales.change('ImportSalesOrders', { rows: [...rows, row('WEB-9', 'LAMP')] })).toMatchObject([
    { externalReference: 'WEB-7', known: true },
    { externalReference: 'WEB-8', known: true },
    { externalReference: 'WEB-9', known: false, salesOrder: { number: 'SO-2026-000003' } },
  ])
})

scenario('A price list is tried, imported, and taken by the next order', async ({ company }) => {
  const { sales, controller } = company
  const list = { code: 'SPRING', name: { zh: '春季价', en: 'Spring' }, beginsOn: today }
  const rows = [
    { itemCode: 'LAMP', unitPrice: '19.00' },
    { itemCode: 'LAMP', fromQuantity: '10', unitPrice: '17.00' },
  ]
  const before = await company.everything()
  expect(await controller.change('ImportPriceList', { ...list, dryRun: true, rows })).toEqual({
    ...{ lines: 2, added: 2, changed: 0, removed: 0, priceList: null },
  })
  expect(
    await refusalOf(
      controller.change('ImportPriceList', { ...list, rows: [...rows, { itemCode: 'NO', unitPrice: '1' }] }),
    ),
  ).toMatchObject({
    code: 'PRICE_ROWS_INVALID',
    rows: [{ rowNumber: 3, itemCode: 'NO', code: 'INVALID_INPUT', path: ['input', 'rows', '2', 'itemCode'] }],
  })
  expect(await company.everything()).toEqual(before)
  const input = { ...list, idempotencyKey: newId(), rows }
  expect(await controller.change('ImportPriceList', input)).toMatchObject({ added: 2, priceList: { code: 'SPRING' } })
  expect(await controller.change('ImportPriceList', input)).toMatchObject({ lines: 2, priceList: { version: 1 } })
  const order = await sales.change<{ net: object }>('CreateSalesOrder', {
    ...{ customerId: await sales.customerId(), warehouseId: company.warehouses.get('MAIN')?.id, orderedOn: today },
    lines: [{ itemId: company.itemIds.get('LAMP'), quantity: '12', taxCodeId: company.taxCodeId }],
  })
  expect(order.net).toEqual({ amount: '204.00' })
})
