import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { BudgetTransfer, BudgetTransferStatus, TransferLine } from '../domain/budget-transfer.ts'
import { Prisma } from '../generated/prisma/client.ts'

type TransferRow = Omit<BudgetTransfer, 'lines'> & {
  readonly lines: readonly (readonly [itemId: string, period: Period, amount: string])[]
}

const columns = Prisma.sql`
  t.id, t.company_id as "companyId", t.number, t.budget_id as "budgetId", t.status, t.version, t.purpose,
  t.made_by as "madeBy", t.approval_id as "approvalId", t.approver_ids as "approverIds", t.reason,
  t.decided_at as "decidedAt", t.created_at as "createdAt", (
    select jsonb_agg(jsonb_build_array(l.budget_item_id, l.period, l.amount::text) order by l.line_number)
    from budget_transfer_line l where l.transfer_id = t.id) as lines`

export async function insertTransfer(tx: Sql, transfer: BudgetTransfer): Promise<void> {
  const { id, companyId, number, budgetId, purpose, madeBy, approvalId, createdAt } = transfer
  await tx.$executeRaw`
    insert into budget_transfer (id, company_id, number, budget_id, status, purpose, made_by, approval_id, created_at)
    values (${id}::uuid, ${companyId}::uuid, ${number}, ${budgetId}::uuid, 'SUBMITTED', ${purpose}, ${madeBy}::uuid,
            ${approvalId}::uuid, ${createdAt})`
  const rows = transfer.lines.map((line, index) => ({ ...line, lineNumber: index + 1, amount: line.amount.toString() }))
  await tx.$executeRaw`
    insert into budget_transfer_line (transfer_id, line_number, company_id, budget_item_id, period, amount)
    select ${id}::uuid, "lineNumber", ${companyId}::uuid, "itemId", period, amount
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("lineNumber" int, "itemId" uuid, period text, amount bigint)`
}

/** Stores the next version of a transfer that is held. Returns it as stored. */
export async function saveTransfer(tx: Sql, transfer: BudgetTransfer): Promise<BudgetTransfer> {
  const { id, status, version, approverIds, reason, decidedAt } = transfer
  await tx.$executeRaw`
    update budget_transfer set status = ${status}, version = ${version + 1}::int, approver_ids = ${approverIds}::uuid[],
      reason = ${reason}, decided_at = ${decidedAt}
    where id = ${id}::uuid`
  return { ...transfer, version: version + 1 }
}

/** Moves what approved lines say between the items and months, which are locked. */
export async function moveBudget(tx: Sql, companyId: string, lines: readonly TransferLine[]): Promise<void> {
  const rows = lines.map((line) => ({ ...line, amount: line.amount.toString() }))
  await tx.$executeRaw`
    with moved as (
      select "itemId", period, sum(amount)::bigint as amount
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("itemId" uuid, period text, amount bigint)
      group by 1, 2)
    insert into budget_balance as b (budget_item_id, period, company_id, budget)
    select "itemId", period, ${companyId}::uuid, greatest(amount, 0) from moved order by 1, 2
    on conflict (budget_item_id, period) do update set budget = b.budget + (
      select amount from moved where moved."itemId" = b.budget_item_id and moved.period = b.period)`
}

export async function findTransfer(tx: Sql, id: string): Promise<BudgetTransfer | undefined> {
  const rows = await tx.$queryRaw<TransferRow[]>`select ${columns} from budget_transfer t where t.id = ${id}::uuid`
  return rows.map(toTransfer)[0]
}

/** A transfer, held until the transaction ends. */
export async function lockTransfer(tx: Sql, id: string): Promise<BudgetTransfer | undefined> {
  await tx.$executeRaw`select from budget_transfer where id = ${id}::uuid for update`
  return findTransfer(tx, id)
}

/** Transfers, the newest first. */
export async function listTransfers(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly afterId: string | undefined
    readonly status: BudgetTransferStatus | null
  },
): Promise<BudgetTransfer[]> {
  const rows = await tx.$queryRaw<TransferRow[]>`
    select ${columns} from budget_transfer t
    where t.company_id = ${companyId}::uuid
      and (${page.afterId ?? null}::uuid is null or t.id < ${page.afterId ?? null}::uuid)
      and (${page.status}::text is null or t.status = ${page.status})
    order by t.id desc limit ${page.limit}::int`
  return rows.map(toTransfer)
}

function toTransfer(row: TransferRow): BudgetTransfer {
  const lines = row.lines.map(([itemId, period, amount]) => ({ itemId, period, amount: BigInt(amount) }))
  return { ...row, lines }
}
