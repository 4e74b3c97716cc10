import type { Sql } from '@erp/service-kit'
import type { DocumentType } from '../domain/approval.ts'
import type { Delegation } from '../domain/approval-delegation.ts'

interface DelegationRow {
  readonly id: string
  readonly company_id: string
  readonly from_user_id: string
  readonly to_user_id: string
  readonly document_type: DocumentType | null
  readonly starts_at: Date
  readonly ends_at: Date
  readonly ended_at: Date | null
}

export async function insertDelegation(tx: Sql, delegation: Delegation): Promise<void> {
  const { id, companyId, fromUserId, toUserId, documentType, startsAt, endsAt } = delegation
  await tx.$executeRaw`
    insert into approval_delegations (id, company_id, from_user_id, to_user_id, document_type, starts_at, ends_at)
    values (${id}::uuid, ${companyId}::uuid, ${fromUserId}::uuid, ${toUserId}::uuid, ${documentType}, ${startsAt},
            ${endsAt})`
}

export async function findDelegation(tx: Sql, id: string): Promise<Delegation | undefined> {
  const [row] = await tx.$queryRaw<DelegationRow[]>`select * from approval_delegations where id = ${id}::uuid`
  return row && toDelegation(row)
}

/** What somebody has given or been given in a company, newest first, before the one with that id. */
export async function delegationsOf(
  tx: Sql,
  companyId: string,
  {
    userId,
    limit,
    beforeId,
  }: { readonly userId: string; readonly limit: number; readonly beforeId?: string | undefined },
): Promise<readonly Delegation[]> {
  const rows = await tx.$queryRaw<DelegationRow[]>`
    select * from approval_delegations
    where company_id = ${companyId}::uuid and ${userId}::uuid in (from_user_id, to_user_id)
      and (${beforeId ?? null}::uuid is null or id < ${beforeId ?? null}::uuid)
    order by id desc limit ${limit}`
  return rows.map(toDelegation)
}

/** Ends it before its time; false when it had ended. */
export async function endDelegation(tx: Sql, id: string, at: Date): Promise<boolean> {
  const ended = await tx.$executeRaw`
    update approval_delegations set ended_at = ${at} where id = ${id}::uuid and ended_at is null and ends_at > ${at}`
  return ended === 1
}

function toDelegation(row: DelegationRow): Delegation {
  return {
    ...{ id: row.id, companyId: row.company_id, fromUserId: row.from_user_id, toUserId: row.to_user_id },
    ...{ documentType: row.document_type, startsAt: row.starts_at, endsAt: row.ends_at, endedAt: row.ended_at },
  }
}
