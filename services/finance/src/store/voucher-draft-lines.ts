import type { Sql } from '@erp/service-kit'
import { type Currency, money } from '@erp/values'
import type { VoucherLine } from '../domain/voucher.ts'
import type { VoucherDraft } from '../domain/voucher-draft.ts'
import { toForeign } from './voucher-records.ts'

interface EntryRow {
  readonly owner_id: string
  readonly currency: Currency
  readonly line_number: number
  readonly account_id: string
  readonly account_code: string
  readonly account_key: string | null
  readonly account_rule_id: string | null
  readonly account_rule_version: number | null
  readonly debit: bigint
  readonly credit: bigint
  readonly summary_zh: string
  readonly summary_en: string
  readonly source_line_id: string | null
  readonly stock_entry_id: string | null
  readonly item_id: string | null
  readonly warehouse_id: string | null
  readonly valuation_area_id: string | null
  readonly supplier_id: string | null
  readonly customer_id: string | null
  readonly employee_id: string | null
  readonly department_id: string | null
  readonly project_id: string | null
  readonly quantity_text: string | null
  readonly foreign_currency: Currency | null
  readonly foreign_amount: bigint | null
  readonly exchange_rate_text: string | null
  readonly cash_flow_item: string | null
}

type WithLines = Pick<VoucherDraft, 'id' | 'companyId'> & { readonly lines: readonly VoucherLine[] }

/** Stores the lines of new drafts, or those that replace the lines a draft had. */
export async function replaceDraftLines(tx: Sql, drafts: readonly WithLines[]): Promise<void> {
  const rows = drafts.flatMap(({ id: draftId, companyId, lines }) =>
    lines.map(({ side, amount, summary, foreign, accountCode: _, ...line }) => ({
      ...line,
      ...{ draftId, companyId, summaryZh: summary.zh, summaryEn: summary.en },
      debit: side === 'DEBIT' ? amount.minor.toString() : '0',
      credit: side === 'CREDIT' ? amount.minor.toString() : '0',
      foreignCurrency: foreign?.amount.currency ?? null,
      foreignAmount: foreign?.amount.minor.toString() ?? null,
      exchangeRate: foreign?.rate ?? null,
    })),
  )
  const ids = drafts.map(({ id }) => id)
  await tx.$executeRaw`delete from voucher_draft_line where draft_id = any (${ids}::uuid[])`
  await tx.$executeRaw`
    insert into voucher_draft_line (draft_id, line_number, company_id, account_id, account_key, account_rule_id,
                                    account_rule_version, debit, credit, summary_zh, summary_en, source_line_id,
                                    stock_entry_id, item_id, warehouse_id, valuation_area_id, supplier_id, customer_id,
                                    employee_id, department_id, project_id, quantity, foreign_currency, foreign_amount,
                                    exchange_rate, cash_flow_item)
    select "draftId", "lineNumber", "companyId", "accountId", "accountKey", "accountRuleId", "accountRuleVersion", debit,
           credit, "summaryZh", "summaryEn", "sourceLineId", "stockEntryId", "itemId", "warehouseId", "valuationAreaId",
           "supplierId", "customerId", "employeeId", "departmentId", "projectId", quantity, "foreignCurrency",
           "foreignAmount", "exchangeRate", "cashFlowItem"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("draftId" uuid, "lineNumber" int, "companyId" uuid, "accountId" uuid, "accountKey" text,
           "accountRuleId" uuid, "accountRuleVersion" int, debit bigint, credit bigint, "summaryZh" text,
           "summaryEn" text, "sourceLineId" uuid, "stockEntryId" uuid, "itemId" uuid, "warehouseId" uuid,
           "valuationAreaId" uuid, "supplierId" uuid, "customerId" uuid, "employeeId" uuid, "departmentId" uuid,
           "projectId" uuid, quantity numeric, "foreignCurrency" text, "foreignAmount" bigint, "exchangeRate" numeric,
           "cashFlowItem" text)`
}

/** The lines of these drafts, in order, by draft. */
export async function linesOfDrafts(
  tx: Sql,
  draftIds: readonly string[],
): Promise<ReadonlyMap<string, readonly VoucherLine[]>> {
  const rows = await tx.$queryRaw<EntryRow[]>`
    select l.*, l.draft_id as owner_id, d.currency, a.code as account_code,
           trim_scale(l.quantity)::text as quantity_text, trim_scale(l.exchange_rate)::text as exchange_rate_text
    from voucher_draft_line l join voucher_draft d on d.id = l.draft_id join account a on a.id = l.account_id
    where l.draft_id = any (${draftIds}::uuid[]) order by l.draft_id, l.line_number`
  return byOwner(rows)
}

/** The lines of these posted vouchers as they were built, in order, by voucher. */
export async function entriesOfVouchers(
  tx: Sql,
  voucherIds: readonly string[],
): Promise<ReadonlyMap<string, readonly VoucherLine[]>> {
  const rows = await tx.$queryRaw<EntryRow[]>`
    select l.*, l.voucher_id as owner_id, v.currency, a.code as account_code,
           trim_scale(l.quantity)::text as quantity_text, trim_scale(l.exchange_rate)::text as exchange_rate_text
    from voucher_line l join voucher v on v.id = l.voucher_id join account a on a.id = l.account_id
    where l.voucher_id = any (${voucherIds}::uuid[]) order by l.voucher_id, l.line_number`
  return byOwner(rows)
}

function byOwner(rows: readonly EntryRow[]): ReadonlyMap<string, readonly VoucherLine[]> {
  const groups = Map.groupBy(rows, (row) => row.owner_id)
  return new Map([...groups].map(([owner, lines]) => [owner, lines.map(toLine)]))
}

function toLine(row: EntryRow): VoucherLine {
  return {
    ...{ lineNumber: row.line_number, accountId: row.account_id, accountCode: row.account_code },
    ...{
      accountKey: row.account_key,
      accountRuleId: row.account_rule_id,
      accountRuleVersion: row.account_rule_version,
    },
    side: row.debit === 0n ? 'CREDIT' : 'DEBIT',
    amount: money(row.debit === 0n ? row.credit : row.debit, row.currency),
    summary: { zh: row.summary_zh, en: row.summary_en },
    ...{ sourceLineId: row.source_line_id, stockEntryId: row.stock_entry_id, itemId: row.item_id },
    ...{ warehouseId: row.warehouse_id, valuationAreaId: row.valuation_area_id, supplierId: row.supplier_id },
    ...{ customerId: row.customer_id, employeeId: row.employee_id, departmentId: row.department_id },
    ...{ projectId: row.project_id, quantity: row.quantity_text, cashFlowItem: row.cash_flow_item },
    foreign: toForeign({ ...row, exchange_rate: row.exchange_rate_text }),
  }
}
