import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRefusal, newId, refuse } from '@erp/values'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { stepOf, totpAt } from '../src/domain/totp.ts'
import { createSignInProviders, readSignInProviders } from '../src/store/sign-in-providers.ts'
import { completeLogin } from '../src/use-cases/complete-login.ts'
import { disableUser } from '../src/use-cases/disable-user.ts'
import { beginAccountLink, completeAccountLink, linkAccount, unlinkAccount } from '../src/use-cases/link-account.ts'
import { beginProviderLogin, completeProviderLogin } from '../src/use-cases/log-in-at-provider.ts'
import { requireSecondFactor } from '../src/use-cases/require-second-factor.ts'
import { accepted, callerOf, type Member, password, useIdentity } from './use-identity.ts'
import { useProvider } from './use-provider.ts'

const { database, transactor, tools: withoutProvider, administrator, company, member } = await useIdentity()
const provider = await useProvider()
const tools = { ...withoutProvider, providers: createSignInProviders([provider.asConfigured]) }
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const origin = 'a browser'

afterEach(() => {
  vi.useRealTimers()
  provider.tamper(undefined)
})

const begin = async (companyCode: string | null = null) =>
  accepted(await beginProviderLogin(tools, { provider: 'corp', companyCode }))
const complete = (attempt: string, callback: string, from = origin) =>
  completeProviderLogin(tools, { attempt, callback, origin: from })
async function logInAs(subject: string, companyCode?: string) {
  const { attempt, authorizationUrl } = await begin(companyCode)
  return complete(attempt, await provider.visit(authorizationUrl, subject))
}
const links = (userId: string, subject: string, by = admin) =>
  transactor.transact(by, 'linkAccount', (unit) =>
    linkAccount(unit, tools.providers, { userId, provider: 'corp', subject }),
  )
async function linked(roles: readonly string[] = ['BUYER']): Promise<Member & { readonly subject: string }> {
  const user = await member(admin, roles)
  const subject = `sub-${user.id}`
  accepted(await links(user.id, subject))
  return { ...user, subject }
}
/** The events about a user, but for those that depend on the hour at which this runs. */
const eventsOf = async (userId: string) =>
  (
    await database.rows<{ kind: string }>`
      select kind from security_events
      where user_id = ${userId}::uuid and kind <> 'LOGIN_AT_ODD_HOURS' order by id`
  ).map(({ kind }) => kind)
const untrusted = refuse('SignInRefused', { reason: 'NOT_TRUSTED' })

describe('a login at a provider', () => {
  test('starts the session of whoever is linked with the account it vouches for, with their rights here', async () => {
    const user = await linked()
    const session = accepted(await logInAs(user.subject))
    expect(session).toMatchObject({ user: { id: user.id, username: user.username }, company: { code: home.code } })
    expect(session.permissions).toContain('procurement.purchaseOrder.create')
    expect(provider.seen.at(-1)?.get('code_challenge_method')).toBe('S256')
    expect([...(provider.seen.at(-1)?.keys() ?? [])].sort()).toEqual([
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'nonce',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ])
    const [{ used } = { used: null }] = await database.rows<{ used: Date | null }>`
      select last_used_at as used from linked_accounts where user_id = ${user.id}::uuid`
    expect(used).toBeInstanceOf(Date)
  })

  test('asks for the company where there are several, and takes it from the beginning', async () => {
    const user = await linked()
    const other = await company(first)
    await database.rows`insert into memberships (company_id, user_id) values (${other.id}::uuid, ${user.id}::uuid)`
    expect(await logInAs(user.subject)).toMatchObject({ refusal: 'CompanyNotChosen' })
    expect(accepted(await logInAs(user.subject, other.code))).toMatchObject({ company: { code: other.code } })
    expect(await logInAs(user.subject, 'NOT-THEIRS')).toEqual(refuse('LoginRefused'))
  })

  test('asks for the second factor that the company asks for, as after a password', async () => {
    const user = await linked(['CASHIER'])
    accepted(
      await transactor.transact(admin, 'requireSecondFactor', (unit) =>
        requireSecondFactor(unit, { roleCodes: ['CASHIER'] }),
      ),
    )
    const asked = await logInAs(user.subject)
    if (!isRefusal(asked) || asked.refusal !== 'SecondFactorMissing') throw new Error(JSON.stringify(asked))
    const secret = new URL(asked.otpauthUri).searchParams.get('secret') ?? ''
    const code = totpAt(secret, stepOf(new Date()))
    expect(accepted(await completeLogin(tools, { challenge: asked.challenge, code, origin }))).toMatchObject({
      user: { id: user.id },
    })
    expect(await logInAs(user.subject)).toMatchObject({ refusal: 'SecondFactorRequired' })
  })
})

describe('nobody is let in', () => {
  test('whom the provider knows and nobody here is linked with, whatever their address is', async () => {
    expect(await logInAs('a stranger called root')).toEqual(refuse('AccountNotLinked'))
    expect(
      await database.rows`select kind from security_events where user_id is null and origin = ${origin}`,
    ).toContainEqual({ kind: 'LOGIN_FAILED' })
  })

  test('who has been disabled, nor whose account was unlinked', async () => {
    const gone = await linked()
    accepted(
      await transactor.transact(admin, 'disableUser', (unit) =>
        disableUser(unit, { userId: gone.id, expectedVersion: 1 }),
      ),
    )
    expect(await logInAs(gone.subject)).toEqual(refuse('LoginRefused'))
    expect(await eventsOf(gone.id)).toContain('LOGIN_FAILED')

    const unlinked = await linked()
    const [{ id } = { id: '' }] = await database.rows<{ id: string }>`
      select id from linked_accounts where user_id = ${unlinked.id}::uuid`
    const removal = { linkedAccountId: id, mayManage: true }
    accepted(await transactor.transact(admin, 'unlinkAccount', (unit) => unlinkAccount(unit, removal)))
    expect(await logInAs(unlinked.subject)).toEqual(refuse('AccountNotLinked'))
    expect(await eventsOf(unlinked.id)).toEqual(['ACCOUNT_LINKED', 'ACCOUNT_UNLINKED'])
  })

  test('when the person says no', async () => {
    const { attempt, authorizationUrl } = await begin()
    expect(await complete(attempt, await provider.visit(authorizationUrl, 'nobody'))).toEqual(
      refuse('SignInRefused', { reason: 'DENIED' }),
    )
  })

  test('with a code that was used, or belongs to a sign-in of another browser', async () => {
    const user = await linked()
    const mine = await begin()
    const callback = await provider.visit(mine.authorizationUrl, user.subject)
    const others = await begin()
    expect(await complete(others.attempt, callback)).toEqual(untrusted)
    const disguised = new URLSearchParams(callback)
    disguised.set('state', new URL(others.authorizationUrl).searchParams.get('state') ?? '')
    expect(await complete(others.attempt, disguised.toString())).toEqual(untrusted)

    const again = await begin()
    const used = await provider.visit(again.authorizationUrl, user.subject)
    accepted(await complete(again.attempt, used))
    expect(await complete(again.attempt, used)).toEqual(untrusted)
  })

  test.each([
    ['nothing', ''],
    ['no code', 'state=x'],
    ['two codes', 'code=a&code=b&state=x'],
    ['another page', 'code=a&state=x#https://elsewhere.example'],
  ])('by a callback with %s', async (_, callback) => {
    const { attempt } = await begin()
    expect(await complete(attempt, callback, newId())).toEqual(untrusted)
  })

  test.each<[string, (token: string) => string]>([
    ['whose signature is wrong', (token) => `${token.slice(0, -6)}AAAAAA`],
    ['of another person', (token) => withClaims(token, { sub: 'somebody else' })],
    ['without a signature', (token) => `${unsigned(token)}.`],
  ])('by an identity token %s', async (_, forge) => {
    const user = await linked()
    provider.tamper((_path, body) => ({ ...body, id_token: forge(String(body.id_token)) }))
    expect(await logInAs(user.subject)).toEqual(untrusted)
  })

  test('after its ten minutes, with an attempt made up, or at a provider there is none of', async () => {
    const { attempt } = await begin()
    const ended = refuse('SignInAttemptEnded')
    expect(await complete(`${attempt.slice(0, -2)}AA`, 'code=x')).toEqual(ended)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 + 1 })
    expect(await complete(attempt, 'code=x')).toEqual(ended)
    expect(await beginProviderLogin(tools, { provider: 'other', companyCode: null })).toEqual(
      refuse('ProviderNotFound', { provider: 'other' }),
    )
  })

  test('while they guess: after twenty wrong answers from one address the next ones wait', async () => {
    const { attempt } = await begin()
    const guesser = newId()
    for (let guess = 0; guess < 21; guess += 1)
      expect(await complete(attempt, `code=${guess}`, guesser)).toEqual(untrusted)
    expect(await complete(attempt, 'code=22', guesser)).toMatchObject({ refusal: 'LoginThrottled' })
  })
})

describe('linking', () => {
  const caller = (user: Member) => callerOf(user.id, user.username, home.id)
  async function linksThemselves(user: Member, subject: string) {
    const asked = { provider: 'corp', password, origin }
    const { attempt, authorizationUrl } = accepted(await beginAccountLink(tools, caller(user), asked))
    const callback = await provider.visit(authorizationUrl, subject)
    return { attempt, callback, outcome: await completeAccountLink(tools, caller(user), { attempt, callback, origin }) }
  }

  test('takes the password and the account; from then on the account is enough', async () => {
    const user = await member(admin, ['BUYER'])
    expect(await beginAccountLink(tools, caller(user), { provider: 'corp', password: 'a guess', origin })).toEqual(
      refuse('PasswordWrong'),
    )
    const { outcome } = await linksThemselves(user, `own-${user.id}`)
    expect(accepted(outcome)).toMatchObject({ userId: user.id, linkedBy: user.id, provider: 'corp' })
    expect(accepted(await logInAs(`own-${user.id}`))).toMatchObject({ user: { id: user.id } })
    expect(await eventsOf(user.id)).toEqual(['LOGIN_FAILED', 'ACCOUNT_LINKED'])
  })

  test('an attempt links nobody but who began it, and logs nobody in', async () => {
    const user = await member(admin, ['BUYER'])
    const other = await member(admin, ['BUYER'])
    const asked = { provider: 'corp', password, origin }
    const { attempt, authorizationUrl } = accepted(await beginAccountLink(tools, caller(user), asked))
    const callback = await provider.visit(authorizationUrl, `sub-of-${user.id}`)
    const ended = refuse('SignInAttemptEnded')
    expect(await completeAccountLink(tools, caller(other), { attempt, callback, origin })).toEqual(ended)
    expect(await complete(attempt, callback)).toEqual(ended)
    const login = await begin()
    expect(await completeAccountLink(tools, caller(user), { attempt: login.attempt, callback, origin })).toEqual(ended)
  })

  test('an account has one user, and a user one account at a provider', async () => {
    const user = await linked()
    const other = await member(admin, ['BUYER'])
    expect((await linksThemselves(other, user.subject)).outcome).toEqual(refuse('AlreadyLinked', { which: 'ACCOUNT' }))
    expect(await links(other.id, user.subject)).toEqual(refuse('AlreadyLinked', { which: 'ACCOUNT' }))
    expect(await links(user.id, 'another')).toEqual(refuse('AlreadyLinked', { which: 'USER' }))
  })

  test('is for those who manage users wherever the user belongs', async () => {
    const owner = await administrator()
    const elsewhere = await company(owner)
    const both = await member(admin, ['BUYER'])
    await database.rows`insert into memberships (company_id, user_id) values (${elsewhere.id}::uuid, ${both.id}::uuid)`
    expect(await links(both.id, 'taken over')).toEqual(refuse('UserBelongsElsewhere'))
    const stranger = await member(callerOf(owner.userId, owner.username, elsewhere.id), ['BUYER'])
    expect(await links(stranger.id, 'foreign')).toEqual(refuse('UserNotFound'))

    const user = await linked()
    const [{ id } = { id: '' }] = await database.rows<{ id: string }>`
      select id from linked_accounts where user_id = ${user.id}::uuid`
    const unlinks = (by: Member, mayManage: boolean) =>
      transactor.transact(caller(by), 'unlinkAccount', (unit) =>
        unlinkAccount(unit, { linkedAccountId: id, mayManage }),
      )
    expect(await unlinks(both, false)).toEqual(refuse('LinkedAccountNotFound', { linkedAccountId: id }))
    expect(accepted(await unlinks(user, false))).toEqual({ id })
  })
})

test('while the provider is away, people are told so and nothing is counted against them', async () => {
  const away = await useProvider()
  const other = { ...tools, providers: createSignInProviders([away.asConfigured]) }
  await away.close()
  expect(await beginProviderLogin(other, { provider: 'corp', companyCode: null })).toEqual(
    refuse('SignInRefused', { reason: 'UNAVAILABLE' }),
  )
})

test('a file of providers is refused when it names one without a secret, without encryption or twice', () => {
  const file = join(tmpdir(), `providers-${newId()}.json`)
  const read = (providers: unknown) => {
    writeFileSync(file, JSON.stringify(providers))
    return readSignInProviders(file)
  }
  const { asConfigured } = provider
  expect(read([asConfigured])).toEqual([asConfigured])
  expect(readSignInProviders(undefined)).toEqual([])
  expect(() => read([{ ...asConfigured, clientSecret: '' }])).toThrow()
  expect(() => read([{ ...asConfigured, issuer: 'http://login.example.com' }])).toThrow('neither https nor loopback')
  expect(() => read([asConfigured, asConfigured])).toThrow('share a code')
})

function withClaims(token: string, changed: object): string {
  const [head, body, signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(body ?? '', 'base64url').toString()) as object
  return [head, Buffer.from(JSON.stringify({ ...claims, ...changed })).toString('base64url'), signature].join('.')
}

function unsigned(token: string): string {
  const head = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
  return [head, token.split('.')[1]].join('.')
}
