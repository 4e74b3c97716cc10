import { type Branded, newId, type Refusal, refuse } from '@erp/values'
import type { CostingMethod, ItemClass } from './item.ts'
import {
  changedName,
  codeProblem,
  type InvalidInput,
  type LocalizedName,
  nameProblem,
  type StaleVersion,
} from './master-data.ts'

export type ItemCategoryId = Branded<string, 'ItemCategoryId'>

/**
 * Where people look for an item 物料类别, in a tree. What it says of class and costing is a default for new items; null asks
 * the parent. It never says what an item that there is was valued at: items carry their own class and costing.
 */
export type ItemCategory = {
  readonly id: ItemCategoryId
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedName
  readonly parentId: ItemCategoryId | null
  readonly itemClass: ItemClass | null
  readonly costing: CostingMethod | null
  readonly version: number
  readonly createdAt: Date
}

/** What a new item of a category is, unless it says otherwise. */
export type CategoryDefaults = { readonly itemClass: ItemClass | null; readonly costing: CostingMethod | null }

/** Where a category would stand: those above its new place, and how many levels it brings along, itself included. */
export type CategoryPlace = { readonly ancestorIds: readonly ItemCategoryId[]; readonly height: number }

export type NewItemCategory = {
  readonly code: string
  readonly name: LocalizedName
  readonly itemClass: ItemClass | null
  readonly costing: CostingMethod | null
}

/** What is left out stays; null removes. */
export type ItemCategoryChange = {
  readonly expectedVersion: number
  readonly name?: LocalizedName | undefined
  readonly itemClass?: ItemClass | null | undefined
  readonly costing?: CostingMethod | null | undefined
}

export type ItemCategoryInItself = Refusal<'ItemCategoryInItself', { path: readonly string[] }>
export type ItemCategoryTooDeep = Refusal<'ItemCategoryTooDeep', { levelsAtMost: number; path: readonly string[] }>

const levelsAtMost = 8

/** A new category at version 1, below those of its place or on top. */
export function createItemCategory(
  companyId: string,
  { code, name, itemClass, costing }: NewItemCategory,
  { ancestorIds }: CategoryPlace,
  createdAt: Date,
): ItemCategory | InvalidInput | ItemCategoryTooDeep {
  const problem = codeProblem(code) ?? nameProblem(name)
  if (problem) return problem
  if (ancestorIds.length + 1 > levelsAtMost) return tooDeep()
  const id = newId() as ItemCategoryId
  const parentId = ancestorIds[0] ?? null
  return { id, companyId, code, name, parentId, itemClass, costing, version: 1, createdAt }
}

/** The category with another name or other defaults; with `place`, moved there with all that is below it. */
export function changeItemCategory(
  category: ItemCategory,
  change: ItemCategoryChange,
  place: CategoryPlace | undefined,
): ItemCategory | InvalidInput | StaleVersion | ItemCategoryInItself | ItemCategoryTooDeep {
  const name = changedName(category, change)
  if ('refusal' in name) return name
  if (place?.ancestorIds.includes(category.id)) return refuse('ItemCategoryInItself', { path: ['input', 'parentId'] })
  if (place && place.ancestorIds.length + place.height > levelsAtMost) return tooDeep()
  return {
    ...category,
    name,
    parentId: place ? (place.ancestorIds[0] ?? null) : category.parentId,
    itemClass: change.itemClass === undefined ? category.itemClass : change.itemClass,
    costing: change.costing === undefined ? category.costing : change.costing,
    version: category.version + 1,
  }
}

function tooDeep(): ItemCategoryTooDeep {
  return refuse('ItemCategoryTooDeep', { levelsAtMost, path: ['input', 'parentId'] })
}
