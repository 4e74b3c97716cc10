import { type Refusal, refuse } from '@erp/values'
import { createItemAttribute as create, type ItemAttribute, type NewItemAttribute } from '../domain/item-attribute.ts'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import type { Unit } from '../store/database.ts'
import * as itemAttributes from '../store/item-attributes.ts'

/** The company already has an attribute with this code. */
export type ItemAttributeCodeTaken = Refusal<
  'ItemAttributeCodeTaken',
  { itemAttributeCode: string; path: readonly string[] }
>

const attributesAtMost = 100

export async function createItemAttribute(
  unit: Unit,
  input: NewItemAttribute,
): Promise<ItemAttribute | InvalidInput | ItemAttributeCodeTaken> {
  const attribute = create(unit.caller.companyId, input, unit.now)
  if ('refusal' in attribute) return attribute
  if ((await itemAttributes.count(unit.tx)) >= attributesAtMost) return invalidInput('code', 'TOO_MANY_ATTRIBUTES')
  if (!(await itemAttributes.insert(unit.tx, attribute)))
    return refuse('ItemAttributeCodeTaken', { itemAttributeCode: attribute.code, path: ['input', 'code'] })
  return attribute
}
