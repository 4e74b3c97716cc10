import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { FieldKeys } from './field-encryption.ts'

const fileSchema = z
  .object({
    current: z.string().regex(/^[\w-]{1,40}$/),
    keys: z.record(z.string(), z.base64().length(44)),
  })
  .refine(({ current, keys }) => Object.hasOwn(keys, current), 'the current key is not among the keys')

/** How often the file is looked at, at most. */
const fileCheckMs = 1_000

/** The keys in a file that only its service can read; a changed file is noticed within a second, without a restart. */
export function fieldKeySource(file: string): () => FieldKeys {
  let keys = readFieldKeys(file)
  let modifiedMs = statSync(file).mtimeMs
  let checkedAt = Date.now()
  return () => {
    const now = Date.now()
    if (now - checkedAt < fileCheckMs) return keys
    checkedAt = now
    const seen = statSync(file).mtimeMs
    if (seen !== modifiedMs) {
      keys = readFieldKeys(file)
      modifiedMs = seen
    }
    return keys
  }
}

/** Creates the file with one key unless it is there. */
export function ensureFieldKeys(file: string): { readonly keyId: string; readonly created: boolean } {
  if (existsSync(file)) return { keyId: readFieldKeys(file).current, created: false }
  const keyId = randomUUID()
  writeFieldKeys(file, { current: keyId, keys: new Map([[keyId, randomBytes(32)]]) })
  return { keyId, created: true }
}

/** Adds a key and makes it the current one; what the others sealed can still be opened. */
export function addFieldKey(file: string): string {
  const { keys } = readFieldKeys(file)
  const keyId = randomUUID()
  writeFieldKeys(file, { current: keyId, keys: new Map([...keys, [keyId, randomBytes(32)]]) })
  return keyId
}

/** Leaves the current key alone in the file: whatever another one sealed is lost from now on. */
export function dropFormerFieldKeys(file: string): void {
  const { current, keys } = readFieldKeys(file)
  writeFieldKeys(file, { current, keys: new Map([...keys].filter(([keyId]) => keyId === current)) })
}

function readFieldKeys(file: string): FieldKeys {
  const { current, keys } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const bytes = Object.entries(keys).map(([keyId, key]) => [keyId, Buffer.from(key, 'base64')] as const)
  return { current, keys: new Map(bytes) }
}

/** Readers see the old file or the new one, never half of one. */
function writeFieldKeys(file: string, { current, keys }: FieldKeys): void {
  mkdirSync(dirname(file), { recursive: true })
  const encoded = [...keys].map(([keyId, key]) => [keyId, Buffer.from(key).toString('base64')] as const)
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, JSON.stringify({ current, keys: Object.fromEntries(encoded) }), { mode: 0o600 })
  renameSync(draft, file)
}
