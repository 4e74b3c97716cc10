import { createHash } from 'node:crypto'
import type { Sql } from '@erp/service-kit'
import { newId } from '@erp/values'
import { describe, expect, it } from 'vitest'
import { aCaller, ourCompany, useToyDatabase } from './scene.ts'

const { client, opened, transactor, tallies } = await useToyDatabase()

const aTally = (name: string) => ({ id: newId(), companyId: ourCompany, name, count: 1, countedAt: new Date() })

describe('a raw statement', () => {
  const instant = new Date('2026-03-05T01:00:00.123Z')

  async function bothWays(ask: (tx: Sql) => Promise<unknown>) {
    const direct = await transactor.read([], ask)
    const throughPrisma = await client.$transaction(ask)
    return { direct, throughPrisma }
  }

  it('reads every kind of column as Prisma does', async () => {
    const { direct, throughPrisma } = await bothWays(
      (tx) => tx.$queryRaw`
      select 1::int4 as int4, 9007199254740993::int8 as int8, 1.50::numeric(8, 2) as numeric, 1.5::float8 as float8,
             true as bool, 'a'::text as text, '019a0000-0000-7000-8000-000000000001'::uuid as uuid,
             '2026-02-28'::date as date, '2026-02-28 23:59:59.123456+00'::timestamptz as instant,
             '2026-02-28 23:59:59'::timestamp as local, '23:59:59'::time as time, '{"a": [1, null]}'::jsonb as json,
             '"b"'::json as text_in_json, '\\x00ff'::bytea as bytes, null::int8 as nothing, null::jsonb as no_json,
             array['a', 'b,"c', null] as texts, array[1, 2] as ints, array[1::int8, null] as bigs,
             array[1.10, 2] as numerics, array['2026-02-28'::date] as dates, array['{"a": 1}'::jsonb] as jsons,
             array['019a0000-0000-7000-8000-000000000001'::uuid] as uuids, array[true, false] as bools`,
    )
    expect(direct).toStrictEqual(throughPrisma)
    expect(direct).toMatchObject([{ int8: 9007199254740993n, date: new Date('2026-02-28'), json: { a: [1, null] } }])
  })

  it('takes every kind of parameter as Prisma does', async () => {
    const { direct, throughPrisma } = await bothWays(
      (tx) => tx.$queryRaw`
      select ${instant}::timestamptz as instant, ${instant}::date as date, ${7n}::int8 as big, ${1.5}::float8 as float,
             ${3}::int as int, ${true}::boolean as bool, ${null}::uuid as nothing, ${'x'}::text as text,
             ${['a', 'b"']}::text[] as texts, ${[1n, 2n]}::int8[] as bigs, ${new Uint8Array([0, 255])}::bytea as bytes,
             ${JSON.stringify({ a: 1 })}::jsonb as json`,
    )
    expect(direct).toStrictEqual(throughPrisma)
    expect(direct).toMatchObject([{ instant, big: 7n, texts: ['a', 'b"'] }])
  })

  it('may be put together of parts, which keep their parameters', async () => {
    const part = { strings: ['upper(', ')'], values: ['ab'] }
    const rows = await transactor.read(
      [],
      (tx) => tx.$queryRaw`select ${1}::int as one, ${part} as two, ${3}::int as three`,
    )
    expect(rows).toEqual([{ one: 1, two: 'AB', three: 3 }])
  })

  it('is prepared once a connection, however often it runs', async () => {
    const names = await transactor.read([], async (tx) => {
      for (const name of ['x', 'y', 'z']) await tx.$queryRaw`select ${name}::text as ran_three_times`
      return tx.$queryRaw<{ count: number }[]>`
        select count(*)::int as count from pg_prepared_statements where statement like '%ran_three_times%' and name <> ''
          and statement not like '%pg_prepared_statements%'`
    })
    expect(names).toEqual([{ count: 1 }])
  })
})

describe('models and raw statements of one transaction', () => {
  it('see each other and commit together', async () => {
    const tally = aTally('both')
    const seen = await transactor.transact(aCaller(), 'count', async ({ tx }) => {
      await tx.tally.create({ data: tally })
      const raw = await tx.$queryRaw<{ name: string }[]>`select name from tally where id = ${tally.id}::uuid`
      await tx.$executeRaw`update tally set count = 7 where id = ${tally.id}::uuid`
      return [raw, (await tx.tally.findUnique({ where: { id: tally.id } }))?.count]
    })
    expect(seen).toEqual([[{ name: 'both' }], 7])
    expect(await tallies()).toContainEqual({ name: 'both', count: 7 })
  })

  it('are undone together, whichever of them fails', async () => {
    const first = aTally('twice')
    const raw = transactor.transact(aCaller(), 'count', async ({ tx }) => {
      await tx.tally.create({ data: first })
      await tx.$executeRaw`select 1 / 0`
    })
    await expect(raw).rejects.toMatchObject({ code: '22012' })
    const model = transactor.transact(aCaller(), 'count', async ({ tx, caller, now }) => {
      await tx.$executeRaw`insert into tally values (${newId()}::uuid, ${caller.companyId}::uuid, 'twice', 1, ${now})`
      await tx.tally.create({ data: first })
    })
    await expect(model).rejects.toMatchObject({ code: 'P2002' })
    expect((await tallies()).filter(({ name }) => name === 'twice')).toEqual([])
  })

  it('stay apart from those of every other transaction', async () => {
    const names = Array.from(
      { length: 40 },
      (_, index) => `apart ${createHash('sha1').update(String(index)).digest('hex')}`,
    )
    const found = await Promise.all(
      names.map((name) =>
        transactor.transact(aCaller(), 'count', async ({ tx }) => {
          const tally = aTally(name)
          await tx.tally.create({ data: tally })
          return (await tx.tally.findUnique({ where: { id: tally.id } }))?.name
        }),
      ),
    )
    expect(found).toEqual(names)
  })
})

it('a transaction that lasts too long sends nothing more and writes nothing', async () => {
  const work = opened.$scoped(
    { companyIds: [ourCompany] },
    async (tx) => {
      await tx.$executeRaw`insert into tally values (${newId()}::uuid, ${ourCompany}::uuid, 'late', 1, now())`
      await new Promise((done) => setTimeout(done, 60))
      await tx.$executeRaw`select 1`
    },
    { timeout: 50 },
  )
  await expect(work).rejects.toThrow('longer than 50 ms')
  expect((await tallies()).filter(({ name }) => name === 'late')).toEqual([])
})

it('a transaction for reading refuses to write', async () => {
  const write = transactor.read([ourCompany], (tx) => tx.$executeRaw`delete from tally`)
  await expect(write).rejects.toMatchObject({ code: '25006' })
})
