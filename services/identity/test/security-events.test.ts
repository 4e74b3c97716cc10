import { databaseAdapter, installationCompanyId } from '@erp/service-kit'
import { isOddHour, newId, refuse } from '@erp/values'
import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import type { AlertRule, SecurityEventKind } from '../src/domain/security-event.ts'
import { PrismaClient } from '../src/generated/prisma/client.ts'
import { newKey } from '../src/store/api-keys.ts'
import { listAlertRules, listSecurityAlerts } from '../src/store/security-alerts.ts'
import { type EventFilter, listSecurityEvents } from '../src/store/security-events.ts'
import { changePassword } from '../src/use-cases/change-password.ts'
import { changeUserRoles } from '../src/use-cases/change-user-roles.ts'
import { createAccessToken } from '../src/use-cases/create-access-token.ts'
import { createApiKey } from '../src/use-cases/create-api-key.ts'
import { createServiceAccount } from '../src/use-cases/create-service-account.ts'
import { disableUser } from '../src/use-cases/disable-user.ts'
import { logIn } from '../src/use-cases/log-in.ts'
import { narrowUser } from '../src/use-cases/narrow-user.ts'
import { noteToldEvents } from '../src/use-cases/note-security-event.ts'
import { noteShownDocuments } from '../src/use-cases/note-shown-documents.ts'
import { refreshSession } from '../src/use-cases/refresh-session.ts'
import { revokeApiKey } from '../src/use-cases/revoke-api-key.ts'
import { acknowledgeAlert, setAlertRule } from '../src/use-cases/security-alerts.ts'
import { accepted, callerOf, password, useIdentity } from './use-identity.ts'

const { database, transactor, tools, administrator, company, member, session } = await useIdentity()
const prisma = new PrismaClient({ adapter: new PrismaPg(databaseAdapter(database.appUrl)) })
afterAll(() => prisma.$disconnect())
afterEach(() => void vi.useRealTimers())

async function foundCompany() {
  const founder = await administrator()
  const home = await company(founder)
  return { home, admin: callerOf(founder.userId, founder.username, home.id) }
}
const { home, admin } = await foundCompany()

const events = (filter: EventFilter, companyId = home.id) =>
  transactor.read([companyId], (tx) => listSecurityEvents(tx, companyId, filter, { limit: 100, beforeId: undefined }))
const kindsAbout = async (userId: string, companyId = home.id) =>
  (await events({ userId }, companyId)).map(({ kind }) => kind).reverse()
const alerts = (companyId = home.id, isWaiting = true) =>
  transactor.read([companyId], (tx) =>
    listSecurityAlerts(tx, companyId, { limit: 100, beforeId: undefined, isWaiting }),
  )
const guess = (username: string, origin: string) => logIn(tools, { username, password: 'a guess', origin })
const rule = (wanted: Partial<AlertRule>, by = admin) =>
  transactor.transact(by, 'setAlertRule', (unit) =>
    setAlertRule(unit, {
      ...{ kind: 'LOGIN_FAILED', countedBy: 'ACCOUNT', threshold: 3, windowMinutes: 15, active: true },
      ...wanted,
    }),
  )

describe('what happens at the doors', () => {
  test('is noted: failed logins, when they begin to wait, and a stolen refresh token', async () => {
    const user = await member(admin, ['BUYER'])
    const origin = newId()
    for (let tries = 0; tries < 5; tries += 1) await guess(user.username, origin)
    expect(await kindsAbout(user.id)).toEqual([...Array(4).fill('LOGIN_FAILED'), 'LOGIN_THROTTLED'])
    expect((await events({ userId: user.id }))[0]).toMatchObject({ origin, actorId: null })

    const other = await member(admin, ['BUYER'])
    const { refreshToken } = await session(other.username)
    accepted(await refreshSession(tools, { refreshToken }))
    await refreshSession(tools, { refreshToken, origin })
    expect(await events({ userId: other.id, kinds: ['TOKEN_REUSED'] })).toMatchObject([{ origin }])
  })

  test('is noted: what changes who may do what, with who did it', async () => {
    const user = await member(admin, ['BUYER'])
    const by = <Outcome>(label: string, work: Parameters<typeof transactor.transact<Outcome>>[2]) =>
      transactor.transact(admin, label, work)
    await by('roles', (unit) => changeUserRoles(unit, { userId: user.id, expectedVersion: 1, roleCodes: ['SALES'] }))
    await by('narrow', (unit) => narrowUser(unit, { userId: user.id, expectedVersion: 2, warehouseIds: [] }))
    await changePassword(tools, callerOf(user.id, user.username, home.id), {
      ...{ currentPassword: password, newPassword: 'another long password', origin: 'test' },
    })
    await by('disable', (unit) => disableUser(unit, { userId: user.id, expectedVersion: 3 }))
    const noted = await events({ userId: user.id })
    expect(noted.map(({ kind, actorId }) => [kind, actorId]).reverse()).toEqual([
      ['ROLES_CHANGED', admin.userId],
      ['USER_NARROWED', admin.userId],
      ['PASSWORD_CHANGED', user.id],
      ['USER_DISABLED', admin.userId],
    ])
  })

  test('is noted: keys made, revoked and guessed at', async () => {
    const program = accepted(
      await transactor.transact(admin, 'account', (unit) =>
        createServiceAccount(unit, tools.persons, {
          ...{ username: `till-${newId().slice(-8)}`, displayName: 'Till', roleCodes: ['STOREKEEPER'] },
        }),
      ),
    )
    const key = newKey()
    const facts = { name: 'Till', permissions: ['inventory.stock.read'], expiresAt: new Date(Date.now() + 3_600_000) }
    const made = accepted(
      await transactor.transact(admin, 'key', (unit) =>
        createApiKey(unit, { ...facts, serviceAccountId: program.id, key }),
      ),
    )
    await createAccessToken(tools, { apiKey: `${key.text.slice(0, -4)}AAAA`, origin: 'elsewhere' })
    await transactor.transact(admin, 'revoke', (unit) => revokeApiKey(unit, { apiKeyId: made.id }))
    expect(await kindsAbout(program.id)).toEqual(['API_KEY_MADE', 'API_KEY_REFUSED', 'API_KEY_REVOKED'])
  })

  test('is noted in each company of the user, and under the installation for a name nobody has', async () => {
    const { home: second, admin: theirs } = await foundCompany()
    const user = await member(admin, ['BUYER'])
    await database.rows`insert into memberships (company_id, user_id) values (${second.id}, ${user.id})`
    await guess(user.username, newId())
    expect(await kindsAbout(user.id)).toEqual(['LOGIN_FAILED'])
    expect(await kindsAbout(user.id, second.id)).toEqual(['LOGIN_FAILED'])
    const stranger = await member(theirs, ['BUYER'])
    await guess(stranger.username, newId())
    expect(await kindsAbout(stranger.id)).toEqual([])

    const origin = newId()
    await guess(`nobody-${newId()}`, origin)
    expect(await events({ origin })).toEqual([])
    expect(await events({ origin }, installationCompanyId)).toMatchObject([{ kind: 'LOGIN_FAILED', userId: null }])
  })

  test.each([
    ['2026-03-05T13:59:59Z', false],
    ['2026-03-05T14:00:00Z', true],
    ['2026-03-05T21:59:59Z', true],
    ['2026-03-05T22:00:00Z', false],
  ])('at %s a login is odd: %s', async (at, isOdd) => {
    expect(isOddHour(new Date(at))).toBe(isOdd)
    const user = await member(admin, ['BUYER'])
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(at) })
    accepted(await logIn(tools, { username: user.username, password, origin: 'home' }))
    expect(await kindsAbout(user.id)).toEqual(isOdd ? ['LOGIN_AT_ODD_HOURS'] : [])
  })

  test('is told to nobody outside, and no statement of the application changes or removes it', async () => {
    const [told] = await database.rows<{ text: string | null }>`
      select string_agg(t::text, '') as text from platform.outbox t where t.type !~ '^identity\.(membership|role|company)\.'`
    expect(told?.text).toBeNull()
    for (const statement of [
      "update security_events set kind = 'LOGIN_FAILED'",
      'delete from security_events',
      'truncate security_events',
      'update security_alerts set raised_at = now()',
      'delete from security_alerts',
      'delete from alert_rules',
    ]) {
      await expect(prisma.$executeRawUnsafe(statement), statement).rejects.toThrow(/permission denied/)
    }
  })
})

describe('an alert', () => {
  test('is raised by the rule of the company, grows while it waits, and is raised anew after it was seen', async () => {
    accepted(await rule({ threshold: 3 }))
    const user = await member(admin, ['BUYER'])
    const aboutUser = async () => (await alerts()).filter(({ userId }) => userId === user.id)
    const fail = async () => {
      await guess(user.username, newId())
      await database.rows`update login_throttle set blocked_until = now(), failures = 0`
    }
    await fail()
    await fail()
    expect(await aboutUser()).toEqual([])
    await fail()
    await fail()
    const [alert, ...others] = await aboutUser()
    expect(others).toEqual([])
    expect(alert).toMatchObject({ kind: 'LOGIN_FAILED', countedBy: 'ACCOUNT', events: 4, acknowledgedAt: null })

    const seen = { alertId: alert?.id ?? '', note: ' She forgot it. ' }
    const acknowledged = accepted(
      await transactor.transact(admin, 'acknowledge', (unit) => acknowledgeAlert(unit, seen)),
    )
    expect(acknowledged).toMatchObject({ acknowledgedBy: admin.userId, note: 'She forgot it.' })
    expect(await transactor.transact(admin, 'acknowledge', (unit) => acknowledgeAlert(unit, seen))).toEqual(
      refuse('AlertNotFound'),
    )
    await fail()
    expect(await aboutUser()).toEqual([])
    await fail()
    await fail()
    expect(await aboutUser()).toMatchObject([{ events: 3 }])
    expect((await alerts(home.id, false)).filter(({ userId }) => userId === user.id)).toHaveLength(2)
  })

  test('is raised for an address that tries many accounts', async () => {
    const { home: own, admin: by } = await foundCompany()
    accepted(await rule({ countedBy: 'ORIGIN', threshold: 4 }, by))
    const origin = newId()
    for (let victim = 0; victim < 4; victim += 1) await guess((await member(by, ['BUYER'])).username, origin)
    expect(await alerts(own.id)).toMatchObject([{ countedBy: 'ORIGIN', origin, userId: null, events: 4 }])
    expect((await alerts()).filter((alert) => alert.origin === origin)).toEqual([])
  })

  test('is raised by the usual rules where the company has none, and by none that it switched off', async () => {
    const { home: own, admin: by } = await foundCompany()
    const reuse = async () => {
      const user = await member(by, ['BUYER'])
      const { refreshToken } = await session(user.username)
      await refreshSession(tools, { refreshToken })
      await refreshSession(tools, { refreshToken })
    }
    await reuse()
    expect(await alerts(own.id)).toMatchObject([{ kind: 'TOKEN_REUSED', events: 1 }])
    accepted(await rule({ kind: 'TOKEN_REUSED', threshold: 1, active: false }, by))
    await reuse()
    expect(await alerts(own.id)).toHaveLength(1)
    const inForce = await transactor.read([own.id], (tx) => listAlertRules(tx, own.id))
    const of = (kind: SecurityEventKind) => inForce.filter((one) => one.kind === kind).map(({ active }) => active)
    expect([of('TOKEN_REUSED'), of('LOGIN_FAILED')]).toEqual([[false], [true, true]])
  })

  test.each([
    ['threshold', { threshold: 0 }, 'NOT_1_TO_10000'],
    ['windowMinutes', { windowMinutes: 20_000 }, 'NOT_1_TO_10080'],
  ])('by a rule without sense in %s is none', async (field, wanted, problem) => {
    expect(await rule(wanted)).toEqual(refuse('InvalidInput', { field, problem }))
  })

  test('of another company cannot be seen away', async () => {
    const { home: own, admin: by } = await foundCompany()
    accepted(await rule({ threshold: 1 }, by))
    await guess((await member(by, ['BUYER'])).username, newId())
    const [alert] = await alerts(own.id)
    const seen = { alertId: alert?.id ?? '', note: null }
    expect(await transactor.transact(admin, 'acknowledge', (unit) => acknowledgeAlert(unit, seen))).toEqual(
      refuse('AlertNotFound'),
    )
    expect(await alerts(own.id)).toHaveLength(1)
  })
})

describe('whoever reads much in an hour', () => {
  const shown = (userId: string, documents: number, countedAt = '2026-11-02T09:30:00.000Z') =>
    transactor.system([home.id], 'shown', (unit) =>
      noteShownDocuments(unit, [
        { companyId: home.id, userId, documents: documents - 1, countedAt },
        { companyId: home.id, userId, documents: 1, countedAt },
      ]),
    )

  test('is noted once for that hour, and is an alert at once', async () => {
    const user = await member(admin, ['SALES'])
    await shown(user.id, 499)
    await shown(user.id, 499, '2026-11-02T10:00:00.000Z')
    expect(await kindsAbout(user.id)).toEqual([])
    await shown(user.id, 2)
    await shown(user.id, 700)
    expect(await kindsAbout(user.id)).toEqual(['READ_MUCH'])
    expect((await alerts()).filter(({ userId }) => userId === user.id)).toMatchObject([
      { kind: 'READ_MUCH', events: 1 },
    ])
  })
})

describe('what the other services tell of their people', () => {
  const told = (userId: string, kind: 'POSTED_AT_ODD_HOURS' | 'BANK_ACCOUNTS_CHANGED') =>
    transactor.system([home.id], 'told', (unit) => noteToldEvents(unit, [{ companyId: home.id, kind, userId }]))
  const alertsAbout = async (id: string) =>
    (await alerts()).filter(({ userId }) => userId === id).map(({ kind, events: count }) => `${kind} ${count}`)

  test('is noted in the company; the third posting at night within a week is an alert', async () => {
    const user = await member(admin, ['ACCOUNTANT'])
    await told(user.id, 'POSTED_AT_ODD_HOURS')
    await told(user.id, 'POSTED_AT_ODD_HOURS')
    expect(await alertsAbout(user.id)).toEqual([])
    await told(user.id, 'POSTED_AT_ODD_HOURS')
    expect(await alertsAbout(user.id)).toEqual(['POSTED_AT_ODD_HOURS 3'])
    expect(await kindsAbout(user.id)).toEqual(Array(3).fill('POSTED_AT_ODD_HOURS'))
    await told(user.id, 'BANK_ACCOUNTS_CHANGED')
    expect(await alertsAbout(user.id)).toContain('BANK_ACCOUNTS_CHANGED 1')
  })
})
