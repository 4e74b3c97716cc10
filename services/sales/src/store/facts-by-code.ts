import type { Customer } from '../domain/customer.ts'
import type { ImportFacts, OrderRow } from '../domain/import-sales-orders.ts'
import type { ItemFacts } from '../domain/replicated-facts.ts'
import { findCustomers } from './customers.ts'
import type { Tx } from './database.ts'
import { findTaxCodes, toItem } from './replicated-facts.ts'

/** What rows of an import name, by their codes; a fixed number of statements, however many rows. */
export async function findFactsByCode(
  tx: Tx,
  companyId: string,
  rows: readonly Pick<OrderRow, 'customerCode' | 'warehouseCode' | 'itemCode' | 'taxCode'>[],
): Promise<Omit<ImportFacts, 'currency'>> {
  const codes = (codeOf: (row: (typeof rows)[number]) => string) => ({ in: [...new Set(rows.map(codeOf))] })
  const customers = await tx.customer.findMany({
    where: { companyId, code: codes(({ customerCode }) => customerCode) },
    select: { id: true },
  })
  const warehouses = await tx.warehouseReplica.findMany({
    where: { companyId, code: codes(({ warehouseCode }) => warehouseCode) },
  })
  const taxCodes = await tx.taxCodeReplica.findMany({
    where: { companyId, code: codes(({ taxCode }) => taxCode) },
    select: { taxCodeId: true },
  })
  const known: Customer[] = await findCustomers(
    tx,
    customers.map(({ id }) => id),
  )
  const taxes = await findTaxCodes(
    tx,
    taxCodes.map(({ taxCodeId }) => taxCodeId),
  )
  return {
    customers: new Map(known.map((customer) => [customer.code, customer])),
    warehouses: new Map(warehouses.map(({ code, ...warehouse }) => [code, warehouse])),
    items: await findItemsByCode(
      tx,
      companyId,
      rows.map(({ itemCode }) => itemCode),
    ),
    taxCodes: new Map([...taxes.values()].map((taxCode) => [taxCode.code, taxCode])),
  }
}

/** Items by their codes, in one statement. */
export async function findItemsByCode(
  tx: Tx,
  companyId: string,
  codes: readonly string[],
): Promise<Map<string, ItemFacts>> {
  const items = await tx.itemReplica.findMany({ where: { companyId, code: { in: [...new Set(codes)] } } })
  return new Map(items.map((item) => [item.code, toItem(item)]))
}
