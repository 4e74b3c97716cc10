import type { Sql } from '@erp/service-kit'
import type { LedgerDimension } from '../domain/ledger-dimension.ts'
import type { ReportWindow } from '../domain/report-window.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { countedDays, countedPeriods, dimensionColumns } from './movements.ts'

/** Which values: of one dimension, or the parties of accounts, on accounts that a statement has as `below`. */
export interface ValuesOf {
  readonly companyId: string
  readonly dimension: LedgerDimension | 'PARTY'
  readonly window: ReportWindow
  /** With what happened in the window apart; else only balances and the year. */
  readonly turnover: boolean
}

/**
 * What each kept row adds to the figures of a value: account_id, value_id, opening, debit, credit, year_debit,
 * year_credit, opening_quantity, debit_quantity, credit_quantity; add them up. Expects `below (id)` in the statement.
 * Read are the years before, then the months of the window's year up to its end, or that year whole less the months after
 * it when those are fewer, and the months of the window itself.
 */
export function valueMovements(question: ValuesOf): Prisma.Sql {
  const { window, turnover } = question
  const of = Prisma.sql`company_id = ${question.companyId}::uuid and account_id = any (array(select id from below))
    and dimension = ${question.dimension}`
  const year = window.january.slice(0, 4)
  const thisYear = Prisma.sql`period between ${window.january} and ${`${year}-12`}`
  const before = Prisma.sql`
    select account_id, value_id, debit - credit as opening, 0::bigint as debit, 0::bigint as credit,
      0::bigint as year_debit, 0::bigint as year_credit, quantity_debit - quantity_credit as opening_quantity,
      0::numeric as debit_quantity, 0::numeric as credit_quantity
    from auxiliary_year_turnover where ${of} and year < ${year}`
  const ofYear =
    window.period > `${year}-06`
      ? Prisma.sql`
          union all select ${added} from auxiliary_year_turnover where ${of} and year = ${year}
          union all select ${takenAway} from auxiliary_turnover
          where ${of} and ${thisYear} and not ${countedPeriods(window)}`
      : Prisma.sql`
          union all select ${added} from auxiliary_turnover where ${of} and ${thisYear} and ${countedPeriods(window)}`
  const inWindow = turnover
    ? Prisma.sql`
        union all
        select account_id, value_id, credit - debit, debit, credit, 0, 0, quantity_credit - quantity_debit,
          quantity_debit, quantity_credit
        from auxiliary_turnover
        where ${of} and period >= ${window.from} and ${countedPeriods(window)} and nature <> 'OPENING'`
    : Prisma.empty
  return Prisma.sql`${before} ${ofYear} ${inWindow} ${lines(question)}`
}

/** A row of the window's year: it stands before the window until the window's own months take it out again. */
const added = Prisma.sql`
  account_id, value_id, debit - credit, 0, 0, case nature when 'OPENING' then 0 else debit end,
  case nature when 'OPENING' then 0 else credit end, quantity_debit - quantity_credit, 0, 0`
const takenAway = Prisma.sql`
  account_id, value_id, credit - debit, 0, 0, case nature when 'OPENING' then 0 else - debit end,
  case nature when 'OPENING' then 0 else - credit end, quantity_credit - quantity_debit, 0, 0`

/** A month that is cut short is read from its lines. */
function lines({ companyId, dimension, window }: ValuesOf): Prisma.Sql {
  if (window.whole) return Prisma.empty
  const value =
    dimension === 'PARTY' ? Prisma.sql`coalesce(customer_id, supplier_id, employee_id)` : dimensionColumns[dimension]
  return Prisma.sql`
    union all
    select account_id, ${value}, 0, debit, credit, debit, credit, 0,
      coalesce(abs(quantity) * sign(debit::numeric), 0), coalesce(abs(quantity) * sign(credit::numeric), 0)
    from voucher_line
    where company_id = ${companyId}::uuid and account_id = any (array(select id from below)) and ${value} is not null
      and ${countedDays(window)}`
}

/** What one party has on an account: now, and when the year began. Debits less credits in minor units. */
export interface PartyBalance {
  readonly accountId: string
  readonly closing: bigint
  readonly yearOpening: bigint
}

/** The balances of every customer, supplier and employee on the accounts of these codes and below. */
export function partyBalances(
  tx: Sql,
  companyId: string,
  window: ReportWindow,
  codes: readonly string[],
): Promise<PartyBalance[]> {
  const movements = valueMovements({ companyId, dimension: 'PARTY', window, turnover: false })
  return tx.$queryRaw<PartyBalance[]>`
    with below as materialized (
      select distinct account.id from account
      join unnest(${codes}::text[]) as top on code = top or starts_with(code, top || '.')
      where company_id = ${companyId}::uuid and leaf)
    select account_id as "accountId", sum(opening + debit - credit)::bigint as closing,
      sum(opening + debit - credit - year_debit + year_credit)::bigint as "yearOpening"
    from (${movements}) as movement
    group by account_id, value_id
    having sum(opening + debit - credit) <> 0 or sum(opening + debit - credit - year_debit + year_credit) <> 0`
}
