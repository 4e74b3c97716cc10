import type { MessagesFor } from '@erp/graphql-kit'
import type { StatementStatus } from '../domain/statement-of-account.ts'
import type {
  confirmStatementOfAccount,
  disputeStatementOfAccount,
  resolveStatementOfAccount,
  sendStatementOfAccount,
  withdrawStatementOfAccount,
} from '../use-cases/answer-statements-of-account.ts'
import type { issueStatementsOfAccount, replaceStatementOfAccount } from '../use-cases/issue-statements-of-account.ts'

const statuses: Readonly<Record<StatementStatus, { readonly en: string; readonly zh: string }>> = {
  ISSUED: { en: 'issued and not sent', zh: '已出具' },
  SENT: { en: 'sent and not answered', zh: '已发送' },
  CONFIRMED: { en: 'confirmed', zh: '对方已确认' },
  DISPUTED: { en: 'disputed', zh: '有争议' },
  RESOLVED: { en: 'cleared up', zh: '争议已解决' },
  REPLACED: { en: 'replaced by another', zh: '已更正' },
  WITHDRAWN: { en: 'withdrawn', zh: '已撤回' },
}

type All =
  | typeof issueStatementsOfAccount
  | typeof replaceStatementOfAccount
  | typeof sendStatementOfAccount
  | typeof confirmStatementOfAccount
  | typeof disputeStatementOfAccount
  | typeof resolveStatementOfAccount
  | typeof withdrawStatementOfAccount

/** A sentence for every refusal about statements of account that no other file has. */
export const statementOfAccountMessages = {
  StatementOfAccountNotFound: {
    en: () => 'There is no such statement of account.',
    zh: () => '该对账单不存在。',
  },
  StatementOfAccountNotReady: {
    en: ({ number, status }) => `${number} is ${statuses[status].en}, so this cannot be done.`,
    zh: ({ number, status }) => `${number} 的状态为${statuses[status].zh}，不能进行该操作。`,
  },
  StatementOfAccountFollowed: {
    en: ({ number, lastNumber }) => `${lastNumber} joins ${number}; only the last statement of a party goes.`,
    zh: ({ number, lastNumber }) => `${number} 之后已有对账单 ${lastNumber}，只能处理最后一张对账单。`,
  },
  StatementOfAccountNotDue: {
    en: ({ lastEndsOn }) =>
      lastEndsOn === null
        ? 'Nothing stood between the two by that day.'
        : `Everything through ${lastEndsOn} is stated already.`,
    zh: ({ lastEndsOn }) =>
      lastEndsOn === null ? '截至该日双方没有往来。' : `截至 ${lastEndsOn} 的往来已出具对账单。`,
  },
  StatementOfAccountTooLong: {
    en: ({ lines, most }) =>
      `A statement would have ${lines} lines, and at most ${most} are stated at once; let it end on an earlier day.`,
    zh: ({ lines, most }) => `对账单将有 ${lines} 行明细，最多 ${most} 行；请缩短对账期间。`,
  },
} satisfies Omit<MessagesFor<All>, 'ReasonMissing' | 'BooksNotOpen' | 'InvalidInput' | 'StaleVersion'>
