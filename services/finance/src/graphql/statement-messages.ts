import type { MessagesFor } from '@erp/graphql-kit'
import type { activateStatementLayout } from '../use-cases/activate-statement-layout.ts'

const problems = {
  KEY_INVALID: {
    en: (detail: string) => `“${detail}” is no key: capitals, digits and underscores.`,
    zh: (detail: string) => `项目代码“${detail}”无效：只能使用大写字母、数字和下划线。`,
  },
  KEY_TWICE: {
    en: (detail: string) => `The key ${detail} is used twice.`,
    zh: (detail: string) => `项目代码 ${detail} 重复。`,
  },
  FORMULA_UNREADABLE: {
    en: (detail: string) => `Its formula cannot be read near “${detail}”.`,
    zh: (detail: string) => `公式在“${detail}”附近无法识别。`,
  },
  TERM_OF_ANOTHER_STATEMENT: {
    en: (detail: string) => `${detail} is nothing this statement knows.`,
    zh: (detail: string) => `本报表不能使用取数方式 ${detail}。`,
  },
  ACCOUNT_UNKNOWN: {
    en: (detail: string) => `There is no account ${detail}.`,
    zh: (detail: string) => `科目 ${detail} 不存在。`,
  },
  CASH_FLOW_ITEM_UNKNOWN: {
    en: (detail: string) => `There is no cash-flow item ${detail}.`,
    zh: (detail: string) => `现金流量项目 ${detail} 不存在。`,
  },
  ROW_UNKNOWN: {
    en: (detail: string) => `There is no row ${detail} with a figure.`,
    zh: (detail: string) => `没有可取数的项目 ${detail}。`,
  },
  ROWS_IN_A_CIRCLE: {
    en: (detail: string) => `Row ${detail} adds itself up.`,
    zh: (detail: string) => `项目 ${detail} 的公式循环引用。`,
  },
  ROW_MISSING: {
    en: (detail: string) => `The statement needs a row ${detail}.`,
    zh: (detail: string) => `报表缺少项目 ${detail}。`,
  },
  NOT_COUNTED_ONCE: {
    en: (detail: string) => `The totals do not count these exactly once: ${detail}.`,
    zh: (detail: string) => `以下内容未被合计恰好计入一次：${detail}。`,
  },
} as const

/** Sentences for the refusals of statement layouts. */
export const statementMessages = {
  StatementLayoutFaulty: {
    en: ({ problem, rowKey, detail }) => `${rowKey === null ? '' : `Row ${rowKey}: `}${problems[problem].en(detail)}`,
    zh: ({ problem, rowKey, detail }) => `${rowKey === null ? '' : `项目 ${rowKey}：`}${problems[problem].zh(detail)}`,
  },
} satisfies MessagesFor<typeof activateStatementLayout>
