import { type Sql, StaleDocument } from '@erp/service-kit'
import { type BusinessDate, type Currency, money } from '@erp/values'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import type { ExpenseLine } from '../domain/expense-line.ts'
import { daysOf, type PerDiemRate } from '../domain/per-diem.ts'

interface RateRow {
  readonly id: string
  readonly company_id: string
  readonly expense_type_id: string
  readonly grade: string | null
  readonly city: string | null
  readonly effective_on_text: BusinessDate
  readonly amount: bigint
  readonly version: number
  readonly base_currency: Currency
}

/** As many as a company may have of one type: all of them are looked at with every claim that names it. */
export const mostRates = 500

/** Stores a new rate. One that somebody else has just set for the same makes the transaction run again. */
export async function insertRate(tx: Sql, rate: PerDiemRate): Promise<void> {
  const inserted = await tx.$executeRaw`
    insert into per_diem_rate (id, company_id, expense_type_id, grade, city, effective_on, amount)
    values (${rate.id}::uuid, ${rate.companyId}::uuid, ${rate.expenseTypeId}::uuid, ${rate.grade}, ${rate.city},
            ${rate.effectiveOn}::date, ${rate.amount.minor}::bigint)
    on conflict do nothing`
  if (inserted !== 1) throw new StaleDocument('per diem rate', rate.id)
}

/** Stores another amount of a rate that was read as `rate.version`. Returns it as stored. */
export async function saveRate(tx: Sql, rate: PerDiemRate): Promise<PerDiemRate> {
  const updated = await tx.$executeRaw`
    update per_diem_rate set amount = ${rate.amount.minor}::bigint, version = version + 1
    where id = ${rate.id}::uuid and version = ${rate.version}::int`
  if (updated !== 1) throw new StaleDocument('per diem rate', rate.id)
  return { ...rate, version: rate.version + 1 }
}

/** Every rate of these types, future ones included. */
export async function ratesOfTypes(tx: Sql, companyId: string, typeIds: readonly string[]): Promise<PerDiemRate[]> {
  const rows = await tx.$queryRaw<RateRow[]>`
    select r.*, r.effective_on::text as effective_on_text, b.base_currency from per_diem_rate r join book b using (company_id)
    where r.company_id = ${companyId}::uuid and r.expense_type_id = any (${typeIds}::uuid[]) order by r.id`
  return rows.map(toRate)
}

export async function findRate(tx: Sql, id: string): Promise<PerDiemRate | undefined> {
  const [row] = await tx.$queryRaw<RateRow[]>`
    select r.*, r.effective_on::text as effective_on_text, b.base_currency from per_diem_rate r join book b using (company_id)
    where r.id = ${id}::uuid`
  return row && toRate(row)
}

/** Rates of a company in the order they were set, after the given one. */
export async function listRates(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<PerDiemRate[]> {
  const rows = await tx.$queryRaw<RateRow[]>`
    select r.*, r.effective_on::text as effective_on_text, b.base_currency from per_diem_rate r join book b using (company_id)
    where r.company_id = ${companyId}::uuid
      and (${page.after ?? null}::uuid is null or r.id > ${page.after ?? null}::uuid)
    order by r.id limit ${page.limit}::int`
  return rows.map(toRate)
}

/**
 * Takes the days of a claim, none of which the employee may be paid for by another claim: the key decides, so of two who
 * submit at once one is told. Returns the first that is taken, and then takes none.
 */
export async function takePerDiemDays(
  tx: Sql,
  { id, companyId, employeeId }: Pick<ExpenseClaim, 'id' | 'companyId' | 'employeeId'>,
  lines: readonly ExpenseLine[],
): Promise<{ readonly spentOn: BusinessDate; readonly claimNumber: string } | undefined> {
  const rows = lines.flatMap((line) => daysOf(line).map((day) => ({ typeId: line.expenseTypeId, day })))
  if (rows.length === 0) return undefined
  const asked = JSON.stringify(rows)
  const taken = await tx.$executeRaw`
    insert into claimed_per_diem_day (company_id, employee_id, expense_type_id, day, claim_id)
    select ${companyId}::uuid, ${employeeId}::uuid, "typeId", day, ${id}::uuid
    from jsonb_to_recordset(${asked}::jsonb) as r("typeId" uuid, day date) order by 3, 4
    on conflict do nothing`
  if (taken === rows.length) return undefined
  const [first] = await tx.$queryRaw<{ spentOn: BusinessDate; claimNumber: string }[]>`
    select d.day::text as "spentOn", c.number as "claimNumber"
    from jsonb_to_recordset(${asked}::jsonb) as r("typeId" uuid, day date)
    join claimed_per_diem_day d on d.company_id = ${companyId}::uuid and d.employee_id = ${employeeId}::uuid
      and d.expense_type_id = r."typeId" and d.day = r.day
    join expense_claim c on c.id = d.claim_id
    where d.claim_id <> ${id}::uuid order by d.day limit 1`
  if (!first) throw new Error('A day is taken by nobody')
  return first
}

function toRate(row: RateRow): PerDiemRate {
  return {
    ...{ id: row.id, companyId: row.company_id, expenseTypeId: row.expense_type_id, grade: row.grade, city: row.city },
    ...{ effectiveOn: row.effective_on_text, amount: money(row.amount, row.base_currency), version: row.version },
  }
}
