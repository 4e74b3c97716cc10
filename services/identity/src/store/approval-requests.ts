import { type Sql, StaleDocument } from '@erp/service-kit'
import { type Currency, money } from '@erp/values'
import type { ApprovalRequest, ApprovalStatus, DocumentType } from '../domain/approval.ts'

interface RequestRow {
  readonly id: string
  readonly company_id: string
  readonly document_type: DocumentType
  readonly document_id: string
  readonly document_version: number
  readonly document_number: string | null
  readonly title: string
  readonly maker_id: string
  readonly author_ids: readonly string[]
  readonly submitted_by: string
  readonly amount_minor: bigint
  readonly base_currency: Currency
  readonly currency: string
  readonly department_ids: readonly string[]
  readonly categories: readonly string[]
  readonly status: ApprovalStatus
  readonly definition_version: number | null
  readonly level: number
  readonly level_since: Date
  readonly reason: string | null
  readonly decided_by: string | null
  readonly decided_at: Date | null
  readonly version: number
  readonly requested_at: Date
}

/** Whoever tells of a request, asks for it or withdraws it does so in turn, also while there is no row to lock yet. */
export async function holdApproval(tx: Sql, approvalId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('approval ' || ${approvalId}, 0))`
}

/** Stores a new request; false when its id is taken, by a company this transaction may not even see. */
export async function insertRequest(tx: Sql, request: ApprovalRequest): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    insert into approval_requests
      (id, company_id, document_type, document_id, document_version, document_number, title, maker_id, author_ids,
       submitted_by,
       amount_minor, currency, department_ids, categories, status, definition_version, level, level_since,
       reason, decided_by, decided_at, requested_at)
    values (${request.id}::uuid, ${request.companyId}::uuid, ${request.documentType}, ${request.documentId}::uuid,
            ${request.documentVersion}, ${request.documentNumber}, ${request.title}, ${request.makerId}::uuid,
            ${request.authorIds}::uuid[], ${request.submittedBy}::uuid, ${request.amount.minor}, ${request.currency}, ${request.departmentIds}::uuid[],
            ${request.categories}::text[], ${request.status}, ${request.definitionVersion}, ${request.level}, ${request.levelSince},
            ${request.reason}, ${request.decidedBy}::uuid, ${request.decidedAt}, ${request.requestedAt})
    on conflict (id) do nothing`
  return inserted === 1
}

/** Saves where a request stands. Throws StaleDocument on a lost race. */
export async function saveRequest(tx: Sql, request: ApprovalRequest): Promise<ApprovalRequest> {
  const updated = await tx.$executeRaw`
    update approval_requests
    set status = ${request.status}, level = ${request.level}, level_since = ${request.levelSince},
        reason = ${request.reason}, decided_by = ${request.decidedBy}::uuid, decided_at = ${request.decidedAt}, version = version + 1
    where id = ${request.id}::uuid and version = ${request.version}`
  if (updated !== 1) throw new StaleDocument('ApprovalRequest', request.id)
  return { ...request, version: request.version + 1 }
}

export async function findRequests(tx: Sql, ids: readonly string[]): Promise<readonly ApprovalRequest[]> {
  const rows = await tx.$queryRaw<RequestRow[]>`
    select request.*, companies.base_currency
    from approval_requests as request join companies on companies.id = request.company_id
    where request.id = any (${ids}::uuid[])`
  return rows.map(toRequest)
}

export async function findRequest(tx: Sql, id: string): Promise<ApprovalRequest | undefined> {
  return (await findRequests(tx, [id]))[0]
}

/** Those among these requests that this person made, submitted, decides on or signed. */
export async function requestsConcerning(
  tx: Sql,
  companyId: string,
  { userId, ids }: { readonly userId: string; readonly ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select approval_id as id from identity.requests_concerning(${companyId}::uuid, ${userId}::uuid)
    where approval_id = any (${ids}::uuid[])`
  return new Set(rows.map(({ id }) => id))
}

/** Somebody who is shown some requests of a company: those of these departments, and those that concern them. */
export interface NarrowedReader {
  readonly userId: string
  readonly departmentIds: readonly string[]
}

export interface RequestFilter {
  readonly status?: ApprovalStatus | undefined
  readonly documentType?: DocumentType | undefined
  readonly documentId?: string | undefined
  /** Left out for whoever sees all of the company's. */
  readonly reader?: NarrowedReader | undefined
}

interface IdPage {
  readonly limit: number
  readonly beforeId: string | undefined
}

/** The requests of a company, newest first, before the one with that id. */
export async function listRequests(
  tx: Sql,
  companyId: string,
  {
    status = undefined,
    documentType = undefined,
    documentId = undefined,
    reader,
    limit,
    beforeId,
  }: RequestFilter & IdPage,
): Promise<readonly ApprovalRequest[]> {
  const rows = await tx.$queryRaw<RequestRow[]>`
    select request.*, companies.base_currency
    from approval_requests as request join companies on companies.id = request.company_id
    where request.company_id = ${companyId}::uuid
      and (${status ?? null}::text is null or request.status = ${status ?? null}::text)
      and (${documentType ?? null}::text is null or request.document_type = ${documentType ?? null}::text)
      and (${documentId ?? null}::uuid is null or request.document_id = ${documentId ?? null}::uuid)
      and (${beforeId ?? null}::uuid is null or request.id < ${beforeId ?? null}::uuid)
      and (${reader === undefined} or (request.department_ids <> '{}' and request.department_ids <@ ${reader?.departmentIds ?? []}::uuid[])
           or request.id in (select approval_id
                             from identity.requests_concerning(${companyId}::uuid, ${reader?.userId ?? null}::uuid)))
    order by request.id desc limit ${limit}`
  return rows.map(toRequest)
}

/** The requests a person may sign now, the oldest first, after the one with that id. */
export async function listTasks(
  tx: Sql,
  companyId: string,
  { userId, limit, afterId }: { readonly userId: string; readonly limit: number; readonly afterId: string | undefined },
): Promise<readonly ApprovalRequest[]> {
  const rows = await tx.$queryRaw<RequestRow[]>`
    select request.*, companies.base_currency
    from approval_requests as request join companies on companies.id = request.company_id
    where request.company_id = ${companyId}::uuid and request.status = 'RUNNING'
      and (${afterId ?? null}::uuid is null or request.id > ${afterId ?? null}::uuid)
      and request.id in (select approval_id from identity.open_seats(${companyId}::uuid, ${userId}::uuid))
    order by request.id limit ${limit}`
  return rows.map(toRequest)
}

/** Remembers that a request was withdrawn before it came. */
export async function withdrawUnknown(
  tx: Sql,
  withdrawal: { approvalId: string; companyId: string; reason: string; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    insert into approval_withdrawals (approval_id, company_id, reason, withdrawn_at)
    values (${withdrawal.approvalId}::uuid, ${withdrawal.companyId}::uuid, ${withdrawal.reason}, ${withdrawal.at})
    on conflict (approval_id) do nothing`
}

export async function wasWithdrawn(tx: Sql, approvalId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`
    select from approval_withdrawals where approval_id = ${approvalId}::uuid`
  return rows.length > 0
}

function toRequest(row: RequestRow): ApprovalRequest {
  return {
    id: row.id,
    companyId: row.company_id,
    documentType: row.document_type,
    documentId: row.document_id,
    documentVersion: row.document_version,
    documentNumber: row.document_number,
    title: row.title,
    makerId: row.maker_id,
    authorIds: row.author_ids,
    submittedBy: row.submitted_by,
    amount: money(BigInt(row.amount_minor), row.base_currency),
    currency: row.currency,
    departmentIds: row.department_ids,
    categories: row.categories,
    status: row.status,
    definitionVersion: row.definition_version,
    level: row.level,
    levelSince: row.level_since,
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    version: row.version,
    requestedAt: row.requested_at,
  }
}
