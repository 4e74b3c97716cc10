import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureDirectory, natsConfiguration } from '@erp/local'
import { createAccounts } from './nats-accounts.ts'

/**
 * Writes nats.conf and accounts.json into the folder given: the configuration for an external nats-server and the
 * seeds of its users for the tests (`TEST_NATS_ACCOUNTS`).
 */
const directory = ensureDirectory(resolve(process.argv[2] ?? '.local/external-nats'))
const accounts = createAccounts()
const configuration = natsConfiguration({ listen: '0.0.0.0:4222', storeDirectory: join(directory, 'store'), accounts })
writeFileSync(join(directory, 'nats.conf'), configuration, { mode: 0o600 })
writeFileSync(join(directory, 'accounts.json'), JSON.stringify(accounts), { mode: 0o600 })
process.stdout.write(`nats-server -c ${join(directory, 'nats.conf')}\n`)
