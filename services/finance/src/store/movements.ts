import type { Sql } from '@erp/service-kit'
import type { LedgerDimension, LedgerValue } from '../domain/ledger-dimension.ts'
import { lastMonthBegins, type ReportWindow } from '../domain/report-window.ts'
import { Prisma } from '../generated/prisma/client.ts'

/** Which column of lines and combinations holds a value of a dimension. */
export const dimensionColumns: Readonly<Record<LedgerDimension, Prisma.Sql>> = {
  CUSTOMER: Prisma.sql`customer_id`,
  SUPPLIER: Prisma.sql`supplier_id`,
  EMPLOYEE: Prisma.sql`employee_id`,
  DEPARTMENT: Prisma.sql`department_id`,
  PROJECT: Prisma.sql`project_id`,
  ITEM: Prisma.sql`item_id`,
  WAREHOUSE: Prisma.sql`warehouse_id`,
}

/** The accounts at and below a code; several conditions on accounts are written on their ids. */
export function accountsBelow(companyId: string, code: string): Prisma.Sql {
  return Prisma.sql`
    select id from account
    where company_id = ${companyId}::uuid and (code = ${code} or starts_with(code, ${code} || '.'))`
}

/** Lines that carry all these values. */
export function carrying(values: readonly LedgerValue[]): Prisma.Sql {
  const conditions = values.map(
    ({ dimension, valueId }) => Prisma.sql`and ${dimensionColumns[dimension]} = ${valueId}::uuid`,
  )
  return conditions.length === 0 ? Prisma.empty : Prisma.join(conditions, ' ')
}

/**
 * Periods that a window counts by their balances: all before its last month, and that month too when it counts whole.
 * Opening balances 期初 stand at the beginning of their month, so they count whatever day the window ends on.
 */
export function countedPeriods({ period, whole }: ReportWindow): Prisma.Sql {
  return whole
    ? Prisma.sql`(period <= ${period})`
    : Prisma.sql`(period < ${period} or (period = ${period} and nature = 'OPENING'))`
}

/** The days of a last month that is cut short. */
export function countedDays(window: ReportWindow): Prisma.Sql {
  return Prisma.sql`posting_date between ${lastMonthBegins(window)}::date and ${window.through}::date
    and nature <> 'OPENING'`
}

/** Which turnover is meant: of all accounts or some, of everything or only what carries certain values. */
export interface TurnoverScope {
  readonly companyId: string
  /** Selects ids; all accounts when left out. */
  readonly accounts?: Prisma.Sql
  readonly having?: readonly LedgerValue[]
}

/** The smallest kept balances that tell these values apart, with the condition: what follows `from`. */
export function keptByPeriod({ companyId, accounts, having = [] }: TurnoverScope): Prisma.Sql {
  const [value, ...others] = having
  const some = accounts ? Prisma.sql`and account_id in (${accounts})` : Prisma.empty
  if (!value) return Prisma.sql`ledger_turnover where company_id = ${companyId}::uuid ${some}`
  if (others.length > 0)
    return Prisma.sql`dimension_turnover where company_id = ${companyId}::uuid ${some} ${carrying(having)}`
  return Prisma.sql`auxiliary_turnover where company_id = ${companyId}::uuid ${some}
    and dimension = ${value.dimension} and value_id = ${value.valueId}::uuid`
}

/** The same for single days: what carries a value is read from its lines, by the value's own index. */
export function keptByDay({ companyId, accounts, having = [] }: TurnoverScope): Prisma.Sql {
  const some = accounts ? Prisma.sql`and account_id in (${accounts})` : Prisma.empty
  if (having.length === 0) return Prisma.sql`ledger_day_turnover where company_id = ${companyId}::uuid ${some}`
  const leaves = accounts ?? Prisma.sql`select id from account where company_id = ${companyId}::uuid and leaf`
  return Prisma.sql`voucher_line where company_id = ${companyId}::uuid and account_id in (${leaves}) ${carrying(having)}`
}

/** Turnover up to the end of a window: account_id, period, nature, debit, credit. */
export function turnoverUpTo(scope: TurnoverScope, window: ReportWindow): Prisma.Sql {
  const periods = Prisma.sql`
    select account_id, period, nature, debit, credit from ${keptByPeriod(scope)} and ${countedPeriods(window)}`
  if (window.whole) return periods
  return Prisma.sql`${periods}
    union all
    select account_id, ${window.period}, nature, debit, credit from ${keptByDay(scope)} and ${countedDays(window)}`
}

/** What happened on an account around a window, in minor units. */
export interface AccountMovement {
  readonly accountId: string
  /** Debits less credits before the window, with opening balances of its months. */
  readonly opening: bigint
  readonly debit: bigint
  readonly credit: bigint
  /** From January of the last month's year. */
  readonly yearDebit: bigint
  readonly yearCredit: bigint
  /** Debits less credits that are business, not carried forward 结转: income and expense. */
  readonly earned: bigint
  readonly yearEarned: bigint
}

/** Every account that has turnover up to the end of a window, from balances and tail in one statement. */
export function movementsAround(tx: Sql, scope: TurnoverScope, window: ReportWindow): Promise<AccountMovement[]> {
  const { from, january } = window
  return tx.$queryRaw<AccountMovement[]>`
    select account_id as "accountId",
      coalesce(sum(debit - credit) filter (where period < ${from} or nature = 'OPENING'), 0)::bigint as opening,
      coalesce(sum(debit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint as debit,
      coalesce(sum(credit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint as credit,
      coalesce(sum(debit) filter (where period >= ${january} and nature <> 'OPENING'), 0)::bigint as "yearDebit",
      coalesce(sum(credit) filter (where period >= ${january} and nature <> 'OPENING'), 0)::bigint as "yearCredit",
      coalesce(sum(debit - credit) filter (where period >= ${from} and nature = 'BUSINESS'), 0)::bigint as earned,
      coalesce(sum(debit - credit) filter (where period >= ${january} and nature = 'BUSINESS'), 0)::bigint
        as "yearEarned"
    from (${turnoverUpTo(scope, window)}) as movement group by account_id`
}

/** What flowed for one cash-flow item, and what was there before; debits less credits of all cash accounts. */
export interface CashMovement {
  /** The empty text for lines without one. */
  readonly item: string
  readonly opening: bigint
  readonly flow: bigint
  readonly yearOpening: bigint
  readonly yearFlow: bigint
}

/** The movement of all accounts that hold cash, by cash-flow item. */
export function cashMovements(tx: Sql, companyId: string, window: ReportWindow): Promise<CashMovement[]> {
  const { from, january } = window
  const accounts = Prisma.sql`select id from account where company_id = ${companyId}::uuid and cash_kind is not null`
  const scope = { companyId, accounts }
  const days = window.whole
    ? Prisma.empty
    : Prisma.sql`
        union all
        select ${window.period}, nature, cash_flow_item, debit, credit from ${keptByDay(scope)}
          and ${countedDays(window)}`
  return tx.$queryRaw<CashMovement[]>`
    select cash_flow_item as item,
      coalesce(sum(debit - credit) filter (where period < ${from} or nature = 'OPENING'), 0)::bigint as opening,
      coalesce(sum(debit - credit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint as flow,
      coalesce(sum(debit - credit) filter (where period < ${january} or nature = 'OPENING'), 0)::bigint
        as "yearOpening",
      coalesce(sum(debit - credit) filter (where period >= ${january} and nature <> 'OPENING'), 0)::bigint
        as "yearFlow"
    from (
      select period, nature, cash_flow_item, debit, credit from ${keptByPeriod(scope)} and ${countedPeriods(window)}
      ${days}) as movement
    group by cash_flow_item order by cash_flow_item`
}
