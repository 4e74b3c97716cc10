import { type Currency, newId, type Period } from '@erp/values'
import { type Account, type AccountingStandard, openChart } from './account.ts'
import type { AccountRule } from './account-rule.ts'
import { activateBuiltIn } from './activate-template.ts'
import { builtInTemplates } from './built-in-templates.ts'
import type { CurrentEventKind } from './business-event.ts'
import { standardRules } from './charts/standard-rules.ts'
import { type ExpenseType, standardExpenseTypes } from './expense-type.ts'
import { type FiscalPeriod, openPeriods } from './fiscal-period.ts'
import { standardTaxCodes, type TaxCode } from './tax-code.ts'
import type { VoucherTemplate } from './voucher-template.ts'

/** The books 账套 of one company. Currency, standard and first period never change once opened. */
export type Book = {
  readonly companyId: string
  readonly companyCode: string
  readonly currency: Currency
  readonly standard: AccountingStandard
  readonly firstPeriod: Period
  /** The version of the company that this was learnt from. */
  readonly companyVersion: number
}

/** All that a company needs before its first business event can be posted. */
export type OpeningSet = {
  readonly accounts: readonly Account[]
  readonly periods: readonly FiscalPeriod[]
  readonly rules: readonly AccountRule[]
  readonly taxCodes: readonly TaxCode[]
  readonly expenseTypes: readonly ExpenseType[]
  readonly templates: readonly VoucherTemplate[]
}

/** What new books open with: chart, twelve periods, account rules, VAT codes, expense types and voucher templates of the standard. */
export function openingSet({
  companyId,
  standard,
  firstPeriod,
}: Pick<Book, 'companyId' | 'standard' | 'firstPeriod'>): OpeningSet {
  const eventKinds = Object.keys(builtInTemplates) as CurrentEventKind[]
  return {
    accounts: openChart(companyId, standard),
    periods: openPeriods(companyId, firstPeriod),
    rules: standardRules(companyId, standard),
    taxCodes: standardTaxCodes(companyId),
    expenseTypes: standardExpenseTypes(companyId),
    templates: eventKinds.map((eventKind) =>
      activateBuiltIn({ id: newId(), templateId: newId(), companyId, eventKind }, builtInTemplates[eventKind]),
    ),
  }
}
