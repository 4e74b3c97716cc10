import {
  areIds,
  beyondScope,
  currencyColumn,
  dayColumn,
  decimalColumn,
  factorColumns,
  idsIn,
  quantityColumn,
  toDayColumn,
} from '@erp/service-kit'
import type { OrderableLine } from '../domain/order-requisitions.ts'
import type {
  PurchaseRequisition,
  PurchaseRequisitionLine,
  PurchaseRequisitionStatus,
} from '../domain/purchase-requisition.ts'
import type { PurchaseRequisitionLine as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function insertRequisitionLines(tx: Tx, { companyId, lines }: PurchaseRequisition): Promise<void> {
  await tx.purchaseRequisitionLine.createMany({
    data: lines.map(({ factor, neededOn, unitPrice, ...line }) => ({
      ...{ ...line, companyId, unitNumerator: factor.numerator, unitDenominator: factor.denominator },
      ...{ quantity: line.quantity.toFixed(), baseQuantity: line.baseQuantity.toFixed() },
      ...{ neededOn: toDayColumn(neededOn), unitPrice: unitPrice?.toFixed() ?? null },
      orderedQuantity: line.orderedQuantity.toFixed(),
    })),
  })
}

export async function findRequisitionLines(tx: Tx, lineIds: readonly string[]): Promise<PurchaseRequisitionLine[]> {
  return (await tx.purchaseRequisitionLine.findMany({ where: { id: { in: idsIn(lineIds) } } })).map(toRequisitionLine)
}

/** The lines of several requisitions, by line number. */
export async function findLinesOfRequisitions(
  tx: Tx,
  requisitionIds: readonly string[],
): Promise<PurchaseRequisitionLine[]> {
  const rows = await tx.purchaseRequisitionLine.findMany({
    where: { requisitionId: { in: idsIn(requisitionIds) } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map(toRequisitionLine)
}

/** Lines of approved requisitions of which something is open, oldest first, after the one with the id `after`. */
export async function listOpenRequisitionLines(
  tx: Tx,
  companyId: string,
  {
    supplierId,
    itemId,
  }: { readonly supplierId?: string | null | undefined; readonly itemId?: string | null | undefined },
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<PurchaseRequisitionLine[]> {
  if (!areIds(supplierId, itemId)) return []
  const open = await tx.$queryRaw<{ id: string }[]>`
    select line.id from purchase_requisition_line as line
    join purchase_requisition as requisition on requisition.id = line.requisition_id
    where line.company_id = ${companyId}::uuid and line.ordered_quantity < line.quantity
      and requisition.status = 'APPROVED'
      and (${supplierId ?? null}::uuid is null or line.supplier_id = ${supplierId ?? null}::uuid)
      and (${itemId ?? null}::uuid is null or line.item_id = ${itemId ?? null}::uuid)
      and (${page.after ?? null}::uuid is null or line.id > ${page.after ?? null}::uuid)
    order by line.id limit ${page.limit}::int`
  const rows = await tx.purchaseRequisitionLine.findMany({
    where: { id: { in: open.map(({ id }) => id) } },
    orderBy: { id: 'asc' },
  })
  return rows.map(toRequisitionLine)
}

/**
 * Lines as orders take from them, with what orders other than one have. Their requisitions are locked in the order of their
 * ids: nobody else orders or closes them until the transaction ends.
 */
export async function lockOrderableLines(
  tx: Tx,
  lineIds: readonly string[],
  otherThan: string | null = null,
): Promise<Map<string, OrderableLine>> {
  const wanted = idsIn(lineIds)
  if (wanted.length === 0) return new Map()
  const ids = JSON.stringify(wanted)
  await tx.$executeRaw`
    select id from purchase_requisition
    where id in (
      select requisition_id from purchase_requisition_line
      where id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb))))
    order by id for no key update`
  const others = await beyondScope(
    tx,
    'authorIds',
    () => tx.$queryRaw<{ id: string; quantity: string }[]>`
      select line_id as id, quantity::text from ordered_of_requisition_lines(
        array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)), ${otherThan}::uuid)`,
  )
  const quantityOf = new Map(others.map(({ id, quantity }) => [id, quantity]))
  const rows = await tx.purchaseRequisitionLine.findMany({
    where: { id: { in: wanted } },
    include: { requisition: { select: { id: true, number: true, status: true, currency: true, departmentId: true } } },
  })
  return new Map(
    rows.map((row) => {
      const { id, number, status, currency, departmentId } = row.requisition
      const requisition = {
        id,
        number,
        status: status as PurchaseRequisitionStatus,
        currency: currencyColumn(currency),
        departmentId,
      }
      const orderedByOthers = quantityColumn(quantityOf.get(row.id) ?? '0')
      return [row.id, { ...toRequisitionLine(row), requisition, orderedByOthers }]
    }),
  )
}

/** Which requisition a line is of, and whether that reserves of budgets. */
export interface RequisitionOfLine {
  readonly requisitionId: string
  readonly reserves: boolean
}

export async function findRequisitionsOfLines(
  tx: Tx,
  lineIds: readonly string[],
): Promise<Map<string, RequisitionOfLine>> {
  if (lineIds.length === 0) return new Map()
  const rows = await tx.purchaseRequisitionLine.findMany({
    where: { id: { in: idsIn(lineIds) } },
    select: { id: true, requisitionId: true, requisition: { select: { budgetSagaId: true } } },
  })
  return new Map(
    rows.map(({ id, requisitionId, requisition: { budgetSagaId } }) => [
      id,
      { requisitionId, reserves: budgetSagaId !== null },
    ]),
  )
}

/** Counts anew what orders have of lines, whose requisitions are locked. */
export async function countOrdered(tx: Tx, lineIds: readonly string[]): Promise<void> {
  const ids = JSON.stringify(idsIn(lineIds))
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
      update purchase_requisition_line as needed set ordered_quantity = coalesce(ordered.quantity, 0)
      from jsonb_array_elements_text(${ids}::jsonb) wanted
      left join ordered_of_requisition_lines(
        array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)), null) ordered on ordered.line_id = wanted.value::uuid
      where needed.id = wanted.value::uuid`,
  )
}

export function toRequisitionLine(row: Row): PurchaseRequisitionLine {
  return {
    ...{ id: row.id, requisitionId: row.requisitionId, lineNumber: row.lineNumber, itemId: row.itemId, unit: row.unit },
    projectId: row.projectId,
    factor: factorColumns(row.unitNumerator, row.unitDenominator),
    quantity: quantityColumn(row.quantity),
    baseQuantity: quantityColumn(row.baseQuantity),
    neededOn: dayColumn(row.neededOn),
    supplierId: row.supplierId,
    unitPrice: row.unitPrice === null ? null : decimalColumn(row.unitPrice),
    orderedQuantity: quantityColumn(row.orderedQuantity),
  }
}
