import type { CommandContract, EventContract } from '@erp/contracts'
import type { Sql, UnitOfWork } from '@erp/service-kit'
import type { StoredReply } from '../handlers.ts'

/** One step of a process across services: a command and the replies that may come back. */
export interface SagaStep<Data, Tx extends Sql = Sql> {
  /** Unique in the definition; it is part of the command's id, so it never changes within a version. */
  readonly name: string
  readonly command: CommandContract
  build(data: Data): unknown
  readonly done: EventContract
  readonly refused: EventContract
  /** Takes the step back, whether or not it happened. A step without it is past the point of return. */
  readonly undo?: {
    readonly command: CommandContract
    build(data: Data): unknown
    readonly done: EventContract
  }
  /** Silence for this long means unknown: the same command is sent again, and after `sends` of them the saga turns back. */
  readonly timeoutMs: number
  /** How often the command is sent in all before the saga gives up on it; 3 when left out. */
  readonly sends?: number
  /** Runs in the transaction that takes the reply; what it returns is the saga's data from then on. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a step that learns nothing should not have to return.
  onDone?(unit: UnitOfWork<Tx>, saga: SagaFacts, data: Data, reply: StoredReply): Promise<Data | void>
}

/** Which saga a hook runs for. */
export interface SagaFacts {
  readonly sagaId: string
  readonly type: string
  readonly version: number
  readonly companyId: string
  /** The document that started it. */
  readonly documentId: string
}

/**
 * A process across services as data. Running sagas keep the version they started under, so a change of the steps is a
 * new version beside the old one, which is removed only when none of it is live.
 */
export interface SagaDefinition<Data, Tx extends Sql = Sql> {
  /** `<service>.<process>`, such as procurement.return-goods. */
  readonly type: string
  readonly version: number
  readonly steps: readonly SagaStep<Data, Tx>[]
  /** Every step is done. */
  onCompleted(unit: UnitOfWork<Tx>, saga: SagaFacts, data: Data): Promise<void>
  /**
   * A step was refused, or never answered, and everything before it is taken back. `reply` is the refusal; after silence
   * its type is `timeout` and its payload names the step.
   */
  onRefused(unit: UnitOfWork<Tx>, saga: SagaFacts, data: Data, reply: StoredReply): Promise<void>
  /** Neither forwards nor back without a person: the reason is a constant such as NO_REPLY. */
  onSuspended(unit: UnitOfWork<Tx>, saga: SagaFacts, data: Data, reason: string): Promise<void>
}

/** A definition whatever its data; the engine hands the data through and never looks inside. */
export type AnySagaDefinition<Tx extends Sql = Sql> = Omit<SagaDefinition<never, Tx>, 'steps'> & {
  readonly steps: readonly (Omit<SagaStep<never, Tx>, 'onDone'> & {
    onDone?(unit: UnitOfWork<Tx>, saga: SagaFacts, data: never, reply: StoredReply): Promise<unknown>
  })[]
}

/** Declares a process. Throws when it has no step or two steps of one name. */
export function defineSaga<Data, Tx extends Sql = Sql>(definition: SagaDefinition<Data, Tx>): SagaDefinition<Data, Tx> {
  const names = definition.steps.map((step) => step.name)
  if (names.length === 0 || new Set(names).size !== names.length)
    throw new Error(`A saga has at least one step and no two of one name: ${definition.type}`)
  return definition
}

/** Declares a step whose payloads the compiler checks against their contracts. */
export function step<Data, Payload, UndoPayload, Tx extends Sql = Sql>(declaration: {
  readonly name: string
  readonly command: CommandContract<Payload>
  readonly build: (data: Data) => Payload
  readonly done: EventContract
  readonly refused: EventContract
  readonly undo?: {
    readonly command: CommandContract<UndoPayload>
    readonly build: (data: Data) => UndoPayload
    readonly done: EventContract
  }
  readonly timeoutMs: number
  readonly sends?: number
  // biome-ignore lint/suspicious/noConfusingVoidType: a step that learns nothing should not have to return.
  readonly onDone?: (unit: UnitOfWork<Tx>, saga: SagaFacts, data: Data, reply: StoredReply) => Promise<Data | void>
}): SagaStep<Data, Tx> {
  return declaration
}
