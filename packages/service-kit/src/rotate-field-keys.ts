import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { isRefusal, refuse } from '@erp/values'
import { type BlindIndex, createBlindIndex } from './blind-index.ts'
import { createFieldCipher, type FieldCipher } from './field-encryption.ts'
import { addFieldKey, dropFormerFieldKeys, fieldKeySource } from './field-key-file.ts'
import { createPersonKeys, type PersonKeys } from './person-keys.ts'
import type { Sql } from './sql.ts'
import type { Transactor } from './transactor.ts'

/** What seals fields and finds them again. */
export interface SealingKeys {
  readonly fields: FieldCipher
  readonly index: BlindIndex
}

export interface RotatedFieldKeys {
  readonly keyId: string
  /** How many fields were sealed with a key of before. */
  readonly resealed: number
  /** How many keys of persons were wrapped with one. */
  readonly rewrapped: number
}

/** Longer than a running process takes to notice a changed key file. */
const noticedAfterMs = 2_000
const atOnce = 500

/** What seals and finds by the keys in a file. */
export function sealingKeysOf(file: string): SealingKeys {
  const keys = fieldKeySource(file)
  return { fields: createFieldCipher(keys), index: createBlindIndex(keys) }
}

function personDirectoryOf(file: string): string {
  return `${file}.persons`
}

/** The keys of persons, which lie beside the file of the key that wraps them. */
export function personKeysOf(file: string): PersonKeys {
  return createPersonKeys(personDirectoryOf(file), sealingKeysOf(file).fields)
}

/**
 * Makes a new key for sealed fields, has all of them sealed with it and forgets the keys of before. The pause lets running
 * processes notice the file: nothing is sealed with the old key any more when the last fields are looked for.
 */
export async function rotateFieldKeys(
  file: string,
  reseal: (keys: SealingKeys) => Promise<number>,
): Promise<RotatedFieldKeys> {
  const keyId = addFieldKey(file)
  await pause(noticedAfterMs)
  const rewrapped = existsSync(personDirectoryOf(file)) ? personKeysOf(file).rewrap() : 0
  const resealed = await reseal(sealingKeysOf(file))
  dropFormerFieldKeys(file)
  return { keyId, resealed, rewrapped }
}

/** Seals some fields in each transaction, at most so many as `reseal` is told, until nothing is left. Says how many. Nothing leaves no entry in the audit log. */
export async function resealInBatches<Tx extends Sql>(
  transactor: Transactor<Tx>,
  label: string,
  reseal: (tx: Tx, atMost: number) => Promise<number>,
): Promise<number> {
  let resealed = 0
  for (;;) {
    const outcome = await transactor.system(
      [],
      label,
      async ({ tx }) => (await reseal(tx, atOnce)) || refuse('NothingLeft'),
    )
    const some = isRefusal(outcome) ? 0 : outcome
    resealed += some
    if (some < atOnce) return resealed
  }
}
