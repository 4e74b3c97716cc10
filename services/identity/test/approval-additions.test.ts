import { requestApproval } from '@erp/contracts'
import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { AddedPlace } from '../src/domain/approval-seats.ts'
import { addApprover } from '../src/use-cases/add-approver.ts'
import { defineApproval } from '../src/use-cases/define-approval.ts'
import { remindApprovers } from '../src/use-cases/remind-approvers.ts'
import { type Asked, useApprovals } from './use-approvals.ts'
import { accepted, type Member } from './use-identity.ts'

const approvals = await useApprovals()
const { database, transactor, admin, people, as, anOrder, command, requestNow, approves, rejects, tasksOf } = approvals
const { maker, controller, otherController, buyer } = people
const expert = await approvals.member(admin, ['SALES'])

async function submitted(facts: Partial<Asked> = {}): Promise<string> {
  const order = anOrder(facts)
  await command(requestApproval, order)
  return order.approvalId
}
async function adds(by: Member, approvalId: string, userId: string, place: AddedPlace = 'ALONGSIDE') {
  const expectedVersion = (await requestNow(approvalId))?.version ?? 0
  const input = { approvalId, expectedVersion, userId, place, remark: 'Is the price right?' }
  return transactor.transact(as(by), 'addApprover', (unit) => addApprover(unit, input))
}
const reminds = (by: Member, approvalId: string, remark: string | null = null) =>
  transactor.transact(as(by), 'remindApprovers', (unit) => remindApprovers(unit, { approvalId, remark }))
const actionsOf = (approvalId: string) => database.rows`
  select action, level, actor_id as by, concerns_id as about, reason from approval_actions
  where approval_id = ${approvalId}::uuid order by id`

describe('somebody who is added', () => {
  test('alongside keeps the level open until they have signed, and does not sign it for the others', async () => {
    const order = await submitted()
    expect(accepted(await adds(controller, order, expert.id))).toMatchObject({ status: 'RUNNING', version: 2 })
    expect(await tasksOf(expert)).toEqual([order])
    expect(accepted(await approves(expert, order))).toMatchObject({ status: 'RUNNING', level: 1 })
    expect(accepted(await approves(controller, order))).toMatchObject({ status: 'APPROVED' })
    expect(await actionsOf(order)).toEqual([
      { action: 'REQUESTED', level: 1, by: maker.id, about: null, reason: null },
      { action: 'APPROVER_ADDED', level: 1, by: controller.id, about: expert.id, reason: 'Is the price right?' },
      { action: 'APPROVED', level: 1, by: expert.id, about: null, reason: null },
      { action: 'APPROVED', level: 1, by: controller.id, about: null, reason: null },
    ])

    const other = await submitted()
    accepted(await adds(controller, other, expert.id))
    expect(accepted(await approves(controller, other))).toMatchObject({ status: 'RUNNING', level: 1 })
    expect(accepted(await approves(expert, other))).toMatchObject({ status: 'APPROVED', decidedBy: expert.id })
  })

  test('after has a level of their own, before those that were to follow', async () => {
    const levels = [controller, otherController].map(({ id }) => ({ signatures: 'ANY' as const, userIds: [id] }))
    const said = { documentType: 'PURCHASE_ORDER', expectedVersion: 0, branches: [{ levels }] } as const
    accepted(await transactor.transact(admin, 'defineApproval', (unit) => defineApproval(unit, said)))
    const order = await submitted()
    accepted(await adds(controller, order, expert.id, 'AFTER'))
    expect(await tasksOf(expert)).toEqual([])
    expect(accepted(await approves(controller, order))).toMatchObject({ status: 'RUNNING', level: 2 })
    expect(await tasksOf(otherController)).toEqual([])
    expect(accepted(await approves(expert, order))).toMatchObject({ status: 'RUNNING', level: 3 })
    expect(accepted(await approves(otherController, order))).toMatchObject({ status: 'APPROVED', level: 3 })
  })

  test('may reject like everybody who is asked', async () => {
    const order = await submitted()
    accepted(await adds(controller, order, expert.id))
    expect(accepted(await rejects(expert, order, 'Too dear'))).toMatchObject({ status: 'REJECTED' })
  })

  test('may add somebody in their turn, ten in all', async () => {
    const order = await submitted()
    const many = await Promise.all(Array.from({ length: 10 }, () => approvals.member(admin, ['SALES'])))
    let by: Member = controller
    for (const one of many) {
      accepted(await adds(by, order, one.id))
      by = one
    }
    expect(await adds(controller, order, expert.id)).toEqual(
      refuse('InvalidInput', { field: 'userId', problem: 'MORE_THAN_10_ADDED' }),
    )
    accepted(await rejects(controller, order, 'Enough'))
  })
})

test.each([
  ['by somebody who is not asked', buyer, expert.id, refuse('NotAnApprover', { reason: 'NOT_ASKED' })],
  ['by its maker', maker, expert.id, refuse('NotAnApprover', { reason: 'MADE_IT' })],
  [
    'who made the document',
    controller,
    maker.id,
    refuse('InvalidInput', { field: 'userId', problem: 'MADE_OR_SUBMITTED_IT' }),
  ],
  [
    'who is oneself',
    controller,
    controller.id,
    refuse('InvalidInput', { field: 'userId', problem: 'THE_USER_THEMSELVES' }),
  ],
  ['whom nobody knows', controller, newId(), refuse('UserNotFound')],
  ['who is no id', controller, 'the boss', refuse('UserNotFound')],
])('an approver %s is not added', async (_, by, userId, refusal) => {
  const order = await submitted()
  expect(await adds(by, order, userId)).toEqual(refusal)
  expect(await requestNow(order)).toMatchObject({ status: 'RUNNING', version: 1 })
  expect(await actionsOf(order)).toHaveLength(1)
})

test('nobody is added twice to a level, nor once they work here no more', async () => {
  const order = await submitted()
  accepted(await adds(controller, order, expert.id))
  expect(await adds(controller, order, expert.id)).toEqual(
    refuse('InvalidInput', { field: 'userId', problem: 'SIGNS_THIS_LEVEL' }),
  )
  const leaving = await approvals.member(admin, ['SALES'])
  await database.rows`update users set active = false where id = ${leaving.id}::uuid`
  const program = await approvals.member(admin, ['SALES'])
  await database.rows`update users set kind = 'SERVICE', password_hash = null where id = ${program.id}::uuid`
  for (const { id } of [leaving, program]) expect(await adds(controller, order, id)).toEqual(refuse('UserNotFound'))
})

describe('a reminder', () => {
  test('stands in the history, changes no version, and comes once an hour', async () => {
    const order = await submitted()
    expect(accepted(await reminds(maker, order, 'The supplier waits'))).toMatchObject({ version: 1 })
    const [{ at } = { at: new Date(0) }] = await database.rows<{ at: Date }>`
      select happened_at as at from approval_actions where approval_id = ${order}::uuid and action = 'REMINDED'`
    expect(await reminds(maker, order)).toEqual(refuse('RemindedLately', { remindedAt: at }))
    await database.rows`update approval_actions set happened_at = happened_at - interval '61 minutes'
      where approval_id = ${order}::uuid and action = 'REMINDED'`
    accepted(await reminds(maker, order))
    expect(await actionsOf(order)).toMatchObject([
      { action: 'REQUESTED' },
      { action: 'REMINDED', by: maker.id, reason: 'The supplier waits' },
      { action: 'REMINDED', by: maker.id, reason: null },
    ])
    expect(accepted(await approves(controller, order, 1))).toMatchObject({ version: 2 })
    accepted(await rejects(otherController, order, 'Too late'))
    expect(await reminds(maker, order)).toEqual(refuse('ApprovalEnded', { status: 'REJECTED' }))
  })

  test('comes from whoever made or submitted the document alone', async () => {
    const order = await submitted({ submittedBy: buyer.id })
    accepted(await reminds(buyer, order))
    expect(await reminds(controller, order)).toEqual(refuse('NotTheSubmitter'))
    const unknown = newId()
    expect(await reminds(maker, unknown)).toEqual(refuse('ApprovalNotFound', { approvalId: unknown }))
  })
})
