import { databasesEncrypted, fieldKeyFile, retentionConfig, serviceConfig, transitSettings } from '@erp/service-kit'
import { z } from 'zod'

/** The private half of the keys that TOKEN_JWKS_FILE publishes: a JSON Web Key only this service can read. */
const keyFiles = {
  TOKEN_SIGNING_KEY_FILE: z.string().min(1),
  TOKEN_JWKS_FILE: z.string().min(1),
}

/** What identity is told by its environment. */
export const identityConfig = serviceConfig.safeExtend({
  ...keyFiles,
  ...fieldKeyFile,
  ...retentionConfig,
  /** The identity providers people may sign in at, with the secrets this service has there; none when left out. */
  SIGN_IN_PROVIDERS_FILE: z.string().min(1).optional(),
  /** How long an access token is accepted; what its user may do follows the news of roles meanwhile. */
  ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(30).max(600).default(600),
  /** How long an unused refresh token can be traded in. */
  REFRESH_TOKEN_DAYS: z.coerce.number().int().min(1).max(30).default(7),
  /** How long a session can be refreshed before the password is asked for again. */
  SESSION_DAYS: z.coerce.number().int().min(1).max(90).default(30),
})

/** The files of the command that rotates signing keys. */
export const signingKeyConfig = z.object(keyFiles)

const bootstrapSettings = z.object({
  ...transitSettings,
  ...keyFiles,
  ...fieldKeyFile,
  DATABASE_URL: serviceConfig.shape.DATABASE_URL,
  ADMINISTRATOR_USERNAME: z.string().min(2).max(40).default('admin'),
  /** Made up when left out, and shown once. */
  ADMINISTRATOR_PASSWORD: z.string().optional(),
  LOG_LEVEL: serviceConfig.shape.LOG_LEVEL.default('warn'),
})

/** What the bootstrap command is told by its environment. */
export const bootstrapConfig = bootstrapSettings.superRefine(databasesEncrypted)
