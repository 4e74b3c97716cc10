import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { claimingOf } from '../support/claiming.ts'
import { entitiesOfServices } from '../support/entities-of-services.ts'
import { refusalOf } from '../support/graph-client.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import {
  emptyLists,
  findsNothingByReference,
  narrow,
  narrowedAdministrator,
  openToNarrowed,
} from '../support/out-of-reach.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

/** What shows and moves only what is in reach; all other fields of finance are for everybody's eyes. */
const openToParties = [
  ...['account', 'accounts', 'approveCashDocument', 'autoSettleOpenItems', 'badDebtWriteOffs'],
  ...['cancelCashDocument', 'cancelExpenseClaim', 'cashAccounts', 'cashDocument', 'cashDocuments'],
  ...['cashFlowItems', 'changeCashDocument', 'chartOfAccounts', 'chartVersion', 'confirmStatementOfAccount'],
  ...['copyExpenseClaim', 'createCashDocument', 'customerCredit', 'dimensionValues', 'discardExpenseClaim'],
  ...['disputeStatementOfAccount', 'dunningList', 'employeeAdvance', 'employeeAdvances', 'exchangeRate'],
  ...['exchangeRates', 'expenseClaim', 'expenseClaimant', 'expenseClaimants', 'expenseClaims'],
  ...['expensePolicies', 'expenseTypes', 'openItem', 'openItemAgeing', 'openItems', 'partyStatement'],
  ...['payEmployeeAdvance', 'payExpenseClaim', 'payExpenseClaims', 'perDiemRates', 'periods'],
  ...['postCashDocument', 'reduceExpenseClaim', 'requestEmployeeAdvance', 'resolveStatementOfAccount'],
  ...['returnEmployeeAdvance', 'reverseCashDocument', 'saveExpenseClaim', 'sendStatementOfAccount'],
  ...['settleOpenItems', 'settlement', 'settlements', 'statementOfAccount', 'statementsOfAccount'],
  ...['statementsOfAccountDue', 'submitCashDocument', 'submitExpenseClaim', 'taxCodes', 'undoSettlement'],
  ...['voucherSeries', 'withdrawCashDocument', 'withdrawEmployeeAdvance', 'withdrawExpenseClaim'],
  ...['withdrawStatementOfAccount', 'writeOffLimit'],
]

/** What is set up for everybody, and vouchers that name nobody out of reach. */
const seenByReference = [
  ...['Account', 'CashAccount', 'DimensionValue', 'ExchangeRate', 'ExpenseType', 'FiscalPeriod', 'TaxCode', 'Voucher'],
]

/** The other types that finance answers for; those of documents of other services are theirs to narrow. */
function keptFromNarrowed(): string[] {
  const entities = entitiesOfServices()
  const ofOthers = new Set(entities.filter(({ service }) => service !== 'finance').map(({ type }) => type))
  const own = entities.filter(({ service, type }) => service === 'finance' && !ofOthers.has(type))
  return [...own.map(({ type }) => type).filter((type) => !seenByReference.includes(type)), 'StockReconciliation']
}

scenario(
  'Whoever sees no party and no department finds nothing of them in finance, and is refused what adds up everybody',
  async ({ company, system }) => {
    const { customer, supplier } = await makeOneOfEverything(company, system)
    const { writes, line } = await claimingOf(company)
    await writes([line('50.00 TAXI')])
    await company.sales.change('RequestEmployeeAdvance', { amount: '100', purpose: 'Fair' })
    await receivesFrom(company, 'CUSTOMER', customer)
    await pays(company, supplier)
    await company.accountant.change('CreateBudget', { year: 2026, name: '年度预算' })
    await company.administrator.change('IssueStatementsOfAccount', {
      ...{ party: 'SUPPLIER', firstBeginsOn: today, endsOn: today },
    })
    await company.atRest()
    const nothing = { customerGroups: [], supplierGroups: [], departmentIds: [] }
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, nothing)

    const lists = await emptyLists('finance', company, narrowed)
    expect(lists.empty.sort()).toEqual([
      ...['cashDocuments', 'employeeAdvances', 'expenseClaimants', 'expenseClaims', 'openItems', 'settlements'],
      'statementsOfAccount',
    ])
    const setUp = ['accounts', 'cashAccounts', 'chartOfAccounts', 'expenseTypes', 'periods', 'taxCodes']
    expect(lists.full.sort()).toEqual(setUp)
    const types = keptFromNarrowed()
    const there = await findsNothingByReference(system, 'finance', { company, narrowed, types })
    expect(there.sort()).toEqual([
      ...['AccountRule', 'Budget', 'CashDocument', 'EmployeeAdvance', 'ExpenseClaim', 'OpenItem'],
      ...['Settlement', 'StatementOfAccount', 'StockReconciliation', 'VoucherTemplate'],
    ])
    const { data } = await narrowed.send(
      'query ($customerId: ID!) { customerCredit(customerId: $customerId) { __typename } }',
      { customerId: customer },
    )
    expect(data).toEqual({ customerCredit: null })

    const before = await documentsOf(company)
    const { open, narrowedBy } = await openToNarrowed('finance', company, narrowed)
    expect(open).toEqual(openToParties)
    expect(narrowedBy).toEqual([JSON.stringify(['customerGroups', 'supplierGroups', 'departmentIds'])])
    expect(await documentsOf(company)).toEqual(before)
  },
  180_000,
)

scenario('Receipts and claims are in reach of some parties and departments, and no others', async ({ company }) => {
  const { administrator, accountant, controller, sales } = company
  const far = await sales.customerId()
  const near = await administrator.change<{ id: string }>('CreateCustomer', {
    ...{ code: 'NEARBY', name: { zh: '近邻', en: 'Nearby' }, priceGroup: 'NEAR' },
  })
  const { employeeId, departmentId, writes, line } = await claimingOf(company)
  const claim = await writes([line('50.00 TAXI')])
  const other = await controller.change<{ id: string }>('CreateDimensionValue', {
    ...{ dimension: 'DEPARTMENT', code: 'OTHER', name: { zh: '其他', en: 'Other' } },
  })
  const paid = await receivesFrom(company, 'CUSTOMER', far)
  await company.atRest()
  const seen = async () => {
    const text = '{ cashDocuments { nodes { id } } expenseClaims { nodes { id } } }'
    const { data } = await accountant.send<Record<string, { nodes: { id: string }[] }>>(text, {})
    return Object.values(data ?? {}).map(({ nodes }) => nodes.map(({ id }) => id))
  }
  expect(await seen()).toEqual([[paid.id], [claim.id]])

  const username = `accountant-${company.code}`.toLowerCase()
  await narrow(company, username, { customerGroups: ['NEAR'], departmentIds: [other.id] })
  await eventually(async () => expect(await seen()).toEqual([[], []]))
  const before = await company.everything()
  for (const [dimension, id] of [
    ['CUSTOMER', far],
    ['EMPLOYEE', employeeId],
  ] as const)
    expect(await refusalOf(receivesFrom(company, dimension, id))).toMatchObject({ code: 'INVALID_INPUT' })
  expect(await company.everything()).toEqual(before)
  const own = await receivesFrom(company, 'CUSTOMER', near.id)
  expect(await seen()).toEqual([[own.id], []])
  await narrow(company, username, { departmentIds: [departmentId] })
  await eventually(async () => expect(await seen()).toEqual([[own.id], [claim.id]]))
})

scenario('Whoever is narrowed to a department asks for goods for it, and for nobody else', async ({ company }) => {
  const { controller, storekeeper } = company
  const named = async (code: string) => {
    const value = { dimension: 'DEPARTMENT', code, name: { zh: code, en: code } }
    return (await controller.change<{ id: string }>('CreateDimensionValue', value)).id
  }
  const [near, far] = [await named('NEAR'), await named('FAR')]
  await company.atRest()
  const needs = (departmentId: string | null) =>
    storekeeper.change<{ id: string }>('CreatePurchaseRequisition', {
      ...{ requestedOn: today, purpose: 'Winter', departmentId },
      lines: [{ itemId: company.itemIds.get('LAMP'), quantity: '1', neededOn: today, unitPrice: '1' }],
    })
  const requisitions = async () => {
    const { data } = await storekeeper.send<{ purchaseRequisitions: { nodes: { id: string }[] } }>(
      '{ purchaseRequisitions { nodes { id } } }',
      {},
    )
    return data?.purchaseRequisitions.nodes.map(({ id }) => id)
  }
  const [ofFar, ofNobody] = [await needs(far), await needs(null)]
  expect(await requisitions()).toEqual([ofNobody.id, ofFar.id])

  await narrow(company, `storekeeper-${company.code}`.toLowerCase(), { departmentIds: [near] })
  await eventually(async () => expect(await requisitions()).toEqual([]))
  const before = await company.everything()
  for (const departmentId of [far, null])
    expect(await refusalOf(needs(departmentId))).toMatchObject({
      ...{ code: 'INVALID_INPUT', path: ['input', 'departmentId'] },
    })
  expect(await company.everything()).toEqual(before)
  const ofNear = await needs(near)
  expect(await requisitions()).toEqual([ofNear.id])
})

/** All rows of the company but what notes who looked, and that somebody asked for settling where nothing could be. */
async function documentsOf(company: TestCompany) {
  const rows = Object.entries(await company.everything())
  const noted = ['finance.audit_change', 'finance.settlement_run']
  return rows.filter(([table]) => !table.endsWith('.audit_log') && !noted.includes(table))
}

async function bankOf({ administrator }: TestCompany): Promise<string> {
  const text = '{ cashAccounts { nodes { id } } }'
  const { data } = await administrator.send<{ cashAccounts: { nodes: { id: string }[] } }>(text, {})
  const [bank] = data?.cashAccounts.nodes ?? []
  if (bank) return bank.id
  const made = await administrator.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
  })
  return made.id
}

/** A draft of what somebody pays the company. */
async function receivesFrom(company: TestCompany, partyDimension: string, partyId: string) {
  const content = { cashAccountId: await bankOf(company), paidOn: today, partyDimension, partyId, amount: '10' }
  return company.accountant.change<{ id: string }>('CreateCashDocument', { direction: 'RECEIPT', content })
}

/** A cent of what a supplier is owed, posted. */
async function pays(company: TestCompany, partyId: string) {
  const { accountant, controller } = company
  const { openItems } = await accountant.ask<{ openItems: { nodes: { id: string; kind: string }[] } }>('OpenItems', {
    partyId,
  })
  const owed = openItems.nodes.find(({ kind }) => kind === 'PAYABLE')
  const content = {
    ...{ cashAccountId: await bankOf(company), paidOn: today, partyDimension: 'SUPPLIER', partyId, amount: '0.01' },
    items: [{ openItemId: owed?.id, amount: '0.01' }],
  }
  type Paper = { readonly id: string; readonly version: number }
  const named = ({ id, version }: Paper) => ({ cashDocumentId: id, expectedVersion: version })
  const draft = await accountant.change<Paper>('CreateCashDocument', { direction: 'PAYMENT', content })
  const approved = await controller.change<Paper>('ApproveCashDocument', named(draft))
  return company.administrator.change('PostCashDocument', named(approved))
}
