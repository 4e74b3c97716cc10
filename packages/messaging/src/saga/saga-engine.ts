import type { Sql, UnitOfWork } from '@erp/service-kit'
import type { ReplyTaker } from '../consumer/dispatch-events.ts'
import type { Verdict } from '../consumer/verdict.ts'
import type { StoredReply } from '../handlers.ts'
import type { Message } from '../message.ts'
import { type Outgoing, writeOutbox } from '../write-outbox.ts'
import { type Decision, decide, type Happening } from './decide.ts'
import type { AnySagaDefinition, SagaDefinition, SagaFacts, SagaStep } from './define-saga.ts'
import { commandIdOf, forwardCommand, undoCommand } from './saga-command.ts'
import { lockSagas, moveSagas, type SagaMove, type SagaReply, type SagaRow, type SagaStepRow } from './saga-rows.ts'

/** Data of sagas goes through the engine untouched, so the engine does not know its type. */
type Definition<Tx extends Sql> = SagaDefinition<unknown, Tx>

/** One saga in one transaction, with everything that is known of it. */
interface Case<Tx extends Sql> {
  readonly definition: Definition<Tx>
  readonly saga: SagaRow
  readonly steps: readonly SagaStepRow[]
  /** The trace that goes on in what the saga sends. */
  readonly traceparent: string
}

interface Advance {
  readonly move: SagaMove
  readonly send: readonly Outgoing[]
}

const defaultSends = 3

/** Runs the sagas of one service: takes replies, and acts when there are none. */
export class SagaEngine<Tx extends Sql> implements ReplyTaker<Tx> {
  readonly #service: string
  readonly #definitions: ReadonlyMap<string, Definition<Tx>>
  readonly contracts: ReplyTaker<Tx>['contracts']

  constructor(service: string, definitions: readonly AnySagaDefinition<Tx>[]) {
    const opened = definitions.map((definition) => definition as unknown as Definition<Tx>)
    this.#service = service
    this.#definitions = new Map(opened.map((definition) => [keyOf(definition.type, definition.version), definition]))
    if (this.#definitions.size < opened.length) throw new Error('Two definitions of a saga have the same version')
    this.contracts = opened.flatMap(({ steps }) =>
      steps.flatMap(({ done, refused, undo }) => (undo === undefined ? [done, refused] : [done, refused, undo.done])),
    )
  }

  /** Whether this process can go on with sagas of a version. */
  knows(type: string, version: number): boolean {
    return this.#definitions.has(keyOf(type, version))
  }

  /**
   * Takes replies, in any order and any number of times: the first reply to a command counts, and moves its saga if the
   * saga waits for it. Replies to sagas of other services are theirs; a reply to no saga at all is kept for a person.
   */
  async take(unit: UnitOfWork<Tx>, messages: readonly Message[]): Promise<ReadonlyMap<string, Verdict>> {
    const ours = messages.filter((message) => message.saga?.owner === this.#service)
    if (ours.length === 0) return new Map()
    const { sagas, steps } = await lockSagas(
      unit.tx,
      ours.map((message) => message.saga?.sagaId ?? ''),
    )
    const verdicts = new Map<string, Verdict>()
    const replies: SagaReply[] = []
    const advances: Advance[] = []
    for (const message of ours) {
      const saga = sagas.get(message.saga?.sagaId ?? '')
      const step = steps.find((one) => one.command_id === message.saga?.commandId)
      const definition = saga && this.#definitions.get(keyOf(saga.type, saga.definition_version))
      if (saga === undefined || step === undefined) {
        verdicts.set(message.eventId, {
          is: 'blocked',
          reason: 'SAGA_UNKNOWN',
          facts: { sagaId: message.saga?.sagaId ?? '' },
        })
      } else if (definition === undefined) {
        const facts = { type: saga.type, version: String(saga.definition_version) }
        verdicts.set(message.eventId, { is: 'blocked', reason: 'SAGA_VERSION_UNKNOWN', facts })
      } else if (step.reply_type === null) {
        replies.push({ command_id: step.command_id, reply_type: message.type, reply: message.payload })
        const ofSaga = steps.filter((one) => one.saga_id === saga.saga_id)
        const advance = await this.#answered(
          unit,
          { definition, saga, steps: ofSaga, traceparent: message.traceparent },
          step,
          message,
        )
        if (advance) advances.push(advance)
      }
    }
    await this.#write(unit, advances, replies)
    return verdicts
  }

  /** Acts on a saga whose time has come; does nothing when it has moved on meanwhile. */
  async wake(unit: UnitOfWork<Tx>, sagaId: string): Promise<void> {
    const { sagas, steps } = await lockSagas(unit.tx, [sagaId])
    const saga = sagas.get(sagaId)
    const definition = saga && this.#definitions.get(keyOf(saga.type, saga.definition_version))
    if (saga === undefined || definition === undefined || !saga.due) return
    const direction = saga.status === 'compensating' ? 'undo' : 'do'
    const waitsFor = steps.find((one) => one.step === saga.step && one.direction === direction)
    if (waitsFor === undefined) return
    const one = { definition, saga, steps, traceparent: saga.traceparent }
    await this.#write(unit, [await this.#advance(unit, one, waitsFor, { what: 'silence', sends: waitsFor.sends })])
  }

  /** A reply moves a saga only while the saga waits for exactly this command, also when it had given up hope of it. */
  async #answered(
    unit: UnitOfWork<Tx>,
    one: Case<Tx>,
    replied: SagaStepRow,
    message: Message,
  ): Promise<Advance | undefined> {
    const { definition, saga } = one
    const step = definition.steps.find(({ name }) => name === replied.step)
    const goesBack = one.steps.some(({ step: name, direction }) => name === saga.step && direction === 'undo')
    const waits = saga.step === replied.step && (replied.direction === 'undo') === goesBack
    if (step === undefined || !waits || saga.status === 'completed' || saga.status === 'compensated') return undefined
    if (replied.direction === 'undo') {
      return message.type === step.undo?.done.type ? this.#advance(unit, one, replied, { what: 'done' }) : undefined
    }
    if (message.type === step.refused.type) return this.#advance(unit, one, replied, { what: 'refused' }, message)
    if (message.type !== step.done.type) return undefined
    const learnt = await step.onDone?.(unit, factsOf(saga), saga.data, { type: message.type, payload: message.payload })
    const data = learnt === undefined ? saga.data : learnt
    return this.#advance(unit, { ...one, saga: { ...saga, data } }, replied, { what: 'done' })
  }

  async #advance(
    unit: UnitOfWork<Tx>,
    one: Case<Tx>,
    at: SagaStepRow,
    happening: Happening,
    refusal?: StoredReply,
  ): Promise<Advance> {
    const { definition, saga } = one
    const course = {
      steps: definition.steps.map(({ name, undo, sends }) => ({
        name,
        canUndo: undo !== undefined,
        sends: sends ?? defaultSends,
      })),
    }
    const decision = decide(course, at.step, at.direction, happening)
    await this.#tell(unit, one, decision, refusal)
    const stand = { saga_id: saga.saga_id, data: saga.data, sent_step: null, direction: null, command_id: null }
    switch (decision.go) {
      case 'end':
        return { move: { ...stand, status: decision.status, step: null, reason: null, wake_after_ms: null }, send: [] }
      case 'suspend':
        return {
          move: { ...stand, status: 'suspended', step: at.step, reason: decision.reason, wake_after_ms: null },
          send: [],
        }
      case 'send':
        return this.#send(one, decision)
    }
  }

  #send({ definition, saga, traceparent }: Case<Tx>, decision: Decision & { go: 'send' }): Advance {
    const step = definition.steps.find(({ name }) => name === decision.step)
    if (step === undefined) throw new Error(`There is no step ${decision.step}`)
    const command = decision.direction === 'do' ? forwardCommand : undoCommand
    return {
      move: {
        saga_id: saga.saga_id,
        status: decision.status,
        step: step.name,
        data: saga.data,
        reason: null,
        wake_after_ms: step.timeoutMs,
        sent_step: step.name,
        direction: decision.direction,
        command_id: commandIdOf(saga.saga_id, step.name, decision.direction),
      },
      send: [
        {
          ...command(saga.type, step as SagaStep<unknown>, saga.saga_id, saga.data),
          traceparent,
          actorId: saga.started_by,
        },
      ],
    }
  }

  /** Lets the service's own documents follow. */
  async #tell(
    unit: UnitOfWork<Tx>,
    one: Case<Tx>,
    decision: Decision,
    refusal: StoredReply | undefined,
  ): Promise<void> {
    const { definition, saga } = one
    const facts = factsOf(saga)
    if (decision.go === 'suspend') await definition.onSuspended(unit, facts, saga.data, decision.reason)
    if (decision.go !== 'end') return
    if (decision.status === 'completed') await definition.onCompleted(unit, facts, saga.data)
    else await definition.onRefused(unit, facts, saga.data, refusal ?? whyTurnedBack(one))
  }

  async #write(unit: UnitOfWork<Tx>, advances: readonly Advance[], replies: readonly SagaReply[] = []): Promise<void> {
    await moveSagas(
      unit.tx,
      advances.map((advance) => advance.move),
      replies,
    )
    await writeOutbox(
      unit,
      advances.flatMap((advance) => advance.send),
    )
  }
}

/** The refusal that made a saga turn back, or the step that never answered. */
function whyTurnedBack<Tx extends Sql>({ definition, steps }: Case<Tx>): StoredReply {
  for (const step of definition.steps) {
    const row = steps.find((one) => one.step === step.name && one.direction === 'do')
    if (row?.reply_type === step.refused.type) return { type: row.reply_type, payload: row.reply }
  }
  const reached = definition.steps.filter(({ name }) =>
    steps.some((one) => one.step === name && one.direction === 'do'),
  )
  return { type: 'timeout', payload: { step: reached.at(-1)?.name ?? '' } }
}

function factsOf(saga: SagaRow): SagaFacts {
  return {
    sagaId: saga.saga_id,
    type: saga.type,
    version: saga.definition_version,
    companyId: saga.company_id,
    documentId: saga.document_id,
  }
}

function keyOf(type: string, version: number): string {
  return `${type} ${version}`
}
