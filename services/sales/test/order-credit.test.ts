import { creditHoldGranted, creditHoldRefused } from '@erp/contracts'
import type { SagaFacts, StoredReply } from '@erp/messaging'
import { formatMoney, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Customer } from '../src/domain/customer.ts'
import { creditShortfallOf } from '../src/domain/order-credit.ts'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { startApproving, startApprovingLimit, startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { confirmOrder, startConfirming } from '../src/sagas/confirm-order.ts'
import { changeSalesOrder } from '../src/use-cases/change-sales-order.ts'
import { overrideCreditHold } from '../src/use-cases/confirm-sales-order.ts'
import { limitCredit } from '../src/use-cases/limit-credit.ts'
import { type Company, must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()
const limiting = { startApprovingLimit, startWithdrawing }

const limits = (company: Company, creditLimit: string | null, expectedVersion = 1, customerId = company.customer.id) =>
  company.transact((unit) => limitCredit(unit, { customerId, expectedVersion, creditLimit }, limiting))

/** Finance's part of the conversation, as the saga's engine passes it on. */
function finance(company: Company, asked: SalesOrder) {
  const saga: SagaFacts = {
    ...{ sagaId: must(asked.sagaId), type: confirmOrder.type, version: 1 },
    ...{ companyId: company.companyId, documentId: asked.id },
  }
  const data = {} as never
  const ends = (reply: StoredReply) => company.transact((unit) => confirmOrder.onRefused(unit, saga, data, reply))
  return {
    grants: () =>
      company.transact(
        async (unit) =>
          void (await confirmOrder.steps[0]?.onDone?.(unit, saga, data, { type: creditHoldGranted.type, payload: {} })),
      ),
    refuses: () =>
      ends({
        type: creditHoldRefused.type,
        payload: {
          ...{ companyId: company.companyId, documentType: 'SALES_ORDER', documentId: asked.id },
          ...{ customerId: company.customer.id, reason: 'CREDIT_LIMIT_EXCEEDED', currency: 'CNY' },
          ...{ limit: '1000.00', used: '900.00', asked: '1220.40', available: '100.00' },
        },
      }),
    isSilent: () => ends({ type: 'timeout', payload: { step: 'credit' } }),
  }
}

const controller = newId()
const letThrough = (
  company: Company,
  { id, version: expectedVersion }: SalesOrder,
  reason = 'Paid by cheque today',
  userId = controller,
) =>
  company.transactAs(userId)((unit) =>
    overrideCreditHold(unit, { salesOrderId: id, expectedVersion, reason }, { startConfirming, startApproving }),
  )

async function heldForCredit(company: Company) {
  const asked = await company.asks([{ quantity: '60' }])
  await finance(company, asked).refuses()
  return company.orderNow(asked)
}

const asksOfFinance = ({ sagaId }: SalesOrder) =>
  database.rows<{ limit: string | null; version: number; despite: boolean }>`
    select payload ->> 'creditLimit' as limit, (payload ->> 'customerVersion')::int as version,
           (payload ->> 'despiteLimit')::boolean as despite
    from platform.outbox where aggregate_id = ${sagaId} and type = 'finance.hold-credit.v1'`

describe('a limit', () => {
  test('is told with the customer, and goes with every order that asks for credit', async () => {
    const company = await newCompany()
    const limited = must<Customer>(await limits(company, '1000'))
    expect(limited.creditLimit && formatMoney(limited.creditLimit)).toBe('1000.00')
    expect(
      await database.rows`
        select payload -> 'creditLimit' as limit from platform.outbox
        where aggregate_id = ${company.customer.id} order by pos desc limit 1`,
    ).toEqual([{ limit: { amount: '1000.00', currency: 'CNY' } }])
    const asked = await company.asks([{ quantity: '1' }])
    expect(await asksOfFinance(asked)).toEqual([{ limit: '1000.00', version: 2, despite: false }])
  })

  test('is raised by nobody who wrote an order that waits for it, and lowered by anybody', async () => {
    const company = await newCompany()
    const raises = (userId: string, creditLimit: string | null, expectedVersion: number) =>
      company.transactAs(userId)((unit) =>
        limitCredit(unit, { customerId: company.customer.id, expectedVersion, creditLimit }, limiting),
      )
    const [maker, changer, other] = [company.caller.userId, newId(), newId()]
    must<Customer>(await raises(maker, '1000', 1))
    const { id: salesOrderId, version: expectedVersion } = must<SalesOrder>(await company.drafts([{ quantity: '60' }]))
    const terms = { ...company.termsOf([{ quantity: '61' }]), salesOrderId, expectedVersion }
    must(await company.transactAs(changer)((unit) => changeSalesOrder(unit, terms, startWithdrawing)))
    for (const author of [maker, changer])
      for (const limit of ['1000.01', null])
        expect(await raises(author, limit, 2)).toEqual({
          ...{ refusal: 'CreditRaiseNeedsAnother', customerId: company.customer.id, salesOrderId },
        })
    expect(await raises(changer, '900', 2)).toMatchObject({ version: 3 })
    expect(await raises(other, '2000', 3)).toMatchObject({ version: 4 })
  })

  test('is refused for an amount that cannot be, an old version and a customer of others, and nothing is stored', async () => {
    const company = await newCompany()
    const other = await newCompany()
    const before = await company.everything()
    expect(await limits(company, '-1')).toMatchObject({ refusal: 'InvalidInput', problem: 'NEGATIVE' })
    expect(await limits(company, '1', 7)).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    expect(await limits(company, '1', 1, other.customer.id)).toMatchObject({ refusal: 'CustomerNotFound' })
    await company.tell.company(false)
    expect(await limits(company, '1')).toEqual({ refusal: 'CompanyNotActive', reason: 'CLOSED' })
    expect(await company.everything()).toEqual({ ...(before as object), audit: expect.anything() })
  })
})

describe('an order', () => {
  test('whose credit is held waits for its goods', async () => {
    const company = await newCompany()
    const asked = await company.asks([{ quantity: '1' }])
    await finance(company, asked).grants()
    expect(await company.orderNow(asked)).toEqual(asked)
    expect(await company.legsOf(asked)).toMatchObject([
      { kind: 'CREDIT', state: 'POSTED' },
      { kind: 'STOCK', state: 'PENDING' },
    ])
  })

  test('that the credit does not cover is held, with the figures, and no goods are asked for', async () => {
    const company = await newCompany()
    const held = await heldForCredit(company)
    expect(held).toMatchObject({ status: 'HELD', hold: { reason: 'CREDIT_LIMIT_EXCEEDED' } })
    const shortfall = must<NonNullable<ReturnType<typeof creditShortfallOf>>>(creditShortfallOf(held))
    expect(Object.entries(shortfall).map(([name, amount]) => `${name} ${formatMoney(amount)}`)).toEqual([
      ...['limit 1000.00', 'used 900.00', 'asked 1220.40', 'available 100.00'],
    ])
    expect(await company.legsOf(held)).toEqual([
      { kind: 'CREDIT', state: 'REFUSED', reason_code: 'CREDIT_LIMIT_EXCEEDED' },
      { kind: 'STOCK', state: 'REFUSED', reason_code: 'TAKEN_BACK' },
    ])
    const again = must<SalesOrder>(await company.confirms(held))
    expect(again).toMatchObject({ status: 'CONFIRMING', hold: null, creditOverride: null })
    expect(await asksOfFinance(again)).toMatchObject([{ despite: false }])
  })

  test('nobody in finance answers for is held too', async () => {
    const company = await newCompany()
    const asked = await company.asks([{ quantity: '1' }])
    await finance(company, asked).isSilent()
    const held = await company.orderNow(asked)
    expect(held).toMatchObject({ status: 'HELD', hold: { reason: 'NO_ANSWER', facts: {} } })
    expect(creditShortfallOf(held)).toBeUndefined()
    expect(await company.legsOf(held)).toMatchObject([
      { kind: 'CREDIT', reason_code: 'NO_ANSWER' },
      { kind: 'STOCK', reason_code: 'TAKEN_BACK' },
    ])
  })
})

describe('somebody lets an order through', () => {
  test('with a reason, which stands until the order is changed', async () => {
    const company = await newCompany()
    const held = await heldForCredit(company)
    const asked = must<SalesOrder>(await letThrough(company, held))
    const by = controller
    expect(asked).toMatchObject({ status: 'CONFIRMING', creditOverride: { reason: 'Paid by cheque today', by } })
    expect(await asksOfFinance(asked)).toMatchObject([{ despite: true }])
    expect(await company.orderNow(held)).toEqual(asked)

    await finance(company, asked).isSilent()
    const silent = await company.orderNow(asked)
    expect(await asksOfFinance(must<SalesOrder>(await company.confirms(silent)))).toMatchObject([{ despite: true }])

    const another = must<SalesOrder>(await letThrough(company, await heldForCredit(company)))
    await finance(company, another).isSilent()
    const { id: salesOrderId, version: expectedVersion } = await company.orderNow(another)
    const terms = { ...company.termsOf([{ quantity: '61' }]), salesOrderId, expectedVersion }
    const changed = must<SalesOrder>(await company.transact((unit) => changeSalesOrder(unit, terms, startWithdrawing)))
    expect(changed).toMatchObject({ status: 'DRAFT', creditOverride: null })
    expect(await asksOfFinance(must<SalesOrder>(await company.confirms(changed)))).toMatchObject([{ despite: false }])
  })

  test('and is nobody who wrote some of it', async () => {
    const company = await newCompany()
    const draft = must<SalesOrder>(await company.drafts([{ quantity: '60' }]))
    const [maker, seller] = [company.caller.userId, newId()]
    const terms = { ...company.termsOf([{ quantity: '61' }]), salesOrderId: draft.id, expectedVersion: draft.version }
    const changed = must<SalesOrder>(
      await company.transactAs(seller)((unit) => changeSalesOrder(unit, terms, startWithdrawing)),
    )
    expect(changed.authorIds).toEqual([maker, seller])
    await finance(company, must<SalesOrder>(await company.confirms(changed))).refuses()
    const held = await company.orderNow(changed)
    for (const author of [maker, seller])
      expect(await letThrough(company, held, 'A friend', author)).toEqual({
        ...{ refusal: 'CreditOverrideNeedsAnother', salesOrderId: held.id },
      })
    expect(await letThrough(company, held)).toMatchObject({ status: 'CONFIRMING' })
  })

  test('is refused where it is not held for credit, without a reason or at an old version, and nothing is stored', async () => {
    const company = await newCompany()
    const draft = must<SalesOrder>(await company.drafts([{ quantity: '1' }]))
    const held = await heldForCredit(company)
    const before = await company.everything()
    expect(await letThrough(company, draft)).toEqual({
      ...{ refusal: 'SalesOrderNotHeldForCredit', salesOrderId: draft.id },
    })
    expect(await letThrough(company, held, ' ')).toMatchObject({ field: 'reason', problem: 'EMPTY' })
    expect(await letThrough(company, { ...held, version: 1 })).toMatchObject({ refusal: 'StaleVersion' })
    expect(await letThrough(company, { ...held, id: newId() })).toMatchObject({ refusal: 'SalesOrderNotFound' })
    expect(await company.everything()).toEqual(before)
  })
})
