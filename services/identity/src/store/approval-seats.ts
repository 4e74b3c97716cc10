import type { Sql } from '@erp/service-kit'
import type { OpenSeat, Seat, SeatHolder, Signature } from '../domain/approval.ts'

interface SeatRow {
  readonly id: string
  readonly approval_id: string
  readonly level: number
  readonly weight: 'ENOUGH' | 'NEEDED'
  readonly user_id: string | null
  readonly role_code: string | null
  readonly permission_code: string | null
  readonly signed_by: string | null
  readonly signed_for: string | null
  readonly signed_at: Date | null
}

export async function insertSeats(tx: Sql, companyId: string, seats: readonly Seat[]): Promise<void> {
  if (seats.length === 0) return
  const rows = seats.map(({ id, approvalId, level, weight, holder }) => ({
    ...{ id, approval_id: approvalId, level, weight },
    user_id: 'userId' in holder ? holder.userId : null,
    role_code: 'roleCode' in holder ? holder.roleCode : null,
    permission_code: 'permission' in holder ? holder.permission : null,
  }))
  await tx.$executeRaw`
    insert into approval_seats (id, company_id, approval_id, level, weight, user_id, role_code, permission_code)
    select id, ${companyId}::uuid, approval_id, level, weight, user_id, role_code, permission_code
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as seat(
      id uuid, approval_id uuid, level int, weight text, user_id uuid, role_code text, permission_code text)`
}

/** The seats of these requests, by level and in the order they were given. */
export async function seatsOf(tx: Sql, approvalIds: readonly string[]): Promise<readonly Seat[]> {
  const rows = await tx.$queryRaw<SeatRow[]>`
    select id, approval_id, level, weight, user_id, role_code, permission_code, signed_by, signed_for, signed_at
    from approval_seats where approval_id = any (${approvalIds}::uuid[]) order by approval_id, level, id`
  return rows.map((row) => ({
    ...{ id: row.id, approvalId: row.approval_id, level: row.level, weight: row.weight, holder: holderOf(row) },
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

function holderOf({ user_id, role_code, permission_code }: SeatRow): SeatHolder {
  if (user_id !== null) return { userId: user_id }
  return role_code !== null ? { roleCode: role_code } : { permission: permission_code ?? '' }
}
