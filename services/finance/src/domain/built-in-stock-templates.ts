import type { billingTemplates } from './built-in-billing-templates.ts'
import type { deliveryTemplates } from './built-in-delivery-templates.ts'
import type { disposalTemplates } from './built-in-disposal-templates.ts'
import type { estimateTemplates } from './built-in-estimate-templates.ts'
import type { expenseTemplates } from './built-in-expense-templates.ts'
import type { invoiceTemplates } from './built-in-invoice-templates.ts'
import type { CurrentEventKind } from './business-event.ts'
import {
  credit,
  creditOfIssue,
  debit,
  debitOfIssue,
  eitherSide,
  example,
  inTransit,
  issued,
  movedValue,
  received,
  taxTransferredOut,
} from './template-lines.ts'
import type { TemplateContent } from './voucher-template.ts'

type StockEventKind = Exclude<
  CurrentEventKind,
  | 'PURCHASE_RECEIPT'
  | 'PURCHASE_RETURN_UNINVOICED'
  | keyof typeof invoiceTemplates
  | keyof typeof estimateTemplates
  | keyof typeof billingTemplates
  | keyof typeof deliveryTemplates
  | keyof typeof disposalTemplates
  | keyof typeof expenseTemplates
>

/** The voucher templates a new company starts with for what happens to stock beside purchases and sales. */
export const stockTemplates: Readonly<Record<StockEventKind, TemplateContent>> = {
  // P6: goods still there bear their share, those in transit too; the cost of sales bears that of those that have left.
  LANDED_COST: {
    name: { zh: '采购费用分摊', en: 'Landed cost' },
    word: '记',
    lines: [
      debit('INV', 'stockValue', {
        zh: '采购费用计入存货 {documentNumber}',
        en: 'Landed cost of stock {documentNumber}',
      }),
      inTransit,
      debit('COGS', 'differenceValue', {
        zh: '采购费用计入成本 {documentNumber}',
        en: 'Landed cost of goods sold {documentNumber}',
      }),
      credit('COST-ACC', 'clearingValue', {
        zh: '暂估采购费用 {documentNumber}',
        en: 'Purchase charges {documentNumber}',
      }),
    ],
    examples: [
      example({ zh: '全部在库', en: 'All of it on hand' }, { stockValue: '80.00', clearingValue: '80.00' }, [
        ['INV', 'DEBIT', '80.00'],
        ['COST-ACC', 'CREDIT', '80.00'],
      ]),
      example(
        { zh: '部分已出库', en: 'Part of it gone' },
        { stockValue: '27.00', clearingValue: '30.00', differenceValue: '3.00' },
        [
          ['INV', 'DEBIT', '27.00'],
          ['COGS', 'DEBIT', '3.00'],
          ['COST-ACC', 'CREDIT', '30.00'],
        ],
      ),
    ],
  },
  // T2: the exact value that left one area enters the other.
  STOCK_TRANSFER: {
    name: { zh: '调拨', en: 'Stock transfer' },
    word: '记',
    lines: movedValue({ zh: '调拨 {documentNumber}', en: 'Stock transfer {documentNumber}' }),
    examples: [
      example({ zh: '调入', en: 'Into the area' }, { stockValue: '232.53', clearingValue: '232.53' }, [
        ['INV', 'DEBIT', '232.53'],
      ]),
      example({ zh: '调出', en: 'Out of the area' }, { stockValue: '-232.53', clearingValue: '-232.53' }, [
        ['INV', 'CREDIT', '232.53'],
      ]),
    ],
  },
  // T3, first leg: from stock into transit.
  TRANSFER_SHIPMENT: {
    name: { zh: '调拨发出', en: 'Transfer shipped' },
    word: '记',
    lines: [inTransit, ...movedValue({ zh: '调拨发出 {documentNumber}', en: 'Transfer shipped {documentNumber}' })],
    examples: [
      example({ zh: '离开仓库', en: 'Leaves the warehouse' }, { stockValue: '-206.00', clearingValue: '-206.00' }, [
        ['INV', 'CREDIT', '206.00'],
      ]),
      example({ zh: '进入在途', en: 'Is on its way' }, { transitValue: '206.00', clearingValue: '206.00' }, [
        ['TRN', 'DEBIT', '206.00'],
      ]),
    ],
  },
  // T3, second leg: from transit into stock.
  TRANSFER_RECEIPT: {
    name: { zh: '调拨接收', en: 'Transfer received' },
    word: '记',
    lines: [...movedValue({ zh: '调拨接收 {documentNumber}', en: 'Transfer received {documentNumber}' }), inTransit],
    examples: [
      example({ zh: '入库', en: 'Enters the warehouse' }, { stockValue: '206.00', clearingValue: '206.00' }, [
        ['INV', 'DEBIT', '206.00'],
      ]),
      example(
        { zh: '离开在途', en: 'Is no longer on its way' },
        { transitValue: '-206.00', clearingValue: '-206.00' },
        [['TRN', 'CREDIT', '206.00']],
      ),
    ],
  },
  // T3, what never arrived: to the losses that wait for a decision, with its input VAT.
  TRANSFER_LOSS: {
    name: { zh: '调拨途损', en: 'Lost in transfer' },
    word: '记',
    lines: [
      debitOfIssue('SUS', { zh: '调拨途损 {documentNumber}', en: 'Lost in transfer {documentNumber}' }),
      creditOfIssue('TRN', 'transitValue', {
        zh: '在途减少 {documentNumber}',
        en: 'No longer in transit {documentNumber}',
      }),
      taxTransferredOut,
    ],
    examples: [
      example(
        { zh: '途损并转出进项税', en: 'Lost, with input VAT' },
        { transitValue: '-100.00', clearingValue: '-113.00', differenceValue: '-13.00' },
        [
          ['SUS', 'DEBIT', '113.00'],
          ['TRN', 'CREDIT', '100.00'],
          ['VX', 'CREDIT', '13.00'],
        ],
      ),
    ],
  },
  // C1: the loss waits for a decision, with the input VAT of an abnormal loss.
  STOCKTAKE_LOSS: {
    name: { zh: '盘亏', en: 'Stocktake loss' },
    word: '记',
    lines: [
      debitOfIssue('SUS', { zh: '盘亏 {documentNumber}', en: 'Stocktake loss {documentNumber}' }),
      creditOfIssue('INV', 'stockValue', { zh: '盘亏出库 {documentNumber}', en: 'Stock lost {documentNumber}' }),
      taxTransferredOut,
    ],
    examples: [
      example(
        { zh: '非正常损失', en: 'Abnormal loss' },
        { stockValue: '-23.25', clearingValue: '-26.27', differenceValue: '-3.02' },
        [
          ['SUS', 'DEBIT', '26.27'],
          ['INV', 'CREDIT', '23.25'],
          ['VX', 'CREDIT', '3.02'],
        ],
      ),
    ],
  },
  // C2: the gain waits for a decision.
  STOCKTAKE_GAIN: received({ zh: '盘盈', en: 'Stocktake gain' }, 'SUS'),
  // C3: with input VAT where it is due.
  STOCK_SCRAP: issued({ zh: '报废', en: 'Scrap' }, 'SCRAP'),
  // C4: stock becomes worth more or less, and somebody bears it.
  COST_ADJUSTMENT: {
    name: { zh: '成本调整', en: 'Cost adjustment' },
    word: '记',
    lines: [
      debit('INV', 'stockValue', { zh: '成本调整 {documentNumber}', en: 'Cost adjustment {documentNumber}' }),
      debit('COGS', 'differenceValue', {
        zh: '成本调整差额 {documentNumber}',
        en: 'Cost adjustment, goods gone {documentNumber}',
      }),
      credit('ADJ', 'clearingValue', {
        zh: '成本调整对方 {documentNumber}',
        en: 'Cost adjustment, counterpart {documentNumber}',
      }),
    ],
    examples: [
      example({ zh: '调增', en: 'Worth more' }, { stockValue: '36.00', clearingValue: '36.00' }, [
        ['INV', 'DEBIT', '36.00'],
        ['ADJ', 'CREDIT', '36.00'],
      ]),
      example({ zh: '调减', en: 'Worth less' }, { stockValue: '-36.00', clearingValue: '-36.00' }, [
        ['INV', 'DEBIT', '-36.00'],
        ['ADJ', 'CREDIT', '-36.00'],
      ]),
    ],
  },
  // O1: against the clearing account that is empty before the first month closes.
  OPENING_STOCK: received({ zh: '期初库存', en: 'Opening stock' }, 'OPENING'),
  OTHER_RECEIPT: received({ zh: '其他入库', en: 'Other receipt' }, 'OTHER-IN'),
  OTHER_ISSUE: issued({ zh: '其他出库', en: 'Other issue' }, 'OTHER-OUT'),
  STOCK_ASSEMBLY: {
    name: { zh: '组装拆卸', en: 'Assembly' },
    word: '记',
    lines: movedValue({ zh: '组装拆卸 {documentNumber}', en: 'Assembly {documentNumber}' }),
    examples: [
      example({ zh: '产出', en: 'Comes out' }, { stockValue: '45.30', clearingValue: '45.30' }, [
        ['INV', 'DEBIT', '45.30'],
      ]),
      example({ zh: '投入', en: 'Goes in' }, { stockValue: '-45.30', clearingValue: '-45.30' }, [
        ['INV', 'CREDIT', '45.30'],
      ]),
    ],
  },
  // What stock becomes worth under another method or standard cost, as a variance.
  COSTING_CHANGE: {
    name: { zh: '计价变更', en: 'Change of costing' },
    word: '记',
    lines: [
      eitherSide('INV', 'DEBIT', 'stockValue', {
        zh: '计价变更 {documentNumber}',
        en: 'Change of costing {documentNumber}',
      }),
      eitherSide('PPV', 'CREDIT', 'clearingValue', {
        zh: '计价变更差异 {documentNumber}',
        en: 'Variance of costing {documentNumber}',
      }),
      eitherSide('PPV', 'DEBIT', 'differenceValue', {
        zh: '计价变更差额 {documentNumber}',
        en: 'Rest of costing {documentNumber}',
      }),
    ],
    examples: [
      example({ zh: '低于现值', en: 'Less than before' }, { stockValue: '-12.00', clearingValue: '-12.00' }, [
        ['INV', 'CREDIT', '12.00'],
        ['PPV', 'DEBIT', '12.00'],
      ]),
    ],
  },
}
