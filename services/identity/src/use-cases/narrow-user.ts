import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import {
  type DataRightsChange,
  type DepartmentNotOfCompany,
  narrow,
  type WarehouseNotOfCompany,
} from '../domain/data-rights.ts'
import { checkVersion, type StaleVersion, type User } from '../domain/user.ts'
import { findDepartments } from '../store/departments.ts'
import { findMember, saveDataRights, saveUser } from '../store/users.ts'
import { findWarehouses } from '../store/warehouses.ts'
import { actFor } from '../store/windows.ts'
import type { UserNotFound } from './admit-user.ts'
import { announceMemberships } from './announce-rights.ts'
import { noteInCompany } from './note-security-event.ts'

/** Narrows a member to a part of the caller's company, or lets them see everything of a kind again. */
export async function narrowUser(
  unit: UnitOfWork,
  {
    userId,
    expectedVersion,
    ...change
  }: DataRightsChange & { readonly userId: string; readonly expectedVersion: number },
): Promise<User | UserNotFound | StaleVersion | InvalidInput | WarehouseNotOfCompany | DepartmentNotOfCompany> {
  const { tx, caller } = unit
  const user = await findMember(tx, caller.companyId, userId)
  if (!user) return refuse('UserNotFound')
  const stale = checkVersion(user, expectedVersion)
  if (stale) return stale
  const dataRights = narrow(user, change, {
    warehouseIds: await findWarehouses(tx, (change.warehouseIds ?? []).filter(isId)),
    departmentIds: await findDepartments(tx, (change.departmentIds ?? []).filter(isId)),
  })
  if (isRefusal(dataRights)) return dataRights

  await actFor(tx, user.id)
  await saveUser(tx, user, { active: user.active })
  await saveDataRights(tx, caller.companyId, user.id, dataRights)
  await announceMemberships(unit, [caller.companyId], user.id)
  await noteInCompany(unit, { kind: 'USER_NARROWED', userId: user.id })
  return { ...user, ...dataRights, version: user.version + 1 }
}
