import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRolePasswords, type RolePasswords } from './databases.ts'
import { createNatsUsers, type NatsUser } from './nats-users.ts'
import { ensureDirectory, localDirectory } from './repository.ts'
import type { Administrator, SystemKeys } from './system-programs.ts'

/** What nobody else on this machine may read. Made once; a reset makes new ones. */
export interface Secrets {
  readonly superuserPassword: string
  readonly rolePasswords: RolePasswords
  readonly natsUsers: readonly NatsUser[]
  readonly gatewaySigningKey: string
  readonly administrator: Administrator
  /** The password of every login of the demo company. */
  readonly demoPassword: string
}

export function loadSecrets(): Secrets {
  const file = join(ensureDirectory(localDirectory), 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  const secrets: Secrets = {
    superuserPassword: password(),
    rolePasswords: createRolePasswords(),
    natsUsers: createNatsUsers(),
    gatewaySigningKey: randomBytes(32).toString('hex'),
    administrator: { username: 'admin', password: password() },
    demoPassword: password(),
  }
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  return secrets
}

/** The files in which services keep their keys. */
export function keysOf(secrets: Secrets): SystemKeys {
  const directory = ensureDirectory(join(localDirectory, 'keys'))
  return {
    gatewaySigningKey: secrets.gatewaySigningKey,
    privateKeyFile: join(directory, 'token-private-key.json'),
    jwksFile: join(directory, 'token-keys.json'),
    fieldKeysFile: join(directory, 'field-keys.json'),
    sealingKeysFiles: {
      procurement: join(directory, 'procurement-field-keys.json'),
      sales: join(directory, 'sales-field-keys.json'),
      finance: join(directory, 'finance-field-keys.json'),
    },
  }
}

/** Long enough for every rule, and without characters a terminal or a URL would change. */
function password(): string {
  return `Erp-${randomBytes(9).toString('hex')}-7`
}
