import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { decide, takeBack } from '../domain/budget.ts'
import { decideTransfer, withdraw } from '../domain/budget-transfer.ts'
import { currencyOfBooks } from '../store/books.ts'
import { holdBudgets, putItemsInForce, shareBudgets } from '../store/budget-items.ts'
import { lockTransfer, moveBudget, saveTransfer } from '../store/budget-transfers.ts'
import { budgetInForce, lockBudgets, saveBudgets } from '../store/budgets.ts'
import { lockPeriodsForChange } from '../store/fiscal-periods.ts'
import { announceBudgets } from './announce-budgets.ts'
import type { Decided, Unasked } from './decided-kind.ts'
import { requireCovered } from './transfer-budget.ts'

/** What becomes of budgets and transfers whose approval was decided, one after the other: each changes what is in force. */
export async function decideBudgets(unit: UnitOfWork, messages: readonly Decided[]): Promise<void> {
  for (const { payload } of messages) {
    if (payload.documentType === 'BUDGET') await decideBudget(unit, payload)
    if (payload.documentType === 'BUDGET_TRANSFER') await decideOneTransfer(unit, payload)
  }
}

/** A version that is approved takes the place of the one in force. Meanwhile nobody posts, and nobody reserves. */
async function decideBudget(unit: UnitOfWork, payload: Decided['payload']): Promise<void> {
  const { tx } = unit
  const { companyId, documentId } = payload
  const [seen] = await lockBudgets(tx, [documentId])
  if (!seen) return
  if (payload.outcome === 'APPROVED') {
    await lockPeriodsForChange(tx, companyId)
    await holdBudgets(tx, companyId)
  }
  const inForce = await budgetInForce(tx, companyId, seen.year)
  const decided = decide(seen, { ...payload, decidedAt: new Date(payload.decidedAt) }, inForce)
  if (!decided) return
  if (decided.status === 'ACTIVE' && inForce) {
    const before = await lockBudgets(tx, [inForce.id])
    await saveBudgets(
      tx,
      before.map((budget) => ({ ...budget, status: 'SUPERSEDED' as const })),
    )
  }
  await saveBudgets(tx, [decided])
  if (decided.status !== 'ACTIVE') return
  await putItemsInForce(tx, decided)
  await announceBudgets(unit, [decided])
}

async function decideOneTransfer(unit: UnitOfWork, payload: Decided['payload']): Promise<void> {
  const { tx } = unit
  const { companyId, documentId } = payload
  const transfer = await lockTransfer(tx, documentId)
  if (!transfer) return
  await shareBudgets(tx, [companyId])
  const obstacle = payload.outcome === 'APPROVED' ? await obstacleOf(unit, transfer) : null
  const decided = decideTransfer(transfer, { ...payload, decidedAt: new Date(payload.decidedAt) }, obstacle)
  if (!decided) return
  if (decided.status === 'APPROVED') await moveBudget(tx, companyId, transfer.lines)
  await saveTransfer(tx, decided)
}

/** Why an approved transfer cannot be carried out any more. */
async function obstacleOf(
  unit: UnitOfWork,
  { companyId, budgetId, lines }: NonNullable<Awaited<ReturnType<typeof lockTransfer>>>,
): Promise<string | null> {
  const [budget] = await lockBudgets(unit.tx, [budgetId])
  if (budget?.status !== 'ACTIVE') return 'BUDGET_SUPERSEDED'
  const currency = await currencyOfBooks(unit.tx, companyId)
  if (currency === undefined) throw new Error(`The company ${companyId} has a budget and no books`)
  return (await requireCovered(unit, lines, currency)) ? 'NO_LONGER_COVERED' : null
}

/** Nobody could be asked to approve a budget: it is a draft again, and its maker sees why. */
export async function giveBackUnaskedBudget(
  { tx }: UnitOfWork,
  { documentId, approvalId, reason }: Unasked,
): Promise<void> {
  const [budget] = await lockBudgets(tx, [documentId])
  if (budget?.approvalId !== approvalId) return
  const back = takeBack(budget, reason)
  if (!isRefusal(back)) await saveBudgets(tx, [back])
}

/** Nobody could be asked to approve a transfer: whoever asked for it sees why and may ask again. */
export async function giveBackUnaskedTransfer({ tx, now }: UnitOfWork, { documentId, reason }: Unasked): Promise<void> {
  const transfer = await lockTransfer(tx, documentId)
  const back = transfer && withdraw(transfer, { reason, at: now })
  if (back && !isRefusal(back)) await saveTransfer(tx, back)
}
