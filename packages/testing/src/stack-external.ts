import { readFileSync } from 'node:fs'
import type { NatsAccount } from '@erp/local'
import type { TestStack } from './stack.ts'

/**
 * Servers somebody else runs. The nats-server must know the users of the accounts; `write-nats-accounts.ts` writes
 * both its configuration and the file with the users' seeds.
 */
export async function connectExternalStack(): Promise<TestStack> {
  return {
    superuserUrl: required('TEST_POSTGRES_URL'),
    natsUrl: required('TEST_NATS_URL'),
    accounts: JSON.parse(readFileSync(required('TEST_NATS_ACCOUNTS'), 'utf8')) as NatsAccount[],
    stop: async () => undefined,
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`TEST_STACK=external needs ${name}.`)
  return value
}
