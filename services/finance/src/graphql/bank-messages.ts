import type { MessagesFor } from '@erp/graphql-kit'
import type { discardBankStatement, importBankStatement } from '../use-cases/import-bank-statement.ts'
import type { autoMatchBankLines, matchBankLines, undoBankMatch } from '../use-cases/match-bank-lines.ts'
import type { setBankLayout } from '../use-cases/set-bank-layout.ts'
import type { cashMessages } from './cash-messages.ts'
import type { voucherMessages } from './voucher-messages.ts'

const camt = {
  MALFORMED: { en: 'is not well-formed XML', zh: '不是有效的 XML' },
  NOT_A_STATEMENT: { en: 'holds no statement of camt.053', zh: '不含 camt.053 对账单' },
  SEVERAL_STATEMENTS: { en: 'holds several statements; import them one by one', zh: '含多份对账单，请逐份导入' },
  OTHER_CURRENCY: { en: 'is in another currency than the account', zh: '与账户币种不同' },
} as const

const balances = {
  OPENING: { en: 'what was there before', zh: '期初余额' },
  CLOSING: { en: 'what is there after', zh: '期末余额' },
  LAST_DAY: { en: 'the last day', zh: '截止日' },
} as const

type All =
  | typeof setBankLayout
  | typeof importBankStatement
  | typeof discardBankStatement
  | typeof matchBankLines
  | typeof autoMatchBankLines
  | typeof undoBankMatch

/** A sentence for every refusal about statements of banks that no other file has. */
export const bankMessages = {
  BankLayoutMissing: {
    en: ({ cashAccountCode }) => `Say first which column means what in the files of ${cashAccountCode}.`,
    zh: ({ cashAccountCode }) => `请先设置账户 ${cashAccountCode} 的对账单列对应。`,
  },
  CamtUnreadable: {
    en: ({ problem }) => `The file ${camt[problem].en}.`,
    zh: ({ problem }) => `文件${camt[problem].zh}。`,
  },
  BankBalanceMissing: {
    en: ({ which }) => `The file does not say ${balances[which].en}; give it.`,
    zh: ({ which }) => `文件未含${balances[which].zh}，请填写。`,
  },
  BankStatementUneven: {
    en: ({ opening, movements, closing, difference }) =>
      `${opening} and lines of ${movements} are not ${closing}: ${difference} is missing.`,
    zh: ({ opening, movements, closing, difference }) =>
      `期初 ${opening} 加明细 ${movements} 不等于期末 ${closing}，差 ${difference}。`,
  },
  BankStatementNotChained: {
    en: ({ expected, opening, endsOn }) =>
      `The statement through ${endsOn} ended with ${expected}; this one begins with ${opening}. One between is missing.`,
    zh: ({ expected, opening, endsOn }) =>
      `截至 ${endsOn} 的对账单期末为 ${expected}，本期期初为 ${opening}，中间缺少对账单。`,
  },
  BankLineDiffers: {
    en: ({ reference }) => `The line ${reference} was imported before with another amount or day.`,
    zh: ({ reference }) => `流水号 ${reference} 已导入，但金额或日期不同。`,
  },
  BankLineTwice: {
    en: ({ reference }) => `The line ${reference} stands in the file twice.`,
    zh: ({ reference }) => `流水号 ${reference} 在文件中重复。`,
  },
  BankLineOutside: {
    en: ({ bookedOn, beginsOn }) => `${bookedOn} is not a day of this statement, which begins on ${beginsOn}.`,
    zh: ({ bookedOn, beginsOn }) => `${bookedOn} 不在本期对账单内，本期自 ${beginsOn} 起。`,
  },
  BankStatementNotFound: { en: () => 'There is no such statement.', zh: () => '该对账单不存在。' },
  BankStatementInUse: {
    en: ({ problem }) =>
      problem === 'MATCHED'
        ? 'Something of the statement is matched; take that back first.'
        : 'Only the last statement of an account is taken out.',
    zh: ({ problem }) => (problem === 'MATCHED' ? '对账单已有勾对，请先取消。' : '只能作废该账户最后一期对账单。'),
  },
  BankLineNotFound: { en: () => 'There is no such line on this account.', zh: () => '该账户没有此对账单行。' },
  JournalEntryNotFound: {
    en: ({ lineNumber }) => `Line ${lineNumber} of that voucher is not in the journal of this account.`,
    zh: ({ lineNumber }) => `该凭证第 ${lineNumber} 行不在此账户的日记账中。`,
  },
  BankMatchUneven: {
    en: ({ bank, books }) => `${bank} at the bank is not ${books} in the books.`,
    zh: ({ bank, books }) => `银行 ${bank} 与企业 ${books} 不相等。`,
  },
  BankMatchTooSmall: {
    en: ({ fewest, most }) => `A match has ${fewest} to ${most} parts.`,
    zh: ({ fewest, most }) => `一次勾对须有 ${fewest} 至 ${most} 项。`,
  },
  BankMatchExceedsOpen: {
    en: ({ open }) => `Only ${open} of it is open; match more than nothing and at most that.`,
    zh: ({ open }) => `未勾对金额为 ${open}，勾对金额须大于零且不超过该金额。`,
  },
  BankMatchNotFound: { en: () => 'There is no such match.', zh: () => '该勾对不存在。' },
  BankMatchUndone: {
    en: ({ number }) => `Match ${number} was taken back already.`,
    zh: ({ number }) => `勾对 ${number} 已取消。`,
  },
} satisfies Omit<
  MessagesFor<All>,
  | keyof typeof cashMessages
  | keyof typeof voucherMessages
  | 'ReasonMissing'
  | 'BooksNotOpen'
  | 'InvalidInput'
  | 'StaleVersion'
>
