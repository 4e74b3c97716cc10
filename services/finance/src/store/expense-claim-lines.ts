import { beyondScope, type Sql } from '@erp/service-kit'
import { type BusinessDate, type Currency, Decimal, type Money, money, plain } from '@erp/values'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import { type ExpenseLine, receiptKey } from '../domain/expense-line.ts'
import type { SpentElsewhere } from '../domain/expense-policy.ts'
import type { ExpenseTrip } from '../domain/expense-trip.ts'
import { replaceTrips } from './expense-trips.ts'

interface LineRow {
  readonly claim_id: string
  readonly line_number: number
  readonly id: string
  readonly expense_type_id: string | null
  readonly spent_on: BusinessDate | null
  readonly currency: Currency
  readonly amount: bigint | null
  readonly exchange_rate: string | null
  readonly printed_tax: bigint | null
  readonly untaxed_amount: bigint | null
  readonly trip_number: number | null
  readonly receipt_number: string | null
  readonly department_id: string | null
  readonly project_id: string | null
  readonly city: string | null
  readonly note: string
  readonly base_amount: bigint | null
  readonly tax: bigint | null
  readonly approved_amount: bigint | null
  readonly approved_tax: bigint | null
  readonly reduction_reason: string | null
  readonly per_diem_days: number | null
  readonly base_currency: Currency
}

type Owner = { readonly id: string; readonly companyId: string }

/** Puts these lines in the place of those the claim has, and trips as well where any are given. */
export async function replaceLines(
  tx: Sql,
  { id, companyId }: Owner,
  lines: readonly ExpenseLine[],
  trips?: readonly ExpenseTrip[],
): Promise<void> {
  await tx.$executeRaw`delete from expense_claim_line where claim_id = ${id}::uuid`
  if (trips) await replaceTrips(tx, { id, companyId }, trips)
  if (lines.length === 0) return
  const rows = lines.map(
    ({ amount, printedTax, untaxedAmount, baseAmount, tax, approvedAmount, approvedTax, ...line }) => ({
      ...line,
      ...{ amount: minor(amount), printedTax: minor(printedTax), untaxedAmount: minor(untaxedAmount) },
      ...{ baseAmount: minor(baseAmount), tax: minor(tax) },
      ...{ approvedAmount: minor(approvedAmount), approvedTax: minor(approvedTax) },
    }),
  )
  await tx.$executeRaw`
    insert into expense_claim_line (claim_id, line_number, company_id, id, expense_type_id, spent_on, currency, amount,
                                    exchange_rate, printed_tax, receipt_number, department_id, project_id, city, note,
                                    base_amount, tax, approved_amount, approved_tax, reduction_reason,
                                    per_diem_days, untaxed_amount, trip_number)
    select ${id}::uuid, "lineNumber", ${companyId}::uuid, id, "expenseTypeId", "spentOn", currency, amount,
           "exchangeRate", "printedTax", "receiptNumber", "departmentId", "projectId", city, note, "baseAmount", tax,
           "approvedAmount", "approvedTax", "reductionReason", "perDiemDays", "untaxedAmount", "tripNumber"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("lineNumber" int, id uuid, "expenseTypeId" uuid, "spentOn" date, currency text, amount bigint,
           "exchangeRate" numeric, "printedTax" bigint, "receiptNumber" text, "departmentId" uuid, "projectId" uuid,
           city text, note text, "baseAmount" bigint, tax bigint, "approvedAmount" bigint, "approvedTax" bigint,
           "reductionReason" text, "perDiemDays" int, "untaxedAmount" bigint,
           "tripNumber" int)`
}

/** The lines of these claims, in order, by claim. */
export async function linesOfClaims(
  tx: Sql,
  claimIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ExpenseLine[]>> {
  const rows = await tx.$queryRaw<LineRow[]>`
    select l.claim_id, l.line_number, l.id, l.expense_type_id, l.spent_on::text, l.currency, l.amount,
           l.exchange_rate::text, l.printed_tax, l.receipt_number, l.department_id, l.project_id, l.city, l.note,
           l.base_amount, l.tax, l.approved_amount, l.approved_tax, l.reduction_reason, l.per_diem_days, l.untaxed_amount, l.trip_number,
           c.currency as base_currency
    from expense_claim_line l join expense_claim c on c.id = l.claim_id
    where l.claim_id = any (${claimIds}::uuid[]) order by l.claim_id, l.line_number`
  const byClaim = Map.groupBy(rows, (row) => row.claim_id)
  return new Map([...byClaim].map(([claimId, ofClaim]) => [claimId, ofClaim.map(toLine)]))
}

/** What an employee spent on these days by other claims that stand, as far as it was approved; added up by type, city and day. */
export async function spentElsewhere(
  tx: Sql,
  { id, companyId, employeeId, currency }: Pick<ExpenseClaim, 'id' | 'companyId' | 'employeeId' | 'currency'>,
  days: readonly BusinessDate[],
): Promise<SpentElsewhere[]> {
  const rows = await beyondScope(
    tx,
    'authorIds',
    () => tx.$queryRaw<(Omit<SpentElsewhere, 'baseAmount'> & { minor: string })[]>`
    select l.expense_type_id as "expenseTypeId", coalesce(l.city, t.to_city) as city, l.spent_on::text as "spentOn",
           sum(coalesce(l.approved_amount, l.base_amount))::text as minor
    from expense_claim_line l
    join expense_claim c on c.id = l.claim_id and c.employee_id = ${employeeId}::uuid
      and c.status in ('SUBMITTED', 'APPROVED', 'PAID') and c.id <> ${id}::uuid
    left join expense_claim_trip t on t.claim_id = l.claim_id and t.trip_number = l.trip_number
    where l.company_id = ${companyId}::uuid and l.spent_on = any (${[...days]}::date[])
    group by l.expense_type_id, coalesce(l.city, t.to_city), l.spent_on`,
  )
  return rows.map(({ minor, ...spent }) => ({ ...spent, baseAmount: money(BigInt(minor), currency) }))
}

/** A receipt that another line counts on already. */
export interface TakenReceipt {
  readonly receiptNumber: string
  readonly claimNumber: string
}

/**
 * Takes the receipts of a claim, none of which another claim of the company may count on: the key decides, so of two who
 * submit at once one is told. Returns the first that is taken, and then takes none.
 */
export async function takeReceipts(
  tx: Sql,
  { id, companyId }: Owner,
  lines: readonly ExpenseLine[],
): Promise<TakenReceipt | undefined> {
  const rows = lines.flatMap(({ receiptNumber, lineNumber }) =>
    receiptNumber === null ? [] : [{ receiptNumber: receiptKey(receiptNumber), lineNumber }],
  )
  const taken = await tx.$executeRaw`
    insert into claimed_receipt (company_id, receipt_number, claim_id, line_number)
    select ${companyId}::uuid, "receiptNumber", ${id}::uuid, "lineNumber"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("receiptNumber" text, "lineNumber" int)
    order by 2
    on conflict do nothing`
  if (taken === rows.length) return undefined
  const [first] = await beyondScope(
    tx,
    ['departmentIds', 'authorIds'],
    () => tx.$queryRaw<TakenReceipt[]>`
      select r.receipt_number as "receiptNumber", c.number as "claimNumber"
      from claimed_receipt r join expense_claim c on c.id = r.claim_id
      where r.company_id = ${companyId}::uuid and r.claim_id <> ${id}::uuid
        and r.receipt_number = any (${rows.map(({ receiptNumber }) => receiptNumber)}::text[])
      order by r.receipt_number limit 1`,
  )
  if (!first) throw new Error('A receipt is taken by nobody')
  return first
}

/** Lets go of the receipts and days of these claims, so that others may count on them. */
export async function releaseReceipts(tx: Sql, claimIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    with days as (delete from claimed_per_diem_day where claim_id = any (${claimIds}::uuid[]))
    delete from claimed_receipt where claim_id = any (${claimIds}::uuid[])`
}

function minor(amount: Money | null): string | null {
  return amount === null ? null : amount.minor.toString()
}

function toLine(row: LineRow): ExpenseLine {
  const base = (amount: bigint | null) => (amount === null ? null : money(amount, row.base_currency))
  return {
    ...{ id: row.id, lineNumber: row.line_number, expenseTypeId: row.expense_type_id, spentOn: row.spent_on },
    ...{ currency: row.currency, amount: row.amount === null ? null : money(row.amount, row.currency) },
    exchangeRate: row.exchange_rate === null ? null : plain(new Decimal(row.exchange_rate)),
    printedTax: row.printed_tax === null ? null : money(row.printed_tax, row.currency),
    untaxedAmount: row.untaxed_amount === null ? null : money(row.untaxed_amount, row.currency),
    ...{ receiptNumber: row.receipt_number, departmentId: row.department_id, projectId: row.project_id },
    ...{ city: row.city, note: row.note, baseAmount: base(row.base_amount), tax: base(row.tax) },
    ...{ approvedAmount: base(row.approved_amount), approvedTax: base(row.approved_tax) },
    ...{ reductionReason: row.reduction_reason, perDiemDays: row.per_diem_days, tripNumber: row.trip_number },
  }
}
