import { expect } from 'vitest'
import { hasOrdersApproved, orderOnce, signs, taskOf, turnsDown } from '../support/approving.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('The larger an order, the more sign it, and what is small passes by itself', async ({ company }) => {
  const { buyer, controller, administrator } = company
  await hasOrdersApproved(company)

  const small = await buyer.agreesOn(['88 × STEEL at 10.00'])
  const passed = await orderOnce(buyer, small, 'CONFIRMED')
  expect(passed).toMatchObject({
    legs: [{ kind: 'APPROVAL', state: 'POSTED', reason: null }],
    approval: {
      status: 'APPROVED',
      actions: [
        { action: 'REQUESTED', actor: { displayName: 'buyer' } },
        { action: 'APPROVED', actor: null },
      ],
    },
  })

  const large = await buyer.agreesOn(['500 × STEEL at 10.00'])
  expect(large.status).toBe('PENDING_APPROVAL')
  expect(await refusalOf(company.storekeeper.receives(large, ['1 × STEEL']))).toMatchObject({
    code: 'PURCHASE_ORDER_NOT_CONFIRMED',
  })
  expect(await signs(controller, large)).toMatchObject({ status: 'RUNNING', level: 2 })
  expect(await orderOnce(buyer, large, 'PENDING_APPROVAL')).toMatchObject({
    legs: [{ kind: 'APPROVAL', state: 'PENDING' }],
  })
  expect(await signs(administrator, large)).toMatchObject({ status: 'APPROVED', level: 2 })
  const { approval } = await orderOnce(buyer, large, 'CONFIRMED')
  expect(approval?.actions.map(({ action, level }) => `${action} ${level}`)).toEqual([
    'REQUESTED 1',
    'APPROVED 1',
    'APPROVED 2',
  ])
  await company.storekeeper.receives(large, ['1 × STEEL'])
})

scenario('A rejected order comes back with its reason, is corrected and asked for again', async ({ company }) => {
  const { buyer, controller } = company
  await hasOrdersApproved(company)
  const order = await buyer.agreesOn(['200 × STEEL at 10.00'])
  await turnsDown(controller, order, 'Too much steel')
  const returned = await orderOnce(buyer, order, 'DRAFT')
  expect(returned.legs).toMatchObject([{ kind: 'APPROVAL', state: 'REFUSED', reason: 'Rejected: Too much steel' }])

  const corrected = await buyer.amends({ ...order, version: returned.version }, 'Less', ['150 × STEEL at 10.00'])
  expect(corrected).toMatchObject({ status: 'DRAFT', revision: 1 })
  expect(await buyer.confirms(corrected)).toMatchObject({ status: 'PENDING_APPROVAL' })
  await signs(controller, order)
  const confirmed = await orderOnce(buyer, order, 'CONFIRMED')
  expect(confirmed.approval?.id).not.toBe(returned.approval?.id)
})

scenario('Whoever made an order never signs it, not even through somebody else', async ({ company }) => {
  const { buyer, controller, accountant, administrator } = company
  await hasOrdersApproved(company)
  const order = await buyer.agreesOn(['200 × STEEL at 10.00'])
  const { approvalId, version: expectedVersion } = await taskOf(controller, order)
  const buyerId = await userIdOf(administrator, `buyer-${company.code}`)
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  await controller.change('DelegateApprovals', { toUserId: buyerId, endsAt })
  expect(await refusalOf(buyer.change('Approve', { approvalId, expectedVersion }))).toMatchObject({
    ...{ code: 'NOT_AN_APPROVER', reason: 'MADE_IT' },
  })
  expect(await refusalOf(accountant.change('Approve', { approvalId, expectedVersion }))).toMatchObject({
    ...{ code: 'NOT_AN_APPROVER', reason: 'NOT_ASKED' },
  })

  const accountantId = await userIdOf(administrator, `accountant-${company.code}`)
  await controller.change('DelegateApprovals', { toUserId: accountantId, endsAt })
  expect(await signs(accountant, order)).toMatchObject({ status: 'APPROVED' })
  const { approval } = await orderOnce(buyer, order, 'CONFIRMED')
  expect(approval?.actions.at(-1)).toEqual({
    ...{ action: 'APPROVED', level: 1, reason: null },
    ...{ actor: { displayName: 'accountant' }, onBehalfOf: { displayName: 'controller' } },
  })
})

scenario('A buyer reminds, and the controller has the accountant sign as well', async ({ company }) => {
  const { buyer, controller, accountant, administrator } = company
  await hasOrdersApproved(company)
  const order = await buyer.agreesOn(['200 × STEEL at 10.00'])
  const { approvalId, version: expectedVersion } = await taskOf(controller, order)

  const remark = 'The price holds until Friday'
  expect(await buyer.change('RemindApprovers', { approvalId, remark })).toMatchObject({ version: expectedVersion })
  expect(await refusalOf(buyer.change('RemindApprovers', { approvalId }))).toMatchObject({ code: 'REMINDED_LATELY' })
  expect(await refusalOf(accountant.change('RemindApprovers', { approvalId }))).toMatchObject({
    code: 'NOT_THE_SUBMITTER',
  })
  const userId = await userIdOf(administrator, `accountant-${company.code}`)
  const added = { approvalId, expectedVersion, userId, place: 'ALONGSIDE' }
  expect(await refusalOf(accountant.change('AddApprover', added))).toMatchObject({ code: 'NOT_AN_APPROVER' })
  await controller.change('AddApprover', added)

  expect(await signs(controller, order)).toMatchObject({ status: 'RUNNING', level: 1 })
  expect(await orderOnce(buyer, order, 'PENDING_APPROVAL')).toMatchObject({ approval: { status: 'RUNNING' } })
  expect(await signs(accountant, order)).toMatchObject({ status: 'APPROVED', level: 1 })
  const { approval } = await orderOnce(buyer, order, 'CONFIRMED')
  expect(approval?.actions.map(({ action, actor }) => `${action} by ${actor?.displayName}`)).toEqual([
    'REQUESTED by buyer',
    'REMINDED by buyer',
    'APPROVER_ADDED by controller',
    'APPROVED by controller',
    'APPROVED by accountant',
  ])
})

scenario('An order that changes while it waits is asked for anew, and the old request ends', async ({ company }) => {
  const { buyer, controller } = company
  await hasOrdersApproved(company)
  const order = await buyer.agreesOn(['200 × STEEL at 10.00'])
  const before = await taskOf(controller, order)
  const changed = await buyer.amends(order, 'A better price', ['200 × STEEL at 9.00'])
  expect(changed.status).toBe('DRAFT')
  await buyer.confirms(changed)
  await company.atRest()
  const stale = { approvalId: before.approvalId, expectedVersion: before.version }
  expect(await refusalOf(controller.change('Approve', stale))).toMatchObject({
    ...{ code: 'APPROVAL_ENDED', status: 'WITHDRAWN' },
  })
  await signs(controller, order)
  expect(await orderOnce(buyer, order, 'CONFIRMED')).toMatchObject({ approval: { status: 'APPROVED' } })
  expect(await refusalOf(buyer.amends({ ...order, version: 5 }, 'Dearer', ['200 × STEEL at 9.01']))).toMatchObject({
    code: 'AMENDMENT_BEYOND_APPROVAL',
  })
})

scenario('Where the company has said nothing, an order is a promise at once', async ({ company }) => {
  const order = await company.buyer.agreesOn(['500 × STEEL at 10.00'])
  expect(order.status).toBe('CONFIRMED')
  expect(await orderOnce(company.buyer, order, 'CONFIRMED')).toMatchObject({ approval: null, legs: [] })
})

async function userIdOf(
  administrator: { ask: <Answer>(operation: string, variables?: Record<string, unknown>) => Promise<Answer> },
  username: string,
): Promise<string> {
  const { users } = await administrator.ask<{ users: { nodes: { id: string; username: string }[] } }>('Users')
  const user = users.nodes.find((one) => one.username === username.toLowerCase())
  if (!user) throw new Error(`There is no ${username}`)
  return user.id
}
