import { keyIdOf } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { stepOf, totpAt } from '../src/domain/totp.ts'
import { namesOf } from '../src/store/user-names.ts'
import { completeLogin } from '../src/use-cases/complete-login.ts'
import { beginSecondFactor, confirmSecondFactor } from '../src/use-cases/enrol-second-factor.ts'
import { logIn } from '../src/use-cases/log-in.ts'
import { refreshSession } from '../src/use-cases/refresh-session.ts'
import { removeSecondFactor, resetSecondFactor } from '../src/use-cases/remove-second-factor.ts'
import { requireSecondFactor } from '../src/use-cases/require-second-factor.ts'
import { resealSecrets } from '../src/use-cases/reseal-secrets.ts'
import { accepted, callerOf, password, useIdentity } from './use-identity.ts'

const { database, transactor, tools, fieldKeys, administrator, company, member, session } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const owner = await administrator()
const elsewhere = await company(owner)

/** Codes last thirty seconds: the clock stands still during a test, however slow the machine is. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }))
afterEach(() => void vi.useRealTimers())

const origin = 'test'
const codeOf = (otpauthUri: string, stepsAway = 0) =>
  totpAt(new URL(otpauthUri).searchParams.get('secret') ?? '', stepOf(new Date()) + stepsAway)
const begin = (caller: typeof admin) => beginSecondFactor(tools, caller, { password, origin })
const answer = (challenge: string, code: string) => completeLogin(tools, { challenge, code, origin })
const require = (roleCodes: readonly string[], by = admin) =>
  transactor.transact(by, 'requireSecondFactor', (unit) => requireSecondFactor(unit, { roleCodes }))

/** The first step of a login, up to the challenge. */
async function challengeOf(username: string, companyCode = home.code): Promise<string> {
  const asked = await logIn(tools, { username, password, companyCode, origin })
  if (!isRefusal(asked) || asked.refusal !== 'SecondFactorRequired') throw new Error(JSON.stringify(asked))
  return asked.challenge
}

/** A clerk whose app has a confirmed secret; its codes of the step before and of now are used up. */
async function clerkWithApp() {
  const user = await member(admin, ['BUYER'])
  const caller = callerOf(user.id, user.username, home.id)
  const { otpauthUri } = accepted(await begin(caller))
  const { recoveryCodes } = accepted(await confirmSecondFactor(tools, caller, { origin, code: codeOf(otpauthUri) }))
  return { ...user, caller, otpauthUri, recoveryCodes, nextCode: () => codeOf(otpauthUri, 1) }
}
const forgetWaiting = () => database.rows`update login_throttle set blocked_until = now(), failures = 0`
const sessionsOf = (userId: string) => database.rows`select id from sessions where user_id = ${userId}`

describe('setting it up', () => {
  test('counts once the first code has confirmed it; until then the password is enough', async () => {
    const user = await member(admin, ['BUYER'])
    const caller = callerOf(user.id, user.username, home.id)
    expect(await confirmSecondFactor(tools, caller, { origin, code: '123456' })).toEqual(refuse('SecondFactorNotBegun'))
    accepted(await begin(caller))
    await session(user.username)
    const { otpauthUri } = accepted(await begin(caller))
    expect(await confirmSecondFactor(tools, caller, { origin, code: codeOf(otpauthUri, 5) })).toEqual(
      refuse('SecondFactorWrong'),
    )
    const confirmed = accepted(await confirmSecondFactor(tools, caller, { origin, code: codeOf(otpauthUri) }))
    expect(confirmed.recoveryCodes).toHaveLength(10)
    expect(await begin(caller)).toEqual(refuse('SecondFactorActive'))
    expect(await challengeOf(user.username)).toMatch(/^[\w-]{43}$/)
  })

  test('takes the password, so a stolen access token cannot lock its owner out', async () => {
    const user = await member(admin, ['BUYER'])
    const caller = callerOf(user.id, user.username, home.id)
    expect(await beginSecondFactor(tools, caller, { password: 'a guess', origin })).toEqual(refuse('PasswordWrong'))
    expect(await database.rows`select user_id from second_factors where user_id = ${user.id}`).toEqual([])
  })

  test('keeps the secret sealed for its row, the recovery codes as hashes, and neither anywhere else', async () => {
    const { id, otpauthUri, recoveryCodes } = await clerkWithApp()
    const other = await clerkWithApp()
    const secret = new URL(otpauthUri).searchParams.get('secret') ?? ''
    const [row] = await database.rows<{ dump: string }>`
      select (select string_agg(t::text, '') from second_factors t) || (select string_agg(t::text, '') from recovery_codes t)
        || (select string_agg(t::text, '') from platform.audit_log t) as dump`
    for (const clear of [secret, ...recoveryCodes.flatMap((code) => [code, code.replaceAll('-', '')])]) {
      expect(row?.dump).not.toContain(clear)
    }
    await database.rows`
      update second_factors set sealed_secret = (select sealed_secret from second_factors where user_id = ${other.id})
      where user_id = ${id}`
    const challenge = await challengeOf((await nameOf(id)) ?? '')
    await expect(answer(challenge, other.nextCode())).rejects.toThrow(/cannot be read/)
    await database.rows`delete from recovery_codes where user_id = ${id}`
    await database.rows`delete from second_factors where user_id = ${id}`
  })
})

const nameOf = async (id: string) =>
  (await transactor.read([home.id], (tx) => namesOf(tx, tools.persons, [id])))[0]?.username

describe('logging in', () => {
  test('asks for the code after the right password, and starts the session with it', async () => {
    const clerk = await clerkWithApp()
    const challenge = await challengeOf(clerk.username)
    expect(await sessionsOf(clerk.id)).toEqual([])
    const started = accepted(await answer(challenge, clerk.nextCode()))
    expect(started).toMatchObject({ user: { id: clerk.id }, company: { id: home.id }, recoveryCodes: null })
    expect(await database.rows`select second_factor from sessions where id = ${started.id}`).toEqual([
      { second_factor: true },
    ])
  })

  test('tells nobody with a wrong password that there is a second factor', async () => {
    const clerk = await clerkWithApp()
    const wrong = await logIn(tools, { username: clerk.username, password: 'a guess', origin: newId() })
    expect(wrong).toEqual(refuse('LoginRefused'))
  })

  test('takes a code once, also when it comes twice at the same time', async () => {
    const clerk = await clerkWithApp()
    expect(await answer(await challengeOf(clerk.username), codeOf(clerk.otpauthUri))).toEqual(
      refuse('SecondFactorWrong'),
    )
    const challenges = [await challengeOf(clerk.username), await challengeOf(clerk.username)]
    const code = clerk.nextCode()
    const answers = await Promise.all(challenges.map((challenge) => answer(challenge, code)))
    expect(answers.filter((one) => !isRefusal(one))).toHaveLength(1)
    expect(answers.filter(isRefusal)).toEqual([refuse('SecondFactorWrong')])
  })

  test('takes a challenge once, for five minutes, and only a real one', async () => {
    const clerk = await clerkWithApp()
    const used = await challengeOf(clerk.username)
    accepted(await answer(used, clerk.nextCode()))
    const late = await challengeOf(clerk.username)
    await database.rows`update login_challenges set expires_at = now() where user_id = ${clerk.id} and used_at is null`
    for (const challenge of [used, late, '', 'x'.repeat(43)]) {
      expect(await answer(challenge, '123456')).toEqual(refuse('ChallengeEnded'))
    }
  })

  test('takes each recovery code once in place of the app', async () => {
    const clerk = await clerkWithApp()
    const [one = '', other = ''] = clerk.recoveryCodes
    accepted(await answer(await challengeOf(clerk.username), one.toLowerCase()))
    expect(await answer(await challengeOf(clerk.username), one)).toEqual(refuse('SecondFactorWrong'))
    accepted(await answer(await challengeOf(clerk.username), other.replaceAll('-', ' ')))
  })

  test('looks at four guesses, whatever their challenge and address; the right password forgives none of them', async () => {
    const clerk = await clerkWithApp()
    const challenges = [await challengeOf(clerk.username), await challengeOf(clerk.username)]
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, guess) => {
        const challenge = challenges[guess % 2] ?? ''
        return completeLogin(tools, { challenge, code: String(guess).padStart(6, '9'), origin: newId() })
      }),
    )
    const names = answers.map((one) => (isRefusal(one) ? one.refusal : 'IN'))
    expect(names.filter((name) => name === 'SecondFactorWrong')).toHaveLength(4)
    expect(names.filter((name) => name === 'LoginThrottled')).toHaveLength(8)
    expect(await answer(await challengeOf(clerk.username), clerk.nextCode())).toMatchObject({
      refusal: 'LoginThrottled',
    })
    await forgetWaiting()
    accepted(await answer(await challengeOf(clerk.username), clerk.nextCode()))
  })

  test('is refused once the user is disabled between the two steps', async () => {
    const clerk = await clerkWithApp()
    const challenge = await challengeOf(clerk.username)
    await database.rows`update users set active = false where id = ${clerk.id}`
    expect(await answer(challenge, clerk.nextCode())).toEqual(refuse('LoginRefused'))
  })
})

describe('a company that asks for it', () => {
  test('lets a holder of the job set it up while logging in, and nobody in without', async () => {
    const user = await member(admin, ['CASHIER'])
    const before = await session(user.username)
    accepted(await require(['CASHIER']))
    expect(await refreshSession(tools, { refreshToken: before.refreshToken })).toEqual(refuse('SessionEnded'))

    const asked = await logIn(tools, { username: user.username, password, origin })
    if (!isRefusal(asked) || asked.refusal !== 'SecondFactorMissing') throw new Error(JSON.stringify(asked))
    expect(await answer(asked.challenge, '000000')).toEqual(refuse('SecondFactorWrong'))
    const started = accepted(await answer(asked.challenge, codeOf(asked.otpauthUri)))
    expect(started.recoveryCodes).toHaveLength(10)
    expect(accepted(await refreshSession(tools, { refreshToken: started.refreshToken })).id).toBe(started.id)
    await challengeOf(user.username)
  })

  test('asks holders of that job only, and only there', async () => {
    accepted(await require(['CASHIER']))
    const buyer = await member(admin, ['BUYER'])
    await session(buyer.username)
    const theirs = await member(callerOf(owner.userId, owner.username, elsewhere.id), ['CASHIER'])
    await session(theirs.username)
    accepted(await require([]))
    await session((await member(admin, ['CASHIER'])).username)
  })

  test('knows no job that does not exist', async () => {
    expect(await require(['PIRATE'])).toEqual(refuse('RoleNotFound', { roleCode: 'PIRATE' }))
  })
})

describe('ending it', () => {
  const remove = (caller: typeof admin, given: { password?: string; code: string }) =>
    removeSecondFactor(tools, caller, { password, origin, ...given })

  test('takes both password and code; then the password is enough', async () => {
    const clerk = await clerkWithApp()
    const code = clerk.nextCode()
    expect(await remove(clerk.caller, { password: 'a guess', code })).toEqual(refuse('PasswordWrong'))
    expect(await remove(clerk.caller, { code: '000000' })).toEqual(refuse('SecondFactorWrong'))
    await challengeOf(clerk.username)
    accepted(await remove(clerk.caller, { code }))
    await session(clerk.username)
    expect(await remove(clerk.caller, { code })).toEqual(refuse('SecondFactorNotBegun'))
    expect(await database.rows`select user_id from recovery_codes where user_id = ${clerk.id}`).toEqual([])
  })

  const reset = (userId: string, by = admin) =>
    transactor.transact(by, 'resetSecondFactor', (unit) => resetSecondFactor(unit, { userId }))

  test('for a member who lost everything is up to whoever manages users in all their companies', async () => {
    const clerk = await clerkWithApp()
    expect(await reset(clerk.id, callerOf(owner.userId, owner.username, elsewhere.id))).toEqual(refuse('UserNotFound'))
    await database.rows`insert into memberships (company_id, user_id) values (${elsewhere.id}, ${clerk.id})`
    expect(await reset(clerk.id)).toEqual(refuse('UserBelongsElsewhere'))
    await database.rows`delete from memberships where company_id = ${elsewhere.id} and user_id = ${clerk.id}`
    expect(accepted(await reset(clerk.id)).id).toBe(clerk.id)
    await session(clerk.username)
    expect(await reset(clerk.id)).toEqual(refuse('SecondFactorNotBegun'))
  })
})

test('a new key for secrets leaves none under the old one, and every app goes on', async () => {
  const clerks = [await clerkWithApp(), await clerkWithApp(), await clerkWithApp()]
  const former = tools.fields.currentKeyId()
  const current = fieldKeys.add()
  expect(await resealSecrets(transactor, tools)).toBeGreaterThanOrEqual(3)
  const rows = await database.rows<{ sealed: string }>`select sealed_secret as sealed from second_factors`
  expect(rows.filter(({ sealed }) => keyIdOf(sealed) !== current)).toEqual([])
  fieldKeys.drop(former)
  for (const clerk of clerks) accepted(await answer(await challengeOf(clerk.username), clerk.nextCode()))
  expect(await resealSecrets(transactor, tools)).toBe(0)
})
