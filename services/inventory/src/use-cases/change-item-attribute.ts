import { refuse } from '@erp/values'
import {
  changeItemAttribute as change,
  type ItemAttribute,
  type ItemAttributeChange,
  type ItemAttributeNotFound,
} from '../domain/item-attribute.ts'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import type { Unit } from '../store/database.ts'
import * as itemAttributes from '../store/item-attributes.ts'

export async function changeItemAttribute(
  unit: Unit,
  { attributeId, ...wanted }: ItemAttributeChange & { readonly attributeId: string },
): Promise<ItemAttribute | ItemAttributeNotFound | InvalidInput | StaleVersion> {
  const attribute = await itemAttributes.find(unit.tx, attributeId)
  if (!attribute) return refuse('ItemAttributeNotFound', { attributeId, path: ['input', 'attributeId'] })
  const changed = change(attribute, wanted)
  if ('refusal' in changed) return changed
  await itemAttributes.save(unit.tx, changed)
  return changed
}
