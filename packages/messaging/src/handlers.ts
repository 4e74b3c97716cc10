import type { CommandContract, EventContract } from '@erp/contracts'
import type { Sql, UnitOfWork } from '@erp/service-kit'
import type { Message, Reply, Verdicts } from './message.ts'

/** What a service does about one type of event. */
export interface EventHandler<Tx extends Sql = Sql> {
  readonly contract: EventContract
  handle(unit: UnitOfWork<Tx>, messages: readonly Message[]): Promise<Verdicts | undefined>
}

/** What a service does about one command, or about the command that takes it back. */
export interface CommandHandler<Tx extends Sql = Sql> {
  readonly contract: CommandContract
  /** On an undo: the command it takes back. */
  readonly undoes?: CommandContract
  handle(unit: UnitOfWork<Tx>, message: Message, done: StoredReply | undefined): Promise<Reply>
}

/** What a command was answered before. */
export interface StoredReply {
  readonly type: string
  readonly payload: unknown
}

/**
 * Handles a run of events of one type, at most one per subject, in one call and one transaction that is scoped to all
 * their companies. Returning nothing means all are applied. What it throws rolls everything back; then the messages are
 * tried one by one, and the one that still fails is parked, tried again later and dead after eight failures of one kind.
 */
export function onEvent<Payload, Tx extends Sql = Sql>(
  contract: EventContract<Payload>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler with nothing to report should not have to return.
  handle: (unit: UnitOfWork<Tx>, messages: readonly Message<Payload>[]) => Promise<Verdicts | void>,
): EventHandler<Tx> {
  return {
    contract,
    handle: async (unit, messages) => (await handle(unit, messages as readonly Message<Payload>[])) ?? undefined,
  }
}

/** Handles a command, once per command id: a repetition is answered with the stored reply and never reaches `handle`. */
export function onCommand<Payload, Tx extends Sql = Sql>(
  contract: CommandContract<Payload>,
  handle: (unit: UnitOfWork<Tx>, message: Message<Payload>) => Promise<Reply>,
): CommandHandler<Tx> {
  return { contract, handle: (unit, message) => handle(unit, message as Message<Payload>) }
}

/**
 * Handles the command that takes another back; it cannot refuse. `done` is what the other was answered, undefined when
 * it never came: then there is nothing to take back, and should it still come it gets this undo's reply and no effect.
 */
export function onUndo<Payload, Tx extends Sql = Sql>(
  contract: CommandContract<Payload>,
  undo: {
    readonly undoes: CommandContract
    readonly handle: (unit: UnitOfWork<Tx>, message: Message<Payload>, done: StoredReply | undefined) => Promise<Reply>
  },
): CommandHandler<Tx> {
  return {
    contract,
    undoes: undo.undoes,
    handle: (unit, message, done) => undo.handle(unit, message as Message<Payload>, done),
  }
}
