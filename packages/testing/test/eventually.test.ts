import { expect, test } from 'vitest'
import { eventually } from '../src/eventually.ts'
import { fixedClock } from '../src/fixed-clock.ts'

test('eventually returns what the check returns as soon as it passes', async () => {
  let calls = 0
  const result = await eventually(
    () => {
      calls += 1
      expect(calls).toBeGreaterThanOrEqual(3)
      return calls
    },
    { everyMs: 1 },
  )
  expect(result).toBe(3)
})

test('eventually gives up with the last failure', async () => {
  let calls = 0
  const attempt = eventually(
    () => {
      calls += 1
      throw new Error(`failure ${calls}`)
    },
    { withinMs: 20, everyMs: 5 },
  )
  await expect(attempt).rejects.toThrow(/^failure \d+$/)
  expect(calls).toBeGreaterThan(1)
  await expect(attempt).rejects.toThrow(`failure ${calls}`)
})

test('a fixed clock moves only when told', () => {
  const clock = fixedClock('2026-03-05T09:00:00+08:00')
  expect(clock.now().toISOString()).toBe('2026-03-05T01:00:00.000Z')
  clock.advance(90_000)
  expect(clock.now().toISOString()).toBe('2026-03-05T01:01:30.000Z')
  expect(() => fixedClock('soon')).toThrow('soon is no instant')
})
