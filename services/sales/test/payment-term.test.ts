import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Customer } from '../src/domain/customer.ts'
import type { PaymentTerm, PaymentTermInput } from '../src/domain/payment-term.ts'
import type { SalesInvoice } from '../src/domain/sales-invoice.ts'
import { listPaymentTerms } from '../src/store/payment-terms.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { createCustomer } from '../src/use-cases/create-customer.ts'
import type { InvoicingRun } from '../src/use-cases/invoice-open-deliveries.ts'
import { changePaymentTerm, createPaymentTerm } from '../src/use-cases/write-payment-term.ts'
import { invoicingOf } from './support/invoicing.ts'
import { type Company, must, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()

const name = { zh: '三七分', en: 'Three and seven' }
const instalments = [
  { share: 3, months: 0, dayOfMonth: null, days: 0 },
  { share: 7, months: 1, dayOfMonth: 31, days: 0 },
]

const writes = (company: Company, wanted: Partial<PaymentTermInput> = {}) =>
  company.transact((unit) => createPaymentTerm(unit, { code: '30-70', name, instalments, ...wanted }))
const written = async (...asked: Parameters<typeof writes>) => must<PaymentTerm>(await writes(...asked))
const changes = (company: Company, { id, version }: PaymentTerm, change: object = {}) =>
  company.transact((unit) =>
    changePaymentTerm(unit, { paymentTermId: id, expectedVersion: version, name, active: true, ...change }),
  )
const gives = (company: Company, paymentTermId: string | null, { id, version }: Customer = company.customer) =>
  company.transact((unit) => changeCustomer(unit, { customerId: id, expectedVersion: version, paymentTermId }))

async function delivered(quantity = '60') {
  const company = await newCompany()
  const delivery = await company.delivered(await company.promised([{ quantity }]), null)
  return { company, delivery, clerk: invoicingOf(company) }
}

const shown = ({ instalments: due }: Pick<SalesInvoice, 'instalments'>) =>
  due.map(({ dueOn, amount }) => `${dueOn} ${amount.minor}`)

describe('an invoice', () => {
  test('is due in the parts of its customer’s term, which it keeps and tells', async () => {
    const { company, delivery, clerk } = await delivered()
    const term = await written(company)
    must(await gives(company, term.id))
    const draft = must<SalesInvoice>(await clerk.writes([{ of: delivery }]))
    expect(draft).toMatchObject({ dueOn: '2026-11-30', gross: { minor: 122_040n } })
    expect(shown(draft)).toEqual(['2026-10-22 36612', '2026-11-30 85428'])
    must(await gives(company, null, { ...company.customer, version: 2 }))
    expect(await clerk.now(draft)).toEqual(draft)
    must(await clerk.confirms(draft))
    const [told] = await database.rows<{ payload: object }>`
      select payload from platform.outbox where aggregate_id = ${draft.id}`
    expect(told?.payload).toMatchObject({
      dueOn: '2026-11-30',
      instalments: [
        { dueOn: '2026-10-22', amount: '366.12' },
        { dueOn: '2026-11-30', amount: '854.28' },
      ],
    })
  })

  test('is due all on the day it says, or so many days later without a term, and tells no parts', async () => {
    const { company, delivery, clerk } = await delivered()
    const said = must<SalesInvoice>(await clerk.writes([{ of: delivery, quantity: '1' }]))
    expect(said).toMatchObject({ dueOn: '2026-11-21', instalments: [] })
    must(await gives(company, (await written(company)).id))
    const due = must<SalesInvoice>(await clerk.writes([{ of: delivery, quantity: '1' }], { due: '2026-12-24' }))
    expect(due).toMatchObject({ dueOn: '2026-12-24', instalments: [] })
    must(await clerk.confirms(due))
    const [told] = await database.rows<{ payload: object }>`
      select payload from platform.outbox where aggregate_id = ${due.id}`
    expect(told?.payload).not.toHaveProperty('instalments')
  })

  test('of one that invoices everything open is due by the term of each customer', async () => {
    const { company, clerk } = await delivered()
    must(await gives(company, (await written(company)).id))
    const { salesInvoices } = must<InvoicingRun>(await clerk.invoicesAll())
    expect(salesInvoices.map(shown)).toEqual([['2026-10-22 36612', '2026-11-30 85428']])
  })
})

describe('a payment term', () => {
  test('is named anew and switched off; what it says stays, in the database too', async () => {
    const company = await newCompany()
    const term = await written(company)
    const renamed = { zh: '三七', en: '30/70' }
    const off = must<PaymentTerm>(await changes(company, term, { name: renamed, active: false }))
    expect(off).toEqual({ ...term, name: renamed, active: false, version: 2 })
    const page = { limit: 10, afterCode: undefined }
    const list = (active: boolean | null) =>
      transactor.read([company.companyId], (tx) => listPaymentTerms(tx, company.companyId, { ...page, active }))
    expect(await list(null)).toEqual([off])
    expect(await list(true)).toEqual([])
    await expect(
      company.transact((unit) => unit.tx.$executeRaw`update payment_term set instalments = '[{}]'`),
    ).rejects.toThrow('permission denied')
  })

  test('is given to customers while it is active, and stays with who has it', async () => {
    const company = await newCompany()
    const term = await written(company)
    const given = must<Customer>(await gives(company, term.id))
    expect(given.paymentTermId).toBe(term.id)
    must(await changes(company, term, { active: false }))
    const before = await company.everything()
    expect(await gives(company, term.id, given)).toMatchObject({ refusal: 'InvalidInput', problem: 'INACTIVE' })
    const facts = { code: 'NEW', name, paymentTermId: newId() }
    expect(await company.transact((unit) => createCustomer(unit, facts))).toEqual({
      ...{ refusal: 'CustomerPaymentTermNotFound', paymentTermId: facts.paymentTermId },
      path: ['input', 'paymentTermId'],
    })
    expect(await company.everything()).toEqual(before)
    const kept = await company.transact((unit) =>
      changeCustomer(unit, { customerId: given.id, expectedVersion: given.version, paymentDays: 5 }),
    )
    expect(kept).toMatchObject({ paymentDays: 5, paymentTermId: term.id })
  })

  test('refuses what cannot be, and stores nothing', async () => {
    const company = await newCompany()
    const term = await written(company)
    const before = await company.everything()
    expect(await writes(company)).toMatchObject({ refusal: 'CustomerPaymentTermCodeTaken', paymentTermCode: '30-70' })
    expect(await writes(company, { code: 'a b' })).toMatchObject({ field: 'code', problem: 'NOT_A_CODE' })
    expect(await writes(company, { code: 'X', name: { zh: '', en: 'X' } })).toMatchObject({ field: 'name.zh' })
    expect(await writes(company, { code: 'X', instalments: [] })).toMatchObject({ problem: 'NOT_1_TO_24' })
    expect(await changes(company, term, { name: { zh: '名', en: ' ' } })).toMatchObject({ field: 'name.en' })
    expect(await changes(company, { ...term, version: 2 })).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    expect(await changes(company, { ...term, id: newId() })).toMatchObject({ refusal: 'CustomerPaymentTermNotFound' })
    expect(await company.everything()).toEqual(before)
  })
})
