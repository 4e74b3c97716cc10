import { migrate } from '@erp/local'
import type { TestDatabase } from './use-database.ts'

/** Applies a migration once more, to rows that were put back to what they were before it; returns the names of what was applied. */
export async function applyAgain(database: TestDatabase, migration: string): Promise<string[]> {
  await database.rows`delete from _prisma_migrations where migration_name = ${migration}`
  return migrate(database.service, database.ownerUrl)
}
