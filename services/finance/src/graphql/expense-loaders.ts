import type { Caller } from '@erp/service-kit'
import { isId } from '@erp/values'
import DataLoader from 'dataloader'
import type { EmployeeAdvance } from '../domain/employee-advance.ts'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import type { ExpenseClaimFile } from '../domain/expense-claim-file.ts'
import type { ExpenseLine } from '../domain/expense-line.ts'
import type { ExpenseTrip } from '../domain/expense-trip.ts'
import type { ExpenseType } from '../domain/expense-type.ts'
import type { Tx } from '../store/database.ts'
import { findAdvances, offsetsOfClaims } from '../store/employee-advances.ts'
import { itemsOwedForClaims } from '../store/employee-items.ts'
import { filesOfClaims } from '../store/expense-claim-files.ts'
import { linesOfClaims } from '../store/expense-claim-lines.ts'
import { type ClaimChangeRecord, findClaims, historyOfClaims } from '../store/expense-claims.ts'
import { type ClaimSource, claimsOfFeeds, type ExpenseFeedClaim, sourcesOfClaims } from '../store/expense-feeds.ts'
import { tripsOfClaims } from '../store/expense-trips.ts'
import { findExpenseTypes } from '../store/expense-types.ts'
import { type PaymentOf, paymentsOfAdvances, paymentsOfClaims } from '../store/payments-of-employees.ts'
import { visibleTo } from '../use-cases/expense-claim-access.ts'
import { visibleAdvances } from '../use-cases/request-employee-advance.ts'

export interface ExpenseLoaders {
  /** Only those the caller may see. */
  readonly expenseClaim: DataLoader<string, ExpenseClaim | undefined>
  /** Only those the caller may see. */
  readonly employeeAdvance: DataLoader<string, EmployeeAdvance | undefined>
  readonly paymentsOfClaim: DataLoader<string, readonly PaymentOf[]>
  readonly paymentsOfAdvance: DataLoader<string, readonly PaymentOf[]>
  /** In minor units. */
  readonly outstandingOfClaim: DataLoader<string, bigint>
  readonly offsetsOfClaim: DataLoader<string, Awaited<ReturnType<typeof offsetsOfClaims>>>
  readonly expenseType: DataLoader<string, ExpenseType | undefined>
  readonly expenseClaimLines: DataLoader<string, readonly ExpenseLine[]>
  readonly expenseClaimTrips: DataLoader<string, readonly ExpenseTrip[]>
  readonly expenseClaimHistory: DataLoader<string, readonly ClaimChangeRecord[]>
  readonly filesOfClaim: DataLoader<string, readonly ExpenseClaimFile[]>
  readonly claimSource: DataLoader<string, ClaimSource | undefined>
  readonly claimsOfFeed: DataLoader<string, readonly ExpenseFeedClaim[]>
}

/** What a page of claims asks for claim by claim, read at once. */
export function createExpenseLoaders(
  read: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>,
  caller: Caller,
): ExpenseLoaders {
  return {
    expenseClaim: new DataLoader(async (ids) => {
      const visible = await read(async (tx) => visibleTo(tx, caller, await findClaims(tx, ids.filter(isId))))
      const byId = new Map(visible.map((claim) => [claim.id, claim]))
      return ids.map((id) => byId.get(id))
    }),
    employeeAdvance: new DataLoader(async (ids) => {
      const visible = await read(async (tx) => visibleAdvances(tx, caller, await findAdvances(tx, ids.filter(isId))))
      const byId = new Map(visible.map((advance) => [advance.id, advance]))
      return ids.map((id) => byId.get(id))
    }),
    paymentsOfClaim: new DataLoader(async (ids) => {
      const byClaim = Map.groupBy(await read((tx) => paymentsOfClaims(tx, ids)), ({ paysId }) => paysId)
      return ids.map((id) => byClaim.get(id) ?? [])
    }),
    paymentsOfAdvance: new DataLoader(async (ids) => {
      const byAdvance = Map.groupBy(await read((tx) => paymentsOfAdvances(tx, ids)), ({ paysId }) => paysId)
      return ids.map((id) => byAdvance.get(id) ?? [])
    }),
    filesOfClaim: new DataLoader(async (ids) => {
      const byClaim = Map.groupBy(await read((tx) => filesOfClaims(tx, ids)), ({ claimId }) => claimId)
      return ids.map((id) => byClaim.get(id) ?? [])
    }),
    claimSource: new DataLoader(async (ids) => {
      const sources = await read((tx) => sourcesOfClaims(tx, ids))
      const byClaim = new Map(sources.map((source) => [source.expenseClaimId, source]))
      return ids.map((id) => byClaim.get(id))
    }),
    claimsOfFeed: new DataLoader(async (ids) => {
      const byFeed = Map.groupBy(await read((tx) => claimsOfFeeds(tx, ids)), ({ feedId }) => feedId)
      return ids.map((id) => byFeed.get(id) ?? [])
    }),
    outstandingOfClaim: new DataLoader(async (ids) => {
      const byClaim = Map.groupBy(await read((tx) => itemsOwedForClaims(tx, ids)), ({ claimId }) => claimId)
      return ids.map((id) => (byClaim.get(id) ?? []).reduce((sum, { open }) => sum + open, 0n))
    }),
    offsetsOfClaim: new DataLoader(async (claimIds) => {
      const byClaim = Map.groupBy(await read((tx) => offsetsOfClaims(tx, claimIds)), ({ claimId }) => claimId)
      return claimIds.map((id) => byClaim.get(id) ?? [])
    }),
    expenseType: new DataLoader(async (ids) => {
      const found = await read((tx) => findExpenseTypes(tx, ids.filter(isId)))
      const byId = new Map(found.map((type) => [type.id, type]))
      return ids.map((id) => byId.get(id))
    }),
    expenseClaimLines: new DataLoader(async (claimIds) => {
      const byClaim = await read((tx) => linesOfClaims(tx, claimIds))
      return claimIds.map((id) => byClaim.get(id) ?? [])
    }),
    expenseClaimTrips: new DataLoader(async (claimIds) => {
      const byClaim = await read((tx) => tripsOfClaims(tx, claimIds))
      return claimIds.map((id) => byClaim.get(id) ?? [])
    }),
    expenseClaimHistory: new DataLoader(async (claimIds) => {
      const byClaim = Map.groupBy(await read((tx) => historyOfClaims(tx, claimIds)), ({ claimId }) => claimId)
      return claimIds.map((id) => byClaim.get(id) ?? [])
    }),
  }
}
