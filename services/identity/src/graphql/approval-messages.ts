import type { MessagesFor } from '@erp/graphql-kit'
import type { addApprover } from '../use-cases/add-approver.ts'
import type { approve, reject } from '../use-cases/decide-approval.ts'
import type { defineApproval, endApprovalDefinition } from '../use-cases/define-approval.ts'
import type { delegateApprovals, endApprovalDelegation } from '../use-cases/delegate-approvals.ts'
import type { remindApprovers } from '../use-cases/remind-approvers.ts'
import type { takeBackApproval } from '../use-cases/withdraw-approval.ts'

type UseCases =
  | typeof addApprover
  | typeof approve
  | typeof defineApproval
  | typeof delegateApprovals
  | typeof endApprovalDefinition
  | typeof endApprovalDelegation
  | typeof reject
  | typeof remindApprovers
  | typeof takeBackApproval

export const approvalMessages = {
  ApprovalNotFound: {
    en: () => 'The company has no such request for approval.',
    zh: () => '公司没有该审批单。',
  },
  ApprovalEnded: {
    en: ({ status }) => `This has been decided already: ${status}.`,
    zh: ({ status }) => `该审批已结束，状态为 ${status}。`,
  },
  NotAnApprover: {
    en: ({ reason }) =>
      reason === 'MADE_IT'
        ? 'You made or submitted this document, so somebody else has to decide on it.'
        : 'You are not asked to decide on this document now.',
    zh: ({ reason }) => (reason === 'MADE_IT' ? '不能审批本人制单或提交的单据。' : '您不是该单据当前的审批人。'),
  },
  NotTheSubmitter: {
    en: () => 'Only whoever made or submitted the document can take it back.',
    zh: () => '只有制单人或提交人可以撤回。',
  },
  RemindedLately: {
    en: () => 'They were reminded less than an hour ago; once an hour is enough.',
    zh: () => '一小时内已催办过，每小时最多催办一次。',
  },
  ApproverUnknown: {
    en: ({ approver }) => `Nobody in the company and no role is ${approver}.`,
    zh: ({ approver }) => `公司没有该用户或角色：${approver}。`,
  },
  ConditionNeverHolds: {
    en: ({ reason }) =>
      ({
        NEVER_TOLD: 'Documents of this kind say no such thing, so the condition would never hold.',
        OTHER_CURRENCY: 'Documents of this kind are all in the base currency, so the condition would never hold.',
        NO_SUCH_DEPARTMENT: 'The company has no such department, so the condition would never hold.',
      })[reason],
    zh: ({ reason }) =>
      ({
        NEVER_TOLD: '该类单据不含此信息，条件永远不会成立。',
        OTHER_CURRENCY: '该类单据均为本位币，条件永远不会成立。',
        NO_SUCH_DEPARTMENT: '公司没有该部门，条件永远不会成立。',
      })[reason],
  },
  ApprovalDefinitionNotFound: {
    en: () => 'The company asks for no approval of such documents.',
    zh: () => '公司未启用该类单据的审批流。',
  },
  DelegationNotFound: {
    en: () => 'You have given no such delegation, or it has ended.',
    zh: () => '您没有该审批委托，或委托已结束。',
  },
  UserNotFound: {
    en: () => 'There is no such user.',
    zh: () => '用户不存在。',
  },
} satisfies MessagesFor<UseCases>
