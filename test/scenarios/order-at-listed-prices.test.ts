import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

scenario('What is ordered at a listed price draws the agreement down, until nothing is left', async ({ company }) => {
  const { buyer, storekeeper, accountant, supplierId, taxCodeId } = company
  const itemId = company.itemIds.get('STEEL')
  const terms = {
    ...{ supplierId, code: 'STEEL-2026', name: { zh: '钢材协议', en: 'Steel' }, beginsOn: today, agreedValue: '1800' },
    lines: [
      { itemId, unitPrice: '10', agreedQuantity: '200' },
      { itemId, unitPrice: '9', fromQuantity: '100' },
    ],
  }
  const list = await buyer.change<{ id: string }>('CreateSupplierPriceList', terms)
  const orders = (quantity: string, unitPrice?: string) =>
    buyer.change<Parameters<typeof buyer.confirms>[0]>('CreatePurchaseOrder', {
      ...{ supplierId, orderedOn: today, lines: [{ itemId, quantity, taxCodeId, unitPrice }] },
    })
  const first = await orders('120')
  expect(first).toMatchObject({
    lines: { nodes: [{ quantity: '120', unitPrice: '9', priceList: { code: 'STEEL-2026' } }] },
  })
  const confirmed = await buyer.confirms(first)
  const receipt = await storekeeper.receives(confirmed, ['120 × STEEL'])
  await company.atRest()
  expect(await company.entriesOf(receipt)).toEqual([['Dr 1403 1080.00', 'Cr 2202.02 1080.00']])

  expect(await accountant.ask('SupplierPriceList', { id: list.id })).toEqual({
    supplierPriceList: {
      ...{ code: 'STEEL-2026', supplier: { code: expect.any(String) } },
      ...{ agreedValue: { amount: '1800.00' }, orderedValue: { amount: '1080.00' }, openValue: { amount: '720.00' } },
      lines: {
        nodes: [
          {
            ...{ item: { code: 'STEEL' }, unit: 'kg', fromQuantity: '0', unitPrice: '10' },
            ...{ agreedBaseQuantity: '200', orderedBaseQuantity: '120', openBaseQuantity: '80' },
          },
          {
            ...{ item: { code: 'STEEL' }, unit: 'kg', fromQuantity: '100', unitPrice: '9' },
            ...{ agreedBaseQuantity: null, orderedBaseQuantity: '120', openBaseQuantity: null },
          },
        ],
      },
    },
  })
  const before = await company.everything()
  expect(await refusalOf(orders('80.5'))).toMatchObject({
    ...{ code: 'AGREEMENT_EXCEEDED', agreed: '200', ordered: '120', requested: '80.5', open: '80' },
  })
  expect(await refusalOf(orders('80'))).toMatchObject({
    ...{ code: 'AGREEMENT_EXCEEDED', agreedItemId: null, agreed: '1800.00', requested: '800.00', open: '720.00' },
  })
  expect(await company.everything()).toEqual(before)

  const more = await orders('72')
  expect(await orders('8', '10')).toMatchObject({ lines: { nodes: [{ unitPrice: '10', priceList: null }] } })
  expect(await refusalOf(orders('1'))).toMatchObject({ code: 'AGREEMENT_EXCEEDED', open: '0.00' })
  await buyer.cancels(more)
  expect(await orders('72')).toMatchObject({ lines: { nodes: [{ unitPrice: '10' }] } })
  await expect(storekeeper.change('CreateSupplierPriceList', { ...terms, code: 'OWN' })).rejects.toThrow(
    'procurement.priceList.manage',
  )
})
