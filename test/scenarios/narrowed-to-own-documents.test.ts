import type { ServiceName } from '@erp/local'
import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { cashierOf } from '../support/cashier.ts'
import type { SalesOrder } from '../support/documents.ts'
import { entitiesOfServices } from '../support/entities-of-services.ts'
import { permissionsOfFinance, reasonsFor } from '../support/explained-access.ts'
import { refusalOf } from '../support/graph-client.ts'
import type { Ids } from '../support/id-use.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import { makeOneOfFinance } from '../support/one-of-finance.ts'
import {
  emptyLists,
  findsNothingById,
  findsNothingByReference,
  narrow,
  narrowedAdministrator,
  openToNarrowed,
} from '../support/out-of-reach.ts'
import { type Person, person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import { readRootFields } from '../support/schema-walk.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()
const documents: readonly (keyof Ids)[] = [
  ...(['draftOrder', 'order', 'orderLine', 'draftReceipt', 'receiptLine', 'receipt', 'draftReturn'] as const),
  ...(['draftInvoice', 'invoicedReturn', 'invoicedReturnLine', 'draftRequisition', 'requisition'] as const),
  ...(['requisitionLine', 'requestForQuotation', 'requestLine'] as const),
  ...(['draftMovement', 'draftAdjustment', 'draftAssembly', 'draftLandedCost', 'draftCostingChange'] as const),
  ...(['differingStocktake', 'disposal', 'stocktake', 'stocktakeLine', 'stockTransfer', 'stockTransferLine'] as const),
  ...(['draftQuotation', 'quotation', 'quotationLine', 'draftSalesOrder', 'salesOrder', 'salesOrderLine'] as const),
  ...(['draftDelivery', 'deliveryLine', 'delivery', 'draftSalesReturn', 'salesReturn'] as const),
  ...(['draftSalesInvoice', 'salesInvoiceLine', 'draftCreditNote'] as const),
]

type Owner = Extract<ServiceName, 'sales' | 'procurement' | 'inventory'>

/** Lists of documents, which show whoever is narrowed to their own none of those that others wrote. */
const emptyToAuthors: Readonly<Record<Owner, readonly string[]>> = {
  sales: [
    ...['creditNotes', 'deliveries', 'quotations', 'salesInvoices', 'salesOrders', 'salesReturns'],
    'uninvoicedDeliveryLines',
  ],
  procurement: [
    ...['goodsInTransit', 'goodsReceipts', 'openRequisitionLines', 'purchaseOrders', 'purchaseRequisitions'],
    ...['purchaseReturns', 'requestsForQuotation', 'supplierInvoices', 'uncreditedReturnLines'],
    'uninvoicedReceiptLines',
  ],
  inventory: [
    ...['costAdjustments', 'costingChanges', 'landedCosts', 'miscellaneousMovements', 'openStockDifferences'],
    ...['stockAssemblies', 'stockDifferenceDisposals', 'stockTransfers', 'stocktakes'],
  ],
}

const documentTypes: Readonly<Record<Owner, readonly string[]>> = {
  sales: ['Quotation', 'SalesOrder', 'Delivery', 'SalesInvoice', 'SalesReturn', 'CreditNote'],
  procurement: [
    ...['PurchaseRequisition', 'RequestForQuotation', 'PurchaseOrder', 'GoodsReceipt', 'PurchaseReturn'],
    'SupplierInvoice',
  ],
  inventory: [
    ...['CostAdjustment', 'CostingChange', 'LandedCost', 'MiscellaneousMovement', 'StockAssembly'],
    ...['StockDifferenceDisposal', 'StockTransfer', 'Stocktake'],
  ],
}

function isEntity(service: Owner, type: string): boolean {
  return entitiesOfServices().some((one) => one.service === service && one.type === type)
}

scenario(
  'Whoever sees their own documents alone finds nothing that others wrote, wherever the graph takes an id or lists',
  async ({ company, system }) => {
    const ids = await makeOneOfEverything(company, system)
    await company.atRest()
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { ownDocuments: true })
    const before = await company.everything()
    expect(await findsNothingById({ company, narrowed, ids, beyond: documents })).toBeGreaterThan(120)
    expect(await company.everything()).toEqual(before)
    for (const [service, empty] of Object.entries(emptyToAuthors) as [Owner, readonly string[]][]) {
      const lists = await emptyLists(service, company, narrowed)
      expect(lists.empty.sort(), service).toEqual(empty)
      expect(lists.full, service).toEqual(expect.not.arrayContaining([...empty]))
      const types = documentTypes[service]
        .flatMap((type) => [type, `${type}Line`])
        .filter((type) => isEntity(service, type))
      const there = await findsNothingByReference(system, service, { company, narrowed, types })
      expect(there.sort(), service).toEqual(types.sort())
    }
  },
  180_000,
)

scenario(
  'A seller sees their own quotations and orders and what others did for them, and nothing of another seller',
  async ({ company, system }) => {
    const { sales, biller, administrator } = company
    const credentials = { username: `wang-${company.code}`.toLowerCase(), password: 'Correct-Horse-7-Battery' }
    await administrator.change('CreateUser', { ...credentials, displayName: 'Wang', roleCodes: ['SALES'] })
    const wang = person(system.gatewayUrl, async () => ({ ...credentials, companyCode: company.code }))
    await company.buyer
      .agreesOn(['20 × LAMP at 1.00'])
      .then((order) => company.storekeeper.receives(order, ['20 × LAMP']))
    await company.atRest()

    const far = await sales.promises(['2 × LAMP at 2.00'])
    const charged = await biller.charges(await sales.delivers(far, ['2 × LAMP']), ['2 × LAMP'])
    const writes = async (quantity: string) =>
      wang.change<SalesOrder>('CreateSalesOrder', {
        ...{ customerId: await sales.customerId(), warehouseId: company.warehouses.get('MAIN')?.id, orderedOn: today },
        lines: [{ itemId: company.itemIds.get('LAMP'), quantity, unitPrice: '2', taxCodeId: company.taxCodeId }],
      })
    const near = await sales.confirms(await writes('3'))
    const delivery = await sales.delivers(near, ['3 × LAMP'])
    const invoice = await biller.charges(delivery, ['3 × LAMP'])
    const back = await sales.takesIn(await sales.hasBack(delivery, ['1 × LAMP']))
    const credit = await biller.lowers(invoice, ['0.01'])
    const seen = async () => {
      const lists = ['salesOrders', 'deliveries', 'salesInvoices', 'salesReturns', 'creditNotes', 'quotations']
      const { data } = await wang.send<Record<string, { nodes: { id: string }[] }>>(
        `{ ${lists.map((list) => `${list} { nodes { id } }`).join(' ')} }`,
        {},
      )
      return lists.map((list) => data?.[list]?.nodes.map(({ id }) => id).sort())
    }
    const everything = await seen()
    expect(everything[0]).toEqual([far.id, near.id].sort())
    expect(everything[2]).toEqual([charged.id, invoice.id].sort())

    await narrow(company, credentials.username, { ownDocuments: true })
    const own = [[near.id], [delivery.id], [invoice.id], [back.id], [credit.id], []]
    await eventually(async () => expect(await seen()).toEqual(own))
    const before = await company.everything()
    const named = { salesOrderId: far.id, expectedVersion: far.version }
    expect(await refusalOf(wang.change('CloseSalesOrder', named))).toMatchObject({
      code: 'SALES_ORDER_NOT_FOUND',
    })
    expect(await company.everything()).toEqual(before)

    const another = await writes('1')
    await eventually(async () => expect((await seen())[0]).toEqual([near.id, another.id].sort()))
    await narrow(company, credentials.username, { ownDocuments: false })
    await eventually(async () => expect((await seen())[2]).toEqual(everything[2]))
  },
)

/** What shows and moves only what somebody wrote or claims, and what is set up; all other fields of finance are for who sees everybody. */
const openToAuthors = [
  ...['account', 'accounts', 'approveCashDocument', 'approveCashTransfer', 'attachToVoucherDraft'],
  ...[
    'cancelCashDocument',
    'cancelCashTransfer',
    'cancelExpenseClaim',
    'cashAccounts',
    'cashDocument',
    'cashDocuments',
  ],
  ...['cashFlowItems', 'cashTransfer', 'cashTransfers', 'changeCashDocument', 'changeVoucherDraft', 'chartOfAccounts'],
  ...['chartVersion', 'copyExpenseClaim', 'copyVoucherDraft', 'createCashDocument', 'createCashTransfer'],
  ...['createVoucherDraft', 'detachFromVoucherDraft', 'dimensionValues', 'discardExpenseClaim', 'discardVoucherDraft'],
  ...['employeeAdvance', 'employeeAdvances', 'exchangeRate', 'exchangeRates', 'expenseClaim', 'expenseClaimant'],
  ...['expenseClaimants', 'expenseClaims', 'expensePolicies', 'expenseTypes', 'perDiemRates', 'periods'],
  ...['postCashDocument', 'postCashTransfer', 'prepareVoucherAttachment', 'reduceExpenseClaim'],
  ...[
    'requestEmployeeAdvance',
    'reverseCashDocument',
    'reverseCashTransfer',
    'saveExpenseClaim',
    'submitCashDocument',
    'submitCashTransfer',
  ],
  ...['submitExpenseClaim', 'submitVoucherDraft', 'taxCodes', 'voucherDraft', 'voucherDrafts', 'voucherSeries'],
  ...['withdrawCashDocument', 'withdrawCashTransfer', 'withdrawEmployeeAdvance', 'withdrawExpenseClaim'],
]

scenario(
  'In finance whoever sees their own documents alone finds none that others wrote, and is refused what adds up everybody',
  async ({ company, system }) => {
    const fields = await readRootFields(company.administrator)
    await makeOneOfFinance(company, system, fields)
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { ownDocuments: true })
    const lists = await emptyLists('finance', company, narrowed)
    expect(lists.empty.sort()).toEqual([
      ...['cashDocuments', 'cashTransfers', 'employeeAdvances', 'expenseClaims', 'voucherDrafts'],
    ])
    expect(lists.full.sort()).toEqual([
      ...['accounts', 'cashAccounts', 'chartOfAccounts', 'expenseClaimants', 'expensePolicies', 'expenseTypes'],
      ...['periods', 'taxCodes'],
    ])
    const setUp = ['Account', 'CashAccount', 'DimensionValue', 'ExchangeRate', 'ExpenseType', 'FiscalPeriod', 'TaxCode']
    const ofOthers = new Set(entitiesOfServices().flatMap(({ service, type }) => (service === 'finance' ? [] : [type])))
    const types = entitiesOfServices()
      .filter(({ service, type }) => service === 'finance' && !ofOthers.has(type) && !setUp.includes(type))
      .map(({ type }) => type)
    const there = await findsNothingByReference(system, 'finance', { company, narrowed, types })
    expect(there).toEqual(
      expect.arrayContaining(['CashDocument', 'CashTransfer', 'ExpenseClaim', 'OpenItem', 'Voucher', 'VoucherDraft']),
    )

    const { open, narrowedBy } = await openToNarrowed('finance', company, narrowed)
    expect(open).toEqual(openToAuthors)
    expect(narrowedBy).toEqual([JSON.stringify(['authorIds'])])
    const permissions = permissionsOfFinance()
    const explained = await reasonsFor(narrowed, [...permissions.keys()])
    for (const [permission, names] of permissions)
      expect(explained.get(permission), permission).toBe(
        names.some((name) => open.includes(name)) ? 'GRANTED' : 'NARROWED',
      )
  },
  240_000,
)

scenario('An accountant sees the receipts and vouchers they wrote, and those of nobody else', async ({ company }) => {
  const { accountant, administrator } = company
  const { bank } = await cashierOf(company)
  const entry = (account: string, side: 'debit' | 'credit') => ({ accountCode: account, [side]: '8', summary: 'Fee' })
  const voucher = { word: '记', postingOn: today, lines: [entry('6602', 'debit'), entry('6711', 'credit')] }
  const writes = async (by: Person) => [
    (
      await by.change<{ id: string }>('CreateCashDocument', {
        ...{
          direction: 'RECEIPT',
          content: { cashAccountId: bank.id, paidOn: today, counterAccountCode: '6711', amount: '5' },
        },
      })
    ).id,
    (await by.change<{ id: string }>('CreateVoucherDraft', voucher)).id,
  ]
  const seen = async () => {
    const text = '{ cashDocuments { nodes { id } } voucherDrafts { nodes { id } } }'
    const { data } = await accountant.send<Record<string, { nodes: { id: string }[] }>>(text, {})
    return Object.values(data ?? {}).map(({ nodes }) => nodes.map(({ id }) => id).sort())
  }
  const [own, others] = [await writes(accountant), await writes(administrator)]
  expect(await seen()).toEqual(own.map((id, place) => [id, others[place]].sort()))
  await narrow(company, `accountant-${company.code}`.toLowerCase(), { ownDocuments: true })
  await eventually(async () => expect(await seen()).toEqual(own.map((id) => [id])))
  const { errors } = await accountant.send('{ openItems { nodes { id } } }', {})
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  const again = await writes(accountant)
  expect(await seen()).toEqual(own.map((id, place) => [id, again[place]].sort()))
})
