import type { Sql } from '@erp/service-kit'
import { type SeriesRequirement, standardSeries, type VoucherSeries } from '../domain/voucher-series.ts'

interface VoucherSeriesRow {
  readonly company_id: string
  readonly word: string
  readonly name_zh: string
  readonly name_en: string
  readonly requirement: SeriesRequirement
  readonly active: boolean
  readonly version: number
}

/** Every series of a company: the standard ones, then its own by word. */
export async function seriesOfCompany(tx: Sql, companyId: string): Promise<VoucherSeries[]> {
  const rows = await tx.$queryRaw<VoucherSeriesRow[]>`
    select * from voucher_word where company_id = ${companyId}::uuid order by word`
  return [...standardSeries(companyId), ...rows.map(toSeries)]
}

/** A company's own series of this word, held for a change. */
export async function lockSeries(tx: Sql, companyId: string, word: string): Promise<VoucherSeries | undefined> {
  const [row] = await tx.$queryRaw<VoucherSeriesRow[]>`
    select * from voucher_word where company_id = ${companyId}::uuid and word = ${word} for update`
  return row && toSeries(row)
}

/** A company's own series of this word, held as it is until the transaction ends. */
export async function holdSeries(tx: Sql, companyId: string, word: string): Promise<VoucherSeries | undefined> {
  const [row] = await tx.$queryRaw<VoucherSeriesRow[]>`
    select * from voucher_word where company_id = ${companyId}::uuid and word = ${word} for share`
  return row && toSeries(row)
}

/** Stores a series as it is now; one that another has just stored stays, and undefined is returned. */
export async function saveSeries(tx: Sql, series: VoucherSeries): Promise<VoucherSeries | undefined> {
  const { companyId, word, name, requirement, active, version } = series
  const [row] = await tx.$queryRaw<VoucherSeriesRow[]>`
    insert into voucher_word as w (company_id, word, name_zh, name_en, requirement, active, version)
    values (${companyId}::uuid, ${word}, ${name.zh}, ${name.en}, ${requirement}, ${active}, ${version}::int)
    on conflict (company_id, word) do update
      set name_zh = excluded.name_zh, name_en = excluded.name_en, requirement = excluded.requirement,
          active = excluded.active, version = excluded.version
      where w.version = excluded.version - 1
    returning *`
  return row && toSeries(row)
}

function toSeries(row: VoucherSeriesRow): VoucherSeries {
  const { word, requirement, active, version } = row
  return { companyId: row.company_id, word, name: { zh: row.name_zh, en: row.name_en }, requirement, active, version }
}
