import type { Logger, Sql, TlsFiles, Transactor } from '@erp/service-kit'
import { AuditSealer } from './audit/audit-sealer.ts'
import { toldHeadOf } from './audit/told-head.ts'
import { type Broker, connectBroker, eventStreamOf } from './broker.ts'
import { dispatchCommands } from './consumer/dispatch-commands.ts'
import { dispatchEvents } from './consumer/dispatch-events.ts'
import { DueMessages } from './consumer/due-messages.ts'
import { Inbox } from './consumer/inbox.ts'
import { Subscription } from './consumer/subscription.ts'
import type { CommandHandler, EventHandler } from './handlers.ts'
import { reportMessaging } from './messaging-metrics.ts'
import { type BacklogLimit, BacklogWatch, defaultBacklogLimit } from './relay/backlog-watch.ts'
import { Relay } from './relay/relay.ts'
import type { AnySagaDefinition } from './saga/define-saga.ts'
import { SagaEngine } from './saga/saga-engine.ts'
import { liveVersions } from './saga/saga-rows.ts'
import { SagaTimers } from './saga/saga-timers.ts'

export interface MessagingOptions<Tx extends Sql> {
  readonly service: string
  readonly transactor: Transactor<Tx>
  /** A direct connection (no pooler) as `<service>_relay`: the relay's lock belongs to its session. */
  readonly relayDatabaseUrl: string
  readonly nats: { readonly url: string; readonly nkeySeed?: string; readonly tls?: TlsFiles | undefined }
  readonly events: readonly EventHandler<Tx>[]
  readonly commands: readonly CommandHandler<Tx>[]
  readonly sagas: readonly AnySagaDefinition<Tx>[]
  readonly logger: Logger
  /** Beyond it mutations are refused; a million messages or a day when left out. */
  readonly backlogLimit?: BacklogLimit
  /** How often the audit log is verified and sealed; each minute when left out. */
  readonly auditSealSeconds?: number
}

export interface MessagingHealth {
  readonly ready: boolean
  /** What is wrong, without addresses; empty when all is well. */
  readonly problems: readonly string[]
}

export interface Messaging {
  /** Finishes the batch at hand, then lets go of the lock and the connections. */
  stop(): Promise<void>
  health(): Promise<MessagingHealth>
  /** Looks for something to send, to retry and to wake now instead of at the next poll. */
  nudge(): void
}

/** Shorter outages are ordinary: the service works on, and nothing it tells is lost. */
const toleratedOutageMs = 60_000

/**
 * Starts the relay, the consumers, the saga timers and what verifies and seals the audit log of one service, all of them from the
 * first moment on. Returns at once: while the broker is away the service works, and what it tells is kept.
 */
export function startMessaging<Tx extends Sql>(options: MessagingOptions<Tx>): Messaging {
  const { service, transactor, logger } = options
  const engine = new SagaEngine<Tx>(service, options.sagas)
  const events = new Inbox<Tx>({
    ...{ service, transactor, logger, consumer: `${service}__events` },
    dispatch: dispatchEvents(options.events, engine),
  })
  const commands = new Inbox<Tx>({
    ...{ service, transactor, logger, consumer: `${service}__commands` },
    dispatch: dispatchCommands(options.commands),
  })
  const sources = new Set(
    [...options.events.map(({ contract }) => contract.type), ...engine.contracts.map(({ type }) => type)].map(streamOf),
  )
  const targets = options.sagas.flatMap(({ steps }) =>
    steps.flatMap((step) => [step.command, ...(step.undo ? [step.undo.command] : [])]),
  )

  const stopping = new AbortController()
  const startedAt = Date.now()
  let broker: Broker | undefined
  let relay: Relay | undefined
  let subscriptions: Subscription<Tx>[] = []
  const inboxes = new Map([events, commands].map((inbox) => [inbox.options.consumer, inbox]))
  const dueMessages = new DueMessages<Tx>({ broker: () => broker, transactor, inboxes, logger })
  const timers = new SagaTimers<Tx>(transactor, engine, logger)
  const backlog = new BacklogWatch(transactor, options.backlogLimit ?? defaultBacklogLimit, logger)
  const sealer = new AuditSealer<Tx>({
    ...{ service, transactor, logger },
    toldHead: async () => broker && toldHeadOf(broker, service),
    everyMs: (options.auditSealSeconds ?? 60) * 1_000,
  })
  const endReport = reportMessaging(service, transactor, () => relay?.leads ?? false, logger)

  async function connectAndFollow(): Promise<void> {
    const connected = await connectBroker({ service, ...options.nats }, stopping.signal)
    if (connected === undefined) return
    broker = connected
    relay = new Relay({
      ...{ service, logger, broker: connected, databaseUrl: options.relayDatabaseUrl },
      streams: [eventStreamOf(service), ...new Set(targets.map(({ target }) => `CMD_${target.toUpperCase()}`))],
    })
    subscriptions = [
      ...[...sources].map((stream) => new Subscription({ broker: connected, stream, inbox: events, logger })),
      ...(options.commands.length === 0
        ? []
        : [new Subscription({ broker: connected, stream: `CMD_${service.toUpperCase()}`, inbox: commands, logger })]),
    ]
    relay.start()
    for (const subscription of subscriptions) subscription.start()
    for await (const { type } of connected.connection.status()) {
      if (type !== 'reconnect') continue
      relay.compareStreams()
      for (const subscription of subscriptions) subscription.brokerReturned()
    }
  }

  dueMessages.start()
  backlog.start()
  sealer.start()
  if (options.sagas.length > 0) timers.start()
  const following = connectAndFollow().catch((error) => logger.error({ err: error }, 'messaging ended'))

  return {
    async stop() {
      stopping.abort()
      endReport()
      await Promise.all([
        relay?.stop(),
        timers.stop(),
        dueMessages.stop(),
        backlog.stop(),
        sealer.stop(),
        ...subscriptions.map((one) => one.stop()),
      ])
      await broker?.connection.drain().catch(() => undefined)
      await following
    },
    async health() {
      const problems = [...(relay?.problems() ?? [])]
      if (backlog.held) problems.push('too many messages wait to be sent; mutations are refused')
      if (relay === undefined && Date.now() - startedAt > toleratedOutageMs)
        problems.push('the broker has never been reached')
      for (const { stream, failingSince } of subscriptions) {
        if (failingSince !== undefined && Date.now() - failingSince > toleratedOutageMs) {
          problems.push(`${stream} has not been readable for a minute`)
        }
      }
      for (const live of await transactor.read([], liveVersions)) {
        if (!engine.knows(live.type, live.definition_version)) {
          problems.push(
            `there are running sagas ${live.type} of version ${live.definition_version}, which is not known here`,
          )
        }
      }
      return { ready: problems.length === 0, problems }
    },
    nudge() {
      relay?.nudge()
      dueMessages.nudge()
      timers.nudge()
    },
  }
}

/** The stream that carries a type of event. */
function streamOf(type: string): string {
  return eventStreamOf(type.split('.', 1)[0] ?? '')
}
