import { type PrismaLike, type Repeated, repeat, type Sql, type Timing } from '@erp/service-kit'
import { companiesWithStock, rollUp } from '../store/stock-turnover.ts'

const rowsAtOnce = 5_000

/** Folds the tail of what moved into the totals of months until nothing is left. Any number of instances may do so at once. */
export async function rollUpStock<Client extends Sql>(client: PrismaLike<Client>): Promise<void> {
  const companyIds = await client.$transaction(companiesWithStock)
  if (companyIds.length === 0) return
  for (let folded = rowsAtOnce; folded === rowsAtOnce; ) folded = await rollUp(client, companyIds, rowsAtOnce)
}

/** Rolls up every `intervalMs`: readers add the tail, so nothing waits for it. */
export function startStockRollUp<Client extends Sql>(client: PrismaLike<Client>, timing: Timing): Repeated {
  return repeat(() => rollUpStock(client), { ...timing, failed: 'stock could not be rolled up' })
}
