import type { Caller } from '@erp/service-kit'
import { type Currency, isId, type Money, money } from '@erp/values'
import DataLoader from 'dataloader'
import type { Budget } from '../domain/budget.ts'
import type { BudgetItem } from '../domain/budget-check.ts'
import type { DimensionValue } from '../domain/dimension-value.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findItems } from '../store/budget-items.ts'
import { findBudgets, totalsOfBudgets } from '../store/budgets.ts'
import type { Tx } from '../store/database.ts'

export interface BudgetLoaders {
  readonly budget: DataLoader<string, Budget | undefined>
  readonly budgetTotal: DataLoader<string, { readonly lineCount: number; readonly total: Money }>
  readonly budgetItem: DataLoader<string, BudgetItem | undefined>
  /** The currency of a company's books. */
  readonly booksCurrency: DataLoader<string, Currency>
}

/** What lists about budgets ask for one by one, read at once. */
export function createBudgetLoaders(
  read: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>,
  { companyId }: Caller,
): BudgetLoaders {
  const currency = async (tx: Tx): Promise<Currency> => {
    const found = await currencyOfBooks(tx, companyId)
    if (found === undefined) throw new Error(`The company ${companyId} has budgets and no books`)
    return found
  }
  return {
    budget: new DataLoader(async (ids) => {
      const byId = new Map((await read((tx) => findBudgets(tx, ids.filter(isId)))).map((one) => [one.id, one]))
      return ids.map((id) => byId.get(id))
    }),
    budgetTotal: new DataLoader((ids) =>
      read(async (tx) => {
        const ofBooks = await currency(tx)
        const byId = new Map((await totalsOfBudgets(tx, ids)).map((one) => [one.id, one]))
        return ids.map((id) => {
          const { lineCount = 0, total = 0n } = byId.get(id) ?? {}
          return { lineCount, total: money(total, ofBooks) }
        })
      }),
    ),
    budgetItem: new DataLoader(async (ids) => {
      const byId = new Map((await read((tx) => findItems(tx, ids))).map((one) => [one.id, one]))
      return ids.map((id) => byId.get(id))
    }),
    booksCurrency: new DataLoader((companyIds) =>
      read(async (tx) => {
        const ofBooks = await currency(tx)
        return companyIds.map(() => ofBooks)
      }),
    ),
  }
}

/** A department or project; null for any. */
export async function dimensionOf(
  id: string | null,
  { dimensionValue }: { readonly dimensionValue: DataLoader<string, DimensionValue | undefined> },
): Promise<DimensionValue | null> {
  return id === null ? null : ((await dimensionValue.load(id)) ?? null)
}
