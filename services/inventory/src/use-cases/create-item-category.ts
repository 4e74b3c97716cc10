import { type Refusal, refuse } from '@erp/values'
import {
  createItemCategory as create,
  type ItemCategory,
  type ItemCategoryTooDeep,
  type NewItemCategory,
} from '../domain/item-category.ts'
import type { InvalidInput } from '../domain/master-data.ts'
import type { Unit } from '../store/database.ts'
import * as itemCategories from '../store/item-categories.ts'
import type { ItemCategoryNotFound } from './describe-item.ts'
import { placeBelow } from './place-item-category.ts'

/** The company already has a category with this code. */
export type ItemCategoryCodeTaken = Refusal<
  'ItemCategoryCodeTaken',
  { itemCategoryCode: string; path: readonly string[] }
>

export async function createItemCategory(
  unit: Unit,
  { parentId, ...input }: NewItemCategory & { readonly parentId: string | null },
): Promise<ItemCategory | InvalidInput | ItemCategoryNotFound | ItemCategoryTooDeep | ItemCategoryCodeTaken> {
  const place = await placeBelow(unit, parentId)
  if ('refusal' in place) return place
  const category = create(unit.caller.companyId, input, place, unit.now)
  if ('refusal' in category) return category
  if (!(await itemCategories.insert(unit.tx, category)))
    return refuse('ItemCategoryCodeTaken', { itemCategoryCode: category.code, path: ['input', 'code'] })
  return category
}
