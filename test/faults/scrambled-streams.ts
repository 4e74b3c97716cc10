import { setTimeout as delay } from 'node:timers/promises'
import { commandStream, eventStream, provision, type ServiceName } from '@erp/local'
import type { OwnSystem } from '@erp/testing'
import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  type StoredMsg,
} from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import type { Random } from './random.ts'

const milliseconds = 1_000_000
const shortestWindowMs = 100

/**
 * Makes the streams of services that are dead anew, with each message in them twice and in no order, under the same ids:
 * the broker knows ids only within its window, so the window is next to nothing while this happens. Each subject ends
 * with what was sent last to it, as its sender expects. New durables deliver all of it. Returns how many messages there
 * were before.
 */
export async function scrambleStreams(
  system: OwnSystem,
  dead: readonly ServiceName[],
  random: Random,
): Promise<number> {
  const connection = await system.nats.connect('admin')
  const manager = await jetstreamManager(connection)
  const client = jetstream(connection)
  let before = 0
  for (const name of dead.flatMap((service) => [eventStream(service), commandStream(service)])) {
    const { config } = await manager.streams.info(name)
    const messages = await readAll(manager, name)
    before += messages.length
    await manager.streams.delete(name)
    await manager.streams.add({ ...config, duplicate_window: shortestWindowMs * milliseconds })
    const newest = [...new Map(messages.map((message) => [message.subject, message])).values()]
    for (const copies of [random.shuffled(messages), random.shuffled(messages), newest]) {
      await Promise.all(copies.map((message) => publishAnew(client, message)))
    }
    await manager.streams.update(name, { duplicate_window: config.duplicate_window })
  }
  await provision(await system.nats.connect('provisioner'), { maxBytes: 256 * 1024 ** 2 })
  return before
}

/** Stores one more copy, as soon as the broker has forgotten the one before. */
async function publishAnew(client: JetStreamClient, message: StoredMsg): Promise<void> {
  for (;;) {
    const { duplicate } = await client.publish(message.subject, message.data, { headers: own(message) })
    if (!duplicate) return
    await delay(shortestWindowMs)
  }
}

/** Ids of the messages in a stream, in its order. */
export async function idsIn(system: OwnSystem, stream: string): Promise<string[]> {
  const manager = await jetstreamManager(await system.nats.connect('admin'))
  return (await readAll(manager, stream)).map((message) => message.header.get('Nats-Msg-Id'))
}

async function readAll(manager: JetStreamManager, stream: string): Promise<StoredMsg[]> {
  const { state } = await manager.streams.info(stream)
  const numbers = Array.from({ length: state.messages }, (_, index) => state.first_seq + index)
  const stored = await Promise.all(numbers.map((seq) => manager.streams.getMessage(stream, { seq })))
  return stored.filter((message) => message !== null)
}

/** The message's own headers, without what the publisher expected of the stream at the time. */
function own(message: StoredMsg) {
  const copied = headers()
  for (const [key, values] of message.header) {
    if (!key.startsWith('Nats-Expected-')) for (const value of values) copied.append(key, value)
  }
  return copied
}
