import type {
  BudgetOverride,
  BudgetShortage,
  BudgetState,
  DocumentBudget,
  RevisionToCome,
} from '../domain/document-budget.ts'
import { Prisma, type PurchaseOrder as Row } from '../generated/prisma/client.ts'

type BudgetColumns = Pick<
  Row,
  'budgetSagaId' | 'budgetState' | 'budgetShortages' | 'budgetOverride' | 'budgetAskedFor' | 'budgetChangedAt'
>

/** What a document asked of budgets last. */
export function toBudget(row: BudgetColumns): DocumentBudget | null {
  const { budgetSagaId: sagaId, budgetState, budgetAskedFor, budgetChangedAt: changedAt } = row
  if (sagaId === null || budgetState === null || changedAt === null) return null
  return {
    ...{ sagaId, state: budgetState as BudgetState, changedAt },
    shortages: row.budgetShortages as unknown as BudgetShortage[],
    override: toOverride(row.budgetOverride),
    askedFor: toRevisionToCome(budgetAskedFor),
  }
}

export function budgetColumns(budget: DocumentBudget | null) {
  const json = (value: object | undefined | null) => (value ? { ...value } : Prisma.DbNull)
  return {
    budgetSagaId: budget?.sagaId ?? null,
    budgetState: budget?.state ?? null,
    budgetShortages: (budget?.shortages ?? []).map((shortage) => ({ ...shortage })),
    budgetOverride: json(budget?.override && { ...budget.override, at: budget.override.at.toISOString() }),
    budgetAskedFor: json(askedForColumn(budget)),
    budgetChangedAt: budget?.changedAt ?? null,
  }
}

/** The empty name is what processes of an earlier release read, while there are any. */
export function askedForColumn(budget: DocumentBudget | null) {
  return budget && { ...budget.askedFor, username: '' }
}

function toRevisionToCome(column: Row['budgetAskedFor']): RevisionToCome {
  const { reason = '', madeBy = null } = (column ?? {}) as Partial<RevisionToCome>
  return { reason, madeBy }
}

function toOverride(column: Row['budgetOverride']): BudgetOverride | null {
  const kept = column as unknown as (Omit<BudgetOverride, 'at'> & { readonly at: string }) | null
  return kept && { ...kept, at: new Date(kept.at) }
}
