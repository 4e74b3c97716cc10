import { credit, debit, example } from './template-lines.ts'
import type { TemplateContent } from './voucher-template.ts'

/** The voucher templates a new company starts with for what customers are charged and credited. */
export const billingTemplates: Readonly<Record<'SALES_INVOICE' | 'CREDIT_NOTE', TemplateContent>> = {
  // S2: what a customer owes is revenue and the tax on it.
  SALES_INVOICE: {
    name: { zh: '销售发票', en: 'Sales invoice' },
    word: '记',
    lines: [
      debit('AR', 'grossValue', { zh: '应收账款 {documentNumber}', en: 'Owed by customer {documentNumber}' }),
      credit('REV', 'netValue', { zh: '销售收入 {documentNumber}', en: 'Revenue {documentNumber}' }),
      credit('VOUT', 'taxValue', { zh: '销项税额 {documentNumber}', en: 'Output VAT {documentNumber}' }),
    ],
    examples: [
      example(
        { zh: '销售 60 × 18.00', en: '60 sold at 18.00' },
        { netValue: '1080.00', taxValue: '140.40', grossValue: '1220.40' },
        [
          ['AR', 'DEBIT', '1220.40'],
          ['REV', 'CREDIT', '1080.00'],
          ['VOUT', 'CREDIT', '140.40'],
        ],
      ),
      example({ zh: '作废', en: 'Taken back' }, { netValue: '-1080.00', taxValue: '-140.40', grossValue: '-1220.40' }, [
        ['AR', 'DEBIT', '-1220.40'],
        ['REV', 'CREDIT', '-1080.00'],
        ['VOUT', 'CREDIT', '-140.40'],
      ]),
    ],
  },
  // S4: what a customer is credited stands in red on the sides of the invoice, so that turnover stays true.
  CREDIT_NOTE: {
    name: { zh: '红字发票', en: 'Credit note' },
    word: '记',
    lines: [
      debit('AR', 'grossValue', { zh: '冲减应收账款 {documentNumber}', en: 'Credited to customer {documentNumber}' }),
      credit('REV', 'netValue', { zh: '冲减销售收入 {documentNumber}', en: 'Revenue credited {documentNumber}' }),
      credit('VOUT', 'taxValue', { zh: '冲减销项税额 {documentNumber}', en: 'Output VAT credited {documentNumber}' }),
    ],
    examples: [
      example(
        { zh: '退回 5 × 18.00', en: '5 at 18.00 came back' },
        { netValue: '-90.00', taxValue: '-11.70', grossValue: '-101.70' },
        [
          ['AR', 'DEBIT', '-101.70'],
          ['REV', 'CREDIT', '-90.00'],
          ['VOUT', 'CREDIT', '-11.70'],
        ],
      ),
      example({ zh: '作废', en: 'Taken back' }, { netValue: '90.00', taxValue: '11.70', grossValue: '101.70' }, [
        ['AR', 'DEBIT', '101.70'],
        ['REV', 'CREDIT', '90.00'],
        ['VOUT', 'CREDIT', '11.70'],
      ]),
    ],
  },
}
