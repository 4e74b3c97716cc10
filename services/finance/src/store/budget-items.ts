import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { Budget } from '../domain/budget.ts'
import type { BudgetItem, BudgetLevel, BudgetMonth, BudgetSpan } from '../domain/budget-check.ts'

/**
 * Whoever reserves or gives back holds this in common, whoever puts a version in force alone: in between nobody would know
 * which item a reservation counts on. Vouchers are kept out by the periods, which a posting holds.
 */
export async function shareBudgets(tx: Sql, companyIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    select pg_advisory_xact_lock_shared(hashtextextended('budget ' || id, 0)) from (
      select distinct unnest(${companyIds}::uuid[]) as id order by id) as company`
}

/** Keeps everybody out of the budgets of a company until the transaction ends; periods are held before. */
export async function holdBudgets(tx: Sql, companyId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('budget ' || ${companyId}, 0))`
}

/**
 * Puts the lines of a version in force: its items and no others of the year, what was reserved and spent on the item that
 * answers for it now, and what the year's months have of each. Five statements, whatever the size.
 */
export async function putItemsInForce(tx: Sql, { id, companyId, year }: Budget): Promise<void> {
  await tx.$executeRaw`
    insert into budget_item (id, company_id, year, account_id, department_id, project_id, in_force)
    select uuidv7(), company_id, ${year}, account_id, department_id, project_id, true
    from (select distinct company_id, account_id, department_id, project_id from budget_line
          where budget_id = ${id}::uuid) as wanted
    on conflict (company_id, year, account_id, department_id, project_id) do update set in_force = true`
  await tx.$executeRaw`
    update budget_item i set in_force = false
    where company_id = ${companyId}::uuid and year = ${year} and in_force and not exists (
      select from budget_line l
      where l.budget_id = ${id}::uuid and l.account_id = i.account_id
        and l.department_id is not distinct from i.department_id and l.project_id is not distinct from i.project_id)`
  await tx.$executeRaw`
    update budget_reservation r set budget_item_id = budget_item_of(account_id, ${year}, department_id, project_id)
    where company_id = ${companyId}::uuid and ended_at is null and starts_with(period, ${`${year}-`})
      and budget_item_id is distinct from budget_item_of(account_id, ${year}, department_id, project_id)`
  await tx.$executeRaw`
    with part as (
      select i.id, l.period, l.amount as budget, 0::bigint as committed, 0::bigint as actual
      from budget_line l
      join budget_item i on i.account_id = l.account_id and i.year = ${year}
        and i.department_id is not distinct from l.department_id and i.project_id is not distinct from l.project_id
      where l.budget_id = ${id}::uuid
      union all
      select budget_item_id, period, 0, open_amount, 0 from budget_reservation
      where company_id = ${companyId}::uuid and ended_at is null and starts_with(period, ${`${year}-`})
        and budget_item_id is not null
      union all
      select budget_item_of(t.account_id, ${year}, department_id, project_id), period, 0, 0, t.amount
      from (
        select account_id, department_id, project_id, period, sum(debit - credit) as amount from dimension_turnover
        where company_id = ${companyId}::uuid and period between ${`${year}-01`} and ${`${year}-12`}
          and nature = 'BUSINESS' and account_id in (
            select account_id from budget_item where company_id = ${companyId}::uuid and year = ${year} and in_force)
        group by 1, 2, 3, 4) as turnover
      cross join lateral (
        select turnover.account_id, case direction when 'DEBIT' then amount else -amount end as amount
        from account where id = turnover.account_id) as t
      union all
      select b.budget_item_id, b.period, 0, 0, 0 from budget_balance b
      join budget_item i on i.id = b.budget_item_id where i.company_id = ${companyId}::uuid and i.year = ${year})
    insert into budget_balance (budget_item_id, period, company_id, budget, committed, actual)
    select id, period, ${companyId}::uuid, sum(budget), sum(committed), sum(actual)
    from part where id is not null group by id, period order by id, period
    on conflict (budget_item_id, period) do update
      set budget = excluded.budget, committed = excluded.committed, actual = excluded.actual`
}

/** The accounts that are budgeted for these years, and how many versions of each budget have been in force. */
export function whatIsBudgeted(
  tx: Sql,
  budgets: readonly Pick<Budget, 'companyId' | 'year'>[],
): Promise<{ companyId: string; year: string; accountCodes: string[]; version: number }[]> {
  const rows = budgets.map(({ companyId, year }) => ({ companyId, year }))
  return tx.$queryRaw`
    select "companyId", year, array(
        select distinct a.code from budget_item i join account a on a.id = i.account_id
        where i.company_id = "companyId" and i.year = wanted.year and i.in_force order by a.code) as "accountCodes",
      (select count(*)::int from budget b
       where b.company_id = "companyId" and b.year = wanted.year and status in ('ACTIVE', 'SUPERSEDED')) as version
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as wanted("companyId" uuid, year text)`
}

type ItemRow = Omit<BudgetItem, 'months'> & {
  readonly months: readonly { readonly [Field in keyof BudgetMonth]: string }[]
}

/**
 * Holds these items and what they have of each month until the transaction ends, in the order postings count in: whoever wants
 * of them too waits.
 */
export async function lockItems(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    select from budget_item where id = any (${ids}::uuid[]) order by id for no key update`
  await tx.$executeRaw`
    select from budget_balance where budget_item_id = any (${ids}::uuid[]) order by budget_item_id, period for no key update`
}

/** What these items have of each month of their year, and how their budgets bind. */
export async function findItems(tx: Sql, ids: readonly string[]): Promise<BudgetItem[]> {
  const rows = await tx.$queryRaw<ItemRow[]>`
    select i.id, a.code as "accountCode", i.department_id as "departmentId", i.project_id as "projectId",
      coalesce(c.level, 'NONE') as level, coalesce(c.span, 'PERIOD') as span, (
        select coalesce(jsonb_agg(jsonb_build_object('period', period, 'budget', budget::text,
          'committed', committed::text, 'actual', actual::text) order by period), '[]')
        from budget_balance b where b.budget_item_id = i.id) as months
    from budget_item i join account a on a.id = i.account_id
    left join lateral (
      select level, span from budget_control c
      where c.company_id = i.company_id and (c.account_id = i.account_id or c.account_id is null)
      order by c.account_id is null limit 1) c on true
    where i.id = any (${ids}::uuid[]) order by a.code, i.id`
  return rows.map((row) => ({
    ...row,
    months: row.months.map(({ period, budget, committed, actual }) => ({
      ...{ period: period as Period, budget: BigInt(budget), committed: BigInt(committed), actual: BigInt(actual) },
    })),
  }))
}

/** The departments of these items. */
export async function departmentsOfItems(tx: Sql, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct department_id as id from budget_item
    where id = any (${ids}::uuid[]) and department_id is not null`
  return rows.map(({ id }) => id)
}

/** An item by the codes people know it by. */
export type ItemCodes = {
  readonly accountCode: string
  readonly departmentCode: string | null
  readonly projectCode: string | null
}

/** The items in force of a year that are exactly these. */
export function itemsByCodes(
  tx: Sql,
  companyId: string,
  year: string,
  wanted: readonly ItemCodes[],
): Promise<(ItemCodes & { readonly id: string })[]> {
  const rows = wanted.map(({ accountCode, departmentCode, projectCode }) => ({
    ...{ accountCode, departmentCode, projectCode },
  }))
  return tx.$queryRaw`
    select i.id, wanted.*
    from (select distinct * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
            as r("accountCode" text, "departmentCode" text, "projectCode" text)) as wanted
    join account a on a.company_id = ${companyId}::uuid and a.code = wanted."accountCode"
    join budget_item i on i.account_id = a.id and i.year = ${year} and i.in_force
    left join dimension_value d on d.id = i.department_id
    left join dimension_value p on p.id = i.project_id
    where d.code is not distinct from wanted."departmentCode" and p.code is not distinct from wanted."projectCode"`
}

/** How budgets bind 预算控制, of an account or of all that have none of their own. */
export type BudgetControl = {
  readonly id: string
  readonly companyId: string
  readonly accountId: string | null
  readonly level: BudgetLevel
  readonly span: BudgetSpan
  readonly version: number
}

/** Stores a control in place of the one there was. */
export async function keepControl(tx: Sql, control: Omit<BudgetControl, 'version'>): Promise<BudgetControl> {
  const [row] = await tx.$queryRaw<BudgetControl[]>`
    insert into budget_control as c (id, company_id, account_id, level, span)
    values (${control.id}::uuid, ${control.companyId}::uuid, ${control.accountId}::uuid, ${control.level}, ${control.span})
    on conflict (company_id, account_id) do update
      set level = excluded.level, span = excluded.span, version = c.version + 1
    returning id, company_id as "companyId", account_id as "accountId", level, span, version`
  if (!row) throw new Error('A budget control that was just stored cannot be found')
  return row
}

/** The control of an account or of all, held until the transaction ends. */
export async function lockControl(
  tx: Sql,
  companyId: string,
  accountId: string | null,
): Promise<BudgetControl | undefined> {
  const [row] = await tx.$queryRaw<BudgetControl[]>`
    select id, company_id as "companyId", account_id as "accountId", level, span, version from budget_control
    where company_id = ${companyId}::uuid and account_id is not distinct from ${accountId}::uuid for update`
  return row
}

/** Controls in the order they were first set, after the given one. */
export function listControls(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterId: string | undefined },
): Promise<BudgetControl[]> {
  return tx.$queryRaw<BudgetControl[]>`
    select id, company_id as "companyId", account_id as "accountId", level, span, version from budget_control
    where company_id = ${companyId}::uuid
      and (${page.afterId ?? null}::uuid is null or id > ${page.afterId ?? null}::uuid)
    order by id limit ${page.limit}::int`
}

export async function findControl(tx: Sql, id: string): Promise<BudgetControl | undefined> {
  const [row] = await tx.$queryRaw<BudgetControl[]>`
    select id, company_id as "companyId", account_id as "accountId", level, span, version from budget_control
    where id = ${id}::uuid`
  return row
}
