import { type Refusal, refuse } from '@erp/values'
import type { LocalizedText } from './account.ts'
import type { OwnDimension } from './auxiliary-dimension.ts'
import type { InvalidInput } from './chart-change.ts'

/** A department 部门, project 项目 or employee 职员 that lines are told apart by. It is never deleted, only taken out of use. */
export type DimensionValue = {
  readonly id: string
  readonly companyId: string
  readonly dimension: OwnDimension
  /** 1 to 32 letters, digits, dots, hyphens and underscores; unique in its dimension. */
  readonly code: string
  readonly name: LocalizedText
  readonly active: boolean
  readonly version: number
}

export type DimensionValueNotActive = Refusal<
  'DimensionValueNotActive',
  { dimension: OwnDimension; dimensionValueId: string }
>

/** A new value, in use from the start. */
export function newDimensionValue(
  wanted: Pick<DimensionValue, 'id' | 'companyId' | 'dimension' | 'code' | 'name'>,
): DimensionValue | InvalidInput {
  if (!/^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$/.test(wanted.code))
    return refuse('InvalidInput', { field: 'code', problem: 'NOT_A_CODE' })
  return checkName(wanted.name) ?? { ...wanted, active: true, version: 1 }
}

/** The value under another name, in or out of use; lines posted keep it either way. */
export function changeDimensionValue(
  value: DimensionValue,
  change: Partial<Pick<DimensionValue, 'name' | 'active'>>,
): DimensionValue | InvalidInput {
  return checkName(change.name ?? value.name) ?? { ...value, ...change }
}

function checkName({ zh, en }: LocalizedText): InvalidInput | undefined {
  const faulty = [zh, en].some((text) => text.trim() === '' || text.length > 200)
  return faulty ? refuse('InvalidInput', { field: 'name', problem: 'EMPTY_OR_LONG' }) : undefined
}
