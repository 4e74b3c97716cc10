import {
  childTraceparent,
  fingerprint,
  isTraceparent,
  newTraceparent,
  serviceUserId,
  traceIdOf,
} from '@erp/service-kit'
import { expect, it } from 'vitest'

it('keeps the trace and its flags, and names each step anew', () => {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
  const child = childTraceparent(parent)
  expect(traceIdOf(child)).toBe('0af7651916cd43dd8448eb211c80319c')
  expect(child).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/)
  expect(child).not.toBe(parent)
})

it('starts a trace of its own where there is none', () => {
  for (const text of ['', 'x', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, undefined]) {
    expect(isTraceparent(text)).toBe(false)
    expect(isTraceparent(childTraceparent(text ?? ''))).toBe(true)
  }
  expect(isTraceparent(newTraceparent())).toBe(true)
  expect(traceIdOf('x')).toBe('')
})

it('gives each service one UUID for good', () => {
  expect(serviceUserId('inventory')).toBe(serviceUserId('inventory'))
  expect(serviceUserId('inventory')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(serviceUserId('inventory')).not.toBe(serviceUserId('finance'))
})

it('takes the same fingerprint of the same value, however it is written', () => {
  const one = fingerprint({ a: 1n, b: { c: ['x', null], d: undefined }, on: new Date(0) })
  expect(fingerprint({ on: '1970-01-01T00:00:00.000Z', b: { c: ['x', null] }, a: '1' })).toBe(one)
  expect(fingerprint({ a: 1n, b: { c: ['x', ''] }, on: new Date(0) })).not.toBe(one)
  expect(fingerprint(['ab', 'c'])).not.toBe(fingerprint(['a', 'bc']))
  expect(fingerprint(null)).not.toBe(fingerprint('null'))
})
