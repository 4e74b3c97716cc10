import { migrate, migrationsOf, purposes, services } from '@erp/local'
import { useDatabase } from '@erp/testing'
import { Client } from 'pg'
import { expect, test } from 'vitest'

const sales = await useDatabase('sales')
const identity = await useDatabase('identity')

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

function elsewhere(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.toString()
}

test('only the roles of a service may connect to its database', async () => {
  for (const url of [sales.appUrl, sales.relayUrl, sales.reportUrl, sales.ownerUrl]) {
    await (await connect(url)).end()
    await expect(connect(elsewhere(url, identity.name))).rejects.toThrow(/permission denied for database/)
  }
})

test('no role of a service may do more than log in', async () => {
  const roles = services.flatMap((service) => purposes.map((purpose) => `${service}_${purpose}`))
  const rows = await sales.rows<{ rolname: string }>`
    select rolname from pg_roles
    where rolname = any (${roles}) and rolcanlogin
      and not (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)`
  expect(rows.map(({ rolname }) => rolname).sort()).toEqual(roles.sort())
})

test('the application and the relay can create nothing, and the report role can only read', async () => {
  for (const url of [sales.appUrl, sales.relayUrl, sales.reportUrl]) {
    const client = await connect(url)
    await expect(client.query('create table mine (id int)')).rejects.toThrow(/permission denied|read-only/)
    await expect(client.query('create schema mine')).rejects.toThrow(/permission denied|read-only/)
    await expect(client.query('create temporary table mine (id int)')).rejects.toThrow(/permission denied|read-only/)
    await client.end()
  }
})

test.each(services)('all migrations of %s are applied once, by its owner', async (service) => {
  const database = await useDatabase(service)
  expect(await migrate(service, database.ownerUrl)).toEqual([])
  const applied = await database.rows<{ name: string }>`
    select migration_name as name from _prisma_migrations where finished_at is not null order by 1`
  expect(applied.map(({ name }) => name)).toEqual(migrationsOf(service).map(({ name }) => name))
  const strangers = await database.rows`
    select relname, pg_get_userbyid(relowner) as owner from pg_class
    where relnamespace in ('public'::regnamespace, 'platform'::regnamespace) and relowner <> ${`${service}_owner`}::regrole`
  expect(strangers).toEqual([])
})

test('a migration that was edited after it was applied is refused', async () => {
  const [first] = migrationsOf('sales')
  await sales.rows`update _prisma_migrations set checksum = 'another' where migration_name = ${first?.name}`
  await expect(migrate('sales', sales.ownerUrl)).rejects.toThrow(`${first?.name} of sales was edited`)
})
