import { StaleDocument } from '@erp/service-kit'
import { formatQuantity, isId, type Quantity, subtractQuantity } from '@erp/values'
import { reorderQuantity, type StockPolicy } from '../domain/stock-policy.ts'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'

type PolicyRow = Omit<StockPolicy, 'minimum' | 'maximum' | 'reorderQuantity' | 'reorderMultiple'> & {
  minimum: string
  maximum: string | null
  reorderQuantity: string | null
  reorderMultiple: string | null
}

/** An item in a warehouse against its policy, with the codes that lists are ordered by. */
export type StockLevel = {
  readonly policy: StockPolicy
  readonly itemCode: string
  readonly warehouseCode: string
  readonly onHand: Quantity
  readonly reserved: Quantity
  /** What lacks to the minimum, or lies there beyond the maximum. */
  readonly difference: Quantity
}

/** What to order for a warehouse that holds less than it should. */
export type ReorderProposal = {
  readonly policy: StockPolicy
  readonly itemCode: string
  readonly warehouseCode: string
  readonly available: Quantity
  /** What of the order is on its way already. */
  readonly expected: Quantity
  readonly quantity: Quantity
}

export type LevelPage = {
  readonly warehouseId: string | null
  readonly after: readonly string[] | undefined
  readonly limit: number
}

type LevelRow = PolicyRow & { itemCode: string; warehouseCode: string; onHand: string; reserved: string }

export async function findAt(
  tx: Tx,
  place: { readonly itemId: string; readonly warehouseId: string },
): Promise<StockPolicy | undefined> {
  const rows = await tx.$queryRaw<PolicyRow[]>`
    select id, company_id as "companyId", item_id as "itemId", warehouse_id as "warehouseId", minimum::text,
           maximum::text, reorder_quantity::text as "reorderQuantity", reorder_multiple::text as "reorderMultiple",
           lead_days as "leadDays", version
    from stock_policy where item_id = ${place.itemId}::uuid and warehouse_id = ${place.warehouseId}::uuid`
  return rows.map(fromRow)[0]
}

export async function find(tx: Tx, id: string): Promise<StockPolicy | undefined> {
  const [policy] = await findMany(tx, [id])
  return policy
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<StockPolicy[]> {
  const rows = await tx.$queryRaw<PolicyRow[]>`
    select id, company_id as "companyId", item_id as "itemId", warehouse_id as "warehouseId", minimum::text,
           maximum::text, reorder_quantity::text as "reorderQuantity", reorder_multiple::text as "reorderMultiple",
           lead_days as "leadDays", version
    from stock_policy
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids.filter(isId))}::jsonb)))`
  return rows.map(fromRow)
}

/** Writes a policy at its new version. Throws StaleDocument when another transaction was faster. */
export async function save(tx: Tx, policy: StockPolicy): Promise<void> {
  const written = (quantity: Quantity | null) => (quantity === null ? null : formatQuantity(quantity))
  const count = await tx.$executeRaw`
    insert into stock_policy as known (id, company_id, item_id, warehouse_id, minimum, maximum, reorder_quantity,
                                       reorder_multiple, lead_days, version)
    values (${policy.id}::uuid, ${policy.companyId}::uuid, ${policy.itemId}::uuid, ${policy.warehouseId}::uuid,
            ${written(policy.minimum)}::numeric, ${written(policy.maximum)}::numeric,
            ${written(policy.reorderQuantity)}::numeric, ${written(policy.reorderMultiple)}::numeric,
            ${policy.leadDays}::int, ${policy.version}::int)
    on conflict (item_id, warehouse_id) do update
    set minimum = excluded.minimum, maximum = excluded.maximum, reorder_quantity = excluded.reorder_quantity,
        reorder_multiple = excluded.reorder_multiple, lead_days = excluded.lead_days, version = excluded.version
    where known.version = excluded.version - 1`
  if (count === 0) throw new StaleDocument('StockPolicy', policy.id)
}

/** Items of which less can be promised than the minimum, by item code and warehouse code, after the row with those two. */
export async function shortages(tx: Tx, { warehouseId, after, limit }: LevelPage): Promise<StockLevel[]> {
  const [itemCode = null, warehouseCode = null] = after ?? []
  const rows = await tx.$queryRaw<(LevelRow & { difference: string })[]>`
    select p.id, p.company_id as "companyId", p.item_id as "itemId", p.warehouse_id as "warehouseId", p.minimum::text,
           p.maximum::text, p.reorder_quantity::text as "reorderQuantity", p.reorder_multiple::text as "reorderMultiple",
           p.lead_days as "leadDays", p.version, i.code as "itemCode", w.code as "warehouseCode",
           coalesce(s.on_hand, 0)::text as "onHand", coalesce(s.reserved, 0)::text as reserved,
           (p.minimum - coalesce(s.on_hand - s.reserved, 0))::text as difference
    from stock_policy p
    join item i on i.id = p.item_id and i.active
    join warehouse w on w.id = p.warehouse_id and w.active and w.kind = 'NORMAL'
    left join warehouse_stock s on s.item_id = p.item_id and s.warehouse_id = p.warehouse_id
    where coalesce(s.on_hand - s.reserved, 0) < p.minimum
      and (${warehouseId}::uuid is null or p.warehouse_id = ${warehouseId}::uuid)
      and (${itemCode}::text is null or (i.code, w.code) > (${itemCode}::text, ${warehouseCode}::text))
    order by i.code, w.code
    limit ${limit}`
  return rows.map(toLevel)
}

/** Items of which there is more than the maximum, in the same order. */
export async function overstocks(tx: Tx, { warehouseId, after, limit }: LevelPage): Promise<StockLevel[]> {
  const [itemCode = null, warehouseCode = null] = after ?? []
  const rows = await tx.$queryRaw<(LevelRow & { difference: string })[]>`
    select p.id, p.company_id as "companyId", p.item_id as "itemId", p.warehouse_id as "warehouseId", p.minimum::text,
           p.maximum::text, p.reorder_quantity::text as "reorderQuantity", p.reorder_multiple::text as "reorderMultiple",
           p.lead_days as "leadDays", p.version, i.code as "itemCode", w.code as "warehouseCode",
           s.on_hand::text as "onHand", s.reserved::text as reserved, (s.on_hand - p.maximum)::text as difference
    from stock_policy p
    join item i on i.id = p.item_id
    join warehouse w on w.id = p.warehouse_id
    join warehouse_stock s on s.item_id = p.item_id and s.warehouse_id = p.warehouse_id
    where s.on_hand > p.maximum
      and (${warehouseId}::uuid is null or p.warehouse_id = ${warehouseId}::uuid)
      and (${itemCode}::text is null or (i.code, w.code) > (${itemCode}::text, ${warehouseCode}::text))
    order by i.code, w.code
    limit ${limit}`
  return rows.map(toLevel)
}

/**
 * What to order, in the same order. An item below its minimum is filled up to its maximum. What is expected from suppliers
 * names no warehouse: it fills the warehouses of an item in the order of their codes, and is counted once.
 */
export async function reorderProposals(tx: Tx, { warehouseId, after, limit }: LevelPage): Promise<ReorderProposal[]> {
  const [itemCode = null, warehouseCode = null] = after ?? []
  const rows = await tx.$queryRaw<(LevelRow & { expected: string; missing: string })[]>`
    with short as (
      select p.*, i.code as item_code, w.code as warehouse_code, coalesce(s.on_hand, 0) as on_hand,
             coalesce(s.reserved, 0) as reserved,
             coalesce(p.maximum, p.minimum) - coalesce(s.on_hand - s.reserved, 0) as need
      from stock_policy p
      join item i on i.id = p.item_id and i.active
      join warehouse w on w.id = p.warehouse_id and w.active and w.kind = 'NORMAL'
      left join warehouse_stock s on s.item_id = p.item_id and s.warehouse_id = p.warehouse_id
      where coalesce(s.on_hand - s.reserved, 0) < p.minimum),
    coming as (
      select o.item_id, sum(greatest(o.quantity - coalesce(r.received, 0), 0)) as expected
      from replicated_order_line o
      left join lateral (
        select sum(quantity) as received from replicated_receipt_line r
        where r.purchase_order_line_id = o.line_id) r on true
      where o.quantity > 0 and o.item_id in (select item_id from short)
      group by o.item_id),
    filled as (
      select short.*, least(need, greatest(coalesce(coming.expected, 0) - coalesce(sum(need) over earlier, 0), 0)) as covered
      from short left join coming using (item_id)
      window earlier as (partition by item_id order by warehouse_code
                         rows between unbounded preceding and 1 preceding))
    select id, company_id as "companyId", item_id as "itemId", warehouse_id as "warehouseId", minimum::text,
           maximum::text, reorder_quantity::text as "reorderQuantity", reorder_multiple::text as "reorderMultiple",
           lead_days as "leadDays", version, item_code as "itemCode", warehouse_code as "warehouseCode",
           on_hand::text as "onHand", reserved::text, covered::text as expected, (need - covered)::text as missing
    from filled
    where covered < need
      and (${warehouseId}::uuid is null or warehouse_id = ${warehouseId}::uuid)
      and (${itemCode}::text is null or (item_code, warehouse_code) > (${itemCode}::text, ${warehouseCode}::text))
    order by item_code, warehouse_code
    limit ${limit}`
  return rows.map((row) => {
    const { policy, itemCode: item, warehouseCode: warehouse, onHand, reserved } = toLevel({ ...row, difference: '0' })
    return {
      policy,
      itemCode: item,
      warehouseCode: warehouse,
      available: subtractQuantity(onHand, reserved),
      expected: readQuantity(row.expected),
      quantity: reorderQuantity(readQuantity(row.missing), policy),
    }
  })
}

function toLevel({ itemCode, warehouseCode, onHand, reserved, difference, ...row }: LevelRow & { difference: string }) {
  return {
    policy: fromRow(row),
    itemCode,
    warehouseCode,
    onHand: readQuantity(onHand),
    reserved: readQuantity(reserved),
    difference: readQuantity(difference),
  }
}

function fromRow(row: PolicyRow): StockPolicy {
  const read = (text: string | null) => (text === null ? null : readQuantity(text))
  return {
    id: row.id,
    companyId: row.companyId,
    itemId: row.itemId,
    warehouseId: row.warehouseId,
    minimum: readQuantity(row.minimum),
    maximum: read(row.maximum),
    reorderQuantity: read(row.reorderQuantity),
    reorderMultiple: read(row.reorderMultiple),
    leadDays: row.leadDays,
    version: row.version,
  }
}
