import type { Sql } from '@erp/service-kit'
import { newId } from '@erp/values'
import { numberInOrder, numbersWanted, type PostedVoucher, seriesOf } from '../domain/posted-voucher.ts'
import type { BalancedVoucher } from '../domain/voucher.ts'
import { countInBudgets } from './budget-reservations.ts'
import { chargeHolds } from './credit-holds.ts'
import { keepOpenItems, lockOpenItemsOf } from './open-items.ts'
import { type PostingSource, sourceKey } from './posting-facts.ts'

/** Which of these are posted already, with a voucher or at zero value, as `sourceKey`. */
export async function findPosted(tx: Sql, sources: readonly PostingSource[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<PostingSource[]>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(sources)}::jsonb)
        as r("sourceType" text, "sourceId" uuid, purpose text, revision int))
    select asked.* from asked
    where exists (
        select from voucher v where v.source_type = asked."sourceType" and v.source_id = asked."sourceId"
          and v.purpose = asked.purpose and v.revision = asked.revision)
      or exists (
        select from zero_value_posting z where z.source_type = asked."sourceType" and z.source_id = asked."sourceId"
          and z.purpose = asked.purpose and z.revision = asked.revision)`
  return new Set(rows.map(sourceKey))
}

/**
 * Posts vouchers: takes their numbers in one short statement, then stores headers, lines, the ledger's tail, open items
 * 往来 and what budgets count. The series stay locked from the numbers on, so this comes last in a transaction; items are locked before them.
 */
export async function postVouchers(
  tx: Sql,
  vouchers: readonly (BalancedVoucher & { readonly sourceEventId: string | null })[],
): Promise<PostedVoucher[]> {
  if (vouchers.length === 0) return []
  await lockOpenItemsOf(tx, vouchers)
  const numbered = numberInOrder(vouchers, await takeNumbers(tx, numbersWanted(vouchers)))
  const posted = numbered.map((voucher) => ({ ...voucher, id: newId() }))
  await insertHeaders(tx, posted)
  await insertLines(tx, posted)
  await keepOpenItems(tx, posted)
  await chargeHolds(tx, posted)
  await countInBudgets(tx, posted)
  return posted
}

/** Takes numbers from their series, locked in one order. Returns the first of each. */
async function takeNumbers(tx: Sql, wanted: ReturnType<typeof numbersWanted>): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ company_id: string; period: string; word: string; last_number: number }[]>`
    insert into voucher_sequence (company_id, period, word, last_number)
    select "companyId", period, word, count
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as r("companyId" uuid, period text, word text, count int)
    order by 1, 2, 3
    on conflict (company_id, period, word)
      do update set last_number = voucher_sequence.last_number + excluded.last_number
    returning company_id, period, word, last_number`
  const last = new Map(rows.map((row) => [seriesOf({ ...row, companyId: row.company_id }), row.last_number]))
  return new Map(wanted.map((series) => [seriesOf(series), (last.get(seriesOf(series)) ?? 0) - series.count + 1]))
}

/** A voucher names the warehouses of its lines, of the event it is posted for, and of what it takes back. */
async function insertHeaders(tx: Sql, vouchers: readonly PostedVoucher[]): Promise<void> {
  const rows = vouchers.map(({ lines, total, ...voucher }) => ({
    ...voucher,
    lineCount: lines.length,
    total: total.minor.toString(),
    warehouseIds: lines.flatMap(({ warehouseId }) => warehouseId ?? []),
  }))
  await tx.$executeRaw`
    insert into voucher (id, company_id, word, number, period, posting_date, business_date, currency, document_type,
                         document_id, document_number, source_type, source_id, purpose, revision, source_event_id,
                         template_version_id, line_count, total, kind, reverses_id, draft_id, attachment_count,
                         prepared_by, reviewed_by, cashier_id, posted_by, warehouse_ids)
    select id, "companyId", word, sequence, period, "postingDate", "businessDate", currency, "documentType",
           "documentId", "documentNumber", "sourceType", "sourceId", purpose, revision, "sourceEventId",
           "templateVersionId", "lineCount", total, kind, "reversesId", "draftId", "attachmentCount",
           "preparedBy", "reviewedBy", "cashierId", "postedBy",
           array(select value::uuid from jsonb_array_elements_text("warehouseIds")
                 union
                 select (line ->> 'warehouseId')::uuid
                 from posting_fact fact cross join jsonb_array_elements(fact.facts -> 'lines') as line
                 where fact.source_type = "sourceType" and fact.source_id = "sourceId" and fact.purpose = r.purpose
                   and fact.revision = r.revision and line ->> 'warehouseId' is not null
                 union
                 select unnest(warehouse_ids) from voucher where id = "reversesId"
                 order by 1)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, "companyId" uuid, word text, sequence int, period text, "postingDate" date, "businessDate" date,
           currency text, "documentType" text, "documentId" uuid, "documentNumber" text, "sourceType" text,
           "sourceId" uuid, purpose text, revision int, "sourceEventId" uuid,
           "templateVersionId" uuid, "lineCount" int, total bigint, kind text, "reversesId" uuid, "draftId" uuid,
           "attachmentCount" int, "preparedBy" uuid, "reviewedBy" uuid, "cashierId" uuid, "postedBy" uuid, "warehouseIds" jsonb)`
}

/**
 * Stores the lines and adds their turnover to the ledger's tail, one row for each account, day and combination of what
 * reports distinguish. What takes over balances, opening stock too, is an opening and no turnover. Lines of a voucher that
 * touches 本年利润 carry profit forward, and are no income or expense.
 */
async function insertLines(tx: Sql, vouchers: readonly PostedVoucher[]): Promise<void> {
  const rows = vouchers.flatMap(({ id: voucherId, companyId, period, postingDate, kind, purpose, lines }) =>
    lines.map(({ side, amount, summary, foreign, moves: _moves, ...line }) => ({
      ...line,
      foreignCurrency: foreign?.amount.currency ?? null,
      foreignAmount: foreign?.amount.minor.toString() ?? null,
      exchangeRate: foreign?.rate ?? null,
      voucherId,
      companyId,
      takesOver: kind === 'OPENING' || purpose === 'OPENING_STOCK',
      period,
      postingDate,
      debit: side === 'DEBIT' ? amount.minor.toString() : '0',
      credit: side === 'CREDIT' ? amount.minor.toString() : '0',
      summaryZh: summary.zh,
      summaryEn: summary.en,
    })),
  )
  const companyIds = [...new Set(vouchers.map(({ companyId }) => companyId))]
  await tx.$executeRaw`
    with profit_of_year as (
      select account.id from book join account on account.company_id = book.company_id
      cross join profit_of_year_account(accounting_standard) as top
      where book.company_id = any (${companyIds}::uuid[]) and (code = top or starts_with(code, top || '.'))
    ), line as (
      insert into voucher_line (voucher_id, line_number, company_id, account_id, account_key, account_rule_id,
                                account_rule_version, period, posting_date, debit, credit, summary_zh, summary_en,
                                source_line_id, stock_entry_id, item_id, warehouse_id, valuation_area_id, supplier_id,
                                customer_id, employee_id, department_id, project_id, quantity, foreign_currency,
                                foreign_amount, exchange_rate, cash_flow_item, nature)
      select "voucherId", "lineNumber", "companyId", "accountId", "accountKey", "accountRuleId", "accountRuleVersion",
             period, "postingDate", debit, credit, "summaryZh", "summaryEn", "sourceLineId", "stockEntryId", "itemId",
             "warehouseId", "valuationAreaId", "supplierId", "customerId", "employeeId", "departmentId", "projectId",
             quantity, "foreignCurrency", "foreignAmount", "exchangeRate", "cashFlowItem",
             case when "takesOver" then 'OPENING'
                  when bool_or("accountId" in (select id from profit_of_year)) over (partition by "voucherId")
                    then 'CARRY_FORWARD'
                  else 'BUSINESS' end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r("voucherId" uuid, "lineNumber" int, "companyId" uuid, "accountId" uuid, "accountKey" text,
             "accountRuleId" uuid, "accountRuleVersion" int, period text, "postingDate" date, debit bigint,
             credit bigint, "summaryZh" text, "summaryEn" text, "sourceLineId" uuid, "stockEntryId" uuid,
             "itemId" uuid, "warehouseId" uuid, "valuationAreaId" uuid, "supplierId" uuid, "customerId" uuid,
             "employeeId" uuid, "departmentId" uuid, "projectId" uuid, quantity numeric, "foreignCurrency" text,
             "foreignAmount" bigint, "exchangeRate" numeric, "cashFlowItem" text, "takesOver" boolean)
      returning *)
    insert into ledger_tail (company_id, account_id, period, posting_date, nature, cash_flow_item, customer_id,
                             supplier_id, employee_id, department_id, project_id, item_id, warehouse_id,
                             foreign_currency, debit, credit, foreign_debit, foreign_credit, quantity_debit,
                             quantity_credit)
    select company_id, account_id, period, posting_date, nature, coalesce(cash_flow_item, ''), customer_id, supplier_id,
           employee_id, department_id, project_id, item_id, warehouse_id, foreign_currency, sum(debit), sum(credit),
           coalesce(sum(foreign_amount) filter (where debit <> 0), 0),
           coalesce(sum(foreign_amount) filter (where credit <> 0), 0),
           coalesce(sum(abs(quantity) * sign(debit::numeric)), 0), coalesce(sum(abs(quantity) * sign(credit::numeric)), 0)
    from line group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14`
}

/** An event worth nothing in money, recorded as posted. */
export type ZeroValuePosting = PostingSource & {
  readonly id: string
  readonly companyId: string
  readonly documentType: string
  readonly documentId: string
  readonly sourceEventId: string
}

export async function recordZeroValue(tx: Sql, postings: readonly ZeroValuePosting[]): Promise<void> {
  if (postings.length === 0) return
  await tx.$executeRaw`
    insert into zero_value_posting (id, company_id, document_type, document_id, source_type, source_id, purpose,
                                    revision, source_event_id)
    select id, "companyId", "documentType", "documentId", "sourceType", "sourceId", purpose, revision, "sourceEventId"
    from jsonb_to_recordset(${JSON.stringify(postings)}::jsonb)
      as r(id uuid, "companyId" uuid, "documentType" text, "documentId" uuid, "sourceType" text, "sourceId" uuid,
           purpose text, revision int, "sourceEventId" uuid)`
}
