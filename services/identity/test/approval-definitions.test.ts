import { approvalDefinitionChanged, requestApproval } from '@erp/contracts'
import { currency, money, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type DocumentFacts, isDocumentType } from '../src/domain/approval.ts'
import { type Branch, type BranchInput, branchFor } from '../src/domain/approval-definition.ts'
import { rememberDepartments } from '../src/store/departments.ts'
import { defineApproval, endApprovalDefinition } from '../src/use-cases/define-approval.ts'
import { setLineManager } from '../src/use-cases/set-line-manager.ts'
import { type Asked, useApprovals } from './use-approvals.ts'
import { accepted } from './use-identity.ts'

const approvals = await useApprovals()
const { database, transactor, home, admin, people, anOrder, command, requestNow, approves, rejects, tasksOf } =
  approvals
const { maker, controller, otherController, buyer } = people
const documentType = 'PURCHASE_ORDER'

let version = 0
async function define(...branches: BranchInput[]) {
  const definition = accepted(
    await transactor.transact(admin, 'defineApproval', (unit) =>
      defineApproval(unit, { documentType, expectedVersion: version, branches }),
    ),
  )
  version = definition.version
  return definition
}
const refused = (input: { branches: BranchInput[]; expectedVersion?: number }) =>
  transactor.transact(admin, 'defineApproval', (unit) =>
    defineApproval(unit, { documentType, expectedVersion: version, ...input }),
  )
async function submitted(facts: Partial<Asked> = {}): Promise<string> {
  const order = anOrder(facts)
  await command(requestApproval, order)
  return order.approvalId
}
const byControllers = { signatures: 'ANY', roleCodes: ['CONTROLLER'] } as const

describe('the branch of a document', () => {
  const everything = { amountFrom: null, amountBelow: null, currencies: [], departmentIds: [], categories: [] }
  const sales = newId()
  const several = { departmentIds: [newId(), sales], categories: ['OFFICE', 'TRAVEL'] }
  const branches: Branch[] = [
    { condition: { ...everything, amountBelow: '100000' }, levels: [] },
    { condition: { ...everything, currencies: ['USD'] }, levels: [] },
    { condition: { ...everything, departmentIds: [sales], categories: ['TRAVEL'] }, levels: [] },
    { condition: { ...everything, amountFrom: '500000' }, levels: [] },
    { condition: { ...everything, categories: ['PAYMENT'] }, levels: [] },
    { condition: { ...everything, discountFrom: '12.5' }, levels: [] },
  ]
  test.each([
    ['below the limit', { minor: 99999n }, 0],
    ['at the limit', { minor: 100000n }, undefined],
    ['in another currency', { minor: 100000n, currency: 'USD' }, 1],
    ['of a department and category', { minor: 100000n, departmentIds: [sales], categories: ['TRAVEL'] }, 2],
    ['of the department only', { minor: 100000n, departmentIds: [sales] }, undefined],
    ['of several departments and categories', { minor: 100000n, ...several }, 2],
    ['the first of several', { minor: 500000n, currency: 'USD' }, 1],
    ['above the upper limit', { minor: 500000n }, 3],
    ['of a category below the one named', { minor: 100000n, categories: ['PAYMENT/SUPPLIER'] }, 4],
    ['at the discount', { minor: 100000n, discountPercent: '12.5000' }, 5],
    ['below the discount', { minor: 100000n, discountPercent: '12.4999' }, undefined],
    ['of a category that only begins alike', { minor: 100000n, categories: ['PAYMENTS'] }, undefined],
  ])('%s', (_, { minor, ...facts }, index) => {
    const { amountMinor: __, companyId: ___, approvalId: ____, documentType: type, ...order } = anOrder()
    if (!isDocumentType(type)) throw new Error(type)
    const amount = money(minor, currency('CNY'))
    const document: DocumentFacts = {
      ...order,
      authorIds: [order.makerId],
      documentType: type,
      amount,
      departmentIds: [],
      categories: [],
      ...facts,
    }
    expect(branchFor(branches, document)).toBe(index === undefined ? undefined : branches[index])
  })
})

describe('a definition', () => {
  test('is told whenever it changes, and an old version is never lost', async () => {
    const first = await define({ levels: [byControllers] })
    const second = await define({ condition: { amountBelow: '1000.00' }, levels: [] }, { levels: [byControllers] })
    const told = await database.rows<{ payload: unknown }>`
      select payload from platform.outbox where type = ${approvalDefinitionChanged.type} order by pos`
    const state = { companyId: home.id, definitionId: first.id, documentType, active: true }
    expect(told.map(({ payload }) => payload)).toEqual([1, 2].map((at) => ({ ...state, version: at })))
    expect(second.branches[0]).toEqual({
      condition: { amountFrom: null, amountBelow: '100000', currencies: [], departmentIds: [], categories: [] },
      levels: [],
    })
    expect(
      await database.rows`select version, jsonb_array_length(branches) as n from approval_definition_versions
      where definition_id = ${first.id}::uuid order by 1`,
    ).toEqual([
      { version: 1, n: 1 },
      { version: 2, n: 2 },
    ])
  })

  test.each([
    ['no branch', [], { field: 'branches', problem: 'NOT_1_TO_20' }],
    [
      'a level of nobody',
      [{ levels: [{ signatures: 'ANY' }] }],
      { field: 'branches.0.levels.0', problem: 'APPROVERS_NOT_1_TO_10' },
    ],
    ['six levels', [{ levels: Array(6).fill(byControllers) }], { field: 'branches.0.levels', problem: 'MORE_THAN_5' }],
    [
      'no amount',
      [{ condition: { amountFrom: '1.234' }, levels: [] }],
      { field: 'branches.0.condition.amountFrom', problem: 'NOT_AN_AMOUNT' },
    ],
    [
      'an empty range',
      [{ condition: { amountFrom: '2', amountBelow: '2' }, levels: [] }],
      { field: 'branches.0.condition', problem: 'NO_AMOUNT_FITS' },
    ],
    [
      'a debt',
      [{ condition: { amountBelow: '-1' }, levels: [] }],
      { field: 'branches.0.condition.amountBelow', problem: 'BELOW_ZERO' },
    ],
    [
      'more off than there is',
      [{ condition: { discountFrom: '100.01' }, levels: [] }],
      { field: 'branches.0.condition.discountFrom', problem: 'NOT_A_PERCENTAGE' },
    ],
    [
      'play money',
      [{ condition: { currencies: ['ZZZ'] }, levels: [] }],
      { field: 'branches.0.condition.currencies', problem: 'UNKNOWN_CURRENCY' },
    ],
  ] as [string, BranchInput[], { field: string; problem: string }][])(
    'of %s is refused',
    async (_, branches, facts) => {
      expect(await refused({ branches })).toEqual(refuse('InvalidInput', facts))
    },
  )

  test.each([
    ['of departments that they never say', 'SALES_ORDER', { departmentIds: [newId()] }, 'departmentIds', 'NEVER_TOLD'],
    ['of categories that they never say', 'PAYMENT_RUN', { categories: ['RENT'] }, 'categories', 'NEVER_TOLD'],
    ['in a currency they never are in', 'BUDGET', { currencies: ['USD'] }, 'currencies', 'OTHER_CURRENCY'],
    ['of a discount that they never say', 'BUDGET', { discountFrom: '5' }, 'discountFrom', 'NEVER_TOLD'],
    ['of no department there is', documentType, { departmentIds: [newId()] }, 'departmentIds', 'NO_SUCH_DEPARTMENT'],
  ] as const)('that waits for documents %s is refused', async (_, kind, condition, named, reason) => {
    const defined = await transactor.transact(admin, 'defineApproval', (unit) =>
      defineApproval(unit, {
        documentType: kind,
        expectedVersion: kind === documentType ? version : 0,
        branches: [{ levels: [byControllers] }, { condition, levels: [] }],
      }),
    )
    const path = ['input', 'branches', '1', 'condition', named]
    expect(defined).toEqual(refuse('ConditionNeverHolds', { documentType: kind, reason, path }))
  })

  test('of a department of the company is taken, and budgets in the base currency are', async () => {
    const departmentId = newId()
    await transactor.system([home.id], 'replicate', ({ tx }) =>
      rememberDepartments(tx, [{ departmentId, companyId: home.id, code: 'SALES', version: 1 }]),
    )
    const condition = { departmentIds: [departmentId.toUpperCase()], currencies: ['CNY'] }
    const budgets = await transactor.transact(admin, 'defineApproval', (unit) =>
      defineApproval(unit, { documentType: 'BUDGET', expectedVersion: 0, branches: [{ condition, levels: [] }] }),
    )
    expect(accepted(budgets).branches[0]?.condition.departmentIds).toEqual([departmentId])
  })

  test('that names nobody there is, or was decided on an old version, is refused', async () => {
    const stranger = newId()
    expect(await refused({ branches: [{ levels: [{ signatures: 'ANY', userIds: [stranger] }] }] })).toMatchObject(
      refuse('ApproverUnknown', { approver: stranger }),
    )
    expect(await refused({ branches: [{ levels: [{ signatures: 'ANY', roleCodes: ['KING'] }] }] })).toMatchObject(
      refuse('ApproverUnknown', { approver: 'KING' }),
    )
    expect(await refused({ branches: [{ levels: [] }], expectedVersion: 0 })).toEqual(
      refuse('StaleVersion', { currentVersion: version }),
    )
  })
})

describe('a request', () => {
  test('passes at once where the company’s rule says so, decided by nobody', async () => {
    await define({ condition: { amountBelow: '2000.00' }, levels: [] }, { levels: [byControllers] })
    const small = await submitted({ amountMinor: '199999' })
    const large = await submitted({ amountMinor: '200000' })
    expect(await requestNow(small)).toMatchObject({ status: 'APPROVED', decidedBy: null, definitionVersion: version })
    expect(await approvals.told(small)).toMatchObject([
      { payload: { outcome: 'APPROVED', decidedBy: null, approverIds: [] } },
    ])
    expect(await requestNow(large)).toMatchObject({ status: 'RUNNING' })
    expect(await tasksOf(maker)).toEqual([])
    accepted(await rejects(controller, large, 'Too much'))
  })

  test('just below a limit is noted, and five of them in a week are an alert', async () => {
    await define({ condition: { amountBelow: '1000.00' }, levels: [] }, { levels: [byControllers] })
    const splitter = await approvals.member(admin, ['BUYER'])
    const events = () => database.rows`
      select kind, actor_id as by from security_events where user_id = ${splitter.id}::uuid`
    const alerts = () => database.rows`
      select kind, events from security_alerts where user_id = ${splitter.id}::uuid`
    for (const amountMinor of ['89999', '100000', '500']) await submitted({ amountMinor, submittedBy: splitter.id })
    expect(await events()).toEqual([])
    for (const amountMinor of ['90000', '99999', '95000', '95000']) {
      await submitted({ amountMinor, submittedBy: splitter.id })
    }
    expect(await events()).toEqual(Array(4).fill({ kind: 'SUBMITTED_JUST_BELOW_LIMIT', by: splitter.id }))
    expect(await alerts()).toEqual([])
    await submitted({ amountMinor: '98000', submittedBy: splitter.id })
    expect(await alerts()).toEqual([{ kind: 'SUBMITTED_JUST_BELOW_LIMIT', events: 5 }])
  })

  test('goes up level by level, each signed by any or by all of its seats', async () => {
    const both = [controller.id, otherController.id]
    await define({
      levels: [
        { signatures: 'ALL', userIds: both },
        { signatures: 'ANY', roleCodes: ['AUDITOR', 'SALES'] },
      ],
    })
    const auditor = await approvals.member(admin, ['AUDITOR'])
    const order = await submitted()
    expect(await tasksOf(auditor)).toEqual([])
    expect(accepted(await approves(controller, order))).toMatchObject({ status: 'RUNNING', level: 1, version: 2 })
    expect(await approves(controller, order)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
    expect(accepted(await approves(otherController, order))).toMatchObject({ status: 'RUNNING', level: 2 })
    expect(await tasksOf(auditor)).toEqual([order])
    expect(accepted(await approves(auditor, order))).toMatchObject({ status: 'APPROVED', decidedBy: auditor.id })
    expect(await approvals.told(order)).toMatchObject([
      { payload: { outcome: 'APPROVED', approverIds: expect.arrayContaining([...both, auditor.id]) } },
    ])
  })

  test('keeps the seats it was asked under while the definition changes', async () => {
    await define({ levels: [{ signatures: 'ANY', userIds: [buyer.id] }] })
    const order = await submitted()
    await define({ levels: [byControllers] })
    expect(await approves(controller, order)).toEqual(refuse('NotAnApprover', { reason: 'NOT_ASKED' }))
    expect(accepted(await approves(buyer, order))).toMatchObject({ status: 'APPROVED', definitionVersion: version - 1 })
  })

  test('goes to the line manager of whoever made it, and past them to the approve permission where there is none', async () => {
    await define({ levels: [{ signatures: 'ALL', lineManager: true }] })
    const clerk = await approvals.member(admin, ['BUYER'])
    const orphan = await submitted({ makerId: clerk.id })
    expect(await tasksOf(controller)).toContain(orphan)
    const manages = { userId: clerk.id, expectedVersion: 1, managerId: buyer.id }
    accepted(await transactor.transact(admin, 'setLineManager', (unit) => setLineManager(unit, manages)))
    const led = await submitted({ makerId: clerk.id })
    expect(await tasksOf(controller)).not.toContain(led)
    expect(await tasksOf(buyer)).toEqual([led])
    const ownWork = await submitted({ makerId: clerk.id, submittedBy: buyer.id })
    expect(await tasksOf(buyer)).toEqual([led])
    expect(await tasksOf(controller)).toContain(ownWork)
    for (const id of [orphan, ownWork]) accepted(await approves(controller, id))
    accepted(await approves(buyer, led))
  })

  test('names nobody as manager who is not there, or oneself', async () => {
    const clerk = await approvals.member(admin, ['BUYER'])
    const set = (managerId: string) =>
      transactor.transact(admin, 'setLineManager', (unit) =>
        setLineManager(unit, { userId: clerk.id, expectedVersion: 1, managerId }),
      )
    const nobody = newId()
    expect(await set(nobody)).toEqual(refuse('ManagerNotFound', { managerId: nobody }))
    expect(await set(clerk.id)).toEqual(refuse('InvalidInput', { field: 'managerId', problem: 'THE_USER_THEMSELVES' }))
  })

  test('leaves its maker out of those who are named, also when nobody else is', async () => {
    await define({ levels: [{ signatures: 'ALL', userIds: [controller.id, buyer.id] }] })
    const order = await submitted({ makerId: buyer.id, submittedBy: buyer.id })
    expect(accepted(await approves(controller, order))).toMatchObject({ status: 'APPROVED' })
    await define({ levels: [{ signatures: 'ALL', userIds: [buyer.id] }] })
    const own = await submitted({ makerId: buyer.id, submittedBy: buyer.id })
    expect(await tasksOf(controller)).toContain(own)
    accepted(await approves(controller, own))
  })
})

test('without a definition any more, documents are approved as before there was one', async () => {
  const end = () =>
    transactor.transact(admin, 'endApprovalDefinition', (unit) =>
      endApprovalDefinition(unit, { documentType, expectedVersion: version }),
    )
  expect(accepted(await end())).toMatchObject({ active: false, version: version + 1 })
  expect(await end()).toEqual(refuse('ApprovalDefinitionNotFound', { documentType }))
  version += 1
  const order = await submitted()
  expect(await requestNow(order)).toMatchObject({ status: 'RUNNING', definitionVersion: null })
  expect(accepted(await approves(controller, order))).toMatchObject({ status: 'APPROVED' })
})
