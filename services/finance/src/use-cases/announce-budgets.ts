import { budgetInForceChanged } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { PrismaLike, Sql, Transactor, UnitOfWork } from '@erp/service-kit'
import type { Budget } from '../domain/budget.ts'
import { companiesWithBooks } from '../store/books.ts'
import { whatIsBudgeted } from '../store/budget-items.ts'
import { areBudgetsUntold, takeUntoldBudgets } from '../store/budgets.ts'

const budgetsAtOnce = 20

/** Tells the others which accounts budgets that are in force are for. */
export async function announceBudgets(
  unit: UnitOfWork,
  budgets: readonly Pick<Budget, 'companyId' | 'year'>[],
): Promise<void> {
  await emitAll(
    unit,
    budgetInForceChanged,
    (await whatIsBudgeted(unit.tx, budgets)).map((payload) => ({ aggregateId: payload.companyId, payload })),
  )
}

/**
 * Tells of budgets that came into force before the others heard of any, once, however many processes start with it. Returns of
 * how many.
 */
export async function announceUntoldBudgets<Tx extends Sql>(
  client: PrismaLike<Tx>,
  transactor: Transactor<Tx>,
): Promise<number> {
  const companyIds = await client.$transaction(companiesWithBooks)
  if (companyIds.length === 0 || !(await transactor.read(companyIds, areBudgetsUntold))) return 0
  let told = 0
  for (let batch = budgetsAtOnce; batch === budgetsAtOnce; told += batch)
    batch = await transactor.system(companyIds, 'announce-budgets', async (unit) => {
      const budgets = await takeUntoldBudgets(unit.tx, budgetsAtOnce)
      await announceBudgets(unit, budgets)
      return budgets.length
    })
  return told
}
