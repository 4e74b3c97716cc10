import type { LocalizedText } from './account.ts'

/** Where a flow stands in the cash-flow statement. TRANSFER is between cash accounts: both its lines add up to nothing. */
export type CashFlowActivity = 'OPERATING' | 'INVESTING' | 'FINANCING' | 'EXCHANGE' | 'TRANSFER'

/** A cash-flow item 现金流量项目: what lines on cash accounts say they were received or paid for. */
export type CashFlowItem = {
  readonly activity: CashFlowActivity
  /** The side of the cash account it normally stands on: debit received, credit paid. */
  readonly flow: 'IN' | 'OUT' | 'EITHER'
  readonly name: LocalizedText
}

/**
 * The items of the direct method of both standards, by the code that voucher lines and templates carry. Each layout of
 * the statement counts every one of them once.
 */
export const cashFlowItems = {
  SALES_RECEIPTS: item('OPERATING', 'IN', '销售商品、提供劳务收到的现金', 'Received for goods and services sold'),
  TAX_REFUNDS: item('OPERATING', 'IN', '收到的税费返还', 'Taxes refunded'),
  OTHER_OPERATING_RECEIPTS: item('OPERATING', 'IN', '收到其他与经营活动有关的现金', 'Other operating receipts'),
  PURCHASE_PAYMENTS: item('OPERATING', 'OUT', '购买商品、接受劳务支付的现金', 'Paid for goods and services bought'),
  EMPLOYEE_PAYMENTS: item('OPERATING', 'OUT', '支付给职工以及为职工支付的现金', 'Paid to and for employees'),
  TAX_PAYMENTS: item('OPERATING', 'OUT', '支付的各项税费', 'Taxes paid'),
  OTHER_OPERATING_PAYMENTS: item('OPERATING', 'OUT', '支付其他与经营活动有关的现金', 'Other operating payments'),

  INVESTMENTS_RECOVERED: item('INVESTING', 'IN', '收回投资收到的现金', 'Investments recovered'),
  INVESTMENT_INCOME: item('INVESTING', 'IN', '取得投资收益收到的现金', 'Investment income received'),
  ASSET_DISPOSALS: item(
    'INVESTING',
    'IN',
    '处置固定资产、无形资产和其他长期资产收回的现金净额',
    'Disposal of long-term assets',
  ),
  SUBSIDIARY_DISPOSALS: item('INVESTING', 'IN', '处置子公司及其他营业单位收到的现金净额', 'Disposal of subsidiaries'),
  OTHER_INVESTING_RECEIPTS: item('INVESTING', 'IN', '收到其他与投资活动有关的现金', 'Other investing receipts'),
  ASSET_PURCHASES: item(
    'INVESTING',
    'OUT',
    '购建固定资产、无形资产和其他长期资产支付的现金',
    'Paid for long-term assets',
  ),
  INVESTMENT_PAYMENTS: item('INVESTING', 'OUT', '投资支付的现金', 'Paid for investments'),
  SUBSIDIARY_PURCHASES: item('INVESTING', 'OUT', '取得子公司及其他营业单位支付的现金净额', 'Paid for subsidiaries'),
  OTHER_INVESTING_PAYMENTS: item('INVESTING', 'OUT', '支付其他与投资活动有关的现金', 'Other investing payments'),

  CAPITAL_RECEIVED: item('FINANCING', 'IN', '吸收投资收到的现金', 'Capital received'),
  BORROWINGS_RECEIVED: item('FINANCING', 'IN', '取得借款收到的现金', 'Borrowings received'),
  OTHER_FINANCING_RECEIPTS: item('FINANCING', 'IN', '收到其他与筹资活动有关的现金', 'Other financing receipts'),
  BORROWINGS_REPAID: item('FINANCING', 'OUT', '偿还债务支付的现金', 'Borrowings repaid'),
  DIVIDENDS_PAID: item('FINANCING', 'OUT', '分配股利、利润支付的现金', 'Dividends and profit paid'),
  INTEREST_PAID: item('FINANCING', 'OUT', '偿付利息支付的现金', 'Interest paid'),
  OTHER_FINANCING_PAYMENTS: item('FINANCING', 'OUT', '支付其他与筹资活动有关的现金', 'Other financing payments'),

  EXCHANGE_EFFECT: item('EXCHANGE', 'EITHER', '汇率变动对现金及现金等价物的影响', 'Effect of exchange rates on cash'),
  CASH_TRANSFER: item('TRANSFER', 'EITHER', '现金内部划转', 'Transfer between cash accounts'),
} as const satisfies Readonly<Record<string, CashFlowItem>>

export type CashFlowItemCode = keyof typeof cashFlowItems

export function isCashFlowItem(code: string): code is CashFlowItemCode {
  return Object.hasOwn(cashFlowItems, code)
}

function item(activity: CashFlowActivity, flow: CashFlowItem['flow'], zh: string, en: string): CashFlowItem {
  return { activity, flow, name: { zh, en } }
}
