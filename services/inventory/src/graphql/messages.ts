import type { MessagesFor } from '@erp/graphql-kit'
import type { changeItem } from '../use-cases/change-item.ts'
import type { changeItemAttribute } from '../use-cases/change-item-attribute.ts'
import type { changeItemCategory } from '../use-cases/change-item-category.ts'
import type { changeWarehouse } from '../use-cases/change-warehouse.ts'
import type { changeWarehouseLocation } from '../use-cases/change-warehouse-location.ts'
import type { createItem } from '../use-cases/create-item.ts'
import type { createItemAttribute } from '../use-cases/create-item-attribute.ts'
import type { createItemCategory } from '../use-cases/create-item-category.ts'
import type { createValuationArea } from '../use-cases/create-valuation-area.ts'
import type { createWarehouse } from '../use-cases/create-warehouse.ts'
import type { createWarehouseLocation } from '../use-cases/create-warehouse-location.ts'
import type { releaseReservation } from '../use-cases/release-stock.ts'
import type { reserveByHand } from '../use-cases/reserve-by-hand.ts'
import type { setStockPolicy } from '../use-cases/set-stock-policy.ts'
import { costingChangeMessages } from './costing-change-messages.ts'
import { landedCostMessages } from './landed-cost-messages.ts'
import { lineMessages } from './line-messages.ts'
import { stockAssemblyMessages } from './stock-assembly-messages.ts'
import { stockDifferenceMessages } from './stock-difference-messages.ts'
import { stockTransferMessages } from './stock-transfer-messages.ts'
import { stocktakeMessages } from './stocktake-messages.ts'

const unitProblems = {
  NAME_LENGTH: { en: 'its name is empty, too long or padded', zh: '名称长度不符' },
  SAME_AS_BASE_UNIT: { en: 'it is the base unit', zh: '与基本单位相同' },
  NAMED_TWICE: { en: 'it is named twice', zh: '重复' },
  FACTOR_NOT_POSITIVE_WHOLE: {
    en: 'its factor is not made of two whole numbers from 1 to 999999999999',
    zh: '换算率的分子和分母须为 1 至 999999999999 的整数',
  },
  TOO_MANY: { en: 'an item has at most 20 other units', zh: '辅助单位最多 20 个' },
} as const

const valueProblems = {
  LENGTH: { en: 'it is empty, longer than 200 characters or padded', zh: '长度须为 1 至 200 个字符' },
  NOT_A_NUMBER: { en: 'it is not a number', zh: '不是数值' },
  NOT_A_CHOICE: { en: 'it is none of the choices', zh: '不在选项之中' },
} as const

const itemProblems = {
  UNKNOWN: { en: 'there is no such item', zh: '物料不存在' },
  NOT_ACTIVE: { en: 'the item is not used any more', zh: '物料已停用' },
  NOT_STOCKED: { en: 'a service is never in stock', zh: '服务不入库' },
} as const

const warehouseProblems = {
  UNKNOWN: { en: 'there is no such warehouse', zh: '仓库不存在' },
  NOT_ACTIVE: { en: 'the warehouse is not used any more', zh: '仓库已停用' },
  QUARANTINE: { en: 'what waits for inspection is promised to nobody', zh: '待检物料不可承诺' },
  TRANSIT: { en: 'what is in transit is promised to nobody', zh: '在途物料不可承诺' },
} as const

/** Why a mutation was refused, for people. */
export const messages = {
  ...costingChangeMessages,
  ...landedCostMessages,
  ...lineMessages,
  ...stockTransferMessages,
  ...stocktakeMessages,
  ...stockAssemblyMessages,
  ...stockDifferenceMessages,
  ItemNotFound: { en: () => 'There is no such item.', zh: () => '物料不存在。' },
  ItemCodeTaken: {
    en: ({ itemCode }) => `Item code ${itemCode} is already taken.`,
    zh: ({ itemCode }) => `物料编码 ${itemCode} 已被使用。`,
  },
  ItemUnitInvalid: {
    en: ({ unit, problem }) => `Unit ${unit} cannot be used: ${unitProblems[problem].en}.`,
    zh: ({ unit, problem }) => `计量单位 ${unit} 无效：${unitProblems[problem].zh}。`,
  },
  ItemUnitInUse: {
    en: ({ unit }) => `Unit ${unit} stays as it is, for documents may have been converted by it.`,
    zh: ({ unit }) => `计量单位 ${unit} 可能已被单据使用，不能删除或修改换算率。`,
  },
  ItemTrackingInUse: {
    en: () => 'The item has been in stock; how its pieces are told apart stays as it is.',
    zh: () => '物料已有出入库，追踪方式不能再修改。',
  },
  BarcodeTaken: {
    en: ({ barcode }) => `Another item has the barcode ${barcode}.`,
    zh: ({ barcode }) => `条码 ${barcode} 已用于其他物料。`,
  },
  ItemCategoryNotFound: { en: () => 'There is no such category.', zh: () => '物料类别不存在。' },
  ItemCategoryCodeTaken: {
    en: ({ itemCategoryCode }) => `Category code ${itemCategoryCode} is already taken.`,
    zh: ({ itemCategoryCode }) => `类别编码 ${itemCategoryCode} 已被使用。`,
  },
  ItemCategoryInItself: {
    en: () => 'A category cannot stand below itself.',
    zh: () => '类别不能移到自身或其下级之下。',
  },
  ItemCategoryTooDeep: {
    en: ({ levelsAtMost }) => `Categories have at most ${levelsAtMost} levels.`,
    zh: ({ levelsAtMost }) => `物料类别最多 ${levelsAtMost} 级。`,
  },
  ItemAttributeNotFound: { en: () => 'There is no such attribute.', zh: () => '物料属性不存在。' },
  ItemAttributeCodeTaken: {
    en: ({ itemAttributeCode }) => `Attribute code ${itemAttributeCode} is already taken.`,
    zh: ({ itemAttributeCode }) => `属性编码 ${itemAttributeCode} 已被使用。`,
  },
  ItemAttributeValueInvalid: {
    en: ({ attributeCode, problem }) => `The value of ${attributeCode} cannot be used: ${valueProblems[problem].en}.`,
    zh: ({ attributeCode, problem }) => `属性 ${attributeCode} 的值无效：${valueProblems[problem].zh}。`,
  },
  WarehouseNotFound: { en: () => 'There is no such warehouse.', zh: () => '仓库不存在。' },
  WarehouseCodeTaken: {
    en: ({ warehouseCode }) => `Warehouse code ${warehouseCode} is already taken.`,
    zh: ({ warehouseCode }) => `仓库编码 ${warehouseCode} 已被使用。`,
  },
  TransitWarehouseExists: {
    en: () => 'There is a warehouse for goods in transit already; a company has one.',
    zh: () => '在途仓已存在，每个公司只有一个。',
  },
  TransitValuedApart: {
    en: () => 'Goods in transit have a valuation area of their own, which no other warehouse shares.',
    zh: () => '在途仓单独核算，不能与其他仓库共用核算范围。',
  },
  NegativeStockNotPossible: {
    en: ({ warehouseKind }) => `A ${warehouseKind} warehouse cannot hold less than nothing.`,
    zh: ({ warehouseKind }) => `${warehouseKind} 类型的仓库不允许负库存。`,
  },
  NegativeStockLeft: {
    en: ({ items }) => `There is less than nothing of ${items} items; cover them before forbidding negative stock.`,
    zh: ({ items }) => `仍有 ${items} 种物料为负库存，补足后才能禁止负库存。`,
  },
  ValuationAreaNotFound: { en: () => 'There is no such valuation area.', zh: () => '核算范围不存在。' },
  ValuationAreaCodeTaken: {
    en: ({ valuationAreaCode }) => `Valuation area code ${valuationAreaCode} is already taken.`,
    zh: ({ valuationAreaCode }) => `核算范围编码 ${valuationAreaCode} 已被使用。`,
  },
  StockNotAvailable: {
    en: ({ shortages: [shortage] }) =>
      `Only ${shortage?.available} can still be promised; ${shortage?.requested} were asked for.`,
    zh: ({ shortages: [shortage] }) => `可用库存不足：可用 ${shortage?.available}，需求 ${shortage?.requested}。`,
  },
  ItemNotReservable: {
    en: ({ problem }) => `Nothing can be reserved: ${itemProblems[problem].en}.`,
    zh: ({ problem }) => `不能预留：${itemProblems[problem].zh}。`,
  },
  LotNotReservable: {
    en: () => 'The item has no such lot.',
    zh: () => '该物料没有此批次。',
  },
  WarehouseNotReservable: {
    en: ({ problem }) => `Nothing can be reserved: ${warehouseProblems[problem].en}.`,
    zh: ({ problem }) => `不能预留：${warehouseProblems[problem].zh}。`,
  },
  ReservationNotFound: { en: () => 'There is no such reservation.', zh: () => '预留不存在。' },
  ReservationEnded: {
    en: ({ status }) => `The reservation keeps nothing any more; it is ${status}.`,
    zh: ({ status }) => `预留已结束，当前状态为 ${status}。`,
  },
  ItemNotPlannable: {
    en: () => 'A service is never in stock, so there is nothing to plan.',
    zh: () => '服务不入库，不能设置库存上下限。',
  },
  LocationNotFound: { en: () => 'There is no such location.', zh: () => '库位不存在。' },
  LocationCodeTaken: {
    en: ({ locationCode }) => `Location code ${locationCode} is already taken in this warehouse.`,
    zh: ({ locationCode }) => `库位编码 ${locationCode} 在该仓库中已被使用。`,
  },
} satisfies MessagesFor<
  | typeof createItem
  | typeof changeItem
  | typeof createItemCategory
  | typeof changeItemCategory
  | typeof createItemAttribute
  | typeof changeItemAttribute
  | typeof createValuationArea
  | typeof createWarehouse
  | typeof changeWarehouse
  | typeof createWarehouseLocation
  | typeof changeWarehouseLocation
  | typeof setStockPolicy
  | typeof reserveByHand
  | typeof releaseReservation
>
