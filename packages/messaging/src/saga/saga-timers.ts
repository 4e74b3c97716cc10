import type { Logger, Sql, Transactor } from '@erp/service-kit'
import { Bell } from '../pause.ts'
import type { SagaEngine } from './saga-engine.ts'
import { dueSagas, postponeSaga } from './saga-rows.ts'

const pollMs = 500
const batchSize = 50

/** Wakes sagas whose time has come, each in its own transaction, so that one that fails holds up no other. */
export class SagaTimers<Tx extends Sql> {
  readonly #transactor: Transactor<Tx>
  readonly #engine: SagaEngine<Tx>
  readonly #logger: Logger
  readonly #stopping = new AbortController()
  readonly #bell = new Bell()
  #running: Promise<void> | undefined

  constructor(transactor: Transactor<Tx>, engine: SagaEngine<Tx>, logger: Logger) {
    this.#transactor = transactor
    this.#engine = engine
    this.#logger = logger
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  readonly nudge = (): void => this.#bell.ring()

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        const due = await this.#transactor.read([], (tx) => dueSagas(tx, batchSize))
        for (const saga of due) await this.#wake(saga)
      } catch (error) {
        this.#logger.warn({ err: error }, 'the saga timers try again later')
      }
      await this.#bell.wait(pollMs, signal)
    }
  }

  async #wake(saga: { saga_id: string; company_id: string; type: string }): Promise<void> {
    try {
      await this.#transactor.system([saga.company_id], `${saga.type} timer`, (unit) =>
        this.#engine.wake(unit, saga.saga_id),
      )
    } catch (error) {
      this.#logger.error({ err: error, sagaId: saga.saga_id }, 'a saga could not be woken')
      await this.#transactor.system([], `${saga.type} postponed`, ({ tx }) => postponeSaga(tx, saga.saga_id))
    }
  }
}
