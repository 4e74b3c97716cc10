import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { createGraphClient } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario(
  'A company asks its cashiers for a second factor, and a cashier sets it up while logging in',
  async ({ company, system }) => {
    const { administrator } = company
    const password = 'Correct-Horse-8-Battery'
    const username = `cashier-${company.code}`.toLowerCase()
    await administrator.change('CreateUser', { username, displayName: 'Cashier', password, roleCodes: ['CASHIER'] })
    const required = await administrator.change<{ code: string }[]>('RequireSecondFactor', { roleCodes: ['CASHIER'] })
    expect(required).toMatchObject([{ code: 'CASHIER' }])

    const atTheDoor = createGraphClient(system.gatewayUrl)
    const logIn = async () => (await atTheDoor.ask<{ login: Login }>('Login', { input: { username, password } })).login
    const complete = async (challenge: string | undefined, code: string) =>
      (await atTheDoor.ask<{ completeLogin: Login }>('CompleteLogin', { input: { challenge, code } })).completeLogin

    const first = await logIn()
    expect(first).toMatchObject({ session: null, userErrors: [{ code: 'SECOND_FACTOR_MISSING' }] })
    const [{ challenge, otpauthUri = '' } = {}] = first.userErrors
    const secret = new URL(otpauthUri).searchParams.get('secret') ?? ''
    expect(await complete(challenge, '000000')).toMatchObject({ userErrors: [{ code: 'SECOND_FACTOR_WRONG' }] })
    const used = codeOf(secret)
    const { session, recoveryCodes } = await complete(challenge, used)
    expect(recoveryCodes).toHaveLength(10)
    const cashier = createGraphClient(system.gatewayUrl, async () => session?.accessToken)
    const { data } = await cashier.send('{ mySecondFactor { active recoveryCodesLeft } me { user { username } } }')
    expect(data).toEqual({ mySecondFactor: { active: true, recoveryCodesLeft: 10 }, me: { user: { username } } })

    const again = await logIn()
    expect(again).toMatchObject({ session: null, userErrors: [{ code: 'SECOND_FACTOR_REQUIRED' }] })
    const second = again.userErrors[0]?.challenge
    expect(await complete(second, used)).toMatchObject({ userErrors: [{ code: 'SECOND_FACTOR_WRONG' }] })
    expect(await complete(second, recoveryCodes?.[0] ?? '')).toMatchObject({
      session: expect.anything(),
      userErrors: [],
    })
  },
)

interface Login {
  readonly session: { readonly accessToken: string } | null
  readonly recoveryCodes?: readonly string[] | null
  readonly userErrors: readonly { readonly code: string; readonly challenge?: string; readonly otpauthUri?: string }[]
}

/** What an authenticator app shows now. */
function codeOf(secret: string): string {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
