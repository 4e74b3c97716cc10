import type { Sql } from '@erp/service-kit'
import type { ApprovalRequest, OpenSeat, Seat, SeatHolder, Signature } from '../domain/approval.ts'

interface SeatRow {
  readonly id: string
  readonly approval_id: string
  readonly level: number
  readonly weight: Seat['weight']
  readonly opens_after_hours: number | null
  readonly added_by: string | null
  readonly user_id: string | null
  readonly role_code: string | null
  readonly permission_code: string | null
  readonly signed_by: string | null
  readonly signed_for: string | null
  readonly signed_at: Date | null
}

export async function insertSeats(tx: Sql, companyId: string, seats: readonly Seat[]): Promise<void> {
  if (seats.length === 0) return
  const rows = seats.map(({ id, approvalId, level, weight, holder, opensAfterHours, addedBy }) => ({
    ...{ id, approval_id: approvalId, level, weight, opens_after_hours: opensAfterHours, added_by: addedBy },
    user_id: 'userId' in holder ? holder.userId : null,
    role_code: 'roleCode' in holder ? holder.roleCode : null,
    permission_code: 'permission' in holder ? holder.permission : null,
  }))
  await tx.$executeRaw`
    insert into approval_seats (id, company_id, approval_id, level, weight, opens_after_hours, added_by, user_id, role_code,
                                permission_code)
    select id, ${companyId}::uuid, approval_id, level, weight, opens_after_hours, added_by, user_id, role_code,
           permission_code
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as seat(
      id uuid, approval_id uuid, level int, weight text, opens_after_hours int, added_by uuid, user_id uuid, role_code text,
      permission_code text)`
}

/** The seats of these requests, by level and in the order they were given. */
export async function seatsOf(tx: Sql, approvalIds: readonly string[]): Promise<readonly Seat[]> {
  const rows = await tx.$queryRaw<SeatRow[]>`
    select id, approval_id, level, weight, opens_after_hours, added_by, user_id, role_code, permission_code,
           signed_by, signed_for, signed_at
    from approval_seats where approval_id = any (${approvalIds}::uuid[]) order by approval_id, level, id`
  return rows.map((row) => ({
    ...{ id: row.id, approvalId: row.approval_id, level: row.level, weight: row.weight, holder: holderOf(row) },
    ...{ opensAfterHours: row.opens_after_hours, addedBy: row.added_by },
    ...{ signedBy: row.signed_by, signedFor: row.signed_for, signedAt: row.signed_at },
  }))
}

/** The seats of a request that a person may sign now, and in whose place. */
export async function openSeatsOf(
  tx: Sql,
  companyId: string,
  { userId, approvalId }: { readonly userId: string; readonly approvalId: string },
): Promise<readonly OpenSeat[]> {
  return tx.$queryRaw<OpenSeat[]>`
    select seat_id as "seatId", principal_id as "principalId"
    from identity.open_seats(${companyId}::uuid, ${userId}::uuid)
    where approval_id = ${approvalId}::uuid order by principal_id, seat_id`
}

export async function signSeats(tx: Sql, { signerId, seats, at }: Signature): Promise<void> {
  const signed = seats.map(({ seatId, principalId }) => ({
    id: seatId,
    signed_for: principalId === signerId ? null : principalId,
  }))
  await tx.$executeRaw`
    update approval_seats as seat set signed_by = ${signerId}::uuid, signed_for = signed.signed_for, signed_at = ${at}
    from jsonb_to_recordset(${JSON.stringify(signed)}::jsonb) as signed(id uuid, signed_for uuid)
    where seat.id = signed.id and seat.signed_by is null`
}

/** Makes room for a level right after the one that signs now. */
export async function moveLaterLevels(tx: Sql, { companyId, id, level }: ApprovalRequest): Promise<void> {
  await tx.$executeRaw`
    update approval_seats set level = level + 1
    where company_id = ${companyId}::uuid and approval_id = ${id}::uuid and level > ${level}`
}

function holderOf({ user_id, role_code, permission_code }: SeatRow): SeatHolder {
  if (user_id !== null) return { userId: user_id }
  return role_code !== null ? { roleCode: role_code } : { permission: permission_code ?? '' }
}
