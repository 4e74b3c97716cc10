import { type Sql, StaleDocument } from '@erp/service-kit'
import { type BusinessDate, type Currency, money } from '@erp/values'
import type { ClaimAction, ClaimStatus, ExpenseClaim } from '../domain/expense-claim.ts'

interface ClaimRow {
  readonly id: string
  readonly company_id: string
  readonly number: string
  readonly status: ClaimStatus
  readonly version: number
  readonly employee_id: string
  readonly title: string
  readonly note: string
  readonly currency: Currency
  readonly claimed_total: bigint
  readonly approved_total: bigint
  readonly advance_used: bigint
  readonly problems: ExpenseClaim['problems']
  readonly findings: ExpenseClaim['findings']
  readonly budget_findings: ExpenseClaim['budgetFindings']
  readonly made_by: string
  readonly author_ids: readonly string[]
  readonly submitted_by: string | null
  readonly submitted_at: Date | null
  readonly reduced_by: string | null
  readonly approval_id: string | null
  readonly decided_by: string | null
  readonly decided_at: Date | null
  readonly approver_ids: string[]
  readonly reason: string | null
  readonly approved_on_text: BusinessDate | null
  readonly cancelled_on_text: BusinessDate | null
  readonly paid_by: string | null
  readonly paid_on_text: BusinessDate | null
  readonly posting_obstacle: ExpenseClaim['postingObstacle']
  readonly copied_from_id: string | null
  readonly written_digest: string | null
  readonly created_at: Date
}

/** Who does what to a claim, and why. */
export interface ClaimChange {
  readonly action: ClaimAction
  readonly by: string
  readonly at: Date
  readonly reason?: string | null
}

export interface ClaimChangeRecord {
  readonly claimId: string
  readonly version: number
  readonly action: ClaimAction
  readonly reason: string | null
  readonly changedBy: string
  readonly changedAt: Date
}

/** The next number of a company and year. The counter stays locked until the commit, so take it last. */
export async function takeClaimNumber(tx: Sql, companyId: string, year: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ last_number: number }[]>`
    insert into expense_claim_number as counter (company_id, year, last_number)
    values (${companyId}::uuid, ${Number(year)}::int, 1)
    on conflict (company_id, year) do update set last_number = counter.last_number + 1
    returning last_number`
  return `EC-${year}-${String(row?.last_number ?? 0).padStart(6, '0')}`
}

/** Stores a new claim without its lines, and the first entry of its history. */
export async function insertClaim(tx: Sql, claim: ExpenseClaim, change: ClaimChange): Promise<void> {
  const row = JSON.stringify([toColumns(claim)])
  await tx.$executeRaw`
    insert into expense_claim (id, company_id, number, status, version, employee_id, title, note, currency, claimed_total,
                               approved_total, problems, findings, made_by, author_ids, copied_from_id, written_digest, created_at)
    select id, "companyId", number, status, version, "employeeId", title, note, currency, "claimedTotal",
           "approvedTotal", problems, findings, "madeBy", "authorIds", "copiedFromId", "writtenDigest", "createdAt"
    from jsonb_to_recordset(${row}::jsonb)
      as r(id uuid, "companyId" uuid, number text, status text, version int, "employeeId" uuid, title text, note text,
           currency text, "claimedTotal" bigint, "approvedTotal" bigint, problems jsonb, findings jsonb, "madeBy" uuid, "authorIds" uuid[],
           "copiedFromId" uuid, "writtenDigest" text, "createdAt" timestamptz)`
  await noteChanges(tx, [{ claim, change }])
}

/** A claim as it is now, and what was done to it. */
export interface ChangedClaim {
  readonly claim: ExpenseClaim
  readonly change: ClaimChange
}

/** Stores a locked claim as it is now, one version on, and what was done. Returns it as stored. */
export async function saveClaim(tx: Sql, claim: ExpenseClaim, change: ClaimChange): Promise<ExpenseClaim> {
  const [saved] = await saveClaims(tx, [{ claim, change }])
  if (!saved) throw new Error('A saved claim is gone')
  return saved
}

/** The same for many. */
export async function saveClaims(tx: Sql, changed: readonly ChangedClaim[]): Promise<ExpenseClaim[]> {
  if (changed.length === 0) return []
  const saved = changed.map(({ claim, change }) => ({ claim: { ...claim, version: claim.version + 1 }, change }))
  const updated = await tx.$executeRaw`
    update expense_claim as c
    set status = r.status, version = r.version, employee_id = r."employeeId", title = r.title, note = r.note,
        claimed_total = r."claimedTotal", approved_total = r."approvedTotal", problems = r.problems,
        findings = r.findings, budget_findings = r."budgetFindings", submitted_by = r."submittedBy", submitted_at = r."submittedAt",
        reduced_by = r."reducedBy", approval_id = r."approvalId", decided_by = r."decidedBy",
        decided_at = r."decidedAt", approver_ids = r."approverIds", reason = r.reason, approved_on = r."approvedOn",
        cancelled_on = r."cancelledOn", advance_used = r."advanceUsed", paid_by = r."paidBy", paid_on = r."paidOn",
        written_digest = r."writtenDigest", author_ids = r."authorIds"
    from jsonb_to_recordset(${JSON.stringify(saved.map(({ claim }) => toColumns(claim)))}::jsonb)
      as r(id uuid, status text, version int, "employeeId" uuid, title text, note text, "claimedTotal" bigint,
           "approvedTotal" bigint, problems jsonb, findings jsonb, "budgetFindings" jsonb, "submittedBy" uuid, "submittedAt" timestamptz,
           "reducedBy" uuid, "approvalId" uuid, "decidedBy" uuid, "decidedAt" timestamptz, "approverIds" uuid[],
           reason text, "approvedOn" date, "cancelledOn" date, "advanceUsed" bigint, "paidBy" uuid, "paidOn" date,
           "writtenDigest" text, "authorIds" uuid[])
    where c.id = r.id and c.version = r.version - 1`
  if (updated !== saved.length)
    throw new StaleDocument('expense claim', changed.map(({ claim }) => claim.id).join(', '))
  await noteChanges(tx, saved)
  return saved.map(({ claim }) => claim)
}

/** Notes why approved claims are not in the ledger yet, or that they are. */
export async function notePostingObstacles(
  tx: Sql,
  obstacles: ReadonlyMap<string, ExpenseClaim['postingObstacle']>,
): Promise<void> {
  const rows = [...obstacles].map(([id, obstacle]) => ({ id, obstacle }))
  await tx.$executeRaw`
    update expense_claim as c set posting_obstacle = r.obstacle
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, obstacle jsonb)
    where c.id = r.id and c.posting_obstacle is distinct from r.obstacle`
}

async function noteChanges(tx: Sql, changed: readonly ChangedClaim[]): Promise<void> {
  const rows = changed.map(({ claim: { id, companyId, version }, change: { action, reason = null, by, at } }) => ({
    ...{ id, companyId, version, action, reason, by, at },
  }))
  await tx.$executeRaw`
    insert into expense_claim_change (claim_id, version, company_id, action, reason, changed_by, changed_at)
    select id, version, "companyId", action, reason, by, at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, version int, "companyId" uuid, action text, reason text, by uuid, at timestamptz)`
}

/** The visible claims of these ids, held until the transaction ends; locked in one order. */
export async function lockClaims(tx: Sql, ids: readonly string[]): Promise<ExpenseClaim[]> {
  const rows = await tx.$queryRaw<ClaimRow[]>`
    select *, approved_on::text as approved_on_text, cancelled_on::text as cancelled_on_text,
      paid_on::text as paid_on_text
    from expense_claim where id = any (${ids}::uuid[]) order by id for update`
  return rows.map(toClaim)
}

/** Lets claims of an employee be submitted one after the other, so that what they add up to is looked at once. */
export async function holdClaimsOf(tx: Sql, employeeId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('claims of ' || ${employeeId}, 0))`
}

export async function lockClaim(tx: Sql, id: string): Promise<ExpenseClaim | undefined> {
  return (await lockClaims(tx, [id]))[0]
}

/** The visible claims of these ids. */
export async function findClaims(tx: Sql, ids: readonly string[]): Promise<ExpenseClaim[]> {
  const rows = await tx.$queryRaw<ClaimRow[]>`
    select *, approved_on::text as approved_on_text, cancelled_on::text as cancelled_on_text,
      paid_on::text as paid_on_text
    from expense_claim where id = any (${ids}::uuid[])`
  return rows.map(toClaim)
}

export async function findClaim(tx: Sql, id: string): Promise<ExpenseClaim | undefined> {
  return (await findClaims(tx, [id]))[0]
}

/** Claims of a company, the newest first, after the given one; of one employee or in one status where those are given. */
export async function listClaims(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly after: string | undefined
    readonly status: ClaimStatus | null
    readonly employeeId: string | null
    /** Only what this user wrote, or the employee they are claims. */
    readonly ownOf: { readonly userId: string; readonly employeeId: string | null } | null
  },
): Promise<ExpenseClaim[]> {
  const rows = await tx.$queryRaw<ClaimRow[]>`
    select *, approved_on::text as approved_on_text, cancelled_on::text as cancelled_on_text,
      paid_on::text as paid_on_text
    from expense_claim
    where company_id = ${companyId}::uuid and (${page.status}::text is null or status = ${page.status})
      and (${page.employeeId}::uuid is null or employee_id = ${page.employeeId}::uuid)
      and (${page.ownOf?.userId ?? null}::uuid is null or made_by = ${page.ownOf?.userId ?? null}::uuid
           or employee_id = ${page.ownOf?.employeeId ?? null}::uuid)
      and (${page.after ?? null}::uuid is null or id < ${page.after ?? null}::uuid)
    order by id desc limit ${page.limit}::int`
  return rows.map(toClaim)
}

/** What was done to these claims, the first first. */
export function historyOfClaims(tx: Sql, claimIds: readonly string[]): Promise<ClaimChangeRecord[]> {
  return tx.$queryRaw<ClaimChangeRecord[]>`
    select claim_id as "claimId", version, action, reason, changed_by as "changedBy", changed_at as "changedAt"
    from expense_claim_change where claim_id = any (${claimIds}::uuid[]) order by claim_id, version`
}

function toColumns({ claimedTotal, approvedTotal, advanceUsed, ...claim }: ExpenseClaim) {
  const [claimed, approved, used] = [claimedTotal, approvedTotal, advanceUsed].map(({ minor }) => minor.toString())
  return { ...claim, claimedTotal: claimed, approvedTotal: approved, advanceUsed: used }
}

function toClaim(row: ClaimRow): ExpenseClaim {
  const { currency } = row
  return {
    ...{ id: row.id, companyId: row.company_id, number: row.number, status: row.status, version: row.version },
    ...{ employeeId: row.employee_id, title: row.title, note: row.note, currency },
    ...{ claimedTotal: money(row.claimed_total, currency), approvedTotal: money(row.approved_total, currency) },
    ...{
      problems: row.problems,
      findings: row.findings,
      budgetFindings: row.budget_findings,
      madeBy: row.made_by,
      authorIds: row.author_ids,
      submittedBy: row.submitted_by,
    },
    ...{ submittedAt: row.submitted_at, reducedBy: row.reduced_by, approvalId: row.approval_id },
    ...{ decidedBy: row.decided_by, decidedAt: row.decided_at, approverIds: row.approver_ids, reason: row.reason },
    ...{ approvedOn: row.approved_on_text, cancelledOn: row.cancelled_on_text, paidOn: row.paid_on_text },
    ...{ advanceUsed: money(row.advance_used, currency), paidBy: row.paid_by },
    ...{ postingObstacle: row.posting_obstacle, copiedFromId: row.copied_from_id, createdAt: row.created_at },
    writtenDigest: row.written_digest,
  }
}
