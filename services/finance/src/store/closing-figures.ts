import type { Sql } from '@erp/service-kit'
import type { Currency, Period } from '@erp/values'
import type { ProfitAndLossItem } from '../domain/carry-forward.ts'
import type { ClosingAccount, Dimensions } from '../domain/closing-step.ts'
import type { ForeignItem } from '../domain/revaluation.ts'
import type { VatFigures } from '../domain/vat-transfer.ts'

/** The account keys that month-end steps and opening balances post by. */
export const closingKeys = ['CYP', 'RE', 'V-OUT', 'V-UNP', 'FIN.FX', 'OPENING'] as const
/** Those that a company needs once it provides for bad debts. */
export const provisionKeys = ['BAD', 'BAD-ALW'] as const
export type ClosingKey = (typeof closingKeys | typeof provisionKeys)[number]

interface DimensionRow {
  readonly customer_id: string | null
  readonly supplier_id: string | null
  readonly employee_id: string | null
  readonly department_id: string | null
  readonly project_id: string | null
  readonly item_id: string | null
  readonly warehouse_id: string | null
}

interface BalanceRow extends DimensionRow {
  readonly period: Period
  readonly account_id: string
  readonly code: string
  readonly control_key: string | null
  readonly net: bigint
}

/** The accounts that rules for everything name by the keys of month-end; a key without a usable account is missing. */
export function closingAccounts(tx: Sql, companyId: string): Promise<ReadonlyMap<ClosingKey, ClosingAccount>> {
  return accountsOfKeys(tx, companyId, [...closingKeys, ...provisionKeys])
}

/** The same for other keys. */
export async function accountsOfKeys<Key extends string>(
  tx: Sql,
  companyId: string,
  keys: readonly Key[],
): Promise<ReadonlyMap<Key, ClosingAccount>> {
  const rows = await tx.$queryRaw<(ClosingAccount & { accountKey: Key })[]>`
    select distinct on (r.account_key) a.id as "accountId", a.code as "accountCode", r.account_key as "accountKey",
           r.id as "accountRuleId", r.version as "accountRuleVersion"
    from account_rule r join account a on a.company_id = r.company_id and a.code = r.account_code
    where r.company_id = ${companyId}::uuid and r.account_key = any (${[...keys]}::text[]) and r.active
      and num_nonnulls(r.item_class, r.valuation_area_id, r.party_class, r.tax_code, r.department_id, r.expense_type) = 0
      and a.leaf and a.active
      and (a.control_key is null or a.control_key = r.account_key)
    order by r.account_key, r.id`
  return new Map(rows.map((row) => [row.accountKey, row]))
}

/** The account of a key for one kind of expense, else for any. */
export async function accountOfExpense(
  tx: Sql,
  companyId: string,
  { accountKey, expenseType }: { readonly accountKey: string; readonly expenseType: string },
): Promise<ClosingAccount | undefined> {
  const [account] = await tx.$queryRaw<ClosingAccount[]>`
    select a.id as "accountId", a.code as "accountCode", r.account_key as "accountKey", r.id as "accountRuleId",
           r.version as "accountRuleVersion"
    from account_rule r join account a on a.company_id = r.company_id and a.code = r.account_code
    where r.company_id = ${companyId}::uuid and r.account_key = ${accountKey} and r.active
      and coalesce(r.expense_type, ${expenseType}) = ${expenseType}
      and num_nonnulls(r.item_class, r.valuation_area_id, r.party_class, r.tax_code, r.department_id) = 0
      and a.leaf and a.active and (a.control_key is null or a.control_key = r.account_key)
    order by r.expense_type nulls last, r.id limit 1`
  return account
}

/** Income and expenses that are not carried forward at the end of these periods, by account and dimensions. */
export async function profitAndLossItems(
  tx: Sql,
  companyId: string,
  periods: readonly Period[],
): Promise<ReadonlyMap<Period, ProfitAndLossItem[]>> {
  const rows = await tx.$queryRaw<BalanceRow[]>`
    select asked.period, a.id as account_id, a.code, a.control_key, t.customer_id, t.supplier_id, t.employee_id,
           t.department_id, t.project_id, t.item_id, t.warehouse_id, sum(t.debit - t.credit)::bigint as net
    from unnest(${[...periods]}::text[]) as asked (period)
    join dimension_turnover t on t.company_id = ${companyId}::uuid and t.period <= asked.period
      and t.period >= left(asked.period, 4) || '-01'
    join account a on a.id = t.account_id and a.account_class = 'PROFIT_AND_LOSS'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 having sum(t.debit - t.credit) <> 0
    order by asked.period, a.code, 5, 6, 7, 8, 9, 10, 11`
  return byPeriod(rows, (row) => ({ account: accountOf(row), dimensions: dimensionsOf(row), net: row.net }))
}

interface ForeignRow extends BalanceRow {
  readonly is_cash: boolean
  readonly foreign_currency: Currency
  readonly foreign_net: bigint
  readonly items: readonly (readonly [itemId: string, open: string, carrying: string])[]
}

/**
 * Balances in foreign currencies at the end of these periods, by account, currency and dimensions, with the open items they
 * consist of. Only monetary accounts: what was paid in advance is settled in goods and keeps the rate of its day.
 */
export async function foreignItems(
  tx: Sql,
  companyId: string,
  periods: readonly Period[],
): Promise<ReadonlyMap<Period, ForeignItem[]>> {
  const rows = await tx.$queryRaw<ForeignRow[]>`
    with open as (
      select asked.period, i.account_id, l.customer_id, l.supplier_id, l.employee_id, l.department_id, l.project_id,
             l.item_id, l.warehouse_id, i.currency,
             jsonb_agg(jsonb_build_array(i.id, was.open::text, was.carrying::text) order by i.id) as items
      from unnest(${[...periods]}::text[]) as asked (period)
      cross join lateral open_items_on(${companyId}::uuid,
        ((asked.period || '-01')::date + interval '1 month' - interval '1 day')::date) as was
      join open_item i on i.id = was.item_id and i.currency <> i.base_currency and i.kind not like 'ADVANCE%'
      join voucher_line l on l.voucher_id = i.voucher_id and l.line_number = i.line_number
      where was.open <> 0 or was.carrying <> 0
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    select asked.period, a.id as account_id, a.code, a.control_key, t.customer_id, t.supplier_id, t.employee_id,
           t.department_id, t.project_id, t.item_id, t.warehouse_id, sum(t.debit - t.credit)::bigint as net,
           a.cash_kind is not null as is_cash, t.foreign_currency,
           sum(t.foreign_debit - t.foreign_credit)::bigint as foreign_net, coalesce((
             select open.items from open
             where open.period = asked.period and open.account_id = a.id and open.currency = t.foreign_currency
               and (open.customer_id, open.supplier_id, open.employee_id, open.department_id, open.project_id,
                    open.item_id, open.warehouse_id) is not distinct from
                   (t.customer_id, t.supplier_id, t.employee_id, t.department_id, t.project_id, t.item_id,
                    t.warehouse_id)), '[]') as items
    from unnest(${[...periods]}::text[]) as asked (period)
    join dimension_turnover t on t.company_id = ${companyId}::uuid and t.period <= asked.period
      and t.foreign_currency is not null
    join account a on a.id = t.account_id and a.foreign_currency and a.account_class in ('ASSET', 'LIABILITY')
      and coalesce(a.open_item_kind, '') not like 'ADVANCE%'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14
    having sum(t.debit - t.credit) <> 0 or sum(t.foreign_debit - t.foreign_credit) <> 0
    order by asked.period, a.code, t.foreign_currency, 5, 6, 7, 8, 9, 10, 11`
  return byPeriod(rows, (row) => ({
    account: accountOf(row),
    dimensions: dimensionsOf(row),
    isCash: row.is_cash,
    foreign: { net: row.foreign_net, currency: row.foreign_currency },
    carrying: row.net,
    items: row.items.map(([itemId, open, carrying]) => ({ itemId, open: BigInt(open), carrying: BigInt(carrying) })),
  }))
}

/** The closing rates of these periods: of each currency the latest that was set for a day of the month. */
export async function closingRates(
  tx: Sql,
  companyId: string,
  periods: readonly Period[],
): Promise<ReadonlyMap<Period, ReadonlyMap<Currency, string>>> {
  const rows = await tx.$queryRaw<{ period: Period; currency: Currency; rate: string }[]>`
    select distinct on (asked.period, foreign_currency) asked.period, foreign_currency as currency,
           trim_scale(rate)::text as rate
    from unnest(${[...periods]}::text[]) as asked (period)
    join exchange_rate on company_id = ${companyId}::uuid and rate_type = 'CLOSING'
      and effective_on >= (asked.period || '-01')::date
      and effective_on < (asked.period || '-01')::date + interval '1 month'
    order by asked.period, foreign_currency, effective_on desc`
  return new Map(
    [...Map.groupBy(rows, (row) => row.period)].map(([period, own]) => [
      period,
      new Map(own.map(({ currency, rate }) => [currency, rate])),
    ]),
  )
}

/** 应交增值税 at the end of these periods: the balance of everything beside 转出未交增值税 under one parent, and what runs moved. */
export async function vatFigures(
  tx: Sql,
  companyId: string,
  transferredOut: ClosingAccount,
  periods: readonly Period[],
): Promise<ReadonlyMap<Period, VatFigures>> {
  const parent = transferredOut.accountCode.replace(/\.[^.]*$/, '.')
  const rows = await tx.$queryRaw<(VatFigures & { period: Period })[]>`
    select asked.period,
      (select coalesce(sum(t.credit - t.debit), 0) from ledger_turnover t
       join account a on a.id = t.account_id and starts_with(a.code, ${parent})
       where t.company_id = ${companyId}::uuid and t.period <= asked.period)::bigint as balance,
      (select coalesce(sum(l.debit - l.credit), 0) from fiscal_period p
       join closing_run r on r.period_id = p.id and r.step = 'VAT_TRANSFER'
       join voucher v on v.period = p.period and (v.id = r.voucher_id or v.reverses_id = r.voucher_id)
       join voucher_line l on l.voucher_id = v.id and l.account_id = ${transferredOut.accountId}::uuid
       where p.company_id = ${companyId}::uuid and p.period = asked.period)::bigint as transferred
    from unnest(${[...periods]}::text[]) as asked (period)`
  return new Map(rows.map(({ period, balance, transferred }) => [period, { balance, transferred }]))
}

function accountOf({ account_id, code, control_key }: BalanceRow): ClosingAccount {
  return {
    ...{ accountId: account_id, accountCode: code, accountKey: control_key },
    ...{ accountRuleId: null, accountRuleVersion: null },
  }
}

function dimensionsOf(row: DimensionRow): Dimensions {
  return {
    customerId: row.customer_id,
    supplierId: row.supplier_id,
    employeeId: row.employee_id,
    departmentId: row.department_id,
    projectId: row.project_id,
    itemId: row.item_id,
    warehouseId: row.warehouse_id,
  }
}

function byPeriod<Row extends { readonly period: Period }, Figure>(
  rows: readonly Row[],
  read: (row: Row) => Figure,
): ReadonlyMap<Period, Figure[]> {
  return new Map([...Map.groupBy(rows, (row) => row.period)].map(([period, own]) => [period, own.map(read)]))
}
