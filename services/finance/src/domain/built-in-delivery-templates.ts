import { credit, creditOfIssue, debit, debitOfIssue, example, received } from './template-lines.ts'
import type { TemplateContent } from './voucher-template.ts'

type DeliveryEventKind =
  | 'SALES_DELIVERY'
  | 'SALES_GIFT'
  | 'SALES_RETURN'
  | 'GOODS_SHIPPED'
  | 'SHIPPED_GOODS_RETURNED'
  | 'SHIPPED_GOODS_CHARGED'

/** The voucher templates a new company starts with for goods that go to customers and come back. */
export const deliveryTemplates: Readonly<Record<DeliveryEventKind, TemplateContent>> = {
  // S1: what goods carry becomes the cost of sales.
  SALES_DELIVERY: {
    name: { zh: '销售出库', en: 'Delivery' },
    word: '记',
    lines: [
      debitOfIssue('COGS', { zh: '结转销售成本 {documentNumber}', en: 'Cost of sales {documentNumber}' }),
      creditOfIssue('INV', 'stockValue', { zh: '销售出库 {documentNumber}', en: 'Delivery {documentNumber}' }),
      creditOfIssue('PPV', 'differenceValue', {
        zh: '销售出库差额 {documentNumber}',
        en: 'Difference of delivery {documentNumber}',
      }),
    ],
    examples: [
      example({ zh: '发出 60', en: '60 delivered' }, { stockValue: '-624.00', clearingValue: '-624.00' }, [
        ['COGS', 'DEBIT', '624.00'],
        ['INV', 'CREDIT', '624.00'],
      ]),
    ],
  },
  // S6: whoever gives goods away bears their cost and the output VAT on what they would have sold for.
  SALES_GIFT: {
    name: { zh: '赠送（视同销售）', en: 'Gift' },
    word: '记',
    lines: [
      debitOfIssue('SELL', { zh: '赠送 {documentNumber}', en: 'Gift {documentNumber}' }),
      creditOfIssue('INV', 'stockValue', { zh: '赠送出库 {documentNumber}', en: 'Goods given away {documentNumber}' }),
      creditOfIssue('VOUT', 'differenceValue', {
        zh: '视同销售销项税额 {documentNumber}',
        en: 'Output VAT on gift {documentNumber}',
      }),
    ],
    examples: [
      example(
        { zh: '赠送 2，市场价 18.00', en: '2 given away that sell at 18.00' },
        { stockValue: '-20.80', clearingValue: '-25.48', differenceValue: '-4.68' },
        [
          ['SELL', 'DEBIT', '25.48'],
          ['INV', 'CREDIT', '20.80'],
          ['VOUT', 'CREDIT', '4.68'],
        ],
      ),
      example(
        { zh: '撤回', en: 'Taken back' },
        { stockValue: '20.80', clearingValue: '25.48', differenceValue: '4.68' },
        [
          ['SELL', 'DEBIT', '-25.48'],
          ['INV', 'CREDIT', '-20.80'],
          ['VOUT', 'CREDIT', '-4.68'],
        ],
      ),
    ],
  },
  // S3: at what the goods cost when they were delivered.
  SALES_RETURN: received({ zh: '销售退货', en: 'Sales return' }, 'COGS'),
  // S1': goods are with the customer and stay an asset until they are invoiced.
  GOODS_SHIPPED: {
    name: { zh: '发出商品', en: 'Goods shipped, not invoiced' },
    word: '记',
    lines: [
      debitOfIssue('SNI', { zh: '发出商品 {documentNumber}', en: 'Goods shipped, not invoiced {documentNumber}' }),
      creditOfIssue('INV', 'stockValue', { zh: '销售出库 {documentNumber}', en: 'Delivery {documentNumber}' }),
      creditOfIssue('PPV', 'differenceValue', {
        zh: '销售出库差额 {documentNumber}',
        en: 'Difference of delivery {documentNumber}',
      }),
    ],
    examples: [
      example({ zh: '发出 60', en: '60 delivered' }, { stockValue: '-624.00', clearingValue: '-624.00' }, [
        ['SNI', 'DEBIT', '624.00'],
        ['INV', 'CREDIT', '624.00'],
      ]),
    ],
  },
  SHIPPED_GOODS_RETURNED: received({ zh: '发出商品退回', en: 'Shipped goods returned' }, 'SNI'),
  // S1': the share of what is invoiced becomes the cost of sales; in red where less is invoiced than before.
  SHIPPED_GOODS_CHARGED: {
    name: { zh: '结转发出商品成本', en: 'Cost of goods invoiced' },
    word: '记',
    lines: [
      debit('COGS', 'clearingValue', { zh: '结转销售成本 {documentNumber}', en: 'Cost of sales {documentNumber}' }),
      credit('SNI', 'clearingValue', {
        zh: '结转发出商品 {documentNumber}',
        en: 'Shipped goods invoiced {documentNumber}',
      }),
    ],
    examples: [
      example({ zh: '开票 40 / 60', en: '40 of 60 invoiced' }, { clearingValue: '416.00', differenceValue: '416.00' }, [
        ['COGS', 'DEBIT', '416.00'],
        ['SNI', 'CREDIT', '416.00'],
      ]),
      example({ zh: '发票红冲', en: 'Invoice taken back' }, { clearingValue: '-416.00', differenceValue: '-416.00' }, [
        ['COGS', 'DEBIT', '-416.00'],
        ['SNI', 'CREDIT', '-416.00'],
      ]),
    ],
  },
}
