import { expect } from 'vitest'
import { entry, type Leg, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Named {
  readonly id: string
  readonly version: number
}
type Movement = Named & { readonly number: string; readonly legs: readonly Leg[] }

scenario('Departments and projects bear what is issued, thrown away and bought', async ({ company }) => {
  const { buyer, storekeeper, accountant, bookkeeper, controller } = company
  await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 10.00']), ['10 × STEEL'])
  const [sales, tower, clerk] = [
    await names(company, 'DEPARTMENT', 'D01'),
    await names(company, 'PROJECT', 'P01'),
    await names(company, 'EMPLOYEE', 'E01'),
  ]
  await requiresDepartment(company, '6602')
  await company.atRest()

  const unnamed = await draftOf(company, 'SCRAP', {})
  const { simulateMiscellaneousMovement } = await storekeeper.ask<{
    simulateMiscellaneousMovement: { simulation: object | null; userErrors: { code: string }[] }
  }>('SimulateMiscellaneousMovement', { documentId: unnamed.id })
  expect(simulateMiscellaneousMovement).toMatchObject({
    ...{ simulation: null, userErrors: [{ code: 'REQUIRED_DIMENSION_MISSING' }] },
  })
  expect(await refusalOf(confirms(company, unnamed))).toMatchObject({ code: 'REQUIRED_DIMENSION_MISSING' })

  const borne = { departmentId: sales.id, projectId: tower.id }
  const issue = await issues(company, 'OTHER_ISSUE', borne)
  const scrap = await issues(company, 'SCRAP', { ...borne, inputVatRate: '13' })
  await company.atRest()
  expect(await vouchersOf(company, issue)).toEqual([[`Dr 6602 10.00 ${sales.id} ${tower.id}`, 'Cr 1403 10.00']])
  expect(await vouchersOf(company, scrap)).toEqual([
    [`Dr 6602 11.30 ${sales.id} ${tower.id}`, 'Cr 1403 10.00', 'Cr 2221.01.05 1.30'],
  ])

  const service = { description: 'Advice', net: '100.00', tax: '13.00', taxCodeId: company.taxCodeId }
  const printed = { invoicedOn: today, postedOn: today, net: '100.00', tax: '13.00', gross: '113.00' }
  const invoices = (supplierInvoiceNumber: string, expense: object, lines = 'expenses') =>
    accountant.change<Parameters<typeof bookkeeper.matches>[0]>('CreateSupplierInvoice', {
      ...{ ...printed, supplierInvoiceNumber, supplierId: company.supplierId, [lines]: [{ ...service, ...expense }] },
    })
  const invoice = await bookkeeper.matches(await invoices('F-A', borne))
  await company.atRest()
  expect(await company.legsOf(invoice)).toEqual(['LEDGER POSTED'])
  expect(await company.entriesOf(invoice)).toEqual([['Dr 6602 100.00', 'Dr 2221.01.01 13.00', 'Cr 2202.01 113.00']])

  const before = await company.everything()
  const refused = async (attempt: Promise<unknown>) => {
    const { code, path } = await refusalOf(attempt)
    return `${code} ${(path as string[]).join('.')}`
  }
  expect(await refused(draftOf(company, 'OTHER_ISSUE', { departmentId: tower.id }))).toBe(
    'INVALID_INPUT input.lines.0.departmentId',
  )
  expect(await refused(draftOf(company, 'OTHER_ISSUE', { projectId: clerk.id }))).toBe(
    'INVALID_INPUT input.lines.0.projectId',
  )
  expect(await refused(invoices('F-B', { departmentId: clerk.id }))).toBe('INVALID_INPUT input.expenses.0.departmentId')
  expect(await refused(invoices('F-B', borne, 'charges'))).toBe('INVALID_INPUT input.charges.0.departmentId')
  expect(await company.everything()).toEqual(before)

  const draft = await draftOf(company, 'OTHER_ISSUE', borne)
  const waiting = await invoices('F-C', borne)
  await controller.change('ChangeDimensionValue', {
    ...{ dimensionValueId: sales.id, expectedVersion: sales.version, active: false },
  })
  await company.atRest()
  expect(await refused(confirms(company, draft))).toBe('INVALID_INPUT input.lines.0.departmentId')
  expect(await refused(bookkeeper.matches(waiting))).toBe('INVALID_INPUT input.expenses.0.departmentId')
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '8 / 80.00' })
  expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
})

function names({ controller }: TestCompany, dimension: string, code: string): Promise<Named> {
  return controller.change('CreateDimensionValue', { dimension, code, name: { zh: code, en: code } })
}

async function requiresDepartment({ controller }: TestCompany, accountCode: string): Promise<void> {
  const { data } = await controller.send<{ account: { version: number } }>(
    'query ($code: String!) { account(code: $code) { version } }',
    { code: accountCode },
  )
  await controller.change('ChangeAccount', {
    ...{ accountCode, expectedVersion: data?.account.version },
    dimensions: [
      { dimension: 'DEPARTMENT', required: true },
      { dimension: 'PROJECT', required: false },
    ],
  })
}

function draftOf({ storekeeper, itemIds, warehouses }: TestCompany, kind: string, line: object): Promise<Movement> {
  const goods = { itemId: itemIds.get('STEEL'), warehouseId: warehouses.get('MAIN')?.id, quantity: '1' }
  return storekeeper.change('CreateMiscellaneousMovement', {
    ...{ kind, businessDate: today, reason: 'Exhibition', lines: [{ ...goods, ...line }] },
  })
}

function confirms({ controller }: TestCompany, { id, version }: Movement): Promise<Movement> {
  return controller.change('ConfirmMiscellaneousMovement', {
    ...{ documentId: id, expectedVersion: version, waitMs: 10_000 },
  })
}

async function issues(company: TestCompany, kind: string, line: object): Promise<Movement> {
  return confirms(company, await draftOf(company, kind, line))
}

/** `Dr 6602 10.00` with the ids of department and project where the account is an expense. */
async function vouchersOf({ accountant }: TestCompany, { id }: Movement): Promise<string[][]> {
  type Line = VoucherLine & { readonly departmentId: string | null; readonly projectId: string | null }
  const { data } = await accountant.send<{
    miscellaneousMovement: { vouchers: { lines: { nodes: Line[] } }[] }
  }>(
    `query ($id: ID!) { miscellaneousMovement(id: $id) { vouchers { lines { nodes {
      accountKey account { code } debit { amount } credit { amount } departmentId projectId } } } } }`,
    { id },
  )
  return (data?.miscellaneousMovement.vouchers ?? []).map(({ lines }) =>
    lines.nodes.map((line) =>
      [entry(line), ...(line.account.code === '6602' ? [line.departmentId, line.projectId] : [])].join(' '),
    ),
  )
}
