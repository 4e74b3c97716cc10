import { StaleDocument } from '@erp/service-kit'
import { type ApprovalState, type BusinessDate, isId } from '@erp/values'
import type { InventoryDocument, InventoryDocumentType } from '../domain/inventory-document.ts'
import type { Tx } from './database.ts'
import { readCurrency } from './exact-columns.ts'

/** Which documents of a kind, newest first. */
export type DocumentPage = {
  readonly status?: string | undefined
  readonly number?: string | undefined
  readonly after: string | undefined
  readonly limit: number
}

type Row<Status extends string> = Omit<InventoryDocument<Status>, 'currency' | 'approval'> & {
  readonly currency: string
  readonly approvalId: string | null
  readonly approvalState: ApprovalState
  readonly approvalReason: string | null
  readonly approvalChangedAt: Date
  readonly submittedBy: string
}

export async function insert(
  tx: Tx,
  documentType: InventoryDocumentType,
  document: InventoryDocument<string>,
): Promise<void> {
  const { id, companyId, number, status, businessDate, currency, reason, version, createdAt, createdBy } = document
  await tx.$executeRaw`
    insert into inventory_document (id, company_id, document_type, number, status, business_date, currency, reason,
                                    warehouse_ids, department_ids, version, created_at, created_by, author_ids, confirmed_at,
                                    confirmed_by)
    values (${id}::uuid, ${companyId}::uuid, ${documentType}, ${number}, ${status}, ${businessDate}::date, ${currency},
            ${reason}, ${idArray(document.warehouseIds)}::uuid[], ${idArray(document.departmentIds)}::uuid[], ${version}::int,
            ${createdAt}, ${createdBy}::uuid, ${idArray(document.authorIds)}::uuid[], ${document.confirmedAt}, ${document.confirmedBy}::uuid)`
}

/** Writes the next version, one above the one that was read. Throws StaleDocument when another transaction was faster. */
export async function save(tx: Tx, document: InventoryDocument<string>): Promise<void> {
  const { id, status, businessDate, reason, version, confirmedAt, confirmedBy, approval } = document
  const written = await tx.$executeRaw`
    update inventory_document
    set status = ${status}, business_date = ${businessDate}::date, reason = ${reason},
        warehouse_ids = ${idArray(document.warehouseIds)}::uuid[],
        department_ids = ${idArray(document.departmentIds)}::uuid[], version = ${version}::int,
        author_ids = ${idArray(document.authorIds)}::uuid[], confirmed_at = ${confirmedAt}, confirmed_by = ${confirmedBy}::uuid,
        approval_id = ${approval?.id ?? null}::uuid, approval_state = ${approval?.state ?? null},
        approval_reason = ${approval?.reason ?? null}, approval_changed_at = ${approval?.changedAt ?? null},
        submitted_by = ${approval?.submittedBy ?? null}::uuid
    where id = ${id}::uuid and version = ${version - 1}::int`
  if (written === 0) throw new StaleDocument('Inventory document', id)
}

/** The document as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lock<Status extends string>(
  tx: Tx,
  documentType: InventoryDocumentType,
  id: string,
): Promise<InventoryDocument<Status> | undefined> {
  if (!isId(id)) return undefined
  await tx.$queryRaw`
    select 1 from inventory_document where id = ${id}::uuid and document_type = ${documentType} for no key update`
  const [document] = await findMany<Status>(tx, documentType, [id])
  return document
}

export async function findMany<Status extends string>(
  tx: Tx,
  documentType: InventoryDocumentType,
  ids: readonly string[],
): Promise<InventoryDocument<Status>[]> {
  const rows = await tx.$queryRaw<Row<Status>[]>`
    select id, company_id as "companyId", number, status, business_date::text as "businessDate", currency, reason,
           warehouse_ids as "warehouseIds", department_ids as "departmentIds", approval_id as "approvalId",
           approval_state as "approvalState", approval_reason as "approvalReason",
           approval_changed_at as "approvalChangedAt", submitted_by as "submittedBy", version, created_at as "createdAt",
           created_by as "createdBy", author_ids as "authorIds", confirmed_at as "confirmedAt",
           confirmed_by as "confirmedBy"
    from inventory_document
    where document_type = ${documentType}
      and id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids.filter(isId))}::jsonb)))`
  return rows.map(fromRow)
}

export async function list<Status extends string>(
  tx: Tx,
  documentType: InventoryDocumentType,
  { status, number, after, limit }: DocumentPage,
): Promise<InventoryDocument<Status>[]> {
  const rows = await tx.$queryRaw<Row<Status>[]>`
    select id, company_id as "companyId", number, status, business_date::text as "businessDate", currency, reason,
           warehouse_ids as "warehouseIds", department_ids as "departmentIds", approval_id as "approvalId",
           approval_state as "approvalState", approval_reason as "approvalReason",
           approval_changed_at as "approvalChangedAt", submitted_by as "submittedBy", version, created_at as "createdAt",
           created_by as "createdBy", author_ids as "authorIds", confirmed_at as "confirmedAt",
           confirmed_by as "confirmedBy"
    from inventory_document
    where document_type = ${documentType}
      and (${status ?? null}::text is null or status = ${status ?? null}::text)
      and (${number ?? null}::text is null or number = ${number ?? null}::text)
      and (${after ?? null}::uuid is null or id < ${after ?? null}::uuid)
    order by id desc
    limit ${limit}::int`
  return rows.map(fromRow)
}

/** Which documents wait for these requests, by kind, once everybody who was changing them has ended. */
export async function lockWaitingFor(
  tx: Tx,
  approvalIds: readonly string[],
): Promise<{ readonly id: string; readonly documentType: InventoryDocumentType }[]> {
  return tx.$queryRaw`
    select id, document_type as "documentType"
    from inventory_document
    where approval_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(approvalIds)}::jsonb)))
      and approval_state in ('PENDING', 'BLOCKED')
    order by id
    for no key update`
}

/** Keeps whether identity took these requests; the documents say the same as before. */
export async function noteRequests(
  tx: Tx,
  { approvalId, blockedBy }: { readonly approvalId: string; readonly blockedBy: string | null },
  now: Date,
): Promise<string[]> {
  const noted = await tx.$queryRaw<{ id: string }[]>`
    update inventory_document
    set approval_state = ${blockedBy === null ? 'PENDING' : 'BLOCKED'}, approval_reason = ${blockedBy}, approval_changed_at = ${now}
    where approval_id = ${approvalId}::uuid and approval_state in ('PENDING', 'BLOCKED')
      and approval_reason is distinct from ${blockedBy}
    returning id`
  return noted.map(({ id }) => id)
}

function fromRow<Status extends string>({
  approvalId: id,
  approvalState: state,
  approvalReason,
  approvalChangedAt: changedAt,
  submittedBy,
  ...row
}: Row<Status>): InventoryDocument<Status> {
  return {
    ...{ ...row, businessDate: row.businessDate as BusinessDate, currency: readCurrency(row.currency) },
    approval: id === null ? null : { id, state, reason: approvalReason, submittedBy, changedAt },
  }
}

/** Ids as PostgreSQL reads an array of them. */
function idArray(ids: readonly string[]): string {
  return `{${ids.join(',')}}`
}
