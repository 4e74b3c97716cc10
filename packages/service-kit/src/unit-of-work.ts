import type { Caller } from './caller.ts'
import type { Sql, SqlPart } from './sql.ts'

/** One business step: everything in it commits together or not at all. No network call belongs inside. */
export interface UnitOfWork<Tx extends Sql = Sql> {
  readonly tx: Tx
  readonly caller: Caller
  /** The instant of this run of the work. Rules take it as an argument and never read a clock. */
  readonly now: Date
  /** The operation or message type, as it stands in the audit log. */
  readonly label: string
  /** Runs after the commit, never after a roll-back; what it throws is logged and changes nothing. */
  afterCommit(run: () => void): void
}

/** A step of the service's own: of a consumer or a timer. */
export interface SystemUnit<Tx extends Sql = Sql> extends UnitOfWork<Tx> {
  /**
   * The audit row of this step, for the work to insert in its own last statement, after everything that changes
   * something. It is not appended once more.
   */
  takeAuditInsert(): SqlPart
}
