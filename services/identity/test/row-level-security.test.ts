import { databaseAdapter } from '@erp/service-kit'
import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll, describe, expect, test } from 'vitest'
import { PrismaClient } from '../src/generated/prisma/client.ts'
import { refreshTokenHash } from '../src/store/sessions.ts'
import { actFor, lookForLoginName, lookForRefreshToken } from '../src/store/windows.ts'
import { callerOf, useIdentity } from './use-identity.ts'

const { database, transactor, tools, administrator, company, member, session } = await useIdentity()
const owner = await administrator()
const home = await company(owner)
const admin = callerOf(owner.userId, owner.username, home.id)
const buyer = await member(admin, ['BUYER'])
const started = await session(buyer.username)

const neighbour = await administrator()
await company(neighbour)

const visible = (open: Parameters<typeof transactor.read>[1]) =>
  transactor.read([], async (tx) => {
    await open(tx)
    const [row] = await tx.$queryRaw<Record<string, number>[]>`
      select (select count(*)::int from users) as users, (select count(*)::int from companies) as companies,
             (select count(*)::int from memberships) as memberships, (select count(*)::int from sessions) as sessions,
             (select count(*)::int from refresh_tokens) as tokens, (select count(*)::int from login_origins) as origins`
    return row
  })
const nothing = { users: 0, companies: 0, memberships: 0, sessions: 0, tokens: 0, origins: 0 }

describe('without a scope', () => {
  test('the application sees no row', async () => {
    expect(await visible(async () => undefined)).toEqual(nothing)
  })

  test('a login name shows its user and nothing else', async () => {
    expect(await visible((tx) => lookForLoginName(tx, tools.persons, buyer.username))).toEqual({ ...nothing, users: 1 })
  })

  test('a refresh token shows itself and nothing else', async () => {
    const hash = refreshTokenHash(started.refreshToken)
    expect(await visible((tx) => lookForRefreshToken(tx, hash))).toEqual({ ...nothing, tokens: 1 })
  })

  test('a subject shows what is theirs', async () => {
    expect(await visible((tx) => actFor(tx, buyer.id))).toEqual({
      users: 1,
      companies: 1,
      memberships: 1,
      sessions: 1,
      tokens: 1,
      origins: 1,
    })
  })
})

describe('the database refuses', () => {
  const prisma = new PrismaClient({ adapter: new PrismaPg(databaseAdapter(database.appUrl)) })
  const report = new PrismaClient({ adapter: new PrismaPg(databaseAdapter(database.reportUrl)) })
  afterAll(() => Promise.all([prisma.$disconnect(), report.$disconnect()]))

  test('a membership in a company out of scope', async () => {
    const attempt = transactor.system([], 'intrude', async ({ tx }) => {
      await tx.$executeRaw`insert into memberships (company_id, user_id) values (${home.id}::uuid, ${neighbour.userId}::uuid)`
    })
    await expect(attempt).rejects.toThrow(/row-level security/)
  })

  test('the session of somebody else', async () => {
    const attempt = transactor.system([], 'intrude', async ({ tx }) => {
      await actFor(tx, neighbour.userId)
      await tx.$executeRaw`insert into sessions (id, user_id, expires_at) values (gen_random_uuid(), ${buyer.id}::uuid, now())`
    })
    await expect(attempt).rejects.toThrow(/row-level security/)
  })

  test.each([
    'delete from users',
    'delete from sessions',
    'delete from refresh_tokens',
    'update roles set code = code',
    "insert into permissions values ('identity.crown.wear')",
    'truncate memberships',
  ])('the application: %s', async (statement) => {
    await expect(prisma.$executeRawUnsafe(statement)).rejects.toThrow(/permission denied/)
  })

  test.each(['select password_hash from users', 'select * from refresh_tokens', 'select * from sessions'])(
    'a report: %s',
    async (statement) => {
      await expect(report.$queryRawUnsafe(statement)).rejects.toThrow(/permission denied/)
    },
  )
})
