import type { Sql } from '@erp/service-kit'
import {
  delayAfter,
  failuresForgottenAfterSeconds,
  type ThrottleKey,
  type ThrottleKind,
} from '../domain/login-throttle.ts'

/** Seconds until an attempt held against these counters is looked at, by the database's clock; 0 for now. */
export async function secondsToWait(tx: Sql, keys: readonly ThrottleKey[]): Promise<number> {
  const [row] = await tx.$queryRaw<{ seconds: number }[]>`
    select coalesce(ceil(greatest(max(extract(epoch from counter.blocked_until - clock_timestamp())), 0)), 0)::int as seconds
    from login_throttle as counter
    join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as key (kind text, counted text)
      on counter.kind = key.kind and counter.key_hash = sha256(convert_to(key.counted, 'UTF8'))`
  return row?.seconds ?? 0
}

/**
 * Counts one more failure on each counter and starts the wait that follows from it; says whether there is one. Old failures
 * are forgotten first.
 */
export async function countFailure(tx: Sql, keys: readonly ThrottleKey[]): Promise<boolean> {
  const counters = await tx.$queryRaw<{ kind: ThrottleKind; key_hash: string; failures: number }[]>`
    insert into login_throttle as counter (kind, key_hash, failures)
    select kind, sha256(convert_to(counted, 'UTF8')) as hash, 1
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as key (kind text, counted text)
    order by kind, hash
    on conflict (kind, key_hash) do update set last_failed_at = clock_timestamp(), failures = 1 +
      case when counter.last_failed_at < clock_timestamp() - make_interval(secs => ${failuresForgottenAfterSeconds}::int)
           then 0 else counter.failures end
    returning kind, encode(key_hash, 'hex') as key_hash, failures`
  const waits = counters.map(({ kind, key_hash, failures }) => ({ kind, key_hash, delay: delayAfter(kind, failures) }))
  await tx.$executeRaw`
    update login_throttle as counter
    set blocked_until = clock_timestamp() + make_interval(secs => wait.delay)
    from jsonb_to_recordset(${JSON.stringify(waits)}::jsonb) as wait (kind text, key_hash text, delay int)
    where counter.kind = wait.kind and counter.key_hash = decode(wait.key_hash, 'hex')`
  return waits.some(({ delay }) => delay > 0)
}

/**
 * A right password starts the account's count anew. It only makes up for one failure of the origin, or an attacker
 * could wash an origin clean with one login to an account of their own.
 */
export async function forgiveFailures(tx: Sql, keys: readonly ThrottleKey[]): Promise<void> {
  await tx.$executeRaw`
    update login_throttle as counter
    set failures = case counter.kind when 'ORIGIN' then greatest(counter.failures - 1, 0) else 0 end
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as key (kind text, counted text)
    where counter.kind = key.kind and counter.key_hash = sha256(convert_to(key.counted, 'UTF8'))`
}

/** Whether the user has logged in from this origin before; the transaction acts for them. */
export async function isKnownOrigin(tx: Sql, userId: string, origin: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ found: number }[]>`
    select 1 as found from login_origins
    where user_id = ${userId}::uuid and origin_hash = sha256(convert_to(${origin}, 'UTF8'))`
  return rows.length > 0
}

export async function rememberOrigin(tx: Sql, userId: string, origin: string): Promise<void> {
  await tx.$executeRaw`
    insert into login_origins (user_id, origin_hash) values (${userId}::uuid, sha256(convert_to(${origin}, 'UTF8')))
    on conflict (user_id, origin_hash) do update set last_login_at = now()`
}
