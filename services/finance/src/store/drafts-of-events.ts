import type { Sql } from '@erp/service-kit'
import { type PostingSource, sourceKey } from './posting-facts.ts'

/** The draft that stands for a posting which waits for review. */
export interface WaitingDraft {
  readonly id: string
  readonly number: string
  /** Why those who approve turned it down; null while nobody has, and once a person reviewed it. */
  readonly turnedDown: string | null
}

/** The drafts of these sources that are not posted yet, by `sourceKey`. */
export async function waitingDrafts(
  tx: Sql,
  sources: readonly PostingSource[],
): Promise<ReadonlyMap<string, WaitingDraft>> {
  const rows = await tx.$queryRaw<(PostingSource & WaitingDraft)[]>`
    select asked.*, d.id, d.number, case when d.status = 'SUBMITTED' then d.return_reason end as "turnedDown"
    from jsonb_to_recordset(${JSON.stringify(sources)}::jsonb)
      as asked("sourceType" text, "sourceId" uuid, purpose text, revision int)
    join voucher_draft d on d.source_type = asked."sourceType" and d.source_id = asked."sourceId"
      and d.purpose = asked.purpose and d.revision = asked.revision
    where d.kind = 'SYSTEM' and d.voucher_id is null`
  return new Map(rows.map((row) => [sourceKey(row), { id: row.id, number: row.number, turnedDown: row.turnedDown }]))
}

/** Of the drafts of these events those that nobody was asked about yet and that companies have approved, held in one order. */
export async function lockUnaskedDrafts(tx: Sql, eventIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select d.id from voucher_draft d
    join approval_definition_replica a on a.company_id = d.company_id and a.document_type = 'VOUCHER' and a.active
    where d.source_event_id = any (${eventIds}::uuid[]) and d.status = 'SUBMITTED' and d.approval_id is null
      and d.return_reason is null
    order by d.id for update of d`
  return rows.map(({ id }) => id)
}

/** Stores by which request drafts that are held are decided; one statement for all. */
export async function keepApprovalIds(
  tx: Sql,
  drafts: readonly { readonly id: string; readonly approvalId: string | null }[],
): Promise<void> {
  const rows = drafts.map(({ id, approvalId }) => ({ id, approvalId }))
  await tx.$executeRaw`
    update voucher_draft d set approval_id = r."approvalId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, "approvalId" uuid) where d.id = r.id`
}

/** Which of these events are in the ledger because their drafts were posted, although their messages are still parked. */
export async function postedByDraft(tx: Sql, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ source_event_id: string }[]>`
    select source_event_id from voucher_draft
    where source_event_id = any (${eventIds}::uuid[]) and voucher_id is not null`
  return new Set(rows.map((row) => row.source_event_id))
}
