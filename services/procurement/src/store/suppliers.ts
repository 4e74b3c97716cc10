import { currencyColumn, decimalColumn, idsIn, StaleDocument } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { Supplier } from '../domain/supplier.ts'
import type { Supplier as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export interface SupplierFilter {
  readonly active?: boolean | null | undefined
  readonly code?: string | null | undefined
}

export async function findSupplier(tx: Tx, supplierId: string): Promise<Supplier | undefined> {
  if (!isId(supplierId)) return undefined
  const row = await tx.supplier.findUnique({ where: { id: supplierId } })
  return row ? toSupplier(row) : undefined
}

export async function findSupplierByCode(tx: Tx, companyId: string, code: string): Promise<Supplier | undefined> {
  const row = await tx.supplier.findUnique({ where: { companyId_code: { companyId, code } } })
  return row ? toSupplier(row) : undefined
}

export async function findSuppliers(tx: Tx, supplierIds: readonly string[]): Promise<Supplier[]> {
  return (await tx.supplier.findMany({ where: { id: { in: idsIn(supplierIds) } } })).map(toSupplier)
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listSuppliers(
  tx: Tx,
  companyId: string,
  filter: SupplierFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<Supplier[]> {
  const rows = await tx.supplier.findMany({
    where: {
      companyId,
      ...(filter.active == null ? {} : { active: filter.active }),
      ...(filter.code == null ? {} : { code: filter.code }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toSupplier)
}

/** False when the company already has a supplier of this code. */
export async function insertSupplier(tx: Tx, supplier: Supplier): Promise<boolean> {
  const { count } = await tx.supplier.createMany({ data: [toRow(supplier)], skipDuplicates: true })
  return count === 1
}

/** Writes the next version and returns it. Throws StaleDocument when it is not the one that was read. */
export async function saveSupplier(tx: Tx, supplier: Supplier): Promise<Supplier> {
  const next = { ...supplier, version: supplier.version + 1 }
  const { count } = await tx.supplier.updateMany({
    where: { id: supplier.id, version: supplier.version },
    data: toRow(next),
  })
  if (count === 0) throw new StaleDocument('supplier', supplier.id)
  return next
}

function toSupplier(row: Row): Supplier {
  return {
    id: row.id,
    companyId: row.companyId,
    code: row.code,
    name: { zh: row.nameZh, en: row.nameEn },
    currency: currencyColumn(row.currency),
    overReceiptPercent: decimalColumn(row.overReceiptPercent),
    paymentDays: row.paymentDays,
    paymentTermId: row.paymentTermId,
    supplierGroup: row.supplierGroup,
    active: row.active,
    version: row.version,
    createdAt: row.createdAt,
  }
}

function toRow({ name, overReceiptPercent, ...supplier }: Supplier) {
  return { ...supplier, nameZh: name.zh, nameEn: name.en, overReceiptPercent: overReceiptPercent.toFixed() }
}
