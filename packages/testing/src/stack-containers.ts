import { setTimeout as delay } from 'node:timers/promises'
import { connectNats, freePort, type NatsAccount, natsConfiguration } from '@erp/local'
import { Client } from 'pg'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import { createAccount, createAccounts } from './nats-accounts.ts'
import type { OwnNats, TestStack } from './stack.ts'

/** Public images, unless the environment names others, such as ones that were made on this machine. */
const postgresImage = process.env.TEST_POSTGRES_IMAGE ?? 'postgres:18'
const natsImage = process.env.TEST_NATS_IMAGE ?? 'nats:2.12'

// The container that cleans up after testcontainers is one more image to pull; every stack stops its own containers.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true'

export async function startContainerStack(): Promise<TestStack> {
  const accounts = createAccounts()
  const [postgres, nats] = await Promise.all([startPostgresContainer(), startNatsContainer(await freePort(), accounts)])
  return {
    superuserUrl: postgres.url,
    natsUrl: nats.url,
    accounts,
    stop: async () => {
      await Promise.all([postgres.stop(), nats.container.stop()])
    },
  }
}

async function startPostgresContainer() {
  const container = await new GenericContainer(postgresImage)
    .withEnvironment({ POSTGRES_PASSWORD: 'postgres' })
    .withCommand(['-c', 'max_connections=300'])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/))
    .start()
  const url = `postgresql://postgres:postgres@${container.getHost()}:${container.getMappedPort(5432)}/postgres`
  await untilAnswered(async () => {
    const client = new Client({ connectionString: url })
    client.on('error', () => undefined)
    await client.connect()
    await client.end()
  })
  return { url, stop: () => container.stop() }
}

async function startNatsContainer(port: number, accounts: readonly NatsAccount[]) {
  const content = natsConfiguration({ listen: '0.0.0.0:4222', storeDirectory: '/data/jetstream', accounts })
  const container = await new GenericContainer(natsImage)
    .withCopyContentToContainer([{ content, target: '/erp-nats.conf' }])
    .withCommand(['--config', '/erp-nats.conf'])
    .withExposedPorts({ container: 4222, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start()
  return { container, url: `nats://${container.getHost()}:${port}` }
}

/** A nats-server in a container of its own, on a port that stays the same when it is started again. */
export async function createOwnNatsContainer(): Promise<OwnNats> {
  const account = createAccount('ERP')
  const port = await freePort()
  const client = await getContainerRuntimeClient()
  const url = `nats://${client.info.containerRuntime.host}:${port}`
  const user = account.users[0]
  let container: Awaited<ReturnType<typeof startNatsContainer>>['container'] | undefined
  const handle = () => container && client.container.dockerode.getContainer(container.getId())
  return {
    url,
    account,
    start: async () => {
      if (container) await handle()?.start()
      else ({ container } = await startNatsContainer(port, [account]))
      await untilAnswered(async () => user && (await connectNats(url, user, false)).close())
    },
    kill: async () => void (await handle()?.kill()),
    wipe: async () => {
      await handle()?.remove({ force: true, v: true })
      container = undefined
    },
    stop: async () => {
      await handle()?.remove({ force: true, v: true })
      container = undefined
    },
  }
}

/** Repeats until it succeeds: a port that is mapped is not yet a server that answers. */
async function untilAnswered(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await delay(100)
    }
  }
}
