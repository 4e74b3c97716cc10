import { type Branded, newId, type Refusal, refuse, type UnitFactor } from '@erp/values'
import { type DetailsInput, describe, type ItemDetails, noDetails } from './item-details.ts'
import {
  changedName,
  codeProblem,
  type InvalidInput,
  type LocalizedName,
  nameProblem,
  type StaleVersion,
} from './master-data.ts'

export type ItemId = Branded<string, 'ItemId'>

/** What an item is to the books 存货类别: decides its inventory account. A SERVICE is bought and sold but never stocked. */
export type ItemClass = 'RAW_MATERIAL' | 'SEMI_FINISHED' | 'FINISHED_GOODS' | 'MERCHANDISE' | 'SERVICE'

/** How issues are valued 计价方法. */
export type CostingMethod = 'MOVING_AVERAGE' | 'FIFO' | 'SPECIFIC' | 'STANDARD'

/** Another unit the item is counted in 辅助单位: one of it is exactly `factor` base units. */
export type ItemUnit = { readonly unit: string; readonly factor: UnitFactor }

/** Something bought, stored, made or sold 物料. Class and base unit are fixed at creation: they give past values their meaning. Costing changes by a document only. */
export type Item = ItemDetails & {
  readonly id: ItemId
  readonly companyId: string
  readonly code: string
  readonly name: LocalizedName
  readonly itemClass: ItemClass
  readonly baseUnit: string
  readonly units: readonly ItemUnit[]
  readonly costing: CostingMethod
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

export type NewItem = DetailsInput & {
  readonly code: string
  readonly name: LocalizedName
  readonly itemClass: ItemClass
  readonly baseUnit: string
  readonly units: readonly UnitInput[]
  readonly costing: CostingMethod
}

/** A unit as typed: the factor's numerator and denominator as text, whole numbers from 1 to 999999999999. */
export type UnitInput = { readonly unit: string; readonly numerator: string; readonly denominator: string }

export type ItemChange = DetailsInput & {
  readonly expectedVersion: number
  readonly name?: LocalizedName | undefined
  readonly units?: readonly UnitInput[] | undefined
  readonly active?: boolean | undefined
}

export type ItemUnitInvalid = Refusal<
  'ItemUnitInvalid',
  { unit: string; problem: ItemUnitProblem; path: readonly string[] }
>
export type ItemUnitProblem =
  | 'NAME_LENGTH'
  | 'SAME_AS_BASE_UNIT'
  | 'NAMED_TWICE'
  | 'FACTOR_NOT_POSITIVE_WHOLE'
  | 'TOO_MANY'
export type ItemUnitInUse = Refusal<'ItemUnitInUse', { unit: string; path: readonly string[] }>

const unitNameLength = 20
const unitsAtMost = 20

/** A new active item at version 1. Code 1–40, names 1–200, unit names 1–20 characters. */
export function createItem(companyId: string, input: NewItem, createdAt: Date): Item | InvalidInput | ItemUnitInvalid {
  const problem = codeProblem(input.code) ?? nameProblem(input.name)
  if (problem) return problem
  if (!hasUnitLength(input.baseUnit)) return unitInvalid(input.baseUnit, 'NAME_LENGTH', 'baseUnit')
  const units = readUnits(input.baseUnit, input.units)
  if ('refusal' in units) return units
  const { code, name, itemClass, baseUnit, costing } = input
  const details = describe(noDetails, input, { itemClass, units: [baseUnit, ...units.map(({ unit }) => unit)] })
  if ('refusal' in details) return details
  return {
    ...details,
    id: newId() as ItemId,
    companyId,
    code,
    name,
    itemClass,
    baseUnit,
    units,
    costing,
    active: true,
    version: 1,
    createdAt,
  }
}

/** The item with another name, other units or details, or switched on or off. Existing units keep their factor: documents were converted by it. */
export function changeItem(
  item: Item,
  change: ItemChange,
): Item | InvalidInput | ItemUnitInvalid | ItemUnitInUse | StaleVersion {
  const name = changedName(item, change)
  if ('refusal' in name) return name
  const units = change.units === undefined ? item.units : readUnits(item.baseUnit, change.units)
  if ('refusal' in units) return units
  const lost = item.units.find((old) => !units.some((unit) => sameUnit(old, unit)))
  if (lost) return refuse('ItemUnitInUse', { unit: lost.unit, path: ['input', 'units'] })
  const known = [item.baseUnit, ...units.map(({ unit }) => unit)]
  const described = describe(item, change, { itemClass: item.itemClass, units: known })
  if ('refusal' in described) return described
  return { ...described, name, units, active: change.active ?? item.active, version: item.version + 1 }
}

function sameUnit(left: ItemUnit, right: ItemUnit): boolean {
  return (
    left.unit === right.unit &&
    left.factor.numerator === right.factor.numerator &&
    left.factor.denominator === right.factor.denominator
  )
}

function readUnits(baseUnit: string, inputs: readonly UnitInput[]): readonly ItemUnit[] | ItemUnitInvalid {
  if (inputs.length > unitsAtMost) return unitInvalid(baseUnit, 'TOO_MANY')
  const units: ItemUnit[] = []
  for (const { unit, numerator, denominator } of inputs) {
    if (!hasUnitLength(unit)) return unitInvalid(unit, 'NAME_LENGTH')
    if (unit === baseUnit) return unitInvalid(unit, 'SAME_AS_BASE_UNIT')
    if (units.some((other) => other.unit === unit)) return unitInvalid(unit, 'NAMED_TWICE')
    if (!isPositiveWhole(numerator) || !isPositiveWhole(denominator))
      return unitInvalid(unit, 'FACTOR_NOT_POSITIVE_WHOLE')
    units.push({ unit, factor: { numerator: BigInt(numerator), denominator: BigInt(denominator) } })
  }
  return units
}

function unitInvalid(unit: string, problem: ItemUnitProblem, field = 'units'): ItemUnitInvalid {
  return refuse('ItemUnitInvalid', { unit, problem, path: ['input', field] })
}

function hasUnitLength(unit: string): boolean {
  return unit.trim() === unit && unit.length >= 1 && unit.length <= unitNameLength
}

function isPositiveWhole(text: string): boolean {
  return /^[1-9]\d{0,11}$/.test(text)
}
