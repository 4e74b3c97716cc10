import { type Refusal, refuse } from '@erp/values'
import { clientAddressOf, reasonOf, serviceNameOf } from './audit.ts'
import type { Caller } from './caller.ts'
import { fingerprint } from './fingerprint.ts'
import type { Sql } from './sql.ts'

/** A client's promise that sending the same thing twice means it once. */
export interface IdempotentRequest {
  /** The mutation's name. */
  readonly operation: string
  /** Made by the client before its first try; 1 to 200 characters. */
  readonly idempotencyKey: string
  /** Everything that decides what would be done. */
  readonly input: unknown
}

/** The key was used for something else, by the same user. */
export type IdempotencyKeyReused = Refusal<'IdempotencyKeyReused'>

export type ClaimedKey = { readonly claimed: true } | { readonly claimed: false; readonly resultId: string }

/**
 * Takes the key for this transaction. A concurrent twin waits in the insert until the first ends: then it finds the
 * first's result, or takes the key itself because the first rolled back.
 */
export async function claimKey(
  tx: Sql,
  caller: Caller,
  request: IdempotentRequest,
): Promise<ClaimedKey | IdempotencyKeyReused> {
  const hash = requestHash(caller, request)
  const inserted = await tx.$executeRaw`
    insert into platform.idempotency (user_id, key, operation, request_hash)
    values (${caller.userId}::uuid, ${request.idempotencyKey}, ${request.operation}, ${hash})
    on conflict (user_id, key) do nothing`
  if (inserted === 1) return { claimed: true }

  const [stored] = await tx.$queryRaw<{ request_hash: string; result_id: string | null }[]>`
    select request_hash, result_id from platform.idempotency
    where user_id = ${caller.userId}::uuid and key = ${request.idempotencyKey}`
  if (stored?.request_hash !== hash) return refuse('IdempotencyKeyReused')
  if (stored.result_id === null) throw new Error(`The key of a committed ${request.operation} holds no result`)
  return { claimed: false, resultId: stored.result_id }
}

/**
 * Notes which document the claimed key made, together with the audit row. The same statement removes two expired keys,
 * so that the table stays bounded without a timer.
 */
export async function recordResult(
  tx: Sql,
  caller: Caller,
  request: IdempotentRequest,
  documentId: string,
): Promise<void> {
  await tx.$executeRaw`
    with result as (
      update platform.idempotency set result_id = ${documentId}
      where user_id = ${caller.userId}::uuid and key = ${request.idempotencyKey}),
    expired as (
      delete from platform.idempotency where (user_id, key) in (
        select user_id, key from platform.idempotency where created_at < now() - interval '30 days'
        order by created_at limit 2 for update skip locked))
    insert into platform.audit_log
      (company_id, user_id, username, operation, document_id, request_id, traceparent, client_address, reason)
    values (nullif(${caller.companyId}, '')::uuid, ${caller.userId}::uuid, ${serviceNameOf(caller)}, ${request.operation},
            ${documentId}, ${caller.requestId}, ${caller.traceparent}, ${clientAddressOf(caller)},
            ${reasonOf(request.input)})`
}

/** The company belongs to the request: the same words in another company are another request. */
function requestHash(caller: Caller, request: IdempotentRequest): string {
  return fingerprint({ operation: request.operation, companyId: caller.companyId, input: request.input })
}
