import { connectNats, type NatsAccount, type NatsUserName, provision, type ServiceName } from '@erp/local'
import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { afterAll } from 'vitest'
import { askRun } from './ask-run.ts'

export interface TestNats {
  readonly url: string
  /** The seed with which a service connects as itself, with its own permissions and no others. */
  readonly seedOf: (service: ServiceName) => string
  /** A connection as one of the account's users, closed after the file; `admin` may do anything. */
  readonly connect: (user: NatsUserName) => Promise<NatsConnection>
}

/**
 * A NATS account of this test file alone, with every stream and durable of the topology; emptied after the file.
 * Awaited at the top level of the test file.
 */
export async function useNats(): Promise<TestNats> {
  const run = await askRun('facts', {})
  const account = await askRun('claimAccount', {})
  const nats = openNats(run.natsUrl, account)
  await provisionForTests(nats)
  afterAll(async () => {
    await removeStreams(await nats.connect('admin'))
    await nats.close()
    await askRun('releaseAccount', { name: account.name })
  })
  return nats
}

/** The handle of an account on a running server; `close` ends the connections it gave out. */
export function openNats(url: string, account: NatsAccount): TestNats & { close: () => Promise<void> } {
  const connections: NatsConnection[] = []
  const user = (name: NatsUserName) => {
    const found = account.users.find((candidate) => candidate.name === name)
    if (!found) throw new Error(`The NATS account ${account.name} has no user ${name}.`)
    return found
  }
  return {
    url,
    seedOf: (service) => user(service).seed,
    connect: async (name) => {
      const connection = await connectNats(url, user(name))
      connections.push(connection)
      return connection
    },
    close: async () => {
      await Promise.all(connections.splice(0).map((connection) => connection.close()))
    },
  }
}

/** Small streams: the limits of many accounts must fit on one disk. */
export async function provisionForTests(nats: TestNats): Promise<void> {
  const connection = await nats.connect('provisioner')
  await provision(connection, { maxBytes: 256 * 1024 ** 2 })
}

async function removeStreams(connection: NatsConnection): Promise<void> {
  const manager = await jetstreamManager(connection)
  for await (const name of manager.streams.names()) await manager.streams.delete(name)
}
