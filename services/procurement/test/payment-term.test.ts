import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { PaymentTerm, PaymentTermInput } from '../src/domain/payment-term.ts'
import type { Supplier } from '../src/domain/supplier.ts'
import type { SupplierInvoice } from '../src/domain/supplier-invoice.ts'
import { listPaymentTerms } from '../src/store/payment-terms.ts'
import { changeSupplier } from '../src/use-cases/change-supplier.ts'
import { createSupplier } from '../src/use-cases/create-supplier.ts'
import { changePaymentTerm, createPaymentTerm } from '../src/use-cases/write-payment-term.ts'
import { changeSupplierInvoice } from '../src/use-cases/write-supplier-invoice.ts'
import { day } from './support/day.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, must, useProcurement } from './support/procurement.ts'

const { transactor, newCompany } = await useProcurement()

const name = { zh: '三期', en: 'Thirds' }
const instalments = [0, 1, 2].map((months) => ({ share: 1, months, dayOfMonth: 25, days: 0 }))

const writes = (company: Company, wanted: Partial<PaymentTermInput> = {}) =>
  company.transact((unit) => createPaymentTerm(unit, { code: 'THIRDS', name, instalments, ...wanted }))
const written = async (...asked: Parameters<typeof writes>) => must<PaymentTerm>(await writes(...asked))
const changes = (company: Company, { id, version }: PaymentTerm, change: object = {}) =>
  company.transact((unit) =>
    changePaymentTerm(unit, { paymentTermId: id, expectedVersion: version, name, active: true, ...change }),
  )
const gives = (company: Company, paymentTermId: string | null, { id, version }: Supplier = company.supplier) =>
  company.transact((unit) => changeSupplier(unit, { supplierId: id, expectedVersion: version, paymentTermId }))

const shown = ({ instalments: due }: Pick<SupplierInvoice, 'instalments'>) =>
  due.map(({ dueOn, amount }) => `${dueOn} ${amount.minor}`)

describe('an invoice', () => {
  test('is due in the parts of its supplier’s term, of what is printed; finance is told', async () => {
    const company = await newCompany()
    const receipt = await company.received(await company.orders([{ quantity: '100', price: '10' }]), ['100'])
    const books = invoicing(company)
    must(await gives(company, (await written(company)).id))
    const draft = await books.written([charge(receipt, '40', '400.00', '52.00')])
    expect(draft.dueOn).toBe('2026-12-25')
    expect(shown(draft)).toEqual(['2026-10-25 15066', '2026-11-25 15067', '2026-12-25 15067'])

    const anew = await company.transact((unit) =>
      changeSupplierInvoice(
        unit,
        {
          ...books.invoice([charge(receipt, '10', '100.00', '13.00')], { dueOn: day('2026-12-01') }),
          ...{ supplierInvoiceId: draft.id, expectedVersion: 1 },
        },
        orderProcesses.startWithdrawing,
      ),
    )
    expect(anew).toMatchObject({ dueOn: '2026-12-01', instalments: [] })
    const back = await company.transact((unit) =>
      changeSupplierInvoice(
        unit,
        {
          ...books.invoice([charge(receipt, '10', '100.00', '13.00')]),
          ...{ supplierInvoiceId: draft.id, expectedVersion: 2 },
        },
        orderProcesses.startWithdrawing,
      ),
    )
    const confirmed = await books.confirmed(must<SupplierInvoice>(back))
    expect(await books.told(confirmed)).toMatchObject([
      {
        payload: {
          dueOn: '2026-12-25',
          instalments: [
            { dueOn: '2026-10-25', amount: '37.66' },
            { dueOn: '2026-11-25', amount: '37.67' },
            { dueOn: '2026-12-25', amount: '37.67' },
          ],
        },
      },
    ])
    expect(await books.invoiceNow(confirmed)).toMatchObject({ instalments: must<SupplierInvoice>(back).instalments })
  })

  test('without a term is due all of it so many days later, and tells no parts', async () => {
    const company = await newCompany()
    const receipt = await company.received(await company.orders([{ quantity: '100', price: '10' }]), ['100'])
    const books = invoicing(company)
    const confirmed = await books.confirmed(await books.written([charge(receipt, '40', '400.00', '52.00')]))
    expect(confirmed).toMatchObject({ dueOn: '2026-11-19', instalments: [] })
    expect((await books.told(confirmed))[0]?.payload).not.toHaveProperty('instalments')
  })
})

describe('a payment term', () => {
  test('is named anew and switched off; what it says stays, in the database too', async () => {
    const company = await newCompany()
    const term = await written(company)
    const off = must<PaymentTerm>(await changes(company, term, { active: false }))
    expect(off).toEqual({ ...term, active: false, version: 2 })
    const page = { limit: 10, afterCode: undefined }
    const list = (active: boolean | null) =>
      transactor.read([company.companyId], (tx) => listPaymentTerms(tx, company.companyId, { ...page, active }))
    expect(await list(false)).toEqual([off])
    expect(await list(true)).toEqual([])
    await expect(
      company.transact((unit) => unit.tx.$executeRaw`update payment_term set instalments = '[{}]'`),
    ).rejects.toThrow('permission denied')
  })

  test('is given to suppliers while it is active, and stays with who has it', async () => {
    const company = await newCompany()
    const term = await written(company)
    const given = must<Supplier>(await gives(company, term.id))
    expect(given.paymentTermId).toBe(term.id)
    must(await changes(company, term, { active: false }))
    expect(await gives(company, term.id, given)).toMatchObject({ refusal: 'InvalidInput', problem: 'INACTIVE' })
    const facts = { code: 'NEW', name, overReceiptPercent: '0', paymentTermId: newId() }
    expect(await company.transact((unit) => createSupplier(unit, facts))).toEqual({
      ...{ refusal: 'SupplierPaymentTermNotFound', paymentTermId: facts.paymentTermId },
      path: ['input', 'paymentTermId'],
    })
    const kept = await company.transact((unit) =>
      changeSupplier(unit, { supplierId: given.id, expectedVersion: given.version, paymentDays: 5 }),
    )
    expect(kept).toMatchObject({ paymentDays: 5, paymentTermId: term.id })
    expect(await gives(company, null, must<Supplier>(kept))).toMatchObject({ paymentTermId: null })
  })

  test('refuses what cannot be', async () => {
    const company = await newCompany()
    const term = await written(company)
    expect(await writes(company)).toMatchObject({ refusal: 'SupplierPaymentTermCodeTaken', paymentTermCode: 'THIRDS' })
    expect(await writes(company, { code: 'a b' })).toMatchObject({ field: 'code', problem: 'NOT_A_CODE' })
    expect(await writes(company, { code: 'X', name: { zh: '', en: 'X' } })).toMatchObject({ field: 'name.zh' })
    expect(await writes(company, { code: 'X', instalments: [] })).toMatchObject({ problem: 'NOT_1_TO_24' })
    expect(await changes(company, term, { name: { zh: '名', en: ' ' } })).toMatchObject({ field: 'name.en' })
    expect(await changes(company, { ...term, version: 2 })).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    expect(await changes(company, { ...term, id: newId() })).toMatchObject({ refusal: 'SupplierPaymentTermNotFound' })
  })
})
