import { listAuditChanges, listAuditTrail } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId, refuse } from '@erp/values'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCaller, otherCompany, ourCompany, useToyDatabase } from './scene.ts'

const { database, transactor } = await useToyDatabase()
const owner = new pg.Client({ connectionString: database.ownerUrl })
await owner.connect()
afterAll(() => owner.end())

beforeAll(async () => {
  await owner.query(`
    create table note (
      company_id uuid not null, tally_id uuid not null, place int not null, words text, contact_email text,
      password_hash text, primary key (tally_id, place));
    grant select, insert, update, delete on note to erp_app;
    create table tally_balance (company_id uuid primary key, total int not null);
    grant select, insert, update on tally_balance to erp_app;
    create table tally_ledger (id uuid primary key, amount numeric not null);
    grant select, insert on tally_ledger to erp_app`)
  const { rows } = await owner.query<{ added: string }>('select platform.record_changes() as added')
  expect(rows.map(({ added }) => added)).toEqual([
    'public.note delete',
    'public.note insert',
    'public.note update',
    'public.tally insert',
    'public.tally update',
    'public.tally_ledger insert',
  ])
  const again = await owner.query('select platform.record_changes()')
  expect(again.rows).toEqual([])
})

/** What is shown of changes, without their places. */
const told = (entry: { readonly changes: readonly { readonly place: string }[] } | undefined) =>
  entry?.changes.map(({ place: _, ...change }) => change)

/** Does `work` as a mutation, and answers what the audit log says of it in the company. */
async function audited(work: Parameters<typeof transactor.transact<unknown>>[2], companyId = ourCompany) {
  const caller = aCaller({ companyId, clientAddress: '10.1.2.3' })
  await transactor.transact(caller, 'changeTally', work)
  const [entry] = await transactor.read([companyId], (tx) =>
    listAuditTrail(tx, { companyId, requestId: caller.requestId, limit: 2 }),
  )
  return entry
}

async function aTally(name: string) {
  const id = newId()
  await database.rows`
    insert into tally (id, company_id, name, count, counted_at) values (${id}, ${ourCompany}, ${name}, 1, now())`
  return id
}

describe('the audit row of a transaction says', () => {
  it('which fields of which row differ, before and after, and where the request came from', async () => {
    const id = await aTally('differs')
    const entry = await audited(({ tx }) => tx.$executeRaw`update tally set count = 7 where id = ${id}::uuid`)
    expect(entry).toMatchObject({ clientAddress: '10.1.2.3', reason: null, changesCut: false })
    expect(told(entry)).toEqual([{ table: 'tally', key: id, before: { count: '1' }, after: { count: '7' } }])
  })

  it('nothing of a row that was written as it was', async () => {
    const id = await aTally('same')
    const entry = await audited(({ tx }) => tx.$executeRaw`update tally set count = 1 where id = ${id}::uuid`)
    expect(entry?.changes).toEqual([])
  })

  it('what was created, from nothing to its values, also where rows never change', async () => {
    const id = newId()
    const entry = await audited(async ({ tx }) => {
      await tx.$executeRaw`
        insert into tally (id, company_id, name, count, counted_at)
        values (${id}::uuid, ${ourCompany}::uuid, 'new', 3, '2026-03-05Z')`
      await tx.$executeRaw`insert into tally_ledger values (${id}::uuid, 9007199254740993.000001)`
    })
    expect(told(entry)).toEqual([
      {
        ...{ table: 'tally', key: id, before: null },
        after: { id, name: 'new', count: '3', counted_at: '2026-03-05T00:00:00+00:00' },
      },
      { table: 'tally_ledger', key: id, before: null, after: { id, amount: '9007199254740993.000001' } },
    ])
  })

  it('what came into a list and what went, and no secret and nobody’s address', async () => {
    const id = await aTally('list')
    const first = await audited(
      ({ tx }) => tx.$executeRaw`
        insert into note (company_id, tally_id, place, words, contact_email, password_hash)
        values (${ourCompany}::uuid, ${id}::uuid, 1, 'one', 'li@example.com', 'x'),
               (${ourCompany}::uuid, ${id}::uuid, 2, null, null, null)`,
    )
    expect(told(first)).toEqual([
      {
        ...{ table: 'note', key: `${id} 1`, before: null },
        after: { place: '1', words: 'one', tally_id: id, contact_email: '***' },
      },
      { table: 'note', key: `${id} 2`, before: null, after: { place: '2', tally_id: id } },
    ])
    const second = await audited(async ({ tx }) => {
      await tx.$executeRaw`update note set contact_email = 'wang@example.com', password_hash = 'y' where place = 1`
      await tx.$executeRaw`delete from note where place = 2`
    })
    expect(told(second)).toEqual([
      { table: 'note', key: `${id} 1`, before: { contact_email: '***' }, after: { contact_email: '***' } },
      { table: 'note', key: `${id} 2`, before: { place: '2', tally_id: id }, after: null },
    ])
    const stored = await database.rows<{ text: string }>`
      select coalesce(before::text, '') || coalesce(after::text, '') as text from platform.audit_change
      where row_key like ${`${id}%`}`
    expect(stored.map(({ text }) => text).join()).not.toMatch(/@example|password/)
  })

  it('nothing of running totals', async () => {
    const entry = await audited(async ({ tx }) => {
      await tx.$executeRaw`insert into tally_balance values (${ourCompany}::uuid, 1)`
      await tx.$executeRaw`update tally_balance set total = 2`
    })
    expect(entry?.changes).toEqual([])
  })

  it('the whole of a long change, row by row and each field to its last character', async () => {
    const id = await aTally('much')
    const long = `${'x'.repeat(200_000)}!`
    const entry = await audited(async ({ tx }) => {
      await tx.$executeRaw`
        insert into note (company_id, tally_id, place, words)
        select ${ourCompany}::uuid, ${id}::uuid, n, 'line ' || n from generate_series(1, 2500) as n`
      await tx.$executeRaw`update note set words = ${long} where tally_id = ${id}::uuid and place = 2500`
    })
    expect(entry?.changesCut).toBe(true)
    expect(entry?.changes).toHaveLength(50)
    const keys: string[] = []
    let last: Awaited<ReturnType<typeof listAuditChanges>>[number] | undefined
    for (let after = '0'; ; after = last?.place ?? '0') {
      const query = { companyId: ourCompany, entryId: entry?.id ?? '', limit: 1_000, after }
      const page = await transactor.read([ourCompany], (tx) => listAuditChanges(tx, query))
      if (page.length === 0) break
      keys.push(...page.map(({ key }) => key))
      last = page.at(-1)
    }
    expect(keys).toEqual([...Array.from({ length: 2_500 }, (_, n) => `${id} ${n + 1}`), `${id} 2500`])
    expect(last).toMatchObject({ before: { words: 'line 2500' }, after: { words: long } })
    const theirs = { companyId: otherCompany, entryId: entry?.id ?? '', limit: 10, after: '0' }
    expect(await transactor.read([otherCompany], (tx) => listAuditChanges(tx, theirs))).toEqual([])
  })

  it('to each company what is its own, when a service works for several', async () => {
    const id = newId()
    const label = `posted-${id}`
    await database.rows`insert into note (company_id, tally_id, place) values (${ourCompany}, ${id}, 1), (${otherCompany}, ${id}, 2)`
    await transactor.system([ourCompany, otherCompany], label, async ({ tx }) => {
      await tx.$executeRaw`update note set words = 'posted' where tally_id = ${id}::uuid`
    })
    for (const [companyId, place] of [
      [ourCompany, 1],
      [otherCompany, 2],
    ] as const) {
      const entries = await transactor.read([companyId], (tx) =>
        listAuditTrail(tx, { companyId, operation: label, limit: 9 }),
      )
      expect(entries.map(told)).toEqual([
        [{ table: 'note', key: `${id} ${place}`, before: { words: null }, after: { words: 'posted' } }],
      ])
    }
  })
})

it('starts anew with each transaction, and after one that was rolled back', async () => {
  const id = await aTally('anew')
  await transactor.transact(aCaller(), 'changeTally', async ({ tx }) => {
    await tx.$executeRaw`update tally set count = 8 where id = ${id}::uuid`
    return refuse('TallyNotWanted')
  })
  const entry = await audited(async () => undefined)
  expect(entry?.changes).toEqual([])
})

it('keeps the reason of a mutation that asks for one', async () => {
  const caller = aCaller()
  const id = newId()
  const request = { operation: 'renameTally', idempotencyKey: newId(), input: { id, reason: ' It was wrong. ' } }
  await transactor.once(
    caller,
    request,
    async () => ({ id }),
    async () => ({ id }),
  )
  const [entry] = await transactor.read([ourCompany], (tx) =>
    listAuditTrail(tx, { companyId: ourCompany, requestId: caller.requestId, limit: 2 }),
  )
  expect(entry).toMatchObject({ operation: 'renameTally', documentId: id, reason: 'It was wrong.' })
})

it('shows what entries of earlier releases kept in themselves', async () => {
  const requestId = newId()
  await database.rows`
    insert into platform.audit_log (company_id, user_id, username, operation, request_id, traceparent, changes)
    values (${ourCompany}, ${newId()}, 'li.na', 'changeTally', ${requestId}, 't',
            '[{"table": "tally", "key": "k", "before": {"count": "1"}, "after": {"count": "2"}},
              {"table": "note", "key": "n", "after": {"words": "came"}}, {"cut": true}]')`
  const [entry] = await transactor.read([ourCompany], (tx) =>
    listAuditTrail(tx, { companyId: ourCompany, requestId, limit: 2 }),
  )
  expect(entry?.changesCut).toBe(true)
  expect(entry?.changes).toEqual([
    { place: '1', table: 'tally', key: 'k', before: { count: '1' }, after: { count: '2' } },
    { place: '2', table: 'note', key: 'n', before: null, after: { words: 'came' } },
  ])
})

it('is appended by the tables alone: the application can neither write, change nor remove it', async () => {
  const app = new pg.Client({ connectionString: database.appUrl })
  await app.connect()
  for (const forbidden of [
    `insert into platform.audit_change (table_name, row_key, after) values ('tally', 'x', '{}')`,
    `update platform.audit_change set row_key = 'x'`,
    'delete from platform.audit_change',
    'truncate platform.audit_change',
    'alter table tally disable trigger all',
    'drop trigger record_update on tally',
  ])
    await expect(app.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' })
  await app.end()
})

it.each(['identity', 'finance', 'inventory', 'procurement', 'sales'] as const)(
  'every table of %s is recorded in all that may happen to it, or named with the reason why not',
  async (service) => {
    const { rows } = await useDatabase(service)
    const silent = await rows<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not exists (select from platform.unrecorded_table where relname like pattern and reason <> '')
        and exists (
          select from (values ('insert'), ('update'), ('delete')) as kind (event)
          where case event when 'delete' then has_table_privilege('erp_app', oid, event)
                           else has_any_column_privilege('erp_app', oid, event) end
            and not exists (select from pg_trigger where tgrelid = pg_class.oid and tgname = 'record_' || event))`
    expect(silent).toEqual([])
  },
)
