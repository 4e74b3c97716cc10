import { currency, Decimal, money, newId } from '@erp/values'
import { expect, test } from 'vitest'
import { defaultTolerance } from '../src/domain/invoice-tolerance.ts'
import { type ToleranceRule, tolerancesOf } from '../src/domain/tolerance-rule.ts'
import { setToleranceRule } from '../src/use-cases/set-tolerance-rule.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()
const cny = currency('CNY')

test('each measure comes from whatever is most specific and says it, else from the company', () => {
  const rule = (about: Partial<ToleranceRule>): ToleranceRule => ({
    ...{ id: newId(), companyId: 'company', supplierId: null, itemId: null, version: 1 },
    ...{ quantityPercent: null, pricePercent: null, taxAmount: null, ...about },
  })
  const toleranceOf = tolerancesOf(defaultTolerance(cny), 'lindqvist', [
    rule({ supplierId: 'lindqvist', pricePercent: new Decimal(1), quantityPercent: new Decimal(2) }),
    rule({ itemId: 'paint', pricePercent: new Decimal(3) }),
    rule({ supplierId: 'lindqvist', itemId: 'paint', taxAmount: money(50n, cny) }),
    rule({ supplierId: 'another', itemId: 'paint', quantityPercent: new Decimal(99) }),
  ])
  const said = (itemId: string | null) =>
    Object.values(toleranceOf(itemId)).map(({ value, heldAgainst }) => [
      'minor' in value ? value.minor : value.toFixed(),
      heldAgainst,
    ])
  expect(said('paint')).toEqual([
    ['2', 'SUPPLIER'],
    ['3', 'ITEM'],
    [50n, 'SUPPLIER_AND_ITEM'],
  ])
  expect(said('desk')).toEqual([
    ['2', 'SUPPLIER'],
    ['1', 'SUPPLIER'],
    [6n, 'COMPANY'],
  ])
  expect(said(null)).toEqual(said('desk'))
})

const nothingSaid = {
  ...{ expectedVersion: 0, supplierId: null, itemId: null },
  ...{ quantityPercent: null, pricePercent: null, taxAmount: null },
}

test('an invoice is held against the tolerance of its supplier and item, and says so', async () => {
  const company = await newCompany()
  const { written, confirmed } = invoicing(company)
  const says = (input: Partial<Parameters<typeof setToleranceRule>[1]>) =>
    company.transact((unit) => setToleranceRule(unit, { ...nothingSaid, ...input }))
  const supplierId = company.supplier.id
  expect(await says({ itemId: company.desk, pricePercent: '2' })).toMatchObject({ version: 1 })
  expect(await says({ supplierId, pricePercent: '10', quantityPercent: '20' })).toMatchObject({ version: 1 })

  const receipt = await company.received(await company.orders([{ quantity: '100', price: '10' }]), ['100'])
  const held = await confirmed(await written([charge(receipt, '121', '1240.00', '161.30')]))
  expect(held).toMatchObject({
    status: 'HELD',
    differences: [
      { kind: 'TAX', expected: '161.20', invoiced: '161.30', allowed: '0.06', heldAgainst: 'COMPANY' },
      { kind: 'QUANTITY', expected: '100', invoiced: '121', allowed: '20 %', heldAgainst: 'SUPPLIER' },
      { kind: 'PRICE', expected: '1210.00', invoiced: '1240.00', allowed: '2 %', heldAgainst: 'ITEM' },
    ],
  })
  await says({ supplierId, itemId: company.desk, pricePercent: '3', quantityPercent: '21', taxAmount: '0.10' })
  expect(await confirmed(held)).toMatchObject({ status: 'CONFIRMING', differences: [] })
})

test('what is said anew needs the version that was seen, and a measure left out is not said any more', async () => {
  const company = await newCompany()
  const about = { ...nothingSaid, itemId: company.paint }
  const says = (input: Partial<Parameters<typeof setToleranceRule>[1]>) =>
    company.transact((unit) => setToleranceRule(unit, { ...about, ...input }))
  await says({ pricePercent: '1', quantityPercent: '1' })
  const before = await company.everything()
  expect(await says({ pricePercent: '2' })).toMatchObject({ refusal: 'StaleVersion', currentVersion: 1 })
  expect(await says({ expectedVersion: 1, pricePercent: '100.01' })).toMatchObject({
    ...{ refusal: 'InvalidInput', field: 'pricePercent', problem: 'NOT_FROM_0_TO_100_WITH_TWO_DECIMALS' },
  })
  expect(await says({ expectedVersion: 1, taxAmount: '-0.01' })).toMatchObject({ field: 'taxAmount' })
  expect(await says({ itemId: null })).toMatchObject({ problem: 'NEITHER_SUPPLIER_NOR_ITEM' })
  expect(await says({ itemId: newId() })).toMatchObject({ refusal: 'ItemUnknown' })
  expect(await says({ supplierId: newId() })).toMatchObject({ refusal: 'SupplierNotFound' })
  expect(await company.everything()).toEqual(before)
  expect(await says({ expectedVersion: 1, taxAmount: '1' })).toMatchObject({
    ...{ version: 2, pricePercent: null, quantityPercent: null },
  })
})
