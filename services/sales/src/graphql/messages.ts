import type { MessagesFor } from '@erp/graphql-kit'
import type { cancelDelivery } from '../use-cases/cancel-delivery.ts'
import type { cancelSalesReturn } from '../use-cases/cancel-sales-return.ts'
import type { changeCustomer } from '../use-cases/change-customer.ts'
import type { changeSalesOrder } from '../use-cases/change-sales-order.ts'
import type { chooseCostOfSales } from '../use-cases/choose-cost-of-sales.ts'
import type { confirmDelivery } from '../use-cases/confirm-delivery.ts'
import type { confirmSalesOrder, overrideCreditHold } from '../use-cases/confirm-sales-order.ts'
import type { confirmSalesReturn } from '../use-cases/confirm-sales-return.ts'
import type { createCustomer } from '../use-cases/create-customer.ts'
import type { createDelivery } from '../use-cases/create-delivery.ts'
import type { createGift } from '../use-cases/create-gift.ts'
import type { createSalesOrder } from '../use-cases/create-sales-order.ts'
import type { createSalesReturn } from '../use-cases/create-sales-return.ts'
import type { createUnsourcedReturn } from '../use-cases/create-unsourced-return.ts'
import type { cancelSalesOrder, closeSalesOrder } from '../use-cases/end-sales-order.ts'
import type { giveEarnedGifts } from '../use-cases/give-earned-gifts.ts'
import type { importPriceList } from '../use-cases/import-price-list.ts'
import type { importSalesOrders } from '../use-cases/import-sales-orders.ts'
import type { limitCredit } from '../use-cases/limit-credit.ts'
import type { orderQuotation } from '../use-cases/order-quotation.ts'
import type { changePaymentTerm, createPaymentTerm } from '../use-cases/write-payment-term.ts'
import type { changePriceList, createPriceList } from '../use-cases/write-price-list.ts'
import type { changePromotion, createPromotion } from '../use-cases/write-promotion.ts'
import type { changeQuotation, closeQuotation, createQuotation, offerQuotation } from '../use-cases/write-quotation.ts'

type UseCases =
  | typeof createCustomer
  | typeof changeCustomer
  | typeof limitCredit
  | typeof createSalesOrder
  | typeof changeSalesOrder
  | typeof confirmSalesOrder
  | typeof overrideCreditHold
  | typeof cancelSalesOrder
  | typeof closeSalesOrder
  | typeof importPriceList
  | typeof importSalesOrders
  | typeof createDelivery
  | typeof createGift
  | typeof giveEarnedGifts
  | typeof chooseCostOfSales
  | typeof confirmDelivery
  | typeof cancelDelivery
  | typeof createSalesReturn
  | typeof createUnsourcedReturn
  | typeof confirmSalesReturn
  | typeof cancelSalesReturn
  | typeof createPriceList
  | typeof changePriceList
  | typeof createPaymentTerm
  | typeof changePaymentTerm
  | typeof createPromotion
  | typeof changePromotion
  | typeof createQuotation
  | typeof changeQuotation
  | typeof offerQuotation
  | typeof closeQuotation
  | typeof orderQuotation

/** A sentence for every refusal of sales; a missing one does not compile. */
export const messages = {
  CustomerNotFound: {
    en: () => 'There is no such customer.',
    zh: () => '客户不存在。',
  },
  CustomerCodeTaken: {
    en: ({ customerCode }) => `Another customer already has the code ${customerCode}.`,
    zh: ({ customerCode }) => `客户代码 ${customerCode} 已被使用。`,
  },
  CustomerGroupOutOfReach: {
    en: ({ customerGroup }) =>
      customerGroup === null
        ? 'You may see some groups of customers only; name one of them.'
        : `You may not see customers of the group ${customerGroup}.`,
    zh: ({ customerGroup }) =>
      customerGroup === null
        ? '您的数据权限限于部分客户组，请填写其中之一。'
        : `客户组 ${customerGroup} 不在您的数据权限内。`,
  },
  CustomerInactive: {
    en: () => 'Nothing more is sold to this customer.',
    zh: () => '客户已停用，不能再销售。',
  },
  CompanyNotActive: {
    en: ({ reason }) =>
      reason === 'CLOSED'
        ? 'The company is closed for new business.'
        : 'The company is still being set up; try again in a moment.',
    zh: ({ reason }) => (reason === 'CLOSED' ? '公司已停用，不能办理新业务。' : '公司资料正在同步，请稍后再试。'),
  },
  ItemUnknown: { en: () => 'There is no such item.', zh: () => '物料不存在。' },
  ItemInactive: { en: () => 'The item is not dealt in any more.', zh: () => '物料已停用。' },
  ItemNotStocked: {
    en: () => 'A service does not lie in a warehouse and cannot be delivered from one.',
    zh: () => '服务类物料没有库存，不能发货。',
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
  QuotationNotFound: { en: () => 'There is no such quotation.', zh: () => '报价单不存在。' },
  QuotationStatusWrong: {
    en: ({ status, allowed }) =>
      `This can be done to a quotation that is ${allowed.join(' or ')}; this one is ${status}.`,
    zh: ({ status, allowed }) => `只有状态为 ${allowed.join('、')} 的报价单才能这样操作，当前状态为 ${status}。`,
  },
  QuotationExpired: {
    en: ({ expiresOn }) => `The quotation could be ordered until ${expiresOn}.`,
    zh: ({ expiresOn }) => `报价有效期至 ${expiresOn}，已过期。`,
  },
  QuotationLineNotFound: { en: () => 'The quotation has no such line.', zh: () => '报价单中没有该行。' },
  OverOrdering: {
    en: ({ requested, quoted, ordered, open }) =>
      `${requested} is too much: ${ordered} of ${quoted} is ordered, ${open} is open.`,
    zh: ({ requested, quoted, ordered, open }) =>
      `超过报价数量：报价 ${quoted}，已下单 ${ordered}，本次 ${requested}，可下单 ${open}。`,
  },
  PriceListNotFound: { en: () => 'There is no such price list.', zh: () => '价目表不存在。' },
  PriceListCodeTaken: {
    en: ({ priceListCode }) => `Another price list already has the code ${priceListCode}.`,
    zh: ({ priceListCode }) => `价目表代码 ${priceListCode} 已被使用。`,
  },
  CustomerPaymentTermNotFound: { en: () => 'There is no such payment term.', zh: () => '付款条件不存在。' },
  CustomerPaymentTermCodeTaken: {
    en: ({ paymentTermCode }) => `Another payment term already has the code ${paymentTermCode}.`,
    zh: ({ paymentTermCode }) => `付款条件代码 ${paymentTermCode} 已被使用。`,
  },
  PromotionNotFound: { en: () => 'There is no such promotion.', zh: () => '促销不存在。' },
  PromotionCodeTaken: {
    en: ({ promotionCode }) => `Another promotion already has the code ${promotionCode}.`,
    zh: ({ promotionCode }) => `促销代码 ${promotionCode} 已被使用。`,
  },
  NothingEarned: {
    en: () => 'What of the order was delivered and kept earns nothing more.',
    zh: () => '该订单已发且未退的货物没有待赠的赠品。',
  },
  PriceNotFound: {
    en: ({ quantity, unit }) => `No price list has a price for ${quantity} ${unit} of this item; give one.`,
    zh: ({ quantity, unit }) => `价目表中没有该物料 ${quantity} ${unit} 的价格，请输入单价。`,
  },
  TaxCodeUnknown: { en: () => 'There is no such active VAT code.', zh: () => '税码不存在或已停用。' },
  WarehouseUnknown: { en: () => 'There is no such warehouse.', zh: () => '仓库不存在。' },
  WarehouseInactive: { en: () => 'The warehouse is not used any more.', zh: () => '仓库已停用。' },
  SalesOrderNotFound: { en: () => 'There is no such sales order.', zh: () => '销售订单不存在。' },
  SalesOrderStatusWrong: {
    en: ({ status, allowed }) => `This can be done to an order that is ${allowed.join(' or ')}; this one is ${status}.`,
    zh: ({ status, allowed }) => `只有状态为 ${allowed.join('、')} 的订单才能这样操作，当前状态为 ${status}。`,
  },
  SalesOrderNotHeldForCredit: {
    en: () => 'This order is not held for want of credit.',
    zh: () => '该订单并非因信用额度不足而搁置。',
  },
  CreditRaiseNeedsAnother: {
    en: () => 'You wrote an order of this customer that is no promise yet; somebody else has to raise the limit.',
    zh: () => '您参与制单的该客户订单尚未确认，须由他人提高信用额度。',
  },
  CreditOverrideNeedsAnother: {
    en: () => 'Who wrote some of the order or submitted it does not let it through; somebody else has to.',
    zh: () => '制单人或提交人不能放行订单，须由他人放行。',
  },
  SalesOrderRowsInvalid: {
    en: ({ rows }) => `Nothing was imported: something is wrong with ${rows.length} rows.`,
    zh: ({ rows }) => `未导入任何订单：${rows.length} 处错误。`,
  },
  PriceRowsInvalid: {
    en: ({ rows }) => `Nothing was imported: something is wrong with ${rows.length} rows.`,
    zh: ({ rows }) => `未导入任何价格：${rows.length} 处错误。`,
  },
  SalesOrderDelivered: {
    en: () => 'Goods of this order went out, or are about to; it can be closed, not given up.',
    zh: () => '订单已发货或正在发货，只能关闭，不能取消。',
  },
  SalesOrderLineNotFound: { en: () => 'The order has no such line.', zh: () => '订单中没有该行。' },
  OverDelivery: {
    en: ({ requested, ordered, delivered, open }) =>
      `${requested} is too much: ${delivered} of ${ordered} has gone out or is about to, ${open} is open.`,
    zh: ({ requested, ordered, delivered, open }) =>
      `超量发货：订购 ${ordered}，已发或占用 ${delivered}，本次 ${requested}，可发 ${open}。`,
  },
  DeliveryNotFound: { en: () => 'There is no such delivery.', zh: () => '发货单不存在。' },
  GiftNeedsAnother: {
    en: () => 'You wrote what is given away here; somebody else has to confirm it.',
    zh: () => '该赠送单由您制单，须由他人确认。',
  },
  DeliveryStatusWrong: {
    en: ({ status, allowed }) =>
      `This can be done to a delivery that is ${allowed.join(' or ')}; this one is ${status}.`,
    zh: ({ status, allowed }) => `只有状态为 ${allowed.join('、')} 的发货单才能这样操作，当前状态为 ${status}。`,
  },
  DeliveryNotPosted: {
    en: () => 'Stock and ledger have not posted this delivery yet; it can be taken back once they have.',
    zh: () => '发货单尚未在库存和总账中入账，入账后才能撤回。',
  },
  DeliveryReturned: {
    en: () => 'Goods of this delivery came back, or are about to; it cannot be taken back as a whole any more.',
    zh: () => '发货单已退货或正在退货，不能整单撤回。',
  },
  DeliveryInvoiced: {
    en: () => 'An invoice charges for goods of this delivery, perhaps a draft; cancel that first.',
    zh: () => '发货单已开票（包括草稿），请先取消发票。',
  },
  CostOfSalesChoiceTooEarly: {
    en: ({ takenOn }) => `Choose for a day after ${takenOn}; until then it is decided.`,
    zh: ({ takenOn }) => `生效日期须晚于 ${takenOn}，此前的业务已按原方式处理。`,
  },
  GoodsNotInvoiced: {
    en: ({ deliveryLines }) => `${deliveryLines} delivery lines went out the other way and are not invoiced yet.`,
    zh: ({ deliveryLines }) => `仍有 ${deliveryLines} 行按原方式发出的货物尚未开票。`,
  },
  DeliveriesCostedApart: {
    en: () => 'What these deliveries cost becomes cost of sales at different times; write a return for each kind.',
    zh: () => '所选发货行的成本结转方式不同，请分开填写退货单。',
  },
  GiftNotReturnable: {
    en: () => 'What was given away does not come back by a return; cancel the gift as a whole.',
    zh: () => '赠品不能办理退货，请整单撤回赠送单。',
  },
  DeliveryLineNotFound: {
    en: () => 'There is no such line of a confirmed delivery.',
    zh: () => '已确认的发货单中没有该行。',
  },
  ReturnExceedsDelivered: {
    en: ({ requested, available, delivered, returned }) =>
      `${requested} cannot come back: ${delivered} went out, ${returned} came back or is held, ${available} is left.`,
    zh: ({ requested, available, delivered, returned }) =>
      `不能退 ${requested}：已发 ${delivered}，已退或占用 ${returned}，可退 ${available}。`,
  },
  SalesReturnNotFound: { en: () => 'There is no such sales return.', zh: () => '销售退货单不存在。' },
  SalesReturnNeedsAnother: {
    en: () => 'You wrote that these goods came back without a delivery; somebody else has to confirm it.',
    zh: () => '该无源退货单由您制单，须由他人确认。',
  },
  SalesReturnStatusWrong: {
    en: ({ status, allowed }) => `This can be done to a return that is ${allowed.join(' or ')}; this one is ${status}.`,
    zh: ({ status, allowed }) => `只有状态为 ${allowed.join('、')} 的退货单才能这样操作，当前状态为 ${status}。`,
  },
  VoucherTemplateMissing: {
    en: ({ eventKind }) => `Finance has no active voucher template for ${eventKind}.`,
    zh: ({ eventKind }) => `财务没有启用 ${eventKind} 的凭证模板。`,
  },
  AccountRuleMissing: {
    en: ({ accountKey, itemClass }) => `Finance has no account for ${accountKey} of ${itemClass}.`,
    zh: ({ accountKey, itemClass }) => `财务没有为 ${itemClass} 的 ${accountKey} 设置科目。`,
  },
  ServiceAccountMissing: {
    en: ({ accountKey }) => `Finance has no account for ${accountKey} of services.`,
    zh: ({ accountKey }) => `财务没有为服务类物料的 ${accountKey} 设置科目。`,
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
