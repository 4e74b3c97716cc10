import type { UnitOfWork } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import type { ApiKey } from '../domain/api-key.ts'
import { revokeApiKey as endKey, findApiKey } from '../store/api-keys.ts'
import { noteInCompany } from './note-security-event.ts'

export type ApiKeyNotFound = Refusal<'ApiKeyNotFound'>

/** Ends a key of the caller's company for good: it buys nothing any more, and what it bought is refused within a minute. */
export async function revokeApiKey(
  unit: UnitOfWork,
  { apiKeyId }: { readonly apiKeyId: string },
): Promise<ApiKey | ApiKeyNotFound> {
  const { tx, caller, now } = unit
  const key = await findApiKey(tx, apiKeyId)
  if (!key || !(await endKey(tx, apiKeyId, { userId: caller.userId, at: now }))) return refuse('ApiKeyNotFound')
  await noteInCompany(unit, { kind: 'API_KEY_REVOKED', userId: key.userId })
  return { ...key, revokedAt: now }
}
