import { listAuditTrail } from '@erp/service-kit'
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
    create table tally_ledger (id uuid primary key);
    grant select, insert on tally_ledger to erp_app`)
  const { rows } = await owner.query<{ added: string }>('select platform.record_changes() as added')
  expect(rows.map(({ added }) => added)).toEqual([
    'public.note delete',
    'public.note insert',
    'public.note update',
    'public.tally update',
  ])
})

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
    expect(entry?.changes).toEqual([{ table: 'tally', key: id, before: { count: '1' }, after: { count: '7' } }])
  })

  it('nothing of a row that was written as it was, and nothing of one that was created', async () => {
    const id = await aTally('same')
    const entry = await audited(async ({ tx }) => {
      await tx.$executeRaw`update tally set count = 1 where id = ${id}::uuid`
      await tx.tally.create({
        data: { id: newId(), companyId: ourCompany, name: 'new', count: 1, countedAt: new Date() },
      })
    })
    expect(entry?.changes).toEqual([])
  })

  it('what came into a list and what went, and no secret and nobody’s address', async () => {
    const id = await aTally('list')
    const first = await audited(
      ({ tx }) => tx.$executeRaw`
        insert into note (company_id, tally_id, place, words, contact_email, password_hash)
        values (${ourCompany}::uuid, ${id}::uuid, 1, 'one', 'li@example.com', 'x'),
               (${ourCompany}::uuid, ${id}::uuid, 2, null, null, null)`,
    )
    expect(first?.changes).toEqual([
      { table: 'note', key: `${id} 1`, after: { place: '1', words: 'one', tally_id: id, contact_email: '***' } },
      { table: 'note', key: `${id} 2`, after: { place: '2', tally_id: id } },
    ])
    const second = await audited(async ({ tx }) => {
      await tx.$executeRaw`update note set contact_email = 'wang@example.com', password_hash = 'y' where place = 1`
      await tx.$executeRaw`delete from note where place = 2`
    })
    expect(second?.changes).toEqual([
      { table: 'note', key: `${id} 1`, before: { contact_email: '***' }, after: { contact_email: '***' } },
      { table: 'note', key: `${id} 2`, before: { place: '2', tally_id: id } },
    ])
  })

  it('nothing of running totals', async () => {
    const entry = await audited(async ({ tx }) => {
      await tx.$executeRaw`insert into tally_balance values (${ourCompany}::uuid, 1)`
      await tx.$executeRaw`update tally_balance set total = 2`
    })
    expect(entry?.changes).toEqual([])
  })

  it('as much as is kept, and that there was more', async () => {
    const id = await aTally('much')
    const long = 'x'.repeat(5_000)
    const entry = await audited(async ({ tx }) => {
      for (let place = 1; place <= 20; place += 1)
        await tx.$executeRaw`
          insert into note (company_id, tally_id, place, words)
          values (${ourCompany}::uuid, ${id}::uuid, ${place + 100}::int, ${long})`
    })
    expect(entry?.changesCut).toBe(true)
    expect(entry?.changes.length).toBe(15)
    expect(String(entry?.changes[0]?.after?.words)).toHaveLength(4_001)
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
      expect(entries.map(({ changes }) => changes)).toEqual([
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

it.each(['identity', 'finance', 'inventory', 'procurement', 'sales'] as const)(
  'every table of %s that can change is recorded, or named with the reason why not',
  async (service) => {
    const { rows } = await useDatabase(service)
    const silent = await rows<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and (has_table_privilege('erp_app', oid, 'delete') or has_any_column_privilege('erp_app', oid, 'update'))
        and not exists (select from platform.unrecorded_table where relname like pattern and reason <> '')
        and not exists (select from pg_trigger where tgrelid = pg_class.oid and tgname like 'record\\_%')`
    expect(silent).toEqual([])
  },
)
