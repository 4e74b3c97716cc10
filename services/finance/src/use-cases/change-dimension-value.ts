import type { PersonKeys, UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, type Refusal, refuse } from '@erp/values'
import type { LocalizedText } from '../domain/account.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import {
  changeDimensionValue as change,
  type DimensionValue,
  type EmployeePseudonymised,
} from '../domain/dimension-value.ts'
import { findDimensionValue, saveDimensionValue } from '../store/dimension-values.ts'
import { withSealedName } from '../store/employee-names.ts'
import { announceDimensionValues } from './announce-dimension-value.ts'
import type { StaleVersion } from './change-period.ts'

export type DimensionValueNotFound = Refusal<'DimensionValueNotFound'>

/** Renames a value, or takes it out of use or back; what is posted with it keeps it. */
export async function changeDimensionValue(
  unit: UnitOfWork,
  persons: PersonKeys,
  input: {
    readonly dimensionValueId: string
    readonly expectedVersion: number
    readonly name: LocalizedText | undefined
    readonly active: boolean | undefined
  },
): Promise<DimensionValue | DimensionValueNotFound | StaleVersion | InvalidInput | EmployeePseudonymised> {
  const { tx, caller, now } = unit
  const value = isId(input.dimensionValueId) ? await findDimensionValue(tx, input.dimensionValueId) : undefined
  if (!value) return refuse('DimensionValueNotFound')
  if (value.version !== input.expectedVersion) return refuse('StaleVersion', { currentVersion: value.version })

  const changed = change(value, input)
  if (isRefusal(changed)) return changed
  const kept = input.name ? withSealedName(persons, changed) : changed
  const saved = await saveDimensionValue(tx, kept, { userId: caller.userId, at: now })
  await announceDimensionValues(unit, [saved])
  return saved
}
