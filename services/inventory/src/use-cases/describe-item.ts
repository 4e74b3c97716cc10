import { type Refusal, refuse } from '@erp/values'
import type { Item } from '../domain/item.ts'
import {
  type AttributeInput,
  type ItemAttributeNotFound,
  type ItemAttributeValueInvalid,
  setAttributes,
} from '../domain/item-attribute.ts'
import type { Unit } from '../store/database.ts'
import * as itemAttributes from '../store/item-attributes.ts'
import * as itemCategories from '../store/item-categories.ts'

/** Details that other documents decide; what is left out stays, null removes. */
export type FurtherDetails = {
  readonly categoryId?: string | null | undefined
  readonly attributes?: readonly AttributeInput[] | undefined
}

/** The company has no such category. */
export type ItemCategoryNotFound = Refusal<'ItemCategoryNotFound', { itemCategoryId: string; path: readonly string[] }>
/** Another item of the company has this barcode. */
export type BarcodeTaken = Refusal<'BarcodeTaken', { barcode: string; path: readonly string[] }>
export type DetailsRefusal = ItemCategoryNotFound | ItemAttributeNotFound | ItemAttributeValueInvalid | BarcodeTaken

/** The item in this category and with these values of attributes. */
export async function describeFurther(
  { tx }: Unit,
  item: Item,
  { categoryId, attributes = [] }: FurtherDetails,
): Promise<Item | DetailsRefusal> {
  const category = categoryId ? await itemCategories.find(tx, categoryId) : undefined
  if (categoryId && !category)
    return refuse('ItemCategoryNotFound', { itemCategoryId: categoryId, path: ['input', 'categoryId'] })
  const ids = [...item.attributes, ...attributes].map(({ attributeId }) => attributeId)
  const known = attributes.length > 0 ? await itemAttributes.findMany(tx, ids) : []
  const values = attributes.length > 0 ? setAttributes(item.attributes, attributes, known) : item.attributes
  if ('refusal' in values) return values
  return {
    ...item,
    categoryId: categoryId === undefined ? item.categoryId : (category?.id ?? null),
    attributes: values,
  }
}
