import { requestApproval, withdrawApproval } from '@erp/contracts'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { User } from '../src/domain/user.ts'
import { explainAccess } from '../src/use-cases/explain-access.ts'
import { narrowUser } from '../src/use-cases/narrow-user.ts'
import { useApprovals } from './use-approvals.ts'
import { accepted } from './use-identity.ts'

const { transactor, admin, people, member, command, anOrder, approves } = await useApprovals()
const approving = 'procurement.purchaseOrder.approve'
const overseer = { ...admin, permissions: new Set(['identity.approval.read']) }
const why = async ({ id: userId }: User, approvalId: string, permission = approving) =>
  (await explainAccess(transactor, overseer, { userId, permission, approvalId }))?.reason

test('who may decide on a request is explained by who wrote the document and who is asked to sign', async () => {
  const author = await member(admin, ['CONTROLLER'])
  const order = anOrder({ authorIds: [author.id] })
  await command(requestApproval, order)
  expect(await why(people.controller, order.approvalId)).toBe('GRANTED')
  expect(await why(author, order.approvalId)).toBe('WROTE_DOCUMENT')
  expect(await why(people.maker, order.approvalId)).toBe('ROLE_MISSING')
  expect(await why(people.controller, newId())).toBe('APPROVAL_NOT_FOUND')
  expect(await why(people.controller, 'x')).toBe('APPROVAL_NOT_FOUND')
  await approves(people.controller, order.approvalId)
  expect(await why(people.otherController, order.approvalId)).toBe('APPROVAL_ENDED')
})

test('whoever sees their own documents alone decides on what they are asked to, and reads of it what they wrote', async () => {
  const [narrowed, other] = [await member(admin, ['CONTROLLER']), people.otherController]
  accepted(
    await transactor.transact(admin, 'narrowUser', (unit) =>
      narrowUser(unit, { userId: narrowed.id, expectedVersion: 1, ownDocuments: true }),
    ),
  )
  const order = anOrder()
  await command(requestApproval, order)
  expect(await why(narrowed, order.approvalId)).toBe('GRANTED')
  expect(await why(other, order.approvalId, 'procurement.purchaseOrder.read')).toBe('GRANTED')
  const written = anOrder({ authorIds: [narrowed.id] })
  await command(requestApproval, written)
  expect(await why(narrowed, written.approvalId, 'procurement.purchaseOrder.read')).toBe('GRANTED')
  expect(await why(narrowed, written.approvalId)).toBe('WROTE_DOCUMENT')
  await command(withdrawApproval, { companyId: order.companyId, approvalId: order.approvalId, reason: 'Changed' })
  expect(await why(narrowed, order.approvalId)).toBe('APPROVAL_ENDED')
})
