import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serviceEnvironment, subgraphRequest, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, expect, test } from 'vitest'
import { bootstrap } from '../src/bootstrap.ts'
import { startService } from '../src/main.ts'
import { useProvider } from './use-provider.ts'

const database = await useDatabase('identity')
const nats = await useNats()
const provider = await useProvider()
const providersFile = join(tmpdir(), `providers-${newId()}.json`)
writeFileSync(providersFile, JSON.stringify([provider.asConfigured]))
const environment = {
  ...(await serviceEnvironment('identity', { database, nats })),
  SIGN_IN_PROVIDERS_FILE: providersFile,
}
const password = 'correct horse battery'
await bootstrap({ ...environment, ADMINISTRATOR_USERNAME: 'root', ADMINISTRATOR_PASSWORD: password })
const service = await startService(environment)
afterAll(() => service.stop())

interface Begun {
  readonly attempt: string
  readonly authorizationUrl: string
}

async function change<Answer>(mutation: string, selection: string, input: object, token?: string): Promise<Answer> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
  const { body } = await subgraphRequest<Record<string, Answer>>(service.url, {
    query: `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} userErrors { code message } } }`,
    variables: { input },
    ...(token === undefined ? {} : { token }),
  })
  const answer = body.data?.[mutation]
  if (!answer) throw new Error(`${mutation} was not answered: ${JSON.stringify(body.errors)}`)
  return answer
}
async function logIn(companyCode?: string): Promise<string> {
  const { session } = await change<{ session: { accessToken: string } }>('login', 'session { accessToken }', {
    ...{ username: 'root', password, ...(companyCode ? { companyCode } : {}) },
  })
  return session.accessToken
}
const began = 'attempt authorizationUrl expiresAt'

test('a user links an account, logs in with it, and unlinks it again', async () => {
  await change(
    'registerCompany',
    'company { id }',
    {
      ...{ idempotencyKey: newId(), code: 'HUAXIN', name: { zh: '华信', en: 'Huaxin' } },
      ...{ baseCurrency: 'CNY', accountingStandard: 'CAS', firstPeriod: '2026-01' },
    },
    await logIn(),
  )
  const token = await logIn('HUAXIN')
  const { body } = await subgraphRequest(service.url, { query: '{ signInProviders { code name { zh en } } }' })
  expect(body.data).toEqual({
    signInProviders: [{ code: 'corp', name: { zh: '集团账号', en: 'Group account' } }],
  })

  const link = await change<Begun>('beginAccountLink', began, { provider: 'corp', password }, token)
  const linkedCallback = await provider.visit(link.authorizationUrl, 'u-1')
  const { linkedAccount } = await change<{ linkedAccount: { id: string } }>(
    'completeAccountLink',
    'linkedAccount { id provider { code } subject lastUsedAt }',
    { attempt: link.attempt, callback: linkedCallback },
    token,
  )
  expect(linkedAccount).toMatchObject({ provider: { code: 'corp' }, subject: 'u-1', lastUsedAt: null })

  const login = await change<Begun>('beginProviderLogin', began, { provider: 'corp', companyCode: 'HUAXIN' })
  const callback = await provider.visit(login.authorizationUrl, 'u-1')
  const { session } = await change<{ session: { accessToken: string } }>(
    'completeProviderLogin',
    'session { accessToken refreshToken user { username } company { code } }',
    { attempt: login.attempt, callback },
  )
  expect(session).toMatchObject({ user: { username: 'root' }, company: { code: 'HUAXIN' } })
  const seen = await subgraphRequest<{ users: { nodes: object[] } }>(service.url, {
    query: '{ myLinkedAccounts { id } users { nodes { username linkedAccounts { id lastUsedAt } } } }',
    token: session.accessToken,
  })
  expect(seen.body.data).toEqual({
    myLinkedAccounts: [{ id: linkedAccount.id }],
    users: {
      nodes: [{ username: 'root', linkedAccounts: [{ id: linkedAccount.id, lastUsedAt: expect.any(String) }] }],
    },
  })

  const unlink = { idempotencyKey: newId(), linkedAccountId: linkedAccount.id }
  const unlinked = { unlinkedAccountId: linkedAccount.id, userErrors: [] }
  expect(await change('unlinkAccount', 'unlinkedAccountId', unlink, token)).toEqual(unlinked)
  expect(await change('unlinkAccount', 'unlinkedAccountId', unlink, token)).toEqual(unlinked)
  const late = await change<Begun>('beginProviderLogin', began, { provider: 'corp' })
  const lateCallback = await provider.visit(late.authorizationUrl, 'u-1')
  expect(
    await change('completeProviderLogin', 'session { accessToken }', { attempt: late.attempt, callback: lateCallback }),
  ).toEqual({
    session: null,
    userErrors: [
      {
        code: 'ACCOUNT_NOT_LINKED',
        message: 'Nobody here is linked with this account. Log in with your password and link it first.',
      },
    ],
  })
})
