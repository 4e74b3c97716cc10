import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { SettleableItem, Settlement } from '../domain/settlement.ts'
import { Prisma } from '../generated/prisma/client.ts'

type ItemRow = Omit<SettleableItem, 'account' | 'dimensions'> &
  SettleableItem['dimensions'] & { readonly accountCode: string; readonly accountKey: string | null }

const itemColumns = Prisma.sql`
  i.id, i.company_id as "companyId", i.kind, i.account_id as "accountId", i.party_id as "partyId",
  i.voucher_id as "voucherId", i.line_number as "lineNumber", i.instalment, i.document_type as "documentType",
  i.document_id as "documentId", i.document_number as "documentNumber", i.source_document_id as "sourceDocumentId",
  i.business_date::text as "businessDate",
  i.posting_date::text as "postingDate", i.due_on::text as "dueOn", i.discount,
  i.discount_through::text as "discountThrough", i.currency, i.base_currency as "baseCurrency",
  i.original, i.original_base as "originalBase", i.side, i.version, i.open, i.carrying,
  i.last_moved_on::text as "lastMovedOn", a.code as "accountCode", a.control_key as "accountKey",
  l.customer_id as "customerId", l.supplier_id as "supplierId", l.employee_id as "employeeId",
  l.department_id as "departmentId", l.project_id as "projectId", l.item_id as "itemId", l.warehouse_id as "warehouseId"`

/** The visible items of these ids, held in one order until the transaction ends. */
export async function lockItems(tx: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, SettleableItem>> {
  // Read by a statement of its own: one that waited for a lock goes on seeing what was there when it began.
  await tx.$queryRaw`select id from open_item where id = any (${ids}::uuid[]) order by id for update`
  const rows = await tx.$queryRaw<ItemRow[]>`
    select ${itemColumns} from open_item i
    join account a on a.id = i.account_id
    join voucher_line l on l.voucher_id = i.voucher_id and l.line_number = i.line_number
    where i.id = any (${ids}::uuid[]) order by i.id`
  return new Map(rows.map((row) => [row.id, toItem(row)]))
}

/** What settlements of one company are stored with. */
export type NewSettlement = Pick<Settlement, 'id' | 'number' | 'method' | 'settledOn' | 'currency' | 'agreement'> & {
  readonly runId: string | null
}

/** Stores settlements, before the movements that name them. */
export async function insertSettlements(
  tx: Sql,
  { companyId, userId }: { readonly companyId: string; readonly userId: string },
  settlements: readonly NewSettlement[],
): Promise<void> {
  await tx.$executeRaw`
    insert into settlement (id, company_id, number, method, settled_on, currency, agreement, run_id, settled_by)
    select id, ${companyId}::uuid, number, method, "settledOn", currency, agreement, "runId", ${userId}::uuid
    from jsonb_to_recordset(${JSON.stringify(settlements)}::jsonb)
      as r(id uuid, number text, method text, "settledOn" date, currency text, agreement text, "runId" uuid)`
}

/** The next `count` numbers of a prefix and year. The counter stays locked until the commit, so take them last. */
export async function takeTreasuryNumbers(
  tx: Sql,
  companyId: string,
  { prefix, year, count }: { readonly prefix: string; readonly year: string; readonly count: number },
): Promise<string[]> {
  const [row] = await tx.$queryRaw<{ last_number: number }[]>`
    insert into treasury_number as counter (company_id, prefix, year, last_number)
    values (${companyId}::uuid, ${prefix}, ${year}::int, ${count}::int)
    on conflict (company_id, prefix, year) do update set last_number = counter.last_number + excluded.last_number
    returning last_number`
  const last = row?.last_number ?? 0
  return Array.from(
    { length: count },
    (_, index) => `${prefix}-${year}-${String(last - count + 1 + index).padStart(6, '0')}`,
  )
}

const columns = Prisma.sql`
  s.id, s.company_id as "companyId", s.number, s.method, s.settled_on::text as "settledOn", s.currency, s.agreement,
  s.settled_by as "settledBy", u.undone_on::text as "undoneOn", u.reason as "undoReason",
  (select m.voucher_id from open_item_movement m
   where m.settlement_id = s.id and m.kind = 'SETTLEMENT' and m.voucher_id is not null limit 1) as "voucherId",
  (select m.voucher_id from open_item_movement m
   where m.settlement_id = s.id and m.kind = 'UNDO' and m.voucher_id is not null limit 1) as "undoVoucherId"`

/** The visible settlements of these ids. */
export function findSettlements(tx: Sql, ids: readonly string[]): Promise<Settlement[]> {
  return tx.$queryRaw<Settlement[]>`
    select ${columns} from settlement s left join settlement_undo u on u.settlement_id = s.id
    where s.id = any (${ids}::uuid[]) and s.number is not null order by s.id`
}

export async function findSettlement(tx: Sql, id: string): Promise<Settlement | undefined> {
  return (await findSettlements(tx, [id]))[0]
}

/** Settlements with the newest first, of everything or of one item. */
export function listSettlements(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterId: string | undefined; readonly openItemId: string | null },
): Promise<Settlement[]> {
  return tx.$queryRaw<Settlement[]>`
    select ${columns} from settlement s left join settlement_undo u on u.settlement_id = s.id
    where s.company_id = ${companyId}::uuid and s.number is not null
      and (${page.afterId ?? null}::uuid is null or s.id < ${page.afterId ?? null}::uuid)
      and (${page.openItemId}::uuid is null or s.id in (
        select m.settlement_id from open_item_movement m where m.item_id = ${page.openItemId}::uuid))
    order by s.id desc limit ${page.limit}::int`
}

/** A movement of a settlement, as it is taken back. */
export interface SettledMovement {
  readonly settlementId: string
  readonly itemId: string
  readonly kind: 'SETTLEMENT' | 'UNDO'
  readonly amount: bigint
  readonly carrying: bigint
  readonly voucherId: string | null
  readonly lineNumber: number | null
}

/** Everything these settlements did to items, in the order it was done. */
export function movementsOfSettlements(tx: Sql, ids: readonly string[]): Promise<SettledMovement[]> {
  return tx.$queryRaw<SettledMovement[]>`
    select settlement_id as "settlementId", item_id as "itemId", kind, amount, carrying, voucher_id as "voucherId",
      line_number as "lineNumber"
    from open_item_movement where settlement_id = any (${ids}::uuid[]) order by settlement_id, id`
}

export async function insertUndo(
  tx: Sql,
  undo: {
    readonly settlementId: string
    readonly companyId: string
    readonly undoneOn: BusinessDate
    readonly reason: string
    readonly undoneBy: string
    readonly undoneAt: Date
  },
): Promise<void> {
  await tx.$executeRaw`
    insert into settlement_undo (settlement_id, company_id, undone_on, reason, undone_by, undone_at)
    values (${undo.settlementId}::uuid, ${undo.companyId}::uuid, ${undo.undoneOn}::date, ${undo.reason},
            ${undo.undoneBy}::uuid, ${undo.undoneAt})`
}

/** A request to settle by rules; what it settled names it. */
export interface SettlementRun {
  readonly id: string
  readonly more: boolean
  readonly settlements: readonly Settlement[]
}

export async function insertSettlementRun(
  tx: Sql,
  run: {
    readonly id: string
    readonly companyId: string
    readonly more: boolean
    readonly by: string
    readonly at: Date
  },
): Promise<void> {
  await tx.$executeRaw`
    insert into settlement_run (id, company_id, run_by, run_at, more)
    values (${run.id}::uuid, ${run.companyId}::uuid, ${run.by}::uuid, ${run.at}, ${run.more})`
}

export async function findSettlementRun(tx: Sql, id: string): Promise<SettlementRun | undefined> {
  const [run] = await tx.$queryRaw<{ more: boolean }[]>`select more from settlement_run where id = ${id}::uuid`
  const rows = await tx.$queryRaw<{ id: string }[]>`select id from settlement where run_id = ${id}::uuid`
  const ids = rows.map((row) => row.id)
  return run && { id, more: run.more, settlements: await findSettlements(tx, ids) }
}

function toItem(row: ItemRow): SettleableItem {
  const { accountCode, accountKey, customerId, supplierId, employeeId, departmentId, projectId, itemId, ...rest } = row
  const { warehouseId, ...item } = rest
  return {
    ...item,
    account: {
      ...{ accountId: item.accountId, accountCode, accountKey, accountRuleId: null, accountRuleVersion: null },
    },
    dimensions: { customerId, supplierId, employeeId, departmentId, projectId, itemId, warehouseId },
  }
}
