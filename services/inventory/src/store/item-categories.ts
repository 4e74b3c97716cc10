import { StaleDocument } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { CostingMethod, ItemClass } from '../domain/item.ts'
import type { CategoryDefaults, CategoryPlace, ItemCategory, ItemCategoryId } from '../domain/item-category.ts'
import type { ItemCategory as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function find(tx: Tx, id: string): Promise<ItemCategory | undefined> {
  const [category] = await findMany(tx, [id])
  return category
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<ItemCategory[]> {
  const rows = await tx.itemCategory.findMany({ where: { id: { in: ids.filter(isId) } } })
  return rows.map(fromRow)
}

/** Categories by code, after the one with the code `after`: all, or those directly below one. */
export async function list(
  tx: Tx,
  { parentId, after, limit }: { parentId: string | undefined; after: string | undefined; limit: number },
): Promise<ItemCategory[]> {
  const rows = await tx.itemCategory.findMany({
    where: {
      ...(after === undefined ? {} : { code: { gt: after } }),
      ...(parentId === undefined ? {} : { parentId }),
    },
    orderBy: { code: 'asc' },
    take: limit,
  })
  return rows.map(fromRow)
}

/** Makes those who would move or hang categories of a company take turns, so that two moves together make no circle. */
export async function lockTree(tx: Tx, companyId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('item_category ' || ${companyId}, 0))`
}

/** Where a category would stand below this parent; undefined when the parent does not exist. A new one has no id yet. */
export async function placeBelow(
  tx: Tx,
  parentId: string | null,
  categoryId: string | undefined,
): Promise<CategoryPlace | undefined> {
  const ids = await tx.$queryRaw<{ id: ItemCategoryId }[]>`
    with recursive up as (
      select id, parent_id, 1 as level from item_category where id = ${parentId}::uuid
      union all
      select c.id, c.parent_id, up.level + 1 from item_category c join up on c.id = up.parent_id)
    select id from up order by level`
  if (parentId !== null && ids.length === 0) return undefined
  const [row] = await tx.$queryRaw<{ height: number }[]>`
    with recursive down as (
      select id, 1 as level from item_category where id = ${categoryId ?? null}::uuid
      union all
      select c.id, down.level + 1 from item_category c join down on c.parent_id = down.id)
    select coalesce(max(level), 1)::int as height from down`
  return { ancestorIds: ids.map(({ id }) => id), height: row?.height ?? 1 }
}

/** What a category or the nearest above it says of new items; undefined when there is no such category. */
export async function defaults(tx: Tx, id: string): Promise<CategoryDefaults | undefined> {
  if (!isId(id)) return undefined
  const [row] = await tx.$queryRaw<(CategoryDefaults & { levels: number })[]>`
    with recursive up as (
      select parent_id, item_class, costing, 1 as level from item_category where id = ${id}::uuid
      union all
      select c.parent_id, c.item_class, c.costing, up.level + 1 from item_category c join up on c.id = up.parent_id)
    select count(*)::int as levels,
           (array_agg(item_class order by level) filter (where item_class is not null))[1] as "itemClass",
           (array_agg(costing order by level) filter (where costing is not null))[1] as costing
    from up`
  return row && row.levels > 0 ? { itemClass: row.itemClass, costing: row.costing } : undefined
}

/** A category and all below it. */
export async function withDescendants(tx: Tx, id: string): Promise<string[]> {
  if (!isId(id)) return []
  const rows = await tx.$queryRaw<{ id: string }[]>`
    with recursive down as (
      select id from item_category where id = ${id}::uuid
      union all
      select c.id from item_category c join down on c.parent_id = down.id)
    select id from down`
  return rows.map((row) => row.id)
}

/** False when the company already has a category with this code; then nothing was written. */
export async function insert(tx: Tx, { name, ...rest }: ItemCategory): Promise<boolean> {
  const { count } = await tx.itemCategory.createMany({
    data: [{ ...rest, nameZh: name.zh, nameEn: name.en }],
    skipDuplicates: true,
  })
  return count === 1
}

/** Writes what may change. Throws StaleDocument when another transaction was faster. */
export async function save(tx: Tx, category: ItemCategory): Promise<void> {
  const { id, name, parentId, itemClass, costing, version } = category
  const { count } = await tx.itemCategory.updateMany({
    where: { id, version: version - 1 },
    data: { nameZh: name.zh, nameEn: name.en, parentId, itemClass, costing, version },
  })
  if (count === 0) throw new StaleDocument('ItemCategory', id)
}

function fromRow({ nameZh, nameEn, ...row }: Row): ItemCategory {
  return {
    ...row,
    id: row.id as ItemCategoryId,
    parentId: row.parentId as ItemCategoryId | null,
    itemClass: row.itemClass as ItemClass | null,
    costing: row.costing as CostingMethod | null,
    name: { zh: nameZh, en: nameEn },
  }
}
