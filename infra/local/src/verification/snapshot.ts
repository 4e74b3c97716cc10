import { Client } from 'pg'
import type { ServiceName } from '../repository.ts'

/** One instant of one database, read as often as wanted. */
export interface Snapshot {
  readonly service: ServiceName
  /** By the database's clock: whatever was committed before is in it. */
  readonly takenAt: Date
  readonly rows: <Row extends object>(text: TemplateStringsArray, ...values: unknown[]) => Promise<Row[]>
  readonly close: () => Promise<void>
}

/** Opens a read-only snapshot as a role that no row policy stops; bigint and numeric come as texts. */
export async function openSnapshot(service: ServiceName, url: string): Promise<Snapshot> {
  const client = new Client({ connectionString: url, application_name: 'erp:verify' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('begin transaction isolation level repeatable read read only')
  const { rows } = await client.query<{ takenAt: Date }>('select clock_timestamp() as "takenAt"')
  return {
    service,
    takenAt: rows[0]?.takenAt ?? new Date(),
    rows: async <Row extends object>(text: TemplateStringsArray, ...values: unknown[]) => {
      const sql = text.reduce((sum, part, index) => `${sum}$${index}${part}`)
      return (await client.query<Row & Record<string, unknown>>(sql, values)).rows as Row[]
    },
    close: () => client.end(),
  }
}

/** Runs a query that names faults, one row each. */
export async function faultsOf(rows: Promise<readonly { readonly fault: string }[]>): Promise<string[]> {
  return (await rows).map(({ fault }) => fault)
}

export async function countOf(rows: Promise<readonly { readonly count: string }[]>): Promise<number> {
  return Number((await rows)[0]?.count ?? 0)
}
