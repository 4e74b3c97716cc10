import { formatQuantity, type Quantity } from '@erp/values'
import type { ItemClass, ItemId } from '../domain/item.ts'
import { isShipment, movedShippedGoods, type ShippedGoods } from '../domain/shipped-goods.ts'
import type { StockDocument } from '../domain/stock-document.ts'
import type { ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from './database.ts'
import { readMoney, readQuantity } from './exact-columns.ts'

/** Keeps what these documents, which are being written, did to shipped goods; their balances are locked. */
export async function move(tx: Tx, documents: readonly StockDocument[]): Promise<void> {
  const moved = movedShippedGoods(documents)
  if (moved.length === 0) return
  const shipped = documents.filter(isShipment).flatMap(({ companyId, currency, customerId, entries }) =>
    entries.map(({ sourceLineId, itemId, warehouseId, valuationAreaId }) => ({
      ...{ id: sourceLineId, companyId, currency, customerId, itemId, warehouseId, valuationAreaId },
    })),
  )
  if (shipped.length > 0)
    await tx.$executeRaw`
      insert into shipped_goods (delivery_line_id, company_id, item_id, warehouse_id, valuation_area_id, currency, quantity,
                                 value, customer_id)
      select id, "companyId", "itemId", "warehouseId", "valuationAreaId", currency, 0, 0, "customerId"
      from jsonb_to_recordset(${JSON.stringify(shipped)}::jsonb) as s(
        id uuid, "companyId" uuid, "itemId" uuid, "warehouseId" uuid, "valuationAreaId" uuid, currency text, "customerId" uuid)
      on conflict do nothing`
  const rows = moved.map(({ deliveryLineId: id, quantity, value, charged }) => ({
    ...{ id, quantity: formatQuantity(quantity), value: value.minor.toString(), charged: charged.minor.toString() },
  }))
  await tx.$executeRaw`
    update shipped_goods goods
    set quantity = goods.quantity + moved.quantity, value = goods.value + moved.value,
        charged_value = goods.charged_value + moved.charged
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as moved(id uuid, quantity numeric, value bigint, charged bigint)
    where goods.delivery_line_id = moved.id`
}

/** Adds what documents of sales charge of these delivery lines; the balances their goods left from are locked. */
export async function invoice(
  tx: Tx,
  lines: readonly { readonly deliveryLineId: string; readonly invoiced: Quantity }[],
): Promise<void> {
  if (lines.length === 0) return
  const rows = lines.map(({ deliveryLineId: id, invoiced }) => ({ id, invoiced: formatQuantity(invoiced) }))
  await tx.$executeRaw`
    update shipped_goods goods set invoiced_quantity = goods.invoiced_quantity + charged.quantity
    from (select id, sum(invoiced) as quantity
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as line(id uuid, invoiced numeric) group by id) as charged
    where goods.delivery_line_id = charged.id`
}

/** Where shipped goods of these delivery lines left from: lock those balances before asking what is known of them. */
export function leftFrom(
  tx: Tx,
  deliveryLineIds: readonly string[],
): Promise<{ itemId: ItemId; valuationAreaId: ValuationAreaId }[]> {
  return tx.$queryRaw`
    select distinct item_id as "itemId", valuation_area_id as "valuationAreaId" from shipped_goods
    where delivery_line_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(deliveryLineIds)}::jsonb)))`
}

type Row = {
  deliveryLineId: string
  itemId: ItemId
  itemClass: ItemClass
  warehouseId: WarehouseId
  valuationAreaId: ValuationAreaId
  currency: string
  quantity: string
  value: bigint
  invoiced: string
  charged: bigint
}

/** Those of these delivery lines whose goods left as shipped goods. */
export async function find(tx: Tx, deliveryLineIds: readonly string[]): Promise<Map<string, ShippedGoods>> {
  const rows = await tx.$queryRaw<Row[]>`
    select delivery_line_id as "deliveryLineId", item_id as "itemId", item_class as "itemClass",
           warehouse_id as "warehouseId", valuation_area_id as "valuationAreaId", currency, quantity::text, value,
           invoiced_quantity::text as invoiced, charged_value as charged
    from shipped_goods join item on item.id = item_id
    where delivery_line_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(deliveryLineIds)}::jsonb)))`
  return new Map(rows.map((row) => [row.deliveryLineId, toShippedGoods(row)]))
}

/** Those of which some value is no cost of sales yet, oldest first, at most `limit`, after the line `after`. */
export async function listOpen(
  tx: Tx,
  companyId: string,
  { itemId, warehouseId }: { readonly itemId: string | undefined; readonly warehouseId: string | undefined },
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<ShippedGoods[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select delivery_line_id as "deliveryLineId", item_id as "itemId", item_class as "itemClass",
           warehouse_id as "warehouseId", valuation_area_id as "valuationAreaId", currency, quantity::text, value,
           invoiced_quantity::text as invoiced, charged_value as charged
    from shipped_goods as goods join item on item.id = item_id
    where goods.company_id = ${companyId}::uuid and value <> charged_value
      and (${itemId ?? null}::uuid is null or item_id = ${itemId ?? null}::uuid)
      and (${warehouseId ?? null}::uuid is null or warehouse_id = ${warehouseId ?? null}::uuid)
      and (${page.after ?? null}::uuid is null or delivery_line_id > ${page.after ?? null}::uuid)
    order by delivery_line_id limit ${page.limit}::int`
  return rows.map(toShippedGoods)
}

function toShippedGoods({ currency, quantity, value, invoiced, charged, ...line }: Row): ShippedGoods {
  return {
    ...{ ...line, quantity: readQuantity(quantity), value: readMoney(value, currency) },
    ...{ invoiced: readQuantity(invoiced), charged: readMoney(charged, currency) },
  }
}
