import type { Sql } from '@erp/service-kit'
import type { LedgerDimension, LedgerValue } from '../domain/ledger-dimension.ts'
import type { ReportWindow } from '../domain/report-window.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { accountsBelow, carrying, countedDays, countedPeriods, dimensionColumns } from './movements.ts'

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

const movedQuantities = Prisma.sql`
  coalesce(abs(quantity) * sign(debit::numeric), 0), coalesce(abs(quantity) * sign(credit::numeric), 0)`

/**
 * The balances of an account, and of all below it, told apart by one or more dimensions, in the order of the values.
 * Their sum is the account's balance: what is posted without a value is a row too.
 */
export function auxiliaryBalances(
  tx: Sql,
  question: Question,
  page: { readonly limit: number; readonly after: readonly string[] | undefined },
): Promise<AuxiliaryRow[]> {
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
      from (${movements(question)}) as movement
      where ${page.after ?? null}::text[] is null or combination > ${page.after ?? null}::text[]
      group by combination) as balance
    where opening <> 0 or debit <> 0 or credit <> 0 or "yearDebit" <> 0 or "yearCredit" <> 0
      or "openingQuantity" <> '0'
    order by values limit ${page.limit}::int`
}

/** combination, period, nature, debit, credit, quantity_debit, quantity_credit. */
function movements(question: Question): Prisma.Sql {
  const { by, having } = question
  const [only] = by
  return by.length === 1 && only && having.length === 0 ? ofOneDimension(question, only) : ofCombinations(question)
}

/** One dimension has balances of its own; what they leave of the account's balance was posted without a value. */
function ofOneDimension({ companyId, accountCode, window }: Question, dimension: LedgerDimension): Prisma.Sql {
  const accounts = accountsBelow(companyId, accountCode)
  const periods = Prisma.sql`
    with of_value as materialized (
      select value_id, period, nature, debit, credit, quantity_debit, quantity_credit from auxiliary_turnover
      where company_id = ${companyId}::uuid and account_id in (${accounts}) and dimension = ${dimension}
        and ${countedPeriods(window)})
    select array[value_id::text] as combination, period, nature, debit, credit, quantity_debit, quantity_credit from of_value
    union all
    select array[''], period, nature, - debit, - credit, 0, 0 from of_value
    union all
    select array[''], period, nature, debit, credit, 0, 0 from ledger_turnover
    where company_id = ${companyId}::uuid and account_id in (${accounts}) and ${countedPeriods(window)}`
  if (window.whole) return periods
  return Prisma.sql`${periods}
    union all
    select array[coalesce(${dimensionColumns[dimension]}::text, '')], ${window.period}, nature, debit, credit,
      ${movedQuantities}
    from voucher_line
    where company_id = ${companyId}::uuid and account_id in (${accounts}) and ${countedDays(window)}`
}

function ofCombinations({ companyId, accountCode, by, having, window }: Question): Prisma.Sql {
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
    select ${values}, ${window.period}, nature, debit, credit, ${movedQuantities}
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
