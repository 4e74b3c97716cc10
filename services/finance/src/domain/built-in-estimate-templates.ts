import { invoiceTemplates } from './built-in-invoice-templates.ts'
import { credit, debit, example } from './template-lines.ts'
import type { TemplateContent, TemplateLine } from './voucher-template.ts'

type EstimateEventKind = 'SUPPLIER_INVOICE_REVERSING' | 'RECEIPT_ESTIMATE_TURNED'

const takenBack = { zh: '冲回暂估 {documentNumber}', en: 'Estimate taken back {documentNumber}' }

/** 单到冲回: the estimate of what is charged is taken back in red, and the goods stand in stock anew, owed to their supplier. */
const reversal: readonly TemplateLine[] = [
  debit('INV', 'estimateValue', takenBack),
  credit('GRIR', 'estimateValue', takenBack),
  {
    ...debit('INV', 'estimateValue', { zh: '发票入库 {documentNumber}', en: 'Goods as invoiced {documentNumber}' }),
    negated: true,
  },
]

/** The voucher templates a new company starts with for estimates 暂估 that are taken back in red. */
export const estimateTemplates: Readonly<Record<EstimateEventKind, TemplateContent>> = {
  // P2 under 单到冲回; what is charged beyond the estimate is P2v as ever.
  SUPPLIER_INVOICE_REVERSING: {
    name: { zh: '采购发票（单到冲回）', en: 'Supplier invoice that takes estimates back' },
    word: '记',
    lines: [...reversal, ...invoiceTemplates.SUPPLIER_INVOICE.lines],
    examples: [
      example(
        { zh: '冲回暂估并按发票入库', en: 'Goods that were received' },
        { estimateValue: '-1000.00', taxValue: '133.90', grossValue: '1133.90' },
        [
          ['INV', 'DEBIT', '-1000.00'],
          ['GRIR', 'CREDIT', '-1000.00'],
          ['INV', 'DEBIT', '1000.00'],
          ['VIN', 'DEBIT', '133.90'],
          ['AP', 'CREDIT', '1133.90'],
        ],
      ),
      // USD 1,020.00 at 7.20 for goods that came as USD 1,000.00 at 7.10: 144.00 of it is a price variance.
      example(
        { zh: '外币发票，汇率上升', en: 'In another currency, which has risen' },
        { estimateValue: '-7100.00', clearingValue: '-144.00', exchangeValue: '100.00', grossValue: '7344.00' },
        [
          ['INV', 'DEBIT', '-7100.00'],
          ['GRIR', 'CREDIT', '-7100.00'],
          ['INV', 'DEBIT', '7100.00'],
          ['GRIR', 'DEBIT', '144.00'],
          ['FIN.FX', 'DEBIT', '100.00'],
          ['AP', 'CREDIT', '7344.00'],
        ],
      ),
      example(
        { zh: '作废', en: 'Taken back' },
        { estimateValue: '1000.00', taxValue: '-133.90', grossValue: '-1133.90' },
        [
          ['INV', 'DEBIT', '1000.00'],
          ['GRIR', 'CREDIT', '1000.00'],
          ['INV', 'DEBIT', '-1000.00'],
          ['VIN', 'DEBIT', '-133.90'],
          ['AP', 'CREDIT', '-1133.90'],
        ],
      ),
    ],
  },
  // 月初冲回: what is estimated is taken back on the 1st and estimated anew later; it is owed all the while.
  RECEIPT_ESTIMATE_TURNED: {
    name: { zh: '月初冲回与重新暂估', en: 'Estimates taken back or made anew' },
    word: '记',
    lines: [
      credit('GRIR', 'clearingValue', {
        zh: '暂估应付 {documentNumber}',
        en: 'Received, not invoiced {documentNumber}',
      }),
      credit('GRIR-R', 'grossValue', { zh: '暂估冲回 {documentNumber}', en: 'Estimates taken back {documentNumber}' }),
    ],
    examples: [
      example({ zh: '月初冲回', en: 'Taken back on the 1st' }, { clearingValue: '-400.00', grossValue: '400.00' }, [
        ['GRIR', 'CREDIT', '-400.00'],
        ['GRIR-R', 'CREDIT', '400.00'],
      ]),
      example({ zh: '重新暂估', en: 'Estimated anew' }, { clearingValue: '400.00', grossValue: '-400.00' }, [
        ['GRIR', 'CREDIT', '400.00'],
        ['GRIR-R', 'CREDIT', '-400.00'],
      ]),
    ],
  },
}
