import { setTimeout as pause } from 'node:timers/promises'
import { isRefusal, type Refusal } from '@erp/values'
import { appendAudit, auditInsert } from './audit.ts'
import { type Caller, systemCaller } from './caller.ts'
import { crashPoint } from './crash-point.ts'
import { beyondParties, type DataScope, dataScopeOf, isNarrowed, isUuid, settingsOf } from './data-scope.ts'
import { statementSeconds } from './database.ts'
import type { Database, Opening } from './direct-database.ts'
import { claimKey, type IdempotencyKeyReused, type IdempotentRequest, recordResult } from './idempotency.ts'
import type { Logger } from './logger.ts'
import { transactionRetries, transactionSeconds } from './metrics.ts'
import { MutationsHeld } from './mutations-held.ts'
import { conflictOf, sqlStateOf } from './postgres-errors.ts'
import { type AuditedRead, appendReads } from './read-audit.ts'
import { ReadTooLong } from './read-too-long.ts'
import type { PrismaLike, Sql, TransactionOptions } from './sql.ts'
import type { SystemUnit, UnitOfWork } from './unit-of-work.ts'
import { isUsableKey, UnusableKey } from './unusable-key.ts'

/** What an idempotent mutation may answer: its document, or a refusal. */
export type Answer = { readonly id: string } | Refusal

/** Reads what the scope shows, everything of the companies where it says nothing. */
export interface ReadOptions extends DataScope {
  /** Adds up what belongs to nobody in particular, such as stock: narrowing to customers and suppliers is left aside. */
  readonly ofAllParties?: boolean
  /** All statements see one instant (REPEATABLE READ): for reconciliations and reports of several statements. */
  readonly snapshot?: boolean
}

export interface SystemOptions {
  /** The trace that caused this; a new one when left out. */
  readonly traceparent?: string
}

/** Opens the transactions of one service. Every one is scoped to companies before anything else runs in it. */
export interface Transactor<Tx extends Sql = Sql> {
  /**
   * Runs `work` for a caller, in the scope of the caller's company. A refusal rolls everything back and is returned.
   * After a conflict (40001, 40P01, 55P03, StaleDocument) the work runs again, at most five times in all; what it
   * throws otherwise rolls back and is thrown. Commits one audit row with what `work` did.
   */
  transact<Outcome>(caller: Caller, label: string, work: (unit: UnitOfWork<Tx>) => Promise<Outcome>): Promise<Outcome>
  /**
   * The same, exactly once for each (user, idempotency key). The key, a hash of the request and the document's id
   * commit with the work. Repeated with the same input, `replay` loads the document by that id and no work is done;
   * with other input the answer is IdempotencyKeyReused. A refusal does not use up the key. Throws UnusableKey for a
   * key that is empty or too long.
   */
  once<Outcome extends Answer>(
    caller: Caller,
    request: IdempotentRequest,
    work: (unit: UnitOfWork<Tx>) => Promise<Outcome>,
    replay: (tx: Tx, id: string) => Promise<Exclude<Outcome, Refusal> | undefined>,
  ): Promise<Outcome | IdempotencyKeyReused>
  /** Reads in a read-only transaction that sees these companies only. */
  read<Result>(companyIds: readonly string[], work: (tx: Tx) => Promise<Result>, options?: ReadOptions): Promise<Result>
  /** For consumers and timers: `transact` with the service itself as caller, in the scope of these companies. */
  system<Outcome>(
    companyIds: readonly string[],
    label: string,
    work: (unit: SystemUnit<Tx>) => Promise<Outcome>,
    options?: SystemOptions,
  ): Promise<Outcome>
  /** Writes down who read what, in one transaction. */
  recordReads(reads: readonly AuditedRead[]): Promise<void>
  /** For what the platform keeps of itself, such as how far a log is verified: changes no business data and leaves no audit row. */
  upkeep(work: (tx: Tx) => Promise<void>): Promise<void>
  /** From now on `once` throws MutationsHeld before anything is done, until this is called with false. */
  holdMutations(held: boolean): void
}

export interface TransactorOptions {
  readonly service: string
  readonly logger: Logger
}

const attempts = 5
/** Longer than one statement may take, so PostgreSQL's own limit is met first and names the statement. */
const bounds = { maxWait: 5_000, timeout: 20_000 }

export function createTransactor<Tx extends Sql>(
  client: PrismaLike<Tx>,
  { service, logger }: TransactorOptions,
): Transactor<Tx> {
  let mutationsHeld = false

  interface Job<Outcome> {
    readonly caller: Caller
    readonly companyIds: readonly string[]
    readonly label: string
    readonly work: (unit: UnitOfWork<Tx>) => Promise<Outcome>
    /** Appends the audit row, after the work and in its transaction. */
    readonly record: (tx: Tx, outcome: Outcome) => Promise<void>
  }

  async function begin<R>(opening: Opening, limits: TransactionOptions, work: (tx: Tx) => Promise<R>): Promise<R> {
    const checked: Opening = { ...opening, companyIds: checkedIds(opening.companyIds) }
    if ('$scoped' in client) return (client as Database<Tx>).$scoped(checked, work, limits)
    return client.$transaction(async (tx) => {
      await setScope(tx, checked)
      return work(tx)
    }, limits)
  }

  async function runOnce<Outcome>(job: Job<Outcome>): Promise<Outcome> {
    const afterCommit: (() => void)[] = []
    const outcome = await rolledBackByRefusal(() =>
      begin({ ...dataScopeOf(job.caller), companyIds: job.companyIds }, bounds, async (tx) => {
        const { caller, label } = job
        const unit = {
          tx,
          caller,
          label,
          now: new Date(),
          afterCommit: (run: () => void) => void afterCommit.push(run),
        }
        const result = await job.work(unit)
        if (isRefusal(result)) throw new RolledBack(result)
        await job.record(tx, result)
        crashPoint(`${service}:before_commit:${label}`)
        return result
      }),
    )
    if (isRefusal(outcome)) return outcome as Outcome
    crashPoint(`${service}:after_commit:${job.label}`)
    for (const run of afterCommit) {
      try {
        run()
      } catch (error) {
        logger.error({ err: error, label: job.label }, 'what was to follow a commit failed')
      }
    }
    return outcome as Outcome
  }

  async function run<Outcome>(job: Job<Outcome>): Promise<Outcome> {
    const stop = transactionSeconds.startTimer({ label: job.label })
    for (let attempt = 1; ; attempt += 1) {
      try {
        const outcome = await runOnce(job)
        stop({ outcome: isRefusal(outcome) ? 'refused' : 'committed' })
        return outcome
      } catch (error) {
        const cause = conflictOf(error)
        if (cause === undefined || attempt === attempts) {
          stop({ outcome: 'failed' })
          throw error
        }
        transactionRetries.inc({ label: job.label, cause })
        logger.debug({ label: job.label, cause, attempt }, 'running again after a conflict')
        await pause(Math.random() * 10 * 2 ** attempt)
      }
    }
  }

  return {
    transact: (caller, label, work) =>
      run({
        caller,
        label,
        work,
        companyIds: companyOf(caller),
        record: (tx, outcome) =>
          appendAudit(tx, { caller, companyIds: companyOf(caller), operation: label, documentId: idOf(outcome) }),
      }),

    async once<Outcome extends Answer>(
      caller: Caller,
      request: IdempotentRequest,
      work: (unit: UnitOfWork<Tx>) => Promise<Outcome>,
      replay: (tx: Tx, id: string) => Promise<Exclude<Outcome, Refusal> | undefined>,
    ): Promise<Outcome | IdempotencyKeyReused> {
      if (mutationsHeld) throw new MutationsHeld()
      if (!isUsableKey(request.idempotencyKey)) throw new UnusableKey()
      let repeated = false
      return run<Outcome | IdempotencyKeyReused>({
        caller,
        label: request.operation,
        companyIds: companyOf(caller),
        async work(unit) {
          const key = await claimKey(unit.tx, caller, request)
          if (isRefusal(key)) return key
          repeated = !key.claimed
          if (key.claimed) return work(unit)
          const document = await replay(unit.tx, key.resultId)
          if (document === undefined) throw new Error(`The result of an earlier ${request.operation} cannot be found`)
          return document
        },
        async record(tx, outcome) {
          if (repeated || isRefusal(outcome)) return
          await recordResult(tx, caller, request, outcome.id)
        },
      })
    },

    read: (companyIds, work, { snapshot, ofAllParties: _, ...scope } = {}) =>
      begin(
        { ...scope, companyIds, readOnly: true },
        snapshot ? { ...bounds, isolationLevel: 'RepeatableRead' } : bounds,
        work,
      ).catch((error: unknown) => {
        throw sqlStateOf(error) === '57014' ? new ReadTooLong(statementSeconds) : error
      }),

    recordReads(reads) {
      const companyIds = reads.flatMap(({ caller }) => companyOf(caller))
      return begin({ companyIds }, bounds, (tx) => appendReads(tx, reads))
    },

    upkeep: (work) => begin({ companyIds: [] }, bounds, work),

    holdMutations(held) {
      mutationsHeld = held
    },

    system(companyIds, label, work, options = {}) {
      const caller = systemCaller(service, options.traceparent)
      const row = { caller, companyIds, operation: label }
      let taken = false
      return run({
        caller,
        label,
        companyIds,
        work(unit) {
          taken = false
          const takeAuditInsert = () => {
            taken = true
            return auditInsert({ ...row, documentId: null })
          }
          return work({ ...unit, takeAuditInsert })
        },
        async record(tx, outcome) {
          if (!taken) await appendAudit(tx, { ...row, documentId: idOf(outcome) })
        },
      })
    },
  }
}

/** The transactor as a caller has it: whoever is narrowed reads nothing beyond it either. */
export function transactorFor<Tx extends Sql>(transactor: Transactor<Tx>, caller: DataScope): Transactor<Tx> {
  const scope = dataScopeOf(caller)
  if (!isNarrowed(scope)) return transactor
  return {
    ...transactor,
    read: (companyIds, work, options = {}) =>
      transactor.read(companyIds, work, { ...options, ...(options.ofAllParties ? beyondParties(scope) : scope) }),
  }
}

/** Carries a refusal out of the transaction, so that everything done before it is undone. */
class RolledBack extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.refusal)
    this.refusal = refusal
  }
}

async function rolledBackByRefusal<Outcome>(run: () => Promise<Outcome>): Promise<Outcome | Refusal> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof RolledBack) return error.refusal
    throw error
  }
}

async function setScope(tx: Sql, opening: Opening): Promise<void> {
  const settings = [['app.company_ids', opening.companyIds.join(',')], ...settingsOf(opening)]
  await tx.$executeRaw`
    select set_config(setting ->> 0, setting ->> 1, true) from jsonb_array_elements(${JSON.stringify(settings)}::jsonb) setting`
  if (opening.readOnly) await tx.$executeRaw`select set_config('transaction_read_only', 'on', true)`
}

/** The ids, each once. They become part of a statement, so nothing else may be among them. */
function checkedIds(ids: readonly string[]): readonly string[] {
  if (!ids.every(isUuid)) throw new Error('A scope holds something that is no UUID')
  return [...new Set(ids)]
}

function companyOf(caller: Caller): readonly string[] {
  return caller.companyId === '' ? [] : [caller.companyId]
}

function idOf(outcome: unknown): string | null {
  if (typeof outcome !== 'object' || outcome === null || !('id' in outcome)) return null
  return typeof outcome.id === 'string' ? outcome.id : null
}
