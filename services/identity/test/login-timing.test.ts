import { newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { logIn } from '../src/use-cases/log-in.ts'
import { callerOf, password, useIdentity } from './use-identity.ts'

const { database, tools, administrator, company, member } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const clerk = await member(admin, ['BUYER'])
const gone = await member(admin, ['BUYER'])
await database.rows`update users set active = false where id = ${gone.id}::uuid`

/** What somebody may try who wants to know whether there is a user. */
const attempts = {
  'an unknown user': () => ({ username: `nobody-${newId().slice(-8)}`, password }),
  'a wrong password': () => ({ username: clerk.username, password: 'a guess' }),
  'a disabled user': () => ({ username: gone.username, password }),
}

async function millisecondsOf(credentials: { username: string; password: string }): Promise<number> {
  await database.rows`update login_throttle set failures = 0, blocked_until = now()`
  const from = performance.now()
  expect(await logIn(tools, { ...credentials, origin: 'test' })).toEqual(refuse('LoginRefused'))
  return performance.now() - from
}

/**
 * How far the three lie apart, of so many of each, tried in turn so that all meet the same machine: by their lower quartiles, for
 * what else the machine does can only make a login slower.
 */
async function spreadOf(times: number): Promise<number> {
  const taken = Object.values(attempts).map(() => [] as number[])
  for (let time = 0; time < times; time += 1) {
    for (const [index, attempt] of Object.values(attempts).entries())
      taken[index]?.push(await millisecondsOf(attempt()))
  }
  const quartiles = taken.map((all) => all.toSorted((one, other) => one - other)[Math.floor(times / 4)] ?? 0)
  return Math.max(...quartiles) / Math.min(...quartiles) - 1
}

/** A busy machine may spoil a measurement and is given others; a login that is told apart stays apart in all of them. */
test('an unknown user, a wrong password and a disabled user take the same time, within a tenth', async () => {
  await spreadOf(2)
  let least = Number.POSITIVE_INFINITY
  for (let measurement = 1; measurement <= 6 && least > 0.1; measurement += 1)
    least = Math.min(least, await spreadOf(21))
  expect(least).toBeLessThanOrEqual(0.1)
}, 300_000)
