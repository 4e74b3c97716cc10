import { idsIn } from '@erp/service-kit'
import type { DocumentApproval } from '../domain/document-approval.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

/** Where documents are kept that a company may have approved. */
const tables = {
  CREDIT_LIMIT: Prisma.sql`credit_limit_change`,
  CREDIT_NOTE: Prisma.sql`credit_note`,
  GIFT: Prisma.sql`delivery`,
  SALES_ORDER: Prisma.sql`sales_order`,
  SALES_QUOTATION: Prisma.sql`quotation`,
}
export type ApprovedType = keyof typeof tables

export function isApprovedType(type: string): type is ApprovedType {
  return Object.hasOwn(tables, type)
}

/** Those of a kind that wait for one of these approvals, locked in the order of their ids. */
export async function lockWaitingFor(tx: Tx, type: ApprovedType, approvalIds: readonly string[]): Promise<string[]> {
  const wanted = JSON.stringify(idsIn(approvalIds))
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from ${tables[type]}
    where approval_id = any (array(select value::uuid from jsonb_array_elements_text(${wanted}::jsonb)))
      and status = 'PENDING_APPROVAL'
    order by id for no key update`
  return locked.map(({ id }) => id)
}

/** Writes where these stand once their approval was decided, which are locked; one statement for all. */
export async function saveDecided<
  Document extends {
    readonly id: string
    readonly status: string
    readonly approval: DocumentApproval | null
    readonly version: number
  },
>(tx: Tx, type: ApprovedType, documents: readonly Document[]): Promise<Document[]> {
  const rows = documents.map(({ id, status, approval }) => ({ id, status, state: approval?.state }))
  await tx.$executeRaw`
    update ${tables[type]} as stored
    set status = now.status, approval_state = now.state, version = stored.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as now(id uuid, status text, state text)
    where stored.id = now.id`
  return documents.map((document) => ({ ...document, version: document.version + 1 }))
}
