import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The secrets every service of a test run shares. */
export interface TestKeys {
  /** With it the gateway signs what it forwards. */
  readonly gatewaySigningKey: string
  /** JSON Web Key of identity, private; the file an identity service reads. */
  readonly privateKeyFile: string
  /** The JSON Web Key Set every service verifies tokens with. */
  readonly jwksFile: string
  /** The keys with which identity seals secrets in its tables. */
  readonly fieldKeysFile: string
  /** The same file, for the others that seal fields. */
  readonly sealingKeysFiles: Readonly<Record<'procurement' | 'sales' | 'finance', string>>
}

export function createTestKeys(directory: string): TestKeys {
  const fieldKeysFile = join(directory, 'field-keys.json')
  const keys: TestKeys = {
    gatewaySigningKey: randomBytes(32).toString('hex'),
    privateKeyFile: join(directory, 'token-private-key.json'),
    jwksFile: join(directory, 'token-keys.json'),
    fieldKeysFile,
    sealingKeysFiles: { procurement: fieldKeysFile, sales: fieldKeysFile, finance: fieldKeysFile },
  }
  const pair = generateKeyPairSync('ed25519')
  const kid = randomUUID()
  const publicKey = { ...pair.publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' }
  writeFileSync(keys.privateKeyFile, JSON.stringify({ ...pair.privateKey.export({ format: 'jwk' }), kid }), {
    mode: 0o600,
  })
  writeFileSync(keys.jwksFile, JSON.stringify({ keys: [publicKey] }))
  const fieldKey = randomBytes(32).toString('base64')
  writeFileSync(keys.fieldKeysFile, JSON.stringify({ current: 'test', keys: { test: fieldKey } }), { mode: 0o600 })
  return keys
}
