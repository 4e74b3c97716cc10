import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { chooseRoles, type PermissionNotHeld, type RoleNotFound, requireHeld } from '../domain/role.ts'
import { lockCompanies } from '../store/companies.ts'
import { listRoles, permissionsIn } from '../store/roles.ts'

/**
 * The roles a member of the caller's company is to hold. None is being retired meanwhile, and those they do not have already
 * give nothing that the caller lacks.
 */
export async function chooseRolesToGive(
  { tx, caller }: UnitOfWork,
  wanted: readonly string[],
  already: readonly string[] = [],
): Promise<readonly string[] | RoleNotFound | PermissionNotHeld> {
  await lockCompanies(tx, [caller.companyId])
  const roles = await listRoles(tx, caller.companyId)
  const chosen = chooseRoles(wanted, roles)
  if (isRefusal(chosen)) return chosen
  const held = await permissionsIn(tx, caller.companyId, caller.userId)
  return requireHeld(chosen, { roles, already, held }) ?? chosen
}
