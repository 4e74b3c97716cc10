import type { UnitOfWork } from '@erp/service-kit'
import {
  type Currency,
  formatMoney,
  isId,
  isRefusal,
  money,
  newId,
  type Period,
  parseMoney,
  parsePeriod,
  type Refusal,
  refuse,
} from '@erp/values'
import { type BudgetExceeded, type BudgetItem, requireBudget, shortagesOf } from '../domain/budget-check.ts'
import {
  type BudgetTransfer,
  type BudgetTransferNotReady,
  type BudgetTransferUnbalanced,
  mostTransferLines,
  movedBy,
  type TransferLine,
  withdraw,
} from '../domain/budget-transfer.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { readReason } from '../domain/reason.ts'
import { currencyOfBooks } from '../store/books.ts'
import {
  departmentsOfItems,
  findItems,
  type ItemCodes,
  itemsByCodes,
  lockItems,
  shareBudgets,
} from '../store/budget-items.ts'
import { insertTransfer, lockTransfer, saveTransfer } from '../store/budget-transfers.ts'
import { budgetInForce } from '../store/budgets.ts'
import { takeTreasuryNumbers } from '../store/settlements.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'

export type BudgetTransferNotFound = Refusal<'BudgetTransferNotFound', { budgetTransferId: string }>
export type BudgetNotInForce = Refusal<'BudgetNotInForce', { year: string }>
/** The budget in force has no such item; another version may bring one. */
export type BudgetItemNotFound = Refusal<
  'BudgetItemNotFound',
  { accountCode: string; departmentCode: string | null; projectCode: string | null }
>

/** A line as it was typed: an item and a month of the budget in force, and how much is given to it. */
export type WrittenTransferLine = ItemCodes & { readonly period: string; readonly amount: string }

/** Asks to move money between items and months of the budget in force 预算调剂, if what is to be taken is still there. */
export async function requestBudgetTransfer(
  unit: UnitOfWork,
  input: { readonly year: number; readonly purpose: string; readonly lines: readonly WrittenTransferLine[] },
  approvals: Approvals,
): Promise<
  | BudgetTransfer
  | BudgetNotInForce
  | BudgetItemNotFound
  | BudgetTransferUnbalanced
  | BudgetExceeded
  | ReasonMissing
  | InvalidInput
  | BooksNotOpen
> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const year = String(input.year)
  const purpose = readReason(input.purpose)
  if (isRefusal(purpose)) return purpose
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  await shareBudgets(tx, [companyId])
  const budget = await budgetInForce(tx, companyId, year)
  if (!budget) return refuse('BudgetNotInForce', { year })
  const lines = await readLines(unit, input.lines, { year, currency })
  if (isRefusal(lines)) return lines
  const difference = lines.reduce((total, { amount }) => total + amount, 0n)
  if (difference !== 0n)
    return refuse('BudgetTransferUnbalanced', { difference: formatMoney(money(difference, currency)) })
  const covered = await requireCovered(unit, lines, currency)
  if (isRefusal(covered)) return covered
  const [number = ''] = await takeTreasuryNumbers(tx, companyId, { prefix: 'BT', year, count: 1 })
  const approvalId = newId()
  const transfer: BudgetTransfer = {
    ...{ id: newId(), companyId, number, budgetId: budget.id, status: 'SUBMITTED', version: 1, purpose },
    ...{ madeBy: userId, approvalId, approverIds: [], reason: null, decidedAt: null, createdAt: now, lines },
  }
  await insertTransfer(tx, transfer)
  await approvals.ask(unit, {
    ...{ approvalId, companyId, documentType: 'BUDGET_TRANSFER', documentId: transfer.id, documentVersion: 1 },
    ...{ documentNumber: number, title: purpose.slice(0, 200), makerId: userId, submittedBy: userId },
    amount: money(movedBy(lines), currency),
    departmentIds: await departmentsOfItems(
      tx,
      lines.map(({ itemId }) => itemId),
    ),
  })
  return transfer
}

/** Takes a transfer back that nobody has decided on. */
export async function withdrawBudgetTransfer(
  unit: UnitOfWork,
  input: { readonly budgetTransferId: string; readonly expectedVersion: number; readonly reason: string },
  approvals: Approvals,
): Promise<
  BudgetTransfer | BudgetTransferNotFound | StaleVersion | BudgetTransferNotReady | ReasonMissing | InvalidInput
> {
  const { budgetTransferId, expectedVersion } = input
  const reason = readReason(input.reason)
  if (isRefusal(reason)) return reason
  const transfer = isId(budgetTransferId) ? await lockTransfer(unit.tx, budgetTransferId) : undefined
  if (!transfer) return refuse('BudgetTransferNotFound', { budgetTransferId })
  if (transfer.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: transfer.version })
  const withdrawn = withdraw(transfer, { reason, at: unit.now })
  if (isRefusal(withdrawn)) return withdrawn
  const saved = await saveTransfer(unit.tx, withdrawn)
  await approvals.withdraw(unit, transfer, transfer.approvalId, reason)
  return saved
}

/** Holds the items of a transfer; refuses when what it takes from them is not there, however their budgets bind. */
export async function requireCovered(
  { tx }: UnitOfWork,
  lines: readonly TransferLine[],
  currency: Currency,
): Promise<BudgetExceeded | undefined> {
  const ids = [...new Set(lines.map(({ itemId }) => itemId))]
  await lockItems(tx, ids)
  const items = await findItems(tx, ids)
  const taken = lines.map((line) => ({ ...line, amount: -line.amount }))
  const free = requireBudget(shortagesOf(items.map(binding), taken, currency))
  if (isRefusal(free)) return free
  const budgeted = requireBudget(shortagesOf(items.map(budgetOnly), taken, currency))
  return isRefusal(budgeted) ? budgeted : undefined
}

function binding(item: BudgetItem): BudgetItem {
  return { ...item, level: 'BLOCK' }
}

/** No month may be budgeted at less than nothing, whatever the others have. */
function budgetOnly(item: BudgetItem): BudgetItem {
  const months = item.months.map((month) => ({ ...month, committed: 0n, actual: 0n }))
  return { ...item, level: 'BLOCK', span: 'PERIOD', months }
}

async function readLines(
  { tx, caller }: UnitOfWork,
  written: readonly WrittenTransferLine[],
  { year, currency }: { readonly year: string; readonly currency: Currency },
): Promise<TransferLine[] | InvalidInput | BudgetItemNotFound> {
  const invalid = (field: string, problem: string) => refuse('InvalidInput', { field, problem })
  if (written.length < 2 || written.length > mostTransferLines) return invalid('lines', `NOT_2_TO_${mostTransferLines}`)
  const keyOf = ({ accountCode, departmentCode, projectCode }: ItemCodes) =>
    JSON.stringify([accountCode, departmentCode, projectCode])
  const found = await itemsByCodes(tx, caller.companyId, year, written)
  const items = new Map(found.map((item) => [keyOf(item), item.id]))
  const lines: TransferLine[] = []
  for (const line of written) {
    const { accountCode, departmentCode, projectCode, period } = line
    if (isRefusal(parsePeriod(period)) || !period.startsWith(`${year}-`)) return invalid('period', 'NOT_OF_YEAR')
    const amount = parseMoney(line.amount, currency)
    if (isRefusal(amount)) return invalid('amount', amount.problem)
    if (amount.minor === 0n) return invalid('amount', 'ZERO')
    const itemId = items.get(keyOf(line))
    if (itemId === undefined) return refuse('BudgetItemNotFound', { accountCode, departmentCode, projectCode })
    lines.push({ itemId, period: period as Period, amount: amount.minor })
  }
  return lines
}
