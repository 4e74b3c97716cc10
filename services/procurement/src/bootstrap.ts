import { setTimeout as pause } from 'node:timers/promises'
import {
  addFieldKey,
  createBlindIndex,
  createFieldCipher,
  createLogger,
  createTransactor,
  dropFormerFieldKeys,
  ensureFieldKeys,
  fieldKeySource,
  loadConfig,
} from '@erp/service-kit'
import { fieldKeyConfig } from './config.ts'
import { connectDatabase } from './store/database.ts'
import { resealBankAccounts } from './use-cases/reseal-bank-accounts.ts'

/** Longer than a running process takes to notice a changed key file. */
const noticedAfterMs = 2_000

/**
 * Makes a new key for sealed fields, seals all of them with it and forgets the keys of before. The pause lets running
 * processes notice the file: nothing is sealed with the old key any more when the last fields are looked for.
 */
async function rotate(env: Readonly<Record<string, string | undefined>>) {
  const config = loadConfig(fieldKeyConfig, env)
  const keyId = addFieldKey(config.FIELD_KEYS_FILE)
  const database = connectDatabase(config.DATABASE_URL)
  try {
    await pause(noticedAfterMs)
    const keys = fieldKeySource(config.FIELD_KEYS_FILE)
    const transactor = createTransactor(database, {
      service: 'procurement',
      logger: createLogger('procurement', config.LOG_LEVEL),
    })
    const resealed = await resealBankAccounts(transactor, {
      fields: createFieldCipher(keys),
      index: createBlindIndex(keys),
    })
    dropFormerFieldKeys(config.FIELD_KEYS_FILE)
    return { keyId, resealed }
  } finally {
    await database.$disconnect()
  }
}

if (import.meta.main) {
  const [command] = process.argv.slice(2)
  const fieldKey =
    command === 'rotate-field-keys'
      ? await rotate(process.env)
      : ensureFieldKeys(loadConfig(fieldKeyConfig.pick({ FIELD_KEYS_FILE: true }), process.env).FIELD_KEYS_FILE)
  process.stdout.write(`${JSON.stringify({ fieldKey })}\n`)
}
