import { newId } from '@erp/values'
import type { AccountingStandard } from '../account.ts'
import type { AccountRule } from '../account-rule.ts'
import type { ItemClass } from '../business-event.ts'
import { discountExpense } from '../early-payment.ts'

/** Null: the standard knows nothing of the kind. */
type Codes = Readonly<Record<AccountingStandard, string | null>>

/** Stock by item class; services are never in stock and have no rule. */
const inventory: Readonly<Record<Exclude<ItemClass, 'SERVICE'>, string>> = {
  RAW_MATERIAL: '1403',
  SEMI_FINISHED: '1405.03',
  FINISHED_GOODS: '1405.02',
  MERCHANDISE: '1405.01',
}

/** Every other account key with the account it means in each standard. */
const general: Readonly<Record<string, Codes>> = {
  GIT: same('1402'),
  TRN: same('1405.T'),
  SNI: { CAS: '1406', CAS_SMALL: '1405.04' },
  PPV: same('1404'),
  SUS: same('1901'),
  GRIR: same('2202.02'),
  'GRIR-R': same('2202.04'),
  'COST-ACC': same('2202.03'),
  AP: same('2202.01'),
  AR: same('1122'),
  'PRE-S': same('1123'),
  'PRE-C': same('2203'),
  'EMP-P': same('2241'),
  'EMP-R': same('1221'),
  VIN: same('2221.01.01'),
  VOUT: same('2221.01.02'),
  'V-OUT': same('2221.01.04'),
  VX: same('2221.01.05'),
  'V-UNP': same('2221.02'),
  'WIP.MATERIAL': { CAS: '5001.01', CAS_SMALL: '4001.01' },
  'WIP.LABOUR': { CAS: '5001.02', CAS_SMALL: '4001.02' },
  'WIP.OVERHEAD': { CAS: '5001.03', CAS_SMALL: '4001.03' },
  MOH: { CAS: '5101', CAS_SMALL: '4101' },
  WAGE: same('2211'),
  REV: { CAS: '6001', CAS_SMALL: '5001' },
  COGS: { CAS: '6401', CAS_SMALL: '5401' },
  // What an invoice says beyond its receipt, of goods that have left.
  VARIANCE: { CAS: '6401', CAS_SMALL: '5401' },
  EXPENSE: { CAS: '6602', CAS_SMALL: '5602' },
  SELL: { CAS: '6601', CAS_SMALL: '5601' },
  ADM: { CAS: '6602', CAS_SMALL: '5602' },
  FIN: { CAS: '6603.04', CAS_SMALL: '5603.04' },
  'FIN.FX': { CAS: '6603.03', CAS_SMALL: '5603.03' },
  'N-OP': { CAS: '6711', CAS_SMALL: '5711' },
  BAD: { CAS: '6702', CAS_SMALL: '5711' },
  // 小企业会计准则 bears bad debts when they are written off, and provides for none.
  'BAD-ALW': { CAS: '1231', CAS_SMALL: null },
  'OTHER-IN': { CAS: '6301', CAS_SMALL: '5301' },
  'OTHER-OUT': { CAS: '6602', CAS_SMALL: '5602' },
  SCRAP: { CAS: '6602', CAS_SMALL: '5602' },
  ADJ: { CAS: '6401', CAS_SMALL: '5401' },
  BANK: same('1002'),
  CYP: { CAS: '4103', CAS_SMALL: '3103' },
  RE: { CAS: '4104.06', CAS_SMALL: '3104.03' },
  OPENING: same('9001'),
}

/** The rules a new company starts with, so that every account key of the voucher templates is answered from the first day. */
export function standardRules(companyId: string, standard: AccountingStandard): AccountRule[] {
  const rule = (accountKey: string, accountCode: string, conditions: Partial<AccountRule> = {}): AccountRule => ({
    ...{ id: newId(), companyId, accountKey, itemClass: null, valuationAreaId: null, accountCode },
    ...{ active: true, version: 1, ...conditions },
  })
  return [
    ...Object.entries(inventory).map(([itemClass, code]) => rule('INV', code, { itemClass: itemClass as ItemClass })),
    ...Object.entries(general).flatMap(([key, codes]) => {
      const code = codes[standard]
      return code === null ? [] : [rule(key, code)]
    }),
    rule('VARIANCE', '1404', { expenseType: 'STANDARD_COST' }),
    rule('FIN', standard === 'CAS' ? '6603.05' : '5603.05', { expenseType: discountExpense }),
  ]
}

function same(code: string): Codes {
  return { CAS: code, CAS_SMALL: code }
}
