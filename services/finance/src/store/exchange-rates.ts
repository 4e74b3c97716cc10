import { type Sql, StaleDocument } from '@erp/service-kit'
import { type BusinessDate, type Currency, Decimal, firstDayOf, lastDayOf, periodOf, plain } from '@erp/values'
import type { ExchangeRate, RateQuestion, RateType } from '../domain/exchange-rate.ts'
import type { Change } from './account-rules.ts'

interface ExchangeRateRow {
  readonly id: string
  readonly company_id: string
  readonly foreign_currency: Currency
  readonly rate_type: RateType
  readonly effective_on: string
  readonly rate: string
  readonly version: number
}

/** Stores a new rate with its first version. One that somebody else has just stored makes the transaction run again. */
export async function insertRate(tx: Sql, rate: ExchangeRate, by: Change): Promise<void> {
  const noted = await tx.$executeRaw`
    with inserted as (
      insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate, version)
      values (${rate.id}::uuid, ${rate.companyId}::uuid, ${rate.foreignCurrency}, ${rate.rateType},
              ${rate.effectiveOn}::date, ${rate.rate}::numeric, 1)
      on conflict do nothing returning *)
    insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
    select id, version, company_id, rate, ${by.userId}::uuid, ${by.at} from inserted`
  if (noted !== 1) throw new StaleDocument('exchange rate', rate.id)
}

/** Stores the next version of a rate that was read as `rate.version`. Returns it as stored. */
export async function saveRate(tx: Sql, rate: ExchangeRate, by: Change): Promise<ExchangeRate> {
  const [row] = await tx.$queryRaw<ExchangeRateRow[]>`
    with changed as (
      update exchange_rate set rate = ${rate.rate}::numeric, version = version + 1
      where id = ${rate.id}::uuid and version = ${rate.version}::int
      returning *
    ), noted as (
      insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
      select id, version, company_id, rate, ${by.userId}::uuid, ${by.at} from changed)
    select id, company_id, foreign_currency, rate_type, effective_on::text, rate::text, version from changed`
  if (!row) throw new StaleDocument('exchange rate', rate.id)
  return toRate(row)
}

export async function findRate(tx: Sql, id: string): Promise<ExchangeRate | undefined> {
  const [row] = await tx.$queryRaw<ExchangeRateRow[]>`
    select id, company_id, foreign_currency, rate_type, effective_on::text, rate::text, version
    from exchange_rate where id = ${id}::uuid`
  return row && toRate(row)
}

/** The rate of exactly this day, if one is set. */
export async function findRateOfDay(
  tx: Sql,
  companyId: string,
  { foreignCurrency, rateType, on }: RateQuestion,
): Promise<ExchangeRate | undefined> {
  const [row] = await tx.$queryRaw<ExchangeRateRow[]>`
    select id, company_id, foreign_currency, rate_type, effective_on::text, rate::text, version from exchange_rate
    where company_id = ${companyId}::uuid and foreign_currency = ${foreignCurrency} and rate_type = ${rateType}
      and effective_on = ${on}::date`
  return row && toRate(row)
}

/**
 * The rate that holds on a day: for SPOT the latest one up to it, for CLOSING and AVERAGE the latest one of its month, for
 * another month's says nothing about this one.
 */
export async function rateOn(
  tx: Sql,
  companyId: string,
  { foreignCurrency, rateType, on }: RateQuestion,
): Promise<ExchangeRate | undefined> {
  const month = periodOf(on)
  const [from, to] = rateType === 'SPOT' ? ['0001-01-01', on] : [firstDayOf(month), lastDayOf(month)]
  const [row] = await tx.$queryRaw<ExchangeRateRow[]>`
    select id, company_id, foreign_currency, rate_type, effective_on::text, rate::text, version from exchange_rate
    where company_id = ${companyId}::uuid and foreign_currency = ${foreignCurrency} and rate_type = ${rateType}
      and effective_on between ${from}::date and ${to}::date
    order by effective_on desc limit 1`
  return row && toRate(row)
}

/** The SPOT rates that hold on these days, by currency and day; left out where there is none. */
export async function spotRatesOn(
  tx: Sql,
  companyId: string,
  asked: readonly { readonly currency: Currency; readonly on: BusinessDate }[],
): Promise<{ currency: Currency; on: BusinessDate; rate: string }[]> {
  if (asked.length === 0) return []
  const rows = await tx.$queryRaw<{ currency: Currency; on_day: BusinessDate; rate: string }[]>`
    select asked.currency, asked."on"::text as on_day, held.rate::text
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked(currency text, "on" date)
    cross join lateral (
      select rate from exchange_rate
      where company_id = ${companyId}::uuid and foreign_currency = asked.currency and rate_type = 'SPOT'
        and effective_on <= asked."on"
      order by effective_on desc limit 1) as held`
  return rows.map(({ currency, on_day, rate }) => ({ currency, on: on_day, rate: plain(new Decimal(rate)) }))
}

/** Rates by day, the newest first, after the given day and id; of one currency and type where those are given. */
export async function listRates(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly after: { readonly effectiveOn: BusinessDate; readonly id: string } | undefined
    readonly foreignCurrency: Currency | null
    readonly rateType: RateType | null
  },
): Promise<ExchangeRate[]> {
  const { effectiveOn = null, id = null } = page.after ?? {}
  const rows = await tx.$queryRaw<ExchangeRateRow[]>`
    select id, company_id, foreign_currency, rate_type, effective_on::text, rate::text, version from exchange_rate
    where company_id = ${companyId}::uuid
      and (${page.foreignCurrency}::text is null or foreign_currency = ${page.foreignCurrency})
      and (${page.rateType}::text is null or rate_type = ${page.rateType})
      and (${id}::uuid is null or (effective_on, id) < (${effectiveOn}::date, ${id}::uuid))
    order by effective_on desc, id desc limit ${page.limit}::int`
  return rows.map(toRate)
}

function toRate(row: ExchangeRateRow): ExchangeRate {
  return {
    id: row.id,
    companyId: row.company_id,
    foreignCurrency: row.foreign_currency,
    rateType: row.rate_type,
    effectiveOn: row.effective_on as BusinessDate,
    rate: plain(new Decimal(row.rate)),
    version: row.version,
  }
}
