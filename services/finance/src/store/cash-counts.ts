import type { Sql } from '@erp/service-kit'
import { lastDayOf, type Period } from '@erp/values'
import type { CashCount, CashCountDecision } from '../domain/cash-count.ts'
import { Prisma } from '../generated/prisma/client.ts'

type Row = Omit<CashCount, 'denominations'> & {
  readonly denominations: readonly (readonly [face: string, pieces: number])[]
}

const columns = Prisma.sql`
  k.id, k.company_id as "companyId", k.number, k.status, k.version, k.cash_account_id as "cashAccountId", c.currency,
  k.counted_on::text as "countedOn", k.counted, k.booked, trim_scale(k.exchange_rate)::text as "exchangeRate", k.note,
  k.reason, k.counted_by as "countedBy", k.witnessed_by as "witnessedBy",
  k.submitted_by as "submittedBy", k.approval_id as "approvalId", k.approver_ids as "approverIds", k.approved_by as "approvedBy",
  k.voucher_id as "voucherId", k.reversal_id as "reversalId", (
    select coalesce(jsonb_agg(jsonb_build_array(n.face::text, n.pieces) order by n.face desc), '[]')
    from cash_count_denomination n where n.cash_count_id = k.id) as denominations, (
    select jsonb_build_object('id', d.id, 'number', d.number, 'bearer', d.bearer, 'employeeId', d.employee_id,
      'departmentId', d.department_id, 'decidedOn', d.decided_on, 'reason', d.reason, 'decidedBy', d.decided_by,
      'voucherId', d.voucher_id)
    from cash_count_decision d where d.cash_count_id = k.id and d.reversal_id is null) as decision`
const counts = Prisma.sql`cash_count k join cash_account c on c.id = k.cash_account_id`

export async function insertCashCount(tx: Sql, count: CashCount): Promise<void> {
  const { id, companyId, denominations } = count
  await tx.$executeRaw`
    insert into cash_count (id, company_id, number, status, cash_account_id, counted_on, counted, booked, exchange_rate,
                            note, counted_by)
    values (${id}::uuid, ${companyId}::uuid, ${count.number}, ${count.status}, ${count.cashAccountId}::uuid,
            ${count.countedOn}::date, ${count.counted}, ${count.booked}, ${count.exchangeRate}::numeric, ${count.note},
            ${count.countedBy}::uuid)`
  const rows = denominations.map(({ face, pieces }) => ({ face: face.toString(), pieces }))
  await tx.$executeRaw`
    insert into cash_count_denomination (cash_count_id, company_id, face, pieces)
    select ${id}::uuid, ${companyId}::uuid, face, pieces
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(face bigint, pieces int)`
}

/** Stores the next version of a count that is held, and gives it as it is then. */
export async function saveCashCount(tx: Sql, count: CashCount): Promise<CashCount> {
  await tx.$executeRaw`
    update cash_count set status = ${count.status}, version = version + 1, reason = ${count.reason},
      witnessed_by = ${count.witnessedBy}::uuid, submitted_by = ${count.submittedBy}::uuid,
      approval_id = ${count.approvalId}::uuid, approver_ids = ${count.approverIds}::uuid[], approved_by = ${count.approvedBy}::uuid,
      voucher_id = ${count.voucherId}::uuid, reversal_id = ${count.reversalId}::uuid
    where id = ${count.id}::uuid`
  const saved = await findCashCount(tx, count.id)
  if (!saved) throw new Error('A cash count that was just stored cannot be found')
  return saved
}

export async function findCashCount(tx: Sql, id: string): Promise<CashCount | undefined> {
  const rows = await tx.$queryRaw<Row[]>`select ${columns} from ${counts} where k.id = ${id}::uuid`
  return rows.map(toCashCount)[0]
}

/** The same, held until the transaction ends. */
export async function lockCashCount(tx: Sql, id: string): Promise<CashCount | undefined> {
  return (await lockCashCounts(tx, [id]))[0]
}

/** These, held in one order until the transaction ends. */
export async function lockCashCounts(tx: Sql, ids: readonly string[]): Promise<CashCount[]> {
  await tx.$queryRaw`select id from cash_count where id = any (${ids}::uuid[]) order by id for update`
  const rows = await tx.$queryRaw<
    Row[]
  >`select ${columns} from ${counts} where k.id = any (${ids}::uuid[]) order by k.id`
  return rows.map(toCashCount)
}

/** The number of the count of an account that waits to be approved. */
export async function numberOfWaitingCount(tx: Sql, cashAccountId: string): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ number: string }[]>`
    select number from cash_count where cash_account_id = ${cashAccountId}::uuid
      and status in ('COUNTED', 'WITNESSED', 'PENDING_APPROVAL', 'APPROVED')`
  return row?.number
}

/** Counts, the newest first; only those that wait for somebody when `waiting`. */
export async function listCashCounts(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly afterId: string | undefined
    readonly cashAccountId: string | null
    readonly waiting: boolean
  },
): Promise<CashCount[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select ${columns} from ${counts}
    where k.company_id = ${companyId}::uuid
      and (${page.afterId ?? null}::uuid is null or k.id < ${page.afterId ?? null}::uuid)
      and (${page.cashAccountId}::uuid is null or k.cash_account_id = ${page.cashAccountId}::uuid)
      and (not ${page.waiting}::boolean or k.status in ('COUNTED', 'WITNESSED', 'PENDING_APPROVAL', 'APPROVED', 'BOOKED'))
    order by k.id desc limit ${page.limit}::int`
  return rows.map(toCashCount)
}

/** Whether a count up to the end of a period waits for a witness, an approval or a decision. */
export async function areCountsUndecided(tx: Sql, companyId: string, period: Period): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ undecided: boolean }[]>`
    select exists (
      select from cash_count where company_id = ${companyId}::uuid and counted_on <= ${lastDayOf(period)}::date
        and status in ('COUNTED', 'WITNESSED', 'PENDING_APPROVAL', 'APPROVED', 'BOOKED')) as undecided`
  return row?.undecided === true
}

/** What a new decision is stored with. */
export type NewCashDecision = CashCountDecision & { readonly companyId: string; readonly cashCountId: string }

export async function insertCashDecision(tx: Sql, decision: NewCashDecision): Promise<void> {
  await tx.$executeRaw`
    insert into cash_count_decision (id, cash_count_id, company_id, number, bearer, employee_id, department_id, decided_on,
                                     reason, decided_by, voucher_id)
    values (${decision.id}::uuid, ${decision.cashCountId}::uuid, ${decision.companyId}::uuid, ${decision.number},
            ${decision.bearer}, ${decision.employeeId}::uuid, ${decision.departmentId}::uuid, ${decision.decidedOn}::date,
            ${decision.reason}, ${decision.decidedBy}::uuid, ${decision.voucherId}::uuid)`
}

/** Records that a decision is taken back. */
export async function undoCashDecision(
  tx: Sql,
  id: string,
  undo: { readonly reason: string; readonly by: string; readonly reversalId: string },
): Promise<void> {
  await tx.$executeRaw`
    update cash_count_decision set undo_reason = ${undo.reason}, undone_by = ${undo.by}::uuid,
      reversal_id = ${undo.reversalId}::uuid
    where id = ${id}::uuid`
}

function toCashCount(row: Row): CashCount {
  return {
    ...row,
    denominations: row.denominations.map(([face, pieces]) => ({ face: BigInt(face), pieces })),
  }
}
