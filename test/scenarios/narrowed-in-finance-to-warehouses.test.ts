import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { claimingOf, taskOf } from '../support/claiming.ts'
import { entitiesOfServices } from '../support/entities-of-services.ts'
import { permissionsOfFinance, reasonsFor } from '../support/explained-access.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import {
  emptyLists,
  findsNothingByReference,
  narrow,
  narrowedAdministrator,
  openToNarrowed,
} from '../support/out-of-reach.ts'
import { askAbout } from '../support/references.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

/** What is set up for everybody, what employees claim, and what is owed on documents in reach. */
const openToWarehouses = [
  ...['account', 'accounts', 'cancelExpenseClaim', 'cashAccounts', 'cashFlowItems', 'chartOfAccounts', 'chartVersion'],
  ...['copyExpenseClaim', 'dimensionValues', 'discardExpenseClaim', 'employeeAdvance', 'employeeAdvances'],
  ...['exchangeRate', 'exchangeRates', 'expenseClaim', 'expenseClaimant', 'expenseClaimants', 'expenseClaims'],
  ...['expensePolicies', 'expenseTypes', 'openItem', 'openItems', 'payEmployeeAdvance', 'payExpenseClaim'],
  ...['payExpenseClaims', 'perDiemRates', 'periods', 'reduceExpenseClaim', 'requestEmployeeAdvance'],
  ...['returnEmployeeAdvance', 'saveExpenseClaim', 'submitExpenseClaim', 'taxCodes', 'voucherSeries'],
  ...['withdrawEmployeeAdvance', 'withdrawExpenseClaim', 'writeOffLimit'],
]

/** What names no warehouse, and what is seen when all that it names is in reach. */
const seenByReference = [
  ...['Account', 'CashAccount', 'DimensionValue', 'EmployeeAdvance', 'ExchangeRate', 'ExpenseClaim', 'ExpenseType'],
  ...['FiscalPeriod', 'OpenItem', 'TaxCode', 'Voucher'],
]

function addedUpOverWarehouses(): string[] {
  const entities = entitiesOfServices()
  const ofOthers = new Set(entities.filter(({ service }) => service !== 'finance').map(({ type }) => type))
  const own = entities.filter(({ service, type }) => service === 'finance' && !ofOthers.has(type))
  return [...own.map(({ type }) => type).filter((type) => !seenByReference.includes(type)), 'StockReconciliation']
}

scenario(
  'Whoever sees no warehouse is refused what adds up warehouses in finance, finds nothing of them, and is told why',
  async ({ company, system }) => {
    await makeOneOfEverything(company, system)
    await company.administrator.change('IssueStatementsOfAccount', {
      ...{ party: 'SUPPLIER', firstBeginsOn: today, endsOn: today },
    })
    await company.accountant.change('CreateBudget', { year: 2026, name: '年度预算' })
    await company.atRest()
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { warehouseIds: [] })

    const lists = await emptyLists('finance', company, narrowed)
    expect(lists.empty).toEqual([])
    const setUp = ['accounts', 'cashAccounts', 'chartOfAccounts', 'expenseTypes', 'openItems', 'periods', 'taxCodes']
    expect(setUp).toEqual(expect.arrayContaining(lists.full))
    const types = addedUpOverWarehouses()
    const there = await findsNothingByReference(system, 'finance', { company, narrowed, types })
    expect(there).toEqual(
      expect.arrayContaining(['AccountRule', 'Budget', 'StatementOfAccount', 'StockReconciliation']),
    )

    const { open, narrowedBy } = await openToNarrowed('finance', company, narrowed)
    expect(open).toEqual(openToWarehouses)
    expect(narrowedBy).toEqual([JSON.stringify(['warehouseIds'])])
    const permissions = permissionsOfFinance()
    const explained = await reasonsFor(narrowed, [...permissions.keys()])
    for (const [permission, fields] of permissions)
      expect(explained.get(permission), permission).toBe(
        fields.some((field) => open.includes(field)) ? 'GRANTED' : 'NARROWED',
      )
    await narrow(company, `narrow-${company.code}`.toLowerCase(), { warehouseIds: null, customerGroups: [] })
    const toGroups = await reasonsFor(company.administrator, ['finance.cash.post', 'finance.voucher.post'], narrowed)
    expect([...toGroups.values()]).toEqual(['GRANTED', 'NARROWED'])
  },
  240_000,
)

scenario(
  'An accountant of one warehouse sees what is owed on its goods and the vouchers of its documents, and no figure of another',
  async ({ company, system }) => {
    const { accountant, administrator, bookkeeper, buyer, controller, sales, storekeeper } = company
    const order = await buyer.agreesOn(['10 × LAMP at 2.00'])
    const atMain = await storekeeper.receives(order, ['6 × LAMP'])
    const atEast = await storekeeper.receives(order, ['4 × LAMP'], { into: 'EAST' })
    await bookkeeper.matches(await bookkeeper.writesInvoice(atMain, ['6 × LAMP for 12.00 and 1.56']))
    const ofEast = await bookkeeper.matches(await bookkeeper.writesInvoice(atEast, ['4 × LAMP for 8.00 and 1.04']))
    const sells = async (line: string, from: string) =>
      company.biller.charges(await sales.delivers(await sales.promises([line], { from })))
    const chargedMain = await sells('2 × LAMP at 5.00', 'MAIN')
    const chargedEast = await sells('1 × LAMP at 7.00', 'EAST')
    const requested = await requestsAdvance(company)
    await controller.change('Approve', await taskOf(requested, controller))
    await company.atRest()
    const amounts = async () => {
      const { openItems } = await accountant.ask<{
        openItems: { nodes: { kind: string; open: { amount: string } }[] }
      }>('OpenItems')
      return openItems.nodes.map(({ kind, open }) => `${kind} ${open.amount}`).sort()
    }
    const everything = ['PAYABLE 13.56', 'PAYABLE 9.04', 'RECEIVABLE 11.30', 'RECEIVABLE 7.91']
    expect(await amounts()).toEqual(everything)

    const main = company.warehouses.get('MAIN')?.id ?? ''
    const username = `accountant-${company.code}`.toLowerCase()
    await narrow(company, username, { warehouseIds: [main] })
    await eventually(async () => expect(await amounts()).toEqual(['PAYABLE 13.56', 'RECEIVABLE 11.30']))

    const vouchers = async (type: string, id: string) => {
      const asked = { service: 'finance' as const, type, selection: '{ vouchers { total { amount } } }' }
      const [answer] = await askAbout(system, accountant, asked, [id])
      return (JSON.parse(answer ?? '') as { vouchers: { total: { amount: string } }[] }).vouchers.map(
        ({ total }) => total.amount,
      )
    }
    expect(await vouchers('GoodsReceipt', atMain.id)).toEqual(['12.00'])
    expect(await vouchers('GoodsReceipt', atEast.id)).toEqual([])
    expect(await vouchers('SalesInvoice', chargedMain.id)).toEqual(['11.30'])
    expect(await vouchers('SalesInvoice', chargedEast.id)).toEqual([])
    expect(await vouchers('SupplierInvoice', ofEast.id)).toEqual([])

    for (const query of [
      '{ stockReconciliation { ledgerValue { amount } } }',
      '{ cashDocuments { nodes { id } } }',
      '{ vouchers { nodes { id } } }',
      '{ dunningList(asOf: "2026-12-31") { nodes { __typename } } }',
    ]) {
      const { errors } = await accountant.send(query, {})
      expect(errors, query).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', narrowedBy: ['warehouseIds'] } }])
    }
    const why = await reasonsFor(administrator, ['finance.voucher.create', 'finance.openItem.read'], accountant)
    expect([...why.values()]).toEqual(['NARROWED', 'GRANTED'])

    const cashier = await narrowedAdministrator(company, system.gatewayUrl, { warehouseIds: [main] })
    const paid = await eventually(() =>
      cashier.change('PayEmployeeAdvance', { employeeAdvanceId: requested.id, expectedVersion: 2 }),
    )
    expect(paid).toMatchObject({ status: 'PAID', openAmount: { amount: '100.00' } })

    await narrow(company, username, { warehouseIds: null })
    await eventually(async () => expect(await amounts()).toEqual([...everything, 'OWED_BY_EMPLOYEE 100.00'].sort()))
    expect(await company.reconciliation()).toMatchObject({ difference: '0.00' })
  },
  120_000,
)

async function requestsAdvance(company: TestCompany) {
  await claimingOf(company)
  await company.controller.change('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
  })
  type Advance = { readonly id: string; readonly number: string; readonly approvalId: string }
  return company.sales.change<Advance>('RequestEmployeeAdvance', { amount: '100.00', purpose: 'Fair' })
}
