import { requestApproval } from '@erp/contracts'
import { formatMoney, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { aloneOn, type CreditLimitChange } from '../src/domain/credit-limit-change.ts'
import type { Customer } from '../src/domain/customer.ts'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { startApproving, startApprovingLimit, startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { startConfirming } from '../src/sagas/confirm-order.ts'
import { findNewestLimitChanges } from '../src/store/credit-limit-changes.ts'
import { findCustomer } from '../src/store/customers.ts'
import { confirmSalesOrder } from '../src/use-cases/confirm-sales-order.ts'
import { limitCredit } from '../src/use-cases/limit-credit.ts'
import { approvalsOf } from './support/approving.ts'
import { must, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()

/** A customer who may owe 1,000.00, as somebody else said. */
async function setUp() {
  const company = await newCompany()
  const { companyId } = company
  const now = async () =>
    must<Customer>(await transactor.read([companyId], (tx) => findCustomer(tx, company.customer.id)))
  const limits = async (creditLimit: string | null, by = company.caller.userId) => {
    const { id: customerId, version: expectedVersion } = await now()
    const processes = { startApprovingLimit, startWithdrawing }
    return company.transactAs(by)((unit) => limitCredit(unit, { customerId, expectedVersion, creditLimit }, processes))
  }
  must<Customer>(await limits('1000', newId()))
  const limitNow = async () => {
    const { creditLimit } = await now()
    return creditLimit && formatMoney(creditLimit)
  }
  const change = async () => {
    const [newest] = await transactor.read([companyId], (tx) => findNewestLimitChanges(tx, [company.customer.id]))
    return must<CreditLimitChange>(newest)
  }
  const orders = approvalsOf(company, database, 'SALES_ORDER')
  const confirms = ({ id: salesOrderId, version: expectedVersion }: SalesOrder, by: string) =>
    company.transactAs(by)((unit) =>
      confirmSalesOrder(unit, { salesOrderId, expectedVersion }, { startConfirming, startApproving }),
    )
  const drafted = async () => must<SalesOrder>(await company.drafts([{ quantity: '60' }]))
  /** By which limit finance is to measure the order: the customer's, and a lower one for this order alone. */
  const measured = async ({ id }: { id: string }) => {
    const [asked] = await database.rows<{ limit: string | null; alone: string | null }>`
      select payload ->> 'creditLimit' as limit, payload ->> 'limitForThis' as alone from platform.outbox
      where type = 'finance.hold-credit.v1' and payload ->> 'documentId' = ${id} order by pos desc limit 1`
    return asked
  }
  const own = company.caller.userId
  return {
    company,
    own,
    limits,
    limitNow,
    change,
    orders,
    confirms,
    drafted,
    measured,
    ...approvalsOf(company, database, 'CREDIT_LIMIT'),
  }
}

describe('raising a limit', () => {
  test('waits for those who approve, and the limit stays meanwhile', async () => {
    const { company, own, limits, limitNow, change, says, commands } = await setUp()
    await says(true, 2)
    must<SalesOrder>(await company.drafts([{ quantity: '60' }]))
    const manager = newId()
    must<Customer>(await limits('5000', manager))
    expect(await limitNow()).toBe('1000.00')
    const waiting = await change()
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', number: 'CL-2026-000002', askedBy: manager })
    const [command, ...others] = await commands()
    expect(others).toEqual([])
    expect(requestApproval.schema.parse(command?.payload)).toMatchObject({
      ...{ documentType: 'CREDIT_LIMIT', documentId: waiting.id, amountMinor: '500000', currency: 'CNY' },
      // Whoever has an order to gain by it decides as little as who asks.
      ...{ title: `${waiting.number} · YUANFANG`, makerId: manager, submittedBy: manager, authorIds: [manager, own] },
    })
    expect(await company.legsOf(waiting)).toEqual([{ kind: 'APPROVAL', state: 'PENDING', reason_code: null }])
  })

  test('is in force by the decision, once', async () => {
    const { limits, limitNow, change, says, decided } = await setUp()
    await says(true, 2)
    await limits('5000')
    const waiting = await change()
    await decided('APPROVED', null, waiting)
    await decided('REJECTED', 'Too late', waiting)
    expect(await limitNow()).toBe('5000.00')
    expect(await change()).toMatchObject({ status: 'IN_FORCE', inForceAt: expect.any(Date) })
  })

  test('that is turned down leaves the limit, and says why', async () => {
    const { company, limits, limitNow, change, says, decided } = await setUp()
    await says(true, 2)
    await limits(null)
    const waiting = await change()
    await decided('REJECTED', 'Pays late', waiting)
    expect(await limitNow()).toBe('1000.00')
    expect(await change()).toMatchObject({ status: 'DRAFT', approval: { state: 'REJECTED' } })
    expect(await company.legsOf(waiting)).toMatchObject([{ state: 'REFUSED', reason_code: 'APPROVAL_REJECTED' }])
  })

  test('ends when the limit is set anew, and lowering it asks nobody', async () => {
    const { limits, limitNow, change, says, decided, commands } = await setUp()
    await says(true, 2)
    await limits('5000')
    const waiting = await change()
    await limits('800')
    expect(await limitNow()).toBe('800.00')
    expect((await commands()).at(-1)).toMatchObject({
      ...{ type: 'identity.withdraw-approval.v1', payload: { approvalId: waiting.approval?.id } },
    })
    await decided('APPROVED', null, waiting)
    expect(await limitNow()).toBe('800.00')
  })

  test('that was approved for a company that is closed by now leaves the limit, and says so', async () => {
    const { company, limits, limitNow, change, says, decided } = await setUp()
    await says(true, 2)
    await limits('5000')
    await company.tell.company(false)
    await decided('APPROVED', null, await change())
    expect(await limitNow()).toBe('1000.00')
    expect(await company.legsOf(await change())).toMatchObject([{ reason_code: 'APPROVED_NOT_CONFIRMED' }])
  })

  test('asks nobody where the company has said nothing', async () => {
    const { limits, limitNow, change, commands } = await setUp()
    await limits('5000')
    expect(await limitNow()).toBe('5000.00')
    expect(await change()).toMatchObject({ status: 'IN_FORCE', approval: null })
    expect(await commands()).toEqual([])
  })
})

describe('an order of who raised the limit', () => {
  test('is measured by what others left while nobody else stands on it', async () => {
    const { own, limits, drafted, confirms, measured } = await setUp()
    await limits('3000')
    await limits('5000')
    const alone = await drafted()
    await confirms(alone, own)
    expect(await measured(alone)).toEqual({ limit: '5000.00', alone: '1000.00' })
    const together = await drafted()
    await confirms(together, newId())
    expect(await measured(together)).toEqual({ limit: '5000.00', alone: null })
  })

  test('is so although others approved the raise', async () => {
    const { own, limits, change, says, decided, drafted, confirms, measured } = await setUp()
    await says(true, 2)
    await limits('5000')
    await decided('APPROVED', null, await change())
    const order = await drafted()
    await confirms(order, own)
    expect(await measured(order)).toEqual({ limit: '5000.00', alone: '1000.00' })
  })

  test('has all of the limit once somebody else has set it', async () => {
    const { own, limits, drafted, confirms, measured } = await setUp()
    await limits('5000')
    await limits('5000', newId())
    const order = await drafted()
    await confirms(order, own)
    expect(await measured(order)).toEqual({ limit: '5000.00', alone: null })
  })

  test.each([
    [89, '1000.00'],
    [91, null],
  ])('%i days after it is measured by %s', async (days, alone) => {
    const { company, own, limits, drafted, confirms, measured } = await setUp()
    await limits('5000')
    await database.rows`
      update credit_limit_change set in_force_at = in_force_at - ${days} * interval '1 day'
      where company_id = ${company.companyId}::uuid`
    const order = await drafted()
    await confirms(order, own)
    expect(await measured(order)).toEqual({ limit: '5000.00', alone })
  })

  test('that a person approved has all of it, one that a rule let pass has not', async () => {
    const { company, own, limits, orders, drafted, confirms, measured } = await setUp()
    await orders.says(true, 2)
    await limits('5000')
    for (const [approverIds, alone] of [
      [[newId()], null],
      [[], '1000.00'],
    ] as const) {
      const waiting = must<SalesOrder>(await confirms(await drafted(), own))
      const { id: documentId, version: documentVersion, approval } = waiting
      await orders.decides([
        {
          ...{ companyId: company.companyId, approvalId: approval?.id ?? '', documentType: 'SALES_ORDER', documentId },
          ...{ documentVersion, outcome: 'APPROVED', reason: null, decidedBy: approverIds[0] ?? null },
          ...{ decidedAt: new Date().toISOString(), approverIds: [...approverIds] },
        },
      ])
      expect(await measured(waiting)).toEqual({ limit: '5000.00', alone })
    }
  })
})

test.each([
  [['a'], [], 'a'],
  [['a'], ['a', undefined], 'a'],
  [['a'], ['b'], undefined],
  [['a', 'b'], ['a'], undefined],
  [[], [undefined], undefined],
])('on what %s wrote and %s had in hand stands alone %s', (authors, others, alone) => {
  expect(aloneOn(authors, ...others)).toBe(alone)
})
