import { readFileSync } from 'node:fs'
import { eventually } from '@erp/testing'
import { Kind, parse } from 'graphql'
import { expect } from 'vitest'
import { byController, documentOnce, hasApproved, signs, taskOf } from '../support/approving.ts'
import { claimingOf } from '../support/claiming.ts'
import type { SalesOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import type { Person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'
import { ledgerKeepingOf } from '../support/voucher-writing.ts'

const scenario = await useScenarios()

type Named = { readonly id: string; readonly version: number }
type StockEntry = { readonly id: string; readonly source: { readonly __typename: string } | null }

/** Of every kind of document that is approved: who makes one, and how it comes before those who approve. */
const kinds: Readonly<
  Record<
    string,
    {
      by: (company: TestCompany) => Person
      submits: (company: TestCompany, bankId: string, boxId: string) => Promise<Named>
    }
  >
> = {
  BAD_DEBT_WRITE_OFF: {
    by: ({ accountant }) => accountant,
    submits: async ({ accountant, sales, biller, atRest }) => {
      await biller.charges(await sales.delivers(await sales.promises(['1 × STEEL at 20.00'])))
      await atRest()
      const partyId = await sales.customerId()
      const { openItems } = await accountant.ask<{ openItems: { nodes: Named[] } }>('OpenItems', { partyId })
      const items = openItems.nodes.map(({ id, version }) => ({
        openItemId: id,
        amount: '1.00',
        expectedVersion: version,
      }))
      return accountant.change('ProposeBadDebtWriteOff', { proposedOn: today, reason: '客户破产', items })
    },
  },
  BUDGET: {
    by: ({ accountant }) => accountant,
    submits: async ({ accountant }) => {
      const { id, version } = await accountant.change<Named>('CreateBudget', { year: 2026, name: '年度预算' })
      const rows = [{ accountCode: '6602', amount: '1200.00' }]
      const seen = { budgetId: id, expectedVersion: version }
      const written = await accountant.change<Named>('ImportBudgetLines', { ...seen, rows })
      return accountant.change('SubmitBudget', { ...seen, expectedVersion: written.version })
    },
  },
  BUDGET_TRANSFER: {
    by: ({ accountant }) => accountant,
    // The budget was approved just before.
    submits: ({ accountant }) =>
      eventually(() => {
        const line = (period: string, amount: string) => ({ accountCode: '6602', period, amount })
        const lines = [line('2026-01', '-100.00'), line('2026-02', '100.00')]
        return accountant.change<Named>('RequestBudgetTransfer', { year: 2026, purpose: '提前', lines })
      }),
  },
  CASH_COUNT: {
    by: ({ accountant }) => accountant,
    submits: async ({ administrator, accountant }, _, boxId) => {
      const found = { cashAccountId: boxId, countedOn: today, counted: '0.00' }
      const { id, version } = await administrator.change<Named>('CountCash', found)
      const seen = await accountant.change<Named>('WitnessCashCount', { cashCountId: id, expectedVersion: version })
      return administrator.change('SubmitCashCount', { cashCountId: id, expectedVersion: seen.version })
    },
  },
  CASH_DOCUMENT: {
    by: ({ accountant }) => accountant,
    submits: async ({ accountant, supplierId }, cashAccountId) => {
      const content = { cashAccountId, paidOn: today, partyDimension: 'SUPPLIER', partyId: supplierId, amount: '10.00' }
      const { id, version } = await accountant.change<Named>('CreateCashDocument', { direction: 'PAYMENT', content })
      return accountant.change('SubmitCashDocument', { cashDocumentId: id, expectedVersion: version })
    },
  },
  CASH_TRANSFER: {
    by: ({ accountant }) => accountant,
    submits: async ({ accountant }, fromAccountId, toAccountId) => {
      const moved = { fromAccountId, toAccountId, movedOn: today, amount: '10.00' }
      const { id, version } = await accountant.change<Named>('CreateCashTransfer', moved)
      return accountant.change('SubmitCashTransfer', { cashTransferId: id, expectedVersion: version })
    },
  },
  COSTING_CHANGE: {
    by: ({ administrator }) => administrator,
    submits: async ({ administrator, itemIds }) => {
      const content = { businessDate: today, itemId: itemIds.get('TILE'), costing: 'FIFO', reason: '年度变更' }
      const { id, version } = await administrator.change<Named>('CreateCostingChange', content)
      return administrator.change('ConfirmCostingChange', { documentId: id, expectedVersion: version })
    },
  },
  COST_ADJUSTMENT: {
    by: ({ administrator }) => administrator,
    submits: async ({ administrator, itemIds, warehouses }) => {
      const place = { itemId: itemIds.get('TILE'), valuationAreaId: warehouses.get('MAIN')?.valuationArea.id }
      const content = { businessDate: today, ...place, value: '1.00', reason: '漏计运费' }
      const { id, version } = await administrator.change<Named>('CreateCostAdjustment', content)
      return administrator.change('ConfirmCostAdjustment', { documentId: id, expectedVersion: version })
    },
  },
  CREDIT_LIMIT: {
    by: ({ administrator }) => administrator,
    submits: async ({ administrator, sales }) => {
      const customerId = await sales.customerId()
      const { version } = await administrator.change<Named>('LimitCredit', {
        ...{ customerId, expectedVersion: 1, creditLimit: '1000000.00' },
      })
      const { creditLimitChange } = await administrator.change<{ creditLimitChange: Named }>('LimitCredit', {
        ...{ customerId, expectedVersion: version, creditLimit: '2000000.00' },
      })
      return creditLimitChange
    },
  },
  CREDIT_NOTE: {
    by: ({ biller }) => biller,
    submits: async ({ controller, biller, sales, atRest, taxCodeId }) => {
      const { id: itemId } = await controller.change<Named>('CreateItem', {
        ...{ code: 'ASSEMBLY', name: { zh: '安装', en: 'Assembly' }, itemClass: 'SERVICE', baseUnit: 'h' },
      })
      await atRest()
      const { id, version } = await biller.change<Named>('CreditServices', {
        ...{ customerId: await sales.customerId(), creditedOn: today, reason: '安装不当' },
        lines: [{ itemId, quantity: '1', unitPrice: '100.00', taxCodeId }],
      })
      return biller.change('ConfirmCreditNote', { creditNoteId: id, expectedVersion: version })
    },
  },
  EMPLOYEE_ADVANCE: {
    by: ({ sales }) => sales,
    submits: ({ sales }) => sales.change('RequestEmployeeAdvance', { amount: '100.00', purpose: '备用金' }),
  },
  EXPENSE_CLAIM: {
    by: ({ sales }) => sales,
    submits: async ({ sales }) => {
      const { expenseTypes } = await sales.ask<{ expenseTypes: { nodes: { id: string; code: string }[] } }>(
        'ExpenseTypes',
      )
      const expenseTypeId = expenseTypes.nodes.find(({ code }) => code === 'TAXI')?.id
      const lines = [{ amount: '50.00', expenseTypeId, spentOn: today, receiptNumber: 'R-1' }]
      const { id, version } = await sales.change<Named>('SaveExpenseClaim', { title: '出租车', lines })
      return sales.change('SubmitExpenseClaim', { expenseClaimId: id, expectedVersion: version })
    },
  },
  GIFT: {
    by: ({ sales }) => sales,
    submits: async ({ sales }) => {
      const { id, version } = await sales.gives(['1 × STEEL at 18.00'])
      return sales.change('ConfirmDelivery', { deliveryId: id, expectedVersion: version })
    },
  },
  LANDED_COST: {
    by: ({ administrator }) => administrator,
    submits: async ({ administrator, itemIds }) => {
      const { data } = await administrator.send<{ stockLedgerEntries: { nodes: StockEntry[] } }>(
        'query ($itemId: ID!) { stockLedgerEntries(itemId: $itemId) { nodes { id source { __typename } } } }',
        { itemId: itemIds.get('TILE') },
      )
      const receipts = data?.stockLedgerEntries.nodes.filter(({ source }) => source?.__typename === 'GoodsReceipt')
      const charges = [{ name: 'Freight', amount: '2.00', basis: 'QUANTITY' }]
      const content = { businessDate: today, charges, stockEntryIds: [receipts?.[0]?.id] }
      const { id, version } = await administrator.change<Named>('CreateLandedCost', content)
      return administrator.change('ConfirmLandedCost', { documentId: id, expectedVersion: version })
    },
  },
  OPENING_BALANCES: {
    by: ({ administrator }) => administrator,
    submits: async ({ administrator }) => {
      const lines = [
        { accountCode: '1002', amounts: { yearOpeningDebit: '700.00' } },
        { accountCode: '4001', amounts: { yearOpeningCredit: '700.00' } },
      ]
      const { version } = await administrator.change<Named>('SaveOpeningBalance', { expectedVersion: 0, lines })
      return administrator.change('SubmitOpeningBalance', { expectedVersion: version })
    },
  },
  PAYMENT_RUN: {
    by: ({ accountant }) => accountant,
    submits: async (company, cashAccountId) => {
      const { accountant, buyer, storekeeper, bookkeeper } = company
      const receipt = await storekeeper.receives(await buyer.agreesOn(['1 × STEEL at 10.00']), ['1 × STEEL'])
      await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['1 × STEEL for 10.00 and 1.30']))
      await company.atRest()
      const due = { cashAccountId, dueOn: '2099-12-31', payOn: today }
      const { id, version } = await accountant.change<Named>('ProposePaymentRun', due)
      return accountant.change('SubmitPaymentRun', { paymentRunId: id, expectedVersion: version })
    },
  },
  PERIOD_REOPENING: {
    by: ({ administrator }) => administrator,
    submits: async ({ administrator, controller }) => {
      // A month closes once what was approved of the opening is posted.
      const { openingBalance } = await administrator.ask<{ openingBalance: Named }>('OpeningBalance')
      const approved = await documentOnce<Named & { status: string }>(
        ...([administrator, 'OpeningBalance', openingBalance, 'APPROVED'] as const),
      )
      await administrator.change('PostOpeningBalance', { expectedVersion: approved.version })
      const { version: expectedVersion } = await controller.closes('2026-01')
      const asked = { period: '2026-01', expectedVersion, reason: '漏记费用' }
      return administrator.change('RequestPeriodReopening', asked)
    },
  },
  PURCHASE_ORDER: {
    by: ({ buyer }) => buyer,
    submits: ({ buyer }) => buyer.agreesOn(['200 × STEEL at 10.00']),
  },
  PURCHASE_REQUISITION: {
    by: ({ storekeeper }) => storekeeper,
    submits: async ({ storekeeper, itemIds, supplierId }) => {
      const line = { itemId: itemIds.get('STEEL'), quantity: '10', unitPrice: '9', neededOn: today, supplierId }
      const asked = { requestedOn: today, purpose: 'Workshop', lines: [line] }
      const { id, version } = await storekeeper.change<Named>('CreatePurchaseRequisition', asked)
      return storekeeper.change('SubmitPurchaseRequisition', { requisitionId: id, expectedVersion: version })
    },
  },
  SALES_ORDER: {
    by: ({ sales }) => sales,
    submits: async ({ sales }) => {
      const { id, version } = await sales.orders(['10 × STEEL at 20.00'])
      return sales.change<SalesOrder>('ConfirmSalesOrder', { salesOrderId: id, expectedVersion: version })
    },
  },
  SALES_QUOTATION: {
    by: ({ sales }) => sales,
    submits: async ({ sales, itemIds, taxCodeId }) => {
      const lines = [{ itemId: itemIds.get('STEEL'), quantity: '1', unitPrice: '20.00', taxCodeId }]
      const { id, version } = await sales.change<Named>('CreateQuotation', {
        ...{ customerId: await sales.customerId(), quotedOn: today, expiresOn: today, lines },
      })
      return sales.change('OfferQuotation', { quotationId: id, expectedVersion: version })
    },
  },
  STOCK_ASSEMBLY: {
    by: ({ storekeeper }) => storekeeper,
    submits: async ({ storekeeper, itemIds, warehouses }) => {
      const of = (code: string) => ({
        itemId: itemIds.get(code),
        warehouseId: warehouses.get('MAIN')?.id,
        quantity: '1',
      })
      const content = { kind: 'ASSEMBLY', businessDate: today, product: of('LAMP'), components: [of('TILE')] }
      const { id, version } = await storekeeper.change<Named>('CreateStockAssembly', content)
      return storekeeper.change('ConfirmStockAssembly', { documentId: id, expectedVersion: version })
    },
  },
  STOCK_MOVEMENT: {
    by: ({ storekeeper }) => storekeeper,
    submits: async ({ storekeeper, itemIds, warehouses }) => {
      const goods = { itemId: itemIds.get('STEEL'), warehouseId: warehouses.get('MAIN')?.id, quantity: '1' }
      const { id, version } = await storekeeper.change<Named>('CreateMiscellaneousMovement', {
        ...{ kind: 'OTHER_RECEIPT', businessDate: today, reason: '样品', lines: [{ ...goods, value: '10.00' }] },
      })
      return storekeeper.change('ConfirmMiscellaneousMovement', { documentId: id, expectedVersion: version })
    },
  },
  STOCK_TRANSFER: {
    by: ({ storekeeper }) => storekeeper,
    submits: async ({ storekeeper }) => {
      const { id, version } = await storekeeper.draftsTransfer('1 × TILE')
      return storekeeper.change('ConfirmStockTransfer', { stockTransferId: id, expectedVersion: version })
    },
  },
  SUPPLIER_INVOICE: {
    by: ({ bookkeeper }) => bookkeeper,
    submits: async ({ buyer, storekeeper, bookkeeper }) => {
      const receipt = await storekeeper.receives(await buyer.agreesOn(['1 × STEEL at 10.00']), ['1 × STEEL'])
      return bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['1 × STEEL for 20.00 and 2.60']))
    },
  },
  VOUCHER: {
    by: ({ accountant }) => accountant,
    submits: async ({ accountant, controller }) => {
      const keeping = ledgerKeepingOf(accountant, controller)
      const [draft] = await keeping.submits(
        await keeping.writes([[today, 'Depreciation', 'Dr 6602 100.00', 'Cr 1602 100.00']]),
      )
      if (!draft) throw new Error('There is no draft')
      return draft
    },
  },
}

scenario(
  'Every kind of document is asked for by somebody, and nobody signs what they made, not even in the place of another',
  async ({ company }) => {
    expect(Object.keys(kinds)).toEqual(kindsOfEngine().toSorted())
    const { controller, administrator, buyer, storekeeper } = company
    await claimingOf(company)
    await storekeeper.receives(await buyer.agreesOn(['5 × TILE at 10.00']), ['5 × TILE'])
    const bank = await controller.change<{ id: string }>('CreateCashAccount', {
      ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
    })
    const box = await controller.change<{ id: string }>('CreateCashAccount', {
      ...{ code: 'BOX', name: { zh: '库存现金', en: 'Cash on hand' }, accountCode: '1001' },
    })
    const signed = [{ levels: [byController] }]
    await hasApproved(company, 'SUPPLIER_INVOICE', signed)
    // What a kind needs of another is confirmed before that one is approved.
    const early = new Map<string, Named>()
    for (const documentType of ['PAYMENT_RUN', 'BAD_DEBT_WRITE_OFF', 'SUPPLIER_INVOICE']) {
      const document = await kinds[documentType]?.submits(company, bank.id, box.id)
      if (document) early.set(documentType, document)
    }
    for (const documentType of Object.keys(kinds))
      if (documentType !== 'SUPPLIER_INVOICE') await hasApproved(company, documentType, signed)
    const { users } = await administrator.ask<{ users: { nodes: { id: string; username: string }[] } }>('Users')
    const endsAt = new Date(Date.now() + 3_600_000).toISOString()
    for (const maker of ['sales', 'buyer', 'storekeeper', 'accountant']) {
      const toUserId = users.nodes.find(({ username }) => username === `${maker}-${company.code}`.toLowerCase())?.id
      await controller.change('DelegateApprovals', { toUserId, endsAt })
    }

    for (const [documentType, { by, submits }] of Object.entries(kinds)) {
      const document = early.get(documentType) ?? (await submits(company, bank.id, box.id))
      const { approvalId, version: expectedVersion } = await taskOf(controller, document)
      expect(
        await refusalOf(by(company).change('Approve', { approvalId, expectedVersion })),
        documentType,
      ).toMatchObject({ code: 'NOT_AN_APPROVER', reason: 'MADE_IT' })
      expect(await signs(controller, document), documentType).toMatchObject({ status: 'APPROVED' })
    }
  },
  180_000,
)

/** The kinds that the engine knows, as its schema names them. */
function kindsOfEngine(): string[] {
  const text = readFileSync(new URL('../../services/identity/schema/approval.graphql', import.meta.url), 'utf8')
  const kind = parse(text).definitions.find(
    (one) => one.kind === Kind.ENUM_TYPE_DEFINITION && one.name.value === 'ApprovalDocumentType',
  )
  if (kind?.kind !== Kind.ENUM_TYPE_DEFINITION) throw new Error('The engine names no kinds')
  return (kind.values ?? []).map(({ name }) => name.value)
}
