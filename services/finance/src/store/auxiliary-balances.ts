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
 * The balances of an account, and of all below it, told apart by one or more dimensions, in the order of the values; what
 * is posted without a value of the first comes last, so that only who reads to the end waits for it. The sum of all rows is
 * the account's balance. Give it a transaction that is one snapshot.
 */
export async function auxiliaryBalances(tx: Sql, question: Question, { limit, after }: Page): Promise<AuxiliaryRow[]> {
  const { by, having } = question
  const [first] = by
  if (!first) return []
  const alone = by.length === 1 && having.length === 0
  if (!alone && !withOwnIndex.has(first)) return ofAll(tx, question, Prisma.empty, { limit, after })

  const isPastValues = after?.[0] === ''
  const page = { limit, after }
  const rows = isPastValues ? [] : await (alone ? ofOneDimension : ofCombinations)(tx, question, first, page)
  if (rows.length === limit || (alone && isPastValues)) return rows
  const without = alone
    ? await withoutValue(tx, question, first)
    : await ofAll(tx, question, Prisma.sql`and ${dimensionColumns[first]} is null`, {
        limit: limit - rows.length,
        after: isPastValues ? after : undefined,
      })
  return [...rows, ...without]
}

/** Of these there are many values, and combinations are found by each; of the others each has a large part of an account. */
const withOwnIndex: ReadonlySet<LedgerDimension> = new Set(['CUSTOMER', 'SUPPLIER', 'EMPLOYEE', 'PROJECT', 'ITEM'])

/** Rows in which nothing stands and nothing moved are left out. */
const something = Prisma.sql`
  opening <> 0 or debit <> 0 or credit <> 0 or "yearDebit" <> 0 or "yearCredit" <> 0 or "openingQuantity" <> '0'`

/** One dimension has balances of its own. */
function ofOneDimension(
  tx: Sql,
  { companyId, accountCode, window }: Question,
  dimension: LedgerDimension,
  { limit, after }: Page,
): Promise<AuxiliaryRow[]> {
  const following = after === undefined ? Prisma.empty : Prisma.sql`where value_id > ${after[0]}::uuid`
  return tx.$queryRaw<AuxiliaryRow[]>`
    with below as materialized (${accountsBelow(companyId, accountCode)})
    select * from (
      select array[value_id::text] as values, sum(opening)::bigint as opening, sum(debit)::bigint as debit,
        sum(credit)::bigint as credit, sum(year_debit)::bigint as "yearDebit", sum(year_credit)::bigint as "yearCredit",
        trim_scale(sum(opening_quantity))::text as "openingQuantity",
        trim_scale(sum(debit_quantity))::text as "debitQuantity",
        trim_scale(sum(credit_quantity))::text as "creditQuantity"
      from (${valueMovements({ companyId, dimension, window, turnover: true })}) as movement
      ${following} group by value_id) as balance
    where ${something} order by values limit ${limit}::int`
}

/** What the values of a dimension leave of the account's balance was posted without one; a row, or none. */
function withoutValue(
  tx: Sql,
  { companyId, accountCode, window }: Question,
  dimension: LedgerDimension,
): Promise<AuxiliaryRow[]> {
  const accounts = accountsBelow(companyId, accountCode)
  const { from, january } = window
  return tx.$queryRaw<AuxiliaryRow[]>`
    with below as materialized (${accounts})
    select * from (
      select array[''] as values, (whole.opening - parts.opening)::bigint as opening,
        (whole.debit - parts.debit)::bigint as debit, (whole.credit - parts.credit)::bigint as credit,
        (whole.year_debit - parts.year_debit)::bigint as "yearDebit",
        (whole.year_credit - parts.year_credit)::bigint as "yearCredit", '0' as "openingQuantity",
        '0' as "debitQuantity", '0' as "creditQuantity"
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
        from (${valueMovements({ companyId, dimension, window, turnover: true })}) as movement) as parts) as balance
    where ${something}`
}

/**
 * Combinations have no balances by year, and an account may have as many of them as it has lines. So the values of the
 * first dimension, of which the years know all, are walked in order, and each is added up from its own index until the page
 * is full.
 */
function ofCombinations(
  tx: Sql,
  question: Question,
  first: LedgerDimension,
  { limit, after }: Page,
): Promise<AuxiliaryRow[]> {
  const { companyId, accountCode, having } = question
  const only = having.find(({ dimension }) => dimension === first)
  const one = only ? Prisma.sql`and value_id = ${only.valueId}::uuid` : Prisma.empty
  const following = after ? Prisma.sql`and value_id >= ${after[0]}::uuid` : Prisma.empty
  return tx.$queryRaw<AuxiliaryRow[]>`
    with below as materialized (${accountsBelow(companyId, accountCode)}
    ), candidate as materialized (
      select distinct value_id from auxiliary_year_turnover
      where company_id = ${companyId}::uuid and account_id = any (array(select id from below))
        and dimension = ${first} ${one} ${following})
    select balance.* from (select value_id from candidate order by value_id) as candidate
    cross join lateral (
      ${figuresOf(question, Prisma.sql`and ${dimensionColumns[first]} = candidate.value_id`)}) as balance
    where (${something}) and (${after ?? null}::text[] is null or values > ${after ?? null}::text[])
    order by candidate.value_id, values limit ${limit}::int`
}

/** The combinations that meet a condition, all added up before the page is taken. */
function ofAll(tx: Sql, question: Question, condition: Prisma.Sql, { limit, after }: Page): Promise<AuxiliaryRow[]> {
  return tx.$queryRaw<AuxiliaryRow[]>`
    with below as materialized (${accountsBelow(question.companyId, question.accountCode)})
    select * from (${figuresOf(question, condition)}) as balance
    where (${something})
      and (${after ?? null}::text[] is null
        or (values[1] = '', values) > (${after?.[0] === ''}::boolean, ${after ?? null}::text[]))
    order by values[1] = '', values limit ${limit}::int`
}

/** The figures of each combination among the movements that meet a condition. Expects `below (id)` in the statement. */
function figuresOf(question: Question, condition: Prisma.Sql): Prisma.Sql {
  const { from, january } = question.window
  return Prisma.sql`
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
    from (${combinations(question, condition)}) as movement group by combination`
}

/** combination, period, nature, debit, credit, quantity_debit, quantity_credit. */
function combinations({ companyId, by, having, window }: Question, condition: Prisma.Sql): Prisma.Sql {
  const values = Prisma.sql`array[${Prisma.join(
    by.map((dimension) => Prisma.sql`coalesce(${dimensionColumns[dimension]}::text, '')`),
  )}]::text[]`
  const periods = Prisma.sql`
    select ${values} as combination, period, nature, debit, credit, quantity_debit, quantity_credit from dimension_turnover
    where company_id = ${companyId}::uuid and account_id = any (array(select id from below)) and ${countedPeriods(window)}
      ${carrying(having)} ${condition}`
  if (window.whole) return periods
  return Prisma.sql`${periods}
    union all
    select ${values}, ${window.period}, nature, debit, credit,
      coalesce(abs(quantity) * sign(debit::numeric), 0), coalesce(abs(quantity) * sign(credit::numeric), 0)
    from voucher_line
    where company_id = ${companyId}::uuid and account_id = any (array(select id from below)) and ${countedDays(window)}
      ${carrying(having)} ${condition}`
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
