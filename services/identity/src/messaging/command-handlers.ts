import {
  approvalKept,
  approvalRequested,
  approvalRequestRefused,
  approvalWithdrawn,
  requestApproval as requestCommand,
  withdrawApproval as withdrawCommand,
} from '@erp/contracts'
import { type CommandHandler, onCommand, reply } from '@erp/messaging'
import { isRefusal } from '@erp/values'
import type { Tx } from '../store/database.ts'
import { requestApproval } from '../use-cases/request-approval.ts'
import { withdrawApproval } from '../use-cases/withdraw-approval.ts'
import { reasonOf } from './reason.ts'

/** What identity does when a saga of another service asks for it. */
export const commandHandlers: readonly CommandHandler<Tx>[] = [
  onCommand(requestCommand, async (unit, { payload }) => {
    const { companyId, approvalId } = payload
    const outcome = await requestApproval(unit, payload)
    if (!isRefusal(outcome)) return reply(approvalRequested, { companyId, approvalId })
    return reply(approvalRequestRefused, { companyId, approvalId, ...reasonOf(outcome) })
  }),
  onCommand(withdrawCommand, async (unit, { payload, actorId }) => {
    const { companyId, approvalId } = payload
    const decided = await withdrawApproval(unit, { ...payload, by: actorId })
    return decided?.status === 'APPROVED' || decided?.status === 'REJECTED'
      ? reply(approvalKept, { companyId, approvalId, outcome: decided.status })
      : reply(approvalWithdrawn, { companyId, approvalId })
  }),
]
