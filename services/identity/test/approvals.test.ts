import { approvalDecided, requestApproval, withdrawApproval } from '@erp/contracts'
import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Tx } from '../src/store/database.ts'
import { useApprovals } from './use-approvals.ts'
import { accepted } from './use-identity.ts'

const approvals = await useApprovals()
const { database, transactor, home, people, anOrder, command, requestNow, approves, rejects, tasksOf, told } = approvals
const { maker, controller, otherController, buyer } = people

/** A request that lies with the controllers. */
async function submitted(facts: Parameters<typeof anOrder>[0] = {}) {
  const order = anOrder(facts)
  await command(requestApproval, order)
  return order
}
const withdraw = (approvalId: string) =>
  command(withdrawApproval, { companyId: home.id, approvalId, reason: 'The order was amended' })
const actions = (approvalId: string) =>
  database.rows`select action, level, actor_id as actor, reason from approval_actions
    where approval_id = ${approvalId}::uuid order by id`

describe('a request', () => {
  test('lies with whoever may approve such documents, except those who made or submitted it', async () => {
    const order = await submitted()
    const byOther = await submitted({ makerId: buyer.id, submittedBy: controller.id })
    expect(await requestNow(order.approvalId)).toMatchObject({
      ...{ status: 'RUNNING', level: 1, version: 1, amount: { minor: 113000n, currency: 'CNY' }, decidedAt: null },
    })
    expect(await tasksOf(controller)).toEqual([order.approvalId])
    expect(await tasksOf(otherController)).toEqual([order.approvalId, byOther.approvalId])
    expect(await tasksOf(buyer)).toEqual([])
    expect(await tasksOf(maker)).toEqual([])
    for (const { approvalId } of [order, byOther]) await rejects(otherController, approvalId, 'Not now')
  })

  test('is answered, and told of only once it is decided', async () => {
    const order = anOrder()
    const { contract, payload } = await command(requestApproval, order)
    expect([contract.type, payload]).toEqual([
      'identity.approval.requested.v1',
      { companyId: home.id, approvalId: order.approvalId },
    ])
    expect(await told(order.approvalId)).toEqual([])
    expect(await actions(order.approvalId)).toEqual([{ action: 'REQUESTED', level: 1, actor: maker.id, reason: null }])
  })

  test('for a document that nobody approves here is refused, and nothing is stored', async () => {
    const order = anOrder({ documentType: 'LOVE_LETTER' })
    const { contract, payload } = await command(requestApproval, order)
    expect([contract.type, payload]).toEqual([
      'identity.approval.request-refused.v1',
      {
        ...{ companyId: home.id, approvalId: order.approvalId, reason: 'DOCUMENT_TYPE_UNKNOWN' },
        facts: { documentType: 'LOVE_LETTER' },
      },
    ])
    expect(await requestNow(order.approvalId)).toBeUndefined()
  })

  test('whose id was used before is refused, and the first one stays', async () => {
    const order = await submitted()
    const { payload } = await command(requestApproval, { ...order, amountMinor: '1' })
    expect(payload).toMatchObject({ reason: 'APPROVAL_ID_TAKEN' })
    expect(await requestNow(order.approvalId)).toMatchObject({ amount: { minor: 113000n }, version: 1 })
  })
})

describe('approving', () => {
  test('ends it and is told in the same transaction, with who signed', async () => {
    const order = await submitted()
    const request = accepted(await approves(controller, order.approvalId))
    expect(request).toMatchObject({ status: 'APPROVED', decidedBy: controller.id, version: 2, reason: null })
    const [decision] = await told(order.approvalId)
    expect(approvalDecided.schema.parse(decision?.payload)).toEqual({
      ...{ companyId: home.id, approvalId: order.approvalId, documentType: 'PURCHASE_ORDER' },
      ...{ documentId: order.documentId, documentVersion: 2, outcome: 'APPROVED', reason: null },
      ...{ decidedBy: controller.id, decidedAt: request.decidedAt?.toISOString(), approverIds: [controller.id] },
    })
    expect(await tasksOf(controller)).not.toContain(order.approvalId)
  })

  test('is refused to those who made or submitted the document, whatever they may approve otherwise', async () => {
    for (const facts of [{ makerId: controller.id }, { submittedBy: controller.id }]) {
      const { approvalId } = await submitted(facts)
      expect(await approves(controller, approvalId)).toEqual(refuse('NotAnApprover', { reason: 'MADE_IT' }))
      expect(await rejects(controller, approvalId, 'No')).toEqual(refuse('NotAnApprover', { reason: 'MADE_IT' }))
      expect(await requestNow(approvalId)).toMatchObject({ status: 'RUNNING', version: 1 })
      expect(await told(approvalId)).toEqual([])
    }
  })

  test('is refused to whoever changed what somebody else made, and to none who did not', async () => {
    const { approvalId } = await submitted({ authorIds: [maker.id, controller.id] })
    expect(await tasksOf(controller)).not.toContain(approvalId)
    expect(await approves(controller, approvalId)).toEqual(refuse('NotAnApprover', { reason: 'MADE_IT' }))
    expect(await rejects(controller, approvalId, 'No')).toEqual(refuse('NotAnApprover', { reason: 'MADE_IT' }))
    expect(accepted(await approves(otherController, approvalId))).toMatchObject({ status: 'APPROVED' })
  })

  test('is refused to somebody who is not asked, twice, too late, or for nothing', async () => {
    const { approvalId } = await submitted()
    expect(await approves(buyer, approvalId)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
    expect(await approves(controller, approvalId, 7)).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    accepted(await approves(controller, approvalId))
    expect(await approves(otherController, approvalId)).toEqual(refuse('ApprovalEnded', { status: 'APPROVED' }))
    const unknown = newId()
    expect(await approves(controller, unknown)).toEqual(refuse('ApprovalNotFound', { approvalId: unknown }))
    expect(await told(approvalId)).toHaveLength(1)
  })

  test('happens once when two do it at once', async () => {
    const { approvalId } = await submitted()
    const answers = await Promise.all([approves(controller, approvalId, 1), approves(otherController, approvalId, 1)])
    expect(answers.filter((answer) => 'refusal' in answer)).toEqual([refuse('ApprovalEnded', { status: 'APPROVED' })])
    expect(await told(approvalId)).toHaveLength(1)
  })
})

describe('rejecting', () => {
  test('takes a reason, which is told', async () => {
    const { approvalId } = await submitted()
    for (const reason of [' ', 'x'.repeat(501)])
      expect(await rejects(controller, approvalId, reason)).toEqual(
        refuse('InvalidInput', { field: 'reason', problem: 'LENGTH_NOT_1_TO_500' }),
      )
    accepted(await rejects(controller, approvalId, ' Ask a second supplier '))
    const [decision] = await told(approvalId)
    expect(decision?.payload).toMatchObject({ outcome: 'REJECTED', reason: 'Ask a second supplier', approverIds: [] })
    expect(await actions(approvalId)).toMatchObject([
      { action: 'REQUESTED' },
      { action: 'REJECTED', actor: controller.id, reason: 'Ask a second supplier' },
    ])
  })
})

describe('withdrawing', () => {
  test('ends a running request; a second time changes nothing', async () => {
    const { approvalId } = await submitted()
    expect((await withdraw(approvalId)).contract.type).toBe('identity.approval.withdrawn.v1')
    expect((await withdraw(approvalId)).contract.type).toBe('identity.approval.withdrawn.v1')
    expect(await told(approvalId)).toMatchObject([
      { payload: { outcome: 'WITHDRAWN', reason: 'The order was amended', decidedBy: maker.id } },
    ])
    expect(await approves(controller, approvalId)).toEqual(refuse('ApprovalEnded', { status: 'WITHDRAWN' }))
  })

  test('before the request comes leaves it nobody to come to', async () => {
    const order = anOrder()
    expect((await withdraw(order.approvalId)).contract.type).toBe('identity.approval.withdrawn.v1')
    const { contract, payload } = await command(requestApproval, order)
    expect([contract.type, payload]).toMatchObject([
      'identity.approval.request-refused.v1',
      { reason: 'WITHDRAWN_BEFORE' },
    ])
    expect(await requestNow(order.approvalId)).toBeUndefined()
    expect(await told(order.approvalId)).toEqual([])
  })

  test('at the same moment as the request never leaves one that runs', async () => {
    const orders = Array.from({ length: 8 }, () => anOrder())
    await Promise.all(orders.flatMap((order) => [command(requestApproval, order), withdraw(order.approvalId)]))
    const left = await Promise.all(orders.map(({ approvalId }) => requestNow(approvalId)))
    expect(left.filter((request) => request?.status === 'RUNNING')).toEqual([])
  })

  test('after the decision keeps it', async () => {
    const { approvalId } = await submitted()
    accepted(await approves(controller, approvalId))
    const { contract, payload } = await withdraw(approvalId)
    expect([contract.type, payload]).toMatchObject(['identity.approval.kept.v1', { outcome: 'APPROVED' }])
    expect(await told(approvalId)).toHaveLength(1)
  })
})

test('rights count when somebody signs, and programs have none', async () => {
  const { approvalId } = await submitted()
  const leaving = await approvals.member(approvals.admin, ['CONTROLLER'])
  const program = await approvals.member(approvals.admin, ['CONTROLLER'])
  await database.rows`update users set kind = 'SERVICE', password_hash = null where id = ${program.id}::uuid`
  expect(await tasksOf(leaving)).toContain(approvalId)
  expect(await tasksOf(program)).toEqual([])
  await database.rows`delete from membership_roles where user_id = ${leaving.id}::uuid`
  expect(await approves(leaving, approvalId)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
  expect(await approves(program, approvalId)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
})

test('what was asked and what happened cannot be changed by the application, nor seen outside the company', async () => {
  for (const forge of [
    (tx: Tx) => tx.$executeRaw`update approval_requests set amount_minor = 1`,
    (tx: Tx) => tx.$executeRaw`delete from approval_requests`,
    (tx: Tx) => tx.$executeRaw`update approval_actions set reason = null`,
    (tx: Tx) => tx.$executeRaw`delete from approval_seats`,
  ])
    await expect(transactor.system([home.id], 'forge', ({ tx }) => forge(tx))).rejects.toThrow('permission denied')
  expect(await transactor.read([home.id], (tx) => tx.approvalRequest.count())).toBeGreaterThan(0)
  expect(await transactor.read([], (tx) => tx.approvalRequest.count())).toBe(0)
  expect(await transactor.read([], (tx) => tx.approvalSeat.count())).toBe(0)
})
