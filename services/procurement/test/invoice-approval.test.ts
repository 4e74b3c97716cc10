import { type approvalDecided, type PayloadOf, requestApproval, withdrawApproval } from '@erp/contracts'
import { replicateApprovalDefinitions } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { SupplierInvoice } from '../src/domain/supplier-invoice.ts'
import { askForApproval } from '../src/sagas/ask-for-approval.ts'
import { noteApprovals } from '../src/use-cases/note-approvals.ts'
import { changeSupplierInvoice } from '../src/use-cases/write-supplier-invoice.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { orderProcesses } from './support/order-processes.ts'
import { must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()
type Decision = PayloadOf<typeof approvalDecided>

/** A company that has held invoices approved, with 100 desks at 10.00 received. */
async function setUp() {
  const company = await newCompany()
  const definitionId = newId()
  const says = (active: boolean, version: number) =>
    company.transact((unit) =>
      replicateApprovalDefinitions(unit.tx, [
        { companyId: company.companyId, definitionId, documentType: 'SUPPLIER_INVOICE', active, version },
      ]),
    )
  const decided = (invoice: SupplierInvoice, outcome: Decision['outcome'], reason: string | null = null) =>
    company.transact((unit) =>
      noteApprovals(
        unit,
        [
          {
            ...{
              companyId: company.companyId,
              approvalId: invoice.approval?.id ?? '',
              documentType: 'SUPPLIER_INVOICE',
            },
            ...{ documentId: invoice.id, documentVersion: invoice.version, outcome, reason, decidedBy: newId() },
            ...{ decidedAt: new Date().toISOString(), approverIds: [] },
          },
        ],
        orderProcesses,
      ),
    )
  const receipt = await company.received(await company.orders([{ quantity: '100', price: '10' }]), ['100'])
  await says(true, 2)
  const books = invoicing(company)
  /** 100 desks for 1,100.00: 10 % dearer than ordered. */
  const held = async () => books.confirmed(await books.written([charge(receipt, '100', '1100.00', '143.00')]))
  return { company, receipt, says, decided, held, ...books }
}

describe('an invoice outside its tolerances', () => {
  test('is held, and those who approve are asked in the same transaction', async () => {
    const { company, held } = await setUp()
    const invoice = await held()
    expect(invoice).toMatchObject({ status: 'HELD', approval: { state: 'PENDING' }, version: 2 })
    const [command] = await company.commands()
    expect(requestApproval.schema.parse(command)).toEqual({
      ...{ companyId: company.companyId, approvalId: invoice.approval?.id, documentType: 'SUPPLIER_INVOICE' },
      ...{ documentId: invoice.id, documentVersion: 2, documentNumber: invoice.number, currency: 'CNY' },
      ...{ title: `${invoice.number} · ${invoice.supplierInvoiceNumber}`, amountMinor: '124300' },
      ...{ makerId: company.caller.userId, submittedBy: company.caller.userId, authorIds: [company.caller.userId] },
      ...{ departmentId: null, category: 'MERCHANDISE', departmentIds: [], categories: ['MERCHANDISE'] },
    })
  })

  test('tells the departments and expense types of its services beside the classes of its goods', async () => {
    const { company, receipt, written, confirmed } = await setUp()
    const departmentId = newId()
    await company.tell.dimensionValue(departmentId, 'DEPARTMENT')
    const service = { description: 'Freight', net: '50.00', tax: '6.50', taxCodeId: company.taxCodeId }
    const expenses = [{ ...service, expenseType: 'FREIGHT', departmentId }]
    await confirmed(await written([charge(receipt, '100', '1100.00', '143.00')], { expenses }))
    expect(await company.commands()).toMatchObject([
      {
        ...{ amountMinor: '129950', departmentIds: [departmentId], categories: ['FREIGHT', 'MERCHANDISE'] },
        ...{ departmentId, category: null },
      },
    ])
  })

  test('is let pass by hand by nobody, and by somebody else where the company asks no more', async () => {
    const { company, says, held, releases, decided, confirmed, invoiceNow } = await setUp()
    const invoice = await held()
    const refused = refuse('ReleaseDecidedByApproval', { supplierInvoiceId: invoice.id })
    const before = await company.everything()
    expect(await releases(invoice)).toEqual(refused)
    expect(await company.everything()).toEqual(before)
    await decided(invoice, 'REJECTED', 'Ask for a discount')
    expect(await releases(await invoiceNow(invoice))).toEqual(refused)
    await says(false, 3)
    expect(await releases(await invoiceNow(invoice))).toEqual(refused)
    const again = await confirmed(await invoiceNow(invoice))
    expect(again).toMatchObject({ status: 'HELD', approval: null })
    expect(await releases(again)).toMatchObject({ status: 'CONFIRMING', releaseReason: 'Agreed by phone' })
  })

  test('is as before where the company has said nothing', async () => {
    const company = await newCompany()
    const receipt = await company.received(await company.orders([{ quantity: '100', price: '10' }]), ['100'])
    const { confirmed, written, releases } = invoicing(company)
    const held = await confirmed(await written([charge(receipt, '100', '1100.00', '143.00')]))
    expect(held).toMatchObject({ status: 'HELD', approval: null })
    expect(await company.commands()).toEqual([])
    expect(await releases(held)).toMatchObject({ status: 'CONFIRMING' })
  })
})

test('an invoice within its tolerances asks nobody', async () => {
  const { company, receipt, written, confirmed } = await setUp()
  const invoice = await confirmed(await written([charge(receipt, '100', '1000.00', '130.00')]))
  expect(invoice).toMatchObject({ status: 'CONFIRMED', approval: null })
  expect(await company.commands()).toEqual([])
})

describe('a decision', () => {
  test('for it confirms the invoice as its submitter would, once, whatever is told later', async () => {
    const { company, held, decided, invoiceNow, borne, told, receipt } = await setUp()
    const invoice = await held()
    await decided(invoice, 'APPROVED')
    await decided(invoice, 'APPROVED')
    await decided(invoice, 'REJECTED', 'Too late')
    const confirming = await invoiceNow(invoice)
    expect(confirming).toMatchObject({
      ...{ status: 'CONFIRMING', submittedBy: company.caller.userId, releasedBy: null, refusal: null },
      ...{ variance: { minor: 10000n }, approval: { state: 'APPROVED', reason: null } },
    })
    expect((await company.receiptNow(receipt)).lines[0]?.invoicedBaseQuantity.toFixed()).toBe('100')
    expect((await company.commands()).map((command) => Object.keys(command as object).includes('approvalId'))).toEqual([
      ...[true, false],
    ])
    await borne(confirming)
    expect(await told(invoice)).toMatchObject([{ fact: 'CONFIRMED', payload: { gross: '1243.00' } }])
  })

  test('against it leaves it held with the reason; confirmed again it is asked for anew', async () => {
    const { company, held, decided, confirmed, invoiceNow } = await setUp()
    const invoice = await held()
    await decided(invoice, 'REJECTED', 'Ask for a discount')
    const rejected = await invoiceNow(invoice)
    expect(rejected).toMatchObject({
      ...{ status: 'HELD', variance: null, approval: { state: 'REJECTED', reason: 'Ask for a discount' } },
    })
    const again = await confirmed(rejected)
    expect(again.approval).toMatchObject({ state: 'PENDING', reason: null })
    expect(again.approval?.id).not.toBe(invoice.approval?.id)
    await decided(invoice, 'APPROVED')
    expect((await invoiceNow(invoice)).status).toBe('HELD')
    await decided(again, 'APPROVED')
    expect((await invoiceNow(invoice)).status).toBe('CONFIRMING')
    expect((await company.commands()).filter((command) => 'documentType' in (command as object))).toHaveLength(2)
  })

  test('about other differences than there are by now asks for those', async () => {
    const { company, receipt, written, confirmed, decided, invoiceNow } = await setUp()
    const invoice = await confirmed(await written([charge(receipt, '101', '1010.00', '131.30')]))
    await confirmed(await written([charge(receipt, '60', '600.00', '78.00')]))
    await decided(invoice, 'APPROVED')
    const again = await invoiceNow(invoice)
    expect(again).toMatchObject({
      ...{ status: 'HELD', refusal: null, approval: { state: 'PENDING' } },
      differences: [{ kind: 'QUANTITY', expected: '40', invoiced: '101' }],
    })
    expect(again.approval?.id).not.toBe(invoice.approval?.id)
    expect((await company.commands()).at(-1)).toMatchObject({ approvalId: again.approval?.id })
  })

  test('for one that cannot be confirmed leaves it held and says so, beside others that can', async () => {
    const { company, receipt, written, confirmed, invoiceNow, confirms, cancels } = await setUp()
    const first = await confirmed(await written([charge(receipt, '100', '1100.00', '143.00')]))
    const second = await confirmed(await written([charge(receipt, '100', '1200.00', '156.00')]))
    await company.transact((unit) =>
      noteApprovals(
        unit,
        [first, second].map((invoice) => ({
          ...{ companyId: company.companyId, approvalId: invoice.approval?.id ?? '', documentType: 'SUPPLIER_INVOICE' },
          ...{ documentId: invoice.id, documentVersion: 2, outcome: 'APPROVED' as const, reason: null },
          ...{ decidedBy: null, decidedAt: new Date().toISOString(), approverIds: [] },
        })),
        orderProcesses,
      ),
    )
    expect(await invoiceNow(first)).toMatchObject({ status: 'CONFIRMING', refusal: null })
    const waiting = await invoiceNow(second)
    expect(waiting).toMatchObject({
      ...{ status: 'HELD', approval: { state: 'APPROVED' }, refusal: { reason: 'APPROVED_NOT_CONFIRMED', facts: {} } },
    })
    expect(await confirms(waiting)).toMatchObject({ refusal: 'NothingToInvoice' })
    expect(await cancels(waiting)).toMatchObject({ status: 'CANCELLED' })
  })
})

describe('while it waits', () => {
  test('confirming it again as it is changes nothing', async () => {
    const { company, held, confirmed, invoiceNow } = await setUp()
    const invoice = await held()
    expect(await confirmed(invoice)).toEqual(invoice)
    expect(await invoiceNow(invoice)).toEqual(invoice)
    expect(await company.commands()).toHaveLength(1)
  })

  test('a change withdraws the request: nobody lets pass what it does not say any more', async () => {
    const { company, receipt, held, invoice, decided, confirmed, invoiceNow } = await setUp()
    const waiting = await held()
    const seen = { supplierInvoiceId: waiting.id, expectedVersion: waiting.version }
    const content = { ...invoice([charge(receipt, '100', '1150.00', '149.50')]), ...seen }
    const changed = must<SupplierInvoice>(
      await company.transact((unit) => changeSupplierInvoice(unit, content, orderProcesses.startWithdrawing)),
    )
    expect(changed).toMatchObject({ status: 'DRAFT', approval: { state: 'WITHDRAWN' }, differences: [] })
    expect(withdrawApproval.schema.parse((await company.commands()).at(-1))).toEqual({
      ...{ companyId: company.companyId, approvalId: waiting.approval?.id, reason: 'Changed by its maker' },
    })
    await decided(waiting, 'APPROVED')
    expect(await invoiceNow(waiting)).toEqual(changed)
    const again = await confirmed(changed)
    expect(again).toMatchObject({ status: 'HELD', approval: { state: 'PENDING' } })
    expect((await company.commands()).at(-1)).toMatchObject({ amountMinor: '129950', documentVersion: again.version })
  })

  test('giving it up withdraws the request', async () => {
    const { company, held, cancels } = await setUp()
    const invoice = await held()
    expect(await cancels(invoice)).toMatchObject({
      ...{ status: 'CANCELLED', approval: { state: 'WITHDRAWN', reason: 'Entered twice' } },
    })
    expect((await company.commands()).at(-1)).toEqual({
      ...{ companyId: company.companyId, approvalId: invoice.approval?.id, reason: 'Entered twice' },
    })
  })

  test('and identity is silent, it says so; confirmed again it asks anew', async () => {
    const { company, held, invoiceNow, confirmed } = await setUp()
    const invoice = await held()
    const saga = {
      ...{ sagaId: invoice.approval?.id ?? '', type: askForApproval.type, version: 1, companyId: company.companyId },
      documentId: invoice.id,
    }
    const data = { ...must<PayloadOf<typeof requestApproval>>(requestApproval.examples[0]), approvalId: saga.sagaId }
    await company.transact((unit) => askForApproval.onSuspended(unit, saga, data, 'NO_REPLY'))
    const blocked = await invoiceNow(invoice)
    expect(blocked).toMatchObject({ status: 'HELD', approval: { state: 'BLOCKED', reason: 'NO_REPLY' } })
    const again = await confirmed(blocked)
    expect(again).toMatchObject({ status: 'HELD', approval: { state: 'PENDING', reason: null } })
    expect(again.approval?.id).not.toBe(invoice.approval?.id)
  })
})
