import { type BusinessDate, isRefusal, refuse } from '@erp/values'
import { at } from '../domain/input.ts'
import { type EventKind, type NotPostable, whyNotPostable } from '../domain/posting-readiness.ts'
import type { WarehouseInactive, WarehouseUnknown } from '../domain/sales-order.ts'
import { type ItemRefused, whatIsSold } from '../domain/sales-order-line.ts'
import { readPostingFacts } from '../store/posting-facts.ts'
import { findItems, findWarehouse } from '../store/replicated-facts.ts'
import type { Tx } from './unit.ts'

/** Goods that move in one warehouse on one day. */
export interface MovingGoods {
  readonly companyId: string
  readonly eventKind: EventKind
  readonly warehouseId: string
  readonly businessDate: BusinessDate
  /** Where the day stands in the input. */
  readonly datePath: string
  readonly lines: readonly { readonly itemId: string }[]
}

export type GoodsRefused = WarehouseUnknown | WarehouseInactive | ItemRefused | NotPostable

/** Why goods cannot move: their warehouse, their items, or what finance could refuse. */
export async function whyGoodsCannotMove(tx: Tx, goods: MovingGoods): Promise<GoodsRefused | undefined> {
  const { companyId, eventKind, warehouseId, businessDate, datePath } = goods
  const warehouse = await findWarehouse(tx, warehouseId)
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')
  if (!warehouse.active) return at(refuse('WarehouseInactive', { warehouseId }), 'warehouseId')
  const items = await findItems(
    tx,
    goods.lines.map(({ itemId }) => itemId),
  )
  const itemClasses = new Set<Exclude<ReturnType<typeof whatIsSold>, ItemRefused>['itemClass']>()
  for (const [index, { itemId }] of goods.lines.entries()) {
    const item = whatIsSold(itemId, items, `lines.${index}`)
    if (isRefusal(item)) return item
    itemClasses.add(item.itemClass)
  }
  return whyNotPostable(
    { eventKind, businessDate, datePath, itemClasses, valuationAreaId: warehouse.valuationAreaId },
    await readPostingFacts(tx, companyId, { eventKind, businessDate }),
  )
}
