import type { Sql } from '@erp/service-kit'
import { newId, type Period } from '@erp/values'
import type { Budget, BudgetInForce, BudgetStatus } from '../domain/budget.ts'
import type { BudgetLine } from '../domain/budget-rows.ts'
import { Prisma } from '../generated/prisma/client.ts'

const columns = Prisma.sql`
  b.id, b.company_id as "companyId", b.number, b.year, b.name, b.status, b.version, b.based_on_id as "basedOnId",
  b.transfers_seen as "transfersSeen", b.made_by as "madeBy", b.author_ids as "authorIds", b.submitted_by as "submittedBy",
  b.approval_id as "approvalId", b.approver_ids as "approverIds", b.reason, b.activated_at as "activatedAt",
  b.created_at as "createdAt"`

/** A line of a version as it is kept. */
export type StoredBudgetLine = BudgetLine & { readonly id: string }

/** Stores a new draft. With a version it is based on, its lines are what is in force: that version's and its transfers'. */
export async function insertBudget(tx: Sql, budget: Budget): Promise<void> {
  const { id, companyId, number, year, name, basedOnId, transfersSeen, madeBy, authorIds, createdAt } = budget
  await tx.$executeRaw`
    insert into budget (id, company_id, number, year, name, status, based_on_id, transfers_seen, made_by, author_ids, created_at)
    values (${id}::uuid, ${companyId}::uuid, ${number}, ${year}, ${name}, 'DRAFT', ${basedOnId}::uuid,
            ${transfersSeen}::int, ${madeBy}::uuid, ${authorIds}::uuid[], ${createdAt})`
  if (basedOnId === null) return
  await tx.$executeRaw`
    insert into budget_line (id, budget_id, company_id, account_id, department_id, project_id, period, amount)
    select uuidv7(), ${id}::uuid, ${companyId}::uuid, i.account_id, i.department_id, i.project_id, b.period, b.budget
    from budget_item i join budget_balance b on b.budget_item_id = i.id
    where i.company_id = ${companyId}::uuid and i.year = ${year} and i.in_force
      and (b.budget > 0 or exists (
        select from budget_line l
        where l.budget_id = ${basedOnId}::uuid and l.account_id = i.account_id and l.period = b.period
          and l.department_id is not distinct from i.department_id and l.project_id is not distinct from i.project_id))
    order by i.id, b.period`
}

/** Stores the next versions of budgets that are held. Returns them as stored. */
export async function saveBudgets(tx: Sql, budgets: readonly Budget[]): Promise<Budget[]> {
  if (budgets.length === 0) return []
  const next = budgets.map((budget) => ({ ...budget, version: budget.version + 1 }))
  await tx.$executeRaw`
    update budget b set status = r.status, version = r.version, author_ids = r."authorIds", submitted_by = r."submittedBy",
      approval_id = r."approvalId", approver_ids = r."approverIds", reason = r.reason, activated_at = r."activatedAt"
    from jsonb_to_recordset(${JSON.stringify(next)}::jsonb)
      as r(id uuid, status text, version int, "authorIds" uuid[], "submittedBy" uuid, "approvalId" uuid, "approverIds" uuid[], reason text,
           "activatedAt" timestamptz)
    where b.id = r.id`
  return next
}

export async function areBudgetsUntold(tx: Sql): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`select 1 from budget where not told and status = 'ACTIVE' limit 1`
  return rows.length > 0
}

/** Budgets in force that the others were not told of; they count as told from now on. */
export function takeUntoldBudgets(tx: Sql, atMost: number): Promise<Pick<Budget, 'companyId' | 'year'>[]> {
  return tx.$queryRaw`
    update budget set told = true
    where id in (
      select id from budget where not told and status = 'ACTIVE' order by id limit ${atMost}::int
      for no key update skip locked)
    returning company_id as "companyId", year`
}

/** Sets these lines of a draft: those there are, to another amount, and new ones. */
export async function setBudgetLines(
  tx: Sql,
  { id, companyId }: Pick<Budget, 'id' | 'companyId'>,
  { lines, replaceAll }: { readonly lines: readonly BudgetLine[]; readonly replaceAll: boolean },
): Promise<void> {
  if (replaceAll) await tx.$executeRaw`delete from budget_line where budget_id = ${id}::uuid`
  const rows = lines.map((line) => ({ ...line, id: newId(), amount: line.amount.toString() }))
  await tx.$executeRaw`
    insert into budget_line (id, budget_id, company_id, account_id, department_id, project_id, period, amount)
    select id, ${id}::uuid, ${companyId}::uuid, "accountId", "departmentId", "projectId", period, amount
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, "accountId" uuid, "departmentId" uuid, "projectId" uuid, period text, amount bigint)
    on conflict (budget_id, account_id, department_id, project_id, period) do update set amount = excluded.amount`
}

/** How many lines budgets have, and what they come to. */
export async function totalsOfBudgets(
  tx: Sql,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly lineCount: number; readonly total: bigint }[]> {
  return tx.$queryRaw`
    select b.id, count(l.id)::int as "lineCount", coalesce(sum(l.amount), 0)::bigint as total
    from budget b left join budget_line l on l.budget_id = b.id where b.id = any (${ids}::uuid[]) group by b.id`
}

/** The departments that the lines of a budget name. */
export async function departmentsOfBudget(tx: Sql, budgetId: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct department_id as id from budget_line
    where budget_id = ${budgetId}::uuid and department_id is not null`
  return rows.map(({ id }) => id)
}

export async function findBudgets(tx: Sql, ids: readonly string[]): Promise<Budget[]> {
  return tx.$queryRaw<Budget[]>`select ${columns} from budget b where b.id = any (${ids}::uuid[])`
}

/** These versions, held in one order until the transaction ends. */
export function lockBudgets(tx: Sql, ids: readonly string[]): Promise<Budget[]> {
  return tx.$queryRaw<Budget[]>`
    select ${columns} from budget b where b.id = any (${ids}::uuid[]) order by b.id for update`
}

/** The version of a year that is in force, with how many transfers have changed it. */
export async function budgetInForce(tx: Sql, companyId: string, year: string): Promise<BudgetInForce | undefined> {
  const [row] = await tx.$queryRaw<BudgetInForce[]>`
    select b.id, (
      select count(*)::int from budget_transfer t where t.budget_id = b.id and t.status = 'APPROVED') as transfers
    from budget b where b.company_id = ${companyId}::uuid and b.year = ${year} and b.status = 'ACTIVE'`
  return row
}

/** Versions of budgets, the newest first. */
export function listBudgets(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly afterId: string | undefined
    readonly year: string | null
    readonly status: BudgetStatus | null
  },
): Promise<Budget[]> {
  return tx.$queryRaw<Budget[]>`
    select ${columns} from budget b
    where b.company_id = ${companyId}::uuid
      and (${page.afterId ?? null}::uuid is null or b.id < ${page.afterId ?? null}::uuid)
      and (${page.year}::text is null or b.year = ${page.year})
      and (${page.status}::text is null or b.status = ${page.status})
    order by b.id desc limit ${page.limit}::int`
}

/** The lines of a version in the order they came. */
export function linesOfBudget(
  tx: Sql,
  budgetId: string,
  page: { readonly limit: number; readonly afterId: string | undefined },
): Promise<StoredBudgetLine[]> {
  return tx.$queryRaw<(StoredBudgetLine & { readonly period: Period })[]>`
    select id, account_id as "accountId", department_id as "departmentId", project_id as "projectId", period, amount
    from budget_line
    where budget_id = ${budgetId}::uuid
      and (${page.afterId ?? null}::uuid is null or id > ${page.afterId ?? null}::uuid)
    order by id limit ${page.limit}::int`
}
