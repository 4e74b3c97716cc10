import { type Sql, StaleDocument } from '@erp/service-kit'
import { type BusinessDate, type Currency, money } from '@erp/values'
import type { DraftAction, DraftChangeRecord, DraftOrigin, DraftStatus, VoucherDraft } from '../domain/voucher-draft.ts'

interface VoucherDraftRow {
  readonly id: string
  readonly company_id: string
  readonly number: string
  readonly status: DraftStatus
  readonly version: number
  readonly origin: DraftOrigin
  readonly origin_id: string | null
  readonly kind: VoucherDraft['kind']
  readonly word: string
  readonly posting_date_text: BusinessDate
  readonly business_date_text: BusinessDate
  readonly currency: Currency
  readonly document_type: VoucherDraft['documentType']
  readonly document_id: string
  readonly document_number: string
  readonly source_type: VoucherDraft['sourceType']
  readonly source_id: string
  readonly purpose: VoucherDraft['purpose']
  readonly revision: number
  readonly source_event_id: string | null
  readonly template_version_id: string | null
  readonly total: bigint
  readonly line_count: number
  readonly touches_cash: boolean
  readonly paper_count: number
  readonly file_count: number
  readonly return_reason: string | null
  readonly prepared_by: string | null
  readonly reviewed_by: string | null
  readonly cashier_id: string | null
  readonly posted_by: string | null
  readonly voucher_id: string | null
  readonly approval_id: string | null
  readonly approver_ids: readonly string[]
  readonly created_at: Date
}

/** Who does what to drafts, and in which request; one request may change many. */
export interface DraftChange {
  readonly action: DraftAction
  readonly reason: string | null
  readonly requestId: string
  readonly by: string
  readonly at: Date
  /** What of this is otherwise for a draft, by its id. */
  readonly each?: ReadonlyMap<string, Pick<DraftChange, 'action' | 'reason' | 'by'>>
  /** The voucher that was posted or taken back, by draft. */
  readonly vouchers?: ReadonlyMap<string, string>
}

/** The next `count` draft numbers of a company and year. The counter stays locked until the commit, so take them last. */
export async function takeDraftNumbers(tx: Sql, companyId: string, year: string, count: number): Promise<string[]> {
  const [row] = await tx.$queryRaw<{ last_number: number }[]>`
    insert into voucher_draft_number as counter (company_id, year, last_number)
    values (${companyId}::uuid, ${Number(year)}::int, ${count}::int)
    on conflict (company_id, year) do update set last_number = counter.last_number + excluded.last_number
    returning last_number`
  const last = row?.last_number ?? 0
  return Array.from({ length: count }, (_, index) => `MV-${year}-${String(last - count + 1 + index).padStart(6, '0')}`)
}

/** Stores new drafts without their lines, and the first entry of their history. */
export async function insertDrafts(tx: Sql, drafts: readonly VoucherDraft[], change: DraftChange): Promise<void> {
  const rows = JSON.stringify(drafts.map(toColumns))
  await tx.$executeRaw`
    insert into voucher_draft (id, company_id, number, status, version, origin, origin_id, kind, word, posting_date,
                               business_date, currency, document_type, document_id, document_number, source_type,
                               source_id, purpose, revision, source_event_id, template_version_id, total, line_count,
                               touches_cash, paper_count, file_count, prepared_by, created_at)
    select id, "companyId", number, status, version, origin, "originId", kind, word, "postingDate", "businessDate",
           currency, "documentType", "documentId", "documentNumber", "sourceType", "sourceId", purpose, revision,
           "sourceEventId", "templateVersionId", total, "lineCount", "touchesCash", "paperCount", "fileCount",
           "preparedBy", "createdAt"
    from jsonb_to_recordset(${rows}::jsonb)
      as r(id uuid, "companyId" uuid, number text, status text, version int, origin text, "originId" uuid, kind text,
           word text, "postingDate" date, "businessDate" date, currency text, "documentType" text, "documentId" uuid,
           "documentNumber" text, "sourceType" text, "sourceId" uuid, purpose text, revision int, "sourceEventId" uuid,
           "templateVersionId" uuid, total bigint, "lineCount" int, "touchesCash" boolean, "paperCount" int,
           "fileCount" int, "preparedBy" uuid, "createdAt" timestamptz)`
  await noteChange(tx, drafts, change)
}

/** Stores locked drafts as they are now, one version on, and what was done. Returns them as stored. */
export async function saveDrafts(
  tx: Sql,
  drafts: readonly VoucherDraft[],
  change: DraftChange,
): Promise<VoucherDraft[]> {
  const saved = drafts.map((draft) => ({ ...draft, version: draft.version + 1 }))
  const updated = await tx.$executeRaw`
    update voucher_draft as d
    set status = r.status, version = r.version, word = r.word, posting_date = r."postingDate",
        business_date = r."businessDate", revision = r.revision, total = r.total, line_count = r."lineCount",
        touches_cash = r."touchesCash", paper_count = r."paperCount", file_count = r."fileCount",
        return_reason = r."returnReason", prepared_by = r."preparedBy", reviewed_by = r."reviewedBy",
        cashier_id = r."cashierId", posted_by = r."postedBy", voucher_id = r."voucherId",
        approval_id = r."approvalId", approver_ids = r."approverIds"
    from jsonb_to_recordset(${JSON.stringify(saved.map(toColumns))}::jsonb)
      as r(id uuid, status text, version int, word text, "postingDate" date, "businessDate" date, revision int,
           total bigint, "lineCount" int, "touchesCash" boolean, "paperCount" int, "fileCount" int,
           "returnReason" text, "preparedBy" uuid, "reviewedBy" uuid, "cashierId" uuid, "postedBy" uuid,
           "voucherId" uuid, "approvalId" uuid, "approverIds" uuid[])
    where d.id = r.id and d.version = r.version - 1`
  if (updated !== drafts.length) throw new StaleDocument('voucher draft', drafts.map(({ id }) => id).join(', '))
  await noteChange(tx, saved, change)
  return saved
}

async function noteChange(tx: Sql, drafts: readonly VoucherDraft[], change: DraftChange): Promise<void> {
  const rows = drafts.map(({ id, companyId, version }) => ({
    ...{ id, companyId, version, voucherId: change.vouchers?.get(id) ?? null },
    ...{ action: change.action, reason: change.reason, by: change.by, ...change.each?.get(id) },
  }))
  await tx.$executeRaw`
    insert into voucher_draft_change (draft_id, version, company_id, action, reason, voucher_id, request_id, changed_by,
                                      changed_at)
    select id, version, "companyId", action, reason, "voucherId", ${change.requestId}::uuid, by, ${change.at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, version int, "companyId" uuid, "voucherId" uuid, action text, reason text, by uuid)`
}

/** The visible drafts of these ids, held until the transaction ends; locked in one order. */
export async function lockDrafts(tx: Sql, ids: readonly string[]): Promise<VoucherDraft[]> {
  const rows = await tx.$queryRaw<VoucherDraftRow[]>`
    select *, posting_date::text as posting_date_text, business_date::text as business_date_text
    from voucher_draft where id = any (${ids}::uuid[]) order by id for update`
  return rows.map(toDraft)
}

/** The visible drafts of these ids. */
export async function findDrafts(tx: Sql, ids: readonly string[]): Promise<VoucherDraft[]> {
  const rows = await tx.$queryRaw<VoucherDraftRow[]>`
    select *, posting_date::text as posting_date_text, business_date::text as business_date_text
    from voucher_draft where id = any (${ids}::uuid[])`
  return rows.map(toDraft)
}

export async function findDraft(tx: Sql, id: string): Promise<VoucherDraft | undefined> {
  return (await findDrafts(tx, [id]))[0]
}

/** The drafts that one request changed or made, by number. */
export async function draftsOfRequest(tx: Sql, requestId: string): Promise<VoucherDraft[]> {
  const rows = await tx.$queryRaw<VoucherDraftRow[]>`
    select *, posting_date::text as posting_date_text, business_date::text as business_date_text
    from voucher_draft
    where id in (select draft_id from voucher_draft_change where request_id = ${requestId}::uuid) order by number`
  return rows.map(toDraft)
}

/** Drafts of a company, the newest first, after the given one; with `status` those in it. */
export async function listDrafts(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly after: string | undefined
    readonly status: DraftStatus | null
    readonly toReviewByHand: boolean
  },
): Promise<VoucherDraft[]> {
  const rows = await tx.$queryRaw<VoucherDraftRow[]>`
    select *, posting_date::text as posting_date_text, business_date::text as business_date_text
    from voucher_draft
    where company_id = ${companyId}::uuid and (${page.status}::text is null or status = ${page.status})
      and (not ${page.toReviewByHand}::boolean or status = 'SUBMITTED' and approval_id is null)
      and (${page.after ?? null}::uuid is null or id < ${page.after ?? null}::uuid)
    order by id desc limit ${page.limit}::int`
  return rows.map(toDraft)
}

/** What was done to these drafts, the first first. */
export function historyOfDrafts(tx: Sql, draftIds: readonly string[]): Promise<DraftChangeRecord[]> {
  return tx.$queryRaw<DraftChangeRecord[]>`
    select draft_id as "draftId", version, action, reason, voucher_id as "voucherId", changed_by as "changedBy",
           changed_at as "changedAt"
    from voucher_draft_change where draft_id = any (${draftIds}::uuid[]) order by draft_id, version`
}

function toColumns({ total, ...draft }: VoucherDraft) {
  return { ...draft, total: total.minor.toString() }
}

function toDraft(row: VoucherDraftRow): VoucherDraft {
  return {
    ...{ id: row.id, companyId: row.company_id, number: row.number, status: row.status, version: row.version },
    ...{ origin: row.origin, originId: row.origin_id, kind: row.kind, word: row.word },
    ...{ postingDate: row.posting_date_text, businessDate: row.business_date_text, currency: row.currency },
    ...{ documentType: row.document_type, documentId: row.document_id, documentNumber: row.document_number },
    ...{ sourceType: row.source_type, sourceId: row.source_id, purpose: row.purpose, revision: row.revision },
    ...{ sourceEventId: row.source_event_id, templateVersionId: row.template_version_id },
    ...{ total: money(row.total, row.currency), lineCount: row.line_count, touchesCash: row.touches_cash },
    ...{ paperCount: row.paper_count, fileCount: row.file_count, returnReason: row.return_reason },
    ...{ preparedBy: row.prepared_by, reviewedBy: row.reviewed_by, cashierId: row.cashier_id },
    ...{ postedBy: row.posted_by, voucherId: row.voucher_id, createdAt: row.created_at },
    ...{ approvalId: row.approval_id, approverIds: row.approver_ids },
  }
}
