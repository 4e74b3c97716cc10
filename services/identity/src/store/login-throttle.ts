import type { Sql } from '@erp/service-kit'
import {
  delayAfter,
  failuresForgottenAfterSeconds,
  type ThrottleKey,
  type ThrottleKind,
} from '../domain/login-throttle.ts'

interface CounterRow {
  readonly kind: ThrottleKind
  readonly key_hash: string
  readonly failures: number
  readonly seconds_to_wait: number
}

/**
 * Counts one more failure on every counter before the password is looked at, so that guesses sent at the same time
 * cannot slip through together; a right password takes the failure back. Nothing is counted while a wait is on:
 * the answer is then the seconds left, else 0. Waits are measured by the database's clock.
 */
export async function countAttempt(tx: Sql, keys: readonly ThrottleKey[]): Promise<number> {
  const counters = await tx.$queryRaw<CounterRow[]>`
    insert into login_throttle as counter (kind, key_hash)
    select kind, sha256(convert_to(counted, 'UTF8')) as hash
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as key (kind text, counted text)
    order by kind, hash
    on conflict (kind, key_hash) do update set failures =
      case when counter.last_failed_at < clock_timestamp() - make_interval(secs => ${failuresForgottenAfterSeconds}::int)
           then 0 else counter.failures end
    returning kind, encode(key_hash, 'hex') as key_hash, failures,
              ceil(greatest(extract(epoch from blocked_until - clock_timestamp()), 0))::int as seconds_to_wait`
  const secondsToWait = Math.max(0, ...counters.map((counter) => counter.seconds_to_wait))
  if (secondsToWait > 0) return secondsToWait

  const failed = counters.map((counter) => ({
    kind: counter.kind,
    hash: counter.key_hash,
    delay: delayAfter(counter.kind, counter.failures + 1),
  }))
  await tx.$executeRaw`
    update login_throttle as counter
    set failures = counter.failures + 1, last_failed_at = clock_timestamp(),
        blocked_until = clock_timestamp() + make_interval(secs => failed.delay)
    from jsonb_to_recordset(${JSON.stringify(failed)}::jsonb) as failed (kind text, hash text, delay int)
    where counter.kind = failed.kind and counter.key_hash = decode(failed.hash, 'hex')`
  return 0
}

/**
 * Takes back the counted failure after a right password: the account's counter starts anew, the origin's only loses
 * this one, or an attacker could wash an origin clean with an account of their own.
 */
export async function forgiveAttempt(tx: Sql, keys: readonly ThrottleKey[]): Promise<void> {
  await tx.$executeRaw`
    update login_throttle as counter
    set failures = case counter.kind when 'ORIGIN' then greatest(counter.failures - 1, 0) else 0 end,
        blocked_until = clock_timestamp()
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
