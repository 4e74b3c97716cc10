import { isRefusal, type Refusal, refuse } from '@erp/values'
import { z } from 'zod'
import type { Logger } from './logger.ts'
import { type Repeated, repeat } from './repeat.ts'
import type { Sql } from './sql.ts'
import type { Transactor } from './transactor.ts'

/** For how long something is kept. The database holds `atLeastDays` too, and removes nothing that is younger. */
export interface RetentionRule {
  readonly kind: string
  readonly days: number
  readonly atLeastDays: number
}

/** A rule, and what was removed by it so far. */
export interface RetentionResult extends RetentionRule {
  readonly purged: number
  readonly lastPurgedAt: Date | null
}

const atOnce = 1_000

/** What a service is told of retention: other days than the usual ones, by kind, as JSON; and how often it looks. */
export const retentionConfig = {
  RETENTION_DAYS: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return z.record(z.string(), z.int().positive()).parse(JSON.parse(text))
      } catch {
        context.addIssue('must be JSON such as {"SESSIONS": 90}')
        return z.NEVER
      }
    }),
  RETENTION_CHECK_MS: z.coerce.number().int().min(50).default(3_600_000),
}

/** The usual rules with other days where some are told. Throws for a kind there is not, and for fewer days than the least. */
export function retentionRules(
  usual: readonly RetentionRule[],
  told: Readonly<Record<string, number>>,
): readonly RetentionRule[] {
  for (const [kind, days] of Object.entries(told)) {
    const rule = usual.find((one) => one.kind === kind)
    if (!rule) throw new Error(`Nothing of kind ${kind} has a retention`)
    if (days < rule.atLeastDays) throw new Error(`${kind} is kept for ${rule.atLeastDays} days at least`)
  }
  return usual.map((rule) => ({ ...rule, days: told[rule.kind] ?? rule.days }))
}

/** Removes what was kept for longer than its days, in batches that each commit with what they removed. Says how much of each kind. */
export async function purgeExpired<Tx extends Sql>(
  transactor: Transactor<Tx>,
  rules: readonly RetentionRule[],
  now: Date,
): Promise<Readonly<Record<string, number>>> {
  const purged: Record<string, number> = {}
  for (const { kind, days } of rules) {
    const olderThan = new Date(now.getTime() - days * 86_400_000)
    let some: number
    do {
      const outcome = await transactor.system([], `purge ${kind}`, ({ tx }) => purgeSome(tx, kind, olderThan))
      some = isRefusal(outcome) ? 0 : outcome
      purged[kind] = (purged[kind] ?? 0) + some
    } while (some === atOnce)
  }
  return purged
}

/** Looks now and then for what has expired, until it is stopped. */
export function startRetention<Tx extends Sql>(
  transactor: Transactor<Tx>,
  { rules, intervalMs, logger }: { rules: readonly RetentionRule[]; intervalMs: number; logger: Logger },
): Repeated {
  const pass = async () => {
    const purged = await purgeExpired(transactor, rules, new Date())
    if (Object.values(purged).some((count) => count > 0)) logger.info({ purged }, 'what has expired was purged')
  }
  return repeat(pass, { intervalMs, logger, failed: 'what has expired could not be purged', atOnce: true })
}

/** What each rule removed so far. */
export async function retentionResults(tx: Sql, rules: readonly RetentionRule[]): Promise<RetentionResult[]> {
  const rows = await tx.$queryRaw<{ kind: string; purged: number; at: Date }[]>`
    select kind, sum(purged)::int as purged, max(purged_at) as at from platform.retention_purge group by kind`
  const byKind = new Map(rows.map((row) => [row.kind, row]))
  return rules.map((rule) => {
    const row = byKind.get(rule.kind)
    return { ...rule, purged: row?.purged ?? 0, lastPurgedAt: row?.at ?? null }
  })
}

/** A pass that finds nothing leaves no entry in the audit log. */
async function purgeSome(tx: Sql, kind: string, olderThan: Date): Promise<number | Refusal<'NothingExpired'>> {
  const [row] = await tx.$queryRaw<{ purged: number }[]>`
    select platform.purge_expired(${kind}, ${olderThan}, ${atOnce}::int) as purged`
  const purged = row?.purged ?? 0
  if (purged === 0) return refuse('NothingExpired')
  await tx.$executeRaw`
    insert into platform.retention_purge (kind, older_than, purged) values (${kind}, ${olderThan}, ${purged}::int)`
  return purged
}
