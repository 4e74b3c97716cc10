import {
  type Sql,
  StaleDocument,
  serviceUserId,
  sqlStateOf,
  type UnitOfWork,
  undoneByRefusal,
  violatedConstraint,
} from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import { describe, expect, it } from 'vitest'
import { aCaller, otherCompany, ourCompany, useToyDatabase } from './scene.ts'
import type { ToyTx } from './toy/client.ts'

const { database, client, transactor, tallies, audit } = await useToyDatabase()

function aTally(name: string, changes: object = {}) {
  return {
    id: newId(),
    companyId: ourCompany,
    name,
    count: 1,
    countedAt: new Date('2026-03-05T01:00:00.123Z'),
    ...changes,
  }
}

async function createTally(unit: UnitOfWork<ToyTx>, name: string) {
  return unit.tx.tally.create({ data: aTally(name) })
}

describe('transact', () => {
  it('commits the work together with one audit row that names the document', async () => {
    const caller = aCaller()
    const made = await transactor.transact(caller, 'createTally', (unit) => createTally(unit, 'committed'))
    expect(made.name).toBe('committed')
    expect(await audit(caller.requestId)).toEqual([
      { company_id: ourCompany, username: '', operation: 'createTally', document_id: made.id },
    ])
  })

  it('undoes everything before a refusal, and returns it', async () => {
    const caller = aCaller()
    let followed = false
    const outcome = await transactor.transact(caller, 'createTally', async (unit) => {
      await createTally(unit, 'refused')
      unit.afterCommit(() => {
        followed = true
      })
      return refuse('TallyNotWanted', { name: 'refused' })
    })
    expect(outcome).toEqual({ refusal: 'TallyNotWanted', name: 'refused' })
    expect(await client.$queryRaw`select 1 where false`).toEqual([])
    expect((await tallies()).filter(({ name }) => name === 'refused')).toEqual([])
    expect(await audit(caller.requestId)).toEqual([])
    expect(followed).toBe(false)
  })

  it('goes on after what was tried in it was refused, without what was written for that', async () => {
    const outcomes = await transactor.transact(aCaller(), 'createTallies', async (unit) => {
      await createTally(unit, 'before')
      const tried = (name: string, wanted: boolean) =>
        undoneByRefusal(unit.tx, async () => {
          await createTally(unit, name)
          return wanted ? name : refuse('TallyNotWanted', { name })
        })
      return [await tried('unwanted', false), await tried('wanted', true), await tried('unwanted too', false)]
    })
    expect(outcomes).toMatchObject([{ name: 'unwanted' }, 'wanted', { name: 'unwanted too' }])
    const written = (await tallies()).map(({ name }) => name)
    expect(written.filter((name) => ['before', 'unwanted', 'wanted', 'unwanted too'].includes(name))).toEqual([
      ...['before', 'wanted'],
    ])
  })

  it('undoes everything before an error, and throws it as it was', async () => {
    const failure = new Error('a bug')
    const work = transactor.transact(aCaller(), 'createTally', async (unit) => {
      await createTally(unit, 'thrown')
      throw failure
    })
    await expect(work).rejects.toBe(failure)
    expect((await tallies()).filter(({ name }) => name === 'thrown')).toEqual([])
  })

  it('runs what follows a commit after it, and survives its failure', async () => {
    const seen: number[] = []
    await transactor.transact(aCaller(), 'createTally', async (unit) => {
      await createTally(unit, 'followed')
      unit.afterCommit(() => {
        throw new Error('a listener failed')
      })
      unit.afterCommit(() => seen.push(1))
      expect(seen).toEqual([])
    })
    expect(seen).toEqual([1])
  })

  it('reads afresh after a stale document', async () => {
    let runs = 0
    const outcome = await transactor.transact(aCaller(), 'saveTally', async () => {
      runs += 1
      if (runs < 3) throw new StaleDocument('tally', 'x')
      return { id: 'third' }
    })
    expect([outcome.id, runs]).toEqual(['third', 3])
  })

  it('gives up after five runs', async () => {
    let runs = 0
    const work = transactor.transact(aCaller(), 'saveTally', async () => {
      runs += 1
      throw new StaleDocument('tally', 'x')
    })
    await expect(work).rejects.toBeInstanceOf(StaleDocument)
    expect(runs).toBe(5)
  })

  it('runs both sides of a deadlock to success', async () => {
    const [one, other] = [aTally('deadlock-1'), aTally('deadlock-2')]
    await transactor.transact(aCaller(), 'seed', async ({ tx }) => {
      await tx.tally.create({ data: one })
      await tx.tally.create({ data: other })
    })
    let runs = 0
    const both = Promise.withResolvers<void>()
    const lockBoth = (first: string, second: string) =>
      transactor.transact(aCaller(), 'lockBoth', async ({ tx }) => {
        runs += 1
        await increment(tx, first)
        if (runs >= 2) both.resolve()
        await both.promise
        await increment(tx, second)
      })
    await Promise.all([lockBoth(one.id, other.id), lockBoth(other.id, one.id)])
    expect(runs).toBeGreaterThan(2)
    expect((await tallies()).filter(({ name }) => name.startsWith('deadlock'))).toEqual([
      { name: 'deadlock-1', count: 3 },
      { name: 'deadlock-2', count: 3 },
    ])
  })

  it('keeps an instant exact whatever the time zone of the database', async () => {
    await transactor.transact(aCaller(), 'createTally', (unit) => createTally(unit, 'instant'))
    const [stored] = await database.rows<{ ms: string }>`
      select (extract(epoch from counted_at) * 1000)::bigint::text as ms from tally where name = 'instant'`
    expect(stored?.ms).toBe(String(Date.parse('2026-03-05T01:00:00.123Z')))
  })

  it('refuses a company scope that is no list of UUIDs', async () => {
    await expect(transactor.read(["x','y"], async () => 1)).rejects.toThrow('no UUID')
  })
})

describe('company scope', () => {
  it('shows and accepts rows of the scope only', async () => {
    await transactor.transact(aCaller(), 'createTally', (unit) => createTally(unit, 'ours'))
    const count = (companies: string[]) =>
      transactor.read(companies, async (tx) => (await tx.tally.findMany({ where: { name: 'ours' } })).length)
    expect([await count([ourCompany]), await count([otherCompany]), await count([])]).toEqual([1, 0, 0])
    expect(await client.tally.findMany()).toEqual([])

    const foreign = transactor.transact(aCaller(), 'createTally', ({ tx }) =>
      tx.tally.create({ data: aTally('foreign', { companyId: otherCompany }) }),
    )
    await expect(foreign).rejects.toSatisfy((error) => sqlStateOf(error) === '42501')
  })

  it('lets a read write nothing', async () => {
    const work = transactor.read([ourCompany], (tx) => tx.tally.create({ data: aTally('from a read') }))
    await expect(work).rejects.toSatisfy((error) => sqlStateOf(error) === '25006')
  })

  it('shows one instant to all statements of a snapshot', async () => {
    const count = async (tx: ToyTx) => (await tx.tally.findMany()).length
    const [before, after] = await transactor.read(
      [ourCompany],
      async (tx) => {
        const first = await count(tx)
        await transactor.transact(aCaller(), 'createTally', (unit) => createTally(unit, 'meanwhile'))
        return [first, await count(tx)]
      },
      { snapshot: true },
    )
    expect(after).toBe(before)
  })
})

describe('system', () => {
  it('acts as the service itself, with an audit row for each company', async () => {
    const caller = await transactor.system([ourCompany, otherCompany], 'toy.event.v1', async (unit) => {
      await unit.tx.tally.create({ data: aTally('for ours') })
      await unit.tx.tally.create({ data: aTally('for other', { companyId: otherCompany }) })
      return unit.caller
    })
    expect([caller.userId, caller.username]).toEqual([serviceUserId('toy'), 'toy'])
    const rows = await audit(caller.requestId)
    expect(rows.map((row) => row.company_id)).toEqual([ourCompany, otherCompany])
  })
})

describe('what PostgreSQL says', () => {
  it('is read through Prisma: unique index, lock timeout', async () => {
    await transactor.transact(aCaller(), 'createTally', (unit) => createTally(unit, 'twice'))
    const again = (run: (tx: ToyTx) => Promise<unknown>) =>
      transactor.transact(aCaller(), 'again', ({ tx }) => run(tx)).catch((error: unknown) => violatedConstraint(error))
    expect(await again((tx) => tx.tally.create({ data: aTally('twice') }))).toBe('tally_name_key')
    expect(
      await again(
        (tx) => tx.$executeRaw`insert into tally values (gen_random_uuid(), ${ourCompany}::uuid, 'twice', 1, now())`,
      ),
    ).toBe('tally_name_key')
  })

  it('never lets the application change or remove an audit row', async () => {
    for (const attempt of [
      client.$executeRaw`update platform.audit_log set username = 'x'`,
      client.$executeRaw`delete from platform.audit_log`,
      client.$executeRaw`truncate platform.audit_log`,
      client.$executeRaw`truncate platform.idempotency`,
      client.$executeRaw`update platform.idempotency set request_hash = ''`,
    ]) {
      await expect(attempt).rejects.toSatisfy((error) => sqlStateOf(error) === '42501')
    }
  })

  it('bounds locks, statements and idle transactions of every connection', async () => {
    const [bounds] = await client.$queryRaw<object[]>`
      select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
             current_setting('idle_in_transaction_session_timeout') as idle, current_setting('TimeZone') as zone`
    expect(bounds).toEqual({ lock: '2s', statement: '15s', idle: '10s', zone: 'UTC' })
  })

  it('says of a read that takes too long that less is to be asked for', async () => {
    const late = transactor.read([ourCompany], async (tx) => {
      await tx.$executeRaw`set local statement_timeout = '20ms'`
      await tx.$queryRaw`select pg_sleep(5)`
    })
    await expect(late).rejects.toMatchObject({
      name: 'ReadTooLong',
      extensions: { code: 'QUERY_TOO_EXPENSIVE', limit: 'seconds', allowed: 15 },
    })
  })
})

async function increment(tx: Sql, id: string): Promise<void> {
  await tx.$executeRaw`update tally set count = count + 1 where id = ${id}::uuid`
}
