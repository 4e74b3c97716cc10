import { randomBytes } from 'node:crypto'
import {
  createLogger,
  createTransactor,
  databaseAdapter,
  describeFaults,
  ensureFieldKeys,
  loadConfig,
  personKeysOf,
  type RotatedFieldKeys,
  rotateFieldKeys,
  type Sql,
  type Transactor,
} from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { PrismaPg } from '@prisma/adapter-pg'
import type { z } from 'zod'
import { bootstrapConfig, signingKeyConfig } from './config.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { createPasswords } from './store/passwords.ts'
import { ensureSigningKeys, rotateSigningKeys } from './store/signing-keys.ts'
import { createFirstAdministrator } from './use-cases/create-first-administrator.ts'
import { resealSecrets } from './use-cases/reseal-secrets.ts'

export interface Bootstrapped {
  readonly signingKey: { readonly keyId: string; readonly created: boolean }
  readonly administrator: {
    readonly username: string
    /** Null when the administrator existed before: only a hash of the password is kept. */
    readonly password: string | null
    readonly created: boolean
  }
}

/**
 * Creates what the first start needs and a later one finds: signing keys and an administrator who belongs to no company
 * and may register the first. Running it again changes nothing. Throws when the administrator's name or password is
 * not acceptable.
 */
export async function bootstrap(env: Readonly<Record<string, string | undefined>>): Promise<Bootstrapped> {
  const config = loadConfig(bootstrapConfig, env)
  const signingKey = await ensureSigningKeys(keyFilesOf(config))
  ensureFieldKeys(config.FIELD_KEYS_FILE)
  return withDatabase(config, async (transactor) => {
    const username = config.ADMINISTRATOR_USERNAME
    const password = config.ADMINISTRATOR_PASSWORD ?? randomBytes(12).toString('base64url')
    const tools = { passwords: await createPasswords(), persons: personKeysOf(config.FIELD_KEYS_FILE) }
    const administrator = await createFirstAdministrator(transactor, tools, { username, password })
    if (isRefusal(administrator)) throw new Error(`The administrator is not acceptable: ${administrator.refusal}`)
    return {
      signingKey,
      administrator: {
        username: administrator.username,
        password: administrator.created ? password : null,
        created: administrator.created,
      },
    }
  })
}

/** Makes a new key for secrets in tables, seals all of them with it and forgets the keys of before. */
export function rotateSecretKeys(env: Readonly<Record<string, string | undefined>>): Promise<RotatedFieldKeys> {
  const config = loadConfig(bootstrapConfig, env)
  return withDatabase(config, (transactor) =>
    rotateFieldKeys(config.FIELD_KEYS_FILE, (keys) =>
      resealSecrets(transactor, { ...keys, persons: personKeysOf(config.FIELD_KEYS_FILE) }),
    ),
  )
}

async function withDatabase<Result>(
  config: z.infer<typeof bootstrapConfig>,
  work: (transactor: Transactor<Sql>) => Promise<Result>,
): Promise<Result> {
  const prisma = new PrismaClient({ adapter: new PrismaPg(databaseAdapter(config.DATABASE_URL, { poolSize: 1 })) })
  try {
    const logger = createLogger('identity', config.LOG_LEVEL)
    return await work(createTransactor(prisma, { service: 'identity', logger }))
  } finally {
    await prisma.$disconnect()
  }
}

function keyFilesOf(config: { readonly TOKEN_SIGNING_KEY_FILE: string; readonly TOKEN_JWKS_FILE: string }) {
  return { privateKeyFile: config.TOKEN_SIGNING_KEY_FILE, jwksFile: config.TOKEN_JWKS_FILE }
}

if (import.meta.main) {
  const [command] = process.argv.slice(2)
  if (command === 'rotate-keys') {
    const files = signingKeyConfig.safeParse(process.env)
    if (!files.success) throw new Error(describeFaults(files.error))
    process.stdout.write(
      `${JSON.stringify({ signingKey: { keyId: await rotateSigningKeys(keyFilesOf(files.data)) } })}\n`,
    )
  } else if (command === 'rotate-field-keys') {
    process.stdout.write(`${JSON.stringify({ fieldKey: await rotateSecretKeys(process.env) })}\n`)
  } else {
    process.stdout.write(`${JSON.stringify(await bootstrap(process.env))}\n`)
  }
}
