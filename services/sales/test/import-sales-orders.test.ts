import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { OrderRow } from '../src/domain/import-sales-orders.ts'
import { findSalesOrder } from '../src/store/sales-orders.ts'
import {
  importSalesOrders,
  previewImport,
  type SalesOrderImport,
  type SalesOrderRowsInvalid,
} from '../src/use-cases/import-sales-orders.ts'
import { day } from './support/day.ts'
import { type Company, must, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()

/** Two desks at 18.00 for SHOP-1, unless the test says otherwise. */
const row = (company: Company, wanted: Partial<OrderRow> = {}): OrderRow => ({
  ...{ externalReference: 'SHOP-1', customerCode: 'YUANFANG', warehouseCode: 'MAIN', orderedOn: day('2026-10-20') },
  ...{ pricesIncludeTax: false, itemCode: company.desk, quantity: '2', unitPrice: '18', taxCode: 'VAT', ...wanted },
})
const imports = (company: Company, rows: readonly Partial<OrderRow>[]) =>
  company.transact((unit) =>
    importSalesOrders(
      unit,
      rows.map((one) => row(company, one)),
    ),
  )
const ordersOf = ({ salesOrders }: SalesOrderImport) =>
  salesOrders.map(({ externalReference, number, status, gross }) => [externalReference, number, status, gross.minor])
const faultsOf = (outcome: unknown) =>
  (outcome as SalesOrderRowsInvalid).rows.map(({ rowNumber, refusal }) => {
    const { path, problem } = refusal as unknown as { path: readonly string[]; problem?: string }
    return `${rowNumber} ${path.slice(1).join('.')} ${problem ?? refusal.refusal}`
  })

describe('rows', () => {
  test('of one reference are one draft, and every reference is one', async () => {
    const company = await newCompany()
    const rows = [
      { externalReference: 'SHOP-1' },
      { externalReference: 'SHOP-2', itemCode: company.paint, quantity: '1', unitPrice: '100', pricesIncludeTax: true },
      { externalReference: 'SHOP-1', itemCode: company.paint, unit: 'BOX', discountPercent: '10' },
    ]
    const done = must<SalesOrderImport>(await imports(company, rows))
    expect(ordersOf(done)).toEqual([
      ['SHOP-1', 'SO-2026-000001', 'DRAFT', 7729n],
      ['SHOP-2', 'SO-2026-000002', 'DRAFT', 10000n],
    ])
    const [first] = done.salesOrders
    const whole = await transactor.read([company.companyId], (tx) => findSalesOrder(tx, first?.id ?? ''))
    expect(whole?.lines.map(({ lineNumber, unit, net }) => [lineNumber, unit, net.minor])).toEqual([
      [1, 'PCS', 3600n],
      [2, 'BOX', 3240n],
    ])
    expect(whole?.importId).toBe(done.id)
  })

  test('of a reference that was imported before are no second order', async () => {
    const company = await newCompany()
    const first = must<SalesOrderImport>(await imports(company, [{}]))
    const again = must<SalesOrderImport>(
      await imports(company, [{}, { externalReference: 'SHOP-2', orderedOn: day('2027-01-02') }]),
    )
    expect(ordersOf(again).map(([reference, number]) => [reference, number])).toEqual([
      ['SHOP-1', 'SO-2026-000001'],
      ['SHOP-2', 'SO-2027-000001'],
    ])
    expect(again.salesOrders.map(({ importId }) => importId)).toEqual([first.id, again.id])
    const other = must<SalesOrderImport>(await imports(await newCompany(), [{}]))
    expect(other.salesOrders[0]?.number).toBe('SO-2026-000001')
  })

  test('that come twice at once become one order', async () => {
    const company = await newCompany()
    const outcomes = await Promise.all([1, 2, 3].map(() => imports(company, [{}])))
    expect(new Set(outcomes.map((outcome) => must<SalesOrderImport>(outcome).salesOrders[0]?.id)).size).toBe(1)
    expect(await database.rows`select number from sales_order where company_id = ${company.companyId}`).toHaveLength(1)
  })
})

describe('what is wrong', () => {
  test('is told of every row, and nothing is stored', async () => {
    const company = await newCompany()
    const service = newId()
    await company.tell.item(service, 'SERVICE')
    const before = await company.everything()
    const outcome = await imports(company, [
      { externalReference: 'GOOD' },
      { externalReference: 'BAD', customerCode: 'NOBODY', itemCode: 'NOTHING' },
      { externalReference: 'BAD', warehouseCode: 'NOWHERE', taxCode: 'NONE' },
      { externalReference: 'MIXED' },
      { externalReference: 'MIXED', orderedOn: day('2026-10-21') },
      { externalReference: 'LINES', unit: 'CRATE' },
      { externalReference: 'LINES', quantity: '0' },
      { externalReference: 'LINES', unitPrice: '0' },
      { externalReference: 'LINES', itemCode: service },
      { externalReference: ' ' },
      { externalReference: 'LATE', requestedOn: day('2026-10-19') },
    ])
    expect(outcome).toMatchObject({ refusal: 'SalesOrderRowsInvalid' })
    expect(faultsOf(outcome)).toEqual([
      '2 rows.1.customerCode UNKNOWN_CODE',
      '2 rows.1.itemCode UNKNOWN_CODE',
      '3 rows.2.customerCode DIFFERS_FROM_FIRST_ROW',
      '3 rows.2.warehouseCode DIFFERS_FROM_FIRST_ROW',
      '3 rows.2.warehouseCode UNKNOWN_CODE',
      '3 rows.2.taxCode UNKNOWN_CODE',
      '5 rows.4.orderedOn DIFFERS_FROM_FIRST_ROW',
      '6 rows.5.unit UnitUnknown',
      '7 rows.6.quantity NOT_POSITIVE',
      '8 rows.7.unitPrice NOT_POSITIVE',
      '9 rows.8.itemCode ItemNotStocked',
      '10 rows.9.externalReference EMPTY',
      '11 requestedOn BEFORE_THE_ORDER',
    ])
    expect(await company.everything()).toEqual(before)
  })

  test('is refused whole: no row, too many rows, and a company that is closed', async () => {
    const company = await newCompany()
    expect(await imports(company, [])).toMatchObject({ refusal: 'InvalidInput', problem: 'EMPTY' })
    const many = Array.from({ length: 1_001 }, () => ({}))
    expect(await imports(company, many)).toMatchObject({ refusal: 'InvalidInput', problem: 'TOO_MANY' })
    await company.tell.company(false)
    expect(await imports(company, [{}])).toMatchObject({ refusal: 'CompanyNotActive' })
  })
})

test('a dry run says what would be written and what is known, and stores nothing', async () => {
  const company = await newCompany()
  must<SalesOrderImport>(await imports(company, [{}]))
  const before = await company.everything()
  const rows = [
    row(company),
    row(company, { externalReference: 'SHOP-2' }),
    row(company, { externalReference: 'SHOP-2' }),
  ]
  const { companyId, caller } = company
  const preview = await transactor.read([companyId], (tx) => previewImport(tx, caller, { rows, now: new Date() }))
  expect(preview).toMatchObject({
    orders: [{ externalReference: 'SHOP-2', gross: { minor: 8136n }, lines: [{}, {}] }],
    knownReferences: ['SHOP-1'],
  })
  const bad = [row(company, { itemCode: 'NOTHING' })]
  expect(
    await transactor.read([companyId], (tx) => previewImport(tx, caller, { rows: bad, now: new Date() })),
  ).toMatchObject({ refusal: 'SalesOrderRowsInvalid' })
  expect(await company.everything()).toEqual(before)
})

test('the database holds the last wall: a reference is one order of its company', async () => {
  const company = await newCompany()
  must<SalesOrderImport>(await imports(company, [{}, { externalReference: 'SHOP-2' }]))
  await expect(
    database.rows`update sales_order set external_reference = 'SHOP-1' where external_reference = 'SHOP-2'`,
  ).rejects.toThrow('sales_order_external_reference')
})
