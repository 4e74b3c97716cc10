import type { MessagesFor } from '@erp/graphql-kit'
import { formatMoney } from '@erp/values'
import type { AdjustmentNotPostable } from '../domain/cost-adjustment.ts'
import type { DocumentNotFound, DocumentNotIn, MakerConfirms } from '../domain/inventory-document.ts'
import type { LotUnknown, SerialInStock } from '../domain/miscellaneous-movement.ts'
import type { Dimension } from '../domain/required-dimension.ts'
import type { NotPostable } from '../domain/stock-facts.ts'
import type { NotIssuable, NotReceivable } from '../domain/stock-line.ts'
import type { StockUsedSince } from '../domain/take-back.ts'
import type { PostingProblem } from '../use-cases/posting-problem.ts'
import type { LayerUnknown } from '../use-cases/write-cost-adjustment.ts'

type StockRefusal =
  | NotPostable
  | NotReceivable
  | NotIssuable
  | StockUsedSince
  | PostingProblem
  | DocumentNotFound
  | DocumentNotIn
  | MakerConfirms
  | AdjustmentNotPostable
  | LayerUnknown
  | LotUnknown
  | SerialInStock

const dimensionNames: Readonly<Record<Dimension, { readonly en: string; readonly zh: string }>> = {
  CUSTOMER: { en: 'a customer', zh: '客户' },
  SUPPLIER: { en: 'a supplier', zh: '供应商' },
  EMPLOYEE: { en: 'an employee', zh: '职员' },
  DEPARTMENT: { en: 'a department', zh: '部门' },
  PROJECT: { en: 'a project', zh: '项目' },
  ITEM: { en: 'an item', zh: '存货' },
  WAREHOUSE: { en: 'a warehouse', zh: '仓库' },
}

/** Why a document could not move stock, for people: what all of inventory's own documents share. */
export const stockMessages = {
  CompanyUnknown: {
    en: () => 'The company is still being set up; try again in a moment.',
    zh: () => '公司资料正在同步，请稍后再试。',
  },
  CurrencyDiffers: {
    en: ({ currency, baseCurrency }) => `Stock is worth amounts in ${baseCurrency}, not in ${currency}.`,
    zh: ({ currency, baseCurrency }) => `库存金额的币种为 ${baseCurrency}，不能使用 ${currency}。`,
  },
  NothingToValue: {
    en: () => 'There is nothing on hand that could be worth more or less.',
    zh: () => '没有结存数量，不能调整成本。',
  },
  AdjustedBelowZero: {
    en: ({ value }) => `What is there is worth ${formatMoney(value)}; it cannot be worth less than nothing.`,
    zh: ({ value }) => `结存金额为 ${formatMoney(value)}，调整后不能为负。`,
  },
  CostIsStandard: {
    en: () => 'The item is valued at standard cost; change that cost instead.',
    zh: () => '该物料按标准成本计价，请变更标准成本。',
  },
  LayerUnknown: { en: () => 'The item has no such receipt in the area.', zh: () => '该核算范围内没有此成本批次。' },
  LotUnknown: {
    en: ({ lotCode }) => `Nobody has received lot ${lotCode} of the item.`,
    zh: ({ lotCode }) => `该物料没有批号 ${lotCode}。`,
  },
  SerialInStock: {
    en: ({ lotCode }) => `The piece ${lotCode} is in stock already.`,
    zh: ({ lotCode }) => `序列号 ${lotCode} 已在库。`,
  },
  WarehouseUnknown: { en: () => 'There is no such warehouse.', zh: () => '仓库不存在。' },
  ItemUnknown: { en: () => 'There is no such item.', zh: () => '物料不存在。' },
  ItemNotStocked: {
    en: () => 'A service does not lie in a warehouse.',
    zh: () => '服务类物料没有库存。',
  },
  QuantityNotPositive: { en: () => 'A line moves more than nothing.', zh: () => '数量必须大于零。' },
  LotRequired: {
    en: () => 'The item moves by lot; name the lot.',
    zh: () => '该物料按批号核算，必须指定批号。',
  },
  StandardCostMissing: {
    en: () => 'The item is valued at standard cost; set that cost first.',
    zh: () => '该物料按标准成本计价，请先设置标准成本。',
  },
  StockInsufficient: {
    en: ({ available, requested }) => `There is ${available} of the item; ${requested} cannot leave.`,
    zh: ({ available, requested }) => `库存不足：现有 ${available}，需要 ${requested}。`,
  },
  CostUnknown: {
    en: () => 'Nobody knows what the item costs, so it cannot leave before it is there.',
    zh: () => '该物料没有可参考的成本，不能负库存出库。',
  },
  StockUsedSince: {
    en: () => 'What the document did to stock has been used since; take back the later documents first.',
    zh: () => '该单据的库存已被后续单据使用，请先撤销后续单据。',
  },
  VoucherTemplateMissing: {
    en: ({ eventKind }) => `Finance has no active voucher template for ${eventKind}.`,
    zh: ({ eventKind }) => `财务没有启用 ${eventKind} 的凭证模板。`,
  },
  AccountRuleMissing: {
    en: ({ accountKey, itemClass }) => `Finance has no account for ${accountKey} of ${itemClass}.`,
    zh: ({ accountKey, itemClass }) => `财务没有为 ${itemClass} 的 ${accountKey} 设置科目。`,
  },
  RequiredDimensionMissing: {
    en: ({ accountCode, accountKey, dimension }) =>
      `Finance's account ${accountCode} for ${accountKey} requires ${dimensionNames[dimension].en}, which a line does not name.`,
    zh: ({ accountCode, accountKey, dimension }) =>
      `财务科目 ${accountCode}（${accountKey}）要求辅助核算${dimensionNames[dimension].zh}，明细行没有填写。`,
  },
  DocumentNotFound: { en: () => 'There is no such document.', zh: () => '单据不存在。' },
  DocumentStatusWrong: {
    en: ({ status, expected }) => `The document is ${status}; it would have to be ${expected}.`,
    zh: ({ status, expected }) => `单据状态为 ${status}，只有 ${expected} 状态才能这样操作。`,
  },
  MakerConfirms: {
    en: () => 'Somebody else has to confirm what you wrote.',
    zh: () => '制单人不能审核自己的单据。',
  },
} satisfies MessagesFor<() => Promise<StockRefusal>>
