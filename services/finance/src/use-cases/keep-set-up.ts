import { type PrismaLike, type Repeated, repeat, type Sql, type Timing, type Transactor } from '@erp/service-kit'
import { announceUntoldBudgets } from './announce-budgets.ts'
import { announceUntoldDimensionValues } from './announce-dimension-value.ts'
import { announceUntoldRequirements } from './announce-requirements.ts'
import { completeBooks } from './complete-books.ts'

/**
 * Brings what a new release comes with to companies that were there before, once at the start and again every `intervalMs`:
 * nobody waits for it to be ready.
 */
export function startSetUpUpkeep<Tx extends Sql>(
  client: PrismaLike<Tx>,
  transactor: Transactor<Tx>,
  timing: Timing,
): Repeated {
  const failed = 'set-up could not be completed'
  return repeat(() => keepSetUp(client, transactor), { ...timing, failed, atOnce: true })
}

async function keepSetUp<Tx extends Sql>(client: PrismaLike<Tx>, transactor: Transactor<Tx>): Promise<void> {
  await completeBooks(client, transactor)
  await announceUntoldDimensionValues(client, transactor)
  await announceUntoldRequirements(client, transactor)
  await announceUntoldBudgets(client, transactor)
}
