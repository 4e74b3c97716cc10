import type { Logger, PrismaLike, Sql, Transactor } from '@erp/service-kit'
import { announceUntoldDimensionValues } from './announce-dimension-value.ts'
import { completeBooks } from './complete-books.ts'

export interface SetUpUpkeep {
  /** Ends after the pass under way. */
  stop(): Promise<void>
}

/**
 * Brings what a new release comes with to companies that were there before, once at the start and again every `intervalMs`:
 * nobody waits for it to be ready. A failed pass is logged and tried again.
 */
export function startSetUpUpkeep<Tx extends Sql>(
  client: PrismaLike<Tx>,
  transactor: Transactor<Tx>,
  { intervalMs, logger }: { readonly intervalMs: number; readonly logger: Logger },
): SetUpUpkeep {
  let pass: Promise<void> | undefined
  const begin = () => {
    pass ??= keepSetUp(client, transactor)
      .catch((error: unknown) => logger.warn({ err: error }, 'set-up could not be completed; it is tried again'))
      .finally(() => {
        pass = undefined
      })
  }
  begin()
  const timer = setInterval(begin, intervalMs)
  return {
    async stop() {
      clearInterval(timer)
      await pass
    },
  }
}

async function keepSetUp<Tx extends Sql>(client: PrismaLike<Tx>, transactor: Transactor<Tx>): Promise<void> {
  await completeBooks(client, transactor)
  await announceUntoldDimensionValues(client, transactor)
}
