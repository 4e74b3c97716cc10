import type { AccountingStandard } from '../account.ts'
import { casBalanceSheet } from './cas-balance-sheet.ts'
import { casCashFlowStatement, smallCashFlowStatement } from './cash-flow-statements.ts'
import { casIncomeStatement, smallIncomeStatement } from './income-statements.ts'
import type { BuiltInLayouts, StatementKind, StatementLayout } from './layout.ts'
import { smallBalanceSheet } from './small-balance-sheet.ts'

/** The layouts both standards prescribe. Statements were drawn up by them, so their rows never change. */
const builtInLayouts: BuiltInLayouts = {
  CAS: {
    BALANCE_SHEET: { name: { zh: '资产负债表（企业会计准则）', en: 'Balance sheet (CAS)' }, rows: casBalanceSheet },
    INCOME_STATEMENT: {
      name: { zh: '利润表（企业会计准则）', en: 'Income statement (CAS)' },
      rows: casIncomeStatement,
    },
    CASH_FLOW_STATEMENT: {
      name: { zh: '现金流量表（企业会计准则）', en: 'Cash-flow statement (CAS)' },
      rows: casCashFlowStatement,
    },
  },
  CAS_SMALL: {
    BALANCE_SHEET: {
      name: { zh: '资产负债表（小企业会计准则）', en: 'Balance sheet (small enterprises)' },
      rows: smallBalanceSheet,
    },
    INCOME_STATEMENT: {
      name: { zh: '利润表（小企业会计准则）', en: 'Income statement (small enterprises)' },
      rows: smallIncomeStatement,
    },
    CASH_FLOW_STATEMENT: {
      name: { zh: '现金流量表（小企业会计准则）', en: 'Cash-flow statement (small enterprises)' },
      rows: smallCashFlowStatement,
    },
  },
}

/** Version 1 of a layout. */
export function prescribedLayout(standard: AccountingStandard, statement: StatementKind): StatementLayout {
  return { ...builtInLayouts[standard][statement], statement, layoutVersion: 1, id: null, activatedAt: null }
}
