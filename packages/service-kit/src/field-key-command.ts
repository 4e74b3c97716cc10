import { z } from 'zod'
import { fieldKeyFile, loadConfig, serviceConfig } from './config.ts'
import type { Database } from './direct-database.ts'
import { ensureFieldKeys } from './field-key-file.ts'
import { createLogger } from './logger.ts'
import { rotateFieldKeys, type SealingKeys } from './rotate-field-keys.ts'
import type { Sql } from './sql.ts'
import { createTransactor, type Transactor } from './transactor.ts'
import { databasesEncrypted, transitSettings } from './transit-config.ts'

const rotationSettings = z.object({
  ...fieldKeyFile,
  ...transitSettings,
  DATABASE_URL: serviceConfig.shape.DATABASE_URL,
  LOG_LEVEL: serviceConfig.shape.LOG_LEVEL.default('warn'),
})
const rotationConfig = rotationSettings.superRefine(databasesEncrypted)

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The command of a service with sealed fields: makes the file of keys unless it is there; with `rotate-field-keys` it makes a new
 * key, has everything sealed with it and forgets the keys of before. Prints which key seals.
 */
export async function runFieldKeyCommand<Tx extends Sql>(
  service: string,
  connect: (url: string) => Database<Tx>,
  reseal: (transactor: Transactor<Tx>, keys: SealingKeys) => Promise<number>,
  [command]: readonly string[],
  env: Environment,
): Promise<void> {
  const fieldKey =
    command === 'rotate-field-keys'
      ? await rotate(service, connect, reseal, env)
      : ensureFieldKeys(loadConfig(z.object(fieldKeyFile), env).FIELD_KEYS_FILE)
  process.stdout.write(`${JSON.stringify({ fieldKey })}\n`)
}

async function rotate<Tx extends Sql>(
  service: string,
  connect: (url: string) => Database<Tx>,
  reseal: (transactor: Transactor<Tx>, keys: SealingKeys) => Promise<number>,
  env: Environment,
) {
  const config = loadConfig(rotationConfig, env)
  const database = connect(config.DATABASE_URL)
  try {
    const transactor = createTransactor(database, { service, logger: createLogger(service, config.LOG_LEVEL) })
    return await rotateFieldKeys(config.FIELD_KEYS_FILE, (keys) => reseal(transactor, keys))
  } finally {
    await database.$disconnect()
  }
}
