import { itemChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { type Refusal, refuse } from '@erp/values'
import {
  changeItem as change,
  type Item,
  type ItemChange,
  type ItemUnitInUse,
  type ItemUnitInvalid,
} from '../domain/item.ts'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import type { Unit } from '../store/database.ts'
import * as items from '../store/items.ts'
import { toItemChanged } from './item-changed.ts'

/** The company has no such item. */
export type ItemNotFound = Refusal<'ItemNotFound', { itemId: string; path: readonly string[] }>

export async function changeItem(
  unit: Unit,
  { itemId, ...wanted }: ItemChange & { readonly itemId: string },
): Promise<Item | ItemNotFound | InvalidInput | ItemUnitInvalid | ItemUnitInUse | StaleVersion> {
  const item = await items.find(unit.tx, itemId)
  if (!item) return refuse('ItemNotFound', { itemId, path: ['input', 'itemId'] })
  const changed = change(item, wanted)
  if ('refusal' in changed) return changed
  await items.save(unit.tx, changed)
  await emit(unit, itemChanged, { aggregateId: changed.id, payload: toItemChanged(changed) })
  return changed
}
