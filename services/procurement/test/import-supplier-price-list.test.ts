import { describe, expect, test } from 'vitest'
import type { SupplierPriceRow } from '../src/domain/import-supplier-price-list.ts'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import type { Supplier } from '../src/domain/supplier.ts'
import { findSupplierPriceListByCode } from '../src/store/supplier-price-lists.ts'
import { createPurchaseOrder } from '../src/use-cases/create-purchase-order.ts'
import { createSupplier } from '../src/use-cases/create-supplier.ts'
import {
  importSupplierPriceList,
  previewSupplierPriceList,
  type SupplierPriceListFile,
  type SupplierPriceListImport,
  type SupplierPriceRowsInvalid,
} from '../src/use-cases/import-supplier-price-list.ts'
import { day } from './support/day.ts'
import { type Company, must, useProcurement } from './support/procurement.ts'

const { transactor, newCompany } = await useProcurement()

const file = (
  { supplier }: Company,
  rows: readonly SupplierPriceRow[],
  wanted: Partial<SupplierPriceListFile> = {},
): SupplierPriceListFile => ({
  ...{ code: 'LIST', supplierCode: supplier.code, name: { zh: '协议价', en: 'Agreed' }, currency: null },
  ...{ beginsOn: day('2026-10-01'), endsOn: null, agreedValue: null, expectedVersion: null, rows, ...wanted },
})
const imports = (company: Company, rows: readonly SupplierPriceRow[], wanted: Partial<SupplierPriceListFile> = {}) =>
  company.transact((unit) => importSupplierPriceList(unit, file(company, rows, wanted)))
const imported = async (...asked: Parameters<typeof imports>) => must<SupplierPriceListImport>(await imports(...asked))

async function linesOf({ companyId }: Company) {
  const list = await transactor.read([companyId], (tx) => findSupplierPriceListByCode(tx, companyId, 'LIST'))
  return list?.lines.map(({ unit, fromQuantity, unitPrice, agreedBaseQuantity }) =>
    [unit, fromQuantity.toFixed(), unitPrice.toFixed(), agreedBaseQuantity?.toFixed() ?? '-'].join(' '),
  )
}

/** Every fault as its row, place and problem. */
const faultsOf = (refused: unknown) =>
  (refused as SupplierPriceRowsInvalid).rows.map(({ rowNumber, refusal }) => {
    const { path, problem } = refusal as unknown as { path: readonly string[]; problem?: string }
    return `${rowNumber} ${path.slice(1).join('.')} ${problem ?? refusal.refusal}`
  })

describe('rows', () => {
  test('are a new list, and another time all that the list has', async () => {
    const company = await newCompany()
    const first = await imported(company, [
      { itemCode: company.desk, unitPrice: '20', agreedQuantity: '1000' },
      { itemCode: company.desk, fromQuantity: '10', unitPrice: '18' },
      { itemCode: company.paint, unit: 'BOX', unitPrice: '100.123456' },
    ])
    expect(first).toMatchObject({
      ...{ version: 1, active: true, supplierId: company.supplier.id, currency: company.supplier.currency },
      difference: { added: 3, changed: 0, removed: 0 },
    })
    expect(await linesOf(company)).toEqual(['PCS 0 20 1000', 'PCS 10 18 -', 'BOX 0 100.123456 -'])

    const rows = [
      { itemCode: company.desk, unitPrice: '20.00', agreedQuantity: '1200' },
      { itemCode: company.desk, fromQuantity: '10.0', unitPrice: '18.000' },
      { itemCode: company.desk, fromQuantity: '50', unitPrice: '16' },
    ]
    const wanted = { expectedVersion: 1, endsOn: day('2026-12-31'), agreedValue: '30000' }
    const difference = { added: 1, changed: 1, removed: 1 }
    const asked = { companyId: company.companyId, now: new Date() }
    const before = await company.everything()
    const would = await transactor.read([company.companyId], (tx) =>
      previewSupplierPriceList(tx, asked, file(company, rows, wanted)),
    )
    expect(would).toMatchObject({ difference, version: 1 })
    expect(await company.everything()).toEqual(before)
    expect(await imports(company, rows, wanted)).toMatchObject({
      ...{ id: first.id, version: 2, endsOn: '2026-12-31', agreedValue: { minor: 3_000_000n }, difference },
    })
    expect(await linesOf(company)).toEqual(['PCS 0 20 1200', 'PCS 10 18 -', 'PCS 50 16 -'])
  })

  test('say everything that is wrong with any of them, and nothing is stored', async () => {
    const company = await newCompany()
    const before = await company.everything()
    const { desk: itemCode } = company
    const refused = await imports(company, [
      { itemCode, unitPrice: '20', agreedQuantity: '5' },
      { itemCode: 'NOBODY', unitPrice: '20' },
      { itemCode, unit: 'CRATE', unitPrice: '20' },
      { itemCode, unitPrice: '0', fromQuantity: '2' },
      { itemCode, fromQuantity: '-1', unitPrice: '20' },
      { itemCode, fromQuantity: '0.0', unitPrice: '21' },
      { itemCode, fromQuantity: '3', unitPrice: '19', agreedQuantity: '6' },
      { itemCode, fromQuantity: '4', unitPrice: '18', agreedQuantity: 'x' },
    ])
    expect(faultsOf(refused)).toEqual([
      '2 rows.1.itemCode UNKNOWN_CODE',
      '3 rows.2.unit UnitUnknown',
      '4 rows.3.unitPrice NOT_POSITIVE',
      '5 rows.4.fromQuantity NOT_A_QUANTITY',
      '6 rows.5.fromQuantity NAMED_TWICE',
      '7 rows.6.agreedQuantity AGREED_TWICE',
      '8 rows.7.agreedQuantity NOT_A_NUMBER',
    ])
    expect(await company.everything()).toEqual(before)
  })

  test('do not agree on less than orders drew, and say which row would', async () => {
    const company = await newCompany()
    const { desk: itemCode, paint } = company
    await imported(company, [
      { itemCode: paint, unitPrice: '5' },
      { itemCode, unitPrice: '20', agreedQuantity: '100' },
    ])
    const line = { itemId: itemCode, quantity: '40', taxCodeId: company.taxCodeId }
    must<PurchaseOrder>(
      await company.transact((unit) =>
        createPurchaseOrder(unit, { supplierId: company.supplier.id, orderedOn: day('2026-10-20'), lines: [line] }),
      ),
    )
    const before = await company.everything()
    const fewer = [
      { itemCode: paint, unitPrice: '5' },
      { itemCode, unitPrice: '20', agreedQuantity: '39' },
    ]
    expect(faultsOf(await imports(company, fewer, { expectedVersion: 1 }))).toEqual([
      '2 rows.1.agreedQuantity BELOW_WHAT_IS_ORDERED',
    ])
    const less = { expectedVersion: 1, agreedValue: '799.99' }
    expect(await imports(company, [{ itemCode, unitPrice: '20' }], less)).toMatchObject({
      ...{ refusal: 'InvalidInput', field: 'agreedValue', problem: 'BELOW_WHAT_IS_ORDERED' },
    })
    expect(await company.everything()).toEqual(before)
    expect(
      await imported(company, [{ itemCode, unitPrice: '20', agreedQuantity: '40' }], { expectedVersion: 1 }),
    ).toMatchObject({
      version: 2,
      difference: { added: 0, changed: 1, removed: 1 },
    })
  })

  test('are a thousand at most', async () => {
    const company = await newCompany()
    const rows = Array.from({ length: 1000 }, (_, place) => ({
      ...{ itemCode: company.desk, fromQuantity: String(place), unitPrice: String(2000 - place) },
    }))
    const before = await company.everything()
    const more = [...rows, { itemCode: company.paint, unitPrice: '1' }]
    expect(await imports(company, more)).toMatchObject({ field: 'rows', problem: 'TOO_MANY' })
    expect(await company.everything()).toEqual(before)
    expect((await imported(company, rows)).lines).toHaveLength(1000)
  })

  test.each([
    ['no rows', { rows: [] }, { field: 'rows', problem: 'EMPTY' }],
    ['a bad code', { code: 'A B' }, { field: 'code', problem: 'NOT_A_CODE' }],
    ['a supplier nobody knows', { supplierCode: 'NOBODY' }, { field: 'supplierCode', problem: 'UNKNOWN_CODE' }],
    ['no currency', { currency: 'XXQ' }, { field: 'currency', problem: 'NOT_A_CURRENCY' }],
    ['no name', { name: { zh: '', en: 'x' } }, { field: 'name.zh', problem: 'EMPTY' }],
    ['an end before its beginning', { endsOn: day('2026-09-30') }, { field: 'endsOn', problem: 'BEFORE_IT_BEGINS' }],
    ['a version of a list that is not there', { expectedVersion: 1 }, { field: 'code', problem: 'UNKNOWN_CODE' }],
  ] as const)('are refused with %s', async (_, wanted, refusal) => {
    const company = await newCompany()
    const before = await company.everything()
    const outcome = await imports(company, [{ itemCode: company.desk, unitPrice: '20' }], wanted)
    expect(outcome).toMatchObject({ refusal: 'InvalidInput', ...refusal })
    expect(await company.everything()).toEqual(before)
  })

  test('write no list anew that somebody else has changed, or that is another supplier’s or in another currency', async () => {
    const company = await newCompany()
    const rows = [{ itemCode: company.desk, unitPrice: '20' }]
    await imported(company, rows)
    const name = { zh: '另一家', en: 'Another' }
    const other = must<Supplier>(
      await company.transact((unit) => createSupplier(unit, { code: 'ANOTHER', name, overReceiptPercent: '0' })),
    )
    const before = await company.everything()
    expect(await imports(company, rows)).toMatchObject({ refusal: 'SupplierPriceListCodeTaken', priceListCode: 'LIST' })
    expect(await imports(company, rows, { expectedVersion: 7 })).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    for (const [field, wanted] of [
      ['supplierCode', { supplierCode: other.code }],
      ['currency', { currency: 'USD' }],
    ] as const)
      expect(await imports(company, rows, { expectedVersion: 1, ...wanted })).toMatchObject({
        ...{ refusal: 'InvalidInput', field, problem: 'NEVER_CHANGES' },
      })
    expect(await company.everything()).toEqual(before)
  })

  test('of two imports of one new list at once one is written', async () => {
    const company = await newCompany()
    const rows = [{ itemCode: company.desk, unitPrice: '20' }]
    const both = await Promise.all([imports(company, rows), imports(company, rows)])
    expect(both.map((one) => ('refusal' in one ? one.refusal : one.version)).toSorted()).toEqual([
      ...[1, 'SupplierPriceListCodeTaken'],
    ])
  })
})
