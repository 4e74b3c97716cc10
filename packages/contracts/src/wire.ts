import { type Currency, currency, formatMoney, type Money, parseMoney } from '@erp/values'
import { z } from 'zod'

/** Any exact decimal as text, without an exponent: `-12.5`. Numbers never travel as JSON numbers. */
export const decimal = z.string().regex(/^-?\d{1,24}(\.\d{1,12})?$/)

/** A quantity in the item's base unit, at most six decimals. */
export const quantity = z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/)

/** An amount in the currency of the payload, at most three decimals. */
export const amount = z.string().regex(/^-?\d{1,18}(\.\d{1,3})?$/)

/** ISO 4217 code. */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/)

/** An amount with its own currency. */
export const moneyOnWire = z.object({ amount, currency: currencyCode })
export type MoneyOnWire = z.infer<typeof moneyOnWire>

/** A business day, `2026-10-31`. */
export const businessDate = z.iso.date()

/** How a document falls due, the first due first, where not all of it is due on one day. */
export const instalments = z
  .array(
    z.object({
      ...{ dueOn: businessDate, amount },
      /** What paying it through a day takes off it 现金折扣. */
      discount: z.object({ amount, through: businessDate }).optional(),
    }),
  )
  .min(1)
  .max(24)

/** An accounting period, `2026-10`. */
export const period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

export const id = z.uuid()
export const version = z.int().min(1)
export const code = z.string().min(1).max(40)
export const name = z.object({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) })

/** A role, such as `STOREKEEPER`. */
export const roleCode = z.string().regex(/^[A-Z][A-Z0-9_]{1,39}$/)

/** What a permission is called in the graph, such as `inventory.stock.read`. */
export const permissionCode = z.string().regex(/^[a-z]+(\.[a-zA-Z]+)+$/)

/** What an item is to the books; decides its inventory account. */
export const itemClass = z.enum(['RAW_MATERIAL', 'SEMI_FINISHED', 'FINISHED_GOODS', 'MERCHANDISE', 'SERVICE'])
export type ItemClass = z.infer<typeof itemClass>

/** How an item's issues are valued. */
export const costingMethod = z.enum(['MOVING_AVERAGE', 'FIFO', 'SPECIFIC', 'STANDARD'])
export type CostingMethod = z.infer<typeof costingMethod>

/** What lines in the books can be told apart by 辅助核算. */
export const auxiliaryDimension = z.enum([
  'CUSTOMER',
  'SUPPLIER',
  'EMPLOYEE',
  'DEPARTMENT',
  'PROJECT',
  'ITEM',
  'WAREHOUSE',
])
export type AuxiliaryDimension = z.infer<typeof auxiliaryDimension>

/** Which account an account key means for some goods in some places. */
export const accountRule = {
  companyId: id,
  ruleId: id,
  accountKey: z.string().min(1).max(40),
  itemClass: itemClass.nullable(),
  valuationAreaId: id.nullable(),
  accountCode: z.string().min(1).max(40),
  active: z.boolean(),
  version,
}

/** What a warehouse is for. */
export const warehouseKind = z.enum(['NORMAL', 'QUARANTINE', 'TRANSIT'])

/** A module of the business that a period can be sealed for before it closes 模块结账. */
export const closingModule = z.enum(['PURCHASING', 'SALES', 'INVENTORY', 'FINANCE'])

/** The kind of business document that something is done for, such as SALES_ORDER. */
export const documentKind = z.string().regex(/^[A-Z][A-Z_]{2,39}$/)

/** Goods that are kept for a line of a document, in base units. */
export const reservedLine = z.object({
  ...{ reservationId: id, lineId: id, itemId: id, warehouseId: id, quantity },
  lotId: id.optional(),
})

/** The business event a voucher template answers. */
export const eventKind = z.enum([
  'PURCHASE_RECEIPT',
  'PURCHASE_RETURN_UNINVOICED',
  'PURCHASE_RETURN_INVOICED',
  'SUPPLIER_INVOICE',
  'SUPPLIER_INVOICE_REVERSING',
  'SUPPLIER_CREDIT_NOTE',
  'PURCHASE_VARIANCE',
  'FOREIGN_PURCHASE_VARIANCE',
  'GOODS_IN_TRANSIT_RECEIVED',
  'RECEIPT_ESTIMATE_TURNED',
  'SALES_DELIVERY',
  'SALES_GIFT',
  'SALES_RETURN',
  'GOODS_SHIPPED',
  'SHIPPED_GOODS_RETURNED',
  'SHIPPED_GOODS_CHARGED',
  'SALES_INVOICE',
  'CREDIT_NOTE',
  'LANDED_COST',
  'STOCK_TRANSFER',
  'TRANSFER_SHIPMENT',
  'TRANSFER_RECEIPT',
  'TRANSFER_LOSS',
  'STOCKTAKE_LOSS',
  'STOCKTAKE_GAIN',
  'STOCK_LOSS_EXPENSED',
  'STOCK_LOSS_EXTRAORDINARY',
  'STOCK_LOSS_CLAIMED',
  'STOCK_GAIN_TAKEN',
  'STOCK_SCRAP',
  'COST_ADJUSTMENT',
  'OPENING_STOCK',
  'OTHER_RECEIPT',
  'OTHER_ISSUE',
  'STOCK_ASSEMBLY',
  'COSTING_CHANGE',
  'EXPENSE_CLAIM',
  'EXPENSE_PAYMENT',
  'EMPLOYEE_ADVANCE',
])
export type EventKind = z.infer<typeof eventKind>

/** The business document a posting belongs to. */
export const documentType = z.enum([
  'GOODS_RECEIPT',
  'PURCHASE_RETURN',
  'SUPPLIER_INVOICE',
  'ESTIMATE_TURN',
  'DELIVERY',
  'SALES_RETURN',
  'SALES_INVOICE',
  'CREDIT_NOTE',
  'LANDED_COST',
  'STOCK_TRANSFER',
  'STOCKTAKE',
  'STOCK_DIFFERENCE_DISPOSAL',
  'MISCELLANEOUS_MOVEMENT',
  'COST_ADJUSTMENT',
  'STOCK_ASSEMBLY',
  'COSTING_CHANGE',
  'EXPENSE_CLAIM',
  'EMPLOYEE_ADVANCE',
])
export type DocumentType = z.infer<typeof documentType>

export function wireMoney(money: Money): MoneyOnWire {
  return { amount: formatMoney(money), currency: money.currency }
}

/** Reads an amount from the wire. Throws on an unknown currency or more decimals than it has: the sender broke the contract. */
export function readMoney(wire: MoneyOnWire): Money {
  return readAmount(wire.amount, currency(wire.currency))
}

/** Reads an amount whose currency stands elsewhere in the payload. Throws as `readMoney`. */
export function readAmount(text: string, of: Currency): Money {
  const money = parseMoney(text, of)
  if ('refusal' in money) throw new Error(`Not an amount in ${of}: ${text}`)
  return money
}
