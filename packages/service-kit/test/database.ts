import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll } from 'vitest'
import { createRolePasswords, ensureDatabase, ensureRoles, roleUrl } from '../../../infra/local/src/databases.ts'
import { freePort } from '../../../infra/local/src/free-port.ts'
import { startPostgres } from '../../../infra/local/src/postgres.ts'

export async function useDatabase(_service: string) {
  const directory = mkdtempSync(join(tmpdir(), 'b-'))
  const server = await startPostgres({
    dataDirectory: join(directory, 'd'),
    port: await freePort(),
    superuserPassword: 'x',
    logFile: join(directory, 'log'),
  })
  afterAll(async () => {
    await pool.end()
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  })
  const passwords = createRolePasswords()
  await ensureRoles(server.superuserUrl, passwords)
  await ensureDatabase(server.superuserUrl, { name: 'erp_sales', service: 'sales' })
  const url = (purpose: 'owner' | 'app' | 'relay') =>
    roleUrl(server.superuserUrl, 'erp_sales', 'sales', purpose, passwords)
  const owner = new pg.Client({ connectionString: url('owner') })
  await owner.connect()
  await owner.query(
    readFileSync(new URL('../migrations/20260101000000_platform/migration.sql', import.meta.url), 'utf8'),
  )
  await owner.end()
  const superuser = new URL(server.superuserUrl)
  superuser.pathname = '/erp_sales'
  const pool = new pg.Pool({ connectionString: superuser.toString(), max: 2 })
  return {
    appUrl: url('app'),
    ownerUrl: url('owner'),
    relayUrl: url('relay'),
    rows: async <R extends object>(text: TemplateStringsArray, ...values: unknown[]): Promise<R[]> =>
      (
        await pool.query(
          text.reduce((all, part, i) => `${all}$${i}${part}`),
          values,
        )
      ).rows as R[],
  }
}
