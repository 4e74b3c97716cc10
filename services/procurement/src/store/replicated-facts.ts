import { currencyColumn, idsIn } from '@erp/service-kit'
import { isId } from '@erp/values'
import type {
  CompanyFacts,
  DimensionValueFacts,
  ItemClass,
  ItemFacts,
  TaxCodeFacts,
  WarehouseFacts,
} from '../domain/replicated-facts.ts'
import type { ItemReplica } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function findCompany(tx: Tx, companyId: string): Promise<CompanyFacts | undefined> {
  const row = await tx.companyReplica.findUnique({ where: { companyId } })
  return row ? { companyId, baseCurrency: currencyColumn(row.baseCurrency), active: row.active } : undefined
}

export async function findItems(tx: Tx, itemIds: readonly string[]): Promise<Map<string, ItemFacts>> {
  const rows = await tx.itemReplica.findMany({ where: { itemId: { in: idsIn(itemIds) } } })
  return new Map(rows.map((row) => [row.itemId, toItem(row)]))
}

/** Items by their codes, in one statement. */
export async function findItemsByCode(
  tx: Tx,
  companyId: string,
  codes: readonly string[],
): Promise<Map<string, ItemFacts>> {
  const rows = await tx.itemReplica.findMany({ where: { companyId, code: { in: [...new Set(codes)] } } })
  return new Map(rows.map((row) => [row.code, toItem(row)]))
}

export async function findTaxCodes(tx: Tx, taxCodeIds: readonly string[]): Promise<Map<string, TaxCodeFacts>> {
  const rows = await tx.taxCodeReplica.findMany({ where: { taxCodeId: { in: idsIn(taxCodeIds) } } })
  return new Map(
    rows.map((row) => [
      row.taxCodeId,
      { taxCodeId: row.taxCodeId, ratePercent: row.ratePercent.toFixed(), active: row.active },
    ]),
  )
}

/** The codes people know VAT codes by, those of no use any more included. */
export async function findTaxCodeNames(tx: Tx, taxCodeIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.taxCodeReplica.findMany({ where: { taxCodeId: { in: idsIn(taxCodeIds) } } })
  return new Map(rows.map((row) => [row.taxCodeId, row.code]))
}

export async function findWarehouse(tx: Tx, warehouseId: string): Promise<WarehouseFacts | undefined> {
  if (!isId(warehouseId)) return undefined
  const row = await tx.warehouseReplica.findUnique({ where: { warehouseId } })
  return row ? { warehouseId, valuationAreaId: row.valuationAreaId, active: row.active } : undefined
}

/** The warehouses of those ids that the caller may see. */
export async function findWarehouses(tx: Tx, warehouseIds: readonly string[]): Promise<Map<string, WarehouseFacts>> {
  if (warehouseIds.length === 0) return new Map()
  const rows = await tx.warehouseReplica.findMany({ where: { warehouseId: { in: idsIn(warehouseIds) } } })
  return new Map(
    rows.map(({ warehouseId, valuationAreaId, active }) => [warehouseId, { warehouseId, valuationAreaId, active }]),
  )
}

/** An item's row, as Prisma or a statement of ours reads it. */
export function toItem(row: Pick<ItemReplica, 'itemId' | 'itemClass' | 'baseUnit' | 'units' | 'active'>): ItemFacts {
  return {
    itemId: row.itemId,
    itemClass: row.itemClass as ItemClass,
    baseUnit: row.baseUnit,
    units: (row.units as { unit: string; numerator: string; denominator: string }[]).map((unit) => ({
      unit: unit.unit,
      numerator: BigInt(unit.numerator),
      denominator: BigInt(unit.denominator),
    })),
    active: row.active,
  }
}

/** The departments, projects and employees of these ids. */
export async function findDimensionValues(tx: Tx, ids: readonly string[]): Promise<Map<string, DimensionValueFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.dimensionValueReplica.findMany({ where: { dimensionValueId: { in: idsIn(ids) } } })
  return new Map(rows.map(({ dimensionValueId, dimension, active }) => [dimensionValueId, { dimension, active }]))
}

/**
 * Which of these items spend what a year budgets: goods where their receipt posts to a budgeted account, services where
 * anything is budgeted, for which account they are charged to is not known before their invoice.
 */
export async function findBudgetedItems(tx: Tx, itemIds: readonly string[], year: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select item.item_id as id
    from budget_in_force_replica budget join item_replica item on item.company_id = budget.company_id
    where budget.year = ${year} and cardinality(budget.account_codes) > 0
      and item.item_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(itemIds))}::jsonb)))
      and (item.item_class = 'SERVICE' or exists (
        select from voucher_template_replica template
        join account_rule_replica rule on rule.company_id = template.company_id
          and rule.account_key = any (template.account_keys)
        where template.company_id = item.company_id and template.event_kind = 'PURCHASE_RECEIPT' and rule.active
          and (rule.item_class is null or rule.item_class = item.item_class)
          and (rule.account_code is null or rule.account_code = any (budget.account_codes))))`
  return new Set(rows.map(({ id }) => id))
}
