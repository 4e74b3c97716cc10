import {
  type CommandContract,
  creditHoldRefused,
  customerChanged,
  holdCredit,
  type PayloadOf,
  releaseCredit,
  releaseRemainingCredit,
  salesInvoiceConfirmed,
} from '@erp/contracts'
import { formatMoney, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import { availableCredit, usedCredit } from '../src/domain/customer-credit.ts'
import { commandHandlers } from '../src/messaging/command-handlers.ts'
import { creditOf } from '../src/store/customer-credit.ts'
import { activateVoucherTemplate } from '../src/use-cases/activate-voucher-template.ts'
import { postCancelledSalesInvoices, postSalesInvoices } from '../src/use-cases/post-sales-invoices.ts'
import { postVoucherDrafts } from '../src/use-cases/post-voucher-drafts.ts'
import { rememberCustomers } from '../src/use-cases/remember-customers.ts'
import { reviewVoucherDrafts } from '../src/use-cases/review-voucher-drafts.ts'
import { messageOf } from './finance-database.ts'
import { sound, useMonthEnd } from './month-end.ts'
import { cny } from './posting-facts.ts'

const { database, transactor, accountantOfNewCompany, enter } = await useMonthEnd()

type Order = { readonly id: string; readonly amount: string }

/** A customer of a new company, at version 1 of what sales knows of it. */
async function aCustomer(creditLimit: string | null = '1000.00') {
  const accountant = await accountantOfNewCompany()
  const { companyId } = accountant
  const customerId = newId()

  async function obey<Payload extends { companyId: string }>(contract: CommandContract<Payload>, payload: Payload) {
    const handler = commandHandlers.find(({ contract: { type } }) => type === contract.type)
    if (!handler) throw new Error(`Finance does not obey ${contract.type}`)
    const message = messageOf(companyId, contract.schema.parse(payload))
    return transactor.system([companyId], contract.type, (unit) => handler.handle(unit, message, undefined))
  }
  const document = (id: string) => ({ companyId, documentType: 'SALES_ORDER', documentId: id })
  const asks = async (order: Order, more: Partial<PayloadOf<typeof holdCredit>> = {}) => {
    const { contract, payload } = await obey(holdCredit, {
      ...{ ...document(order.id), documentNumber: 'SO-2026-000001', customerId, customerVersion: 1, creditLimit },
      ...{ amount: order.amount, currency: 'CNY', despiteLimit: false, ...more },
    })
    if (contract.type !== creditHoldRefused.type) return 'granted'
    const { limit, used, asked, available } = creditHoldRefused.schema.parse(payload)
    return `limit ${limit}, used ${used}, asked ${asked}, available ${available}`
  }
  const isToldOf = (version: number, limit: string | null) => {
    const [told] = customerChanged.examples
    if (!told) throw new Error('There is no example')
    const money = limit === null ? null : { amount: limit, currency: 'CNY' }
    const message = messageOf(companyId, { ...told, companyId, customerId, creditLimit: money, version })
    return transactor.system([companyId], 'test', (unit) => rememberCustomers(unit, [message]))
  }
  const credit = async () => {
    const found = await transactor.read([companyId], (tx) => creditOf(tx, customerId, { currency: cny }))
    if (!found) return undefined
    const { receivable, advances, held } = found
    const available = availableCredit(found)
    const figures = [receivable, advances, held, usedCredit(found)].map(formatMoney)
    return `owes ${figures[0]}, ahead ${figures[1]}, held ${figures[2]}, used ${figures[3]}, available ${available && formatMoney(available)}`
  }
  /** What an invoice charges for orders, net of tax, as sales tells of it. */
  function invoice(...charged: readonly (readonly [Order, net: string, tax: string])[]) {
    const [told] = salesInvoiceConfirmed.examples
    const [line] = told?.lines ?? []
    if (!told || !line) throw new Error('There is no example')
    const lines = charged.map(([{ id }, net, tax]) => ({ ...line, lineId: newId(), salesOrderId: id, net, tax }))
    const message = messageOf(companyId, { ...told, companyId, salesInvoiceId: newId(), customerId, lines })
    return {
      counts: () => transactor.system([companyId], 'test', (unit) => postSalesInvoices(unit, [message])),
      isTakenBack: () => transactor.system([companyId], 'test', (unit) => postCancelledSalesInvoices(unit, [message])),
    }
  }
  return {
    ...{ accountant, companyId, customerId, asks, credit, invoice, isToldOf },
    takenBack: ({ id }: Order) => obey(releaseCredit, document(id)),
    ends: ({ id }: Order) => obey(releaseRemainingCredit, document(id)),
    owes: (amount: string) =>
      enter(accountant, '2026-01-10', ['Dr', '1122', amount, { customerId }], ['Cr', '6001', amount]),
    paysAhead: (amount: string) =>
      enter(accountant, '2026-01-10', ['Dr', '1002', amount], ['Cr', '2203', amount, { customerId }]),
  }
}

const order = (amount: string): Order => ({ id: newId(), amount })

describe('credit is held', () => {
  test('up to the limit to the cent, beside what is owed and less what is paid ahead', async () => {
    const customer = await aCustomer()
    await customer.owes('400.00')
    await customer.paysAhead('150.00')
    expect(await customer.asks(order('750.01'))).toBe('limit 1000.00, used 250.00, asked 750.01, available 750.00')
    expect(await customer.asks(order('700.00'))).toBe('granted')
    expect(await customer.asks(order('50.01'))).toBe('limit 1000.00, used 950.00, asked 50.01, available 50.00')
    expect(await customer.asks(order('50.00'))).toBe('granted')
    expect(await customer.credit()).toBe('owes 400.00, ahead 150.00, held 750.00, used 1000.00, available 0.00')
  })

  test('whatever the amount without a limit, and counts once there is one', async () => {
    const customer = await aCustomer(null)
    expect(await customer.asks(order('999999.99'))).toBe('granted')
    expect(await customer.credit()).toBe('owes 0.00, ahead 0.00, held 999999.99, used 999999.99, available null')
    expect(await customer.asks(order('0.01'), { customerVersion: 2, creditLimit: '1000000.00' })).toBe('granted')
    expect(await customer.asks(order('0.01'), { customerVersion: 2, creditLimit: '1000000.00' })).toBe(
      'limit 1000000.00, used 1000000.00, asked 0.01, available 0.00',
    )
  })

  test('for nothing but payment ahead where the limit is nothing', async () => {
    const customer = await aCustomer('0.00')
    await customer.paysAhead('100.00')
    expect(await customer.asks(order('100.00'))).toBe('granted')
    expect(await customer.asks(order('0.01'))).toContain('available 0.00')
  })

  test('despite the limit when somebody granted it; what others ask next is told what is overdrawn', async () => {
    const customer = await aCustomer()
    expect(await customer.asks(order('1500.00'), { despiteLimit: true })).toBe('granted')
    expect(await customer.asks(order('1.00'))).toBe('limit 1000.00, used 1500.00, asked 1.00, available -500.00')
    expect(
      await database.rows`select despite_limit as despite from credit_hold where company_id = ${customer.companyId}`,
    ).toEqual([{ despite: true }])
  })

  test('again for the same order in place of what it held, so that asking twice takes it once', async () => {
    const customer = await aCustomer()
    const one = order('600.00')
    for (const amount of ['600.00', '1000.00', '800.00'])
      expect(await customer.asks({ ...one, amount })).toBe('granted')
    expect(await customer.credit()).toContain('held 800.00')
  })

  test('for orders at once never above the limit: the last that fits gets it', async () => {
    const customer = await aCustomer()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => customer.asks(order('150.00'))))
    expect(outcomes.filter((outcome) => outcome === 'granted')).toHaveLength(6)
    expect(new Set(outcomes.filter((outcome) => outcome !== 'granted'))).toEqual(
      new Set(['limit 1000.00, used 900.00, asked 150.00, available 100.00']),
    )
    expect(await customer.credit()).toContain('held 900.00')
  })
})

describe('a limit', () => {
  test('is the newest told, by an event or with a command, in whatever order they come', async () => {
    const customer = await aCustomer()
    await customer.isToldOf(3, '100.00')
    await customer.isToldOf(2, '5000.00')
    expect(await customer.asks(order('100.01'), { customerVersion: 1, creditLimit: '9000.00' })).toContain(
      'limit 100.00',
    )
    expect(await customer.asks(order('100.01'), { customerVersion: 4, creditLimit: '200.00' })).toBe('granted')
    await customer.isToldOf(5, null)
    expect(await customer.credit()).toContain('available null')
  })
})

describe('what is held', () => {
  test('shrinks as invoices of the order are posted, grows as they are taken back, and is never counted twice', async () => {
    const customer = await aCustomer()
    const [first, second] = [order('565.00'), order('113.00')]
    for (const one of [first, second]) await customer.asks(one)
    const both = customer.invoice([first, '200.00', '26.00'], [second, '100.00', '13.00'])
    for (let time = 0; time < 2; time += 1) await both.counts()
    expect(await customer.credit()).toBe('owes 339.00, ahead 0.00, held 339.00, used 678.00, available 322.00')
    await customer.invoice([first, '300.00', '39.00']).counts()
    expect(await customer.credit()).toBe('owes 678.00, ahead 0.00, held 0.00, used 678.00, available 322.00')
    for (let time = 0; time < 2; time += 1) await both.isTakenBack()
    expect(await customer.credit()).toBe('owes 339.00, ahead 0.00, held 339.00, used 678.00, available 322.00')
  })

  test('is nothing, never less, when more is charged than was ordered', async () => {
    const customer = await aCustomer()
    const one = order('100.00')
    await customer.asks(one)
    await customer.invoice([one, '100.00', '13.00']).counts()
    expect(await customer.credit()).toBe('owes 113.00, ahead 0.00, held 0.00, used 113.00, available 887.00')
  })

  test('stands while the voucher of an invoice waits for review, until it is posted', async () => {
    const customer = await aCustomer()
    const { accountant, companyId } = customer
    const content = { ...builtInTemplates.SALES_INVOICE, policy: 'WAIT_FOR_REVIEW' as const }
    await transactor.transact(accountant, 'test', (unit) =>
      activateVoucherTemplate(unit, { eventKind: 'SALES_INVOICE', expectedVersion: 1, content }),
    )
    const one = order('113.00')
    await customer.asks(one)
    await customer.invoice([one, '100.00', '13.00']).counts()
    expect(await customer.credit()).toContain('owes 0.00, ahead 0.00, held 113.00')

    const [draft] = await database.rows<{ id: string; version: number }>`
      select id, version from voucher_draft where company_id = ${companyId}`
    if (!draft) throw new Error('There is no draft')
    const reviewer = { ...accountant, userId: newId() }
    const { id, version } = draft
    sound(
      await transactor.transact(reviewer, 'test', (unit) =>
        reviewVoucherDrafts(unit, [{ id, expectedVersion: version }]),
      ),
    )
    expect(await customer.credit()).toContain('owes 0.00, ahead 0.00, held 113.00')
    sound(
      await transactor.transact(reviewer, 'test', (unit) =>
        postVoucherDrafts(unit, [{ id, expectedVersion: version + 1 }]),
      ),
    )
    expect(await customer.credit()).toContain('owes 113.00, ahead 0.00, held 0.00')
  })

  test('ends with the order, once, also when an invoice of it is posted or taken back later', async () => {
    const customer = await aCustomer()
    const one = order('565.00')
    await customer.asks(one)
    for (let time = 0; time < 2; time += 1) await customer.ends(one)
    expect(await customer.credit()).toContain('held 0.00')
    const late = customer.invoice([one, '100.00', '13.00'])
    await late.counts()
    await late.isTakenBack()
    expect(await customer.credit()).toBe('owes 0.00, ahead 0.00, held 0.00, used 0.00, available 1000.00')
  })

  test('is given back by an undo, which may find nothing, and can be held again', async () => {
    const customer = await aCustomer()
    const one = order('700.00')
    expect(await customer.takenBack(one)).toMatchObject({ payload: { documentId: one.id } })
    expect(await customer.credit()).toBeUndefined()
    await customer.asks(one)
    await customer.takenBack(one)
    expect(await customer.credit()).toContain('held 0.00')
    expect(await customer.asks(one)).toBe('granted')
    expect(await customer.credit()).toContain('held 700.00')
  })

  test('of another company is not seen', async () => {
    const [customer, other] = [await aCustomer(), await aCustomer()]
    await customer.asks(order('1.00'))
    expect(
      await transactor.read([other.companyId], (tx) => creditOf(tx, customer.customerId, { currency: cny })),
    ).toBeUndefined()
  })
})

test('a document may be measured by a lower limit of its own, which stays out of what others have', async () => {
  const { asks, credit } = await aCustomer('1000.00')
  const order = (amount: string) => ({ id: newId(), amount })
  expect(await asks(order('700.00'), { limitForThis: '600.00' })).toBe(
    'limit 600.00, used 0.00, asked 700.00, available 600.00',
  )
  expect(await asks(order('600.00'), { limitForThis: '600.00' })).toBe('granted')
  expect(await asks(order('400.00'))).toBe('granted')
  expect(await asks(order('0.01'), { limitForThis: '5000.00' })).toBe(
    'limit 1000.00, used 1000.00, asked 0.01, available 0.00',
  )
  expect(await credit()).toContain('held 1000.00')
})
