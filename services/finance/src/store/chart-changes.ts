import { type Sql, StaleDocument } from '@erp/service-kit'
import type { Account } from '../domain/account.ts'
import type { AccountUsage } from '../domain/chart-change.ts'
import { type AccountRow, toAccount } from './accounts.ts'

export type ChartChange = 'CREATED' | 'CHANGED' | 'ENABLED' | 'DISABLED' | 'BECAME_GROUP'

/** A version of an account, as it stood from a version of the chart on. */
export interface AccountRevision {
  readonly accountId: string
  readonly version: number
  readonly chartVersion: number
  readonly change: ChartChange | 'OPENED'
  readonly account: Account
  readonly changedBy: string | null
  readonly changedAt: Date
}

/** Holds these accounts for a change, in the order of their codes: postings to them wait, or are waited for. */
export async function lockAccounts(
  tx: Sql,
  companyId: string,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Account>> {
  const rows = await tx.$queryRaw<AccountRow[]>`
    select * from account where company_id = ${companyId}::uuid and code = any (${codes}::text[])
    order by code for update`
  return new Map(rows.map((row) => [row.code, toAccount(row)]))
}

/** What postings, rules and accounts below hold an account to. Reads the account's lines, so it is for changes only. */
export async function usageOf(tx: Sql, { companyId, id, code }: Account): Promise<AccountUsage> {
  const [row] = await tx.$queryRaw<(Omit<AccountUsage, 'notAlwaysGiven'> & { notAlwaysGiven: string[] })[]>`
    with line as (
      select * from voucher_line where company_id = ${companyId}::uuid and account_id = ${id}::uuid)
    select exists (select from line) as posted,
      exists (select from line where foreign_currency is not null) as "foreignPosted",
      array_remove(array[
        case when exists (select from line where customer_id is null) then 'customer' end,
        case when exists (select from line where supplier_id is null) then 'supplier' end,
        case when exists (select from line where employee_id is null) then 'employee' end,
        case when exists (select from line where department_id is null) then 'department' end,
        case when exists (select from line where project_id is null) then 'project' end,
        case when exists (select from line where item_id is null) then 'item' end,
        case when exists (select from line where warehouse_id is null) then 'warehouse' end], null) as "notAlwaysGiven",
      (select coalesce(sum(debit - credit), 0)::bigint from ledger_turnover
       where company_id = ${companyId}::uuid and account_id = ${id}::uuid) as balance,
      (select coalesce(array_agg(distinct account_key order by account_key), '{}') from account_rule
       where company_id = ${companyId}::uuid and account_code = ${code} and active) as "accountKeys",
      exists (select from account
              where company_id = ${companyId}::uuid and parent_code = ${code} and active) as "activeChildren"`
  if (!row) throw new Error(`The usage of account ${code} could not be read`)
  return { ...row, notAlwaysGiven: new Set(row.notAlwaysGiven) }
}

/** Makes changes of one company's chart and rules take turns from here on. */
export async function holdChart(tx: Sql, companyId: string): Promise<void> {
  await tx.$queryRaw`select company_id from book where company_id = ${companyId}::uuid for no key update`
}

/** Gives the chart its next version. Changes of one chart take turns from here on. */
export async function nextChartVersion(tx: Sql, companyId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ chart_version: number }[]>`
    update book set chart_version = chart_version + 1 where company_id = ${companyId}::uuid returning chart_version`
  if (!row) throw new Error(`The company ${companyId} has no books`)
  return row.chart_version
}

/** Who changes the chart, and which of its versions that makes. */
export interface ChartChangeBy {
  readonly change: ChartChange
  readonly chartVersion: number
  readonly userId: string
  readonly at: Date
}

/** Stores a new account and its first version. A code that somebody else has just taken makes the transaction run again. */
export async function addAccount(tx: Sql, account: Account, by: ChartChangeBy): Promise<void> {
  const inserted = await tx.$executeRaw`
    insert into account (id, company_id, code, name_zh, name_en, account_class, direction, level, leaf, active,
                         parent_code, control_key, dimensions, quantity_unit, foreign_currency, cash_kind, version,
                         open_item_kind)
    values (${account.id}::uuid, ${account.companyId}::uuid, ${account.code}, ${account.name.zh}, ${account.name.en},
            ${account.accountClass}, ${account.direction}, ${account.level}::int, ${account.leaf}, ${account.active},
            ${account.parentCode}, ${account.controlKey}, ${JSON.stringify(account.dimensions)}::jsonb,
            ${account.quantityUnit}, ${account.foreignCurrency}, ${account.cashKind}, 1,
            ${account.openItemKind})
    on conflict do nothing`
  if (inserted !== 1) throw new StaleDocument('account', account.code)
  await keepRevision(tx, account, by)
}

/** Stores the next version of an account that was read as `account.version`. Returns it as stored. */
export async function saveAccount(tx: Sql, account: Account, by: ChartChangeBy): Promise<Account> {
  const [row] = await tx.$queryRaw<AccountRow[]>`
    update account
    set name_zh = ${account.name.zh}, name_en = ${account.name.en}, leaf = ${account.leaf}, active = ${account.active},
        dimensions = ${JSON.stringify(account.dimensions)}::jsonb, quantity_unit = ${account.quantityUnit},
        foreign_currency = ${account.foreignCurrency}, cash_kind = ${account.cashKind}, version = version + 1
    where id = ${account.id}::uuid and version = ${account.version}::int
    returning *`
  if (!row) throw new StaleDocument('account', account.id)
  const saved = toAccount(row)
  await keepRevision(tx, saved, by)
  return saved
}

async function keepRevision(tx: Sql, account: Account, by: ChartChangeBy): Promise<void> {
  await tx.$executeRaw`
    insert into account_revision (account_id, version, company_id, chart_version, change, name_zh, name_en, leaf, active,
                                  dimensions, quantity_unit, foreign_currency, cash_kind, changed_by, changed_at)
    values (${account.id}::uuid, ${account.version}::int, ${account.companyId}::uuid, ${by.chartVersion}::int, ${by.change},
            ${account.name.zh}, ${account.name.en}, ${account.leaf}, ${account.active},
            ${JSON.stringify(account.dimensions)}::jsonb, ${account.quantityUnit}, ${account.foreignCurrency},
            ${account.cashKind}, ${by.userId}::uuid, ${by.at})`
}

type RevisionRow = AccountRow & {
  readonly account_id: string
  readonly chart_version: number
  readonly change: AccountRevision['change']
  readonly changed_by: string | null
  readonly changed_at: Date
}

/** Every version of these accounts, the newest first. */
export async function revisionsOfAccounts(tx: Sql, accountIds: readonly string[]): Promise<AccountRevision[]> {
  const rows = await tx.$queryRaw<RevisionRow[]>`
    select r.account_id as id, r.*, a.code, a.account_class, a.direction, a.level, a.parent_code, a.control_key
    from account_revision r join account a on a.id = r.account_id
    where r.account_id = any (${accountIds}::uuid[])
    order by r.account_id, r.version desc`
  return rows.map(toRevision)
}

/** The accounts of the chart as it stood at a version of it, by code, after the given code. */
export async function chartAtVersion(
  tx: Sql,
  companyId: string,
  page: { readonly chartVersion: number; readonly limit: number; readonly afterCode: string },
): Promise<AccountRevision[]> {
  const rows = await tx.$queryRaw<RevisionRow[]>`
    select r.account_id as id, r.*, a.code, a.account_class, a.direction, a.level, a.parent_code, a.control_key
    from account a cross join lateral (
      select * from account_revision one
      where one.account_id = a.id and one.chart_version <= ${page.chartVersion}::int
      order by one.version desc limit 1) r
    where a.company_id = ${companyId}::uuid and a.code > ${page.afterCode}
    order by a.code limit ${page.limit}::int`
  return rows.map(toRevision)
}

/** The version the chart has now; undefined while there are no books. */
export async function currentChartVersion(tx: Sql, companyId: string): Promise<number | undefined> {
  const [row] = await tx.$queryRaw<{ chart_version: number }[]>`
    select chart_version from book where company_id = ${companyId}::uuid`
  return row?.chart_version
}

function toRevision(row: RevisionRow): AccountRevision {
  return {
    accountId: row.account_id,
    version: row.version,
    chartVersion: row.chart_version,
    change: row.change,
    account: toAccount(row),
    changedBy: row.changed_by,
    changedAt: row.changed_at,
  }
}
