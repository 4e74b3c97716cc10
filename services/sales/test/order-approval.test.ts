import { type approvalDecided, type PayloadOf, requestApproval, withdrawApproval } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { askForApproval, startApproving, startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { startConfirming } from '../src/sagas/confirm-order.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { changeSalesOrder } from '../src/use-cases/change-sales-order.ts'
import { overrideCreditHold } from '../src/use-cases/confirm-sales-order.ts'
import { noteApprovalRequest } from '../src/use-cases/note-approvals.ts'
import { completeSalesOrder, holdSalesOrder } from '../src/use-cases/settle-sales-order.ts'
import { approvalsOf } from './support/approving.ts'
import { type Company, must, type Ordered, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()
type Decision = PayloadOf<typeof approvalDecided>

/** A company whose sales orders are approved. */
async function approvingCompany() {
  const company = await newCompany()
  const { says } = approvalsOf(company, database, 'SALES_ORDER')
  await says(true, 2)
  return { ...company, says }
}

const lines: readonly Ordered[] = [{ quantity: '8' }, { quantity: '1' }]
const decision = (order: SalesOrder, outcome: Decision['outcome'], reason: string | null = null): Decision => ({
  ...{ companyId: order.companyId, approvalId: order.approval?.id ?? '', documentType: 'SALES_ORDER' },
  ...{ documentId: order.id, documentVersion: order.version, outcome, reason, decidedBy: newId() },
  ...{ decidedAt: new Date().toISOString(), approverIds: [] },
})
const decided = (company: Company, ...decisions: Decision[]) =>
  approvalsOf(company, database, 'SALES_ORDER').decides(decisions)
const changes = (company: Company, { id, version }: SalesOrder, ordered: readonly Ordered[]) =>
  company.transact((unit) =>
    changeSalesOrder(
      unit,
      { ...company.termsOf(ordered), salesOrderId: id, expectedVersion: version },
      startWithdrawing,
    ),
  )
const attempt = (order: SalesOrder) => ({ salesOrderId: order.id, sagaId: must<string>(order.sagaId) })
const commands = ({ companyId }: Company) =>
  database.rows<{ type: string; payload: object }>`
    select type, payload from platform.outbox
    where company_id = ${companyId}::uuid and type not like 'sales.%' order by pos`
const types = async (company: Company) => (await commands(company)).map(({ type }) => type)

describe('confirming', () => {
  test('asks for approval in the same transaction, and for neither credit nor goods yet', async () => {
    const company = await approvingCompany()
    const order = await company.asks(lines)
    expect(order).toMatchObject({ status: 'PENDING_APPROVAL', sagaId: null, version: 2 })
    const [command, ...others] = await commands(company)
    expect(others).toEqual([])
    expect(requestApproval.schema.parse(command?.payload)).toEqual({
      ...{ companyId: company.companyId, approvalId: order.approval?.id, documentType: 'SALES_ORDER' },
      ...{ documentId: order.id, documentVersion: 2, documentNumber: order.number, currency: 'CNY' },
      ...{ title: `${order.number} · YUANFANG`, makerId: company.caller.userId, submittedBy: company.caller.userId },
      ...{
        authorIds: [company.caller.userId],
        amountMinor: '18306',
        discountPercent: '0',
        departmentId: null,
        category: null,
      },
      ...{ departmentIds: [], categories: [] },
    })
    expect(await company.legsOf(order)).toEqual([{ kind: 'APPROVAL', state: 'PENDING', reason_code: null }])
    const before = await company.everything()
    expect(await company.confirms(order)).toMatchObject({
      ...{ refusal: 'SalesOrderStatusWrong', status: 'PENDING_APPROVAL', allowed: ['DRAFT', 'HELD'] },
    })
    expect(await company.closes(order)).toMatchObject({ refusal: 'SalesOrderStatusWrong', allowed: ['CONFIRMED'] })
    expect(await company.delivers(order, null)).toMatchObject({ refusal: 'SalesOrderStatusWrong' })
    expect(await company.everything()).toEqual(before)
  })

  test('names everybody who wrote some of the order', async () => {
    const company = await approvingCompany()
    const seller = newId()
    const asSeller = { ...company, transact: company.transactAs(seller) }
    const changed = must<SalesOrder>(await changes(asSeller, await company.asks(lines), [{ quantity: '9' }]))
    must(await company.confirms(changed))
    const asked = (await commands(company)).filter(({ type }) => type === requestApproval.type)
    expect(asked.at(-1)?.payload).toMatchObject({
      ...{ makerId: company.caller.userId, authorIds: [company.caller.userId, seller] },
    })
  })

  test('names the price group of the customer, by which a company tells its rules apart', async () => {
    const company = await approvingCompany()
    const { id: customerId, version: expectedVersion } = company.customer
    must(
      await company.transact((unit) => changeCustomer(unit, { customerId, expectedVersion, priceGroup: 'WHOLESALE' })),
    )
    await company.asks(lines)
    expect(await commands(company)).toMatchObject([{ payload: { category: 'WHOLESALE', categories: ['WHOLESALE'] } }])
  })

  test('is as before where the company has said nothing, or nothing any more', async () => {
    const silent = await newCompany()
    expect(await silent.asks(lines)).toMatchObject({ status: 'CONFIRMING', approval: null })
    const company = await approvingCompany()
    await company.says(false, 3)
    await company.says(true, 2)
    expect(await company.asks(lines)).toMatchObject({ status: 'CONFIRMING', approval: null })
    expect(await types(company)).toEqual(['finance.hold-credit.v1'])
  })
})

describe('a decision', () => {
  test('for it asks for credit and goods, once, whatever else is told later', async () => {
    const company = await approvingCompany()
    const order = await company.asks(lines)
    await decided(company, decision(order, 'APPROVED'))
    await decided(company, decision(order, 'APPROVED'))
    await decided(company, decision(order, 'REJECTED', 'Too late'))
    const confirming = await company.orderNow(order)
    expect(confirming).toMatchObject({ status: 'CONFIRMING', version: 3, approval: { state: 'APPROVED' } })
    expect(await types(company)).toEqual(['identity.request-approval.v1', 'finance.hold-credit.v1'])
    expect(await company.legsOf(order)).toEqual([
      { kind: 'APPROVAL', state: 'POSTED', reason_code: null },
      { kind: 'CREDIT', state: 'PENDING', reason_code: null },
      { kind: 'STOCK', state: 'PENDING', reason_code: null },
    ])
    await company.transact((unit) => completeSalesOrder(unit, attempt(confirming)))
    expect(await company.orderNow(order)).toMatchObject({ status: 'CONFIRMED', version: 4 })
  })

  test('against it makes it a draft again with the reason, and it can be asked for anew', async () => {
    const company = await approvingCompany()
    const order = await company.asks(lines)
    await decided(company, decision(order, 'REJECTED', 'Too cheap'))
    const returned = await company.orderNow(order)
    expect(returned).toMatchObject({ status: 'DRAFT', approval: { state: 'REJECTED' } })
    expect(
      await database.rows`select state, reason_code as reason, facts from document_leg where document_id = ${order.id}`,
    ).toEqual([{ state: 'REFUSED', reason: 'APPROVAL_REJECTED', facts: { said: 'Too cheap' } }])
    const again = must<SalesOrder>(await company.confirms(returned))
    expect(again.approval?.id).not.toBe(order.approval?.id)
    await decided(company, decision(order, 'APPROVED'))
    expect((await company.orderNow(order)).status).toBe('PENDING_APPROVAL')
    await decided(company, decision(again, 'APPROVED'))
    expect((await company.orderNow(order)).status).toBe('CONFIRMING')
  })

  test('about many orders is taken in one go, those of other kinds left alone', async () => {
    const company = await approvingCompany()
    const orders = [await company.asks(lines), await company.asks(lines), await company.asks(lines)]
    const [first, second, third] = orders.map((order) => decision(order, 'APPROVED'))
    await decided(
      company,
      must(first),
      { ...must<Decision>(second), outcome: 'WITHDRAWN', reason: 'Not now' },
      {
        ...must<Decision>(third),
        documentType: 'PURCHASE_ORDER',
      },
    )
    const stand = await Promise.all(orders.map((order) => company.orderNow(order)))
    expect(stand.map(({ status }) => status)).toEqual(['CONFIRMING', 'DRAFT', 'PENDING_APPROVAL'])
  })

  test('for an order whose item went out of use holds it, and it needs no second approval once that is mended', async () => {
    const company = await approvingCompany()
    const order = await company.asks(lines)
    await company.tell.item(company.desk, 'MERCHANDISE', false)
    await decided(company, decision(order, 'APPROVED'))
    const held = await company.orderNow(order)
    expect(held).toMatchObject({
      status: 'HELD',
      hold: { reason: 'OUT_OF_USE_SINCE' },
      approval: { state: 'APPROVED' },
    })
    await company.tell.item(company.desk)
    expect(await company.confirms(held)).toMatchObject({ status: 'CONFIRMING' })
    expect(await types(company)).toEqual(['identity.request-approval.v1', 'finance.hold-credit.v1'])
  })
})

describe('an approved order', () => {
  const heldForCredit = async (company: Company) => {
    const order = await company.asks(lines)
    await decided(company, decision(order, 'APPROVED'))
    const confirming = await company.orderNow(order)
    const refused = { kind: 'CREDIT', reason: 'CREDIT_LIMIT_EXCEEDED', facts: {} } as const
    await company.transact((unit) => holdSalesOrder(unit, attempt(confirming), refused))
    return company.orderNow(order)
  }

  test('that is held stays approved: it is let through and confirmed again without asking anew', async () => {
    const company = await approvingCompany()
    const { id, version } = await heldForCredit(company)
    expect(await company.legsOf({ id })).toEqual([
      { kind: 'APPROVAL', state: 'POSTED', reason_code: null },
      { kind: 'CREDIT', state: 'REFUSED', reason_code: 'CREDIT_LIMIT_EXCEEDED' },
      { kind: 'STOCK', state: 'REFUSED', reason_code: 'TAKEN_BACK' },
    ])
    const letThrough = await company.transactAs(newId())((unit) =>
      overrideCreditHold(
        unit,
        { salesOrderId: id, expectedVersion: version, reason: 'Paid by cheque today' },
        { startConfirming, startApproving },
      ),
    )
    expect(letThrough).toMatchObject({ status: 'CONFIRMING', approval: { state: 'APPROVED' } })
  })

  test('that is held and changed is asked for anew', async () => {
    const company = await approvingCompany()
    const changed = must<SalesOrder>(await changes(company, await heldForCredit(company), [{ quantity: '5' }]))
    expect(changed).toMatchObject({ status: 'DRAFT', approval: { state: 'WITHDRAWN' } })
    expect(await company.legsOf(changed)).toMatchObject([
      { kind: 'APPROVAL', state: 'REFUSED', reason_code: 'APPROVAL_OUTDATED' },
      { kind: 'CREDIT' },
      { kind: 'STOCK' },
    ])
    expect(await company.confirms(changed)).toMatchObject({
      status: 'PENDING_APPROVAL',
      approval: { state: 'PENDING' },
    })
    expect(await commands(company)).toMatchObject([
      { payload: { amountMinor: '18306' } },
      { type: 'finance.hold-credit.v1' },
      { payload: { amountMinor: '10170' } },
    ])
  })
})

describe('while it waits', () => {
  test('a change withdraws its request: nobody approves what it does not say any more', async () => {
    const company = await approvingCompany()
    const order = await company.asks(lines)
    expect(await changes(company, { ...order, version: 1 }, [{ quantity: '5' }])).toMatchObject({
      refusal: 'StaleVersion',
    })
    expect(await changes(company, order, [{ quantity: '5' }])).toMatchObject({
      ...{ status: 'DRAFT', approval: { state: 'WITHDRAWN' }, version: 3 },
    })
    const [, command] = await commands(company)
    expect(withdrawApproval.schema.parse(command?.payload)).toEqual({
      ...{ companyId: company.companyId, approvalId: order.approval?.id, reason: 'DOCUMENT_CHANGED' },
    })
    await decided(company, decision(order, 'APPROVED'))
    expect((await company.orderNow(order)).status).toBe('DRAFT')
  })

  test('it can be given up, which withdraws its request too', async () => {
    const company = await approvingCompany()
    const order = await company.asks(lines)
    expect(await company.cancels(order)).toMatchObject({ status: 'CANCELLED', approval: { state: 'WITHDRAWN' } })
    expect(await commands(company)).toMatchObject([
      { type: 'identity.request-approval.v1' },
      { type: 'identity.withdraw-approval.v1', payload: { reason: 'DOCUMENT_CANCELLED' } },
    ])
    await decided(company, decision(order, 'APPROVED'))
    expect((await company.orderNow(order)).status).toBe('CANCELLED')
  })

  test('and identity is silent it says so; a late answer takes it back', async () => {
    const company = await approvingCompany()
    const order = await company.asks(lines)
    const saga = {
      ...{ sagaId: order.approval?.id ?? '', type: askForApproval.type, version: 1, companyId: company.companyId },
      documentId: order.id,
    }
    const [example] = requestApproval.examples
    if (!example) throw new Error('example')
    const data = { ...example, documentType: 'SALES_ORDER', approvalId: saga.sagaId }
    const blocked = { kind: 'APPROVAL', state: 'BLOCKED', reason_code: 'APPROVAL_NO_REPLY' }
    await company.transact((unit) => askForApproval.onSuspended(unit, saga, data, 'NO_REPLY'))
    expect(await company.legsOf(order)).toEqual([blocked])
    await company.transact((unit) => noteApprovalRequest(unit, { ...data, approvalId: newId(), blockedBy: null }))
    expect(await company.legsOf(order)).toEqual([blocked])
    await company.transact((unit) => askForApproval.onCompleted(unit, saga, data))
    expect(await company.legsOf(order)).toEqual([{ kind: 'APPROVAL', state: 'PENDING', reason_code: null }])
    await decided(company, decision(order, 'APPROVED'))
    await company.transact((unit) => askForApproval.onSuspended(unit, saga, data, 'NO_REPLY'))
    expect(await company.legsOf(order)).toMatchObject([{ kind: 'APPROVAL', state: 'POSTED' }, {}, {}])
  })
})
