import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { chooseRoles, type RoleNotFound } from '../domain/role.ts'
import { listRoles } from '../store/roles.ts'
import { replaceSecondFactorRoles } from '../store/second-factor-roles.ts'
import { noteInCompany } from './note-security-event.ts'

/** The jobs whose holders the company lets in with a second factor only. */
export interface SecondFactorPolicy {
  /** The company's. */
  readonly id: string
  readonly roleCodes: readonly string[]
}

/** Says which jobs need a second factor from now on. Whoever lacks one sets it up with their next login. */
export async function requireSecondFactor(
  unit: UnitOfWork,
  input: { readonly roleCodes: readonly string[] },
): Promise<SecondFactorPolicy | RoleNotFound> {
  const { tx, caller } = unit
  const roleCodes = chooseRoles(input.roleCodes, await listRoles(tx, caller.companyId))
  if (isRefusal(roleCodes)) return roleCodes
  await replaceSecondFactorRoles(tx, caller.companyId, roleCodes)
  await noteInCompany(unit, { kind: 'SECOND_FACTOR_POLICY_CHANGED' })
  return { id: caller.companyId, roleCodes }
}
