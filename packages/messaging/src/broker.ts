import { isIP } from 'node:net'
import type { TlsFiles } from '@erp/service-kit'
import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  type SeqMsgRequest,
  type StoredMsg,
} from '@nats-io/jetstream'
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'
import { pause } from './pause.ts'

/**
 * The connection of one service to NATS. Its user needs, and should have, no more than this:
 *
 * - publish `evt.<self>.>`, and `cmd.<target>.<command>.>` for each command its sagas send;
 * - publish `$JS.API.STREAM.INFO.<stream>` and `$JS.API.STREAM.MSG.GET.<stream>` for EVT_<SELF>, for CMD_<TARGET> of
 *   each command it sends, for EVT_<SOURCE> of each event it takes, and for CMD_<SELF>: the leader's answer is needed to
 *   tell a lost acknowledgement from a lost message, so direct get, which a follower may answer, is not used;
 * - publish `$JS.API.CONSUMER.INFO.<stream>.<durable>`, `$JS.API.CONSUMER.MSG.NEXT.<stream>.<durable>` and
 *   `$JS.ACK.<stream>.<durable>.>` for its own durables: `<self>__events` on each EVT_<SOURCE>, `<self>__commands` on
 *   CMD_<SELF>;
 * - subscribe `_INBOX_<self>.>`.
 */
export interface Broker {
  readonly connection: NatsConnection
  readonly jetstream: JetStreamClient
  readonly manager: JetStreamManager
}

export interface BrokerOptions {
  readonly service: string
  readonly url: string
  /** The private half of the service's nkey; left out only where the server asks for none. */
  readonly nkeySeed?: string
  /** Encrypts, and takes no other server than one that shows a certificate of this authority; left out, it is plain. */
  readonly tls?: TlsFiles | undefined
}

/** What must be known of a stream to judge what it holds. */
export interface StreamState {
  /** Written at provisioning: another value means that the store was lost and the numbers started again. */
  readonly epoch: string
  readonly firstSeq: number
  readonly lastSeq: number
  /** How long the stream keeps a message; 0 for ever. */
  readonly maxAgeSeconds: number
  /** How many numbers between the first and the last one hold no message. */
  readonly missing: number
}

/** The one stream a service publishes its events to; nobody else does. */
export function eventStreamOf(service: string): string {
  return `EVT_${service.toUpperCase()}`
}

/**
 * The files are read at each connection. A number for an address says nothing of who answers there: then the certificate
 * has to be in the name of the program.
 */
function tlsTo(url: string, files: TlsFiles): TlsFiles & { readonly servername?: string } {
  const { hostname } = new URL(url.includes('://') ? url : `nats://${url}`)
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? files : { ...files, servername: 'nats-server' }
}

/** Connects for good: reconnects without limit, and waits for the server when it is not there yet. */
export async function connectBroker(options: BrokerOptions, signal: AbortSignal): Promise<Broker | undefined> {
  while (!signal.aborted) {
    try {
      const connection = await connect({
        servers: options.url,
        name: options.service,
        inboxPrefix: `_INBOX_${options.service}`,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        pingInterval: 5_000,
        maxPingOut: 2,
        timeout: 5_000,
        ...(options.nkeySeed === undefined
          ? {}
          : { authenticator: nkeyAuthenticator(new TextEncoder().encode(options.nkeySeed)) }),
        ...(options.tls ? { tls: tlsTo(options.url, options.tls) } : {}),
      })
      const manager = await jetstreamManager(connection, { checkAPI: false })
      return { connection, jetstream: jetstream(connection), manager }
    } catch {
      await pause(500, signal)
    }
  }
  return undefined
}

/** Throws when the stream does not exist or was not provisioned by us. */
export async function readStream(broker: Broker, stream: string): Promise<StreamState> {
  const { config, state } = await broker.manager.streams.info(stream)
  const epoch = config.metadata?.erp_epoch
  if (!epoch) throw new Error(`The stream ${stream} has no epoch`)
  return {
    epoch,
    firstSeq: state.first_seq,
    lastSeq: state.last_seq,
    maxAgeSeconds: Math.floor(config.max_age / 1_000_000_000),
    missing: state.num_deleted ?? 0,
  }
}

/** The numbers between the first and the last message of a stream that hold none. */
export async function readMissingNumbers(broker: Broker, stream: string): Promise<readonly number[]> {
  const { state } = await broker.manager.streams.info(stream, { deleted_details: true })
  return state.deleted ?? []
}

/** The first message at or after a number whose subject matches (wildcards allowed), or null when there is none. */
export function readNext(broker: Broker, stream: string, subject: string, seq: number): Promise<StoredMsg | null> {
  const request = { seq, next_by_subj: subject } as SeqMsgRequest // the server knows it, the client's type does not
  return broker.manager.streams.getMessage(stream, request)
}
