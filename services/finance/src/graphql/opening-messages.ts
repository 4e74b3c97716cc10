import type { MessagesFor } from '@erp/graphql-kit'
import type { OpeningProblem } from '../domain/opening-balance.ts'
import type {
  postOpeningBalances,
  saveOpeningBalances,
  takeBackOpeningBalances,
} from '../use-cases/opening-balances.ts'
import type { submitOpeningBalances } from '../use-cases/submit-opening-balances.ts'

const problems: Readonly<Record<OpeningProblem, { readonly en: string; readonly zh: string }>> = {
  ACCOUNT_UNKNOWN: { en: 'there is no such account', zh: '科目不存在' },
  AMOUNT_INVALID: { en: 'an amount does not fit its currency', zh: '金额与币种不符' },
  BOTH_SIDES: { en: 'the year opens on one side only', zh: '年初余额只能在一方' },
  CASH_FLOW_ITEM_UNKNOWN: { en: 'there is no such cash-flow item', zh: '现金流量项目不存在' },
  CLEARING_ACCOUNT: { en: 'the clearing account has no opening balance', zh: '清算科目没有期初余额' },
  DIMENSION_MISSING: { en: 'an auxiliary value is missing', zh: '缺少辅助核算' },
  DIMENSION_NOT_KEPT: { en: 'the account keeps no such auxiliary value', zh: '科目不设该辅助核算' },
  EMPTY: { en: 'it has no amount', zh: '没有金额' },
  FOREIGN_AMOUNT_FAULTY: { en: 'the foreign amounts do not go with it', zh: '外币金额不符' },
  GROUP_ACCOUNT: { en: 'it is a group account', zh: '不是末级科目' },
  INACTIVE_ACCOUNT: { en: 'the account is out of use', zh: '科目已停用' },
  INCOME_OF_EARLIER_YEARS: { en: 'income and expenses open a year at zero', zh: '损益科目年初余额须为零' },
  NO_YEAR_TO_DATE_IN_JANUARY: { en: 'books that start in January have no year to date', zh: '一月启用没有本年累计' },
  TOO_MANY_LINES: { en: 'a sheet has at most 5000 lines', zh: '最多5000行' },
}

const columns = {
  YEAR_OPENING: { en: 'At the start of the year', zh: '年初余额' },
  YEAR_TO_DATE: { en: 'Year to date', zh: '本年累计' },
  PROFIT_OF_YEAR: { en: 'Of profit carried so far', zh: '已结转损益' },
} as const

/** A sentence for every refusal about opening balances that no other file has. */
export const openingMessages = {
  OpeningLineInvalid: {
    en: ({ lineNumber, accountCode, problem }) => `Line ${lineNumber}, ${accountCode}: ${problems[problem].en}.`,
    zh: ({ lineNumber, accountCode, problem }) => `第 ${lineNumber} 行 ${accountCode}：${problems[problem].zh}。`,
  },
  OpeningUneven: {
    en: ({ column, debit, credit }) => `${columns[column].en} debits are ${debit} and credits ${credit}.`,
    zh: ({ column, debit, credit }) => `${columns[column].zh}试算不平衡：借方 ${debit}，贷方 ${credit}。`,
  },
  OpeningPosted: {
    en: () => 'The opening balances are posted already.',
    zh: () => '期初余额已过账。',
  },
  OpeningNotPosted: {
    en: () => 'The opening balances are not posted.',
    zh: () => '期初余额未过账。',
  },
  OpeningNotReady: {
    en: ({ status }) =>
      status === 'POSTED' ? 'The opening balances are posted already.' : 'The opening balances were submitted already.',
    zh: ({ status }) => (status === 'POSTED' ? '期初余额已过账。' : '期初余额已提交审批。'),
  },
  OpeningPosterIsMaker: {
    en: () => 'You wrote some of the opening balances; somebody else has to post them.',
    zh: () => '期初余额由您参与录入，须由他人过账。',
  },
  OpeningFinal: {
    en: ({ period }) => `${period}, the first month, is closed; opening balances stay as they are.`,
    zh: ({ period }) => `启用期间 ${period} 已结账，期初余额不能再改。`,
  },
} satisfies Omit<
  MessagesFor<
    | typeof saveOpeningBalances
    | typeof submitOpeningBalances
    | typeof postOpeningBalances
    | typeof takeBackOpeningBalances
  >,
  | 'DecidedByApproval'
  | 'ApprovalNotDefined'
  | 'StaleVersion'
  | 'ReasonMissing'
  | 'ClosingAccountMissing'
  | 'BooksNotOpen'
>
