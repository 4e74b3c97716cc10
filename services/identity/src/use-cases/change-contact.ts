import type { PersonKeys, SealingKeys, UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import { type Contact, readContact } from '../domain/contact.ts'
import { checkVersion, type StaleVersion, type User } from '../domain/user.ts'
import { saveContact } from '../store/user-contacts.ts'
import { findMember, saveUser } from '../store/users.ts'
import type { UserNotFound } from './admit-user.ts'
import type { UserBelongsElsewhere } from './disable-user.ts'
import { managesEverywhere } from './manages-everywhere.ts'

/** Says how a member is reached, for themselves and for whoever manages users wherever they belong. */
export async function changeContact(
  { tx, caller }: UnitOfWork,
  keys: SealingKeys & { readonly persons: PersonKeys },
  input: Contact & { readonly userId: string; readonly expectedVersion: number; readonly mayManage: boolean },
): Promise<User | UserNotFound | UserBelongsElsewhere | StaleVersion | InvalidInput> {
  const contact = readContact(input)
  if (isRefusal(contact)) return contact
  const user = await findMember(tx, caller.companyId, input.userId)
  const isOwn = input.userId.toLowerCase() === caller.userId
  if (user?.kind !== 'PERSON' || !user.active || !(isOwn || input.mayManage)) return refuse('UserNotFound')
  const stale = checkVersion(user, input.expectedVersion)
  if (stale) return stale
  // Also for themselves: from here on the transaction acts for the user.
  const isManaged = await managesEverywhere(tx, caller, user.id)
  if (!isOwn && !isManaged) return refuse('UserBelongsElsewhere')
  await saveContact(tx, keys, user.id, contact)
  await saveUser(tx, user, { active: true })
  return { ...user, version: user.version + 1 }
}
