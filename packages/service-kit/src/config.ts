import { z } from 'zod'
import { databasesEncrypted, encryptedInTransit, transitSettings, withDatabaseTls } from './transit-config.ts'

const settings = z.object({
  ...transitSettings,
  HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 lets the system choose a free port. */
  PORT: z.coerce.number().int().min(0).max(65_535),
  DATABASE_URL: postgresUrl(),
  RELAY_DATABASE_URL: postgresUrl(),
  NATS_URL: z.string().min(1),
  NATS_NKEY_SEED: z.string().startsWith('SU', 'must be the seed of a NATS user'),
  /** The key with which the gateway signs what it forwards; at least 32 characters. */
  GATEWAY_SIGNING_KEY: z.string().min(32),
  /** Path of the JSON Web Key Set with identity's public keys. */
  TOKEN_JWKS_FILE: z.string().min(1),
  /** Mutations are refused while more messages than this wait to be sent, or one waits longer. */
  OUTBOX_LIMIT_ROWS: z.coerce.number().int().min(1).default(1_000_000),
  OUTBOX_LIMIT_HOURS: z.coerce.number().positive().default(24),
  /** How often what was done is sealed into the audit chain, and its head told to another service. */
  AUDIT_SEAL_SECONDS: z.coerce.number().positive().max(86_400).default(60),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** The name in the certificate of the gateway, the one process that may ask the graph. */
  TLS_GATEWAY_NAME: z.string().min(1).default('gateway'),
})

/** What every service is told by its environment. Services extend it with `serviceConfig.safeExtend({…})`. */
export const serviceConfig = settings.superRefine((config, context) => {
  encryptedInTransit(config, context)
  databasesEncrypted(config, context)
})

/** What a service with sealed fields is told besides: the file of their keys, which only it can read. */
export const fieldKeyFile = { FIELD_KEYS_FILE: z.string().min(1) }

export type ServiceConfig = z.infer<typeof serviceConfig>

/** Parses the environment. All faults are printed together, without the values, and the process exits with 1. */
export function loadConfig<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const parsed = schema.safeParse(withDatabaseTls(env))
  if (parsed.success) return parsed.data
  process.stderr.write(`${describeFaults(parsed.error)}\n`)
  process.exit(1)
}

/** One line a faulty variable; never the value, which may be a secret. */
export function describeFaults(error: z.ZodError): string {
  const lines = error.issues.map((issue) => `  ${issue.path.join('.') || '(environment)'}: ${issue.message}`)
  return ['The configuration is not usable:', ...lines].join('\n')
}

function postgresUrl() {
  return z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')
}
