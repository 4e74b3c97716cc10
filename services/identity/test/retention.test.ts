import { purgeExpired, retentionResults, retentionRules } from '@erp/service-kit'
import { expect, test } from 'vitest'
import { retention } from '../src/store/retention.ts'
import { logIn } from '../src/use-cases/log-in.ts'
import { callerOf, useIdentity } from './use-identity.ts'

const { database, transactor, tools, administrator, company, member, session } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)

/** Somebody who came in twice and failed once, so many days ago. */
async function visitor(days: number) {
  const user = await member(admin, ['BUYER'])
  await session(user.username)
  await session(user.username)
  await logIn(tools, { username: user.username, password: 'a guess', origin: `10.0.0.${days % 250}` })
  const at = daysAgo(days)
  await database.rows`update sessions set created_at = ${at}, expires_at = ${at} where user_id = ${user.id}::uuid`
  await database.rows`update login_origins set last_login_at = ${at} where user_id = ${user.id}::uuid`
  await database.rows`update security_events set happened_at = ${at} where user_id = ${user.id}::uuid`
  return user
}
async function kept({ id }: { id: string }) {
  const [row] = await database.rows<Record<string, number>>`
    select (select count(*)::int from sessions where user_id = ${id}::uuid) as sessions,
           (select count(*)::int from sessions where user_id = ${id}::uuid and origin is not null) as origins,
           (select count(*)::int from refresh_tokens where user_id = ${id}::uuid) as tokens,
           (select count(*)::int from login_origins where user_id = ${id}::uuid) as "knownOrigins",
           (select count(*)::int from security_events where user_id = ${id}::uuid and kind = 'LOGIN_FAILED') as failures,
           (select count(*)::int from security_events where user_id = ${id}::uuid and origin is not null) as "failedFrom"`
  return row
}
const all = { sessions: 2, origins: 2, tokens: 2, knownOrigins: 1, failures: 1, failedFrom: 1 }

test('what only served to let people in goes when its time has come, the addresses before the rest, and no sooner', async () => {
  const [young, half, old, ancient] = [await visitor(29), await visitor(200), await visitor(370), await visitor(1_100)]
  const purged = await purgeExpired(transactor, retention, new Date())
  expect(purged).toMatchObject({ SESSIONS: 4, SECURITY_EVENTS: expect.any(Number) as number, LOGIN_ORIGINS: 3 })
  expect(await kept(young)).toEqual(all)
  expect(await kept(half)).toEqual({ ...all, origins: 0, knownOrigins: 0 })
  expect(await kept(old)).toEqual({ ...all, sessions: 0, origins: 0, tokens: 0, knownOrigins: 0, failedFrom: 0 })
  expect(await kept(ancient)).toEqual({
    sessions: 0,
    origins: 0,
    tokens: 0,
    knownOrigins: 0,
    failures: 0,
    failedFrom: 0,
  })
  expect((await session(young.username)).user).toMatchObject({ id: young.id })

  const again = await purgeExpired(transactor, retention, new Date())
  expect(again.SESSIONS).toBe(0)
  const results = await transactor.read([], (tx) => retentionResults(tx, retention))
  expect(results.find(({ kind }) => kind === 'SESSIONS')).toMatchObject({
    days: 365,
    purged: 4,
    lastPurgedAt: expect.any(Date) as Date,
  })
  const audited =
    await database.rows`select company_id, document_id from platform.audit_log where operation = 'purge SESSIONS'`
  expect(audited).toEqual([{ company_id: null, document_id: null }])
})

test('a company keeps longer or shorter than usual, and never shorter than the least', async () => {
  const user = await visitor(50)
  await purgeExpired(transactor, retentionRules(retention, { SESSIONS: 60 }), new Date())
  expect(await kept(user)).toMatchObject({ sessions: 2 })
  await purgeExpired(transactor, retentionRules(retention, { SESSIONS: 40 }), new Date())
  expect(await kept(user)).toMatchObject({ sessions: 0, failures: 1 })
  expect(() => retentionRules(retention, { SESSIONS: 29 })).toThrow('SESSIONS is kept for 30 days at least')
  expect(() => retentionRules(retention, { VOUCHERS: 1 })).toThrow('Nothing of kind VOUCHERS has a retention')
})

test.each([
  ['SECURITY_EVENTS', 179, /kept for 180 days at least/],
  ['SESSIONS', -10_000, /kept for 30 days at least/],
  ['VOUCHERS', 400, /Nothing of kind VOUCHERS is purged/],
])(
  'the database itself removes no %s from before %d days, whatever a clock or somebody says',
  async (kind, days, refusal) => {
    const ask = transactor.system(
      [],
      'purge',
      ({ tx }) => tx.$queryRaw`select platform.purge_expired(${kind}, ${daysAgo(days)}, 100)`,
    )
    await expect(ask).rejects.toThrow(refusal)
  },
)

test('more than a batch goes in batches', async () => {
  const user = await member(admin, ['BUYER'])
  await database.rows`
    insert into security_events (id, company_id, kind, user_id, happened_at)
    select gen_random_uuid(), ${home.id}::uuid, 'LOGIN_FAILED', ${user.id}::uuid, ${daysAgo(1_200)} from generate_series(1, 2500)`
  expect((await purgeExpired(transactor, retention, new Date())).SECURITY_EVENTS).toBe(2_500)
  const batches = await database.rows<{ purged: number }>`
    select purged from platform.retention_purge where kind = 'SECURITY_EVENTS' order by id desc limit 3`
  expect(batches.map(({ purged }) => purged)).toEqual([500, 1_000, 1_000])
})
