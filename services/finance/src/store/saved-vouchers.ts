import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { SavedVoucher } from '../domain/saved-voucher.ts'

interface SavedVoucherRow {
  readonly id: string
  readonly company_id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly entry: SavedVoucher['entry']
  readonly first_period: Period | null
  readonly last_period: Period | null
  readonly every_months: number | null
  readonly day_of_month: number | null
  readonly active: boolean
  readonly version: number
}

/** The saved voucher of this code, held for a change. */
export async function lockSaved(tx: Sql, companyId: string, code: string): Promise<SavedVoucher | undefined> {
  const [row] = await tx.$queryRaw<SavedVoucherRow[]>`
    select * from saved_voucher where company_id = ${companyId}::uuid and code = ${code} for update`
  return row && toSaved(row)
}

/** Stores a saved voucher as it is now; undefined when somebody else has just stored one of its code or version. */
export async function keepSaved(tx: Sql, saved: SavedVoucher, savedBy: string): Promise<SavedVoucher | undefined> {
  const { id, companyId, code, name, entry, recurrence, active, version } = saved
  const { firstPeriod = null, lastPeriod = null, everyMonths = null, dayOfMonth = null } = recurrence ?? {}
  const [row] = await tx.$queryRaw<SavedVoucherRow[]>`
    insert into saved_voucher as s (id, company_id, code, name_zh, name_en, entry, first_period, last_period,
                                    every_months, day_of_month, active, version, saved_by)
    values (${id}::uuid, ${companyId}::uuid, ${code}, ${name.zh}, ${name.en}, ${JSON.stringify(entry)}::jsonb,
            ${firstPeriod}, ${lastPeriod}, ${everyMonths}::int, ${dayOfMonth}::int, ${active}, ${version}::int,
            ${savedBy}::uuid)
    on conflict (company_id, code) do update
      set name_zh = excluded.name_zh, name_en = excluded.name_en, entry = excluded.entry,
          first_period = excluded.first_period, last_period = excluded.last_period,
          every_months = excluded.every_months, day_of_month = excluded.day_of_month, active = excluded.active,
          version = excluded.version, saved_by = excluded.saved_by
      where s.version = excluded.version - 1
    returning *`
  return row && toSaved(row)
}

export async function findSaved(tx: Sql, id: string): Promise<SavedVoucher | undefined> {
  const [row] = await tx.$queryRaw<SavedVoucherRow[]>`select * from saved_voucher where id = ${id}::uuid`
  return row && toSaved(row)
}

/** Saved vouchers by code, after the given one. */
export async function listSaved(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterCode: string; readonly recurringOnly: boolean },
): Promise<SavedVoucher[]> {
  const rows = await tx.$queryRaw<SavedVoucherRow[]>`
    select * from saved_voucher
    where company_id = ${companyId}::uuid and code > ${page.afterCode}
      and (first_period is not null or not ${page.recurringOnly}::boolean)
    order by code limit ${page.limit}::int`
  return rows.map(toSaved)
}

/** The recurring vouchers in use that have no draft for a period yet, by code; held, so that one request makes them. */
export async function lockRecurringWithoutRun(tx: Sql, companyId: string, period: Period): Promise<SavedVoucher[]> {
  await tx.$queryRaw`
    select id from saved_voucher where company_id = ${companyId}::uuid and first_period is not null order by id for update`
  const rows = await tx.$queryRaw<SavedVoucherRow[]>`
    select * from saved_voucher s
    where company_id = ${companyId}::uuid and active and first_period <= ${period}
      and not exists (
        select from recurring_voucher_run r where r.saved_voucher_id = s.id and r.period = ${period})
    order by code`
  return rows.map(toSaved)
}

/** Records for which period drafts were made, and that they were asked for. */
export async function recordRuns(
  tx: Sql,
  request: { readonly id: string; readonly companyId: string; readonly period: Period; readonly at: Date },
  runs: readonly { readonly savedVoucherId: string; readonly draftId: string }[],
): Promise<void> {
  const { id, companyId, period, at } = request
  await tx.$executeRaw`
    insert into recurring_voucher_request (id, company_id, period, requested_at)
    values (${id}::uuid, ${companyId}::uuid, ${period}, ${at})`
  await tx.$executeRaw`
    insert into recurring_voucher_run (saved_voucher_id, period, company_id, draft_id)
    select "savedVoucherId", ${period}, ${companyId}::uuid, "draftId"
    from jsonb_to_recordset(${JSON.stringify(runs)}::jsonb) as r("savedVoucherId" uuid, "draftId" uuid)`
}

function toSaved(row: SavedVoucherRow): SavedVoucher {
  const { id, code, entry, active, version, first_period, every_months, day_of_month } = row
  const recurs = first_period !== null && every_months !== null && day_of_month !== null
  return {
    ...{ id, companyId: row.company_id, code, name: { zh: row.name_zh, en: row.name_en }, entry, active, version },
    recurrence: recurs
      ? {
          firstPeriod: first_period,
          lastPeriod: row.last_period,
          everyMonths: every_months,
          dayOfMonth: day_of_month,
        }
      : null,
  }
}
