import { newId } from '@erp/values'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Owed {
  readonly openItems: {
    readonly nodes: readonly {
      readonly id: string
      readonly version: number
      readonly instalment: number | null
      readonly dueOn: string
      readonly open: { readonly amount: string }
    }[]
  }
  readonly openItemAgeing: { readonly nodes: readonly object[] }
}

const amount = (text: string) => ({ amount: text })

const owedBy = async ({ accountant }: TestCompany, partyId: string, kind: string, asOf = today) => {
  const { openItems, openItemAgeing } = await accountant.ask<Owed>('InstalmentsOfParty', { partyId, kind, asOf })
  return {
    items: openItems.nodes,
    due: openItems.nodes.map(({ instalment, dueOn, open }) => `${instalment} ${dueOn} ${open.amount}`),
    aged: openItemAgeing.nodes,
  }
}

const aged = (total: string, notDue: string, ...overdue: readonly string[]) => ({
  ...{ total: amount(total), notDue: amount(notDue) },
  overdue: overdue.map((text) => ({ amount: amount(text) })),
})

scenario(
  'A customer pays three parts when each is due, and an invoice taken back is owed no more',
  async ({ company }) => {
    const { accountant, buyer, storekeeper, sales, biller, controller } = company
    const name = { zh: '三七分', en: 'Three and seven' }
    const instalments = [{ share: 3 }, { share: 3, days: 30 }, { share: 4, months: 1, dayOfMonth: 31 }]
    const input = { idempotencyKey: newId(), code: '3-3-4', name, instalments }
    const term = await sales.change<{ id: string }>('CreateCustomerPaymentTerm', input)
    expect(await sales.change('CreateCustomerPaymentTerm', input)).toEqual(term)
    expect(term).toMatchObject({
      instalments: [
        { share: 3, months: 0, dayOfMonth: null, days: 0 },
        { share: 3, months: 0, dayOfMonth: null, days: 30 },
        { share: 4, months: 1, dayOfMonth: 31, days: 0 },
      ],
    })
    expect(
      await refusalOf(sales.change('CreateCustomerPaymentTerm', { code: '3-3-4', name, instalments })),
    ).toMatchObject({ code: 'CUSTOMER_PAYMENT_TERM_CODE_TAKEN', paymentTermCode: '3-3-4' })
    expect(
      await refusalOf(
        sales.change('CreateCustomerPaymentTerm', { code: 'ODD', name, instalments: [{ dayOfMonth: 32 }] }),
      ),
    ).toMatchObject({ code: 'INVALID_INPUT', field: 'instalments.0.dayOfMonth', problem: 'NOT_FROM_1_TO_31' })
    const customerId = await sales.customerId()
    await sales.change('ChangeCustomer', { customerId, expectedVersion: 1, paymentTermId: term.id })

    await storekeeper.receives(await buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
    await company.atRest()
    const delivery = await sales.delivers(await sales.promises(['60 × STEEL at 18.00']))
    const invoice = await biller.charges(delivery, ['50 × STEEL'])
    expect(await biller.ask('InstalmentsOfSalesInvoice', { id: invoice.id })).toEqual({
      salesInvoice: {
        ...{ dueOn: '2026-04-30', customer: { paymentTerm: { code: '3-3-4' } } },
        instalments: [
          { dueOn: '2026-03-05', amount: amount('305.10'), discount: null },
          { dueOn: '2026-04-04', amount: amount('305.10'), discount: null },
          { dueOn: '2026-04-30', amount: amount('406.80'), discount: null },
        ],
      },
    })
    await company.atRest()
    const all = ['1 2026-03-05 305.10', '2 2026-04-04 305.10', '3 2026-04-30 406.80']
    const owed = await owedBy(company, customerId, 'RECEIVABLE', '2026-04-10')
    expect(owed).toMatchObject({ due: all, aged: [aged('1017.00', '406.80', '305.10', '305.10')] })

    const bank = await controller.change<{ id: string }>('CreateCashAccount', {
      ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
    })
    const [first] = owed.items
    const receipt = await accountant.change<{ id: string }>('CreateCashDocument', {
      direction: 'RECEIPT',
      content: {
        ...{ cashAccountId: bank.id, partyDimension: 'CUSTOMER', partyId: customerId, paidOn: today, amount: '305.10' },
        items: [{ openItemId: first?.id, amount: '305.10' }],
      },
    })
    const seen = (expectedVersion: number) => ({ cashDocumentId: receipt.id, expectedVersion })
    await controller.change('ApproveCashDocument', seen(1))
    await company.administrator.change('PostCashDocument', seen(2))
    expect((await owedBy(company, customerId, 'RECEIVABLE')).due).toEqual(all.slice(1))
    expect(await accountant.ask('PaymentStatusOfSalesInvoice', { id: invoice.id })).toMatchObject({
      salesInvoice: { openAmount: amount('711.90') },
    })

    const twice = await biller.charges(delivery, ['10 × STEEL'])
    await company.atRest()
    expect((await owedBy(company, customerId, 'RECEIVABLE')).due).toHaveLength(5)
    await biller.takesBack(twice)
    await company.atRest()
    expect((await owedBy(company, customerId, 'RECEIVABLE')).due).toEqual(all.slice(1))
  },
)

scenario('A supplier is owed what the invoice says part by part, whoever tells of its price', async ({ company }) => {
  const { accountant, buyer, storekeeper, bookkeeper, controller, supplierId } = company
  const term = await buyer.change<{ id: string; version: number }>('CreateSupplierPaymentTerm', {
    ...{ code: 'HALVES', name: { zh: '对半', en: 'Halves' } },
    instalments: [{ days: 0 }, { dayOfMonth: 31, days: 30 }],
  })
  await buyer.change('ChangeSupplier', { supplierId, expectedVersion: 1, paymentTermId: term.id })
  const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
  const draft = await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1030.00 and 133.90'])
  const invoice = await bookkeeper.matches(draft)
  expect(await bookkeeper.ask('InstalmentsOfSupplierInvoice', { id: invoice.id })).toEqual({
    supplierInvoice: {
      ...{ dueOn: '2026-04-30', supplier: { paymentTerm: { code: 'HALVES' } } },
      instalments: [
        { dueOn: '2026-03-05', amount: amount('581.95'), discount: null },
        { dueOn: '2026-04-30', amount: amount('581.95'), discount: null },
      ],
    },
  })
  await company.atRest()
  const { items, aged: ageing } = await owedBy(company, supplierId, 'PAYABLE', '2026-04-01')
  const sumOf = (instalment: number) =>
    items
      .filter((item) => item.instalment === instalment)
      .reduce((fen, { open }) => fen + BigInt(open.amount.replace('.', '')), 0n)
  expect([sumOf(1), sumOf(2)]).toEqual([58_195n, 58_195n])
  expect(ageing).toEqual([aged('1163.90', '581.95', '581.95', '0.00')])

  const bank = await controller.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
  })
  const run = { cashAccountId: bank.id, payOn: today }
  expect(await accountant.change('ProposePaymentRun', { ...run, dueOn: '2026-04-29' })).toMatchObject({
    total: amount('581.95'),
  })
  expect(await accountant.change('ProposePaymentRun', { ...run, dueOn: '2026-04-30' })).toMatchObject({
    total: amount('581.95'),
  })

  const off = { paymentTermId: term.id, expectedVersion: 1, name: { zh: '对半', en: 'Halves' }, active: false }
  await buyer.change('ChangeSupplierPaymentTerm', off)
  expect(await buyer.ask('SupplierPaymentTerms', { active: true })).toEqual({ supplierPaymentTerms: { nodes: [] } })
  expect(
    await refusalOf(buyer.change('ChangeSupplier', { supplierId, expectedVersion: 2, paymentTermId: term.id })),
  ).toMatchObject({ code: 'INVALID_INPUT', field: 'paymentTermId', problem: 'INACTIVE' })
})
