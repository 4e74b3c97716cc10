import { type Sql, StaleDocument } from '@erp/service-kit'
import { type BusinessDate, type Currency, type Money, money } from '@erp/values'
import type { AdvanceStatus, EmployeeAdvance } from '../domain/employee-advance.ts'

interface AdvanceRow {
  readonly id: string
  readonly company_id: string
  readonly number: string
  readonly status: AdvanceStatus
  readonly version: number
  readonly employee_id: string
  readonly purpose: string
  readonly currency: Currency
  readonly amount: bigint
  readonly open_amount: bigint
  readonly requested_by: string
  readonly approval_id: string
  readonly decided_by: string | null
  readonly decided_at: Date | null
  readonly approver_ids: string[]
  readonly reason: string | null
  readonly paid_by: string | null
  readonly paid_on_text: BusinessDate | null
  readonly cash_document_id: string | null
  readonly open_item_id: string | null
  readonly created_at: Date
}

/** The next number of a company and year. The counter stays locked until the commit, so take it last. */
export async function takeAdvanceNumber(tx: Sql, companyId: string, year: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ last_number: number }[]>`
    insert into employee_advance_number as counter (company_id, year, last_number)
    values (${companyId}::uuid, ${Number(year)}::int, 1)
    on conflict (company_id, year) do update set last_number = counter.last_number + 1
    returning last_number`
  return `EA-${year}-${String(row?.last_number ?? 0).padStart(6, '0')}`
}

export async function insertAdvance(tx: Sql, advance: EmployeeAdvance): Promise<void> {
  const { id, companyId, number, status, employeeId, purpose, amount, requestedBy, approvalId, createdAt } = advance
  await tx.$executeRaw`
    insert into employee_advance (id, company_id, number, status, employee_id, purpose, currency, amount, requested_by,
                                  approval_id, created_at)
    values (${id}::uuid, ${companyId}::uuid, ${number}, ${status}, ${employeeId}::uuid, ${purpose}, ${amount.currency},
            ${amount.minor}::bigint, ${requestedBy}::uuid, ${approvalId}::uuid, ${createdAt})`
}

/** Stores locked advances as they are now, one version on. Returns them as stored. */
export async function saveAdvances(tx: Sql, advances: readonly EmployeeAdvance[]): Promise<EmployeeAdvance[]> {
  if (advances.length === 0) return []
  const saved = advances.map((advance) => ({ ...advance, version: advance.version + 1 }))
  const rows = saved.map(({ amount: _, openAmount, ...advance }) => ({ ...advance, open: openAmount.minor.toString() }))
  const updated = await tx.$executeRaw`
    update employee_advance as a
    set status = r.status, version = r.version, open_amount = r.open, decided_by = r."decidedBy",
        decided_at = r."decidedAt", approver_ids = r."approverIds", reason = r.reason, paid_by = r."paidBy",
        paid_on = r."paidOn", cash_document_id = r."cashDocumentId", open_item_id = r."openItemId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, status text, version int, open bigint, "decidedBy" uuid, "decidedAt" timestamptz,
           "approverIds" uuid[], reason text, "paidBy" uuid, "paidOn" date, "cashDocumentId" uuid,
           "openItemId" uuid)
    where a.id = r.id and a.version = r.version - 1`
  if (updated !== saved.length) throw new StaleDocument('employee advance', advances.map(({ id }) => id).join(', '))
  return saved
}

/** The visible advances of these ids, held until the transaction ends; locked in one order. */
export async function lockAdvances(tx: Sql, ids: readonly string[]): Promise<EmployeeAdvance[]> {
  const rows = await tx.$queryRaw<AdvanceRow[]>`
    select *, paid_on::text as paid_on_text from employee_advance where id = any (${ids}::uuid[]) order by id for update`
  return rows.map(toAdvance)
}

/** The visible advances of these ids. */
export async function findAdvances(tx: Sql, ids: readonly string[]): Promise<EmployeeAdvance[]> {
  const rows = await tx.$queryRaw<AdvanceRow[]>`
    select *, paid_on::text as paid_on_text from employee_advance where id = any (${ids}::uuid[])`
  return rows.map(toAdvance)
}

export async function findAdvance(tx: Sql, id: string): Promise<EmployeeAdvance | undefined> {
  return (await findAdvances(tx, [id]))[0]
}

/** Advances of a company, the newest first, after the given one. */
export async function listAdvances(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly after: string | undefined
    readonly status: AdvanceStatus | null
    readonly openOnly: boolean
    /** Only what this user asked for, or the employee they are is given. */
    readonly ownOf: { readonly userId: string; readonly employeeId: string | null } | null
  },
): Promise<EmployeeAdvance[]> {
  const rows = await tx.$queryRaw<AdvanceRow[]>`
    select *, paid_on::text as paid_on_text from employee_advance
    where company_id = ${companyId}::uuid and (${page.status}::text is null or status = ${page.status})
      and (open_amount > 0 or not ${page.openOnly}::boolean)
      and (${page.ownOf?.userId ?? null}::uuid is null or requested_by = ${page.ownOf?.userId ?? null}::uuid
           or employee_id = ${page.ownOf?.employeeId ?? null}::uuid)
      and (${page.after ?? null}::uuid is null or id < ${page.after ?? null}::uuid)
    order by id desc limit ${page.limit}::int`
  return rows.map(toAdvance)
}

/** What a claim needs of the advances of its employee. */
export interface AdvanceNeed {
  readonly claimId: string
  readonly employeeId: string
  readonly amount: Money
}

/**
 * Uses what is open of employees' advances for claims: the oldest advance first, no more than a claim needs and no more than
 * is open, in one statement. Laid end to end, claims and advances of an employee overlap in what each takes of each. Returns
 * what every claim got.
 */
export async function useAdvances(tx: Sql, needs: readonly AdvanceNeed[]): Promise<ReadonlyMap<string, bigint>> {
  if (needs.length === 0) return new Map()
  const rows = needs.map(({ claimId, employeeId, amount }) => ({
    ...{ claimId, employeeId, amount: amount.minor.toString() },
  }))
  const used = await tx.$queryRaw<{ claim_id: string; amount: bigint }[]>`
    with need as (
      select "claimId" as claim_id, "employeeId" as employee_id,
             sum(amount) over upto - amount as starts, sum(amount) over upto as ends
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("claimId" uuid, "employeeId" uuid, amount bigint)
      window upto as (partition by "employeeId" order by "claimId")
    ), held as (
      select id, company_id, employee_id, paid_on, open_amount from employee_advance
      where open_amount > 0 and employee_id in (select employee_id from need)
      order by id for update
    ), laid as (
      select id, company_id, employee_id, sum(open_amount) over upto - open_amount as starts, sum(open_amount) over upto as ends
      from held window upto as (partition by employee_id order by paid_on, id)
    ), taken as (
      select need.claim_id, laid.id as advance_id, laid.company_id,
             (least(need.ends, laid.ends) - greatest(need.starts, laid.starts))::bigint as amount
      from need join laid using (employee_id)
      where least(need.ends, laid.ends) > greatest(need.starts, laid.starts)
    ), used as (
      update employee_advance a set open_amount = a.open_amount - t.amount, version = a.version + 1
      from (select advance_id, sum(amount)::bigint as amount from taken group by advance_id) as t
      where a.id = t.advance_id and a.open_amount >= t.amount
      returning a.id
    ), kept as (
      insert into expense_claim_offset (claim_id, advance_id, company_id, amount)
      select claim_id, advance_id, company_id, amount from taken where advance_id in (select id from used)
      returning claim_id, amount)
    select claim_id, sum(amount)::bigint as amount from kept group by claim_id`
  return new Map(used.map(({ claim_id, amount }) => [claim_id, amount]))
}

/** Gives back to advances without an open item what a cancelled claim had used of them. */
export async function giveAdvancesBack(tx: Sql, claimId: string): Promise<void> {
  await tx.$executeRaw`
    update employee_advance a set open_amount = a.open_amount + o.amount, version = a.version + 1
    from expense_claim_offset o
    where o.claim_id = ${claimId}::uuid and o.advance_id = a.id and a.open_item_id is null`
}

/** The advance that a payment gave, held; undefined when it gave none. */
export async function lockAdvanceOf(tx: Sql, cashDocumentId: string): Promise<EmployeeAdvance | undefined> {
  const [row] = await tx.$queryRaw<AdvanceRow[]>`
    select *, paid_on::text as paid_on_text from employee_advance
    where cash_document_id = ${cashDocumentId}::uuid for update`
  return row && toAdvance(row)
}

/** What claims used of advances, by claim. */
export async function offsetsOfClaims(
  tx: Sql,
  claimIds: readonly string[],
): Promise<{ claimId: string; advanceId: string; amount: Money }[]> {
  const rows = await tx.$queryRaw<{ claim_id: string; advance_id: string; amount: bigint; currency: Currency }[]>`
    select o.claim_id, o.advance_id, o.amount, a.currency
    from expense_claim_offset o join employee_advance a on a.id = o.advance_id
    where o.claim_id = any (${claimIds}::uuid[]) order by a.paid_on, a.id`
  return rows.map((row) => ({
    ...{ claimId: row.claim_id, advanceId: row.advance_id, amount: money(row.amount, row.currency) },
  }))
}

function toAdvance(row: AdvanceRow): EmployeeAdvance {
  return {
    ...{ id: row.id, companyId: row.company_id, number: row.number, status: row.status, version: row.version },
    ...{ employeeId: row.employee_id, purpose: row.purpose, amount: money(row.amount, row.currency) },
    ...{ openAmount: money(row.open_amount, row.currency), requestedBy: row.requested_by },
    ...{ approvalId: row.approval_id, decidedBy: row.decided_by, decidedAt: row.decided_at },
    ...{ approverIds: row.approver_ids, reason: row.reason, paidBy: row.paid_by, paidOn: row.paid_on_text },
    ...{ cashDocumentId: row.cash_document_id, openItemId: row.open_item_id, createdAt: row.created_at },
  }
}
