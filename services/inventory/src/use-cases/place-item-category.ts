import { isId, refuse } from '@erp/values'
import type { CategoryPlace, ItemCategoryId } from '../domain/item-category.ts'
import type { Unit } from '../store/database.ts'
import * as itemCategories from '../store/item-categories.ts'
import type { ItemCategoryNotFound } from './describe-item.ts'

/** The place below a parent, or on top, which stays what it is until the transaction ends. */
export async function placeBelow(
  { tx, caller }: Unit,
  parentId: string | null,
  categoryId?: ItemCategoryId,
): Promise<CategoryPlace | ItemCategoryNotFound> {
  await itemCategories.lockTree(tx, caller.companyId)
  const place =
    parentId === null || isId(parentId) ? await itemCategories.placeBelow(tx, parentId, categoryId) : undefined
  return place ?? refuse('ItemCategoryNotFound', { itemCategoryId: parentId ?? '', path: ['input', 'parentId'] })
}
