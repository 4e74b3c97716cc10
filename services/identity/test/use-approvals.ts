import type { CommandContract, PayloadOf, requestApproval } from '@erp/contracts'
import type { Reply } from '@erp/messaging'
import { type Caller, newTraceparent } from '@erp/service-kit'
import { newId } from '@erp/values'
import { commandHandlers } from '../src/messaging/command-handlers.ts'
import { findRequest, listTasks } from '../src/store/approval-requests.ts'
import { approve, reject } from '../src/use-cases/decide-approval.ts'
import { callerOf, type Member, useIdentity } from './use-identity.ts'

export type Asked = PayloadOf<typeof requestApproval>

/** A company whose documents are approved, spoken to by commands as the services that own the documents send them. */
export async function useApprovals() {
  const identity = await useIdentity()
  const { database, transactor, administrator, company, member } = identity
  const founder = await administrator()
  const home = await company(founder)
  const admin = callerOf(founder.userId, founder.username, home.id)
  const people = {
    maker: await member(admin, ['BUYER']),
    controller: await member(admin, ['CONTROLLER']),
    otherController: await member(admin, ['CONTROLLER']),
    buyer: await member(admin, ['BUYER']),
  }
  const as = ({ id, username }: Pick<Member, 'id' | 'username'>): Caller => callerOf(id, username, home.id)

  /** Gives a command to its handler; answers its reply. */
  function command<Payload extends { companyId: string }>(
    contract: CommandContract<Payload>,
    payload: Payload,
  ): Promise<Reply> {
    const handler = commandHandlers.find(({ contract: { type } }) => type === contract.type)
    if (!handler) throw new Error(`Identity does not obey ${contract.type}.`)
    const message = {
      ...{ eventId: newId(), type: contract.type, subject: '', seq: 1, companyId: payload.companyId, payload },
      ...{ aggregateId: newId(), traceparent: newTraceparent(), actorId: people.maker.id, attempts: 1 },
      receivedAt: new Date(),
    }
    return transactor.system([payload.companyId], contract.type, (unit) => handler.handle(unit, message, undefined))
  }

  /** A purchase order of 1,130.00 that the maker submits. */
  const anOrder = (facts: Partial<Asked> = {}): Asked => ({
    ...{ companyId: home.id, approvalId: newId(), documentType: 'PURCHASE_ORDER', documentId: newId() },
    ...{ documentVersion: 2, documentNumber: 'PO-2026-000001', title: '100 × STEEL', makerId: people.maker.id },
    ...{ submittedBy: people.maker.id, amountMinor: '113000', currency: 'CNY', departmentId: null, category: null },
    ...facts,
  })

  const requestNow = (approvalId: string) => transactor.read([home.id], (tx) => findRequest(tx, approvalId))
  const versionOf = async (approvalId: string) => (await requestNow(approvalId))?.version ?? 0
  return {
    ...identity,
    ...{ home, admin, people, as, command, anOrder, requestNow },
    approves: async (by: Member, approvalId: string, expectedVersion?: number) => {
      const version = expectedVersion ?? (await versionOf(approvalId))
      return transactor.transact(as(by), 'approve', (unit) =>
        approve(unit, { approvalId, expectedVersion: version, remark: null }),
      )
    },
    rejects: async (by: Member, approvalId: string, reason: string) => {
      const expectedVersion = await versionOf(approvalId)
      return transactor.transact(as(by), 'reject', (unit) => reject(unit, { approvalId, expectedVersion, reason }))
    },
    /** The requests somebody is asked to decide on, oldest first. */
    tasksOf: async (user: Member) => {
      const page = { userId: user.id, limit: 100, afterId: undefined }
      return (await transactor.read([home.id], (tx) => listTasks(tx, home.id, page))).map(({ id }) => id)
    },
    /** What was told about a request, in order. */
    told: (approvalId: string) =>
      database.rows<{ payload: Record<string, unknown> }>`
        select payload from platform.outbox
        where type = 'identity.approval.decided.v1' and aggregate_id = ${approvalId}::uuid order by pos`,
  }
}
