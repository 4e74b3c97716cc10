import { type AuditFaultFound, salesAuditFaultFound } from '@erp/contracts'
import { type AnchoredHead, auditBlock, listAuditFaults, readAuditWatch } from '@erp/service-kit'
import { eventually, useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sealAudit } from '../src/audit/audit-sealer.ts'
import { verifyAudit } from '../src/audit/audit-verifier.ts'
import { caller, companyId } from './support/events.ts'
import { logger, openTransactor } from './support/open-service.ts'

const database = await useDatabase('sales')
const transactor = openTransactor(database)
const superuser = new Client({ connectionString: database.superuserUrl })
await superuser.connect()
afterAll(() => superuser.end())
const { rows } = database

/** A mutation that makes a list and changes it, so that its entry has details. */
const act = (operation: string, id = newId()) =>
  transactor.transact(caller, operation, async ({ tx }) => {
    await tx.$executeRaw`insert into thing values (${id}::uuid, ${companyId}::uuid, 1)`
    await tx.$executeRaw`update thing set amount = 2 where id = ${id}::uuid`
    return { id }
  })

/** What the stream was told last, as the broker would answer. */
let told: AnchoredHead | undefined
const look = () => verifyAudit({ service: 'sales', transactor, logger, toldHead: async () => told })
const found = async () =>
  (await transactor.read([], (tx) => listAuditFaults(tx, 50))).map(({ kind, block, auditId, goneAt }) => ({
    ...{ kind, block, auditId, open: goneAt === null },
  }))
const tellings = async () =>
  (
    await rows<{ payload: AuditFaultFound }>`
    select payload from platform.outbox where type = ${salesAuditFaultFound.type} order by pos`
  ).map(({ payload: { kind, block, entryId } }) => ({ kind, block, entryId }))
const entryOf = async (operation: string) => {
  const [entry] = await rows<{
    id: string
  }>`select audit_id as id from platform.audit_log where operation = ${operation}`
  return entry?.id ?? ''
}

async function sealed(operation: string) {
  await act(operation)
  await eventually(async () => {
    await sealAudit({ service: 'sales', transactor })
    const [seen] = await rows<{ sealed: boolean }>`
      select exists (select from platform.audit_block, platform.audit_log
                     where operation = ${operation} and audit_id = any (audit_ids)) as sealed`
    expect(seen).toEqual({ sealed: true })
  })
  told = await transactor.read([], (tx) => auditBlock(tx))
}

/** The database counts within a second what was changed in it; a pass before that sees less, and the next one all. */
async function lookUntil(judge: () => Promise<void>) {
  await eventually(async () => {
    await look()
    await judge()
  })
}

beforeAll(async () => {
  const owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query(`
    create table thing (id uuid primary key, company_id uuid not null, amount int not null);
    grant select, insert, update on thing to erp_app;
    select platform.record_changes()`)
  await owner.end()
})

beforeEach(async () => {
  await superuser.query(`
    truncate platform.audit_log, platform.audit_change, platform.audit_block, platform.audit_fault, platform.audit_watch restart identity;
    delete from platform.outbox where type = '${salesAuditFaultFound.type}'`)
  told = undefined
  for (const operation of ['first', 'second', 'third']) await sealed(operation)
  await look()
  expect(await found()).toEqual([])
})

test('a pass verifies what was sealed since, keeps how far it came, and is no entry of the trail itself', async () => {
  const watch = await transactor.read([], readAuditWatch)
  expect(watch).toMatchObject({ verified: { number: 3, hash: told?.hash }, sweptAt: expect.any(Date) })
  const entries = () => rows<{ n: string }>`select count(*) as n from platform.audit_log`
  const before = await entries()
  await look()
  expect(await entries()).toEqual(before)
  expect(await tellings()).toEqual([])
})

describe('whoever owns the database is found out by the clock, and it is told once, by its name:', () => {
  test.each([
    ['an edited entry', `update platform.audit_log set operation = 'other' where audit_id = $1`, 'ROW_CHANGED'],
    ['a removed entry', 'delete from platform.audit_log where audit_id = $1', 'ROW_MISSING'],
    [
      'an edited detail',
      `update platform.audit_change set after = '{"amount": 3}'
       where before is not null and transaction_id = (select transaction_id from platform.audit_log where audit_id = $1)`,
      'ROW_CHANGED',
    ],
    [
      'a removed detail',
      `delete from platform.audit_change
       where before is null and transaction_id = (select transaction_id from platform.audit_log where audit_id = $1)`,
      'ROW_CHANGED',
    ],
    [
      'a detail put in later',
      `insert into platform.audit_change (transaction_id, company_id, table_name, row_key, after)
       select transaction_id, company_id, 'thing', 'x', '{}' from platform.audit_log where audit_id = $1`,
      'ROW_CHANGED',
    ],
    [
      'an entry in the place of another',
      `update platform.audit_log as entry set operation = other.operation, document_id = other.document_id
       from platform.audit_log as other
       where entry.audit_id = $1 and other.operation = 'third'`,
      'ROW_CHANGED',
    ],
  ])('%s', async (_, statement, kind) => {
    const id = await entryOf('first')
    await superuser.query("set session_replication_role = 'replica'")
    await superuser.query(statement, [id])
    await superuser.query("set session_replication_role = 'origin'")
    await lookUntil(async () => expect(await found()).toEqual([{ kind, block: 1, auditId: id, open: true }]))
    await look()
    expect(await tellings()).toEqual([{ kind, block: 1, entryId: id }])
  })

  test('a removed block', async () => {
    await superuser.query('delete from platform.audit_block where number = 2')
    await lookUntil(async () =>
      expect(await found()).toEqual(
        expect.arrayContaining([{ kind: 'BLOCK_MISSING', block: 2, auditId: null, open: true }]),
      ),
    )
  })

  test('a cut tail, also when the chain has gone on since', async () => {
    const cut = `
      delete from platform.audit_log where transaction_id >= (select from_transaction from platform.audit_block where number = 3);
      delete from platform.audit_block where number = 3`
    await superuser.query(cut)
    await look()
    expect(await found()).toEqual([{ kind: 'TAIL_CUT', block: 3, auditId: null, open: true }])
    await sealed('another third')
    await look()
    await look()
    expect(await tellings()).toEqual([{ kind: 'TAIL_CUT', block: 3, entryId: null }])
    expect((await found()).every(({ open }) => open)).toBe(true)
  })

  test('a cut tail of which only the stream knows', async () => {
    await sealed('fourth')
    await superuser.query(`
      delete from platform.audit_log where transaction_id >= (select from_transaction from platform.audit_block where number = 4);
      delete from platform.audit_block where number = 4`)
    await look()
    expect(await found()).toEqual([{ kind: 'TAIL_CUT', block: 4, auditId: null, open: true }])
  })

  test('a chain that was written anew', async () => {
    await superuser.query(`update platform.audit_log set operation = 'x' where operation = 'third'`)
    await superuser.query(`
      update platform.audit_block as block set row_hashes = array(
        select platform.audit_row_hash(entry) from platform.audit_log as entry where audit_id = any (block.audit_ids) order by audit_id)
      where number = 3`)
    await superuser.query(
      `update platform.audit_block as block set hash = platform.audit_block_hash(block) where number = 3`,
    )
    await look()
    expect(await found()).toEqual([{ kind: 'HEAD_DIFFERS', block: 3, auditId: null, open: true }])
  })
})

test('what is put right as it was is told of no more, and what comes after it is told', async () => {
  const [first, second] = [await entryOf('first'), await entryOf('second')]
  await superuser.query('update platform.audit_log set reason = $2 where audit_id = $1', [first, 'why'])
  await lookUntil(async () => expect(await found()).toMatchObject([{ auditId: first, open: true }]))
  await superuser.query('update platform.audit_log set reason = null where audit_id = $1', [first])
  await superuser.query('update platform.audit_log set reason = $2 where audit_id = $1', [second, 'why'])
  await lookUntil(async () =>
    expect(await found()).toEqual([
      { kind: 'ROW_CHANGED', block: 2, auditId: second, open: true },
      { kind: 'ROW_CHANGED', block: 1, auditId: first, open: false },
    ]),
  )
  expect(await tellings()).toEqual([
    { kind: 'ROW_CHANGED', block: 1, entryId: first },
    { kind: 'ROW_CHANGED', block: 2, entryId: second },
  ])
})

test('nothing is wrong after the housekeeping of the database', async () => {
  await superuser.query('vacuum full platform.audit_log')
  await superuser.query('vacuum (freeze, analyze) platform.audit_block')
  await superuser.query('select pg_stat_reset()')
  await look()
  await look()
  expect(await found()).toEqual([])
})

test('entries and details that were sealed by the release before, without details, keep their hashes', async () => {
  const [earlier] = await rows<{ same: boolean }>`
    select platform.audit_row_hash(entry)
           = (select sha256(convert_to(jsonb_object_agg(key, value)::text, 'UTF8'))
              from jsonb_each(to_jsonb(entry)) where value <> 'null'::jsonb) as same
    from platform.audit_log as entry
    where not exists (select from platform.audit_change where audit_change.transaction_id = entry.transaction_id) limit 1`
  expect(earlier).toEqual({ same: true })
})
