import type { LocalizedText } from './account.ts'
import { credit, debit, example } from './template-lines.ts'
import type { TemplateContent } from './voucher-template.ts'

/** The voucher templates a new company starts with for what employees spend. */
export const expenseTemplates: Readonly<
  Record<'EXPENSE_CLAIM' | 'EXPENSE_PAYMENT' | 'EMPLOYEE_ADVANCE', TemplateContent>
> = {
  // E1: expenses without their input VAT; advances used first, the rest is owed to the employee.
  EXPENSE_CLAIM: {
    name: { zh: '费用报销', en: 'Expense claim' },
    word: '记',
    lines: [
      debit('EXPENSE', 'netValue', { zh: '报销费用 {documentNumber}', en: 'Expenses claimed {documentNumber}' }),
      debit('VIN', 'taxValue', { zh: '进项税额 {documentNumber}', en: 'Input VAT {documentNumber}' }),
      credit('EMP-R', 'clearingValue', { zh: '冲销借款 {documentNumber}', en: 'Advance used {documentNumber}' }),
      credit('EMP-P', 'grossValue', { zh: '应付报销款 {documentNumber}', en: 'Owed to employee {documentNumber}' }),
    ],
    examples: [
      example(
        { zh: '住宿费，冲借款', en: 'A hotel, with an advance used' },
        { netValue: '1150.00', taxValue: '69.00', clearingValue: '1000.00', grossValue: '219.00' },
        [
          ['EXPENSE', 'DEBIT', '1150.00'],
          ['VIN', 'DEBIT', '69.00'],
          ['EMP-R', 'CREDIT', '1000.00'],
          ['EMP-P', 'CREDIT', '219.00'],
        ],
      ),
      example({ zh: '作废', en: 'Taken back' }, { netValue: '-50.00', grossValue: '-50.00' }, [
        ['EXPENSE', 'DEBIT', '-50.00'],
        ['EMP-P', 'CREDIT', '-50.00'],
      ]),
    ],
  },
  // E2: what a claim owes is paid.
  EXPENSE_PAYMENT: paid({ zh: '支付报销款', en: 'Expense claim paid' }, 'EMP-P'),
  // E2: an employee is given money before they spend it.
  EMPLOYEE_ADVANCE: paid({ zh: '员工借款', en: 'Advance to employee' }, 'EMP-R'),
}

/** Money leaves the bank for an employee. */
function paid(name: LocalizedText, accountKey: string): TemplateContent {
  const summary = { zh: `${name.zh} {documentNumber}`, en: `${name.en} {documentNumber}` }
  const bank = credit('BANK', 'grossValue', summary)
  return {
    name,
    word: '记',
    lines: [
      debit(accountKey, 'netValue', summary),
      { ...bank, dimensions: [], cashFlowItem: 'OTHER_OPERATING_PAYMENTS' },
    ],
    examples: [
      example({ zh: '付款', en: 'Paid' }, { netValue: '219.00', grossValue: '219.00' }, [
        [accountKey, 'DEBIT', '219.00'],
        ['BANK', 'CREDIT', '219.00'],
      ]),
    ],
  }
}
