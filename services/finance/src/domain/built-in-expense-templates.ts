import { credit, debit, example } from './template-lines.ts'
import type { TemplateContent } from './voucher-template.ts'

/** The voucher templates a new company starts with for what employees spend. */
export const expenseTemplates: Readonly<Record<'EXPENSE_CLAIM', TemplateContent>> = {
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
}
