import type { Sql } from '@erp/service-kit'
import { Decimal, newId, type Period, plain } from '@erp/values'
import type { AskedOfItem } from '../domain/budget-check.ts'
import { type Progress, takenByOrderLine } from '../domain/budget-progress.ts'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import { findFacts } from './posting-facts.ts'

/** A document that will spend, and what each of its lines will spend on which account. */
export type ReservingDocument = {
  readonly companyId: string
  readonly documentType: 'EXPENSE_CLAIM' | 'PURCHASE_REQUISITION' | 'PURCHASE_ORDER'
  readonly documentId: string
  readonly documentNumber: string
  /** What the document said, of one whose owner is elsewhere; null where news of it cannot come late. */
  readonly documentVersion: number | null
}
export type WantedReservation = {
  readonly lineId: string
  readonly accountId: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly period: Period
  /** In minor units of the books; positive. */
  readonly amount: bigint
  /** How what is posted takes its place; null where all of it does at once. */
  readonly progress: Progress | null
}

/** A reservation as it is kept, with what of it is open; `budgetItemId` is null where nothing is budgeted for it. */
export type Reservation = Omit<WantedReservation, 'progress'> & {
  readonly id: string
  readonly documentType: ReservingDocument['documentType']
  readonly documentId: string
  readonly documentNumber: string
  readonly budgetItemId: string | null
  readonly reservedAt: Date
}

/** What a line of a document has reserved, also when it ended. */
export type HeldReservation = {
  readonly lineId: string
  readonly period: Period
  readonly taken: Decimal
  readonly ended: boolean
  readonly documentVersion: number
}

/** All that a document ever reserved, held until the transaction ends: nothing is posted in its place meanwhile. */
export async function lockReservations(tx: Sql, documentId: string): Promise<HeldReservation[]> {
  const rows = await tx.$queryRaw<(Omit<HeldReservation, 'taken'> & { readonly taken: string })[]>`
    select line_id as "lineId", period, taken::text, ended_at is not null as ended,
      coalesce(document_version, 0) as "documentVersion"
    from budget_reservation where document_id = ${documentId}::uuid order by id for no key update`
  return rows.map((row) => ({ ...row, taken: new Decimal(row.taken) }))
}

/** The items that these will count on, in the order of the wanted, null for none; and what the document holds of items now. */
export async function itemsAnsweringFor(
  tx: Sql,
  documentId: string,
  wanted: readonly WantedReservation[],
): Promise<{ readonly ofWanted: readonly (string | null)[]; readonly held: readonly AskedOfItem[] }> {
  const named = wanted.map(({ accountId, departmentId, projectId, period }, place) => ({
    ...{ accountId, departmentId, projectId, period, place },
  }))
  const rows = await tx.$queryRaw<{ id: string | null }[]>`
    select budget_item_of("accountId", substr(period, 1, 4), "departmentId", "projectId") as id
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb)
      as r(place int, "accountId" uuid, "departmentId" uuid, "projectId" uuid, period text)
    order by place`
  const held = await tx.$queryRaw<AskedOfItem[]>`
    select budget_item_id as "itemId", period, sum(open_amount)::bigint as amount from budget_reservation
    where document_id = ${documentId}::uuid and ended_at is null and budget_item_id is not null group by 1, 2`
  return { ofWanted: rows.map(({ id }) => id), held }
}

/** Reserves for a document that holds nothing; its items are locked. */
export async function reserve(
  tx: Sql,
  document: ReservingDocument,
  wanted: readonly (WantedReservation & { readonly budgetItemId: string | null })[],
  at: Date,
): Promise<void> {
  if (wanted.length === 0) return
  const rows = wanted.map(({ progress, ...one }) => ({
    ...{ ...one, ...document, id: newId(), amount: one.amount.toString() },
    ...(progress && { measure: plain(progress.measure), taken: plain(progress.taken) }),
  }))
  await tx.$executeRaw`
    with reserved as (
      insert into budget_reservation as r (id, company_id, document_type, document_id, document_number, line_id, account_id,
        department_id, project_id, period, amount, budget_item_id, reserved_at, document_version, measure, taken)
      select id, "companyId", "documentType", "documentId", "documentNumber", "lineId", "accountId", "departmentId",
        "projectId", period, amount, "budgetItemId", ${at}, "documentVersion", measure, coalesce(taken, 0)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as w(id uuid, "companyId" uuid, "documentType" text, "documentId" uuid, "documentNumber" text, "lineId" uuid,
             "accountId" uuid, "departmentId" uuid, "projectId" uuid, period text, amount bigint, "budgetItemId" uuid,
             "documentVersion" int, measure numeric, taken numeric)
      on conflict (line_id, account_id) do update
        set document_number = excluded.document_number, department_id = excluded.department_id,
          project_id = excluded.project_id, period = excluded.period, amount = excluded.amount,
          budget_item_id = excluded.budget_item_id, reserved_at = excluded.reserved_at, ended_at = null,
          document_version = excluded.document_version, measure = excluded.measure, taken = excluded.taken
      returning company_id, budget_item_id, period, open_amount)
    insert into budget_balance as b (budget_item_id, period, company_id, committed)
    select budget_item_id, period, company_id, sum(open_amount) from reserved where budget_item_id is not null
    group by 1, 2, 3 order by 1, 2
    on conflict (budget_item_id, period) do update set committed = b.committed + excluded.committed`
}

/** Nothing that a document said before is heeded any more, of the lines it has let go either. */
export async function rememberVersion(
  tx: Sql,
  { documentId, documentVersion }: Pick<ReservingDocument, 'documentId' | 'documentVersion'>,
): Promise<void> {
  await tx.$executeRaw`
    update budget_reservation set document_version = ${documentVersion}::int where document_id = ${documentId}::uuid`
}

/** Lets go what these documents still hold; nothing of those that hold nothing. */
export async function release(tx: Sql, documentIds: readonly string[], at: Date): Promise<void> {
  if (documentIds.length === 0) return
  await tx.$executeRaw`
    with held as (
      select id, budget_item_id, period, open_amount from budget_reservation
      where document_id = any (${documentIds}::uuid[]) and ended_at is null order by id for no key update
    ), ended as (
      update budget_reservation r set ended_at = ${at} from held where r.id = held.id
      returning held.budget_item_id, held.period, held.open_amount as amount
    ), freed as (
      select budget_item_id, period, sum(amount) as amount from ended where budget_item_id is not null group by 1, 2
    ), locked as (
      select b.budget_item_id, b.period, amount from budget_balance b join freed using (budget_item_id, period)
      order by 1, 2 for no key update of b)
    update budget_balance b set committed = b.committed - locked.amount
    from locked where b.budget_item_id = locked.budget_item_id and b.period = locked.period`
}

/**
 * Counts what was just posted as spent, in the transaction of the posting: turnover of the month on the item that answers
 * for it. The voucher stands in place of what was reserved for it: all that a claim reserved, and of what was ordered as much
 * as it posts. Nothing without a budget.
 */
export async function countInBudgets(tx: Sql, posted: readonly PostedVoucher[]): Promise<void> {
  const voucherIds = posted.map(({ id }) => id)
  const reserving = posted.filter(({ documentType }) => documentType === 'EXPENSE_CLAIM')
  const documentIds = reserving.map(({ documentId }) => documentId)
  const taken = await takenBy(tx, posted)
  await tx.$executeRaw`
    with spent as (
      select l.company_id, budget_item_of(l.account_id, substr(l.period, 1, 4), l.department_id, l.project_id) as id,
        l.period, sum(case a.direction when 'DEBIT' then l.debit - l.credit else l.credit - l.debit end) as amount
      from voucher_line l join account a on a.id = l.account_id
      where l.voucher_id = any (${voucherIds}::uuid[]) and l.nature = 'BUSINESS'
        and exists (select from budget_item i
                    where i.account_id = l.account_id and i.year = substr(l.period, 1, 4) and i.in_force)
      group by 1, 2, 3
    ), taking as (
      select * from jsonb_to_recordset(${JSON.stringify(taken)}::jsonb) as t("lineId" uuid, taken numeric)
    ), held as (
      select r.id, open_amount, taking.taken from budget_reservation r left join taking on taking."lineId" = r.line_id
      where r.id in (
        select id from budget_reservation where document_id = any (${documentIds}::uuid[]) and ended_at is null
        union all select id from budget_reservation where line_id in (select "lineId" from taking))
      order by r.id for no key update of r
    ), moved as (
      update budget_reservation r
      set taken = r.taken + coalesce(held.taken, 0),
          ended_at = case when held.taken is null then now() else r.ended_at end
      from held where r.id = held.id
      returning r.company_id, r.budget_item_id, r.period, held.open_amount - r.open_amount as amount
    ), change as (
      select company_id, id, period, sum(actual) as actual, sum(freed) as freed from (
        select company_id, id, period, amount as actual, 0 as freed from spent
        union all select company_id, budget_item_id, period, 0, amount from moved) as part
      where id is not null group by 1, 2, 3
      having sum(actual) <> 0 or sum(freed) <> 0)
    insert into budget_balance as b (budget_item_id, period, company_id, committed, actual)
    select id, period, company_id, 0, actual from change order by id, period
    on conflict (budget_item_id, period) do update
      set actual = b.actual + excluded.actual, committed = b.committed - (
        select freed from change where change.id = b.budget_item_id and change.period = b.period)`
}

/** What these vouchers post of lines that were ordered. */
async function takenBy(tx: Sql, posted: readonly PostedVoucher[]) {
  const ofPurchases = posted.filter(({ documentType }) =>
    ['GOODS_RECEIPT', 'PURCHASE_RETURN', 'SUPPLIER_INVOICE'].includes(documentType),
  )
  if (ofPurchases.length === 0) return []
  const taken = takenByOrderLine(await findFacts(tx, ofPurchases))
  return [...taken].map(([lineId, measure]) => ({ lineId, taken: plain(measure) }))
}

/** What is reserved, in the order of the reservations' ids. */
export function listReservations(
  tx: Sql,
  companyId: string,
  of: { readonly budgetItemId: string | null; readonly period: Period | null; readonly documentId: string | null },
  page: { readonly limit: number; readonly afterId: string | undefined },
): Promise<Reservation[]> {
  return tx.$queryRaw<Reservation[]>`
    select id, document_type as "documentType", document_id as "documentId", document_number as "documentNumber",
      line_id as "lineId", account_id as "accountId", department_id as "departmentId", project_id as "projectId", period,
      open_amount as amount, budget_item_id as "budgetItemId", reserved_at as "reservedAt"
    from budget_reservation
    where company_id = ${companyId}::uuid and ended_at is null and open_amount > 0
      and (${of.budgetItemId}::uuid is null or budget_item_id = ${of.budgetItemId}::uuid)
      and (${of.period}::text is null or period = ${of.period})
      and (${of.documentId}::uuid is null or document_id = ${of.documentId}::uuid)
      and (${page.afterId ?? null}::uuid is null or id > ${page.afterId ?? null}::uuid)
    order by id limit ${page.limit}::int`
}
