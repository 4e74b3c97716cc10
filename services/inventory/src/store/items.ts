import { StaleDocument } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { CostingMethod, Item, ItemClass, ItemId } from '../domain/item.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

const withUnits = { units: { orderBy: { unit: 'asc' } } } as const satisfies Prisma.ItemInclude
type Row = Prisma.ItemGetPayload<{ include: typeof withUnits }>

export async function find(tx: Tx, id: string): Promise<Item | undefined> {
  const [item] = await findMany(tx, [id])
  return item
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<Item[]> {
  const rows = await tx.item.findMany({ where: { id: { in: ids.filter(isId) } }, include: withUnits })
  return rows.map(fromRow)
}

export async function findByCode(tx: Tx, code: string): Promise<Item | undefined> {
  const row = await tx.item.findFirst({ where: { code }, include: withUnits })
  return row ? fromRow(row) : undefined
}

/** Items by code, after the one with the code `after`. */
export async function list(
  tx: Tx,
  { after, limit, active }: { after: string | undefined; limit: number; active: boolean | undefined },
): Promise<Item[]> {
  const rows = await tx.item.findMany({
    where: {
      ...(after === undefined ? {} : { code: { gt: after } }),
      ...(active === undefined ? {} : { active }),
    },
    orderBy: { code: 'asc' },
    take: limit,
    include: withUnits,
  })
  return rows.map(fromRow)
}

/** False when the company already has an item with this code; then nothing was written. */
export async function insert(tx: Tx, item: Item): Promise<boolean> {
  const { id, companyId, code, itemClass, baseUnit, costing, active, version, createdAt } = item
  const names = { nameZh: item.name.zh, nameEn: item.name.en }
  const row = { id, companyId, code, ...names, itemClass, baseUnit, costing, active, version, createdAt }
  const { count } = await tx.item.createMany({ data: [row], skipDuplicates: true })
  if (count === 1) await addUnits(tx, item)
  return count === 1
}

/** Writes what may change. Throws StaleDocument when another transaction was faster. */
export async function save(tx: Tx, item: Item): Promise<void> {
  const { count } = await tx.item.updateMany({
    where: { id: item.id, version: item.version - 1 },
    data: { nameZh: item.name.zh, nameEn: item.name.en, active: item.active, version: item.version },
  })
  if (count === 0) throw new StaleDocument('Item', item.id)
  await addUnits(tx, item)
}

async function addUnits(tx: Tx, { id, companyId, units }: Item): Promise<void> {
  const data = units.map(({ unit, factor }) => ({ itemId: id, companyId, unit, ...factor }))
  if (data.length > 0) await tx.itemUnit.createMany({ data, skipDuplicates: true })
}

function fromRow(row: Row): Item {
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
  }
}
