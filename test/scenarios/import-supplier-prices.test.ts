import { newId } from '@erp/values'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

scenario('A supplier’s price list is tried, imported, and taken by the next order', async ({ company }) => {
  const { buyer, storekeeper, supplierId, taxCodeId } = company
  const list = {
    ...{ code: 'SPRING', name: { zh: '春季协议', en: 'Spring' }, supplierCode: 'BAOGANG', beginsOn: today },
    agreedValue: '200',
  }
  const rows = [
    { itemCode: 'LAMP', unitPrice: '9.00', agreedQuantity: '20' },
    { itemCode: 'LAMP', fromQuantity: '10', unitPrice: '8.50' },
  ]
  const before = await company.everything()
  expect(await buyer.change('ImportSupplierPriceList', { ...list, dryRun: true, rows })).toEqual({
    ...{ lines: 2, added: 2, changed: 0, removed: 0, supplierPriceList: null },
  })
  const wrong = [...rows, { itemCode: 'NO', unitPrice: '1' }, { itemCode: 'LAMP', fromQuantity: '10', unitPrice: '0' }]
  expect(await refusalOf(buyer.change('ImportSupplierPriceList', { ...list, rows: wrong }))).toMatchObject({
    ...{ code: 'SUPPLIER_PRICE_ROWS_INVALID', message: 'Nothing was imported: something is wrong with 2 rows.' },
    rows: [
      { rowNumber: 3, itemCode: 'NO', code: 'INVALID_INPUT', path: ['input', 'rows', '2', 'itemCode'] },
      { rowNumber: 4, itemCode: 'LAMP', code: 'INVALID_INPUT', path: ['input', 'rows', '3', 'unitPrice'] },
    ],
  })
  await expect(storekeeper.change('ImportSupplierPriceList', { ...list, rows })).rejects.toThrow(
    'procurement.priceList.manage',
  )
  expect(await company.everything()).toEqual(before)

  const input = { ...list, idempotencyKey: newId(), rows }
  const code = { supplierPriceList: { code: 'SPRING', version: 1 } }
  expect(await buyer.change('ImportSupplierPriceList', input)).toMatchObject({ added: 2, ...code })
  expect(await buyer.change('ImportSupplierPriceList', input)).toMatchObject({ lines: 2, added: null, ...code })
  expect(await refusalOf(buyer.change('ImportSupplierPriceList', { ...list, rows }))).toMatchObject({
    ...{ code: 'SUPPLIER_PRICE_LIST_CODE_TAKEN', priceListCode: 'SPRING' },
  })
  const order = await buyer.change('CreatePurchaseOrder', {
    ...{ supplierId, orderedOn: today },
    lines: [{ itemId: company.itemIds.get('LAMP'), quantity: '12', taxCodeId }],
  })
  expect(order).toMatchObject({ lines: { nodes: [{ unitPrice: '8.5', priceList: { code: 'SPRING' } }] } })
  const fewer = [{ itemCode: 'LAMP', unitPrice: '9.00', agreedQuantity: '11' }]
  expect(
    await refusalOf(buyer.change('ImportSupplierPriceList', { ...list, expectedVersion: 1, rows: fewer })),
  ).toMatchObject({ rows: [{ rowNumber: 1, code: 'INVALID_INPUT', path: ['input', 'rows', '0', 'agreedQuantity'] }] })
})
