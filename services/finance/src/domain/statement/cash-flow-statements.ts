import { type CashFlowItemCode, cashFlowItems } from '../cash-flow-item.ts'
import { creditRow, debitRow, heading, type LayoutRow, total } from './layout.ts'

/** 现金流量表 of 财会〔2019〕6号, direct method. */
export const casCashFlowStatement: readonly LayoutRow[] = [
  heading('OPERATING', '一、经营活动产生的现金流量：', 'Cash flows from operating activities'),
  of('SALES_RECEIPTS'),
  of('TAX_REFUNDS'),
  of('OTHER_OPERATING_RECEIPTS'),
  total(
    'OPERATING_INFLOWS',
    '经营活动现金流入小计',
    'Operating inflows',
    '[SALES_RECEIPTS] + [TAX_REFUNDS] + [OTHER_OPERATING_RECEIPTS]',
    1,
  ),
  of('PURCHASE_PAYMENTS'),
  of('EMPLOYEE_PAYMENTS'),
  of('TAX_PAYMENTS'),
  of('OTHER_OPERATING_PAYMENTS'),
  total(
    'OPERATING_OUTFLOWS',
    '经营活动现金流出小计',
    'Operating outflows',
    '[PURCHASE_PAYMENTS] + [EMPLOYEE_PAYMENTS] + [TAX_PAYMENTS] + [OTHER_OPERATING_PAYMENTS]',
    1,
  ),
  total(
    'NET_OPERATING',
    '经营活动产生的现金流量净额',
    'Net cash from operating activities',
    '[OPERATING_INFLOWS] - [OPERATING_OUTFLOWS]',
  ),
  heading('INVESTING', '二、投资活动产生的现金流量：', 'Cash flows from investing activities'),
  of('INVESTMENTS_RECOVERED'),
  of('INVESTMENT_INCOME'),
  of('ASSET_DISPOSALS'),
  of('SUBSIDIARY_DISPOSALS'),
  of('OTHER_INVESTING_RECEIPTS'),
  total(
    'INVESTING_INFLOWS',
    '投资活动现金流入小计',
    'Investing inflows',
    '[INVESTMENTS_RECOVERED] + [INVESTMENT_INCOME] + [ASSET_DISPOSALS] + [SUBSIDIARY_DISPOSALS] + [OTHER_INVESTING_RECEIPTS]',
    1,
  ),
  of('ASSET_PURCHASES'),
  of('INVESTMENT_PAYMENTS'),
  of('SUBSIDIARY_PURCHASES'),
  of('OTHER_INVESTING_PAYMENTS'),
  total(
    'INVESTING_OUTFLOWS',
    '投资活动现金流出小计',
    'Investing outflows',
    '[ASSET_PURCHASES] + [INVESTMENT_PAYMENTS] + [SUBSIDIARY_PURCHASES] + [OTHER_INVESTING_PAYMENTS]',
    1,
  ),
  total(
    'NET_INVESTING',
    '投资活动产生的现金流量净额',
    'Net cash from investing activities',
    '[INVESTING_INFLOWS] - [INVESTING_OUTFLOWS]',
  ),
  heading('FINANCING', '三、筹资活动产生的现金流量：', 'Cash flows from financing activities'),
  of('CAPITAL_RECEIVED'),
  of('BORROWINGS_RECEIVED'),
  of('OTHER_FINANCING_RECEIPTS'),
  total(
    'FINANCING_INFLOWS',
    '筹资活动现金流入小计',
    'Financing inflows',
    '[CAPITAL_RECEIVED] + [BORROWINGS_RECEIVED] + [OTHER_FINANCING_RECEIPTS]',
    1,
  ),
  of('BORROWINGS_REPAID'),
  creditRow(
    'DIVIDENDS_AND_INTEREST_PAID',
    '分配股利、利润或偿付利息支付的现金',
    'Dividends, profit and interest paid',
    'flow(DIVIDENDS_PAID) + flow(INTEREST_PAID)',
  ),
  of('OTHER_FINANCING_PAYMENTS'),
  total(
    'FINANCING_OUTFLOWS',
    '筹资活动现金流出小计',
    'Financing outflows',
    '[BORROWINGS_REPAID] + [DIVIDENDS_AND_INTEREST_PAID] + [OTHER_FINANCING_PAYMENTS]',
    1,
  ),
  total(
    'NET_FINANCING',
    '筹资活动产生的现金流量净额',
    'Net cash from financing activities',
    '[FINANCING_INFLOWS] - [FINANCING_OUTFLOWS]',
  ),
  debitRow(
    'EXCHANGE_EFFECT',
    '四、汇率变动对现金及现金等价物的影响',
    'Effect of exchange rates on cash',
    'flow(EXCHANGE_EFFECT)',
    0,
  ),
  total(
    'NET_CHANGE',
    '五、现金及现金等价物净增加额',
    'Net increase in cash and cash equivalents',
    '[NET_OPERATING] + [NET_INVESTING] + [NET_FINANCING] + [EXCHANGE_EFFECT]',
  ),
  debitRow('OPENING_CASH', '加：期初现金及现金等价物余额', 'Plus: cash at the beginning', 'cash(opening)'),
  total('CLOSING_CASH', '六、期末现金及现金等价物余额', 'Cash at the end', '[NET_CHANGE] + [OPENING_CASH]'),
]

/** 现金流量表 of 小企业会计准则 (会小企03表). What it has no row for stands in the nearest: refunds among other receipts, and so on. */
export const smallCashFlowStatement: readonly LayoutRow[] = [
  heading('OPERATING', '一、经营活动产生的现金流量：', 'Cash flows from operating activities'),
  debitRow(
    'SALES_RECEIPTS',
    '销售产成品、商品、提供劳务收到的现金',
    'Received for goods and services sold',
    'flow(SALES_RECEIPTS)',
  ),
  debitRow(
    'OTHER_OPERATING_RECEIPTS',
    '收到其他与经营活动有关的现金',
    'Other operating receipts',
    'flow(OTHER_OPERATING_RECEIPTS) + flow(TAX_REFUNDS)',
  ),
  creditRow(
    'PURCHASE_PAYMENTS',
    '购买原材料、商品、接受劳务支付的现金',
    'Paid for goods and services bought',
    'flow(PURCHASE_PAYMENTS)',
  ),
  creditRow('EMPLOYEE_PAYMENTS', '支付的职工薪酬', 'Paid to employees', 'flow(EMPLOYEE_PAYMENTS)'),
  creditRow('TAX_PAYMENTS', '支付的税费', 'Taxes paid', 'flow(TAX_PAYMENTS)'),
  of('OTHER_OPERATING_PAYMENTS'),
  total(
    'NET_OPERATING',
    '经营活动产生的现金流量净额',
    'Net cash from operating activities',
    '[SALES_RECEIPTS] + [OTHER_OPERATING_RECEIPTS] - [PURCHASE_PAYMENTS] - [EMPLOYEE_PAYMENTS] - [TAX_PAYMENTS] - [OTHER_OPERATING_PAYMENTS]',
  ),
  heading('INVESTING', '二、投资活动产生的现金流量：', 'Cash flows from investing activities'),
  debitRow(
    'INVESTMENTS_RECOVERED',
    '收回短期投资、长期债券投资和长期股权投资收到的现金',
    'Investments recovered',
    'flow(INVESTMENTS_RECOVERED) + flow(SUBSIDIARY_DISPOSALS) + flow(OTHER_INVESTING_RECEIPTS)',
  ),
  of('INVESTMENT_INCOME'),
  debitRow(
    'ASSET_DISPOSALS',
    '处置固定资产、无形资产和其他非流动资产收回的现金净额',
    'Disposal of non-current assets',
    'flow(ASSET_DISPOSALS)',
  ),
  creditRow(
    'INVESTMENT_PAYMENTS',
    '短期投资、长期债券投资和长期股权投资支付的现金',
    'Paid for investments',
    'flow(INVESTMENT_PAYMENTS) + flow(SUBSIDIARY_PURCHASES) + flow(OTHER_INVESTING_PAYMENTS)',
  ),
  creditRow(
    'ASSET_PURCHASES',
    '购建固定资产、无形资产和其他非流动资产支付的现金',
    'Paid for non-current assets',
    'flow(ASSET_PURCHASES)',
  ),
  total(
    'NET_INVESTING',
    '投资活动产生的现金流量净额',
    'Net cash from investing activities',
    '[INVESTMENTS_RECOVERED] + [INVESTMENT_INCOME] + [ASSET_DISPOSALS] - [INVESTMENT_PAYMENTS] - [ASSET_PURCHASES]',
  ),
  heading('FINANCING', '三、筹资活动产生的现金流量：', 'Cash flows from financing activities'),
  debitRow(
    'BORROWINGS_RECEIVED',
    '取得借款收到的现金',
    'Borrowings received',
    'flow(BORROWINGS_RECEIVED) + flow(OTHER_FINANCING_RECEIPTS)',
  ),
  debitRow('CAPITAL_RECEIVED', '吸收投资者投资收到的现金', 'Capital received', 'flow(CAPITAL_RECEIVED)'),
  creditRow(
    'BORROWINGS_REPAID',
    '偿还借款本金支付的现金',
    'Borrowings repaid',
    'flow(BORROWINGS_REPAID) + flow(OTHER_FINANCING_PAYMENTS)',
  ),
  creditRow('INTEREST_PAID', '偿还借款利息支付的现金', 'Interest paid', 'flow(INTEREST_PAID)'),
  creditRow('PROFIT_PAID', '分配利润支付的现金', 'Profit distributed', 'flow(DIVIDENDS_PAID)'),
  total(
    'NET_FINANCING',
    '筹资活动产生的现金流量净额',
    'Net cash from financing activities',
    '[BORROWINGS_RECEIVED] + [CAPITAL_RECEIVED] - [BORROWINGS_REPAID] - [INTEREST_PAID] - [PROFIT_PAID]',
  ),
  debitRow('EXCHANGE_EFFECT', '汇率变动对现金的影响', 'Effect of exchange rates on cash', 'flow(EXCHANGE_EFFECT)', 0),
  total(
    'NET_CHANGE',
    '四、现金净增加额',
    'Net increase in cash',
    '[NET_OPERATING] + [NET_INVESTING] + [NET_FINANCING] + [EXCHANGE_EFFECT]',
  ),
  debitRow('OPENING_CASH', '加：期初现金余额', 'Plus: cash at the beginning', 'cash(opening)'),
  total('CLOSING_CASH', '五、期末现金余额', 'Cash at the end', '[NET_CHANGE] + [OPENING_CASH]'),
]

/** The row of one item, under its own name, positive in the direction it normally flows. */
function of(code: CashFlowItemCode): LayoutRow {
  const { flow, name } = cashFlowItems[code]
  const row = flow === 'OUT' ? creditRow : debitRow
  return row(code, name.zh, name.en, `flow(${code})`)
}
