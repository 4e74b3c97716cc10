import { createHmac, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { IndexedColumn } from './blind-index.ts'
import { createFieldCipher, type FieldCipher, type FieldPlace, FieldUnreadable, keyIdOf } from './field-encryption.ts'

/**
 * A key for each person, outside the database: what is sealed with it is unreadable everywhere, in backups too, once it is
 * destroyed. The keys lie wrapped by the key of the service's fields.
 */
export interface PersonKeys {
  /** Seals what is held of a person, with a key that is made with the first of it. Throws when the key was destroyed. */
  seal(personId: string, place: FieldPlace, clear: string): string
  /** Undefined when the key of the person was destroyed; what an earlier release left in clear is given as it stands. Throws when it is lost. */
  open(place: FieldPlace, kept: string): string | undefined
  /** What a text about a person is found by. The key of it stays when keys rotate, so that a column of indexes can be unique. */
  indexOf(column: IndexedColumn, text: string): string
  /** Destroys the keys of these persons for good, those that were never made too. */
  destroy(personIds: readonly string[]): void
  /** Wraps anew what another key of the service wrapped. Says how many. */
  rewrap(): number
}

/** Longer than this no process goes on with a key that another one destroyed. */
const rememberedMs = 60_000
const rememberedAtMost = 10_000
const indexKey = 'index'

/** The keys in a directory that only the service can read: a file a person, and a mark for each that was destroyed. */
export function createPersonKeys(directory: string, wrapping: FieldCipher, clock = Date.now): PersonKeys {
  if (!existsSync(directory)) layOut(directory, wrapped)
  const remembered = new Map<string, { readonly key: Buffer; readonly until: number }>()

  function shelfOf(id: string): string {
    return join(directory, shelfNameOf(id))
  }
  function fileOf(id: string): string {
    return join(shelfOf(id), id)
  }
  function markOf(id: string): string {
    return `${fileOf(id)}.destroyed`
  }
  function placeOf(row: string): FieldPlace {
    return { table: 'person_key', column: 'key', row }
  }

  function wrapped(id: string): string {
    return wrapping.seal(placeOf(id), randomBytes(32).toString('base64'))
  }

  /** Durable before what is sealed with it can be; of two that make it at once one wins. */
  function makeKey(id: string): void {
    mkdirSync(shelfOf(id), { recursive: true, mode: 0o700 })
    const draft = `${fileOf(id)}.${process.pid}.new`
    writeDurably(draft, wrapped(id))
    try {
      linkSync(draft, fileOf(id))
    } catch (error) {
      if (!isTaken(error)) throw error
    } finally {
      rmSync(draft, { force: true })
    }
  }

  function keyOf(id: string): Buffer | undefined {
    const known = remembered.get(id)
    if (known && known.until > clock()) return known.key
    const wrapped = readIfThere(fileOf(id))
    if (wrapped === undefined) return undefined
    const key = Buffer.from(wrapping.open(placeOf(id), wrapped), 'base64')
    if (remembered.size >= rememberedAtMost) remembered.clear()
    remembered.set(id, { key, until: clock() + rememberedMs })
    return key
  }

  function cipherOf(id: string, key: Buffer): FieldCipher {
    return createFieldCipher(() => ({ current: id, keys: new Map([[id, key]]) }))
  }

  return {
    seal(personId, place, clear) {
      if (existsSync(markOf(personId))) throw new FieldUnreadable(place, 'the key of the person was destroyed')
      if (keyOf(personId) === undefined) makeKey(personId)
      const key = keyOf(personId)
      if (key === undefined) throw new FieldUnreadable(place, 'the key of the person was destroyed')
      return cipherOf(personId, key).seal(place, clear)
    },
    open(place, kept) {
      const personId = keyIdOf(kept)
      if (personId === undefined) return kept
      const key = keyOf(personId)
      if (key !== undefined) return cipherOf(personId, key).open(place, kept)
      if (existsSync(markOf(personId))) return undefined
      throw new FieldUnreadable(place, `the key of person ${personId} is lost`)
    },
    indexOf({ table, column }, text) {
      const key = keyOf(indexKey)
      if (key === undefined) throw new Error('The key that finds persons is lost')
      return createHmac('sha256', key)
        .update(JSON.stringify([table, column, text]))
        .digest('base64url')
    },
    destroy(personIds) {
      for (const id of personIds) {
        mkdirSync(shelfOf(id), { recursive: true, mode: 0o700 })
        // First the mark: whoever wraps the key anew meanwhile sees it and takes theirs away too.
        if (!existsSync(markOf(id))) writeDurably(markOf(id), '')
        rmSync(fileOf(id), { force: true })
        remembered.delete(id)
      }
    },
    rewrap() {
      const ids = readdirSync(directory).flatMap((shelf) =>
        readdirSync(join(directory, shelf)).filter((name) => !name.includes('.')),
      )
      return ids.filter((id) => {
        const wrapped = readIfThere(fileOf(id))
        if (wrapped === undefined || keyIdOf(wrapped) === wrapping.currentKeyId()) return false
        const draft = `${fileOf(id)}.${process.pid}.anew`
        writeDurably(draft, wrapping.seal(placeOf(id), wrapping.open(placeOf(id), wrapped)))
        renameSync(draft, fileOf(id))
        if (existsSync(markOf(id))) rmSync(fileOf(id), { force: true })
        return true
      }).length
    },
  }
}

function shelfNameOf(id: string): string {
  return id.slice(-2)
}

/** The directory comes whole, with the key of indexes in it; of two that make it at once one wins. */
function layOut(directory: string, wrapped: (id: string) => string): void {
  const draft = `${directory}.${process.pid}.new`
  mkdirSync(join(draft, shelfNameOf(indexKey)), { recursive: true, mode: 0o700 })
  writeDurably(join(draft, shelfNameOf(indexKey), indexKey), wrapped(indexKey))
  try {
    renameSync(draft, directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
    rmSync(draft, { recursive: true, force: true })
  }
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'w', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
