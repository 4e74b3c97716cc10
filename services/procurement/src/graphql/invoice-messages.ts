import type { MessagesFor } from '@erp/graphql-kit'
import type { cancelSupplierInvoice } from '../use-cases/cancel-supplier-invoice.ts'
import type { chooseReceiptEstimates } from '../use-cases/choose-receipt-estimates.ts'
import type { confirmSupplierInvoice, releaseSupplierInvoice } from '../use-cases/confirm-supplier-invoice.ts'
import type { creditPurchaseReturns } from '../use-cases/credit-purchase-returns.ts'
import type { invoiceGoodsReceipts } from '../use-cases/invoice-goods-receipts.ts'
import type { setInvoiceTolerance } from '../use-cases/set-invoice-tolerance.ts'
import type { setToleranceRule } from '../use-cases/set-tolerance-rule.ts'
import type { turnReceiptEstimates } from '../use-cases/turn-receipt-estimates.ts'
import type {
  changeSupplierInvoice,
  createSupplierCreditNote,
  createSupplierInvoice,
} from '../use-cases/write-supplier-invoice.ts'
import { messages } from './messages.ts'

type UseCases =
  | typeof createSupplierInvoice
  | typeof createSupplierCreditNote
  | typeof creditPurchaseReturns
  | typeof changeSupplierInvoice
  | typeof invoiceGoodsReceipts
  | typeof confirmSupplierInvoice
  | typeof releaseSupplierInvoice
  | typeof cancelSupplierInvoice
  | typeof setInvoiceTolerance
  | typeof setToleranceRule
  | typeof chooseReceiptEstimates
  | typeof turnReceiptEstimates

/** A sentence for every refusal of procurement, those about suppliers' invoices included. */
export const allMessages = {
  ...messages,
  SupplierInvoiceNotFound: { en: () => "There is no such supplier's invoice.", zh: () => '采购发票不存在。' },
  SupplierInvoiceStatusWrong: {
    en: ({ status }) => `This cannot be done to an invoice that is ${status}.`,
    zh: ({ status }) => `采购发票当前状态为 ${status}，不能执行此操作。`,
  },
  SupplierInvoiceNumberTaken: {
    en: ({ supplierInvoiceNumber }) => `The supplier's invoice ${supplierInvoiceNumber} is entered already.`,
    zh: ({ supplierInvoiceNumber }) => `供应商发票 ${supplierInvoiceNumber} 已录入。`,
  },
  InvoiceTotalsDisagree: {
    en: ({ total, printed, ofLines }) => `The ${total} printed is ${printed}, but the lines add up to ${ofLines}.`,
    zh: ({ total, printed, ofLines }) => `票面合计（${total}）为 ${printed}，各行合计为 ${ofLines}。`,
  },
  NothingToInvoice: {
    en: ({ received, returned, invoiced }) =>
      `Nothing is left to invoice: ${received} arrived, ${returned} went back or is held, ${invoiced} is invoiced.`,
    zh: ({ received, returned, invoiced }) =>
      `没有可开票数量：已收 ${received}，已退或占用 ${returned}，已开票 ${invoiced}。`,
  },
  PurchaseReturnLineNotFound: {
    en: () => 'There is no such line of goods that went back after their invoice.',
    zh: () => '没有该已开票退货行。',
  },
  NothingToCredit: {
    en: ({ returned, credited }) => `Nothing is left to credit: ${returned} went back, ${credited} is credited.`,
    zh: ({ returned, credited }) => `没有可冲红数量：已退 ${returned}，已冲红 ${credited}。`,
  },
  InvoicedGoodsWentBack: {
    en: ({ returned, left }) =>
      `${returned} of its goods went back after the invoice, and other invoices cover only ${left}: it stands.`,
    zh: ({ returned, left }) => `该发票的货物已退回 ${returned}，其余发票仅覆盖 ${left}，不能取消。`,
  },
  InvoicedGoodsArrived: {
    en: ({ arrived }) => `${arrived} of its goods have come since it charged them: it stands.`,
    zh: ({ arrived }) => `该发票的在途物资已到货 ${arrived}，不能取消。`,
  },
  ReleaseDecidedByApproval: {
    en: () => 'The company has such invoices approved: those who approve decide. Confirm it again to ask them anew.',
    zh: () => '该类发票由审批流决定是否放行；如需重新提交，请再次确认发票。',
  },
  ReleaseNeedsAnother: {
    en: () => 'Who wrote some of an invoice or submitted it does not let it pass.',
    zh: () => '制单人或提交人不能放行发票，须由他人放行。',
  },
  ServiceAccountRuleMissing: {
    en: ({ accountKey }) => `Finance has no account for ${accountKey} of services.`,
    zh: ({ accountKey }) => `财务没有为费用的 ${accountKey} 设置科目。`,
  },
  EstimateChoiceTooEarly: {
    en: ({ takenOn }) => `Something was chosen or received on ${takenOn} already; a choice holds from a later day on.`,
    zh: ({ takenOn }) => `${takenOn} 已有选择或入库单，暂估方式须自其后的日期起生效。`,
  },
  NothingToTurn: {
    en: ({ period, kind }) =>
      kind === 'REVERSAL'
        ? `No estimates are left to take back in ${period}.`
        : `No estimates are left to make anew in ${period}.`,
    zh: ({ period, kind }) => `${period} 没有${kind === 'REVERSAL' ? '待冲回' : '待重新暂估'}的暂估。`,
  },
  EarlierEstimatesTakenBack: {
    en: ({ period }) => `Estimates that ${period} took back have to be made anew at its end first.`,
    zh: ({ period }) => `${period} 冲回的暂估须先在该期末重新暂估。`,
  },
} satisfies MessagesFor<UseCases>
