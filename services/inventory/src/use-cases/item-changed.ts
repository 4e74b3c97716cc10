import type { itemChanged, PayloadOf } from '@erp/contracts'
import type { Item } from '../domain/item.ts'

/** What the others are told about an item: its full state. */
export function toItemChanged(item: Item): PayloadOf<typeof itemChanged> {
  const { id, companyId, code, name, itemClass, baseUnit, units, costing, active, version } = item
  const { categoryId, tracking, shelfLifeDays, weight, volume } = item
  return {
    companyId,
    itemId: id,
    code,
    name,
    itemClass,
    baseUnit,
    units: units.map(({ unit, factor }) => ({
      unit,
      numerator: factor.numerator.toString(),
      denominator: factor.denominator.toString(),
    })),
    costing,
    active,
    version,
    categoryId,
    tracking,
    shelfLifeDays,
    weight: weight?.toFixed() ?? null,
    volume: volume?.toFixed() ?? null,
  }
}
