import { describe, expect, test } from 'vitest'
import {
  acceptedStep,
  newRecoveryCodes,
  newTotpSecret,
  normalizeRecoveryCode,
  otpauthUri,
  stepOf,
  totpAt,
} from '../src/domain/totp.ts'

/** The secret of RFC 6238, appendix B: the ASCII text 12345678901234567890. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const at = (seconds: number) => new Date(seconds * 1_000)

describe('a time-based code', () => {
  test.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at %i s is the one of RFC 6238', (seconds, code) => {
    expect(totpAt(secret, stepOf(at(seconds)), 8)).toBe(code)
    expect(totpAt(secret, stepOf(at(seconds)))).toBe(code.slice(2))
  })

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('at counter %i is the one of RFC 4226', (counter) => {
    const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
    expect(totpAt(secret, counter)).toBe(codes[counter])
  })

  test('is accepted one step early and one step late, and no further', () => {
    const now = at(1_111_111_109)
    const accepted = [-2, -1, 0, 1, 2].map((away) =>
      acceptedStep(secret, totpAt(secret, stepOf(now) + away), now, null),
    )
    expect(accepted.map((step) => step && step - stepOf(now))).toEqual([undefined, -1, 0, 1, undefined])
  })

  test('is accepted once: neither again nor after a later one', () => {
    const now = at(1_111_111_109)
    const code = totpAt(secret, stepOf(now))
    const step = acceptedStep(secret, code, now, null)
    expect(acceptedStep(secret, code, now, step ?? null)).toBeUndefined()
    expect(acceptedStep(secret, totpAt(secret, stepOf(now) - 1), now, step ?? null)).toBeUndefined()
    expect(acceptedStep(secret, totpAt(secret, stepOf(now) + 1), now, step ?? null)).toBe(stepOf(now) + 1)
  })

  test.each(['', '12345', '1234567', '12345a', '１２３４５６', '-12345'])('%j is none', (typed) => {
    expect(acceptedStep(secret, typed, at(59), null)).toBeUndefined()
  })

  test('may be typed with a space in the middle', () => {
    expect(acceptedStep(secret, '287 082', at(59), null)).toBe(1)
  })
})

test('a secret has 160 bits in base32, and an app reads it from a URI', () => {
  const made = newTotpSecret()
  expect(made).toMatch(/^[A-Z2-7]{32}$/)
  expect(newTotpSecret()).not.toBe(made)
  expect(otpauthUri(secret, 'li.wei')).toBe(
    `otpauth://totp/ERP:li.wei?secret=${secret}&issuer=ERP&algorithm=SHA1&digits=6&period=30`,
  )
})

test('recovery codes are ten different ones, typed in any case with or without dashes', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) {
    expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
    expect(normalizeRecoveryCode(` ${code.toLowerCase().replaceAll('-', '')} `)).toBe(code.replaceAll('-', ''))
  }
  expect(['', '1234', `${codes[0]}A`, '0000-0000-0000-0000'].map(normalizeRecoveryCode)).toEqual(
    Array(4).fill(undefined),
  )
})
