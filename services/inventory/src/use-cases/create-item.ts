import { itemChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { type Refusal, refuse } from '@erp/values'
import { createItem as create, type Item, type ItemUnitInvalid, type NewItem } from '../domain/item.ts'
import type { InvalidInput } from '../domain/master-data.ts'
import type { Unit } from '../store/database.ts'
import * as items from '../store/items.ts'
import { toItemChanged } from './item-changed.ts'

/** The company already has an item with this code. */
export type ItemCodeTaken = Refusal<'ItemCodeTaken', { itemCode: string; path: readonly string[] }>

export async function createItem(
  unit: Unit,
  input: NewItem,
): Promise<Item | InvalidInput | ItemUnitInvalid | ItemCodeTaken> {
  const item = create(unit.caller.companyId, input, unit.now)
  if ('refusal' in item) return item
  if (!(await items.insert(unit.tx, item)))
    return refuse('ItemCodeTaken', { itemCode: item.code, path: ['input', 'code'] })
  await emit(unit, itemChanged, { aggregateId: item.id, payload: toItemChanged(item) })
  return item
}
