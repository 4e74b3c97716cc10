import { describe, expect, test } from 'vitest'
import type { PriceRow } from '../src/domain/import-price-list.ts'
import { findPriceListByCode } from '../src/store/price-lists.ts'
import {
  importPriceList,
  type PriceListFile,
  type PriceListImport,
  type PriceRowsInvalid,
  previewPriceList,
} from '../src/use-cases/import-price-list.ts'
import { day } from './support/day.ts'
import { type Company, must, useSales } from './support/sales.ts'

const { transactor, newCompany } = await useSales()

const file = (rows: readonly PriceRow[], wanted: Partial<PriceListFile> = {}): PriceListFile => ({
  ...{ code: 'RETAIL', name: { zh: '零售价', en: 'Retail' }, priceGroup: null, pricesIncludeTax: false },
  ...{ beginsOn: day('2026-10-01'), endsOn: null, expectedVersion: null, rows, ...wanted },
})
const imports = (company: Company, rows: readonly PriceRow[], wanted: Partial<PriceListFile> = {}) =>
  company.transact((unit) => importPriceList(unit, file(rows, wanted)))
const listOf = ({ companyId }: Company) =>
  transactor.read([companyId], (tx) => findPriceListByCode(tx, companyId, 'RETAIL'))
const pricesOf = async (company: Company) =>
  (await listOf(company))?.lines.map(({ unit, fromQuantity, unitPrice }) =>
    [unit, fromQuantity.toFixed(), unitPrice.toFixed()].join(' '),
  )

describe('rows', () => {
  test('are a new list, and another time all that the list has', async () => {
    const company = await newCompany()
    const first = must<PriceListImport>(
      await imports(company, [
        { itemCode: company.desk, unitPrice: '20' },
        { itemCode: company.desk, fromQuantity: '10', unitPrice: '18' },
        { itemCode: company.paint, unit: 'BOX', unitPrice: '100.123456' },
      ]),
    )
    expect(first).toMatchObject({ version: 1, active: true, difference: { added: 3, changed: 0, removed: 0 } })
    expect(await pricesOf(company)).toEqual(['PCS 0 20', 'PCS 10 18', 'BOX 0 100.123456'])

    const rows = [
      { itemCode: company.desk, unitPrice: '20.00' },
      { itemCode: company.desk, fromQuantity: '10.0', unitPrice: '17.5' },
      { itemCode: company.desk, fromQuantity: '50', unitPrice: '16' },
    ]
    const difference = { added: 1, changed: 1, removed: 1 }
    const would = await transactor.read([company.companyId], (tx) =>
      previewPriceList(tx, { companyId: company.companyId, now: new Date() }, file(rows, { expectedVersion: 1 })),
    )
    expect(would).toMatchObject({ difference })
    expect(await pricesOf(company)).toHaveLength(3)
    const again = await imports(company, rows, { expectedVersion: 1, endsOn: day('2026-12-31') })
    expect(again).toMatchObject({ id: first.id, version: 2, endsOn: '2026-12-31', difference })
    expect(await pricesOf(company)).toEqual(['PCS 0 20', 'PCS 10 17.5', 'PCS 50 16'])
  })

  test('say everything that is wrong with any of them, and nothing is stored', async () => {
    const company = await newCompany()
    const before = await company.everything()
    const refused = await imports(company, [
      { itemCode: company.desk, unitPrice: '20' },
      { itemCode: 'NOBODY', unitPrice: '20' },
      { itemCode: company.desk, unit: 'CRATE', unitPrice: '20' },
      { itemCode: company.desk, unitPrice: '0' },
      { itemCode: company.desk, fromQuantity: '-1', unitPrice: '20' },
      { itemCode: company.desk, fromQuantity: '0.0', unitPrice: '21' },
    ])
    const { rows } = refused as PriceRowsInvalid
    expect(
      rows.map(({ rowNumber, refusal }) => {
        const { path, problem } = refusal as unknown as { path: readonly string[]; problem?: string }
        return `${rowNumber} ${path.slice(1).join('.')} ${problem ?? refusal.refusal}`
      }),
    ).toEqual([
      '2 rows.1.itemCode UNKNOWN_CODE',
      '3 rows.2.unit UnitUnknown',
      '4 rows.3.unitPrice NOT_POSITIVE',
      '5 rows.4.fromQuantity NOT_A_QUANTITY',
      '6 rows.5.fromQuantity NAMED_TWICE',
    ])
    expect(await company.everything()).toEqual(before)
  })

  test.each([
    ['no rows', [], {}, { field: 'rows', problem: 'EMPTY' }],
    ['a bad code', undefined, { code: 'A B' }, { field: 'code', problem: 'NOT_A_CODE' }],
    ['no name', undefined, { name: { zh: '', en: 'x' } }, { field: 'name.zh', problem: 'EMPTY' }],
    ['an end before its beginning', undefined, { endsOn: day('2026-09-30') }, { field: 'endsOn' }],
    [
      'a version of a list that is not there',
      undefined,
      { expectedVersion: 1 },
      { field: 'code', problem: 'UNKNOWN_CODE' },
    ],
  ] as const)('are refused with %s', async (_, rows, wanted, refusal) => {
    const company = await newCompany()
    const before = await company.everything()
    const outcome = await imports(company, rows ?? [{ itemCode: company.desk, unitPrice: '20' }], wanted)
    expect(outcome).toMatchObject({ refusal: 'InvalidInput', ...refusal })
    expect(await company.everything()).toEqual(before)
  })

  test('write no list anew that somebody else has changed, or whose prices are of the other kind', async () => {
    const company = await newCompany()
    const rows = [{ itemCode: company.desk, unitPrice: '20' }]
    must(await imports(company, rows))
    const before = await company.everything()
    expect(await imports(company, rows)).toMatchObject({ refusal: 'PriceListCodeTaken', priceListCode: 'RETAIL' })
    expect(await imports(company, rows, { expectedVersion: 7 })).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    expect(await imports(company, rows, { expectedVersion: 1, pricesIncludeTax: true })).toMatchObject({
      ...{ refusal: 'InvalidInput', field: 'pricesIncludeTax', problem: 'NEVER_CHANGES' },
    })
    expect(await company.everything()).toEqual(before)
  })
})
