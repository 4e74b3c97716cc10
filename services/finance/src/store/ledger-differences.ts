import type { Sql } from '@erp/service-kit'
import { firstDayOf, lastDayOf, type Period } from '@erp/values'
import { Prisma } from '../generated/prisma/client.ts'

/** The balances that are kept beside the lines. */
export type KeptBalance = 'PERIOD' | 'DAY' | 'AUXILIARY_VALUE' | 'AUXILIARY_YEAR' | 'COMBINATION'

/** An account and period of which a kept balance is not the sum of its lines; the amounts are of what differs only. */
export interface LedgerDifference {
  readonly balance: KeptBalance
  readonly accountId: string
  readonly period: Period
  readonly cachedDebit: bigint
  readonly cachedCredit: bigint
  readonly postedDebit: bigint
  readonly postedCredit: bigint
}

/**
 * Compares each kept balance, with the tail, with the lines it was made from, key by key; empty when they agree to the
 * last minor unit. Goes through all lines of the period, or of all periods, so it is for checks and not for reports.
 */
export async function ledgerDifferences(
  tx: Sql,
  companyId: string,
  period: Period | null = null,
): Promise<LedgerDifference[]> {
  const of = { companyId, period }
  return [
    ...(await periodDifferences(tx, of)),
    ...(await dayDifferences(tx, of)),
    ...(await valueDifferences(tx, of)),
    ...(await yearDifferences(tx, of)),
    ...(await combinationDifferences(tx, of)),
  ]
}

type Compared = { readonly companyId: string; readonly period: Period | null }

/** What is kept of these periods. */
function kept({ companyId, period }: Compared): Prisma.Sql {
  const some = period === null ? Prisma.empty : Prisma.sql`and period = ${period}`
  return Prisma.sql`company_id = ${companyId}::uuid ${some}`
}

/** Days of these periods, of each account by its index. */
function onDays({ companyId, period }: Compared): Prisma.Sql {
  if (period === null) return Prisma.sql`company_id = ${companyId}::uuid`
  return Prisma.sql`company_id = ${companyId}::uuid
    and account_id in (select id from account where company_id = ${companyId}::uuid and leaf)
    and posting_date between ${firstDayOf(period)}::date and ${lastDayOf(period)}::date`
}

function periodDifferences(tx: Sql, of: Compared): Promise<LedgerDifference[]> {
  return tx.$queryRaw<LedgerDifference[]>`
    with cached as (
      select account_id, period, nature, cash_flow_item, sum(debit) as debit, sum(credit) as credit
      from ledger_turnover where ${kept(of)} group by 1, 2, 3, 4
    ), posted as (
      select account_id, period, nature, coalesce(cash_flow_item, '') as cash_flow_item, sum(debit) as debit,
        sum(credit) as credit
      from voucher_line where ${onDays(of)} group by 1, 2, 3, 4)
    select 'PERIOD' as balance, account_id as "accountId", period,
      coalesce(sum(cached.debit), 0)::bigint as "cachedDebit", coalesce(sum(cached.credit), 0)::bigint as "cachedCredit",
      coalesce(sum(posted.debit), 0)::bigint as "postedDebit", coalesce(sum(posted.credit), 0)::bigint as "postedCredit"
    from cached full join posted using (account_id, period, nature, cash_flow_item)
    where (cached.debit, cached.credit) is distinct from (posted.debit, posted.credit)
    group by 2, 3 order by 2, 3`
}

function dayDifferences(tx: Sql, of: Compared): Promise<LedgerDifference[]> {
  return tx.$queryRaw<LedgerDifference[]>`
    with cached as (
      select account_id, posting_date, nature, cash_flow_item, sum(debit) as debit, sum(credit) as credit
      from ledger_day_turnover where ${onDays(of)} group by 1, 2, 3, 4
    ), posted as (
      select account_id, posting_date, nature, coalesce(cash_flow_item, '') as cash_flow_item, sum(debit) as debit,
        sum(credit) as credit
      from voucher_line where ${onDays(of)} group by 1, 2, 3, 4)
    select 'DAY' as balance, account_id as "accountId", to_char(posting_date, 'YYYY-MM') as period,
      coalesce(sum(cached.debit), 0)::bigint as "cachedDebit", coalesce(sum(cached.credit), 0)::bigint as "cachedCredit",
      coalesce(sum(posted.debit), 0)::bigint as "postedDebit", coalesce(sum(posted.credit), 0)::bigint as "postedCredit"
    from cached full join posted using (account_id, posting_date, nature, cash_flow_item)
    where (cached.debit, cached.credit) is distinct from (posted.debit, posted.credit)
    group by 2, 3 order by 2, 3`
}

function valueDifferences(tx: Sql, of: Compared): Promise<LedgerDifference[]> {
  return tx.$queryRaw<LedgerDifference[]>`
    with cached as (
      select account_id, period, nature, dimension, value_id, sum(debit) as debit, sum(credit) as credit,
        sum(quantity_debit) as quantity_debit, sum(quantity_credit) as quantity_credit
      from auxiliary_turnover where ${kept(of)} group by 1, 2, 3, 4, 5
    ), posted as (
      select account_id, period, nature, dimension, value_id, sum(debit) as debit, sum(credit) as credit,
        coalesce(sum(abs(quantity) * sign(debit::numeric)), 0) as quantity_debit,
        coalesce(sum(abs(quantity) * sign(credit::numeric)), 0) as quantity_credit
      from voucher_line cross join lateral (values
        ('PARTY', coalesce(customer_id, supplier_id, employee_id)), ('CUSTOMER', customer_id),
        ('SUPPLIER', supplier_id), ('EMPLOYEE', employee_id), ('DEPARTMENT', department_id), ('PROJECT', project_id),
        ('ITEM', item_id), ('WAREHOUSE', warehouse_id)) as one (dimension, value_id)
      where ${onDays(of)} and value_id is not null group by 1, 2, 3, 4, 5)
    select 'AUXILIARY_VALUE' as balance, account_id as "accountId", period,
      coalesce(sum(cached.debit), 0)::bigint as "cachedDebit", coalesce(sum(cached.credit), 0)::bigint as "cachedCredit",
      coalesce(sum(posted.debit), 0)::bigint as "postedDebit", coalesce(sum(posted.credit), 0)::bigint as "postedCredit"
    from cached full join posted using (account_id, period, nature, dimension, value_id)
    where (cached.debit, cached.credit, cached.quantity_debit, cached.quantity_credit)
      is distinct from (posted.debit, posted.credit, posted.quantity_debit, posted.quantity_credit)
    group by 2, 3 order by 2, 3`
}

function ofYears({ companyId, period }: Compared, year: Prisma.Sql): Prisma.Sql {
  const some = period === null ? Prisma.empty : Prisma.sql`and ${year} = ${period.slice(0, 4)}`
  return Prisma.sql`company_id = ${companyId}::uuid ${some}`
}

/** The years are compared with the months, which are compared with the lines; a year is shown as its December. */
function yearDifferences(tx: Sql, of: Compared): Promise<LedgerDifference[]> {
  return tx.$queryRaw<LedgerDifference[]>`
    with cached as (
      select account_id, year, nature, dimension, value_id, sum(debit) as debit, sum(credit) as credit,
        sum(quantity_debit) as quantity_debit, sum(quantity_credit) as quantity_credit
      from auxiliary_year_turnover where ${ofYears(of, Prisma.sql`year`)} group by 1, 2, 3, 4, 5
    ), posted as (
      select account_id, substr(period, 1, 4) as year, nature, dimension, value_id, sum(debit) as debit,
        sum(credit) as credit, sum(quantity_debit) as quantity_debit, sum(quantity_credit) as quantity_credit
      from auxiliary_turnover where ${ofYears(of, Prisma.sql`substr(period, 1, 4)`)} group by 1, 2, 3, 4, 5)
    select 'AUXILIARY_YEAR' as balance, account_id as "accountId", year || '-12' as period,
      coalesce(sum(cached.debit), 0)::bigint as "cachedDebit", coalesce(sum(cached.credit), 0)::bigint as "cachedCredit",
      coalesce(sum(posted.debit), 0)::bigint as "postedDebit", coalesce(sum(posted.credit), 0)::bigint as "postedCredit"
    from cached full join posted using (account_id, year, nature, dimension, value_id)
    where (cached.debit, cached.credit, cached.quantity_debit, cached.quantity_credit)
      is distinct from (posted.debit, posted.credit, posted.quantity_debit, posted.quantity_credit)
    group by 2, 3 order by 2, 3`
}

function combinationDifferences(tx: Sql, of: Compared): Promise<LedgerDifference[]> {
  return tx.$queryRaw<LedgerDifference[]>`
    with cached as (
      select account_id, period, nature,
        hash_record_extended(row (foreign_currency, customer_id, supplier_id, employee_id, department_id, project_id,
                                  item_id, warehouse_id), 0) as combination,
        sum(debit) as debit, sum(credit) as credit, sum(foreign_debit) as foreign_debit,
        sum(foreign_credit) as foreign_credit, sum(quantity_debit) as quantity_debit,
        sum(quantity_credit) as quantity_credit
      from dimension_turnover where ${kept(of)} group by 1, 2, 3, 4
    ), posted as (
      select account_id, period, nature,
        hash_record_extended(row (foreign_currency, customer_id, supplier_id, employee_id, department_id, project_id,
                                  item_id, warehouse_id), 0) as combination,
        sum(debit) as debit, sum(credit) as credit,
        coalesce(sum(foreign_amount) filter (where debit <> 0), 0) as foreign_debit,
        coalesce(sum(foreign_amount) filter (where credit <> 0), 0) as foreign_credit,
        coalesce(sum(abs(quantity) * sign(debit::numeric)), 0) as quantity_debit,
        coalesce(sum(abs(quantity) * sign(credit::numeric)), 0) as quantity_credit
      from voucher_line where ${onDays(of)} group by 1, 2, 3, 4)
    select 'COMBINATION' as balance, account_id as "accountId", period,
      coalesce(sum(cached.debit), 0)::bigint as "cachedDebit", coalesce(sum(cached.credit), 0)::bigint as "cachedCredit",
      coalesce(sum(posted.debit), 0)::bigint as "postedDebit", coalesce(sum(posted.credit), 0)::bigint as "postedCredit"
    from cached full join posted using (account_id, period, nature, combination)
    where (cached.debit, cached.credit, cached.foreign_debit, cached.foreign_credit, cached.quantity_debit,
           cached.quantity_credit)
      is distinct from (posted.debit, posted.credit, posted.foreign_debit, posted.foreign_credit,
                        posted.quantity_debit, posted.quantity_credit)
    group by 2, 3 order by 2, 3`
}
