import { type Branded, newId, parseDecimal, type Refusal, refuse } from '@erp/values'
import {
  changedName,
  codeProblem,
  type InvalidInput,
  invalidInput,
  type LocalizedName,
  nameProblem,
  type StaleVersion,
} from './master-data.ts'

export type ItemAttributeId = Branded<string, 'ItemAttributeId'>
export type ItemAttributeKind = 'TEXT' | 'NUMBER' | 'CHOICE'

/** Something a company notes about its items 物料属性, such as a colour. Its kind and the choices it has never go away. */
export type ItemAttribute = {
  readonly id: ItemAttributeId
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedName
  readonly kind: ItemAttributeKind
  /** What can be chosen; empty unless the kind is CHOICE. */
  readonly choices: readonly string[]
  readonly version: number
  readonly createdAt: Date
}

export type ItemAttributeValue = { readonly attributeId: ItemAttributeId; readonly value: string }

/** A value as typed; null, or none, removes it. */
export type AttributeInput = { readonly attributeId: string; readonly value?: string | null | undefined }

export type NewItemAttribute = {
  readonly code: string
  readonly name: LocalizedName
  readonly kind: ItemAttributeKind
  readonly choices: readonly string[]
}

export type ItemAttributeChange = {
  readonly expectedVersion: number
  readonly name?: LocalizedName | undefined
  readonly addedChoices?: readonly string[] | undefined
}

export type ItemAttributeNotFound = Refusal<'ItemAttributeNotFound', { attributeId: string; path: readonly string[] }>
export type ItemAttributeValueInvalid = Refusal<
  'ItemAttributeValueInvalid',
  { attributeCode: string; value: string; problem: AttributeValueProblem; path: readonly string[] }
>
export type AttributeValueProblem = 'LENGTH' | 'NOT_A_NUMBER' | 'NOT_A_CHOICE'

const choicesAtMost = 100
const valueLength = 200

/** A new attribute at version 1. A CHOICE has 1–100 different choices, the others none. */
export function createItemAttribute(
  companyId: string,
  { code, name, kind, choices }: NewItemAttribute,
  createdAt: Date,
): ItemAttribute | InvalidInput {
  const problem = codeProblem(code) ?? nameProblem(name) ?? choicesProblem(kind, choices, 'choices')
  if (problem) return problem
  return { id: newId() as ItemAttributeId, companyId, code, name, kind, choices, version: 1, createdAt }
}

/** The attribute with another name or more choices. */
export function changeItemAttribute(
  attribute: ItemAttribute,
  change: ItemAttributeChange,
): ItemAttribute | InvalidInput | StaleVersion {
  const name = changedName(attribute, change)
  if ('refusal' in name) return name
  const choices = [...attribute.choices, ...(change.addedChoices ?? [])]
  const problem = choicesProblem(attribute.kind, choices, 'addedChoices')
  return problem ?? { ...attribute, name, choices, version: attribute.version + 1 }
}

/** The values of an item after these were set or removed, in the order of `attributes`, which has those of both. */
export function setAttributes(
  current: readonly ItemAttributeValue[],
  inputs: readonly AttributeInput[],
  attributes: readonly ItemAttribute[],
): readonly ItemAttributeValue[] | ItemAttributeNotFound | ItemAttributeValueInvalid {
  const known = new Map<string, ItemAttribute>(attributes.map((attribute) => [attribute.id, attribute]))
  const values = new Map<string, ItemAttributeValue>(current.map((value) => [value.attributeId, value]))
  const path = ['input', 'attributes']
  for (const { attributeId, value } of inputs) {
    const attribute = known.get(attributeId)
    if (!attribute) return refuse('ItemAttributeNotFound', { attributeId, path })
    if (value == null) {
      values.delete(attributeId)
      continue
    }
    const problem = valueProblem(attribute, value)
    if (problem) return refuse('ItemAttributeValueInvalid', { attributeCode: attribute.code, value, problem, path })
    values.set(attributeId, { attributeId: attribute.id, value })
  }
  return attributes.flatMap(({ id }) => values.get(id) ?? [])
}

function valueProblem({ kind, choices }: ItemAttribute, value: string): AttributeValueProblem | undefined {
  if (!hasLength(value)) return 'LENGTH'
  if (kind === 'NUMBER' && 'refusal' in parseDecimal(value, { scale: 9, min: '-1e12', max: '1e12' }))
    return 'NOT_A_NUMBER'
  return kind === 'CHOICE' && !choices.includes(value) ? 'NOT_A_CHOICE' : undefined
}

function choicesProblem(kind: ItemAttributeKind, choices: readonly string[], field: string): InvalidInput | undefined {
  if (kind !== 'CHOICE') return choices.length > 0 ? invalidInput(field, 'ONLY_FOR_CHOICE') : undefined
  if (choices.length < 1 || choices.length > choicesAtMost) return invalidInput(field, 'ONE_TO_100')
  if (!choices.every(hasLength)) return invalidInput(field, 'LENGTH')
  return new Set(choices).size < choices.length ? invalidInput(field, 'NAMED_TWICE') : undefined
}

function hasLength(text: string): boolean {
  return text.trim() === text && text.length >= 1 && text.length <= valueLength
}
