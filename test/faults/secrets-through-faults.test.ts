import { setTimeout as delay } from 'node:timers/promises'
import { eventually, gatewayRequest, startSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { keyFor, makeKey } from '../support/id-uses-of-access.ts'
import { logsWith, tablesWith } from '../support/left-behind.ts'
import { registerCompany } from '../support/test-company.ts'

const system = await startSystem()
const company = await registerCompany(system)

interface Entered {
  readonly login: { readonly session: { readonly accessToken: string; readonly refreshToken: string } | null }
}
const login = `mutation ($input: LoginInput!) {
  login(input: $input) { session { accessToken refreshToken } userErrors { code } } }`
const renew = `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { session { accessToken } } }`
const admit = `mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { accessToken } }`

test('no password, key, token or bank account is left in a log or table while processes die under whoever uses them', async () => {
  const { administrator, accountant, supplierId, code: companyCode } = company
  const username = `canary-${companyCode}`.toLowerCase()
  const password = `Yellow-Bird-9-Sings-${newId()}`
  await administrator.change('CreateUser', { username, displayName: 'Canary', password, roleCodes: ['BUYER'] })
  const account = await administrator.change<{ id: string }>('CreateServiceAccount', {
    ...{ username: `${username}-program`, displayName: 'Canary', roleCodes: ['SALES'] },
  })
  const { secret } = await makeKey(administrator, keyFor(account.id))
  await accountant.session()
  const ask = (query: string, input: object) =>
    gatewayRequest<Entered>(system.gatewayUrl, { query, variables: { input } }).catch(() => undefined)
  const enter = () => ask(login, { username, password, companyCode })
  const tokens: string[] = []
  const session = (await enter())?.body.data?.login.session
  if (!session) throw new Error('The canary cannot log in')
  tokens.push(session.refreshToken, session.accessToken)
  const accountNumber = `622202100111${Date.now()}`
  const bank = {
    currency: 'CNY',
    bankName: '中国工商银行',
    bankCode: '102290000002',
    accountName: '宝钢',
    accountNumber,
  }
  const paysElsewhere = (expectedVersion: number) =>
    accountant
      .change('SetSupplierBankAccounts', { supplierId, expectedVersion, accounts: [bank] })
      .catch(() => undefined)

  let isOver = false
  let asked = 0
  const busy = async (work: () => Promise<unknown>) => {
    while (!isOver) {
      await work()
      asked += 1
      await delay(20)
    }
  }
  const clients = Promise.all([
    ...[1, 2].map(() => busy(enter)),
    busy(() => ask(renew, { refreshToken: session.refreshToken })),
    busy(() => ask(admit, { apiKey: secret })),
    busy(() => ask(login, { username: 7, password, companyCode })),
    busy(() => paysElsewhere(1)),
    busy(() => gatewayRequest(system.gatewayUrl, { token: session.accessToken, query: `{ me { ${password} } }` })),
  ])
  for (const name of ['identity', 'procurement', 'identity'] as const) {
    await delay(400)
    await system.kill(name)
    await delay(400)
    await system.start(name)
  }
  await system.nats.kill()
  await delay(500)
  await system.nats.start()
  system.pause('identity')
  await delay(1_000)
  system.resume('identity')
  await delay(500)
  isOver = true
  await clients
  expect(asked).toBeGreaterThan(100)
  const again = await eventually(async () => {
    const answer = (await enter())?.body.data?.login.session
    if (!answer) throw new Error('The canary cannot log in')
    return answer
  })
  tokens.push(again.refreshToken)

  const secrets = [password, secret.slice(-30), accountNumber, ...tokens.map((token) => token.split('.').at(-1) ?? '')]
  for (const text of secrets) {
    expect(text.length).toBeGreaterThan(15)
    expect(logsWith(system, text)).toEqual([])
    expect(await tablesWith(system, text)).toEqual([])
  }
  expect(await tablesWith(system, username)).toEqual([])
  expect(await tablesWith(system, companyCode)).toContain('identity companies')
}, 180_000)
