import type { Logger, PrismaLike, Sql } from '@erp/service-kit'
import { companiesWithBooks } from '../store/books.ts'
import { rollUp } from '../store/ledger.ts'

const rowsAtOnce = 5_000

export interface LedgerRollUp {
  /** Ends after the pass under way. */
  stop(): Promise<void>
}

/** Folds the ledger's tail into the period balances until nothing is left. Any number of instances may do so at once. */
export async function rollUpLedger<Tx extends Sql>(client: PrismaLike<Tx>): Promise<void> {
  const companyIds = await client.$transaction(companiesWithBooks)
  if (companyIds.length === 0) return
  for (let folded = rowsAtOnce; folded === rowsAtOnce; ) folded = await rollUp(client, companyIds, rowsAtOnce)
}

/** Rolls up every `intervalMs`. A failed pass is logged and tried again: readers add the tail, so nothing waits for it. */
export function startLedgerRollUp<Tx extends Sql>(
  client: PrismaLike<Tx>,
  { intervalMs, logger }: { readonly intervalMs: number; readonly logger: Logger },
): LedgerRollUp {
  let pass: Promise<void> | undefined
  const timer = setInterval(() => {
    pass ??= rollUpLedger(client)
      .catch((error: unknown) => logger.warn({ err: error }, 'the ledger could not be rolled up; it is tried again'))
      .finally(() => {
        pass = undefined
      })
  }, intervalMs)
  return {
    async stop() {
      clearInterval(timer)
      await pass
    },
  }
}
