import { type PayloadOf, supplierInvoiceConfirmed } from '@erp/contracts'
import type { Caller } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { activateTemplate } from '../src/domain/activate-template.ts'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import type { TemplateLine } from '../src/domain/voucher-template.ts'
import { postCancelledInvoices, postSupplierInvoices } from '../src/use-cases/post-supplier-invoices.ts'
import { messageOf, stockDocument, useFinanceDatabase } from './finance-database.ts'

const { database, transactor, accountantOfNewCompany, post } = await useFinanceDatabase()

type Invoice = PayloadOf<typeof supplierInvoiceConfirmed>
type Line = Invoice['lines'][number]

const goods = (net: string, tax: string, cleared: string, more: Partial<Line> = {}): Line => ({
  ...{ lineId: newId(), kind: 'GOODS', goodsReceiptId: newId(), goodsReceiptLineId: newId(), itemId: newId() },
  ...{ itemClass: 'MERCHANDISE', warehouseId: newId(), valuationAreaId: newId(), quantity: '100', net, tax },
  ...{ taxCode: 'VAT13', cleared, expenseType: null, ...more },
})
const service = (kind: 'EXPENSE' | 'CHARGE', net: string, tax: string): Line => ({
  ...goods(net, tax, '0.00'),
  ...{ kind, goodsReceiptId: null, goodsReceiptLineId: null, itemId: null, itemClass: 'SERVICE' },
  ...{ warehouseId: null, valuationAreaId: null, quantity: null },
})

function invoice({ companyId }: Caller, lines: readonly Line[]): Invoice {
  const [example] = supplierInvoiceConfirmed.examples
  if (!example) throw new Error('There is no example')
  return { ...example, companyId, supplierInvoiceId: newId(), supplierId: newId(), lines: [...lines] }
}

const told = (one: Invoice) =>
  transactor.system([one.companyId], 'test', (unit) => postSupplierInvoices(unit, [messageOf(one.companyId, one)]))
const takenBack = (one: Invoice) =>
  transactor.system([one.companyId], 'test', (unit) => postCancelledInvoices(unit, [messageOf(one.companyId, one)]))

async function vouchersOf({ supplierInvoiceId }: Invoice): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select v.revision || ' ' || case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
    from voucher v join voucher_line l on l.voucher_id = v.id join account a on a.id = l.account_id
    where v.document_id = ${supplierInvoiceId}::uuid order by v.period, v.number, l.line_number`
  return rows.map(({ line }) => line)
}

test('goods clear what was received, services are expenses, charges clear what landed cost accrued', async () => {
  const accountant = await accountantOfNewCompany()
  const one = invoice(accountant, [
    goods('1030.00', '133.90', '1000.00'),
    service('EXPENSE', '100.00', '6.00'),
    service('CHARGE', '80.00', '7.20'),
  ])
  expect(await told(one)).toEqual(new Map())
  expect(await vouchersOf(one)).toEqual([
    ...['1 Dr 2202.02 100000', '1 Dr 6602 10000', '1 Dr 2202.03 8000'],
    ...['1 Dr 2221.01.01 13390', '1 Dr 2221.01.01 600', '1 Dr 2221.01.01 720'],
    ...['1 Cr 2202.01 113390', '1 Cr 2202.01 10600', '1 Cr 2202.01 8720'],
  ])
  const owed = await database.rows`
    select distinct l.supplier_id as "supplierId" from voucher_line l join account a on a.id = l.account_id
    where l.company_id = ${accountant.companyId}::uuid and a.control_key = 'AP'`
  expect(owed).toEqual([{ supplierId: one.supplierId }])
})

test('together with its price difference an invoice is owed in full', async () => {
  const accountant = await accountantOfNewCompany()
  const one = invoice(accountant, [goods('1030.00', '133.90', '1000.00')])
  await told(one)
  const { supplierInvoiceId: documentId, supplierId } = one
  await post([
    stockDocument(accountant.companyId, [{ stock: '27.00', clearing: '30.00', quantity: '0' }], {
      ...{ eventKind: 'PURCHASE_VARIANCE', documentType: 'SUPPLIER_INVOICE', documentId, supplierId },
    }),
  ])
  expect(await vouchersOf(one)).toEqual([
    ...['1 Dr 2202.02 100000', '1 Dr 2221.01.01 13390', '1 Cr 2202.01 113390'],
    ...['1 Dr 1405.01 2700', '1 Dr 6401 300', '1 Cr 2202.01 3000'],
  ])
})

test('what goods at standard cost do not bear is a variance to that cost', async () => {
  const accountant = await accountantOfNewCompany()
  const document = stockDocument(
    accountant.companyId,
    [{ stock: '0.00', clearing: '5.00', quantity: '0', expenseType: 'STANDARD_COST' }],
    { eventKind: 'PURCHASE_VARIANCE', documentType: 'SUPPLIER_INVOICE' },
  )
  await post([document])
  expect(await vouchersOf({ supplierInvoiceId: document.documentId } as Invoice)).toEqual([
    ...['1 Dr 1404 500', '1 Cr 2202.01 500'],
  ])
})

test('is posted once, and once in red when it is taken back', async () => {
  const accountant = await accountantOfNewCompany()
  const one = invoice(accountant, [goods('1000.00', '130.00', '1000.00')])
  await told(one)
  await told(one)
  await takenBack(one)
  await takenBack(one)
  expect(await vouchersOf(one)).toEqual([
    ...['1 Dr 2202.02 100000', '1 Dr 2221.01.01 13000', '1 Cr 2202.01 113000'],
    ...['2 Dr 2202.02 -100000', '2 Dr 2221.01.01 -13000', '2 Cr 2202.01 -113000'],
  ])
})

test('a credit note clears what the goods it credits went back with, and in red when it is taken back', async () => {
  const accountant = await accountantOfNewCompany()
  const one: Invoice = { ...invoice(accountant, [goods('-103.00', '-13.39', '-103.00')]), kind: 'CREDIT_NOTE' }
  const { supplierId } = one
  const back = stockDocument(accountant.companyId, [{ stock: '-103.00', clearing: '-103.00', quantity: '-10' }], {
    ...{ eventKind: 'PURCHASE_RETURN_INVOICED', documentType: 'PURCHASE_RETURN', supplierId },
  })
  await post([back])
  await told(one)
  await takenBack(one)
  expect(await vouchersOf({ ...one, supplierInvoiceId: back.documentId })).toEqual([
    ...['1 Dr 2202.02 10300', '1 Cr 1405.01 10300'],
  ])
  expect(await vouchersOf(one)).toEqual([
    ...['1 Dr 2202.01 11639', '1 Cr 2202.02 10300', '1 Cr 2221.01.01 1339'],
    ...['2 Dr 2202.01 -11639', '2 Cr 2202.02 -10300', '2 Cr 2221.01.01 -1339'],
  ])
})

test('in another currency it is owed as one amount of that currency, and its price difference clears what came', async () => {
  const accountant = await accountantOfNewCompany()
  const printed = { printedNet: '1020.00', printedTax: '0.00', exchangeDifference: '100.00' }
  const one: Invoice = {
    ...invoice(accountant, [goods('7344.00', '0.00', '7100.00', printed)]),
    ...{ printedCurrency: 'USD', exchangeRate: '7.2' },
  }
  await told(one)
  const { supplierInvoiceId: documentId, supplierId } = one
  await post([
    stockDocument(accountant.companyId, [{ stock: '144.00', clearing: '144.00', quantity: '0' }], {
      ...{ eventKind: 'FOREIGN_PURCHASE_VARIANCE', documentType: 'SUPPLIER_INVOICE', documentId, supplierId },
    }),
  ])
  await takenBack(one)
  expect(await vouchersOf(one)).toEqual([
    ...['1 Dr 2202.02 724400', '1 Dr 6603.03 10000', '1 Cr 2202.01 734400'],
    ...['1 Dr 1405.01 14400', '1 Cr 2202.02 14400'],
    ...['2 Dr 2202.02 -724400', '2 Cr 6603.03 10000', '2 Cr 2202.01 -734400'],
  ])
  const foreign = await database.rows`
    select l.foreign_currency as currency, l.foreign_amount as amount, trim_scale(l.exchange_rate)::text as rate
    from voucher_line l join account a on a.id = l.account_id
    where l.company_id = ${accountant.companyId}::uuid and l.foreign_currency is not null order by l.credit desc`
  expect(foreign).toEqual([
    { currency: 'USD', amount: '102000', rate: '7.2' },
    { currency: 'USD', amount: '-102000', rate: '7.2' },
  ])
  const items = await database.rows`
    select currency, original, original_base as base, open from open_item
    where company_id = ${accountant.companyId}::uuid order by original`
  expect(items).toEqual([
    { currency: 'USD', original: '-102000', base: '-734400', open: '0' },
    { currency: 'USD', original: '102000', base: '734400', open: '0' },
  ])
})

test('of a month that is closed it is held, and its document hears why', async () => {
  const accountant = await accountantOfNewCompany()
  const one = { ...invoice(accountant, [goods('1.00', '0.13', '1.00')]), postedOn: '2031-01-01' }
  const verdicts = [...((await told(one)) ?? new Map()).values()]
  expect(verdicts).toMatchObject([{ blocked: 'PERIOD_MISSING' }])
  const events = await database.rows`
    select type, payload ->> 'documentType' as "documentType", payload ->> 'reason' as reason from platform.outbox
    where company_id = ${accountant.companyId}::uuid and type = 'finance.posting.blocked.v1'`
  expect(events).toEqual([
    { type: 'finance.posting.blocked.v1', documentType: 'SUPPLIER_INVOICE', reason: 'PERIOD_MISSING' },
  ])
})

test('a template of invoices that cannot balance is refused, whatever its examples say', () => {
  const content = builtInTemplates.SUPPLIER_INVOICE
  const identity = {
    id: newId(),
    templateId: newId(),
    companyId: newId(),
    eventKind: 'SUPPLIER_INVOICE',
    templateVersion: 2,
  } as const
  const written = (change: (line: TemplateLine) => readonly TemplateLine[]) =>
    activateTemplate(identity, { ...content, lines: content.lines.flatMap(change) })
  expect(written((line) => (line.accountKey === 'VIN' ? [] : [line]))).toEqual(
    refuse('TemplateUnbalanced', { amounts: ['taxValue'] }),
  )
  expect(written((line) => [{ ...line, negated: false }])).toEqual(
    refuse('TemplateUnbalanced', { amounts: ['clearingValue'] }),
  )
  expect(written((line) => [line, { ...line, accountKey: 'INV', amount: 'stockValue' }])).toMatchObject({
    refusal: 'TemplateUnbalanced',
  })
  const receipt = builtInTemplates.PURCHASE_RECEIPT
  const foreign = receipt.lines.map((line) => ({ ...line, amount: 'taxValue' as const }))
  expect(
    activateTemplate({ ...identity, eventKind: 'PURCHASE_RECEIPT' }, { ...receipt, lines: foreign }),
  ).toMatchObject({
    refusal: 'TemplateUnbalanced',
  })
})
