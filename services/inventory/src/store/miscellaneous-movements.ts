import { type BusinessDate, Decimal } from '@erp/values'
import type { DocumentStatus } from '../domain/inventory-document.ts'
import type { ItemId } from '../domain/item.ts'
import type {
  MiscellaneousMovement,
  MovementHead,
  MovementKind,
  MovementLine,
} from '../domain/miscellaneous-movement.ts'
import type { WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'
import * as inventoryDocuments from './inventory-documents.ts'

const documentType = 'MISCELLANEOUS_MOVEMENT'

export async function insert(tx: Tx, movement: MiscellaneousMovement): Promise<void> {
  await inventoryDocuments.insert(tx, documentType, movement)
  const { id, companyId, kind } = movement
  await tx.$executeRaw`
    insert into miscellaneous_movement (document_id, company_id, kind)
    values (${id}::uuid, ${companyId}::uuid, ${kind})`
  await insertLines(tx, movement)
}

/** Writes a draft that was changed, its lines anew. */
export async function saveDraft(tx: Tx, movement: MiscellaneousMovement): Promise<void> {
  await inventoryDocuments.save(tx, movement)
  await tx.$executeRaw`delete from miscellaneous_movement_line where document_id = ${movement.id}::uuid`
  await insertLines(tx, movement)
}

/** Writes where a movement stands; its lines stay. */
export const saveStatus: (tx: Tx, movement: MovementHead) => Promise<void> = inventoryDocuments.save

export async function find(tx: Tx, id: string): Promise<MiscellaneousMovement | undefined> {
  const [head] = await findMany(tx, [id])
  return head && withLines(tx, head)
}

/** The movement once everybody who was changing it has ended. */
export async function lock(tx: Tx, id: string): Promise<MiscellaneousMovement | undefined> {
  const document = await inventoryDocuments.lock<DocumentStatus>(tx, documentType, id)
  const [head] = document ? await withKinds(tx, [document]) : []
  return head && withLines(tx, head)
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<MovementHead[]> {
  return withKinds(tx, await inventoryDocuments.findMany(tx, documentType, ids))
}

export async function list(tx: Tx, page: inventoryDocuments.DocumentPage): Promise<MovementHead[]> {
  return withKinds(tx, await inventoryDocuments.list(tx, documentType, page))
}

/** The lines of these movements, by line number. */
export async function linesOf(
  tx: Tx,
  movements: readonly MovementHead[],
): Promise<(MovementLine & { documentId: string })[]> {
  const currencies = new Map(movements.map(({ id, currency }) => [id, currency]))
  const rows = await tx.$queryRaw<LineRow[]>`
    select id, document_id as "documentId", line_number as "lineNumber", item_id as "itemId", unit, quantity::text,
           base_quantity::text as "baseQuantity", warehouse_id as "warehouseId", lot_code as "lotCode",
           manufactured_on::text as "manufacturedOn", expires_on::text as "expiresOn", value, zero_cost as "zeroCost",
           note, expense_type as "expenseType", input_vat_rate::text as "inputVatRate", department_id as "departmentId",
           project_id as "projectId"
    from miscellaneous_movement_line
    where document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify([...currencies.keys()])}::jsonb)))
    order by document_id, line_number`
  return rows.map(({ value, quantity, baseQuantity, inputVatRate, ...line }) => ({
    ...line,
    quantity: readQuantity(quantity),
    baseQuantity: readQuantity(baseQuantity),
    value: value === null ? null : readMoney(value, currencies.get(line.documentId) ?? ''),
    inputVatRate: inputVatRate === null ? null : new Decimal(inputVatRate),
  }))
}

async function withLines(tx: Tx, head: MovementHead): Promise<MiscellaneousMovement> {
  return { ...head, lines: await linesOf(tx, [head]) }
}

async function withKinds<Document extends { readonly id: string }>(
  tx: Tx,
  documents: readonly Document[],
): Promise<(Document & { kind: MovementKind })[]> {
  if (documents.length === 0) return []
  const rows = await tx.$queryRaw<{ id: string; kind: MovementKind }[]>`
    select document_id as id, kind from miscellaneous_movement
    where document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(documents.map(({ id }) => id))}::jsonb)))`
  const kinds = new Map(rows.map(({ id, kind }) => [id, kind]))
  return documents.flatMap((document) => {
    const kind = kinds.get(document.id)
    return kind ? [{ ...document, kind }] : []
  })
}

async function insertLines(tx: Tx, { id, companyId, lines }: MiscellaneousMovement): Promise<void> {
  const rows = lines.map(({ quantity, baseQuantity, value, inputVatRate, ...line }) => ({
    ...line,
    quantity: quantity.toFixed(),
    baseQuantity: baseQuantity.toFixed(),
    value: value?.minor.toString() ?? null,
    inputVatRate: inputVatRate?.toFixed() ?? null,
  }))
  await tx.$executeRaw`
    insert into miscellaneous_movement_line (
      id, company_id, document_id, line_number, item_id, unit, quantity, base_quantity, warehouse_id, lot_code,
      manufactured_on, expires_on, value, zero_cost, note, expense_type, input_vat_rate, department_id, project_id)
    select id, ${companyId}::uuid, ${id}::uuid, "lineNumber", "itemId", unit, quantity, "baseQuantity", "warehouseId",
           "lotCode", "manufacturedOn", "expiresOn", value, "zeroCost", note, "expenseType", "inputVatRate",
           "departmentId", "projectId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(
      id uuid, "lineNumber" int, "itemId" uuid, unit text, quantity numeric, "baseQuantity" numeric,
      "warehouseId" uuid, "lotCode" text, "manufacturedOn" date, "expiresOn" date, value bigint, "zeroCost" boolean,
      note text, "expenseType" text, "inputVatRate" numeric, "departmentId" uuid, "projectId" uuid)`
}

type LineRow = {
  id: string
  documentId: string
  lineNumber: number
  itemId: ItemId
  unit: string
  quantity: string
  baseQuantity: string
  warehouseId: WarehouseId
  lotCode: string | null
  manufacturedOn: BusinessDate | null
  expiresOn: BusinessDate | null
  value: bigint | null
  zeroCost: boolean
  note: string
  expenseType: string | null
  inputVatRate: string | null
  departmentId: string | null
  projectId: string | null
}
