import type { Sql } from '@erp/service-kit'
import { Decimal, plain } from '@erp/values'
import type { TakenReservation, Takeover } from '../domain/budget-takeover.ts'
import type { ReservingDocument } from './budget-reservations.ts'

/**
 * Holds a document, and then those it takes over from or did before, until the transaction ends: what is taken of a reservation
 * and the reservation itself are written by one at a time.
 */
export async function lockPurchases(tx: Sql, documentId: string, takeovers: readonly Takeover[]): Promise<void> {
  const from = takeovers.map(({ fromDocumentId }) => fromDocumentId)
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('reserving ' || ${documentId}, 0))`
  await tx.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended('reserving ' || id, 0)) from (
      select unnest(${from}::uuid[]) as id
      union select from_document_id from budget_takeover where document_id = ${documentId}::uuid
      order by id) as source`
}

/** The newest that was heard of a document, whether or not it reserves anything any more; 0 for nothing. */
export async function versionHeardOf(tx: Sql, documentId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ version: number }[]>`
    select coalesce(max(document_version), 0) as version from (
      select document_version from budget_reservation where document_id = ${documentId}::uuid
      union all select document_version from budget_takeover where document_id = ${documentId}::uuid) as heard`
  return row?.version ?? 0
}

type Row = Omit<TakenReservation, 'progress' | 'takenByOthers'> & {
  readonly measure: string
  readonly taken: string
  readonly others: string
}

/** The reservations that a document takes over so, or did before, held until the transaction ends. */
export async function lockTaken(
  tx: Sql,
  documentId: string,
  takeovers: readonly Takeover[],
): Promise<TakenReservation[]> {
  const lineIds = takeovers.map(({ fromLineId }) => fromLineId)
  const rows = await tx.$queryRaw<Row[]>`
    select r.id, line_id as "lineId", budget_item_id as "budgetItemId", period, amount, measure::text, taken::text,
      ended_at is not null as ended, (
        select coalesce(sum(quantity), 0) from budget_takeover t
        where t.from_line_id = r.line_id and t.document_id <> ${documentId}::uuid)::text as others
    from budget_reservation r
    where measure is not null and line_id in (
      select unnest(${lineIds}::uuid[])
      union select from_line_id from budget_takeover where document_id = ${documentId}::uuid)
    order by r.id for no key update of r`
  return rows.map(({ measure, taken, others, ...row }) => ({
    ...row,
    progress: { measure: new Decimal(measure), taken: new Decimal(taken) },
    takenByOthers: new Decimal(others),
  }))
}

/** What documents take over of each of these lines. */
export async function takenOverFrom(tx: Sql, lineIds: readonly string[]): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await tx.$queryRaw<{ lineId: string; taken: string }[]>`
    select from_line_id as "lineId", sum(quantity)::text as taken from budget_takeover
    where from_line_id = any (${lineIds}::uuid[]) group by 1`
  return new Map(rows.map(({ lineId, taken }) => [lineId, new Decimal(taken)]))
}

/** What a document takes over, in place of what it took over before; a line keeps when it took nothing any more. */
export async function keepTakeovers(
  tx: Sql,
  { companyId, documentId, documentVersion }: Pick<ReservingDocument, 'companyId' | 'documentId' | 'documentVersion'>,
  takeovers: readonly Takeover[],
): Promise<void> {
  await tx.$executeRaw`
    update budget_takeover set quantity = 0, document_version = coalesce(${documentVersion}::int, document_version)
    where document_id = ${documentId}::uuid`
  if (takeovers.length === 0) return
  const rows = takeovers.map(({ quantity, ...takeover }) => ({ ...takeover, quantity: plain(quantity) }))
  await tx.$executeRaw`
    insert into budget_takeover (line_id, from_line_id, from_document_id, document_id, company_id, document_version, quantity)
    select "lineId", "fromLineId", "fromDocumentId", ${documentId}::uuid, ${companyId}::uuid, ${documentVersion}::int, quantity
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as t("lineId" uuid, "fromLineId" uuid, "fromDocumentId" uuid, quantity numeric)
    on conflict (line_id, from_line_id) do update set quantity = excluded.quantity, document_version = excluded.document_version`
}

/** Writes how much of reservations is taken, which are held, and lets go of their items what is not open any more. */
export async function keepTaken(tx: Sql, taken: readonly { id: string; taken: Decimal }[]): Promise<void> {
  if (taken.length === 0) return
  const rows = taken.map((one) => ({ id: one.id, taken: plain(one.taken) }))
  await tx.$executeRaw`
    with before as (
      select r.id, open_amount, t.taken
      from budget_reservation r join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id uuid, taken numeric) using (id)
    ), moved as (
      update budget_reservation r set taken = before.taken from before where r.id = before.id
      returning r.budget_item_id, r.period, before.open_amount - r.open_amount as amount
    ), freed as (
      select budget_item_id, period, sum(amount) as amount from moved where budget_item_id is not null group by 1, 2)
    update budget_balance b set committed = b.committed - freed.amount
    from freed where b.budget_item_id = freed.budget_item_id and b.period = freed.period`
}
