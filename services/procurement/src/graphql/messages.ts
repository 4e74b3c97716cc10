import type { MessagesFor } from '@erp/graphql-kit'
import { formatMoney } from '@erp/values'
import type { amendPurchaseOrder } from '../use-cases/amend-purchase-order.ts'
import type { awardQuotations } from '../use-cases/award-quotations.ts'
import type { cancelGoodsReceipt } from '../use-cases/cancel-goods-receipt.ts'
import type { cancelPurchaseOrder } from '../use-cases/cancel-purchase-order.ts'
import type { cancelPurchaseReturn } from '../use-cases/cancel-purchase-return.ts'
import type { changeSupplier } from '../use-cases/change-supplier.ts'
import type { closePurchaseOrderLines } from '../use-cases/close-purchase-order-lines.ts'
import type { confirmGoodsReceipt } from '../use-cases/confirm-goods-receipt.ts'
import type { confirmPurchaseOrder, overrideBudgetHold } from '../use-cases/confirm-purchase-order.ts'
import type { confirmPurchaseReturn } from '../use-cases/confirm-purchase-return.ts'
import type { createGoodsReceipt } from '../use-cases/create-goods-receipt.ts'
import type { createPurchaseOrder } from '../use-cases/create-purchase-order.ts'
import type { createPurchaseReturn } from '../use-cases/create-purchase-return.ts'
import type { createSupplier } from '../use-cases/create-supplier.ts'
import type { importSupplierPriceList } from '../use-cases/import-supplier-price-list.ts'
import type { orderRequisitions } from '../use-cases/order-requisitions.ts'
import type { recordSupplierQuotation } from '../use-cases/record-supplier-quotation.ts'
import type { closeRequestForQuotation, createRequestForQuotation } from '../use-cases/request-quotations.ts'
import type { confirmSupplierBankAccounts } from '../use-cases/set-supplier-bank-accounts.ts'
import type {
  cancelPurchaseRequisition,
  closePurchaseRequisition,
  overrideRequisitionBudgetHold,
  submitPurchaseRequisition,
} from '../use-cases/settle-purchase-requisition.ts'
import type { simulateDraftGoodsReceipt, simulateGoodsReceipt } from '../use-cases/simulate-goods-receipt.ts'
import type { changePaymentTerm, createPaymentTerm } from '../use-cases/write-payment-term.ts'
import type { changePurchaseRequisition, createPurchaseRequisition } from '../use-cases/write-purchase-requisition.ts'
import type { changeSupplierPriceList, createSupplierPriceList } from '../use-cases/write-supplier-price-list.ts'

type UseCases =
  | typeof createSupplier
  | typeof changeSupplier
  | typeof createPaymentTerm
  | typeof changePaymentTerm
  | typeof createSupplierPriceList
  | typeof changeSupplierPriceList
  | typeof importSupplierPriceList
  | typeof createPurchaseRequisition
  | typeof changePurchaseRequisition
  | typeof submitPurchaseRequisition
  | typeof cancelPurchaseRequisition
  | typeof closePurchaseRequisition
  | typeof overrideRequisitionBudgetHold
  | typeof orderRequisitions
  | typeof createRequestForQuotation
  | typeof recordSupplierQuotation
  | typeof closeRequestForQuotation
  | typeof awardQuotations
  | typeof createPurchaseOrder
  | typeof confirmPurchaseOrder
  | typeof overrideBudgetHold
  | typeof confirmSupplierBankAccounts
  | typeof amendPurchaseOrder
  | typeof cancelPurchaseOrder
  | typeof closePurchaseOrderLines
  | typeof createGoodsReceipt
  | typeof confirmGoodsReceipt
  | typeof cancelGoodsReceipt
  | typeof simulateGoodsReceipt
  | typeof simulateDraftGoodsReceipt
  | typeof createPurchaseReturn
  | typeof confirmPurchaseReturn
  | typeof cancelPurchaseReturn

/** A sentence for every refusal of procurement; a missing one does not compile. */
export const messages = {
  CompanyNotReady: {
    en: () => 'The company is closed for new business, or still being set up; try again in a moment.',
    zh: () => '公司已停用，或资料正在同步，请稍后再试。',
  },
  PurchaseOrderNotHeldForBudget: {
    en: () => 'The order is not held for want of budget.',
    zh: () => '该采购订单并非因超预算而冻结。',
  },
  BudgetOverrideNeedsAnother: {
    en: () => 'Who wrote some of the order or submitted it does not let it through; somebody else has to.',
    zh: () => '制单人或提交人不能放行订单，须由他人放行。',
  },
  RequisitionNotHeldForBudget: {
    en: () => 'The requisition is not held for want of budget.',
    zh: () => '该请购单并非因超预算而冻结。',
  },
  RequisitionBudgetOverrideNeedsAnother: {
    en: () => 'Who wrote some of the requisition or submitted it does not let it through; somebody else has to.',
    zh: () => '制单人或提交人不能放行请购单，须由他人放行。',
  },
  BankAccountsNeedAnother: {
    en: () => 'You said where this supplier is paid; somebody else has to confirm it.',
    zh: () => '该供应商的银行账户由您设置，须由他人复核。',
  },
  NoBankAccountToConfirm: {
    en: () => 'No account of this supplier waits to be confirmed.',
    zh: () => '该供应商没有待复核的银行账户。',
  },
  AmendmentBeyondApproval: {
    en: ({ approved, amended }) =>
      `Approved up to ${formatMoney(approved)}; the amendment comes to ${formatMoney(amended)}. Order the rest anew.`,
    zh: ({ approved, amended }) =>
      `审批金额为 ${formatMoney(approved)}，修订后为 ${formatMoney(amended)}，超出部分请另行下单。`,
  },
  SupplierNotFound: { en: () => 'There is no such supplier.', zh: () => '供应商不存在。' },
  SupplierInactive: {
    en: () => 'Nothing more is bought from this supplier.',
    zh: () => '供应商已停用，不能再采购。',
  },
  SupplierPaymentTermNotFound: { en: () => 'There is no such payment term.', zh: () => '付款条件不存在。' },
  SupplierPaymentTermCodeTaken: {
    en: ({ paymentTermCode }) => `Another payment term already has the code ${paymentTermCode}.`,
    zh: ({ paymentTermCode }) => `付款条件代码 ${paymentTermCode} 已被使用。`,
  },
  SupplierCodeTaken: {
    en: ({ supplierCode }) => `Another supplier already has the code ${supplierCode}.`,
    zh: ({ supplierCode }) => `供应商代码 ${supplierCode} 已被使用。`,
  },
  SupplierGroupOutOfReach: {
    en: ({ supplierGroup }) =>
      supplierGroup === null
        ? 'You may see some groups of suppliers only; name one of them.'
        : `You may not see suppliers of the group ${supplierGroup}.`,
    zh: ({ supplierGroup }) =>
      supplierGroup === null
        ? '您的数据权限限于部分供应商组，请填写其中之一。'
        : `供应商组 ${supplierGroup} 不在您的数据权限内。`,
  },
  SupplierPriceListNotFound: { en: () => 'There is no such price list of a supplier.', zh: () => '采购价目表不存在。' },
  SupplierPriceListCodeTaken: {
    en: ({ priceListCode }) => `Another price list already has the code ${priceListCode}.`,
    zh: ({ priceListCode }) => `价目表代码 ${priceListCode} 已被使用。`,
  },
  SupplierPriceRowsInvalid: {
    en: ({ rows }) => `Nothing was imported: something is wrong with ${rows.length} rows.`,
    zh: ({ rows }) => `未导入任何价格：${rows.length} 处错误。`,
  },
  PriceNotFound: {
    en: ({ quantity, unit }) => `No price list has a price for ${quantity} ${unit}; give one.`,
    zh: ({ quantity, unit }) => `价目表中没有 ${quantity} ${unit} 的价格，请填写单价。`,
  },
  AgreementExceeded: {
    en: ({ agreed, ordered, requested, open }) =>
      `${requested} is more than the ${open} left: ${agreed} is agreed, ${ordered} is ordered. Give the price of the rest.`,
    zh: ({ agreed, ordered, requested, open }) =>
      `超出框架协议：协议 ${agreed}，已下单 ${ordered}，余 ${open}，本单 ${requested}；超出部分请填写单价。`,
  },
  ItemUnknown: { en: () => 'There is no such item.', zh: () => '物料不存在。' },
  ItemInactive: { en: () => 'The item is not dealt in any more.', zh: () => '物料已停用。' },
  ItemNotStocked: {
    en: () => 'A service does not lie in a warehouse and cannot be received.',
    zh: () => '服务类物料不能入库。',
  },
  UnitUnknown: {
    en: ({ unit, known }) => `The item has no unit ${unit}; it has ${known.join(', ')}.`,
    zh: ({ unit, known }) => `物料没有单位 ${unit}，可用单位：${known.join('、')}。`,
  },
  QuantityInvalid: {
    en: ({ text, problem }) => `${text} is not a quantity: ${quantityProblemsEn[problem]}.`,
    zh: ({ text, problem }) => `数量 ${text} 无效：${quantityProblemsZh[problem]}。`,
  },
  QuantityNotExact: {
    en: ({ quantity, numerator, denominator }) =>
      `${quantity} × ${numerator}/${denominator} is no exact quantity with six decimals.`,
    zh: ({ quantity, numerator, denominator }) =>
      `${quantity} × ${numerator}/${denominator} 无法换算为最多六位小数的数量。`,
  },
  TaxCodeUnknown: { en: () => 'There is no such active VAT code.', zh: () => '税码不存在或已停用。' },
  PurchaseRequisitionNotFound: { en: () => 'There is no such requisition.', zh: () => '请购单不存在。' },
  PurchaseRequisitionStatusWrong: {
    en: ({ status, allowed }) => `The requisition is ${status}; it would have to be ${allowed.join(' or ')}.`,
    zh: ({ status, allowed }) => `请购单当前状态为 ${status}，须为 ${allowed.join('、')}。`,
  },
  RequisitionLineNotFound: { en: () => 'There is no such requisition line.', zh: () => '请购行不存在。' },
  RequisitionExceeded: {
    en: ({ needed, ordered, requested, open }) =>
      `${requested} is more than the ${open} open: ${needed} is needed, ${ordered} is ordered.`,
    zh: ({ needed, ordered, requested, open }) =>
      `超出请购数量：请购 ${needed}，已下单 ${ordered}，未下单 ${open}，本次 ${requested}。`,
  },
  RequestForQuotationNotFound: { en: () => 'There is no such request for quotation.', zh: () => '询价单不存在。' },
  RequestForQuotationClosed: {
    en: ({ closeReason }) => `The request for quotation is closed: ${closeReason}`,
    zh: ({ closeReason }) => `询价单已关闭：${closeReason}`,
  },
  RequestLineNotFound: { en: () => 'There is no such line of the request.', zh: () => '询价行不存在。' },
  NotQuoted: {
    en: () => 'The supplier was not asked, or did not answer for the line.',
    zh: () => '供应商未被询价，或未对该行报价。',
  },
  SupplierQuotationExpired: {
    en: ({ expiresOn }) => `The supplier's prices held until ${expiresOn}.`,
    zh: ({ expiresOn }) => `该供应商报价有效期至 ${expiresOn}。`,
  },
  RequestExceeded: {
    en: ({ asked, ordered, requested, open }) =>
      `${requested} is more than the ${open} open: ${asked} was asked for, ${ordered} is ordered.`,
    zh: ({ asked, ordered, requested, open }) =>
      `超出询价数量：询价 ${asked}，已下单 ${ordered}，未下单 ${open}，本次 ${requested}。`,
  },
  PurchaseOrderNotFound: { en: () => 'There is no such purchase order.', zh: () => '采购订单不存在。' },
  PurchaseOrderNotDraft: {
    en: ({ status }) => `Only a draft can be confirmed or given up; this order is ${status}.`,
    zh: ({ status }) => `只有草稿才能确认或取消，当前状态为 ${status}。`,
  },
  PurchaseOrderNotConfirmed: {
    en: ({ status }) => `The purchase order has to be confirmed first; it is ${status}.`,
    zh: ({ status }) => `采购订单尚未确认，当前状态为 ${status}。`,
  },
  PurchaseOrderLineNotFound: {
    en: () => 'There is no such purchase order line, or it was taken out of its order.',
    zh: () => '采购订单行不存在，或已从订单中删除。',
  },
  PurchaseOrderLineClosed: {
    en: () => 'The rest of the order line was given up; order anew what is wanted after all.',
    zh: () => '采购订单行已关闭，如仍需要请另行下单。',
  },
  GoodsBeingCharged: {
    en: ({ supplierInvoiceNumber }) =>
      `${supplierInvoiceNumber} charges these goods and is being confirmed or taken back; confirm the receipt once that is done.`,
    zh: ({ supplierInvoiceNumber }) => `该货物的发票 ${supplierInvoiceNumber} 正在确认或取消，请待其完成后再确认入库。`,
  },
  ChargedGoodsNotCome: {
    en: ({ inTransit }) =>
      `${inTransit} of it are charged and have not come; wait for them, or take their invoice back.`,
    zh: ({ inTransit }) => `有 ${inTransit} 已开票未到货，请等待到货或先取消发票。`,
  },
  QuantityBelowReceived: {
    en: ({ received, ordered, allowed }) =>
      `${received} has arrived already; an order of ${ordered} (${allowed} with tolerance) would be below that.`,
    zh: ({ received, ordered, allowed }) =>
      `已收 ${received}，订购数量 ${ordered}（含允差 ${allowed}）不能低于已收数量。`,
  },
  LineAlreadyReceived: {
    en: ({ received }) => `${received} of this line has arrived; it cannot be taken out.`,
    zh: ({ received }) => `该行已收货 ${received}，不能删除。`,
  },
  WarehouseUnknown: { en: () => 'There is no such warehouse.', zh: () => '仓库不存在。' },
  WarehouseInactive: { en: () => 'The warehouse is not used any more.', zh: () => '仓库已停用。' },
  OverReceipt: {
    en: ({ ordered, received, requested, tolerance, allowed, unit }) =>
      `${requested} ${unit} is too much: ${received} of ${ordered} has arrived, and ${allowed} is allowed (${tolerance} %).`,
    zh: ({ ordered, received, requested, tolerance, allowed, unit }) =>
      `超量收货：订购 ${ordered} ${unit}，已收 ${received}，本次 ${requested}，允许 ${allowed}（允差 ${tolerance}%）。`,
  },
  VoucherTemplateMissing: {
    en: ({ eventKind }) => `Finance has no active voucher template for ${eventKind}.`,
    zh: ({ eventKind }) => `财务没有启用 ${eventKind} 的凭证模板。`,
  },
  AccountRuleMissing: {
    en: ({ accountKey, itemClass }) => `Finance has no account for ${accountKey} of ${itemClass}.`,
    zh: ({ accountKey, itemClass }) => `财务没有为 ${itemClass} 的 ${accountKey} 设置科目。`,
  },
  GoodsReceiptNotFound: { en: () => 'There is no such goods receipt.', zh: () => '入库单不存在。' },
  GoodsReceiptNotDraft: {
    en: ({ status }) => `Only a draft can be confirmed or given up; this receipt is ${status}.`,
    zh: ({ status }) => `只有草稿才能确认或取消，当前状态为 ${status}。`,
  },
  GoodsReceiptLineNotFound: {
    en: () => 'There is no such line of a confirmed goods receipt.',
    zh: () => '已确认的入库单中没有该行。',
  },
  ReturnExceedsReceived: {
    en: ({ requested, available, received, returned, invoiced }) =>
      `${requested} cannot go back: ${received} arrived, ${returned} went back or is held, ${invoiced} is invoiced, ${available} is left.`,
    zh: ({ requested, available, received, returned, invoiced }) =>
      `不能退 ${requested}：已收 ${received}，已退或占用 ${returned}，已开票 ${invoiced}，可退 ${available}。`,
  },
  ReturnExceedsInvoiced: {
    en: ({ requested, available, returned }) =>
      `${requested} cannot go back after the invoice: ${returned} went back or is held, ${available} of what is invoiced is left.`,
    zh: ({ requested, available, returned }) =>
      `不能按已开票退货 ${requested}：已退或占用 ${returned}，已开票可退 ${available}。`,
  },
  PurchaseReturnNotFound: { en: () => 'There is no such purchase return.', zh: () => '退货单不存在。' },
  PurchaseReturnNotDraft: {
    en: ({ status }) => `Only a draft or refused return can be confirmed or given up; this one is ${status}.`,
    zh: ({ status }) => `只有草稿或被拒绝的退货单才能确认或取消，当前状态为 ${status}。`,
  },
} satisfies MessagesFor<UseCases>

const quantityProblemsEn = {
  NOT_A_NUMBER: 'it is not a number',
  NOT_POSITIVE: 'it has to be above zero',
  TOO_MANY_DECIMALS: 'at most six decimals',
  TOO_LARGE: 'it has to be below 1,000,000,000,000',
}

const quantityProblemsZh = {
  NOT_A_NUMBER: '不是数字',
  NOT_POSITIVE: '必须大于零',
  TOO_MANY_DECIMALS: '最多六位小数',
  TOO_LARGE: '必须小于 1,000,000,000,000',
}
