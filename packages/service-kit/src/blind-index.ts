import { createHmac, hkdfSync } from 'node:crypto'
import type { FieldKeys } from './field-encryption.ts'

/** A sealed field looks different each time, so it is found by this: the same for the same text, and nothing to whoever has no key. */
export interface BlindIndex {
  /** `kid:mac` of a text in a column, with the key that seals now. */
  of(column: IndexedColumn, text: string): string
  /** What the text may be kept under while keys rotate: one for each key there is. */
  candidates(column: IndexedColumn, text: string): readonly string[]
}

/** Where texts are looked up. The same text has another index in another column. */
export interface IndexedColumn {
  readonly table: string
  readonly column: string
}

/**
 * HMAC-SHA256 under keys of its own, each derived one way from a key of sealed fields: so an index is made anew with the field
 * it finds, and neither key gives the other away. Whoever holds the table alone cannot try texts.
 */
export function createBlindIndex(keysNow: () => FieldKeys): BlindIndex {
  const derived = new Map<string, { readonly from: Uint8Array; readonly key: Buffer }>()

  function indexKey(keyId: string, from: Uint8Array): Buffer {
    const known = derived.get(keyId)
    if (known?.from === from) return known.key
    const key = Buffer.from(hkdfSync('sha256', from, keyId, 'blind index', 32))
    derived.set(keyId, { from, key })
    return key
  }

  function indexed(keyId: string, { table, column }: IndexedColumn, text: string): string {
    const key = keysNow().keys.get(keyId)
    if (!key) throw new Error(`The key ${keyId} for fields is missing`)
    const mac = createHmac('sha256', indexKey(keyId, key)).update(JSON.stringify([table, column, text]))
    return `${keyId}:${mac.digest('base64url')}`
  }

  return {
    of: (column, text) => indexed(keysNow().current, column, text),
    candidates: (column, text) => [...keysNow().keys.keys()].map((keyId) => indexed(keyId, column, text)),
  }
}
