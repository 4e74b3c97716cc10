import { randomBytes, randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createFieldCipher, FieldUnreadable } from '../src/field-encryption.ts'
import { createPersonKeys } from '../src/person-keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'erp-person-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
const ring = new Map<string, Uint8Array>([['first', randomBytes(32)]])
let current = 'first'
const wrapping = createFieldCipher(() => ({ current, keys: ring }))
let now = 0
const clock = () => now
const directory = join(folder, 'persons')
const persons = createPersonKeys(directory, wrapping, clock)
const placeOf = (row: string) => ({ table: 'users', column: 'display_name', row })
const somebody = () => {
  const id = randomUUID()
  return { id, sealed: persons.seal(id, placeOf(id), '王芳') }
}
const files = () =>
  readdirSync(directory).flatMap((shelf) =>
    readdirSync(join(directory, shelf)).map((name) => join(directory, shelf, name)),
  )

describe('what is held of a person', () => {
  test('is sealed with a key of that person alone, and bound to its place', () => {
    const { id, sealed } = somebody()
    expect(sealed).toMatch(new RegExp(`^1:${id}:`))
    expect(persons.open(placeOf(id), sealed)).toBe('王芳')
    const other = somebody()
    expect(() => persons.open(placeOf(other.id), sealed)).toThrow(FieldUnreadable)
    expect(persons.open(placeOf(id), '王芳')).toBe('王芳')
    for (const file of files()) expect(statSync(file).mode & 0o777).toBe(0o600)
    const own = files().filter((file) => file.endsWith(id))
    expect(own.map((file) => readFileSync(file, 'utf8').split(':')[1])).toEqual(['first'])
  })

  test('is gone everywhere once the key is destroyed, in other processes within a minute, and nothing is sealed for them again', () => {
    const { id, sealed } = somebody()
    const neighbour = createPersonKeys(directory, wrapping, clock)
    expect(neighbour.open(placeOf(id), sealed)).toBe('王芳')
    const other = somebody()
    persons.destroy([id])
    persons.destroy([id])
    expect(persons.open(placeOf(id), sealed)).toBeUndefined()
    now += 60_001
    expect(neighbour.open(placeOf(id), sealed)).toBeUndefined()
    expect(() => neighbour.seal(id, placeOf(id), '王芳')).toThrow(/destroyed/)
    expect(persons.open(placeOf(other.id), other.sealed)).toBe('王芳')
    expect(files().filter((file) => file.endsWith(id))).toEqual([])
  })

  test('is found by an index that stays when keys rotate', () => {
    const column = { table: 'users', column: 'username' }
    expect(persons.indexOf(column, 'wang.fang')).toBe(persons.indexOf(column, 'wang.fang'))
    expect(persons.indexOf(column, 'wang.fan')).not.toBe(persons.indexOf(column, 'wang.fang'))
    expect(persons.indexOf({ ...column, column: 'email' }, 'wang.fang')).not.toBe(persons.indexOf(column, 'wang.fang'))
  })
})

test('rotating the key of the service wraps every key of a person anew, and what they sealed stays', () => {
  const kept = [somebody(), somebody()]
  const gone = somebody()
  persons.destroy([gone.id])
  const index = persons.indexOf({ table: 't', column: 'c' }, 'x')
  ring.set('second', randomBytes(32))
  current = 'second'
  expect(persons.rewrap()).toBe(files().filter((file) => !file.endsWith('.destroyed')).length)
  expect(persons.rewrap()).toBe(0)
  ring.delete('first')
  const later = createPersonKeys(directory, wrapping)
  for (const { id, sealed } of kept) expect(later.open(placeOf(id), sealed)).toBe('王芳')
  expect(later.open(placeOf(gone.id), gone.sealed)).toBeUndefined()
  expect(later.indexOf({ table: 't', column: 'c' }, 'x')).toBe(index)
})

test('key loss drill: a lost key is told as lost and not as erased, nothing is sealed over it, and the keys of a backup open all again', () => {
  const { id, sealed } = somebody()
  const backup = join(folder, 'backup')
  cpSync(directory, backup, { recursive: true })
  const erased = somebody()
  persons.destroy([erased.id])
  const lost = join(folder, 'lost')
  renameSync(directory, lost)
  now += 60_001
  expect(() => persons.open(placeOf(id), sealed)).toThrow(/is lost/)
  expect(() => persons.indexOf({ table: 't', column: 'c' }, 'x')).toThrow(/is lost/)

  cpSync(backup, directory, { recursive: true })
  const restored = createPersonKeys(directory, wrapping)
  expect(restored.open(placeOf(id), sealed)).toBe('王芳')
  restored.destroy([erased.id])
  expect(restored.open(placeOf(erased.id), erased.sealed)).toBeUndefined()
})
