import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findNatsServer, freePort, type NatsAccount, type NatsServer, startNatsServer, startPostgres } from '@erp/local'
import { createAccount, createAccounts } from './nats-accounts.ts'
import type { OwnNats, TestStack } from './stack.ts'

export async function startEmbeddedStack(directory: string): Promise<TestStack> {
  const accounts = createAccounts()
  const [postgres, nats] = await Promise.all([
    startPostgres({
      dataDirectory: join(directory, 'postgres'),
      port: await freePort(),
      superuserPassword: 'postgres',
      logFile: join(directory, 'postgres.log'),
    }),
    startServer(join(directory, 'nats'), await freePort(), accounts),
  ])
  return {
    superuserUrl: postgres.superuserUrl,
    natsUrl: nats.url,
    accounts,
    stop: async () => {
      await Promise.all([postgres.stop(), nats.stop()])
    },
  }
}

/** A nats-server of its own, as a process of this machine; the port stays the same from start to start. */
export async function createOwnNatsProcess(directory: string): Promise<OwnNats> {
  const port = await freePort()
  const account = createAccount('ERP')
  let server: NatsServer | undefined
  const stopped = async (how: 'SIGKILL' | 'SIGTERM') => {
    server?.signal(how)
    await server?.exited
    server = undefined
  }
  return {
    url: `nats://127.0.0.1:${port}`,
    account,
    start: async () => {
      server ??= await startServer(directory, port, [account])
    },
    kill: () => stopped('SIGKILL'),
    stop: () => stopped('SIGTERM'),
    wipe: async () => {
      if (server) throw new Error('The store of a running nats-server cannot be wiped; kill it first.')
      await rm(join(directory, 'store'), { recursive: true, force: true })
    },
  }
}

async function startServer(directory: string, port: number, accounts: readonly NatsAccount[]): Promise<NatsServer> {
  const binary = await findNatsServer((step) => process.stderr.write(`${step}\n`))
  return startNatsServer({ binary, directory, port, accounts, logFile: join(directory, 'nats-server.log') })
}
