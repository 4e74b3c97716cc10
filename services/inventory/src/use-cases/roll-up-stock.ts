import type { Logger, PrismaLike, Sql } from '@erp/service-kit'
import { companiesWithStock, rollUp } from '../store/stock-turnover.ts'

const rowsAtOnce = 5_000

export interface StockRollUp {
  /** Ends after the pass under way. */
  stop(): Promise<void>
}

/** Folds the tail of what moved into the totals of months until nothing is left. Any number of instances may do so at once. */
export async function rollUpStock<Client extends Sql>(client: PrismaLike<Client>): Promise<void> {
  const companyIds = await client.$transaction(companiesWithStock)
  if (companyIds.length === 0) return
  for (let folded = rowsAtOnce; folded === rowsAtOnce; ) folded = await rollUp(client, companyIds, rowsAtOnce)
}

/** Rolls up every `intervalMs`. A failed pass is logged and tried again: readers add the tail, so nothing waits for it. */
export function startStockRollUp<Client extends Sql>(
  client: PrismaLike<Client>,
  { intervalMs, logger }: { readonly intervalMs: number; readonly logger: Logger },
): StockRollUp {
  let pass: Promise<void> | undefined
  const timer = setInterval(() => {
    pass ??= rollUpStock(client)
      .catch((error: unknown) => logger.warn({ err: error }, 'stock could not be rolled up; it is tried again'))
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
