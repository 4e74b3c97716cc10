import { type BusinessDate, Decimal } from '@erp/values'
import type { DocumentStatus } from '../domain/inventory-document.ts'
import type { ItemId } from '../domain/item.ts'
import {
  type AssemblyHead,
  type AssemblyKind,
  type AssemblyLine,
  linesOfAssembly,
  type StockAssembly,
} from '../domain/stock-assembly.ts'
import type { LocationId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'
import * as inventoryDocuments from './inventory-documents.ts'

const documentType = 'STOCK_ASSEMBLY'

export async function insert(tx: Tx, assembly: StockAssembly): Promise<void> {
  await inventoryDocuments.insert(tx, documentType, assembly)
  const { id, companyId, kind } = assembly
  await tx.$executeRaw`
    insert into stock_assembly (document_id, company_id, kind) values (${id}::uuid, ${companyId}::uuid, ${kind})`
  await insertLines(tx, assembly)
}

/** Writes a draft that was changed, its lines anew. */
export async function saveDraft(tx: Tx, assembly: StockAssembly): Promise<void> {
  await inventoryDocuments.save(tx, assembly)
  await tx.$executeRaw`delete from stock_assembly_line where document_id = ${assembly.id}::uuid`
  await insertLines(tx, assembly)
}

/** Writes where an assembly stands; its lines stay. */
export const saveStatus: (tx: Tx, assembly: AssemblyHead) => Promise<void> = inventoryDocuments.save

export async function find(tx: Tx, id: string): Promise<StockAssembly | undefined> {
  const [head] = await findMany(tx, [id])
  return head && withLines(tx, head)
}

/** The assembly once everybody who was changing it has ended. */
export async function lock(tx: Tx, id: string): Promise<StockAssembly | undefined> {
  const document = await inventoryDocuments.lock<DocumentStatus>(tx, documentType, id)
  const [head] = document ? await withKinds(tx, [document]) : []
  return head && withLines(tx, head)
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<AssemblyHead[]> {
  return withKinds(tx, await inventoryDocuments.findMany<DocumentStatus>(tx, documentType, ids))
}

export async function list(tx: Tx, page: inventoryDocuments.DocumentPage): Promise<AssemblyHead[]> {
  return withKinds(tx, await inventoryDocuments.list<DocumentStatus>(tx, documentType, page))
}

/** The lines of these assemblies by line number, each product before its components. */
export async function linesOf(
  tx: Tx,
  assemblies: readonly Pick<AssemblyHead, 'id'>[],
): Promise<(AssemblyLine & { documentId: string })[]> {
  const rows = await tx.$queryRaw<LineRow[]>`
    select id, document_id as "documentId", line_number as "lineNumber", item_id as "itemId", unit, quantity::text,
           base_quantity::text as "baseQuantity", warehouse_id as "warehouseId", location_id as "locationId",
           lot_code as "lotCode", manufactured_on::text as "manufacturedOn", expires_on::text as "expiresOn", share::text
    from stock_assembly_line
    where document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(assemblies.map(({ id }) => id))}::jsonb)))
    order by document_id, line_number`
  return rows.map(({ quantity, baseQuantity, share, ...line }) => ({
    ...line,
    quantity: readQuantity(quantity),
    baseQuantity: readQuantity(baseQuantity),
    share: share === null ? null : new Decimal(share),
  }))
}

async function withLines(tx: Tx, head: AssemblyHead): Promise<StockAssembly> {
  const [product, ...components] = await linesOf(tx, [head])
  if (!product) throw new Error(`Assembly ${head.id} has no product.`)
  return { ...head, product, components }
}

async function withKinds<Document extends { readonly id: string }>(
  tx: Tx,
  documents: readonly Document[],
): Promise<(Document & { kind: AssemblyKind })[]> {
  if (documents.length === 0) return []
  const rows = await tx.$queryRaw<{ id: string; kind: AssemblyKind }[]>`
    select document_id as id, kind from stock_assembly
    where document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(documents.map(({ id }) => id))}::jsonb)))`
  const kinds = new Map(rows.map(({ id, kind }) => [id, kind]))
  return documents.flatMap((document) => {
    const kind = kinds.get(document.id)
    return kind ? [{ ...document, kind }] : []
  })
}

async function insertLines(tx: Tx, assembly: StockAssembly): Promise<void> {
  const rows = linesOfAssembly(assembly).map(({ quantity, baseQuantity, share, ...line }) => ({
    ...line,
    quantity: quantity.toFixed(),
    baseQuantity: baseQuantity.toFixed(),
    share: share?.toFixed() ?? null,
  }))
  await tx.$executeRaw`
    insert into stock_assembly_line (
      id, company_id, document_id, line_number, item_id, unit, quantity, base_quantity, warehouse_id, location_id, lot_code,
      manufactured_on, expires_on, share)
    select id, ${assembly.companyId}::uuid, ${assembly.id}::uuid, "lineNumber", "itemId", unit, quantity, "baseQuantity",
           "warehouseId", "locationId", "lotCode", "manufacturedOn", "expiresOn", share
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(
      id uuid, "lineNumber" int, "itemId" uuid, unit text, quantity numeric, "baseQuantity" numeric, "warehouseId" uuid,
      "locationId" uuid, "lotCode" text, "manufacturedOn" date, "expiresOn" date, share numeric)`
}

type LineRow = Omit<AssemblyLine, 'quantity' | 'baseQuantity' | 'share' | 'itemId' | 'warehouseId' | 'locationId'> & {
  documentId: string
  itemId: ItemId
  warehouseId: WarehouseId
  locationId: LocationId | null
  manufacturedOn: BusinessDate | null
  expiresOn: BusinessDate | null
  quantity: string
  baseQuantity: string
  share: string | null
}
