import { StaleDocument } from '@erp/service-kit'
import { Decimal, isId } from '@erp/values'
import type { CostingMethod, Item, ItemClass, ItemId } from '../domain/item.ts'
import type { ItemCategoryId } from '../domain/item-category.ts'
import type { ItemTracking } from '../domain/item-details.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

const withUnits = { units: { orderBy: { unit: 'asc' } } } as const satisfies Prisma.ItemInclude
type Row = Prisma.ItemGetPayload<{ include: typeof withUnits }>
type Parts = Pick<Item, 'barcodes' | 'attributes'>

export type ItemPage = {
  readonly after: string | undefined
  readonly limit: number
  readonly active?: boolean | undefined
  readonly categoryIds?: readonly string[] | undefined
}

export async function find(tx: Tx, id: string): Promise<Item | undefined> {
  const [item] = await findMany(tx, [id])
  return item
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<Item[]> {
  const rows = await tx.item.findMany({ where: { id: { in: ids.filter(isId) } }, include: withUnits })
  return withParts(tx, rows)
}

export async function findByCode(tx: Tx, code: string): Promise<Item | undefined> {
  const rows = await tx.item.findMany({ where: { code }, take: 1, include: withUnits })
  const [item] = await withParts(tx, rows)
  return item
}

/** The item that this barcode of the company is on. */
export async function findByBarcode(tx: Tx, barcode: string): Promise<{ item: Item; unit: string } | undefined> {
  const row = await tx.itemBarcode.findFirst({ where: { barcode } })
  const item = row && (await find(tx, row.itemId))
  return item && row ? { item, unit: row.unit } : undefined
}

/** Items by code, after the one with the code `after`; with `categoryIds` only those of these categories. */
export async function list(tx: Tx, { after, limit, active, categoryIds }: ItemPage): Promise<Item[]> {
  const rows = await tx.item.findMany({
    where: {
      ...(after === undefined ? {} : { code: { gt: after } }),
      ...(active === undefined ? {} : { active }),
      ...(categoryIds === undefined ? {} : { categoryId: { in: [...categoryIds] } }),
    },
    orderBy: { code: 'asc' },
    take: limit,
    include: withUnits,
  })
  return withParts(tx, rows)
}

/** Whether an item has ever been in stock. Locks the item, so that its first movement waits for what is decided on this. */
export async function hasMoved(tx: Tx, id: ItemId): Promise<boolean> {
  await tx.$queryRaw`select 1 from item where id = ${id}::uuid for update`
  const rows = await tx.$queryRaw<unknown[]>`select 1 from stock_balance where item_id = ${id}::uuid limit 1`
  return rows.length > 0
}

/** False when the company already has an item with this code; then nothing was written. */
export async function insert(tx: Tx, item: Item): Promise<boolean> {
  const { id, companyId, code, itemClass, baseUnit, costing, active, version, createdAt } = item
  const names = { nameZh: item.name.zh, nameEn: item.name.en }
  const { categoryId, tracking, shelfLifeDays } = item
  const measures = { weight: item.weight?.toFixed() ?? null, volume: item.volume?.toFixed() ?? null }
  const details = { categoryId, tracking, shelfLifeDays, ...measures }
  const row = { id, companyId, code, ...names, itemClass, baseUnit, costing, active, version, createdAt, ...details }
  const { count } = await tx.item.createMany({ data: [row], skipDuplicates: true })
  if (count === 1) await addUnits(tx, item)
  return count === 1
}

/** Writes what may change. Throws StaleDocument when another transaction was faster. */
export async function save(tx: Tx, item: Item): Promise<void> {
  const { name, active, version, categoryId, tracking, shelfLifeDays } = item
  const measures = { weight: item.weight?.toFixed() ?? null, volume: item.volume?.toFixed() ?? null }
  const { count } = await tx.item.updateMany({
    where: { id: item.id, version: version - 1 },
    data: { nameZh: name.zh, nameEn: name.en, active, version, categoryId, tracking, shelfLifeDays, ...measures },
  })
  if (count === 0) throw new StaleDocument('Item', item.id)
  await addUnits(tx, item)
}

async function addUnits(tx: Tx, { id, companyId, units }: Item): Promise<void> {
  const data = units.map(({ unit, factor }) => ({ itemId: id, companyId, unit, ...factor }))
  if (data.length > 0) await tx.itemUnit.createMany({ data, skipDuplicates: true })
}

/** Puts exactly these barcodes on an item. Answers the first that another item of the company has; then all is undone by the caller. */
export async function replaceBarcodes(tx: Tx, { id, companyId, barcodes }: Item): Promise<string | undefined> {
  const data = barcodes.map(({ barcode, unit }) => ({ companyId, barcode, unit, itemId: id }))
  await tx.itemBarcode.deleteMany({ where: { itemId: id } })
  if (data.length === 0) return undefined
  await tx.itemBarcode.createMany({ data, skipDuplicates: true })
  const mine = await tx.itemBarcode.findMany({ where: { itemId: id }, select: { barcode: true } })
  return barcodes.find(({ barcode }) => !mine.some((row) => row.barcode === barcode))?.barcode
}

/** Notes exactly these values of attributes. */
export async function replaceAttributes(tx: Tx, { id, companyId, attributes }: Item): Promise<void> {
  await tx.itemAttributeValue.deleteMany({ where: { itemId: id } })
  const data = attributes.map(({ attributeId, value }) => ({ itemId: id, attributeId, companyId, value }))
  if (data.length > 0) await tx.itemAttributeValue.createMany({ data })
}

/** The items with their barcodes and attributes, which are read in one statement. */
async function withParts(tx: Tx, rows: readonly Row[]): Promise<Item[]> {
  if (rows.length === 0) return []
  const parts = await tx.$queryRaw<(Parts & { itemId: string })[]>`
    select i.id as "itemId",
      (select coalesce(jsonb_agg(jsonb_build_object('barcode', b.barcode, 'unit', b.unit)
                                 order by b.barcode collate "C"), '[]')
       from item_barcode b where b.item_id = i.id) as barcodes,
      (select coalesce(jsonb_agg(jsonb_build_object('attributeId', v.attribute_id, 'value', v.value) order by a.code), '[]')
       from item_attribute_value v join item_attribute a on a.id = v.attribute_id
       where v.item_id = i.id) as attributes
    from item i
    where i.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(rows.map(({ id }) => id))}::jsonb)))`
  const byItem = new Map(parts.map(({ itemId, ...own }) => [itemId, own]))
  return rows.map((row) => fromRow(row, byItem.get(row.id) ?? { barcodes: [], attributes: [] }))
}

function fromRow(row: Row, parts: Parts): Item {
  return {
    id: row.id as ItemId,
    companyId: row.companyId,
    code: row.code,
    name: { zh: row.nameZh, en: row.nameEn },
    itemClass: row.itemClass as ItemClass,
    baseUnit: row.baseUnit,
    units: row.units.map(({ unit, numerator, denominator }) => ({ unit, factor: { numerator, denominator } })),
    costing: row.costing as CostingMethod,
    active: row.active,
    version: row.version,
    createdAt: row.createdAt,
    categoryId: row.categoryId as ItemCategoryId | null,
    tracking: row.tracking as ItemTracking,
    shelfLifeDays: row.shelfLifeDays,
    weight: row.weight && new Decimal(row.weight.toFixed()),
    volume: row.volume && new Decimal(row.volume.toFixed()),
    ...parts,
  }
}
