import { gatewayRequest } from '@erp/testing'
import { newId } from '@erp/values'
import { expect } from 'vitest'
import { keyFor, makeKey } from '../support/id-uses-of-access.ts'
import { logsWith, tablesWith } from '../support/left-behind.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

const login = `mutation ($input: LoginInput!) {
  login(input: $input) { session { accessToken refreshToken } userErrors { code } } }`

interface LoggedIn {
  readonly login: { readonly session: { readonly accessToken: string; readonly refreshToken: string } | null }
}

scenario(
  'No password, key or token is left in any log, table, message or audit row',
  async ({ company, system }) => {
    const { administrator, code: companyCode } = company
    const username = `canary-${companyCode}`.toLowerCase()
    const password = `Yellow-Bird-9-Sings-${newId()}`
    const mistyped = `Yellow-Bird-9-Sinks-${newId()}`
    const made = { username, displayName: 'Canary', password, roleCodes: ['BUYER'] }
    await administrator.change('CreateUser', made)
    const enter = (word: string) =>
      gatewayRequest<LoggedIn>(system.gatewayUrl, {
        query: login,
        variables: { input: { username, password: word, companyCode } },
      })
    expect((await enter(mistyped)).body.data?.login.session).toBeNull()
    const session = (await enter(password)).body.data?.login.session
    if (!session) throw new Error('The canary cannot log in')
    const account = await administrator.change<{ id: string }>('CreateServiceAccount', {
      ...{ username: `${username}-program`, displayName: 'Canary', roleCodes: ['SALES'] },
    })
    const { secret } = await makeKey(administrator, keyFor(account.id))

    // Broken questions with the secrets in them: what fails is what gets logged.
    const token = session.accessToken
    await gatewayRequest(system.gatewayUrl, { token, query: `{ me { user { id } } ${password} }` })
    await gatewayRequest(system.gatewayUrl, { token, query: login, variables: { input: { password, username: 7 } } })
    await gatewayRequest(system.gatewayUrl, { token: `${token}x`, query: '{ me { user { id } } }' })
    await gatewayRequest(system.gatewayUrl, {
      query: `mutation { createAccessToken(input: { apiKey: "${secret}" }) { no } }`,
    })

    const secrets = {
      password,
      mistyped,
      secret: secret.slice(-30),
      refreshToken: session.refreshToken,
      signature: token.split('.').at(-1) ?? '',
    }
    await company.atRest()
    for (const [kind, text] of Object.entries(secrets)) {
      expect(text.length, kind).toBeGreaterThan(15)
      expect(logsWith(system, text), `${kind} in logs`).toEqual([])
      expect(await tablesWith(system, text), `${kind} in tables`).toEqual([])
    }
    expect(await tablesWith(system, username)).toEqual([])
    // The search finds what is there.
    expect(await tablesWith(system, companyCode)).toContain('identity companies')
  },
  120_000,
)
