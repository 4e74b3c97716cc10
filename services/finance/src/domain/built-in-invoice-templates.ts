import { credit, creditOfIssue, debit, debitOfIssue, eitherSide, example } from './template-lines.ts'
import type { TemplateContent } from './voucher-template.ts'

type InvoiceEventKind =
  | 'PURCHASE_RETURN_INVOICED'
  | 'SUPPLIER_INVOICE'
  | 'SUPPLIER_CREDIT_NOTE'
  | 'PURCHASE_VARIANCE'
  | 'FOREIGN_PURCHASE_VARIANCE'
  | 'GOODS_IN_TRANSIT_RECEIVED'

/** The voucher templates a new company starts with for what suppliers charge, and for goods that go back after that. */
export const invoiceTemplates: Readonly<Record<InvoiceEventKind, TemplateContent>> = {
  // P2 and P9: what was received is owed at its own value, services at what they cost, with the tax as printed.
  SUPPLIER_INVOICE: {
    name: { zh: '采购发票', en: 'Supplier invoice' },
    word: '记',
    lines: [
      {
        ...debit('GRIR', 'clearingValue', {
          zh: '冲减暂估应付 {documentNumber}',
          en: 'Clears received, not invoiced {documentNumber}',
        }),
        negated: true,
      },
      debit('EXPENSE', 'netValue', { zh: '费用发票 {documentNumber}', en: 'Services {documentNumber}' }),
      debit('COST-ACC', 'chargeValue', {
        zh: '冲减暂估采购费用 {documentNumber}',
        en: 'Clears purchase charges {documentNumber}',
      }),
      debit('GIT', 'aheadValue', { zh: '在途物资 {documentNumber}', en: 'Goods on their way {documentNumber}' }),
      debit('VIN', 'taxValue', { zh: '进项税额 {documentNumber}', en: 'Input VAT {documentNumber}' }),
      exchangeDifference(),
      credit('AP', 'grossValue', { zh: '应付货款 {documentNumber}', en: 'Owed to supplier {documentNumber}' }),
    ],
    examples: [
      example(
        { zh: '已入库货物', en: 'Goods that were received' },
        { clearingValue: '-1000.00', taxValue: '133.90', grossValue: '1133.90' },
        [
          ['GRIR', 'DEBIT', '1000.00'],
          ['VIN', 'DEBIT', '133.90'],
          ['AP', 'CREDIT', '1133.90'],
        ],
      ),
      example({ zh: '服务', en: 'A service' }, { netValue: '100.00', taxValue: '6.00', grossValue: '106.00' }, [
        ['EXPENSE', 'DEBIT', '100.00'],
        ['VIN', 'DEBIT', '6.00'],
        ['AP', 'CREDIT', '106.00'],
      ]),
      example(
        { zh: '采购费用', en: 'Purchase charges' },
        { chargeValue: '80.00', taxValue: '7.20', grossValue: '87.20' },
        [
          ['COST-ACC', 'DEBIT', '80.00'],
          ['VIN', 'DEBIT', '7.20'],
          ['AP', 'CREDIT', '87.20'],
        ],
      ),
      example(
        { zh: '在途物资', en: 'Goods that have not come' },
        { aheadValue: '600.00', taxValue: '78.00', grossValue: '678.00' },
        [
          ['GIT', 'DEBIT', '600.00'],
          ['VIN', 'DEBIT', '78.00'],
          ['AP', 'CREDIT', '678.00'],
        ],
      ),
      // USD 1,020.00 at 7.20 for goods that came as USD 1,000.00 at 7.10: 144.00 of what it clears is a price variance.
      example(
        { zh: '外币发票，汇率上升', en: 'In another currency, which has risen' },
        { clearingValue: '-7244.00', exchangeValue: '100.00', grossValue: '7344.00' },
        [
          ['GRIR', 'DEBIT', '7244.00'],
          ['FIN.FX', 'DEBIT', '100.00'],
          ['AP', 'CREDIT', '7344.00'],
        ],
      ),
      example(
        { zh: '外币发票，汇率下降', en: 'In another currency, which has fallen' },
        { clearingValue: '-7100.00', exchangeValue: '-100.00', grossValue: '7000.00' },
        [
          ['GRIR', 'DEBIT', '7100.00'],
          ['FIN.FX', 'CREDIT', '100.00'],
          ['AP', 'CREDIT', '7000.00'],
        ],
      ),
      example(
        { zh: '作废', en: 'Taken back' },
        { clearingValue: '1000.00', taxValue: '-133.90', grossValue: '-1133.90' },
        [
          ['GRIR', 'DEBIT', '-1000.00'],
          ['VIN', 'DEBIT', '-133.90'],
          ['AP', 'CREDIT', '-1133.90'],
        ],
      ),
    ],
  },
  // P5, goods leave: the supplier owes what it charged for them until its credit note says so; what they do not carry is a variance.
  PURCHASE_RETURN_INVOICED: {
    name: { zh: '采购退货（已开票）', en: 'Purchase return after invoice' },
    word: '记',
    lines: [
      debitOfIssue('GRIR', { zh: '应收红字发票 {documentNumber}', en: 'To be credited {documentNumber}' }),
      creditOfIssue('INV', 'stockValue', {
        zh: '采购退货出库 {documentNumber}',
        en: 'Purchase return {documentNumber}',
      }),
      {
        ...creditOfIssue('VARIANCE', 'differenceValue', {
          zh: '退货成本差额 {documentNumber}',
          en: 'Cost difference of return {documentNumber}',
        }),
        whenNegative: 'OTHER_SIDE',
      },
    ],
    examples: [
      example(
        { zh: '按发票价退回', en: 'Return at what was charged' },
        { stockValue: '-103.00', clearingValue: '-103.00' },
        [
          ['GRIR', 'DEBIT', '103.00'],
          ['INV', 'CREDIT', '103.00'],
        ],
      ),
      example(
        { zh: '发票价高于账面价值', en: 'Return above carrying value' },
        { stockValue: '-145.46', clearingValue: '-800.00', differenceValue: '-654.54' },
        [
          ['GRIR', 'DEBIT', '800.00'],
          ['INV', 'CREDIT', '145.46'],
          ['VARIANCE', 'CREDIT', '654.54'],
        ],
      ),
      example(
        { zh: '退完最后数量', en: 'Return of the last that is left' },
        { stockValue: '-3.34', clearingValue: '-3.33', differenceValue: '0.01' },
        [
          ['GRIR', 'DEBIT', '3.33'],
          ['INV', 'CREDIT', '3.34'],
          ['VARIANCE', 'DEBIT', '0.01'],
        ],
      ),
    ],
  },
  // P5, the credit note comes: less is owed, and what the return left open is cleared.
  SUPPLIER_CREDIT_NOTE: {
    name: { zh: '红字采购发票', en: "Supplier's credit note" },
    word: '记',
    lines: [
      {
        ...debit('AP', 'grossValue', {
          zh: '冲减应付货款 {documentNumber}',
          en: 'Credited by supplier {documentNumber}',
        }),
        negated: true,
      },
      credit('GRIR', 'clearingValue', {
        zh: '红字发票冲销退货 {documentNumber}',
        en: 'Clears what went back {documentNumber}',
      }),
      creditOfIssue('VIN', 'taxValue', {
        zh: '冲减进项税额 {documentNumber}',
        en: 'Input VAT credited {documentNumber}',
      }),
      exchangeDifference(),
    ],
    examples: [
      example(
        { zh: '外币红字发票，汇率上升', en: 'In another currency, which has risen' },
        { clearingValue: '7200.00', exchangeValue: '-100.00', grossValue: '-7300.00' },
        [
          ['AP', 'DEBIT', '7300.00'],
          ['GRIR', 'CREDIT', '7200.00'],
          ['FIN.FX', 'CREDIT', '100.00'],
        ],
      ),
      example(
        { zh: '退回货物', en: 'Goods that went back' },
        { clearingValue: '103.00', taxValue: '-13.39', grossValue: '-116.39' },
        [
          ['AP', 'DEBIT', '116.39'],
          ['GRIR', 'CREDIT', '103.00'],
          ['VIN', 'CREDIT', '13.39'],
        ],
      ),
      example({ zh: '作废', en: 'Taken back' }, { clearingValue: '-103.00', taxValue: '13.39', grossValue: '116.39' }, [
        ['AP', 'DEBIT', '-116.39'],
        ['GRIR', 'CREDIT', '-103.00'],
        ['VIN', 'CREDIT', '-13.39'],
      ]),
    ],
  },
  // P2v: goods still there bear their share, those gone the rest; at standard cost all of it is a variance to that cost.
  PURCHASE_VARIANCE: {
    name: { zh: '采购发票差异', en: 'Price variance of an invoice' },
    word: '记',
    lines: [
      debit('INV', 'stockValue', {
        zh: '采购差异计入存货 {documentNumber}',
        en: 'Price variance of stock {documentNumber}',
      }),
      debit('VARIANCE', 'differenceValue', {
        zh: '采购差异计入成本 {documentNumber}',
        en: 'Price variance of goods gone {documentNumber}',
      }),
      credit('AP', 'clearingValue', { zh: '应付货款 {documentNumber}', en: 'Owed to supplier {documentNumber}' }),
    ],
    examples: [
      example(
        { zh: '部分已出库', en: 'Part of it gone' },
        { stockValue: '27.00', clearingValue: '30.00', differenceValue: '3.00' },
        [
          ['INV', 'DEBIT', '27.00'],
          ['VARIANCE', 'DEBIT', '3.00'],
          ['AP', 'CREDIT', '30.00'],
        ],
      ),
      example({ zh: '低于入库价', en: 'Cheaper than received' }, { stockValue: '-8.00', clearingValue: '-8.00' }, [
        ['INV', 'DEBIT', '-8.00'],
        ['AP', 'CREDIT', '-8.00'],
      ]),
    ],
  },
  // P3, goods come that were charged before: their receipt owes nothing for them.
  GOODS_IN_TRANSIT_RECEIVED: {
    name: { zh: '在途物资到货', en: 'Arrival of goods charged before' },
    word: '记',
    lines: [
      {
        ...debit('GRIR', 'clearingValue', {
          zh: '冲减暂估应付 {documentNumber}',
          en: 'Clears received, not invoiced {documentNumber}',
        }),
        negated: true,
      },
      credit('GIT', 'grossValue', {
        zh: '在途物资到货 {documentNumber}',
        en: 'Goods on their way came {documentNumber}',
      }),
    ],
    examples: [
      example({ zh: '到货 60 × 10.00', en: '60 at 10.00 came' }, { clearingValue: '-600.00', grossValue: '600.00' }, [
        ['GRIR', 'DEBIT', '600.00'],
        ['GIT', 'CREDIT', '600.00'],
      ]),
    ],
  },
  // P2v of an invoice in another currency: its own voucher owes the supplier all of it, so this one clears what came.
  FOREIGN_PURCHASE_VARIANCE: {
    name: { zh: '外币采购发票差异', en: 'Price variance of an invoice in another currency' },
    word: '记',
    lines: [
      debit('INV', 'stockValue', {
        zh: '采购差异计入存货 {documentNumber}',
        en: 'Price variance of stock {documentNumber}',
      }),
      debit('VARIANCE', 'differenceValue', {
        zh: '采购差异计入成本 {documentNumber}',
        en: 'Price variance of goods gone {documentNumber}',
      }),
      credit('GRIR', 'clearingValue', {
        zh: '冲销暂估应付 {documentNumber}',
        en: 'Clears received, not invoiced {documentNumber}',
      }),
    ],
    examples: [
      example(
        { zh: '价格上涨 20 × 7.20', en: 'Dearer by 20 at 7.20' },
        { stockValue: '144.00', clearingValue: '144.00' },
        [
          ['INV', 'DEBIT', '144.00'],
          ['GRIR', 'CREDIT', '144.00'],
        ],
      ),
    ],
  },
}

/** What goods cost more, or less, because the rate has moved since they came or were invoiced (P2f). */
function exchangeDifference() {
  return eitherSide('FIN.FX', 'DEBIT', 'exchangeValue', {
    zh: '汇兑差额 {documentNumber}',
    en: 'Exchange difference {documentNumber}',
  })
}
