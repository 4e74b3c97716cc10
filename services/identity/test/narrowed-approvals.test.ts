import { requestApproval } from '@erp/contracts'
import type { Caller, DataScope } from '@erp/service-kit'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { findSeenRequests, listSeenRequests } from '../src/use-cases/oversee-approvals.ts'
import { useApprovals } from './use-approvals.ts'
import type { Member } from './use-identity.ts'

const { transactor, people, as, command, anOrder } = await useApprovals()
const { controller, buyer } = people
const stranger = { ...buyer, id: newId() }
const [near, far] = [newId(), newId()]

/** The id of a request for a document of this department. */
async function asked(departmentId: string | null, facts: Partial<ReturnType<typeof anOrder>> = {}): Promise<string> {
  const order = anOrder({ departmentId, ...facts })
  await command(requestApproval, order)
  return order.approvalId
}

const ids = {
  ofNear: await asked(near),
  ofFar: await asked(far),
  ofNobody: await asked(null),
  ofBoth: await asked(null, { departmentIds: [near, far] }),
  own: await asked(far, { makerId: buyer.id, submittedBy: buyer.id }),
}
const all = Object.keys(ids)

/** The requests that somebody is shown: when they name them, and in the list. */
async function shownTo(user: Pick<Member, 'id' | 'username'>, permissions: readonly string[], scope: DataScope) {
  const caller: Caller = { ...as(user), ...scope, permissions: new Set(permissions) }
  const named = (requests: readonly { readonly id: string }[]) =>
    Object.entries(ids).flatMap(([name, id]) => (requests.some((one) => one.id === id) ? [name] : []))
  return transactor.read([caller.companyId], async (tx) => ({
    byReference: named(await findSeenRequests(tx, caller, Object.values(ids))),
    listed: named(await listSeenRequests(tx, caller, { limit: 100, beforeId: undefined })),
  }))
}

const both = (names: readonly string[]) => ({ byReference: names, listed: names })
const oversees = ['identity.approval.read']

test.each([
  ['to nothing', {}, all],
  ['to a department', { departmentIds: [near] }, ['ofNear']],
  ['to no department', { departmentIds: [] }, []],
  ['to both departments', { departmentIds: [near, far] }, ['ofNear', 'ofFar', 'ofBoth', 'own']],
  ['to groups of customers', { customerGroups: ['A'] }, []],
  ['to a department and to groups of suppliers', { departmentIds: [near], supplierGroups: [] }, []],
  ['to warehouses', { warehouseIds: [newId()] }, []],
])('whoever oversees approvals and is narrowed %s sees the requests of that', async (_, scope, names) => {
  expect(await shownTo(stranger, oversees, scope)).toEqual(both(names))
})

test('what somebody made or is asked to sign they see whatever they are narrowed to', async () => {
  expect(await shownTo(buyer, oversees, { departmentIds: [near] })).toEqual(both(['ofNear', 'own']))
  expect(await shownTo(controller, oversees, { departmentIds: [near] })).toEqual(both(all))
  expect(await shownTo(buyer, [], {})).toEqual(both(['own']))
})
