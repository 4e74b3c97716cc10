import { randomUUID } from 'node:crypto'
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  jetstreamManager,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { type ConsumerDefinition, consumers, type StreamDefinition, streams } from './topology.ts'

const seconds = 1_000_000_000
const days = 24 * 60 * 60 * seconds

/** Names the incarnation of a stream: another value means that the store was lost and the numbers started again. */
export const epochKey = 'erp_epoch'

export interface ProvisionOptions {
  /** Largest size of one stream on disk; a full stream refuses, it never drops what others have not read. */
  readonly maxBytes?: number
  /** Changes what differs instead of refusing it. */
  readonly update?: boolean
}

export interface ProvisionResult {
  readonly created: readonly string[]
  readonly updated: readonly string[]
}

/** What exists differs from the topology, which nobody but a person may resolve. */
export class TopologyDrift extends Error {
  override readonly name = 'TopologyDrift'
}

/**
 * Creates the streams and durables of the topology that are missing, and compares those that exist: a difference is
 * refused, or written when `update` says so. Doing it twice changes nothing.
 */
export async function provision(connection: NatsConnection, options: ProvisionOptions = {}): Promise<ProvisionResult> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const outcomes = [
    ...(await Promise.all(streams.map((stream) => provisionStream(manager, stream, options)))),
    ...(await Promise.all(consumers.map((consumer) => provisionConsumer(manager, consumer, options)))),
  ]
  const drift = outcomes.flatMap((outcome) => outcome.differences)
  if (drift.length > 0) {
    throw new TopologyDrift(`NATS is not as the topology says:\n${drift.map((line) => `  - ${line}`).join('\n')}`)
  }
  const named = (action: Outcome['action']) => outcomes.filter((one) => one.action === action).map(({ name }) => name)
  return { created: named('created'), updated: named('updated') }
}

interface Outcome {
  readonly name: string
  readonly action: 'created' | 'updated' | 'none'
  readonly differences: readonly string[]
}

function streamSettings(stream: StreamDefinition, maxBytes: number) {
  return {
    name: stream.name,
    subjects: [...stream.subjects],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_age: 90 * days,
    max_bytes: maxBytes,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_msg_size: 272 * 1024, // a payload of 256 KiB and its headers
    duplicate_window: 600 * seconds,
    num_replicas: 1,
    deny_delete: true,
    deny_purge: true,
    allow_direct: false, // what a relay asks must be answered by the leader, which has what was acknowledged
  }
}

async function provisionStream(manager: JetStreamManager, stream: StreamDefinition, options: ProvisionOptions) {
  const wanted = streamSettings(stream, options.maxBytes ?? 1024 ** 3)
  const found = await manager.streams.info(stream.name).catch(ignoreMissing)
  if (!found) {
    await manager.streams.add({ ...wanted, metadata: { [epochKey]: randomUUID() } })
    return outcome(stream.name, 'created')
  }
  const differences = compare(`stream ${stream.name}`, wanted, found.config)
  if (!found.config.metadata?.[epochKey]) differences.push(`stream ${stream.name} has no ${epochKey}`)
  if (differences.length === 0 || !options.update) return outcome(stream.name, 'none', differences)
  const metadata = { [epochKey]: randomUUID(), ...found.config.metadata }
  await manager.streams.update(stream.name, { ...wanted, metadata })
  return outcome(stream.name, 'updated')
}

function consumerSettings(consumer: ConsumerDefinition) {
  return {
    durable_name: consumer.durable,
    filter_subjects: [...consumer.filterSubjects],
    ack_policy: AckPolicy.Explicit,
    ack_wait: 30 * seconds,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    max_ack_pending: 256,
    max_deliver: -1, // a message nobody can handle is parked in our database, never dropped by the server
  }
}

async function provisionConsumer(manager: JetStreamManager, consumer: ConsumerDefinition, options: ProvisionOptions) {
  const name = `${consumer.stream}/${consumer.durable}`
  const wanted = consumerSettings(consumer)
  const found = await manager.consumers.info(consumer.stream, consumer.durable).catch(ignoreMissing)
  if (!found) {
    await manager.consumers.add(consumer.stream, wanted)
    return outcome(name, 'created')
  }
  const single = found.config.filter_subject
  const actual = { ...found.config, filter_subjects: found.config.filter_subjects ?? (single ? [single] : []) }
  const differences = compare(`consumer ${name}`, wanted, actual)
  if (differences.length === 0 || !options.update) return outcome(name, 'none', differences)
  await manager.consumers.update(consumer.stream, consumer.durable, wanted)
  return outcome(name, 'updated')
}

function outcome(name: string, action: Outcome['action'], differences: readonly string[] = []): Outcome {
  return { name, action, differences }
}

/** Only what we ask for is compared: servers add settings of their own from version to version. */
function compare(what: string, wanted: object, actual: object): string[] {
  const found = actual as Record<string, unknown>
  return Object.entries(wanted)
    .filter(([setting, value]) => canonical(found[setting]) !== canonical(value))
    .map(([setting, value]) => {
      return `${what}: ${setting} is ${JSON.stringify(found[setting])}, the topology says ${JSON.stringify(value)}`
    })
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify([...value].sort())
  return JSON.stringify(value === undefined ? false : value) // the server leaves out what is switched off
}

const streamNotFound = 10059
const consumerNotFound = 10014

function ignoreMissing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === streamNotFound || code === consumerNotFound) return undefined
  throw error
}
