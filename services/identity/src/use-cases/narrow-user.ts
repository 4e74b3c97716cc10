import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import {
  checkVersion,
  chooseWarehouses,
  type StaleVersion,
  type User,
  type WarehouseNotOfCompany,
} from '../domain/user.ts'
import { findMember, saveUser, saveWarehouses } from '../store/users.ts'
import { findWarehouses } from '../store/warehouses.ts'
import { actFor } from '../store/windows.ts'
import type { UserNotFound } from './admit-user.ts'
import { announceMemberships } from './announce-rights.ts'
import { noteInCompany } from './note-security-event.ts'

/** Narrows a member to some warehouses of the caller's company, or lets them see every warehouse again. */
export async function narrowUser(
  unit: UnitOfWork,
  input: { readonly userId: string; readonly expectedVersion: number; readonly warehouseIds: readonly string[] | null },
): Promise<User | UserNotFound | StaleVersion | InvalidInput | WarehouseNotOfCompany> {
  const { tx, caller } = unit
  const user = await findMember(tx, caller.companyId, input.userId)
  if (!user) return refuse('UserNotFound')
  const stale = checkVersion(user, input.expectedVersion)
  if (stale) return stale
  const existing = await findWarehouses(tx, (input.warehouseIds ?? []).filter(isId))
  const warehouseIds = chooseWarehouses(input.warehouseIds, existing)
  if (isRefusal(warehouseIds)) return warehouseIds

  await actFor(tx, user.id)
  await saveUser(tx, user, { active: user.active })
  await saveWarehouses(tx, caller.companyId, user.id, warehouseIds)
  await announceMemberships(unit, [caller.companyId], user.id)
  await noteInCompany(unit, { kind: 'USER_NARROWED', userId: user.id })
  return { ...user, warehouseIds, version: user.version + 1 }
}
