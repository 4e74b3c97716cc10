import { creditRow, debitRow, type LayoutRow, total } from './layout.ts'

/**
 * 利润表 of 财会〔2019〕6号. 汇兑损益 6061 belongs to finance expenses. Research is expensed through 6602; a company that keeps an
 * account for it makes its own version. Earnings per share are not in the ledger and have no row.
 */
export const casIncomeStatement: readonly LayoutRow[] = [
  creditRow('REVENUE', '一、营业收入', 'Revenue', '6001 + 6041 + 6051', 0),
  debitRow('COST_OF_SALES', '减：营业成本', 'Less: cost of sales', '6401 + 6402'),
  debitRow('TAXES_AND_SURCHARGES', '税金及附加', 'Taxes and surcharges', '6403'),
  debitRow('SELLING_EXPENSES', '销售费用', 'Selling expenses', '6601'),
  debitRow('ADMINISTRATIVE_EXPENSES', '管理费用', 'Administrative expenses', '6602'),
  debitRow('RESEARCH_EXPENSES', '研发费用', 'Research and development expenses', ''),
  debitRow('FINANCE_EXPENSES', '财务费用', 'Finance expenses', '6603 + 6061'),
  debitRow('INTEREST_EXPENSE', '其中：利息费用', 'of which interest expense', '6603.01', 2),
  creditRow('INTEREST_INCOME', '利息收入', 'of which interest income', '6603.02', 2),
  creditRow('OTHER_INCOME', '加：其他收益', 'Plus: other income', '6117'),
  creditRow('INVESTMENT_INCOME', '投资收益（损失以“-”号填列）', 'Investment income', '6111'),
  creditRow('NET_HEDGE_GAINS', '净敞口套期收益（损失以“-”号填列）', 'Gains on net position hedges', ''),
  creditRow('FAIR_VALUE_GAINS', '公允价值变动收益（损失以“-”号填列）', 'Gains on changes in fair value', '6101'),
  creditRow('CREDIT_IMPAIRMENT', '信用减值损失（损失以“-”号填列）', 'Credit impairment (losses are negative)', '6702'),
  creditRow('ASSET_IMPAIRMENT', '资产减值损失（损失以“-”号填列）', 'Asset impairment (losses are negative)', '6701'),
  creditRow('DISPOSAL_GAINS', '资产处置收益（损失以“-”号填列）', 'Gains on asset disposal', '6115'),
  total(
    'OPERATING_PROFIT',
    '二、营业利润（亏损以“-”号填列）',
    'Operating profit',
    '[REVENUE] - [COST_OF_SALES] - [TAXES_AND_SURCHARGES] - [SELLING_EXPENSES] - [ADMINISTRATIVE_EXPENSES] - [RESEARCH_EXPENSES] - [FINANCE_EXPENSES] + [OTHER_INCOME] + [INVESTMENT_INCOME] + [NET_HEDGE_GAINS] + [FAIR_VALUE_GAINS] + [CREDIT_IMPAIRMENT] + [ASSET_IMPAIRMENT] + [DISPOSAL_GAINS]',
  ),
  creditRow('NON_OPERATING_INCOME', '加：营业外收入', 'Plus: non-operating income', '6301'),
  debitRow('NON_OPERATING_EXPENSES', '减：营业外支出', 'Less: non-operating expenses', '6711'),
  total(
    'TOTAL_PROFIT',
    '三、利润总额（亏损总额以“-”号填列）',
    'Profit before tax',
    '[OPERATING_PROFIT] + [NON_OPERATING_INCOME] - [NON_OPERATING_EXPENSES]',
  ),
  debitRow('INCOME_TAX', '减：所得税费用', 'Less: income tax expense', '6801'),
  total('NET_PROFIT', '四、净利润（净亏损以“-”号填列）', 'Net profit', '[TOTAL_PROFIT] - [INCOME_TAX]'),
  total('CONTINUING_PROFIT', '（一）持续经营净利润', 'Net profit from continuing operations', '[NET_PROFIT]', 1),
  creditRow('DISCONTINUED_PROFIT', '（二）终止经营净利润', 'Net profit from discontinued operations', ''),
  creditRow(
    'OTHER_COMPREHENSIVE_INCOME',
    '五、其他综合收益的税后净额',
    'Other comprehensive income, net of tax',
    '4003',
    0,
  ),
  total(
    'TOTAL_COMPREHENSIVE_INCOME',
    '六、综合收益总额',
    'Total comprehensive income',
    '[NET_PROFIT] + [OTHER_COMPREHENSIVE_INCOME]',
  ),
]

/** 利润表 of 小企业会计准则 (会小企02表). */
export const smallIncomeStatement: readonly LayoutRow[] = [
  creditRow('REVENUE', '一、营业收入', 'Revenue', '5001 + 5051', 0),
  debitRow('COST_OF_SALES', '减：营业成本', 'Less: cost of sales', '5401 + 5402'),
  debitRow('TAXES_AND_SURCHARGES', '税金及附加', 'Taxes and surcharges', '5403'),
  debitRow('SELLING_EXPENSES', '销售费用', 'Selling expenses', '5601'),
  debitRow('ADMINISTRATIVE_EXPENSES', '管理费用', 'Administrative expenses', '5602'),
  debitRow('FINANCE_EXPENSES', '财务费用', 'Finance expenses', '5603'),
  debitRow(
    'INTEREST_EXPENSE',
    '其中：利息费用（收入以“-”号填列）',
    'of which interest (income is negative)',
    '5603.01 + 5603.02',
    2,
  ),
  creditRow('INVESTMENT_INCOME', '加：投资收益（损失以“-”号填列）', 'Plus: investment income', '5111'),
  total(
    'OPERATING_PROFIT',
    '二、营业利润（亏损以“-”号填列）',
    'Operating profit',
    '[REVENUE] - [COST_OF_SALES] - [TAXES_AND_SURCHARGES] - [SELLING_EXPENSES] - [ADMINISTRATIVE_EXPENSES] - [FINANCE_EXPENSES] + [INVESTMENT_INCOME]',
  ),
  creditRow('NON_OPERATING_INCOME', '加：营业外收入', 'Plus: non-operating income', '5301'),
  debitRow('NON_OPERATING_EXPENSES', '减：营业外支出', 'Less: non-operating expenses', '5711'),
  total(
    'TOTAL_PROFIT',
    '三、利润总额（亏损总额以“-”号填列）',
    'Profit before tax',
    '[OPERATING_PROFIT] + [NON_OPERATING_INCOME] - [NON_OPERATING_EXPENSES]',
  ),
  debitRow('INCOME_TAX', '减：所得税费用', 'Less: income tax expense', '5801'),
  total('NET_PROFIT', '四、净利润（净亏损以“-”号填列）', 'Net profit', '[TOTAL_PROFIT] - [INCOME_TAX]'),
]
