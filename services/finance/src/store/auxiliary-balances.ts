import type { Sql } from '@erp/service-kit'
import type { LedgerDimension, LedgerValue } from '../domain/ledger-dimension.ts'
import type { ReportWindow } from '../domain/report-window.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { accountsBelow, carrying, countedDays, countedPeriods, dimensionColumns, turnoverUpTo } from './movements.ts'
import { valueMovements } from './value-movements.ts'

/** What happened around a window for one combination of values, in minor units; quantities as exact decimal texts. */
export interface AuxiliaryRow {
  /** The values in the order asked for; the empty text for what is posted without one. */
  readonly values: readonly string[]
  readonly opening: bigint
  readonly debit: bigint
  readonly credit: bigint
  readonly yearDebit: bigint
  readonly yearCredit: bigint
  readonly openingQuantity: string
  readonly debitQuantity: string
  readonly creditQuantity: string
}

interface Question {
  readonly companyId: string
  readonly accountCode: string
  readonly by: readonly LedgerDimension[]
  /** Only what carries all these. */
  readonly having: readonly LedgerValue[]
  readonly window: ReportWindow
}

interface Page {
  readonly limit: number
  readonly after: readonly string[] | undefined
}

/**
 * The balances of an account, and of all below it, told apart by one or more dimensions, in the order of the values.
 * Their sum is the account's balance: what is posted without a value is a row too.
 */
export function auxiliaryBalances(tx: Sql, question: Question, page: Page): Promise<AuxiliaryRow[]> {
  const { by, having } = question
  const [only] = by
  return by.length === 1 && only && having.length === 0
    ? ofOneDimension(tx, question, only, page)
    : ofCombinations(tx, question, page)
}

/** Rows in which nothing stands and nothing moved are left out. */
const something = Prisma.sql`
  opening <> 0 or debit <> 0 or credit <> 0 or "yearDebit" <> 0 or "yearCredit" <> 0 or "openingQuantity" <> '0'`

/** One dimension has balances of its own; what they leave of the account's balance was posted without a value. */
function ofOneDimension(
  tx: Sql,
  { companyId, accountCode, window }: Question,
  dimension: LedgerDimension,
  { limit, after }: Page,
): Promise<AuxiliaryRow[]> {
  const accounts = accountsBelow(companyId, accountCode)
  const lastValue = after?.[0] === '' ? undefined : after?.[0]
  const following = lastValue === undefined ? Prisma.empty : Prisma.sql`where value_id > ${lastValue}::uuid`
  const { from, january } = window
  const withoutValue =
    after !== undefined
      ? Prisma.empty
      : Prisma.sql`
          union all
          select array[''], whole.opening - parts.opening, whole.debit - parts.debit, whole.credit - parts.credit,
            whole.year_debit - parts.year_debit, whole.year_credit - parts.year_credit, 0, 0, 0
          from (
            select coalesce(sum(debit - credit) filter (where period < ${from} or nature = 'OPENING'), 0) as opening,
              coalesce(sum(debit) filter (where period >= ${from} and nature <> 'OPENING'), 0) as debit,
              coalesce(sum(credit) filter (where period >= ${from} and nature <> 'OPENING'), 0) as credit,
              coalesce(sum(debit) filter (where period >= ${january} and nature <> 'OPENING'), 0) as year_debit,
              coalesce(sum(credit) filter (where period >= ${january} and nature <> 'OPENING'), 0) as year_credit
            from (${turnoverUpTo({ companyId, accounts }, window)}) as movement) as whole
          cross join (
            select coalesce(sum(opening), 0) as opening, coalesce(sum(debit), 0) as debit,
              coalesce(sum(credit), 0) as credit, coalesce(sum(year_debit), 0) as year_debit,
              coalesce(sum(year_credit), 0) as year_credit
            from of_value) as parts`
  return tx.$queryRaw<AuxiliaryRow[]>`
    with below as materialized (${accounts}
    ), of_value as (
      select value_id, sum(opening) as opening, sum(debit) as debit, sum(credit) as credit,
        sum(year_debit) as year_debit, sum(year_credit) as year_credit, sum(opening_quantity) as opening_quantity,
        sum(debit_quantity) as debit_quantity, sum(credit_quantity) as credit_quantity
      from (${valueMovements({ companyId, dimension, window, turnover: true })}) as movement
      ${following} group by value_id)
    select * from (
      select values, opening::bigint, debit::bigint, credit::bigint, year_debit::bigint as "yearDebit",
        year_credit::bigint as "yearCredit", trim_scale(opening_quantity)::text as "openingQuantity",
        trim_scale(debit_quantity)::text as "debitQuantity", trim_scale(credit_quantity)::text as "creditQuantity"
      from (
        select array[value_id::text] as values, opening, debit, credit, year_debit, year_credit, opening_quantity,
          debit_quantity, credit_quantity
        from of_value ${withoutValue}) as figures (values, opening, debit, credit, year_debit, year_credit,
          opening_quantity, debit_quantity, credit_quantity)) as balance
    where ${something} order by values limit ${limit}::int`
}

function ofCombinations(tx: Sql, question: Question, { limit, after }: Page): Promise<AuxiliaryRow[]> {
  const { from, january } = question.window
  return tx.$queryRaw<AuxiliaryRow[]>`
    select * from (
      select combination as values,
        coalesce(sum(debit - credit) filter (where period < ${from} or nature = 'OPENING'), 0)::bigint as opening,
        coalesce(sum(debit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint as debit,
        coalesce(sum(credit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint as credit,
        coalesce(sum(debit) filter (where period >= ${january} and nature <> 'OPENING'), 0)::bigint as "yearDebit",
        coalesce(sum(credit) filter (where period >= ${january} and nature <> 'OPENING'), 0)::bigint as "yearCredit",
        trim_scale(coalesce(sum(quantity_debit - quantity_credit)
          filter (where period < ${from} or nature = 'OPENING'), 0))::text as "openingQuantity",
        trim_scale(coalesce(sum(quantity_debit) filter (where period >= ${from} and nature <> 'OPENING'), 0))::text
          as "debitQuantity",
        trim_scale(coalesce(sum(quantity_credit) filter (where period >= ${from} and nature <> 'OPENING'), 0))::text
          as "creditQuantity"
      from (${combinations(question)}) as movement
      where ${after ?? null}::text[] is null or combination > ${after ?? null}::text[]
      group by combination) as balance
    where ${something} order by values limit ${limit}::int`
}

/** combination, period, nature, debit, credit, quantity_debit, quantity_credit. */
function combinations({ companyId, accountCode, by, having, window }: Question): Prisma.Sql {
  const accounts = accountsBelow(companyId, accountCode)
  const values = Prisma.sql`array[${Prisma.join(
    by.map((dimension) => Prisma.sql`coalesce(${dimensionColumns[dimension]}::text, '')`),
  )}]::text[]`
  const periods = Prisma.sql`
    select ${values} as combination, period, nature, debit, credit, quantity_debit, quantity_credit from dimension_turnover
    where company_id = ${companyId}::uuid and account_id in (${accounts}) and ${countedPeriods(window)}
      ${carrying(having)}`
  if (window.whole) return periods
  return Prisma.sql`${periods}
    union all
    select ${values}, ${window.period}, nature, debit, credit,
      coalesce(abs(quantity) * sign(debit::numeric), 0), coalesce(abs(quantity) * sign(credit::numeric), 0)
    from voucher_line
    where company_id = ${companyId}::uuid and account_id in (${accounts}) and ${countedDays(window)}
      ${carrying(having)}`
}

/** What happened in one foreign currency around a window, in its own and in the books' minor units. */
export interface CurrencyRow {
  readonly currency: string
  readonly opening: bigint
  readonly debit: bigint
  readonly credit: bigint
  readonly foreignOpening: bigint
  readonly foreignDebit: bigint
  readonly foreignCredit: bigint
}

/** The balances of an account, and of all below it, in each foreign currency; whole months only, by currency. */
export function currencyBalances(
  tx: Sql,
  { companyId, accountCode, window }: Pick<Question, 'companyId' | 'accountCode' | 'window'>,
): Promise<CurrencyRow[]> {
  const { from, period } = window
  return tx.$queryRaw<CurrencyRow[]>`
    select foreign_currency as currency,
      coalesce(sum(debit - credit) filter (where period < ${from} or nature = 'OPENING'), 0)::bigint as opening,
      coalesce(sum(debit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint as debit,
      coalesce(sum(credit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint as credit,
      coalesce(sum(foreign_debit - foreign_credit) filter (where period < ${from} or nature = 'OPENING'), 0)::bigint
        as "foreignOpening",
      coalesce(sum(foreign_debit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint
        as "foreignDebit",
      coalesce(sum(foreign_credit) filter (where period >= ${from} and nature <> 'OPENING'), 0)::bigint
        as "foreignCredit"
    from dimension_turnover
    where company_id = ${companyId}::uuid and foreign_currency is not null and period <= ${period}
      and account_id in (${accountsBelow(companyId, accountCode)})
    group by foreign_currency order by foreign_currency`
}
