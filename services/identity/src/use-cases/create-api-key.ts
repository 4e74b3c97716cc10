import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Refusal, refuse } from '@erp/values'
import { type ApiKey, checkKeyWishes, type KeyWishes, type PermissionNotForKey } from '../domain/api-key.ts'
import type { InvalidInput } from '../domain/company.ts'
import { insertApiKey, type NewKey } from '../store/api-keys.ts'
import { permissionsIn } from '../store/roles.ts'
import { findMember } from '../store/users.ts'
import { noteInCompany } from './note-security-event.ts'

export type ServiceAccountNotFound = Refusal<'ServiceAccountNotFound'>

/** Gives a service account of the caller's company one more key, for part of what its roles allow and for a time. */
export async function createApiKey(
  unit: UnitOfWork,
  input: KeyWishes & { readonly serviceAccountId: string; readonly key: NewKey },
): Promise<ApiKey | ServiceAccountNotFound | InvalidInput | PermissionNotForKey> {
  const { tx, caller, now } = unit
  const account = await findMember(tx, caller.companyId, input.serviceAccountId)
  if (account?.kind !== 'SERVICE' || !account.active) return refuse('ServiceAccountNotFound')
  const wishes = checkKeyWishes(input, await permissionsIn(tx, caller.companyId, account.id), now)
  if (isRefusal(wishes)) return wishes

  const apiKey: ApiKey = {
    id: newId(),
    companyId: caller.companyId,
    userId: account.id,
    ...wishes,
    prefix: input.key.prefix,
    createdAt: now,
    lastUsedAt: null,
    revokedAt: null,
  }
  await insertApiKey(tx, apiKey, input.key.text, caller.userId)
  await noteInCompany(unit, { kind: 'API_KEY_MADE', userId: account.id })
  return apiKey
}
