import type { PrismaLike, Sql } from '@erp/service-kit'

/**
 * Folds up to `limit` rows of the tail of these companies into the balances, in one statement; rows another instance is
 * folding are left to it. Opens its own transaction because moving a cached sum is nobody's act and leaves no audit row.
 * Returns how many tail rows are gone.
 */
export async function rollUp<Tx extends Sql>(
  client: PrismaLike<Tx>,
  companyIds: readonly string[],
  limit: number,
): Promise<number> {
  return client.$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.company_ids', ${companyIds.join(',')}, true)`
    return foldTail(tx, limit)
  })
}

/**
 * One statement, so that readers see a row either in the tail or in the balances. Each balance is written in the order of
 * its key and all of them in this order, so that two instances never wait for each other in a circle.
 */
async function foldTail(tx: Sql, limit: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ folded: number }[]>`
    with taken as (
      delete from ledger_tail where id in (
        select id from ledger_tail order by id limit ${limit}::int for update skip locked)
      returning *
    ), by_period as (
      insert into account_period_balance as balance
        (company_id, account_id, period, nature, cash_flow_item, debit, credit)
      select company_id, account_id, period, nature, cash_flow_item, sum(debit), sum(credit) from taken
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
      on conflict (company_id, account_id, period, nature, cash_flow_item) do update
        set debit = balance.debit + excluded.debit, credit = balance.credit + excluded.credit
    ), by_day as (
      insert into account_day_balance as balance
        (company_id, account_id, posting_date, nature, cash_flow_item, debit, credit)
      select company_id, account_id, posting_date, nature, cash_flow_item, sum(debit), sum(credit) from taken
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
      on conflict (company_id, account_id, posting_date, nature, cash_flow_item) do update
        set debit = balance.debit + excluded.debit, credit = balance.credit + excluded.credit
    ), by_value as (
      insert into auxiliary_period_balance as balance
        (company_id, account_id, dimension, value_id, period, nature, debit, credit, quantity_debit, quantity_credit)
      select company_id, account_id, dimension, value_id, period, nature, sum(debit), sum(credit),
             sum(quantity_debit), sum(quantity_credit)
      from taken cross join lateral (values
        ('PARTY', coalesce(customer_id, supplier_id, employee_id)), ('CUSTOMER', customer_id),
        ('SUPPLIER', supplier_id), ('EMPLOYEE', employee_id), ('DEPARTMENT', department_id), ('PROJECT', project_id),
        ('ITEM', item_id), ('WAREHOUSE', warehouse_id)) as one (dimension, value_id)
      where value_id is not null
      group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
      on conflict (company_id, account_id, dimension, value_id, period, nature) do update
        set debit = balance.debit + excluded.debit, credit = balance.credit + excluded.credit,
            quantity_debit = balance.quantity_debit + excluded.quantity_debit,
            quantity_credit = balance.quantity_credit + excluded.quantity_credit
    ), by_value_and_year as (
      insert into auxiliary_year_balance as balance
        (company_id, account_id, dimension, value_id, year, nature, debit, credit, quantity_debit, quantity_credit)
      select company_id, account_id, dimension, value_id, substr(period, 1, 4), nature, sum(debit), sum(credit),
             sum(quantity_debit), sum(quantity_credit)
      from taken cross join lateral (values
        ('PARTY', coalesce(customer_id, supplier_id, employee_id)), ('CUSTOMER', customer_id),
        ('SUPPLIER', supplier_id), ('EMPLOYEE', employee_id), ('DEPARTMENT', department_id), ('PROJECT', project_id),
        ('ITEM', item_id), ('WAREHOUSE', warehouse_id)) as one (dimension, value_id)
      where value_id is not null
      group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
      on conflict (company_id, account_id, dimension, value_id, year, nature) do update
        set debit = balance.debit + excluded.debit, credit = balance.credit + excluded.credit,
            quantity_debit = balance.quantity_debit + excluded.quantity_debit,
            quantity_credit = balance.quantity_credit + excluded.quantity_credit
    ), by_dimension as (
      insert into dimension_period_balance as balance
        (company_id, account_id, period, nature, foreign_currency, customer_id, supplier_id, employee_id,
         department_id, project_id, item_id, warehouse_id, debit, credit, foreign_debit, foreign_credit,
         quantity_debit, quantity_credit)
      select company_id, account_id, period, nature, foreign_currency, customer_id, supplier_id, employee_id,
             department_id, project_id, item_id, warehouse_id, sum(debit), sum(credit), sum(foreign_debit),
             sum(foreign_credit), sum(quantity_debit), sum(quantity_credit)
      from taken group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
      on conflict (company_id, account_id, period, nature, dimension_key) do update
        set debit = balance.debit + excluded.debit, credit = balance.credit + excluded.credit,
            foreign_debit = balance.foreign_debit + excluded.foreign_debit,
            foreign_credit = balance.foreign_credit + excluded.foreign_credit,
            quantity_debit = balance.quantity_debit + excluded.quantity_debit,
            quantity_credit = balance.quantity_credit + excluded.quantity_credit)
    select count(*)::int as folded from taken`
  return row?.folded ?? 0
}

/** Debits less credits of all accounts controlled by these account keys, over all time, in minor units. */
export async function controlledBalance(tx: Sql, companyId: string, ...controlKeys: string[]): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ balance: bigint }[]>`
    select coalesce(sum(debit - credit), 0)::bigint as balance
    from ledger_turnover join account on account.id = account_id
    where ledger_turnover.company_id = ${companyId}::uuid and control_key = any(${controlKeys})`
  return row?.balance ?? 0n
}
