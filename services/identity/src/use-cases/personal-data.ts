import { userPseudonymised } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { Caller, PersonKeys, SealingKeys, Sql, Transactor, UnitOfWork } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import {
  type AlreadyPseudonymised,
  type PersonalData,
  pseudonymOf,
  type UserStillActive,
} from '../domain/personal-data.ts'
import { noCompany } from '../domain/session.ts'
import { checkVersion, type StaleVersion, type User } from '../domain/user.ts'
import { forgetPerson, personalDataOf } from '../store/personal-data.ts'
import { appendSecurityEvent } from '../store/security-events.ts'
import { companiesOf, findMember } from '../store/users.ts'
import { actFor, scopeTo } from '../store/windows.ts'
import type { UserNotFound } from './admit-user.ts'
import type { UserBelongsElsewhere } from './disable-user.ts'
import { managesEverywhere } from './manages-everywhere.ts'

type PersonalDataKeys = Pick<SealingKeys, 'fields'> & { readonly persons: PersonKeys }

/** So many sessions and events, the newest, are handed out with the rest. */
const newest = 500

/** What is kept of the caller; undefined for a program. */
export function ownPersonalData(
  transactor: Transactor,
  keys: PersonalDataKeys,
  caller: Caller,
): Promise<PersonalData | undefined> {
  return transactor.read([], async (tx) => {
    await actFor(tx, caller.userId)
    return collect(tx, keys, caller.userId)
  })
}

/** What is kept of a member, for whoever manages users wherever that member belongs; undefined for everybody else. */
export function personalDataOfMember(
  transactor: Transactor,
  keys: PersonalDataKeys,
  caller: Caller,
  userId: string,
): Promise<PersonalData | undefined> {
  return transactor.read([caller.companyId], async (tx) => {
    const member = await findMember(tx, caller.companyId, userId)
    return member && (await managesEverywhere(tx, caller, member.id)) ? collect(tx, keys, member.id) : undefined
  })
}

/**
 * Forgets who a disabled user was. What they did stays where it is and theirs by id, here and in every service: names are
 * looked up here alone, so every voucher shows the pseudonym from the next question on. Who keeps their name as somebody else,
 * such as an employee, is told the pseudonym. Once this is committed the key that the names were sealed with is destroyed.
 */
export async function pseudonymiseUser(
  unit: UnitOfWork,
  input: { readonly userId: string; readonly expectedVersion: number; readonly passwordHash: string },
): Promise<User | UserNotFound | UserBelongsElsewhere | StaleVersion | UserStillActive | AlreadyPseudonymised> {
  const { tx, caller, now } = unit
  const user = await findMember(tx, caller.companyId, input.userId)
  if (user?.kind !== 'PERSON') return refuse('UserNotFound')
  const stale = checkVersion(user, input.expectedVersion)
  if (stale) return stale
  if (user.active) return refuse('UserStillActive')
  if (!(await managesEverywhere(tx, caller, user.id))) return refuse('UserBelongsElsewhere')
  const pseudonym = pseudonymOf(newId())
  const { passwordHash } = input
  if (!(await forgetPerson(tx, user.id, { ...pseudonym, passwordHash, at: now }))) return refuse('AlreadyPseudonymised')

  const companies = await companiesOf(tx, user.id)
  await scopeTo(tx, companies)
  await appendSecurityEvent(tx, companies, { kind: 'USER_PSEUDONYMISED', userId: user.id, actorId: caller.userId })
  await emitAll(
    unit,
    userPseudonymised,
    companies.map((companyId) => ({
      aggregateId: user.id,
      payload: { companyId, userId: user.id, pseudonym: pseudonym.displayName },
    })),
  )
  return { ...user, version: user.version + 1 }
}

/** Their companies come into scope, for what was noted about them lies there; the transaction acts for them. */
async function collect(tx: Sql, keys: PersonalDataKeys, userId: string): Promise<PersonalData | undefined> {
  await scopeTo(tx, [...(await companiesOf(tx, userId)), noCompany])
  return personalDataOf(tx, keys, userId, newest)
}
