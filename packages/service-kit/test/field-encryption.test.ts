import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createFieldCipher, type FieldKeys, FieldUnreadable, keyIdOf } from '../src/field-encryption.ts'
import { addFieldKey, dropFormerFieldKeys, ensureFieldKeys, fieldKeySource } from '../src/field-key-file.ts'

const keysOf = (...ids: string[]): FieldKeys => ({
  current: ids.at(-1) ?? '',
  keys: new Map(ids.map((id) => [id, randomBytes(32)])),
})
const place = { table: 'suppliers', column: 'bank_account', row: '0199a1' }
const account = '6222 0200 1234 5678 建设银行'

describe('a sealed field', () => {
  const cipher = createFieldCipher(() => keys)
  const keys = keysOf('k1')

  test('is opened where it was sealed, and holds nothing of the clear', () => {
    const sealed = cipher.seal(place, account)
    expect(cipher.open(place, sealed)).toBe(account)
    expect(sealed).toMatch(/^1:k1:[\w-]{16}:[\w-]+:[\w-]{22}$/)
    expect(Buffer.from(sealed.split(':')[3] ?? '', 'base64url').includes('6222')).toBe(false)
    expect(keyIdOf(sealed)).toBe('k1')
  })

  test('looks different each time, also for the empty text', () => {
    expect(new Set(Array.from({ length: 50 }, () => cipher.seal(place, account))).size).toBe(50)
    expect(cipher.open(place, cipher.seal(place, ''))).toBe('')
  })

  test.each([
    ['row', { ...place, row: '0199a2' }],
    ['column', { ...place, column: 'tax_number' }],
    ['table', { ...place, table: 'customers' }],
    ['place that reads alike', { table: 'suppliers","bank_account', column: '', row: '0199a1' }],
  ])('moved to another %s is not opened', (_, elsewhere) => {
    expect(() => cipher.open(elsewhere, cipher.seal(place, account))).toThrow(FieldUnreadable)
  })

  test('that was changed anywhere is not opened', () => {
    const sealed = cipher.seal(place, account)
    for (const part of [2, 3, 4]) {
      const parts = sealed.split(':')
      const bytes = Buffer.from(parts[part] ?? '', 'base64url')
      bytes[0] = (bytes[0] ?? 0) ^ 1
      parts[part] = bytes.toString('base64url')
      expect(() => cipher.open(place, parts.join(':')), `part ${part}`).toThrow(FieldUnreadable)
    }
    for (const wrong of ['', account, sealed.replace('1:', '2:'), sealed.slice(0, -1), `${sealed}:x`]) {
      expect(() => cipher.open(place, wrong), wrong).toThrow(FieldUnreadable)
    }
  })

  test('of a key that is gone is not opened, and the error names the place and not the secret', () => {
    const sealed = cipher.seal(place, account)
    const without = createFieldCipher(() => keysOf('k2'))
    expect(() => without.open(place, sealed)).toThrow(
      'suppliers.bank_account of 0199a1 cannot be read: its key k1 is gone',
    )
    expect(() => createFieldCipher(() => ({ current: 'k1', keys: new Map() })).seal(place, account)).toThrow(/missing/)
  })
})

describe('keys in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'erp-field-keys-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'keys', 'field-keys.json')

  test('are made once, for the owner alone', () => {
    const made = ensureFieldKeys(file)
    expect(made.created).toBe(true)
    expect(ensureFieldKeys(file)).toEqual({ keyId: made.keyId, created: false })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('rotate while a process runs: what was sealed before opens, is sealed anew, and then the old key can go', async () => {
    const source = fieldKeySource(file)
    const cipher = createFieldCipher(source)
    const before = cipher.currentKeyId()
    const rows = new Map(
      Array.from({ length: 20 }, (_, row) => [`${row}`, cipher.seal({ ...place, row: `${row}` }, account)]),
    )
    const added = addFieldKey(file)
    utimesSync(file, new Date(), new Date(Date.now() + 5_000))
    await new Promise((done) => setTimeout(done, 1_100))
    expect(cipher.currentKeyId()).toBe(added)
    for (const [row, sealed] of rows) {
      expect(keyIdOf(sealed)).toBe(before)
      rows.set(row, cipher.seal({ ...place, row }, cipher.open({ ...place, row }, sealed)))
    }
    expect([...rows.values()].filter((sealed) => keyIdOf(sealed) !== added)).toEqual([])

    dropFormerFieldKeys(file)
    const afterwards = createFieldCipher(fieldKeySource(file))
    expect([...rows].map(([row, sealed]) => afterwards.open({ ...place, row }, sealed))).toEqual(
      Array(20).fill(account),
    )
    expect(readFileSync(file, 'utf8')).not.toContain(before)
  })

  test.each([
    ['without its current key', { current: 'gone', keys: {} }],
    ['with a short key', { current: 'k', keys: { k: Buffer.alloc(16).toString('base64') } }],
  ])('%s are refused', (_, content) => {
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, JSON.stringify(content))
    expect(() => fieldKeySource(broken)).toThrow()
  })
})
