import { areIds, decimalColumn, idsIn, moneyColumn, StaleDocument } from '@erp/service-kit'
import { type Currency, isId } from '@erp/values'
import type { ToleranceRule } from '../domain/tolerance-rule.ts'
import type { InvoiceToleranceRule as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { findCompany } from './replicated-facts.ts'

export interface ToleranceRuleFilter {
  readonly supplierId?: string | null | undefined
  readonly itemId?: string | null | undefined
}

/** What is said about this supplier, item, or both together, and nothing else. */
export async function findToleranceRuleAbout(
  tx: Tx,
  company: { readonly companyId: string; readonly baseCurrency: Currency },
  { supplierId, itemId }: Pick<ToleranceRule, 'supplierId' | 'itemId'>,
): Promise<ToleranceRule | undefined> {
  if (!areIds(supplierId, itemId)) return undefined
  const { companyId, baseCurrency } = company
  const row = await tx.invoiceToleranceRule.findFirst({ where: { companyId, supplierId, itemId } })
  return row ? toRule(row, baseCurrency) : undefined
}

export async function findToleranceRule(tx: Tx, id: string): Promise<ToleranceRule | undefined> {
  if (!isId(id)) return undefined
  const row = await tx.invoiceToleranceRule.findUnique({ where: { id } })
  const company = row && (await findCompany(tx, row.companyId))
  return row && company ? toRule(row, company.baseCurrency) : undefined
}

/** All that may be said about invoices of a supplier for these items. */
export async function findToleranceRulesFor(
  tx: Tx,
  company: { readonly companyId: string; readonly currency: Currency },
  { supplierId, itemIds }: { readonly supplierId: string; readonly itemIds: readonly string[] },
): Promise<ToleranceRule[]> {
  const rows = await tx.invoiceToleranceRule.findMany({
    where: {
      companyId: company.companyId,
      AND: [
        { OR: [{ supplierId }, { supplierId: null }] },
        { OR: [{ itemId: null }, { itemId: { in: idsIn(itemIds) } }] },
      ],
    },
  })
  return rows.map((row) => toRule(row, company.currency))
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listToleranceRules(
  tx: Tx,
  company: { readonly companyId: string; readonly baseCurrency: Currency },
  { supplierId, itemId }: ToleranceRuleFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<ToleranceRule[]> {
  if (!areIds(supplierId, itemId)) return []
  const rows = await tx.invoiceToleranceRule.findMany({
    where: {
      companyId: company.companyId,
      ...(supplierId == null ? {} : { supplierId }),
      ...(itemId == null ? {} : { itemId }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map((row) => toRule(row, company.baseCurrency))
}

/** Writes the next version; the first is 1. Throws StaleDocument when it is not the one that was read. */
export async function saveToleranceRule(tx: Tx, rule: ToleranceRule): Promise<ToleranceRule> {
  const { id, companyId, supplierId, itemId, version } = rule
  const written = await tx.$executeRaw`
    insert into invoice_tolerance_rule as known
      (id, company_id, supplier_id, item_id, quantity_percent, price_percent, tax_minor, version)
    values (${id}::uuid, ${companyId}::uuid, ${supplierId}::uuid, ${itemId}::uuid,
            ${rule.quantityPercent?.toFixed() ?? null}::numeric, ${rule.pricePercent?.toFixed() ?? null}::numeric,
            ${rule.taxAmount?.minor ?? null}::bigint, ${version + 1}::int)
    on conflict (company_id, supplier_id, item_id) do update
    set quantity_percent = excluded.quantity_percent, price_percent = excluded.price_percent,
        tax_minor = excluded.tax_minor, version = excluded.version
    where known.version = ${version}::int`
  if (written !== 1) throw new StaleDocument('tolerance rule', id)
  return { ...rule, version: version + 1 }
}

function toRule(row: Row, currency: Currency): ToleranceRule {
  return {
    ...{ id: row.id, companyId: row.companyId, supplierId: row.supplierId, itemId: row.itemId, version: row.version },
    quantityPercent: row.quantityPercent === null ? null : decimalColumn(row.quantityPercent),
    pricePercent: row.pricePercent === null ? null : decimalColumn(row.pricePercent),
    taxAmount: row.taxMinor === null ? null : moneyColumn(row.taxMinor, currency),
  }
}
