import { isId } from '@erp/values'
import DataLoader from 'dataloader'
import type { ExpenseLine } from '../domain/expense-line.ts'
import type { ExpenseType } from '../domain/expense-type.ts'
import type { Tx } from '../store/database.ts'
import { linesOfClaims } from '../store/expense-claim-lines.ts'
import { type ClaimChangeRecord, historyOfClaims } from '../store/expense-claims.ts'
import { findExpenseTypes } from '../store/expense-types.ts'

export interface ExpenseLoaders {
  readonly expenseType: DataLoader<string, ExpenseType | undefined>
  readonly expenseClaimLines: DataLoader<string, readonly ExpenseLine[]>
  readonly expenseClaimHistory: DataLoader<string, readonly ClaimChangeRecord[]>
}

/** What a page of claims asks for claim by claim, read at once. */
export function createExpenseLoaders(read: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>): ExpenseLoaders {
  return {
    expenseType: new DataLoader(async (ids) => {
      const found = await read((tx) => findExpenseTypes(tx, ids.filter(isId)))
      const byId = new Map(found.map((type) => [type.id, type]))
      return ids.map((id) => byId.get(id))
    }),
    expenseClaimLines: new DataLoader(async (claimIds) => {
      const byClaim = await read((tx) => linesOfClaims(tx, claimIds))
      return claimIds.map((id) => byClaim.get(id) ?? [])
    }),
    expenseClaimHistory: new DataLoader(async (claimIds) => {
      const byClaim = Map.groupBy(await read((tx) => historyOfClaims(tx, claimIds)), ({ claimId }) => claimId)
      return claimIds.map((id) => byClaim.get(id) ?? [])
    }),
  }
}
