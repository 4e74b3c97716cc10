import type { UnitOfWork } from '@erp/service-kit'
import { isId, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import { checkVersion, type StaleVersion, type User } from '../domain/user.ts'
import { findMember, saveManager, saveUser } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import type { UserNotFound } from './admit-user.ts'

export type ManagerNotFound = Refusal<'ManagerNotFound', { managerId: string }>

/** Says whom a member reports to in the caller's company, or that they report to nobody. It gives no right by itself. */
export async function setLineManager(
  { tx, caller }: UnitOfWork,
  input: { readonly userId: string; readonly expectedVersion: number; readonly managerId: string | null },
): Promise<User | UserNotFound | ManagerNotFound | StaleVersion | InvalidInput> {
  const user = await findMember(tx, caller.companyId, input.userId)
  if (!user) return refuse('UserNotFound')
  const stale = checkVersion(user, input.expectedVersion)
  if (stale) return stale
  const managerId = input.managerId?.toLowerCase() ?? null
  if (managerId === user.id) return refuse('InvalidInput', { field: 'managerId', problem: 'THE_USER_THEMSELVES' })
  const manager = managerId !== null && isId(managerId) ? await findMember(tx, caller.companyId, managerId) : undefined
  if (managerId !== null && (manager?.kind !== 'PERSON' || !manager.active))
    return refuse('ManagerNotFound', { managerId })

  await actFor(tx, user.id)
  await saveUser(tx, user, { active: user.active })
  await saveManager(tx, caller.companyId, user.id, managerId)
  return { ...user, managerId, version: user.version + 1 }
}
