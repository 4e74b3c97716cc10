import { type PrismaLike, type Repeated, repeat, type Sql, type Timing } from '@erp/service-kit'
import { companiesWithBooks } from '../store/books.ts'
import { rollUp } from '../store/ledger.ts'

const rowsAtOnce = 5_000

/** Folds the ledger's tail into the period balances until nothing is left. Any number of instances may do so at once. */
export async function rollUpLedger<Tx extends Sql>(client: PrismaLike<Tx>): Promise<void> {
  const companyIds = await client.$transaction(companiesWithBooks)
  if (companyIds.length === 0) return
  for (let folded = rowsAtOnce; folded === rowsAtOnce; ) folded = await rollUp(client, companyIds, rowsAtOnce)
}

/** Rolls up every `intervalMs`: readers add the tail, so nothing waits for it. */
export function startLedgerRollUp<Tx extends Sql>(client: PrismaLike<Tx>, timing: Timing): Repeated {
  return repeat(() => rollUpLedger(client), { ...timing, failed: 'the ledger could not be rolled up' })
}
