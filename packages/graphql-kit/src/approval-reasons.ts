import type { Message } from './messages.ts'

type Facts = Readonly<Record<string, string>>

/** Where the approval of a document stands, in words for the clerk, by the constant its leg says. */
export const approvalReasons: Readonly<Record<string, Message<Facts>>> = {
  APPROVED_NOT_CONFIRMED: {
    en: () => 'It was approved, but something else was in the way. Confirm it again to see what.',
    zh: () => '已审批通过，但尚有其他问题未能确认；请再次确认以查看原因。',
  },
  APPROVAL_REJECTED: {
    en: ({ said }) => `Rejected: ${said ?? ''}`,
    zh: ({ said }) => `已驳回：${said ?? ''}`,
  },
  APPROVAL_WITHDRAWN: {
    en: ({ said }) => `Taken back: ${said ?? ''}`,
    zh: ({ said }) => `已撤回：${said ?? ''}`,
  },
  APPROVAL_OUTDATED: {
    en: () => 'What was submitted for approval is not what the document says any more; confirming asks anew.',
    zh: () => '单据已变更，原审批不再有效，确认时将重新提交审批。',
  },
  APPROVAL_NO_REPLY: {
    en: () => 'Those who approve have not been reached yet; the document goes on waiting.',
    zh: () => '审批服务暂未应答，单据继续等待审批。',
  },
}
