import type { Sql } from '@erp/service-kit'
import type { TreasuryDocument } from '../domain/cash-document.ts'
import { Prisma } from '../generated/prisma/client.ts'

const tables = { cash_document: Prisma.sql`cash_document`, cash_transfer: Prisma.sql`cash_transfer` } as const

/** Stores what was decided about receipts and payments, or transfers, that are held; one statement for all. */
export async function saveTreasuryDecisions(
  tx: Sql,
  table: keyof typeof tables,
  documents: readonly (TreasuryDocument & { readonly id: string })[],
): Promise<void> {
  if (documents.length === 0) return
  const rows = documents.map(({ id, status, reason, submittedBy, approvalId, approverIds, approvedBy }) => ({
    ...{ id, status, reason, submittedBy, approvalId, approverIds, approvedBy },
  }))
  await tx.$executeRaw`
    update ${tables[table]} d
    set status = r.status, version = d.version + 1, reason = r.reason, submitted_by = r."submittedBy",
      approval_id = r."approvalId", approver_ids = r."approverIds", approved_by = r."approvedBy"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, status text, reason text, "submittedBy" uuid, "approvalId" uuid, "approverIds" uuid[],
           "approvedBy" uuid)
    where d.id = r.id`
}
