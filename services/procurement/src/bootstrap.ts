import {
  createLogger,
  createTransactor,
  ensureFieldKeys,
  loadConfig,
  type RotatedFieldKeys,
  rotateFieldKeys,
} from '@erp/service-kit'
import { fieldKeyConfig } from './config.ts'
import { connectDatabase } from './store/database.ts'
import { resealBankAccounts } from './use-cases/reseal-bank-accounts.ts'

/** Makes a new key for account numbers, seals all of them with it and forgets the keys of before. */
async function rotate(env: Readonly<Record<string, string | undefined>>): Promise<RotatedFieldKeys> {
  const config = loadConfig(fieldKeyConfig, env)
  const database = connectDatabase(config.DATABASE_URL)
  try {
    const logger = createLogger('procurement', config.LOG_LEVEL)
    const transactor = createTransactor(database, { service: 'procurement', logger })
    return await rotateFieldKeys(config.FIELD_KEYS_FILE, (keys) => resealBankAccounts(transactor, keys))
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
