import { describe, expect, test } from 'vitest'
import { changeSupplier } from '../src/use-cases/change-supplier.ts'
import { createPurchaseOrder } from '../src/use-cases/create-purchase-order.ts'
import { createSupplier } from '../src/use-cases/create-supplier.ts'
import { day } from './support/day.ts'
import { type Company, useProcurement } from './support/procurement.ts'

const { database, newCompany } = await useProcurement()

const facts = { code: 'OAK', name: { zh: '橡木', en: 'Oak' }, overReceiptPercent: '2.5' }
const creates = (company: Company, change: object = {}) =>
  company.transact((unit) => createSupplier(unit, { ...facts, ...change }))
const changes = (company: Company, change: object, expectedVersion = 1) =>
  company.transact((unit) => changeSupplier(unit, { supplierId: company.supplier.id, expectedVersion, ...change }))

describe('a supplier', () => {
  test('starts active, in the currency of the company, and is told', async () => {
    const company = await newCompany()
    const supplier = await creates(company)
    expect(supplier).toMatchObject({ code: 'OAK', currency: 'CNY', active: true, version: 1 })
    expect(
      await database.rows`
        select payload -> 'name' ->> 'zh' as zh, payload ->> 'version' as version from platform.outbox
        where company_id = ${company.companyId} and payload ->> 'code' = 'OAK'`,
    ).toEqual([{ zh: '橡木', version: '1' }])
  })

  test.each([
    ['a code that is taken', { code: 'LINDQVIST' }, { refusal: 'SupplierCodeTaken', supplierCode: 'LINDQVIST' }],
    ['a code with a space', { code: 'OAK TREE' }, { refusal: 'InvalidInput', field: 'code' }],
    ['an empty name', { name: { zh: '', en: 'Oak' } }, { refusal: 'InvalidInput', field: 'name.zh' }],
    ['an unknown currency', { currency: 'XYZ' }, { refusal: 'InvalidInput', field: 'currency' }],
    ['a negative tolerance', { overReceiptPercent: '-1' }, { refusal: 'InvalidInput', field: 'overReceiptPercent' }],
    ['three decimals of percent', { overReceiptPercent: '1.001' }, { refusal: 'InvalidInput' }],
  ])('is refused with %s, and nothing happens', async (_, change, refusal) => {
    const company = await newCompany()
    const before = await company.everything()
    expect(await creates(company, change)).toMatchObject(refusal)
    expect(await company.everything()).toEqual(before)
  })

  test('has a code of its own company only', async () => {
    const [one, other] = [await newCompany(), await newCompany()]
    expect(await creates(one)).toMatchObject({ code: 'OAK' })
    expect(await creates(other)).toMatchObject({ code: 'OAK' })
  })

  test('changes what is named, on the version that was seen', async () => {
    const company = await newCompany()
    expect(await changes(company, { overReceiptPercent: '7' })).toMatchObject({
      version: 2,
      currency: 'CNY',
      active: true,
    })
    const before = await company.everything()
    expect(await changes(company, { active: false })).toEqual({ refusal: 'StaleVersion', currentVersion: 2 })
    expect(await company.everything()).toEqual(before)
  })

  test('that is not bought from any more takes no order', async () => {
    const company = await newCompany()
    await changes(company, { active: false })
    const before = await company.everything()
    expect(
      await company.transact((unit) =>
        createPurchaseOrder(unit, {
          supplierId: company.supplier.id,
          orderedOn: day('2026-10-01'),
          lines: [{ itemId: company.desk, quantity: '1', unitPrice: '1', taxCodeId: company.taxCodeId }],
        }),
      ),
    ).toEqual({ refusal: 'SupplierInactive', supplierId: company.supplier.id })
    expect(await company.everything()).toEqual(before)
  })

  test('waits for its company to be known', async () => {
    const company = await newCompany()
    await company.tell.company('CNY', false)
    expect(await creates(company)).toEqual({ refusal: 'CompanyNotReady', companyId: company.companyId })
  })
})
