import { creditNoteConfirmed, type PayloadOf, salesInvoiceConfirmed } from '@erp/contracts'
import type { Caller } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { activateTemplate } from '../src/domain/activate-template.ts'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import type { TemplateLine } from '../src/domain/voucher-template.ts'
import { postCancelledCreditNotes, postCreditNotes } from '../src/use-cases/post-credit-notes.ts'
import { postCancelledSalesInvoices, postSalesInvoices } from '../src/use-cases/post-sales-invoices.ts'
import { messageOf, useFinanceDatabase } from './finance-database.ts'

const { database, transactor, accountantOfNewCompany } = await useFinanceDatabase()

type Invoice = PayloadOf<typeof salesInvoiceConfirmed>
const [example] = salesInvoiceConfirmed.examples
const [exampleLine] = example?.lines ?? []
if (!example || !exampleLine) throw new Error('There is no example')

/** An invoice of lines worth so much, net and tax. */
function invoice({ companyId }: Caller, lines: readonly (readonly [net: string, tax: string])[]): Invoice {
  return {
    ...{ ...example, companyId, salesInvoiceId: newId(), customerId: newId() },
    lines: lines.map(([net, tax]) => ({ ...exampleLine, lineId: newId(), net, tax })),
  } as Invoice
}

const told = (one: Invoice) =>
  transactor.system([one.companyId], 'test', (unit) => postSalesInvoices(unit, [messageOf(one.companyId, one)]))
const takenBack = (one: Invoice) =>
  transactor.system([one.companyId], 'test', (unit) =>
    postCancelledSalesInvoices(unit, [messageOf(one.companyId, one)]),
  )

async function vouchersOf({ salesInvoiceId: documentId }: { readonly salesInvoiceId: string }): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select v.revision || ' ' || case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
    from voucher v join voucher_line l on l.voucher_id = v.id join account a on a.id = l.account_id
    where v.document_id = ${documentId}::uuid order by v.period, v.number, l.line_number`
  return rows.map(({ line }) => line)
}

test('what a customer owes is revenue and the tax on it, line by line', async () => {
  const accountant = await accountantOfNewCompany()
  const one = invoice(accountant, [
    ['1080.00', '140.40'],
    ['50.00', '0.00'],
  ])
  expect(await told(one)).toEqual(new Map())
  expect(await vouchersOf(one)).toEqual([
    ...['1 Dr 1122 122040', '1 Dr 1122 5000', '1 Cr 6001 108000', '1 Cr 6001 5000', '1 Cr 2221.01.02 14040'],
  ])
  expect(
    await database.rows`
    select distinct l.customer_id as "customerId" from voucher_line l join account a on a.id = l.account_id
    where l.company_id = ${accountant.companyId}::uuid and a.control_key = 'AR'`,
  ).toEqual([{ customerId: one.customerId }])
})

test('is posted once, and once in red when it is taken back', async () => {
  const accountant = await accountantOfNewCompany()
  const one = invoice(accountant, [['1080.00', '140.40']])
  await told(one)
  await told(one)
  await takenBack(one)
  await takenBack(one)
  expect(await vouchersOf(one)).toEqual([
    ...['1 Dr 1122 122040', '1 Cr 6001 108000', '1 Cr 2221.01.02 14040'],
    ...['2 Dr 1122 -122040', '2 Cr 6001 -108000', '2 Cr 2221.01.02 -14040'],
  ])
})

test('what a customer is credited stands in red on the same sides, and in black when it is taken back', async () => {
  const { companyId } = await accountantOfNewCompany()
  const [credited] = creditNoteConfirmed.examples
  if (!credited) throw new Error('There is no example')
  const one = { ...credited, companyId, creditNoteId: newId() }
  const tell = (post: typeof postCreditNotes) =>
    transactor.system([companyId], 'test', (unit) => post(unit, [messageOf(companyId, one)]))
  for (const post of [postCreditNotes, postCreditNotes, postCancelledCreditNotes])
    expect(await tell(post)).toEqual(new Map())
  expect(await vouchersOf({ salesInvoiceId: one.creditNoteId })).toEqual([
    ...['1 Dr 1122 -10170', '1 Cr 6001 -9000', '1 Cr 2221.01.02 -1170'],
    ...['2 Dr 1122 10170', '2 Cr 6001 9000', '2 Cr 2221.01.02 1170'],
  ])
})

test('of a month that is closed it is held, and its document hears why', async () => {
  const accountant = await accountantOfNewCompany()
  const one = { ...invoice(accountant, [['1.00', '0.13']]), invoicedOn: '2031-01-01' }
  expect([...((await told(one)) ?? new Map()).values()]).toMatchObject([{ blocked: 'PERIOD_MISSING' }])
  expect(
    await database.rows`
    select payload ->> 'documentType' as "documentType", payload ->> 'reason' as reason from platform.outbox
    where company_id = ${accountant.companyId}::uuid and type = 'finance.posting.blocked.v1'`,
  ).toEqual([{ documentType: 'SALES_INVOICE', reason: 'PERIOD_MISSING' }])
})

test('a template of sales invoices takes net, tax and what they come to, and nothing that only suppliers charge', () => {
  const content = builtInTemplates.SALES_INVOICE
  const ids = { id: newId(), templateId: newId(), companyId: newId(), templateVersion: 2 }
  const written = (change: (line: TemplateLine) => readonly TemplateLine[]) =>
    activateTemplate({ ...ids, eventKind: 'SALES_INVOICE' }, { ...content, lines: content.lines.flatMap(change) })
  expect(written((line) => [line])).toMatchObject({ status: 'ACTIVE' })
  expect(written((line) => (line.accountKey === 'VOUT' ? [] : [line]))).toEqual(
    refuse('TemplateUnbalanced', { amounts: ['taxValue'] }),
  )
  for (const amount of ['chargeValue', 'clearingValue', 'stockValue'] as const)
    expect(written((line) => (line.accountKey === 'REV' ? [line, { ...line, amount }] : [line]))).toEqual(
      refuse('TemplateUnbalanced', { amounts: [amount] }),
    )
})
