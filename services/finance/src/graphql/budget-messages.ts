import type { MessagesFor } from '@erp/graphql-kit'
import type { BudgetShortage } from '../domain/budget-check.ts'
import type { setBudgetControl } from '../use-cases/set-budget-control.ts'
import type { requestBudgetTransfer, withdrawBudgetTransfer } from '../use-cases/transfer-budget.ts'
import type {
  createBudget,
  discardBudget,
  importBudgetLines,
  submitBudget,
  withdrawBudget,
} from '../use-cases/write-budget.ts'

const statuses = {
  DRAFT: { en: 'a draft', zh: '草稿' },
  SUBMITTED: { en: 'waiting for approval', zh: '审批中' },
  ACTIVE: { en: 'in force', zh: '已生效' },
  SUPERSEDED: { en: 'superseded', zh: '已被取代' },
  DISCARDED: { en: 'given up', zh: '已废弃' },
} as const

const transferStatuses = {
  SUBMITTED: { en: 'waiting for approval', zh: '审批中' },
  APPROVED: { en: 'in force', zh: '已生效' },
  REJECTED: { en: 'turned down', zh: '已驳回' },
  WITHDRAWN: { en: 'taken back', zh: '已撤回' },
} as const

const spans = {
  PERIOD: { en: (period: string) => `of ${period}`, zh: (period: string) => `${period} 当期` },
  TO_DATE: { en: (period: string) => `up to ${period}`, zh: (period: string) => `截至 ${period} 累计` },
  YEAR: { en: (period: string) => `of ${period.slice(0, 4)}`, zh: (period: string) => `${period.slice(0, 4)} 全年` },
} as const

const inEnglish = ({ accountCode, span, period, available, asked }: BudgetShortage) =>
  `${accountCode} has ${available} left ${spans[span].en(period)} and ${asked} is asked`
const inChinese = ({ accountCode, span, period, available, asked }: BudgetShortage) =>
  `科目 ${accountCode} ${spans[span].zh(period)}可用 ${available}，申请 ${asked}`

type All =
  | typeof createBudget
  | typeof importBudgetLines
  | typeof submitBudget
  | typeof withdrawBudget
  | typeof discardBudget
  | typeof setBudgetControl
  | typeof requestBudgetTransfer
  | typeof withdrawBudgetTransfer

/** A sentence for every refusal about budgets that no other file has. */
export const budgetMessages = {
  BudgetNotFound: { en: () => 'There is no such version of a budget.', zh: () => '该预算版本不存在。' },
  BudgetNotReady: {
    en: ({ number, status }) => `${number} is ${statuses[status].en}, so this cannot be done.`,
    zh: ({ number, status }) => `${number} 的状态为${statuses[status].zh}，不能进行该操作。`,
  },
  BudgetEmpty: {
    en: ({ number }) => `${number} has no lines.`,
    zh: ({ number }) => `${number} 没有明细。`,
  },
  BudgetOutdated: {
    en: ({ number }) => `Another version or a transfer came into force since ${number} was begun. Begin another.`,
    zh: ({ number }) => `${number} 编制后已有其他版本或调剂生效，请重新编制。`,
  },
  BudgetTooLong: {
    en: ({ lineCount, maximum }) => `The version would have ${lineCount} lines; ${maximum} are allowed.`,
    zh: ({ lineCount, maximum }) => `预算明细共 ${lineCount} 行，超过上限 ${maximum} 行。`,
  },
  BudgetRowsFaulty: {
    en: ({ faults }) => `Nothing was kept: ${faults.length} faults in the rows.`,
    zh: ({ faults }) => `未导入任何明细：共有 ${faults.length} 处错误。`,
  },
  BudgetTransferNotFound: { en: () => 'There is no such transfer.', zh: () => '该预算调剂单不存在。' },
  BudgetTransferNotReady: {
    en: ({ number, status }) => `${number} is ${transferStatuses[status].en}, so this cannot be done.`,
    zh: ({ number, status }) => `${number} 的状态为${transferStatuses[status].zh}，不能进行该操作。`,
  },
  BudgetTransferUnbalanced: {
    en: ({ difference }) => `The transfer gives ${difference} more than it takes.`,
    zh: ({ difference }) => `调剂金额不平，差额 ${difference}。`,
  },
  BudgetNotInForce: {
    en: ({ year }) => `No budget of ${year} is in force.`,
    zh: ({ year }) => `${year} 年度没有生效的预算。`,
  },
  BudgetItemNotFound: {
    en: (facts) => `The budget in force has no item ${itemOf(facts).join(' / ')}.`,
    zh: (facts) => `生效的预算中没有预算项 ${itemOf(facts).join(' / ')}。`,
  },
  BudgetExceeded: {
    en: ({ shortages }) => `The budget does not cover it: ${shortages.map(inEnglish).join('; ')}.`,
    zh: ({ shortages }) => `超出预算：${shortages.map(inChinese).join('；')}。`,
  },
} satisfies Omit<
  MessagesFor<All>,
  'ReasonMissing' | 'BooksNotOpen' | 'InvalidInput' | 'StaleVersion' | 'AccountNotFound'
>

function itemOf(item: {
  readonly accountCode: string
  readonly departmentCode: string | null
  readonly projectCode: string | null
}) {
  return [item.accountCode, item.departmentCode, item.projectCode].filter((code) => code !== null)
}
