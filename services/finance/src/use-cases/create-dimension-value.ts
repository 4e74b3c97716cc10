import type { PersonKeys, UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { OwnDimension } from '../domain/auxiliary-dimension.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import { type DimensionValue, newDimensionValue } from '../domain/dimension-value.ts'
import { insertDimensionValue } from '../store/dimension-values.ts'
import { withSealedName } from '../store/employee-names.ts'
import { announceDimensionValues } from './announce-dimension-value.ts'

export type DimensionValueCodeTaken = Refusal<'DimensionValueCodeTaken', { dimension: OwnDimension; valueCode: string }>

/** Names a department, project or employee; the name of an employee is kept sealed. */
export async function createDimensionValue(
  unit: UnitOfWork,
  persons: PersonKeys,
  wanted: Pick<DimensionValue, 'dimension' | 'code' | 'name'>,
): Promise<DimensionValue | InvalidInput | DimensionValueCodeTaken> {
  const { tx, caller, now } = unit
  const value = newDimensionValue({ ...wanted, id: newId(), companyId: caller.companyId })
  if (isRefusal(value)) return value
  const inserted = await insertDimensionValue(tx, withSealedName(persons, value), { userId: caller.userId, at: now })
  if (!inserted) return refuse('DimensionValueCodeTaken', { dimension: value.dimension, valueCode: value.code })
  await announceDimensionValues(unit, [value])
  return value
}
