import type { Sql } from '@erp/service-kit'
import type { Currency, Period } from '@erp/values'
import type { Book } from '../domain/book.ts'

/** Opens books where there are none, and keeps up with the company's code where there are. Returns the companies newly opened. */
export async function openBooks(tx: Sql, books: readonly Book[]): Promise<ReadonlySet<string>> {
  const rows = JSON.stringify(books)
  await tx.$executeRaw`
    insert into company_with_books (company_id)
    select "companyId" from jsonb_to_recordset(${rows}::jsonb) as r("companyId" uuid) order by 1
    on conflict do nothing`
  const opened = await tx.$queryRaw<{ company_id: string }[]>`
    insert into book (company_id, company_code, base_currency, accounting_standard, first_period, company_version,
                      requirements_told)
    select "companyId", "companyCode", currency, standard, "firstPeriod", "companyVersion", true
    from jsonb_to_recordset(${rows}::jsonb)
      as r("companyId" uuid, "companyCode" text, currency text, standard text, "firstPeriod" text, "companyVersion" int)
    order by 1
    on conflict do nothing
    returning company_id`
  await tx.$executeRaw`
    update book set company_code = r."companyCode", company_version = r."companyVersion"
    from jsonb_to_recordset(${rows}::jsonb) as r("companyId" uuid, "companyCode" text, "companyVersion" int)
    where book.company_id = r."companyId" and book.company_version < r."companyVersion"`
  return new Set(opened.map((row) => row.company_id))
}

/** The currency of a company's books; undefined while they are not open. */
export async function currencyOfBooks(tx: Sql, companyId: string): Promise<Currency | undefined> {
  const [row] = await tx.$queryRaw<{ base_currency: Currency }[]>`
    select base_currency from book where company_id = ${companyId}::uuid`
  return row?.base_currency
}

/** The first period of a company's own postings; undefined while its books are not open. */
export async function firstPeriodOfBooks(tx: Sql, companyId: string): Promise<Period | undefined> {
  const [row] = await tx.$queryRaw<{ first_period: Period }[]>`
    select first_period from book where company_id = ${companyId}::uuid`
  return row?.first_period
}

/** Whether the others were not told what lines have to name in some visible books. */
export async function areRequirementsUntold(tx: Sql): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`select 1 from book where not requirements_told limit 1`
  return rows.length > 0
}

/** Takes at most so many of those books, held against changes of their charts; from now on they count as told. */
export async function takeUntoldBooks(tx: Sql, atMost: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ company_id: string }[]>`
    update book set requirements_told = true
    where company_id in (
      select company_id from book where not requirements_told order by company_id limit ${atMost}::int
      for no key update skip locked)
    returning company_id`
  return rows.map((row) => row.company_id)
}

/** The companies a timer works for; the one read that needs no company scope. */
export async function companiesWithBooks(tx: Sql): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ company_id: string }[]>`select company_id from company_with_books order by 1`
  return rows.map((row) => row.company_id)
}
