import type { MessagesFor } from '@erp/graphql-kit'
import type { approve, reject } from '../use-cases/decide-approval.ts'

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
} satisfies MessagesFor<typeof approve | typeof reject>
