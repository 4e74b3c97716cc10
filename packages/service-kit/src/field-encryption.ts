import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Where a secret stands. It is bound to the place: moved to another row, column or table it cannot be read. */
export interface FieldPlace {
  readonly table: string
  readonly column: string
  /** The id of the row. */
  readonly row: string
}

/** The keys secrets are sealed with: all of them open, one of them seals. */
export interface FieldKeys {
  readonly current: string
  /** 32 bytes each, by id. */
  readonly keys: ReadonlyMap<string, Uint8Array>
}

/** Seals what a table may not hold in the clear. */
export interface FieldCipher {
  /** `v:kid:iv:ct:tag`, so that a row says with which key it can be opened. */
  seal(place: FieldPlace, clear: string): string
  /** Throws FieldUnreadable for a secret of another place, a changed one and one whose key is gone. */
  open(place: FieldPlace, sealed: string): string
  /** The id of the key that seals now; what names another is to be sealed anew. */
  currentKeyId(): string
}

/** Says where, never what. */
export class FieldUnreadable extends Error {
  override readonly name = 'FieldUnreadable'

  constructor({ table, column, row }: FieldPlace, why: string) {
    super(`${table}.${column} of ${row} cannot be read: ${why}`)
  }
}

const envelopeVersion = '1'
const algorithm = 'aes-256-gcm'
const shape = /^1:([\w-]{1,40}):([\w-]{16}):([\w-]*):([\w-]{22})$/

/** AES-256-GCM with a fresh nonce for each secret; the place is authenticated with it. Keys are asked for each time. */
export function createFieldCipher(keysNow: () => FieldKeys): FieldCipher {
  return {
    seal(place, clear) {
      const { current, keys } = keysNow()
      const key = keys.get(current)
      if (!key) throw new Error('The current key for fields is missing')
      const nonce = randomBytes(12)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(boundTo(place))
      const text = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()])
      const parts = [nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))
      return [envelopeVersion, current, ...parts].join(':')
    },
    open(place, sealed) {
      const [, keyId = '', nonce = '', text = '', tag = ''] = shape.exec(sealed) ?? []
      if (keyId === '') throw new FieldUnreadable(place, 'it is no sealed field')
      const key = keysNow().keys.get(keyId)
      if (!key) throw new FieldUnreadable(place, `its key ${keyId} is gone`)
      const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, 'base64url'))
        .setAAD(boundTo(place))
        .setAuthTag(Buffer.from(tag, 'base64url'))
      try {
        return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8')
      } catch {
        throw new FieldUnreadable(place, 'it was changed or belongs elsewhere')
      }
    },
    currentKeyId: () => keysNow().current,
  }
}

/** The id of the key that a sealed field names. */
export function keyIdOf(sealed: string): string | undefined {
  return shape.exec(sealed)?.[1]
}

function boundTo({ table, column, row }: FieldPlace): Buffer {
  return Buffer.from(JSON.stringify([table, column, row]))
}
