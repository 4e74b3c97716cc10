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
  type Sql,
  type Transactor,
} from '@erp/service-kit'
import { fieldKeyConfig } from './config.ts'
import { connectDatabase } from './store/database.ts'
import { type BankKeys, resealBankAccounts } from './store/supplier-bank-accounts.ts'

const atOnce = 500
/** Longer than a running process takes to notice a changed key file. */
const noticedAfterMs = 2_000

/** Seals with the current key whatever another one sealed, some in each transaction, until nothing is left. */
export async function resealAll(transactor: Transactor<Sql>, keys: BankKeys): Promise<number> {
  let resealed = 0
  for (;;) {
    const some = await transactor.system([], 'reseal-bank-accounts', ({ tx }) => resealBankAccounts(tx, keys, atOnce))
    resealed += some
    if (some < atOnce) return resealed
  }
}

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
    const resealed = await resealAll(transactor, { fields: createFieldCipher(keys), index: createBlindIndex(keys) })
    dropFormerFieldKeys(config.FIELD_KEYS_FILE)
    return { keyId, resealed }
  } finally {
    await database.$disconnect()
  }
}

if (import.meta.main) {
  const [command] = process.argv.slice(2)
  const fieldKey =
    command === 'rotate'
      ? await rotate(process.env)
      : ensureFieldKeys(loadConfig(fieldKeyConfig.pick({ FIELD_KEYS_FILE: true }), process.env).FIELD_KEYS_FILE)
  process.stdout.write(`${JSON.stringify({ fieldKey })}\n`)
}
