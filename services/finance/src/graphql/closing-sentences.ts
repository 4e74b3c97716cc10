import type { BlockerReason, ClosingBlocker } from '../domain/closing-blockers.ts'

const kindNames: Readonly<Record<string, string>> = {
  RECEIVABLE: '应收账款',
  ADVANCE_RECEIVED: '预收账款',
  PAYABLE: '应付账款',
  ADVANCE_PAID: '预付账款',
  OWED_TO_EMPLOYEE: '应付员工款',
  OWED_BY_EMPLOYEE: '员工借款',
}

type Sentence = (facts: Readonly<Record<string, string>>) => string

const sentences: Readonly<Record<BlockerReason, { readonly en: Sentence; readonly zh: Sentence }>> = {
  POSTINGS_HELD: {
    en: ({ count }) => `${count} business event(s) of the period are held and not posted.`,
    zh: ({ count }) => `本期有 ${count} 笔业务单据尚未入账。`,
  },
  VOUCHERS_NOT_POSTED: {
    en: ({ count }) => `${count} voucher(s) of the period are not posted.`,
    zh: ({ count }) => `本期有 ${count} 张凭证尚未过账。`,
  },
  OPENING_NOT_POSTED: {
    en: () => 'The opening balances are entered and not posted.',
    zh: () => '期初余额已录入但尚未过账。',
  },
  OPENING_CLEARING_NOT_ZERO: {
    en: ({ amount }) => `Opening balance clearing stands at ${amount}; it must be zero.`,
    zh: ({ amount }) => `期初余额清算科目余额为 ${amount}，须为零。`,
  },
  ESTIMATES_TAKEN_BACK: {
    en: ({ amount }) => `Estimates of ${amount} were taken back and are not made anew.`,
    zh: ({ amount }) => `已冲回的暂估 ${amount} 尚未重新暂估。`,
  },
  EXCHANGE_RATE_MISSING: {
    en: ({ currency }) => `There is no closing rate of ${currency} for the month.`,
    zh: ({ currency }) => `缺少 ${currency} 的期末汇率。`,
  },
  REVALUATION_DUE: {
    en: () => 'Balances in foreign currencies are not at the closing rate.',
    zh: () => '外币余额尚未期末调汇。',
  },
  PROVISION_DUE: {
    en: ({ amount }) => `Provisions for bad debts are ${amount} from what the age of receivables asks for.`,
    zh: ({ amount }) => `坏账准备与应收账龄应计提额相差 ${amount}，尚未计提。`,
  },
  VAT_NOT_TRANSFERRED: {
    en: ({ amount }) => `VAT of ${amount} is not transferred.`,
    zh: ({ amount }) => `未交增值税 ${amount} 尚未结转。`,
  },
  STOCK_APART: {
    en: ({ ledger, documents, difference }) =>
      `Stock accounts moved by ${ledger} and stock documents by ${documents}: ${difference} apart.`,
    zh: ({ ledger, documents, difference }) =>
      `存货科目本期变动 ${ledger}，业务单据为 ${documents}，相差 ${difference}。`,
  },
  CLEARING_APART: {
    en: ({ count, ledger, documents }) =>
      `${count} document line(s) stand otherwise in 暂估应付: ${ledger} in the ledger, ${documents} by documents.`,
    zh: ({ count, ledger, documents }) =>
      `暂估应付有 ${count} 行与业务单据不符：总账 ${ledger}，业务单据 ${documents}。`,
  },
  OPEN_ITEMS_APART: {
    en: ({ kind = '', count, ledger, items }) =>
      `Of ${count} part(ies), open items of ${kind} differ from their account: ${ledger} in the ledger, ${items} by items.`,
    zh: ({ kind = '', count, ledger, items }) =>
      `${kindNames[kind] ?? kind}有 ${count} 个往来单位的未清项与科目余额不符：总账 ${ledger}，未清项 ${items}。`,
  },
  BANK_STATEMENT_MISSING: {
    en: ({ cashAccountCode, statementsEndOn }) =>
      `The statements of bank account ${cashAccountCode} end on ${statementsEndOn}; import the rest of the month.`,
    zh: ({ cashAccountCode, statementsEndOn }) =>
      `银行账户 ${cashAccountCode} 的对账单截至 ${statementsEndOn}，请导入至月末。`,
  },
  BANK_APART: {
    en: ({ cashAccountCode, difference }) => `Bank account ${cashAccountCode} and its books are ${difference} apart.`,
    zh: ({ cashAccountCode, difference }) => `银行账户 ${cashAccountCode} 与企业账相差 ${difference}。`,
  },
  LEDGER_APART: {
    en: ({ count }) => `The kept balance of ${count} account(s) is not the sum of the entries.`,
    zh: ({ count }) => `有 ${count} 个科目的汇总发生额与分录不符。`,
  },
  ACCOUNT_KEY_WITHOUT_ACCOUNT: {
    en: ({ accountKey }) => `No rule names a usable account for ${accountKey}.`,
    zh: ({ accountKey }) => `取数键 ${accountKey} 没有可用科目。`,
  },
  PROFIT_NOT_CARRIED_FORWARD: {
    en: ({ count }) => `${count} balance(s) of income and expenses are not carried forward.`,
    zh: ({ count }) => `有 ${count} 项损益余额尚未结转。`,
  },
  YEAR_NOT_CLOSED: {
    en: ({ amount }) => `Profit of the year of ${amount} is not carried to profit distribution.`,
    zh: ({ amount }) => `本年利润 ${amount} 尚未结转至利润分配。`,
  },
  TRIAL_BALANCE_UNEVEN: {
    en: ({ amount }) => `Debits and credits differ by ${amount}.`,
    zh: ({ amount }) => `试算不平衡，差额 ${amount}。`,
  },
  CASH_FLOW_UNEXPLAINED: {
    en: ({ amount }) => `Cash moved by ${amount} that no cash-flow item explains.`,
    zh: ({ amount }) => `现金变动中有 ${amount} 未指定现金流量项目。`,
  },
}

/** What is in the way of a close, as a sentence. */
export function blockerSentence({ reason, facts }: ClosingBlocker, language: 'zh-CN' | 'en'): string {
  return sentences[reason][language === 'zh-CN' ? 'zh' : 'en'](facts)
}
