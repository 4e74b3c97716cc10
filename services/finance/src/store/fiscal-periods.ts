import { type Sql, StaleDocument } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { FiscalPeriod, PeriodStatus } from '../domain/fiscal-period.ts'

interface FiscalPeriodRow {
  readonly id: string
  readonly company_id: string
  readonly period: Period
  readonly status: PeriodStatus
  readonly version: number
}

/** Stores new periods. One that somebody else has just stored makes the transaction run again. */
export async function insertPeriods(tx: Sql, periods: readonly FiscalPeriod[]): Promise<void> {
  const inserted = await tx.$executeRaw`
    insert into fiscal_period (id, company_id, period, status, version)
    select id, "companyId", period, status, version
    from jsonb_to_recordset(${JSON.stringify(periods)}::jsonb)
      as r(id uuid, "companyId" uuid, period text, status text, version int)
    on conflict do nothing`
  if (inserted !== periods.length) throw new StaleDocument('fiscal period', periods.map(({ id }) => id).join(', '))
}

/** The periods of a company in order, held for a change until the transaction ends: postings into them wait. */
export async function lockPeriodsForChange(tx: Sql, companyId: string): Promise<FiscalPeriod[]> {
  const rows = await tx.$queryRaw<FiscalPeriodRow[]>`
    select id, company_id, period, status, version from fiscal_period
    where company_id = ${companyId}::uuid order by period for update`
  return rows.map(toFiscalPeriod)
}

/** These periods, held open or closed as they are until the transaction ends: a close waits, postings do not. */
export async function lockPeriodsForPosting(
  tx: Sql,
  keys: readonly { readonly companyId: string; readonly period: Period }[],
): Promise<FiscalPeriod[]> {
  const rows = await tx.$queryRaw<FiscalPeriodRow[]>`
    select id, company_id, period, status, version from fiscal_period
    where (company_id, period) in (
      select "companyId", period from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
        as r("companyId" uuid, period text))
    order by company_id, period for share`
  return rows.map(toFiscalPeriod)
}

/** These periods as they are now. */
export async function findPeriodsFor(
  tx: Sql,
  keys: readonly { readonly companyId: string; readonly period: Period }[],
): Promise<FiscalPeriod[]> {
  const rows = await tx.$queryRaw<FiscalPeriodRow[]>`
    select id, company_id, period, status, version from fiscal_period
    where (company_id, period) in (
      select "companyId", period from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
        as r("companyId" uuid, period text))`
  return rows.map(toFiscalPeriod)
}

/** Stores the changed status of locked periods, one version on, and who changed it and why. Returns them as stored. */
export async function savePeriods(
  tx: Sql,
  periods: readonly FiscalPeriod[],
  by: { readonly userId: string; readonly at: Date; readonly reason: string | null },
): Promise<FiscalPeriod[]> {
  const rows = await tx.$queryRaw<FiscalPeriodRow[]>`
    with changed as (
      update fiscal_period as p set status = r.status, version = p.version + 1, changed_at = ${by.at}
      from jsonb_to_recordset(${JSON.stringify(periods)}::jsonb) as r(id uuid, status text)
      where p.id = r.id
      returning p.id, p.company_id, p.period, p.status, p.version
    ), noted as (
      insert into fiscal_period_change (period_id, version, company_id, status, reason, changed_by, changed_at)
      select id, version, company_id, status, ${by.reason}, ${by.userId}::uuid, ${by.at} from changed)
    select * from changed order by period`
  return rows.map(toFiscalPeriod)
}

/** Periods of a company in order, after the given one. */
export async function listPeriods(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterPeriod: string },
): Promise<FiscalPeriod[]> {
  const rows = await tx.$queryRaw<FiscalPeriodRow[]>`
    select id, company_id, period, status, version from fiscal_period
    where company_id = ${companyId}::uuid and period > ${page.afterPeriod}
    order by period limit ${page.limit}::int`
  return rows.map(toFiscalPeriod)
}

export async function findPeriod(tx: Sql, id: string): Promise<FiscalPeriod | undefined> {
  const [row] = await tx.$queryRaw<FiscalPeriodRow[]>`
    select id, company_id, period, status, version from fiscal_period where id = ${id}::uuid`
  return row && toFiscalPeriod(row)
}

function toFiscalPeriod(row: FiscalPeriodRow): FiscalPeriod {
  return { id: row.id, companyId: row.company_id, period: row.period, status: row.status, version: row.version }
}
