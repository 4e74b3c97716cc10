import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createBlindIndex } from '../src/blind-index.ts'

const keys = new Map([['k1', randomBytes(32)]])
let current = 'k1'
const index = createBlindIndex(() => ({ current, keys }))
const email = { table: 'user_contacts', column: 'email' }
const address = 'li.wei@example.com'

test('is the same for the same text of a column, and tells nothing of it', () => {
  const found = index.of(email, address)
  expect(found).toMatch(/^k1:[\w-]{43}$/)
  expect(index.of(email, address)).toBe(found)
  expect(index.of(email, `${address} `)).not.toBe(found)
  expect(index.of({ ...email, column: 'phone' }, address)).not.toBe(found)
  const others = createBlindIndex(() => ({ current: 'k1', keys: new Map([['k1', randomBytes(32)]]) }))
  expect(others.of(email, address)).not.toBe(found)
})

test('finds what was kept under the key of before, until that key is gone', () => {
  const before = index.of(email, address)
  keys.set('k2', randomBytes(32))
  current = 'k2'
  const after = index.of(email, address)
  expect(after).toMatch(/^k2:/)
  expect(index.candidates(email, address)).toEqual([before, after])
  keys.delete('k1')
  expect(index.candidates(email, address)).toEqual([after])
})

test('follows a key that was replaced under its name', () => {
  const before = index.of(email, address)
  keys.set('k2', randomBytes(32))
  expect(index.of(email, address)).not.toBe(before)
})
