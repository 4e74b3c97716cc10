import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import { Prisma } from '../generated/prisma/client.ts'

/** What a report has a row for. */
export type BudgetGrouping = 'ITEM' | 'ACCOUNT' | 'DEPARTMENT' | 'PROJECT' | 'PERIOD'

export type BudgetReportOf = {
  readonly companyId: string
  readonly year: string
  readonly from: Period
  readonly through: Period
  readonly accountCode: string | null
  readonly departmentCode: string | null
  readonly projectCode: string | null
}

export type BudgetFigures = { readonly budget: bigint; readonly committed: bigint; readonly actual: bigint }

/** A row: what it is of, as far as it is of one thing, and what there is of it. */
export type BudgetReportRow = BudgetFigures & {
  /** What the rows are ordered by. */
  readonly place: string
  readonly itemId: string | null
  readonly accountId: string | null
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly period: Period | null
}

/**
 * Budget, committed and spent by item, account, department, project or month, from the kept balances alone. What no item
 * answers for is in no row. Without a department or project stands what is budgeted for any.
 */
export function budgetReport(
  tx: Sql,
  of: BudgetReportOf,
  by: BudgetGrouping,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<BudgetReportRow[]> {
  const { companyId, year, from, through } = of
  return tx.$queryRaw<BudgetReportRow[]>`
    with cell as (
      select case ${by}
          when 'ITEM' then a.code || '/' || i.id when 'ACCOUNT' then a.code when 'PERIOD' then b.period
          when 'DEPARTMENT' then coalesce(i.department_id::text, '-') else coalesce(i.project_id::text, '-') end as place,
        i.id, i.account_id, i.department_id, i.project_id, b.period, b.budget, b.committed, b.actual
      from budget_item i join account a on a.id = i.account_id
    left join dimension_value d on d.id = i.department_id left join dimension_value p on p.id = i.project_id
      join budget_balance b on b.budget_item_id = i.id and b.period between ${from} and ${through}
      where i.company_id = ${companyId}::uuid and i.year = ${year} and i.in_force
        and ${only(of)})
    select place, case when ${by} = 'ITEM' then min(id::text)::uuid end as "itemId",
      case when ${by} in ('ITEM', 'ACCOUNT') then min(account_id::text)::uuid end as "accountId",
      case when ${by} in ('ITEM', 'DEPARTMENT') then min(department_id::text)::uuid end as "departmentId",
      case when ${by} in ('ITEM', 'PROJECT') then min(project_id::text)::uuid end as "projectId",
      case when ${by} = 'PERIOD' then place end as period,
      sum(budget)::bigint as budget, sum(committed)::bigint as committed, sum(actual)::bigint as actual
    from cell where ${page.after ?? null}::text is null or place collate "C" > ${page.after ?? null}
    group by place order by place collate "C" limit ${page.limit}::int`
}

/** Items `i` of account `a`, department `d` and project `p` that the report is about. */
function only({ accountCode, departmentCode, projectCode }: BudgetReportOf): Prisma.Sql {
  return Prisma.sql`
    (${accountCode}::text is null or a.code = ${accountCode} or starts_with(a.code, ${accountCode} || '.'))
    and (${departmentCode}::text is null or d.code = ${departmentCode})
    and (${projectCode}::text is null or p.code = ${projectCode})`
}

/** The same in all. */
export async function budgetTotal(tx: Sql, of: BudgetReportOf): Promise<BudgetFigures> {
  const { companyId, year, from, through } = of
  const [row] = await tx.$queryRaw<BudgetFigures[]>`
    select coalesce(sum(b.budget), 0)::bigint as budget, coalesce(sum(b.committed), 0)::bigint as committed,
      coalesce(sum(b.actual), 0)::bigint as actual
    from budget_item i join account a on a.id = i.account_id
    left join dimension_value d on d.id = i.department_id left join dimension_value p on p.id = i.project_id
    join budget_balance b on b.budget_item_id = i.id and b.period between ${from} and ${through}
    where i.company_id = ${companyId}::uuid and i.year = ${year} and i.in_force
      and ${only(of)}`
  return row ?? { budget: 0n, committed: 0n, actual: 0n }
}
