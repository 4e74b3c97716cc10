import { requestApproval } from '@erp/contracts'
import { refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { BranchInput } from '../src/domain/approval-definition.ts'
import { defineApproval } from '../src/use-cases/define-approval.ts'
import { setLineManager } from '../src/use-cases/set-line-manager.ts'
import { type Asked, useApprovals } from './use-approvals.ts'
import { accepted, type Member } from './use-identity.ts'

const approvals = await useApprovals()
const { database, transactor, admin, people, anOrder, command, requestNow, approves, tasksOf, told } = approvals
const { maker, controller, otherController, buyer } = people
const director = await approvals.member(admin, ['SALES'])

let version = 0
const definition = (...levels: BranchInput['levels']) =>
  transactor.transact(admin, 'defineApproval', (unit) =>
    defineApproval(unit, { documentType: 'PURCHASE_ORDER', expectedVersion: version, branches: [{ levels }] }),
  )
async function define(...levels: BranchInput['levels']) {
  version = accepted(await definition(...levels)).version
}
async function submitted(facts: Partial<Asked> = {}): Promise<string> {
  const order = anOrder(facts)
  await command(requestApproval, order)
  return order.approvalId
}
/** As if the level had begun to wait so many hours ago. */
const waits = (approvalId: string, hours: number) => database.rows`
  update approval_requests set level_since = clock_timestamp() - make_interval(secs => ${hours * 3600}::float8)
  where id = ${approvalId}::uuid`
const leads = async (manager: Member, user: Member) => {
  const input = { userId: user.id, expectedVersion: user.version, managerId: manager.id }
  accepted(await transactor.transact(admin, 'setLineManager', (unit) => setLineManager(unit, input)))
}

describe('a level that waits too long', () => {
  test('opens to whoever it escalates to when its time is over, not a minute earlier', async () => {
    await define({
      ...{ signatures: 'ALL', userIds: [controller.id, otherController.id] },
      escalation: { afterHours: 24, userIds: [director.id] },
    })
    const order = await submitted()
    await waits(order, 23.98)
    expect(await tasksOf(director)).toEqual([])
    expect(await approves(director, order)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
    await waits(order, 24)
    expect(await tasksOf(director)).toEqual([order])
    expect(await tasksOf(controller)).toEqual([order])
    expect(accepted(await approves(director, order))).toMatchObject({ status: 'APPROVED', decidedBy: director.id })
    expect(await told(order)).toMatchObject([{ payload: { outcome: 'APPROVED', approverIds: [director.id] } }])
  })

  test('is signed by those it was for as before, so long as nobody above them has', async () => {
    await define({
      ...{ signatures: 'ALL', userIds: [controller.id, otherController.id] },
      escalation: { afterHours: 1, userIds: [director.id] },
    })
    const order = await submitted()
    await waits(order, 2)
    expect(accepted(await approves(controller, order))).toMatchObject({ status: 'RUNNING' })
    expect(accepted(await approves(otherController, order))).toMatchObject({ status: 'APPROVED' })
    expect(await tasksOf(director)).toEqual([])
  })

  test('counts its own hours: the next level begins to wait when this one is signed', async () => {
    const escalation = { afterHours: 5, userIds: [director.id] }
    await define(
      { signatures: 'ANY', userIds: [controller.id], escalation },
      { signatures: 'ANY', userIds: [buyer.id], escalation },
    )
    const order = await submitted()
    await waits(order, 6)
    expect(accepted(await approves(controller, order))).toMatchObject({ status: 'RUNNING', level: 2 })
    expect(await tasksOf(director)).toEqual([])
    await waits(order, 5)
    expect(accepted(await approves(director, order))).toMatchObject({ status: 'APPROVED', level: 2 })
  })

  test('goes to the line managers of those who sit on it, of a maker’s manager too', async () => {
    const clerk = await approvals.member(admin, ['BUYER'])
    const lead = await approvals.member(admin, ['BUYER'])
    await leads(lead, clerk)
    await leads(director, lead)
    await define({ signatures: 'ANY', lineManager: true, escalation: { afterHours: 8, lineManager: true } })
    const order = await submitted({ makerId: clerk.id })
    expect(await tasksOf(lead)).toEqual([order])
    await waits(order, 8)
    expect(await tasksOf(director)).toEqual([order])
    accepted(await approves(director, order))
  })

  test('never escalates to its maker: then any other holder of the approve permission signs', async () => {
    const lead = await approvals.member(admin, ['BUYER'])
    await leads(maker, lead)
    await define({ signatures: 'ANY', userIds: [lead.id], escalation: { afterHours: 8, lineManager: true } })
    const order = await submitted()
    await waits(order, 8)
    expect(await tasksOf(maker)).toEqual([])
    expect(await approves(maker, order)).toEqual(refuse('NotAnApprover', { reason: 'MADE_IT' }))
    expect(await tasksOf(controller)).toContain(order)
    accepted(await approves(controller, order))
  })

  test('keeps the hours it was asked under', async () => {
    const level = { signatures: 'ANY', userIds: [buyer.id] } as const
    await define({ ...level, escalation: { afterHours: 2, userIds: [director.id] } })
    const order = await submitted()
    await define(level)
    await waits(order, 3)
    expect(await tasksOf(director)).toEqual([order])
    accepted(await approves(director, order))
    const patient = await submitted()
    await waits(patient, 10_000)
    expect(await tasksOf(director)).toEqual([])
    expect(await requestNow(patient)).toMatchObject({ status: 'RUNNING' })
  })
})

test.each([
  ['at once', { afterHours: 0, lineManager: true }, { field: 'escalation.afterHours', problem: 'NOT_1_TO_720' }],
  ['after a year', { afterHours: 721, lineManager: true }, { field: 'escalation.afterHours', problem: 'NOT_1_TO_720' }],
  ['to nobody', { afterHours: 1 }, { field: 'escalation', problem: 'APPROVERS_NOT_1_TO_10' }],
])('an escalation %s is refused', async (_, escalation, { field, problem }) => {
  expect(await definition({ signatures: 'ANY', roleCodes: ['CONTROLLER'], escalation })).toEqual(
    refuse('InvalidInput', { field: `branches.0.levels.0.${field}`, problem }),
  )
})

test('an escalation to somebody who is not there is refused', async () => {
  const escalation = { afterHours: 1, userIds: [admin.companyId] }
  expect(await definition({ signatures: 'ANY', roleCodes: ['CONTROLLER'], escalation })).toMatchObject(
    refuse('ApproverUnknown', { approver: admin.companyId }),
  )
})
