import { billingTemplates } from './built-in-billing-templates.ts'
import { deliveryTemplates } from './built-in-delivery-templates.ts'
import { disposalTemplates } from './built-in-disposal-templates.ts'
import { estimateTemplates } from './built-in-estimate-templates.ts'
import { expenseTemplates } from './built-in-expense-templates.ts'
import { invoiceTemplates } from './built-in-invoice-templates.ts'
import { stockTemplates } from './built-in-stock-templates.ts'
import type { CurrentEventKind } from './business-event.ts'
import type { TemplateContent } from './voucher-template.ts'

/** The voucher templates a new company starts with, by the event they answer. */
export const builtInTemplates: Readonly<Record<CurrentEventKind, TemplateContent>> = {
  ...stockTemplates,
  ...invoiceTemplates,
  ...estimateTemplates,
  ...billingTemplates,
  ...deliveryTemplates,
  ...disposalTemplates,
  ...expenseTemplates,
  // P1, purchase receipt: Dr INV · Cr GRIR at the receipt's own value; at standard cost the difference goes to PPV.
  PURCHASE_RECEIPT: {
    name: { zh: '采购入库（暂估）', en: 'Purchase receipt, not invoiced' },
    word: '记',
    lines: [
      {
        accountKey: 'INV',
        side: 'DEBIT',
        amount: 'stockValue',
        negated: false,
        whenNegative: 'RED',
        summary: { zh: '采购入库 {documentNumber}', en: 'Purchase receipt {documentNumber}' },
      },
      {
        accountKey: 'PPV',
        side: 'DEBIT',
        amount: 'differenceValue',
        negated: false,
        whenNegative: 'OTHER_SIDE',
        summary: { zh: '采购价差 {documentNumber}', en: 'Purchase price variance {documentNumber}' },
      },
      {
        accountKey: 'GRIR',
        side: 'CREDIT',
        amount: 'clearingValue',
        negated: false,
        whenNegative: 'RED',
        summary: { zh: '暂估应付 {documentNumber}', en: 'Received, not invoiced {documentNumber}' },
      },
    ],
    examples: [
      {
        name: { zh: '入库 100 × 10.00', en: 'Receipt of 100 at 10.00' },
        currency: 'CNY',
        amounts: { stockValue: '1000.00', clearingValue: '1000.00', differenceValue: '0.00' },
        expected: [
          { accountKey: 'INV', side: 'DEBIT', amount: '1000.00' },
          { accountKey: 'GRIR', side: 'CREDIT', amount: '1000.00' },
        ],
      },
      {
        name: { zh: '高于标准成本', en: 'Dearer than standard cost' },
        currency: 'CNY',
        amounts: { stockValue: '1000.00', clearingValue: '1030.00', differenceValue: '30.00' },
        expected: [
          { accountKey: 'INV', side: 'DEBIT', amount: '1000.00' },
          { accountKey: 'PPV', side: 'DEBIT', amount: '30.00' },
          { accountKey: 'GRIR', side: 'CREDIT', amount: '1030.00' },
        ],
      },
      {
        name: { zh: '低于标准成本', en: 'Cheaper than standard cost' },
        currency: 'CNY',
        amounts: { stockValue: '1000.00', clearingValue: '980.00', differenceValue: '-20.00' },
        expected: [
          { accountKey: 'INV', side: 'DEBIT', amount: '1000.00' },
          { accountKey: 'PPV', side: 'CREDIT', amount: '20.00' },
          { accountKey: 'GRIR', side: 'CREDIT', amount: '980.00' },
        ],
      },
    ],
  },
  // P4, return before invoice: GRIR is cleared in full, stock leaves at its carrying share, the rest goes back to COGS.
  PURCHASE_RETURN_UNINVOICED: {
    name: { zh: '采购退货（未开票）', en: 'Purchase return before invoice' },
    word: '记',
    lines: [
      {
        accountKey: 'GRIR',
        side: 'DEBIT',
        amount: 'clearingValue',
        negated: true,
        whenNegative: 'RED',
        summary: { zh: '冲减暂估应付 {documentNumber}', en: 'Clears received, not invoiced {documentNumber}' },
      },
      {
        accountKey: 'INV',
        side: 'CREDIT',
        amount: 'stockValue',
        negated: true,
        whenNegative: 'RED',
        summary: { zh: '采购退货出库 {documentNumber}', en: 'Purchase return {documentNumber}' },
      },
      {
        accountKey: 'COGS',
        side: 'CREDIT',
        amount: 'differenceValue',
        negated: true,
        whenNegative: 'OTHER_SIDE',
        summary: { zh: '退货成本差额 {documentNumber}', en: 'Cost difference of return {documentNumber}' },
      },
    ],
    examples: [
      {
        name: { zh: '按原价退回', en: 'Return at carrying value' },
        currency: 'CNY',
        amounts: { stockValue: '-112.00', clearingValue: '-112.00', differenceValue: '0.00' },
        expected: [
          { accountKey: 'GRIR', side: 'DEBIT', amount: '112.00' },
          { accountKey: 'INV', side: 'CREDIT', amount: '112.00' },
        ],
      },
      {
        name: { zh: '原价高于账面价值', en: 'Return above carrying value' },
        currency: 'CNY',
        amounts: { stockValue: '-145.46', clearingValue: '-800.00', differenceValue: '-654.54' },
        expected: [
          { accountKey: 'GRIR', side: 'DEBIT', amount: '800.00' },
          { accountKey: 'INV', side: 'CREDIT', amount: '145.46' },
          { accountKey: 'COGS', side: 'CREDIT', amount: '654.54' },
        ],
      },
      {
        name: { zh: '退完最后数量', en: 'Return of the last that is left' },
        currency: 'CNY',
        amounts: { stockValue: '-3.34', clearingValue: '-3.33', differenceValue: '0.01' },
        expected: [
          { accountKey: 'GRIR', side: 'DEBIT', amount: '3.33' },
          { accountKey: 'INV', side: 'CREDIT', amount: '3.34' },
          { accountKey: 'COGS', side: 'DEBIT', amount: '0.01' },
        ],
      },
    ],
  },
}
