import { isRefusal } from '@erp/values'
import type { Sql } from './sql.ts'

/**
 * Tries something within a transaction that goes on whatever comes of it: a refusal undoes what was written for it, and nothing
 * else. For consumers that do what a person would be refused.
 */
export async function undoneByRefusal<Outcome>(tx: Sql, work: () => Promise<Outcome>): Promise<Outcome> {
  await tx.$executeRaw`savepoint tried`
  const outcome = await work()
  if (isRefusal(outcome)) await tx.$executeRaw`rollback to savepoint tried`
  await tx.$executeRaw`release savepoint tried`
  return outcome
}
