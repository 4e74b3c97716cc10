import { areIds, currencyColumn, dayColumn, idsIn, moneyColumn, StaleDocument, toDayColumn } from '@erp/service-kit'
import { isId } from '@erp/values'
import type {
  PurchaseRequisition,
  PurchaseRequisitionHeader,
  PurchaseRequisitionStatus,
} from '../domain/purchase-requisition.ts'
import type { PurchaseRequisition as Row } from '../generated/prisma/client.ts'
import { approvalColumns, toApproval } from './approval-columns.ts'
import { askedForColumn, budgetColumns, toBudget } from './budget-columns.ts'
import type { Tx } from './database.ts'
import { insertRequisitionLines, toRequisitionLine } from './requisition-lines.ts'

export interface PurchaseRequisitionFilter {
  readonly status?: PurchaseRequisitionStatus | null | undefined
  readonly departmentId?: string | null | undefined
}

export async function findPurchaseRequisition(tx: Tx, requisitionId: string): Promise<PurchaseRequisition | undefined> {
  const [requisition] = await findPurchaseRequisitions(tx, [requisitionId])
  return requisition
}

async function findPurchaseRequisitions(tx: Tx, ids: readonly string[]): Promise<PurchaseRequisition[]> {
  const rows = await tx.purchaseRequisition.findMany({
    where: { id: { in: idsIn(ids) } },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  return rows.map((row) => ({ ...toHeader(row), lines: row.lines.map(toRequisitionLine) }))
}

/** The requisition as it is once everybody who was changing or ordering it has ended; whoever else wants it waits. */
export async function lockPurchaseRequisition(tx: Tx, requisitionId: string): Promise<PurchaseRequisition | undefined> {
  if (!isId(requisitionId)) return undefined
  await tx.$executeRaw`select id from purchase_requisition where id = ${requisitionId}::uuid for no key update`
  return findPurchaseRequisition(tx, requisitionId)
}

export async function findPurchaseRequisitionHeaders(
  tx: Tx,
  ids: readonly string[],
): Promise<PurchaseRequisitionHeader[]> {
  return (await tx.purchaseRequisition.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export async function findPurchaseRequisitionByNumber(
  tx: Tx,
  companyId: string,
  number: string,
): Promise<PurchaseRequisitionHeader | undefined> {
  const row = await tx.purchaseRequisition.findUnique({ where: { companyId_number: { companyId, number } } })
  return row ? toHeader(row) : undefined
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listPurchaseRequisitions(
  tx: Tx,
  companyId: string,
  { status, departmentId }: PurchaseRequisitionFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<PurchaseRequisitionHeader[]> {
  if (!areIds(departmentId)) return []
  const rows = await tx.purchaseRequisition.findMany({
    where: {
      companyId,
      ...(status == null ? {} : { status }),
      ...(departmentId == null ? {} : { departmentId }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

export async function insertPurchaseRequisition(tx: Tx, requisition: PurchaseRequisition): Promise<void> {
  await tx.purchaseRequisition.createMany({ data: [toRow(requisition)] })
  await insertRequisitionLines(tx, requisition)
}

/** Writes the next version of the requisition itself. Throws StaleDocument when it is not the one that was read. */
export async function savePurchaseRequisition(tx: Tx, requisition: PurchaseRequisition): Promise<PurchaseRequisition> {
  const saved = { ...requisition, version: requisition.version + 1 }
  const { count } = await tx.purchaseRequisition.updateMany({
    where: { id: requisition.id, version: requisition.version },
    data: toRow(saved),
  })
  if (count === 0) throw new StaleDocument('purchase requisition', requisition.id)
  return saved
}

/** The same, with its lines written anew. */
export async function rewritePurchaseRequisition(
  tx: Tx,
  requisition: PurchaseRequisition,
): Promise<PurchaseRequisition> {
  const saved = await savePurchaseRequisition(tx, requisition)
  await tx.purchaseRequisitionLine.deleteMany({ where: { requisitionId: requisition.id } })
  await insertRequisitionLines(tx, saved)
  return saved
}

/** The requisitions that wait for one of these approvals, locked in the order of their ids. */
export async function lockRequisitionsWaitingFor(
  tx: Tx,
  approvalIds: readonly string[],
): Promise<PurchaseRequisition[]> {
  const wanted = JSON.stringify(idsIn(approvalIds))
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from purchase_requisition
    where approval_id = any (array(select value::uuid from jsonb_array_elements_text(${wanted}::jsonb)))
      and status = 'PENDING_APPROVAL'
    order by id for no key update`
  return findPurchaseRequisitions(
    tx,
    locked.map(({ id }) => id),
  )
}

/** The closed requisitions of these lines that ask or asked budgets, locked in the order of their ids. */
export async function lockClosedRequisitionsOf(tx: Tx, lineIds: readonly string[]): Promise<PurchaseRequisition[]> {
  const wanted = JSON.stringify(idsIn(lineIds))
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from purchase_requisition
    where status = 'CLOSED' and budget_saga_id is not null and id in (
      select requisition_id from purchase_requisition_line
      where id = any (array(select value::uuid from jsonb_array_elements_text(${wanted}::jsonb))))
    order by id for no key update`
  return findPurchaseRequisitions(
    tx,
    locked.map(({ id }) => id),
  )
}

/** Writes how what the requisition asked of budgets stands, and nothing else; the requisition is locked. */
export async function saveRequisitionBudget(
  tx: Tx,
  { id, budget }: Pick<PurchaseRequisition, 'id' | 'budget'>,
): Promise<void> {
  await tx.purchaseRequisition.update({ where: { id }, data: budgetColumns(budget) })
}

/**
 * Writes where these requisitions stand, which are locked, how their approvals stand and what they ask of budgets; one statement
 * for all.
 */
export async function saveRequisitions(
  tx: Tx,
  requisitions: readonly PurchaseRequisition[],
): Promise<PurchaseRequisition[]> {
  const rows = requisitions.map(({ id, status, approvedAt, approval, budget }) => ({
    ...{ id, status, approved_at: approvedAt, state: approval?.state, reason: approval?.reason },
    ...{ changed_at: approval?.changedAt, saga: budget?.sagaId, budget_state: budget?.state },
    ...{ asked_for: askedForColumn(budget), asked_at: budget?.changedAt },
  }))
  await tx.$executeRaw`
    update purchase_requisition as stored
    set status = now.status, approved_at = now.approved_at, approval_state = now.state, approval_reason = now.reason,
        approval_changed_at = now.changed_at, budget_saga_id = now.saga, budget_state = now.budget_state,
        budget_asked_for = now.asked_for, budget_changed_at = now.asked_at, version = stored.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as now(
      id uuid, status text, approved_at timestamptz, state text, reason text, changed_at timestamptz, saga uuid,
      budget_state text, asked_for jsonb, asked_at timestamptz)
    where stored.id = now.id`
  return requisitions.map((requisition) => ({ ...requisition, version: requisition.version + 1 }))
}

function toHeader(row: Row): PurchaseRequisitionHeader {
  const currency = currencyColumn(row.currency)
  return {
    ...{ id: row.id, companyId: row.companyId, number: row.number, status: row.status as PurchaseRequisitionStatus },
    ...{ requestedOn: dayColumn(row.requestedOn), purpose: row.purpose, departmentId: row.departmentId, currency },
    ...{ estimate: moneyColumn(row.estimateMinor, currency), closeReason: row.closeReason, version: row.version },
    ...{ createdAt: row.createdAt, createdBy: row.createdBy, authorIds: row.authorIds, approvedAt: row.approvedAt },
    approval: toApproval(row, null),
    budget: toBudget(row),
  }
}

function toRow({ lines: _, requestedOn, estimate, approval, budget, ...facts }: PurchaseRequisition) {
  return {
    ...{
      ...facts,
      authorIds: [...facts.authorIds],
      requestedOn: toDayColumn(requestedOn),
      estimateMinor: estimate.minor,
    },
    ...approvalColumns(approval),
    ...budgetColumns(budget),
  }
}
