import type { Logger, Sql, Transactor } from '@erp/service-kit'
import type { CommandHandler, EventHandler } from './handlers.ts'
import type { AnySagaDefinition } from './saga/define-saga.ts'

export interface MessagingOptions<Tx extends Sql> {
  readonly service: string
  readonly transactor: Transactor<Tx>
  /** A direct connection (no pooler) as `<service>_relay`: the relay's lock belongs to its session. */
  readonly relayDatabaseUrl: string
  readonly nats: { readonly url: string; readonly nkeySeed?: string }
  readonly events: readonly EventHandler<Tx>[]
  readonly commands: readonly CommandHandler<Tx>[]
  readonly sagas: readonly AnySagaDefinition<Tx>[]
  readonly logger: Logger
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

/** Starts the relay, the consumers and the saga timers of one service. */
export function startMessaging<Tx extends Sql>(options: MessagingOptions<Tx>): Messaging {
  throw new Error(`The transport of ${options.service} is not part of this build`)
}
