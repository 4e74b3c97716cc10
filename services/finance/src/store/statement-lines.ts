import type { Sql } from '@erp/service-kit'
import { money } from '@erp/values'
import type { StatedLine } from '../domain/statement-file.ts'
import type { StatementEntry } from './open-item-lists.ts'

/** A line of a statement that was issued, and its place on it. */
export interface StatementLine extends StatementEntry {
  readonly statementId: string
  readonly place: number
}

/** A page of a statement's lines: of its days, or of what was posted on earlier days since they were stated. */
export interface StatementPage {
  readonly statementId: string
  readonly backdated: boolean
  readonly limit: number
  readonly afterPlace: number
}

/** No statement has as many lines. */
const wholeStatement = 1_000_000

/** The lines of each page, in their order on its statement. */
export async function linesOfStatements(
  tx: Sql,
  pages: readonly StatementPage[],
): Promise<(readonly StatementLine[])[]> {
  const rows = await tx.$queryRaw<(StatementLine & { readonly page: number })[]>`
    select asked.page, shown.statement_id as "statementId", shown.place, shown.voucher_id as "voucherId",
      shown.line_number as "lineNumber", shown.moved_on::text as "movedOn", shown.document_number as "documentNumber",
      l.account_id as "accountId", jsonb_build_object('zh', l.summary_zh, 'en', l.summary_en) as summary, l.debit, l.credit,
      s.currency, l.foreign_currency as "foreignCurrency",
      case when l.debit <> 0 then l.foreign_amount else -l.foreign_amount end as foreign, shown.balance
    from jsonb_to_recordset(${JSON.stringify(pages.map((page, index) => ({ ...page, page: index })))}::jsonb)
      as asked(page int, "statementId" uuid, backdated boolean, "limit" int, "afterPlace" int)
    cross join lateral (
      select * from statement_of_account_line line
      where line.statement_id = asked."statementId" and line.backdated = asked.backdated and line.place > asked."afterPlace"
      order by line.place limit asked."limit") as shown
    join statement_of_account s on s.id = shown.statement_id
    join voucher_line l on l.voucher_id = shown.voucher_id and l.line_number = shown.line_number
    order by asked.page, shown.place`
  const byPage = Map.groupBy(rows, ({ page }) => page)
  return pages.map((_, index) => byPage.get(index) ?? [])
}

/** All that a statement shows, for its file. */
export async function allLinesOf(
  tx: Sql,
  statementId: string,
): Promise<{ readonly backdated: readonly StatedLine[]; readonly stated: readonly StatedLine[] }> {
  const whole = { statementId, limit: wholeStatement, afterPlace: 0 }
  const [backdated = [], stated = []] = await linesOfStatements(tx, [
    { ...whole, backdated: true },
    { ...whole, backdated: false },
  ])
  return { backdated: backdated.map(toStatedLine), stated: stated.map(toStatedLine) }
}

function toStatedLine({ foreign, foreignCurrency, ...line }: StatementLine): StatedLine {
  return { ...line, foreign: foreign === null || foreignCurrency === null ? null : money(foreign, foreignCurrency) }
}
