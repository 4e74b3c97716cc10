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
import { type DetailsRefusal, describeFurther, type FurtherDetails } from './describe-item.ts'
import { toItemChanged } from './item-changed.ts'

/** The company has no such item. */
export type ItemNotFound = Refusal<'ItemNotFound', { itemId: string; path: readonly string[] }>
/** The item has been in stock: how its pieces are told apart stays as it is. */
export type ItemTrackingInUse = Refusal<'ItemTrackingInUse', { path: readonly string[] }>

export async function changeItem(
  unit: Unit,
  { itemId, ...wanted }: ItemChange & FurtherDetails & { readonly itemId: string },
): Promise<
  | Item
  | ItemNotFound
  | InvalidInput
  | ItemUnitInvalid
  | ItemUnitInUse
  | ItemTrackingInUse
  | DetailsRefusal
  | StaleVersion
> {
  const item = await items.find(unit.tx, itemId)
  if (!item) return refuse('ItemNotFound', { itemId, path: ['input', 'itemId'] })
  const renamed = change(item, wanted)
  if ('refusal' in renamed) return renamed
  const changed = await describeFurther(unit, renamed, wanted)
  if ('refusal' in changed) return changed
  if (changed.tracking !== item.tracking && (await items.hasMoved(unit.tx, item.id)))
    return refuse('ItemTrackingInUse', { path: ['input', 'tracking'] })
  await items.save(unit.tx, changed)
  const taken = wanted.barcodes && (await items.replaceBarcodes(unit.tx, changed))
  if (taken) return refuse('BarcodeTaken', { barcode: taken, path: ['input', 'barcodes'] })
  if (wanted.attributes) await items.replaceAttributes(unit.tx, changed)
  await emit(unit, itemChanged, { aggregateId: changed.id, payload: toItemChanged(changed) })
  return changed
}
