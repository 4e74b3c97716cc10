import type { dimensionValueChanged, PayloadOf } from '@erp/contracts'
import type { UnitOfWork } from '@erp/service-kit'
import { rememberDepartments } from '../store/departments.ts'

/** Keeps which departments a company has, so that members can be narrowed to them. */
export function replicateDepartments(
  unit: UnitOfWork,
  told: readonly PayloadOf<typeof dimensionValueChanged>[],
): Promise<void> {
  return rememberDepartments(
    unit.tx,
    told
      .filter(({ dimension }) => dimension === 'DEPARTMENT')
      .map(({ dimensionValueId, companyId, code, version }) => ({
        ...{ departmentId: dimensionValueId, companyId, code, version },
      })),
  )
}
