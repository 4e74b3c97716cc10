import {
  type AuditBlockSealed,
  type DocumentsShown,
  salesAuditBlockSealed,
  salesDocumentsShownCounted,
} from '@erp/contracts'
import { sealAuditBlock, verifyAuditBlocks } from '@erp/service-kit'
import { eventually, useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { Client } from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { sealAudit } from '../src/audit/audit-sealer.ts'
import { caller, companyId } from './support/events.ts'
import { openTransactor } from './support/open-service.ts'

const database = await useDatabase('sales')
const transactor = openTransactor(database)
const superuser = new Client({ connectionString: database.superuserUrl })
await superuser.connect()
afterAll(() => superuser.end())

const act = (operation: string, id = newId()) => transactor.transact(caller, operation, async () => ({ id }))
/** Transactions of other databases on the same server hold rows back until they end: waits for them, and seals all. */
async function seal() {
  await eventually(async () => {
    const [held] = await database.rows<{ held: number }>`
      select count(*)::int as held from platform.audit_log
      where transaction_id >= pg_snapshot_xmin(pg_current_snapshot())`
    expect(held).toEqual({ held: 0 })
  })
  return sealAudit({ service: 'sales', transactor })
}
const verify = (fromBlock = 1, anchor?: { number: number; hash: string }) =>
  transactor.read([], (tx) => verifyAuditBlocks(tx, { fromBlock, anchor }))
const rows = () =>
  database.rows<{ audit_id: string; operation: string }>`
    select audit_id, operation from platform.audit_log where operation <> ${salesAuditBlockSealed.type} order by audit_id`

beforeEach(async () => {
  await superuser.query('truncate platform.audit_log, platform.audit_block restart identity')
})

describe('sealing', () => {
  test('puts what was done into chained blocks, and tells each head without a word of what was done', async () => {
    await act('createOne')
    await act('createTwo')
    const [first] = await seal()
    await act('createThree')
    const [second] = await seal()
    expect([first, second]).toMatchObject([
      { number: 1, rowCount: 2, previousHash: '0'.repeat(64) },
      { number: 2, previousHash: first?.hash },
    ])
    const told = await database.rows<{ payload: AuditBlockSealed }>`
      select payload from platform.outbox where type = ${salesAuditBlockSealed.type} order by pos desc limit 2`
    expect(told.map(({ payload }) => salesAuditBlockSealed.schema.parse(payload).hash)).toEqual([
      second?.hash,
      first?.hash,
    ])
    expect(await verify()).toMatchObject({
      fromBlock: 1,
      toBlock: 2,
      head: { number: 2, hash: second?.hash },
      fault: undefined,
    })
  })

  test('comes to rest: what the sealing itself does is sealed with what is done next', async () => {
    await act('createOne')
    expect(await seal()).toHaveLength(1)
    expect(await sealAudit({ service: 'sales', transactor })).toEqual([])
  })

  test('tells how many documents somebody was shown, when they were many', async () => {
    const shown = (userId: string, asked: unknown) => ({
      ...{ caller: { ...caller, userId }, operation: 'Customer.taxNumber', documentId: null, asked },
    })
    const [reader, other] = [newId(), newId()]
    await transactor.recordReads([
      ...[shown(reader, { documents: 12, ids: [] }), shown(reader, { first: 50 }), shown(reader, { id: 'one' })],
      ...[shown(other, { documents: 19, ids: [] })],
    ])
    await seal()
    const told = await database.rows<{ payload: DocumentsShown }>`
      select payload from platform.outbox where type = ${salesDocumentsShownCounted.type}`
    expect(told.map(({ payload }) => payload)).toEqual([
      { companyId, userId: reader, documents: 63, countedAt: expect.any(String) },
    ])
  })

  test('leaves out no row that commits after later ones', async () => {
    const late = new Client({ connectionString: database.superuserUrl })
    await late.connect()
    await late.query('begin')
    await late.query(
      `insert into platform.audit_log (company_id, user_id, username, operation, request_id, traceparent)
       values ($1, $2, 'late', 'late', 'r', 't')`,
      [companyId, caller.userId],
    )
    await act('early')
    expect(await sealAudit({ service: 'sales', transactor })).toEqual([]) // it began before, and may still be anything
    await late.query('commit')
    await late.end()
    expect(await seal()).toMatchObject([{ number: 1 }])
    const sealed = await database.rows<{ operation: string }>`
      select operation from platform.audit_block, unnest(audit_ids) as listed (audit_id)
      join platform.audit_log using (audit_id) where operation in ('late', 'early') order by 1`
    expect(sealed.map(({ operation }) => operation)).toEqual(['early', 'late'])
    expect((await verify()).fault).toBeUndefined()
  })

  test('is done by one process at a time, and cuts no transaction in two', async () => {
    await superuser.query(
      `insert into platform.audit_log (company_id, user_id, username, operation, request_id, traceparent)
       select $1, $2, 'li.na', 'many', 'r', 't' from generate_series(1, 5)`,
      [companyId, caller.userId],
    )
    await act('one')
    await act('two')
    const sizes: number[] = []
    await eventually(async () => {
      const block = await transactor.transact(caller, salesAuditBlockSealed.type, ({ tx }) => sealAuditBlock(tx, 3))
      if (block) sizes.push(block.rowCount)
      if (sizes.length < 2) throw new Error('The second block is not sealed yet')
    })
    expect(sizes[0]).toBe(5)
    await act('three')
    await Promise.allSettled(Array.from({ length: 4 }, seal))
    expect((await verify()).head?.number).toBe(3)
    expect((await verify()).fault).toBeUndefined()
  })
})

describe('whoever owns the database is found out', () => {
  /** Three blocks of two rows each, of the same company. */
  async function threeBlocks() {
    for (const block of [1, 2, 3]) {
      await act(`create${block}a`)
      await act(`create${block}b`)
      expect(await seal()).toHaveLength(1)
    }
    const { head, fault } = await verify()
    expect(fault).toBeUndefined()
    const idOf = new Map((await rows()).map((row) => [row.operation, row.audit_id]))
    return { head, id: (operation: string) => idOf.get(operation) ?? '' }
  }

  test('an edited row', async () => {
    const { id } = await threeBlocks()
    await superuser.query(`update platform.audit_log set username = 'somebody.else' where audit_id = $1`, [
      id('create2b'),
    ])
    expect((await verify()).fault).toEqual({ kind: 'ROW_CHANGED', block: 2, auditId: id('create2b') })
  })

  test('a removed row', async () => {
    const { id } = await threeBlocks()
    await superuser.query('delete from platform.audit_log where audit_id = $1', [id('create1a')])
    expect((await verify()).fault).toEqual({ kind: 'ROW_MISSING', block: 1, auditId: id('create1a') })
  })

  test('two rows in each other’s place: the first of them', async () => {
    const { id } = await threeBlocks()
    await superuser.query(
      `update platform.audit_log as row set operation = other.operation, document_id = other.document_id,
              occurred_at = other.occurred_at
       from platform.audit_log as other
       where (row.audit_id, other.audit_id) in (($1, $2), ($2, $1))`,
      [id('create1b'), id('create3a')],
    )
    expect((await verify()).fault).toEqual({ kind: 'ROW_CHANGED', block: 1, auditId: id('create1b') })
  })

  test('a row put in later', async () => {
    const { id } = await threeBlocks()
    const { rows: added } = await superuser.query(
      `insert into platform.audit_log (company_id, user_id, username, operation, request_id, traceparent, transaction_id)
       select company_id, user_id, username, 'forged', request_id, traceparent, transaction_id
       from platform.audit_log where audit_id = $1 returning audit_id`,
      [id('create2a')],
    )
    expect((await verify()).fault).toEqual({ kind: 'ROW_INSERTED', block: 2, auditId: added[0].audit_id })
  })

  test('a row moved to another block', async () => {
    const { id } = await threeBlocks()
    await superuser.query(
      `update platform.audit_log set transaction_id = (select transaction_id from platform.audit_log where audit_id = $1)
       where audit_id = $2`,
      [id('create3a'), id('create1a')],
    )
    expect((await verify()).fault).toEqual({ kind: 'ROW_CHANGED', block: 1, auditId: id('create1a') })
  })

  test('a removed block, a changed block and one chained to another', async () => {
    await threeBlocks()
    await superuser.query('begin')
    await superuser.query('delete from platform.audit_block where number = 2')
    await superuser.query('commit')
    expect((await verify()).fault).toEqual({ kind: 'BLOCK_MISSING', block: 2, auditId: null })
    await superuser.query(`update platform.audit_block set sealed_at = sealed_at - interval '1 day' where number = 1`)
    expect((await verify()).fault).toEqual({ kind: 'BLOCK_CHANGED', block: 1, auditId: null })
  })

  test('a cut tail, once another service keeps the head', async () => {
    const { head } = await threeBlocks()
    await superuser.query(`delete from platform.audit_log
                           where transaction_id >= (select from_transaction from platform.audit_block where number = 3)`)
    await superuser.query('delete from platform.audit_block where number = 3')
    expect((await verify()).fault).toBeUndefined()
    expect((await verify(1, head)).fault).toEqual({ kind: 'TAIL_CUT', block: 3, auditId: null })
  })

  test('a chain written anew from a changed row on, once another service keeps the head', async () => {
    const { head, id } = await threeBlocks()
    await superuser.query(`update platform.audit_log set username = 'x' where audit_id = $1`, [id('create2a')])
    await superuser.query('delete from platform.audit_block where number > 1')
    await eventually(async () => {
      await transactor.transact(caller, salesAuditBlockSealed.type, ({ tx }) => sealAuditBlock(tx, 2))
      expect((await verify()).head?.number).toBeGreaterThanOrEqual(3)
    })
    expect((await verify()).fault).toBeUndefined()
    expect((await verify(1, head)).fault).toEqual({ kind: 'HEAD_DIFFERS', block: 3, auditId: null })
  })
})

test('the application can neither change a block, nor add one, nor say which transaction it was', async () => {
  await act('createOne')
  await seal()
  const app = new Client({ connectionString: database.appUrl })
  await app.connect()
  for (const forbidden of [
    'update platform.audit_block set number = 2',
    'delete from platform.audit_block',
    'truncate platform.audit_block',
    `insert into platform.audit_block select * from platform.audit_block`,
    'update platform.audit_anchor set number = 2',
    'delete from platform.audit_anchor',
    `insert into platform.audit_log (user_id, username, operation, request_id, traceparent, transaction_id)
     values ('${newId()}', 'x', 'x', 'x', 'x', '3')`,
  ])
    await expect(app.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' })
  await app.end()
})
