import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Refusal, refuse } from '@erp/values'
import { expect, it } from 'vitest'
import { aCaller, otherCompany, ourCompany, useToyDatabase } from './scene.ts'
import type { Tally, ToyTx } from './toy/client.ts'

const { database, transactor, tallies, audit } = await useToyDatabase()

function create(name: string) {
  return (unit: UnitOfWork<ToyTx>) =>
    unit.tx.tally.create({ data: { id: newId(), companyId: ourCompany, name, count: 1, countedAt: unit.now } })
}

const notYet = async (): Promise<Tally | Refusal<'NotYet'>> => refuse('NotYet')
const broken = async (): Promise<Tally> => {
  throw new Error('broken')
}

const replay = async (tx: ToyTx, id: string) => (await tx.tally.findUnique({ where: { id } })) ?? undefined

const request = (idempotencyKey: string, input: unknown) => ({ operation: 'createTally', idempotencyKey, input })

it('gives the same document for the same key and input, and does the work once', async () => {
  const caller = aCaller()
  const first = await transactor.once(caller, request('key-1', { name: 'a', note: undefined }), create('a'), replay)
  const again = aCaller({ userId: caller.userId })
  const second = await transactor.once(again, request('key-1', { name: 'a' }), create('a'), replay)
  expect(second).toEqual(first)
  expect((await tallies()).filter(({ name }) => name === 'a')).toEqual([{ name: 'a', count: 1 }])
  expect((await audit(caller.requestId)).length).toBe(1)
  expect(await audit(again.requestId)).toEqual([])
})

it('takes a key of 1 to 200 characters, and does nothing for another', async () => {
  for (const key of ['', 'k'.repeat(201), '😀'.repeat(201)]) {
    const tried = transactor.once(aCaller(), request(key, {}), create('unusable'), replay)
    await expect(tried).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', argument: 'input.idempotencyKey' },
    })
  }
  const usable = ['k', 'k'.repeat(200), '😀'.repeat(200)]
  for (const [index, key] of usable.entries()) {
    await transactor.once(aCaller(), request(key, {}), create(`usable ${index}`), replay)
  }
  const names = (await tallies()).map(({ name }) => name).filter((name) => name.includes('usable'))
  expect(names.sort()).toEqual(['usable 0', 'usable 1', 'usable 2'])
})

it('refuses the key for other input, another operation or another company, and does nothing', async () => {
  const caller = aCaller()
  await transactor.once(caller, request('key-2', { name: 'b' }), create('b'), replay)
  const reused = refuse('IdempotencyKeyReused')
  expect(await transactor.once(caller, request('key-2', { name: 'B' }), create('b2'), replay)).toEqual(reused)
  const otherOperation = { ...request('key-2', { name: 'b' }), operation: 'removeTally' }
  expect(await transactor.once(caller, otherOperation, create('b3'), replay)).toEqual(reused)
  const elsewhere = aCaller({ userId: caller.userId, companyId: otherCompany })
  expect(await transactor.once(elsewhere, request('key-2', { name: 'b' }), create('b4'), replay)).toEqual(reused)
  expect((await tallies()).filter(({ name }) => name.startsWith('b'))).toEqual([{ name: 'b', count: 1 }])
})

it('lets another user use the same key', async () => {
  const one = await transactor.once(aCaller(), request('key-3', {}), create('c1'), replay)
  const other = await transactor.once(aCaller(), request('key-3', {}), create('c2'), replay)
  expect([isRefusal(one), isRefusal(other)]).toEqual([false, false])
})

it('does not use up the key when the work is refused or fails', async () => {
  const caller = aCaller()
  const refused = await transactor.once(caller, request('key-4', {}), notYet, replay)
  expect(refused).toEqual({ refusal: 'NotYet' })
  const failed = transactor.once(caller, request('key-4', {}), broken, replay)
  await expect(failed).rejects.toThrow('broken')
  const done = await transactor.once(caller, request('key-4', {}), create('d'), replay)
  expect(isRefusal(done)).toBe(false)
  expect(
    await database.rows`select operation, result_id is not null as done from platform.idempotency where key = 'key-4'`,
  ).toEqual([{ operation: 'createTally', done: true }])
})

it('makes concurrent twins wait for the first, and gives them all its document', async () => {
  const caller = aCaller()
  let worked = 0
  const twin = () =>
    transactor.once(
      caller,
      request('key-5', { name: 'e' }),
      async (unit) => {
        worked += 1
        const made = await create('e')(unit)
        await new Promise((done) => setTimeout(done, 150))
        return made
      },
      replay,
    )
  const answers = await Promise.all([twin(), twin(), twin(), twin()])
  expect(worked).toBe(1)
  expect(new Set(answers.map((answer) => ('id' in answer ? answer.id : answer.refusal))).size).toBe(1)
})

it('lets the twin do the work when the first is refused', async () => {
  const caller = aCaller()
  const release = Promise.withResolvers<void>()
  const first = transactor.once(
    caller,
    request('key-6', {}),
    async () => {
      await release.promise
      return notYet()
    },
    replay,
  )
  await new Promise((done) => setTimeout(done, 50))
  const second = transactor.once(caller, request('key-6', {}), create('f'), replay)
  await new Promise((done) => setTimeout(done, 50))
  release.resolve()
  expect(await first).toEqual({ refusal: 'NotYet' })
  expect(isRefusal(await second)).toBe(false)
})

it('forgets keys after 30 days and lets the application remove no younger one', async () => {
  await database.rows`
    insert into platform.idempotency (user_id, key, operation, request_hash, result_id, created_at)
    select gen_random_uuid(), 'aged-' || day, 'createTally', 'x', 'x', now() - make_interval(days => day)
    from generate_series(28, 33) as day`
  const aged = async () => {
    const rows = await database.rows<{ key: string }>`
      select key from platform.idempotency where key like 'aged-%' order by key`
    return rows.map(({ key }) => key)
  }
  await transactor.once(aCaller(), request('key-7', {}), create('g'), replay)
  expect(await aged()).toEqual(['aged-28', 'aged-29', 'aged-30', 'aged-31'])
  await transactor.once(aCaller(), request('key-8', {}), create('h'), replay)
  expect(await aged()).toEqual(['aged-28', 'aged-29'])
  const removed = await transactor.transact(
    aCaller(),
    'removeKeys',
    ({ tx }) => tx.$executeRaw`delete from platform.idempotency`,
  )
  expect(removed).toBe(0)
})
