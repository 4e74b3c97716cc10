import { refuse } from '@erp/values'
import {
  changeItemCategory as change,
  type ItemCategory,
  type ItemCategoryChange,
  type ItemCategoryInItself,
  type ItemCategoryTooDeep,
} from '../domain/item-category.ts'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import type { Unit } from '../store/database.ts'
import * as itemCategories from '../store/item-categories.ts'
import type { ItemCategoryNotFound } from './describe-item.ts'
import { placeBelow } from './place-item-category.ts'

type WantedChange = ItemCategoryChange & {
  readonly itemCategoryId: string
  /** Left out, the category stays where it is; null puts it on top. */
  readonly parentId?: string | null | undefined
}

/** Renames or moves a category with all below it, or changes what new items get. No item is touched. */
export async function changeItemCategory(
  unit: Unit,
  { itemCategoryId, parentId, ...wanted }: WantedChange,
): Promise<
  ItemCategory | ItemCategoryNotFound | InvalidInput | StaleVersion | ItemCategoryInItself | ItemCategoryTooDeep
> {
  const category = await itemCategories.find(unit.tx, itemCategoryId)
  if (!category) return refuse('ItemCategoryNotFound', { itemCategoryId, path: ['input', 'itemCategoryId'] })
  const place = parentId === undefined ? undefined : await placeBelow(unit, parentId, category.id)
  if (place && 'refusal' in place) return place
  const changed = change(category, wanted, place)
  if ('refusal' in changed) return changed
  await itemCategories.save(unit.tx, changed)
  return changed
}
