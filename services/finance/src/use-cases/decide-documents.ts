import type { Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { decideAdvance } from '../domain/employee-advance.ts'
import { lockAdvances, saveAdvances } from '../store/employee-advances.ts'
import { findClaimants } from '../store/expense-claimants.ts'
import { decideBudgets } from './decide-budgets.ts'
import { decideExpenseClaims } from './decide-expense-claims.ts'
import { decideVoucherDrafts } from './decide-voucher-drafts.ts'
import type { Decided } from './decided-kind.ts'
import { decidedKinds } from './decided-kinds.ts'

/** What becomes of the documents of finance whose approval was decided; those of others are theirs. */
export async function decideDocuments(unit: UnitOfWork, messages: readonly Decided[]): Promise<Verdicts> {
  await decideBudgets(unit, messages)
  await decideAdvances(unit, messages)
  await decideVoucherDrafts(unit, messages)
  for (const { decide } of Object.values(decidedKinds)) await decide(unit, messages)
  return decideExpenseClaims(unit, messages)
}

async function decideAdvances({ tx }: UnitOfWork, messages: readonly Decided[]): Promise<void> {
  const told = messages.filter(({ payload }) => payload.documentType === 'EMPLOYEE_ADVANCE')
  if (told.length === 0) return
  const advances = await lockAdvances(
    tx,
    told.map(({ payload }) => payload.documentId),
  )
  const claimants = await findClaimants(
    tx,
    advances.map(({ employeeId }) => employeeId),
  )
  const users = new Map(claimants.map(({ employeeId, userId }) => [employeeId, userId]))
  const changed = told.flatMap(({ payload }) => {
    const advance = advances.find(({ id }) => id === payload.documentId)
    const decision = { ...payload, decidedAt: new Date(payload.decidedAt) }
    const decided = advance && decideAdvance(advance, decision, users.get(advance.employeeId) ?? null)
    return decided ? [decided] : []
  })
  await saveAdvances(tx, changed)
}
