import { randomBytes } from 'node:crypto'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { type ServiceName, services } from './repository.ts'

/** What a role is for: migrations, the service's own work, its relay, and people's reports. */
export const purposes = ['owner', 'app', 'relay', 'report'] as const
export type Purpose = (typeof purposes)[number]
export type RoleName = `${ServiceName}_${Purpose}`

/** The passwords of the login roles; they belong to the cluster, not to one database. */
export type RolePasswords = Readonly<Record<RoleName, string>>

export function createRolePasswords(): RolePasswords {
  return Object.fromEntries(allRoles().map((role) => [role, randomBytes(18).toString('base64url')])) as RolePasswords
}

function allRoles(): RoleName[] {
  return services.flatMap((service) => purposes.map((purpose): RoleName => `${service}_${purpose}`))
}

/** Migrations grant to these groups, so that they read the same in every service. */
const groups = { app: 'erp_app', relay: 'erp_relay', report: 'erp_report' } as const

/** Limits after which PostgreSQL gives up for a role, so that one stuck session cannot hold up the others. */
const limits: Readonly<Record<Purpose, Readonly<Record<string, string>>>> = {
  owner: { lock_timeout: '10s' },
  app: { lock_timeout: '2s', statement_timeout: '15s', idle_in_transaction_session_timeout: '10s' },
  relay: { lock_timeout: '2s', statement_timeout: '15s', idle_in_transaction_session_timeout: '10s' },
  report: { statement_timeout: '60s', default_transaction_read_only: 'on' },
}

/**
 * Creates the group roles and the login roles of every service, or gives those that exist the passwords and limits
 * they should have. No role may do more than log in: databases and objects grant the rest.
 */
export async function ensureRoles(superuserUrl: string, passwords: RolePasswords): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles')
    const existing = new Set(rows.map((row) => row.rolname))
    const statements = Object.values(groups)
      .filter((group) => !existing.has(group))
      .map((group) => `create role ${group} nologin`)
    for (const service of services) {
      for (const purpose of purposes) {
        const role: RoleName = `${service}_${purpose}`
        const verb = existing.has(role) ? 'alter' : 'create'
        statements.push(
          `${verb} role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls ` +
            `connection limit 100 password ${escapeLiteral(passwords[role])}`,
        )
        if (purpose !== 'owner') statements.push(`grant ${groups[purpose]} to ${role}`)
        for (const [setting, value] of Object.entries(limits[purpose])) {
          statements.push(`alter role ${role} set ${setting} = ${escapeLiteral(value)}`)
        }
      }
    }
    await client.query(`begin; ${statements.join('; ')}; commit`)
  })
}

export interface NewDatabase {
  readonly name: string
  readonly service: ServiceName
  /** A migrated database of the same service to copy; without it the database is empty. */
  readonly template?: string
}

/** Creates a database that only its service's own roles may connect to; true when it did not exist before. */
export async function ensureDatabase(superuserUrl: string, database: NewDatabase): Promise<boolean> {
  return withClient(superuserUrl, async (client) => {
    const name = escapeIdentifier(database.name)
    const found = await client.query('select from pg_database where datname = $1', [database.name])
    const created = found.rowCount === 0
    if (created) {
      const source = database.template
        ? `template ${escapeIdentifier(database.template)}`
        : "template template0 encoding 'UTF8' locale 'C' locale_provider builtin builtin_locale 'C.UTF-8'"
      await client.query(`create database ${name} owner ${database.service}_owner ${source}`)
    }
    const roles = purposes.map((purpose) => `${database.service}_${purpose}`).join(', ')
    await client.query(`revoke all on database ${name} from public; grant connect on database ${name} to ${roles}`)
    return created
  })
}

/** Removes a database and whoever is still connected to it. */
export async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  await withClient(superuserUrl, (client) =>
    client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`),
  )
}

/** The connection string of another role or database on the same server. */
export function connectionUrl(
  serverUrl: string,
  database: string,
  role?: { readonly name: string; readonly password: string },
): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  if (role) {
    url.username = role.name
    url.password = role.password
  }
  return url.toString()
}

/** The connection string of one of a service's own roles. */
export function roleUrl(
  serverUrl: string,
  database: string,
  service: ServiceName,
  purpose: Purpose,
  passwords: RolePasswords,
): string {
  const name: RoleName = `${service}_${purpose}`
  return connectionUrl(serverUrl, database, { name, password: passwords[name] })
}

async function withClient<R>(url: string, work: (client: Client) => Promise<R>): Promise<R> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
