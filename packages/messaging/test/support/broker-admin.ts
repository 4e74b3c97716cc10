import { setTimeout as delay } from 'node:timers/promises'
import { provision } from '@erp/local'
import type { TestNats } from '@erp/testing'
import { jetstreamManager, type StoredMsg } from '@nats-io/jetstream'

/** What happens to brokers, done on purpose by somebody who may do anything. */
export async function openBrokerAdmin(nats: TestNats) {
  const connection = await nats.connect('admin')
  const manager = await jetstreamManager(connection)
  return {
    connection,
    manager,
    /** The store is lost, and provisioning makes new streams. */
    async wipe(): Promise<void> {
      const names: string[] = []
      for await (const name of manager.streams.names()) names.push(name)
      await Promise.all(names.map((name) => manager.streams.delete(name)))
      await provision(await nats.connect('provisioner'), { maxBytes: 64 * 1024 ** 2 })
    },
    /** The stream comes back with its old epoch: empty, and counting from `firstSeq`. */
    async replace(stream: string, firstSeq = 1, changes: { readonly maxBytes?: number } = {}): Promise<void> {
      const { config } = await manager.streams.info(stream)
      await manager.streams.delete(stream)
      const size = changes.maxBytes === undefined ? {} : { max_bytes: changes.maxBytes }
      await manager.streams.add({ ...config, first_seq: firstSeq, ...size })
    },
    /** The stream loses messages, which it would refuse to delete. */
    async drop(stream: string, seqs: readonly number[]): Promise<void> {
      const { config, state } = await manager.streams.info(stream)
      const stored: StoredMsg[] = []
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const message = await manager.streams.getMessage(stream, { seq })
        if (message) stored.push(message)
      }
      await manager.streams.delete(stream)
      await manager.streams.add({ ...config, deny_delete: false, duplicate_window: 100_000_000 })
      for (const { subject, data, header } of stored)
        await manager.jetstream().publish(subject, data, { msgID: header.get('Nats-Msg-Id') })
      await Promise.all(seqs.map((seq) => manager.streams.deleteMessage(stream, seq)))
      await delay(250) // the broker forgets the ids too
    },
    /** Ids in a stream, in its order. */
    async idsIn(stream: string): Promise<string[]> {
      const { state } = await manager.streams.info(stream)
      const numbers = Array.from(
        { length: Math.max(0, state.last_seq - state.first_seq + 1) },
        (_, index) => state.first_seq + index,
      )
      const stored = await Promise.all(numbers.map((seq) => manager.streams.getMessage(stream, { seq })))
      return stored.map((message) => message?.header.get('Nats-Msg-Id') ?? '')
    },
    async epochOf(stream: string): Promise<string | undefined> {
      return (await manager.streams.info(stream)).config.metadata?.erp_epoch
    },
  }
}
