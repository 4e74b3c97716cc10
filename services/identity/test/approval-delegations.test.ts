import { requestApproval } from '@erp/contracts'
import { newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import type { DocumentType } from '../src/domain/approval.ts'
import { delegateApprovals, endApprovalDelegation } from '../src/use-cases/delegate-approvals.ts'
import { takeBackApproval } from '../src/use-cases/withdraw-approval.ts'
import { type Asked, useApprovals } from './use-approvals.ts'
import { accepted, type Member } from './use-identity.ts'

const approvals = await useApprovals()
const { database, transactor, admin, people, as, anOrder, command, requestNow, approves, tasksOf, told } = approvals
const { maker, controller, buyer } = people
const hours = (n: number) => new Date(Date.now() + n * 3_600_000)

async function submitted(facts: Partial<Asked> = {}): Promise<string> {
  const order = anOrder(facts)
  await command(requestApproval, order)
  return order.approvalId
}
const delegates = (
  from: Member,
  to: Member | string,
  time: { startsAt?: Date; endsAt?: Date; documentType?: DocumentType } = {},
) =>
  transactor.transact(as(from), 'delegateApprovals', (unit) =>
    delegateApprovals(unit, {
      toUserId: typeof to === 'string' ? to : to.id,
      ...{ documentType: null, startsAt: null, endsAt: hours(8), ...time },
    }),
  )
const ends = (by: Member, delegationId: string) =>
  transactor.transact(as(by), 'endApprovalDelegation', (unit) => endApprovalDelegation(unit, { delegationId }))

test('somebody signs for another until it ends, and both are kept', async () => {
  const order = await submitted()
  expect(await tasksOf(buyer)).toEqual([])
  const { id } = accepted(await delegates(controller, buyer))
  expect(await tasksOf(buyer)).toEqual([order])
  expect(accepted(await approves(buyer, order))).toMatchObject({ status: 'APPROVED', decidedBy: buyer.id })
  expect(
    await database.rows`select signed_by as by, signed_for as for from approval_seats
    where approval_id = ${order}::uuid`,
  ).toEqual([{ by: buyer.id, for: controller.id }])
  expect(
    await database.rows`select actor_id as by, on_behalf_of as for from approval_actions
    where approval_id = ${order}::uuid and action = 'APPROVED'`,
  ).toEqual([{ by: buyer.id, for: controller.id }])

  const next = await submitted()
  expect(await ends(buyer, id)).toEqual(refuse('DelegationNotFound', { delegationId: id }))
  accepted(await ends(controller, id))
  expect(await ends(controller, id)).toEqual(refuse('DelegationNotFound', { delegationId: id }))
  expect(await tasksOf(buyer)).toEqual([])
  expect(await approves(buyer, next)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
})

test('nobody decides on their own document through another: neither as deputy, nor by a deputy of its maker or changer', async () => {
  const { id } = accepted(await delegates(controller, buyer))
  const ofDeputy = await submitted({ makerId: buyer.id, submittedBy: maker.id })
  const ofPrincipal = await submitted({ makerId: controller.id, submittedBy: maker.id })
  const changed = await submitted({ makerId: maker.id, authorIds: [maker.id, controller.id] })
  expect(await approves(buyer, ofDeputy)).toEqual(refuse('NotAnApprover', { reason: 'MADE_IT' }))
  expect(await approves(buyer, ofPrincipal)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
  expect(await approves(controller, ofPrincipal)).toEqual(refuse('NotAnApprover', { reason: 'MADE_IT' }))
  expect(await tasksOf(buyer)).not.toContain(changed)
  expect(await approves(buyer, changed)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
  for (const order of [ofDeputy, ofPrincipal, changed])
    expect(await requestNow(order)).toMatchObject({ status: 'RUNNING' })
  accepted(await ends(controller, id))
})

test('it holds for its time and its documents only, and is not passed on', async () => {
  const order = await submitted()
  const given = [
    accepted(await delegates(controller, buyer, { startsAt: hours(1), endsAt: hours(2) })),
    accepted(await delegates(controller, buyer, { documentType: 'EXPENSE_CLAIM' })),
  ]
  expect(await tasksOf(buyer)).toEqual([])
  const sales = await approvals.member(admin, ['SALES'])
  given.push(accepted(await delegates(controller, sales)))
  accepted(await delegates(sales, buyer))
  expect(await tasksOf(sales)).toContain(order)
  expect(await tasksOf(buyer)).toEqual([])
  for (const { id } of given) accepted(await ends(controller, id))
})

test('a principal who left lends no right any more', async () => {
  const leaving = await approvals.member(admin, ['CONTROLLER'])
  const order = await submitted()
  accepted(await delegates(leaving, buyer))
  expect(await tasksOf(buyer)).toContain(order)
  await database.rows`update users set active = false where id = ${leaving.id}::uuid`
  expect(await tasksOf(buyer)).toEqual([])
})

test.each([
  ['to nobody', () => delegates(controller, newId()), refuse('UserNotFound')],
  [
    'to oneself',
    () => delegates(controller, controller),
    refuse('InvalidInput', { field: 'toUserId', problem: 'THE_USER_THEMSELVES' }),
  ],
  [
    'that has ended',
    () => delegates(controller, buyer, { endsAt: hours(-1) }),
    refuse('InvalidInput', { field: 'endsAt', problem: 'NOT_AFTER_ITS_START' }),
  ],
  [
    'for ever',
    () => delegates(controller, buyer, { endsAt: hours(24 * 367) }),
    refuse('InvalidInput', { field: 'endsAt', problem: 'MORE_THAN_366_DAYS_AHEAD' }),
  ],
])('a delegation %s is refused', async (_, attempt, refusal) => {
  expect(await attempt()).toEqual(refusal)
})

test('whoever submitted a document takes it back, nobody else and not once it is decided', async () => {
  const order = await submitted()
  const takesBack = (by: Member, approvalId = order) =>
    transactor.transact(as(by), 'withdrawApproval', (unit) =>
      takeBackApproval(unit, { approvalId, expectedVersion: 1, reason: 'A line is missing' }),
    )
  expect(await takesBack(controller)).toEqual(refuse('NotTheSubmitter'))
  expect(accepted(await takesBack(maker))).toMatchObject({
    status: 'WITHDRAWN',
    reason: 'A line is missing',
    version: 2,
  })
  expect(await told(order)).toMatchObject([{ payload: { outcome: 'WITHDRAWN', decidedBy: maker.id } }])
  expect(await takesBack(maker)).toEqual(refuse('ApprovalEnded', { status: 'WITHDRAWN' }))
})
