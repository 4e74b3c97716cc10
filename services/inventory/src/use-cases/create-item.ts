import { itemChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { type Refusal, refuse } from '@erp/values'
import { createItem as create, type Item, type ItemUnitInvalid, type NewItem } from '../domain/item.ts'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import type { Unit } from '../store/database.ts'
import * as itemCategories from '../store/item-categories.ts'
import * as items from '../store/items.ts'
import { type DetailsRefusal, describeFurther, type FurtherDetails } from './describe-item.ts'
import { toItemChanged } from './item-changed.ts'

/** The company already has an item with this code. */
export type ItemCodeTaken = Refusal<'ItemCodeTaken', { itemCode: string; path: readonly string[] }>

/** What a new item is; class and costing are its category's when left out, and costing is moving average otherwise. */
export type ItemToCreate = Omit<NewItem, 'itemClass' | 'costing'> & {
  readonly itemClass?: NewItem['itemClass'] | undefined
  readonly costing?: NewItem['costing'] | undefined
}

export async function createItem(
  unit: Unit,
  input: ItemToCreate & FurtherDetails,
): Promise<Item | InvalidInput | ItemUnitInvalid | ItemCodeTaken | DetailsRefusal> {
  const defaults = input.categoryId ? await itemCategories.defaults(unit.tx, input.categoryId) : undefined
  const itemClass = input.itemClass ?? defaults?.itemClass
  if (!itemClass) return invalidInput('itemClass', 'REQUIRED')
  const costing = input.costing ?? defaults?.costing ?? 'MOVING_AVERAGE'
  const plain = create(unit.caller.companyId, { ...input, itemClass, costing }, unit.now)
  if ('refusal' in plain) return plain
  const item = await describeFurther(unit, plain, input)
  if ('refusal' in item) return item
  if (!(await items.insert(unit.tx, item)))
    return refuse('ItemCodeTaken', { itemCode: item.code, path: ['input', 'code'] })
  const taken = await items.replaceBarcodes(unit.tx, item)
  if (taken) return refuse('BarcodeTaken', { barcode: taken, path: ['input', 'barcodes'] })
  await items.replaceAttributes(unit.tx, item)
  await emit(unit, itemChanged, { aggregateId: item.id, payload: toItemChanged(item) })
  return item
}
