import { describe, expect, test } from 'vitest'
import { delayAfter, throttleKeys } from '../src/domain/login-throttle.ts'

describe('the wait after failed logins', () => {
  test('doubles from the fourth failure on, up to two minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1_000].map((failures) => delayAfter('ACCOUNT', failures))).toEqual([
      0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 120, 120,
    ])
  })

  test.each(['ACCOUNT', 'KNOWN_ORIGIN'] as const)(
    'lets at most 20 guesses a quarter of an hour be looked at: %s',
    (kind) => {
      let seconds = 0
      let guesses = 0
      while (seconds <= 900) {
        guesses += 1
        seconds += delayAfter(kind, guesses)
      }
      expect(guesses).toBeLessThanOrEqual(20)
    },
  )

  test('starts later for an origin, which an office shares', () => {
    expect([20, 21, 22].map((failures) => delayAfter('ORIGIN', failures))).toEqual([0, 2, 4])
  })
})

test('a login counts for its account and its origin; from a known origin for both together', () => {
  expect(throttleKeys('li', '10.0.0.1', false)).toEqual([
    { kind: 'ACCOUNT', counted: 'li' },
    { kind: 'ORIGIN', counted: '10.0.0.1' },
  ])
  expect(throttleKeys('li', '10.0.0.1', true)).toEqual([
    { kind: 'KNOWN_ORIGIN', counted: 'li\n10.0.0.1' },
    { kind: 'ORIGIN', counted: '10.0.0.1' },
  ])
  expect(throttleKeys('li', '', true)).toEqual([{ kind: 'ACCOUNT', counted: 'li' }])
})
