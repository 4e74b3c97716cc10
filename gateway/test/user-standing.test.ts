import { createLogger } from '@erp/service-kit'
import { testKeys } from '@erp/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { createStandingCheck } from '../src/user-standing.ts'
import { startStub } from './stub-subgraph.ts'

const { gatewaySigningKey } = await testKeys()
const logger = createLogger('gateway', 'silent')
const identity = await startStub(
  'type Query { me: Viewer } type Viewer { user: User } type User { id: ID! }',
  { Query: { me: () => ({ user: { id: '1' } }) } },
  gatewaySigningKey,
)
afterAll(() => identity.stop())

const checking = (freshMs: number) =>
  createStandingCheck({
    identityUrl: identity.url,
    signingKey: gatewaySigningKey,
    fetchFrom: () => fetch,
    logger,
    freshMs,
  })
const li = { sub: 'li' }
const notAnyMore = '{"errors":[{"message":"Sign in first.","extensions":{"code":"UNAUTHENTICATED"}}]}'

describe('whether a user still stands', () => {
  test('is asked once for many requests, signed and with the user’s token', async () => {
    identity.answer = undefined
    identity.received.length = 0
    const stands = checking(60_000)
    expect(await Promise.all([1, 2, 3].map(() => stands(li, 'Bearer a.b.c')))).toEqual([true, true, true])
    expect(identity.received.map(({ signature, headers }) => [signature, headers.authorization])).toEqual([
      ['RIGHT', 'Bearer a.b.c'],
    ])
    await stands({ sub: 'wang' }, 'Bearer d.e.f')
    expect(identity.received).toHaveLength(2)
  })

  test('is asked for each key that a program comes with', async () => {
    identity.answer = undefined
    identity.received.length = 0
    const stands = checking(60_000)
    for (const apiKeyId of ['one', 'other', 'one']) await stands({ sub: 'till', apiKeyId }, 'Bearer a.b.c')
    expect(identity.received).toHaveLength(2)
  })

  test('is asked for each session, so that one may be ended and another go on', async () => {
    identity.answer = undefined
    identity.received.length = 0
    const stands = checking(60_000)
    for (const sid of ['one', 'other', 'one']) await stands({ sub: 'li', sid }, 'Bearer a.b.c')
    expect(identity.received).toHaveLength(2)
  })

  test.each([200, 403])(
    'is asked again when the answer has aged, so a disabled user is turned away by %i',
    async (status) => {
      identity.answer = undefined
      const stands = checking(0)
      expect(await stands(li, 'Bearer a.b.c')).toBe(true)
      identity.answer = (respond) => respond(status, notAnyMore)
      expect(await stands(li, 'Bearer a.b.c')).toBe(false)
    },
  )

  test.each<[string, NonNullable<typeof identity.answer>]>([
    ['answers with an error page', (respond) => respond(502, '<html>')],
    ['does not trust the gateway', (respond) => respond(401, '{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}')],
  ])('is taken for granted when identity %s', async (_case, answer) => {
    identity.answer = answer
    expect(await checking(0)(li, 'Bearer a.b.c')).toBe(true)
  })

  test('is taken for granted when identity is gone', async () => {
    await identity.stop()
    expect(await checking(0)(li, 'Bearer a.b.c')).toBe(true)
  })
})
