import type { UnitOfWork } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import { checkVersion, type StaleVersion, type User } from '../domain/user.ts'
import { lockCompanies } from '../store/companies.ts'
import { companiesWhereAllowed } from '../store/roles.ts'
import { appendSecurityEvent } from '../store/security-events.ts'
import { endSessions } from '../store/sessions.ts'
import { companiesAdministeredOnlyBy, companiesOf, findMember, saveUser } from '../store/users.ts'
import { actFor, scopeTo } from '../store/windows.ts'
import type { UserNotFound } from './admit-user.ts'
import { announceMemberships } from './announce-rights.ts'
import type { LastAdministrator } from './change-user-roles.ts'

export type UserBelongsElsewhere = Refusal<'UserBelongsElsewhere'>

/**
 * Ends a user's sessions and refuses new ones everywhere. As that reaches beyond the caller's company, the caller must
 * be allowed to manage users in every company the user belongs to.
 */
export async function disableUser(
  unit: UnitOfWork,
  input: { readonly userId: string; readonly expectedVersion: number },
): Promise<User | UserNotFound | StaleVersion | UserBelongsElsewhere | LastAdministrator> {
  const { tx, caller } = unit
  const user = await findMember(tx, caller.companyId, input.userId)
  if (!user) return refuse('UserNotFound')
  const stale = checkVersion(user, input.expectedVersion)
  if (stale) return stale

  await actFor(tx, caller.userId)
  const managed = await companiesWhereAllowed(tx, caller.userId, 'identity.user.manage')
  await actFor(tx, user.id)
  const companies = await companiesOf(tx, user.id)
  if (companies.some((company) => !managed.includes(company))) return refuse('UserBelongsElsewhere')

  await scopeTo(tx, companies)
  await lockCompanies(tx, companies)
  if ((await companiesAdministeredOnlyBy(tx, companies, user.id)).length > 0) return refuse('LastAdministrator')
  await saveUser(tx, user, { active: false })
  await endSessions(tx, { userId: user.id }, 'USER_DISABLED')
  await announceMemberships(unit, companies, user.id)
  await appendSecurityEvent(tx, companies, { kind: 'USER_DISABLED', userId: user.id, actorId: caller.userId })
  return { ...user, active: false, version: user.version + 1 }
}
