import { freePort, type ServiceName } from '@erp/local'
import { testKeys } from './mint-token.ts'
import type { TestDatabase } from './use-database.ts'
import type { TestNats } from './use-nats.ts'

/** Everything `startService(env)` of a service reads, on a free port of the loopback address. */
export async function serviceEnvironment(
  service: ServiceName,
  parts: { readonly database: TestDatabase; readonly nats: TestNats },
): Promise<Record<string, string>> {
  const keys = await testKeys()
  return {
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    DATABASE_URL: parts.database.appUrl,
    RELAY_DATABASE_URL: parts.database.relayUrl,
    NATS_URL: parts.nats.url,
    NATS_NKEY_SEED: parts.nats.seedOf(service),
    GATEWAY_SIGNING_KEY: keys.gatewaySigningKey,
    TOKEN_JWKS_FILE: keys.jwksFile,
    TOKEN_SIGNING_KEY_FILE: keys.privateKeyFile,
    FIELD_KEYS_FILE: keys.fieldKeysFile,
    AUDIT_SEAL_SECONDS: '3600', // what is told by itself would come between what a test tells
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  }
}
