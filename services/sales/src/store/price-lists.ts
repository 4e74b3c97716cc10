import { dayColumn, decimalColumn, idsIn, quantityColumn, StaleDocument, toDayColumn } from '@erp/service-kit'
import { type BusinessDate, isId } from '@erp/values'
import type { ListedPrice } from '../domain/listed-price.ts'
import type { PriceList, PriceListHeader, PriceListLine } from '../domain/price-list.ts'
import type { PriceListLine as LineRow, PriceList as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function findPriceList(tx: Tx, priceListId: string): Promise<PriceList | undefined> {
  if (!isId(priceListId)) return undefined
  const row = await tx.priceList.findUnique({
    where: { id: priceListId },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  return row ? { ...toHeader(row), lines: row.lines.map(toLine) } : undefined
}

export async function findPriceListByCode(tx: Tx, companyId: string, code: string): Promise<PriceList | undefined> {
  const row = await tx.priceList.findFirst({
    where: { companyId, code },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  return row ? { ...toHeader(row), lines: row.lines.map(toLine) } : undefined
}

/** The list as it is once everybody who was changing it has ended; whoever else wants it waits for this transaction. */
export async function lockPriceList(tx: Tx, priceListId: string): Promise<PriceList | undefined> {
  if (!isId(priceListId)) return undefined
  await tx.$executeRaw`select id from price_list where id = ${priceListId}::uuid for no key update`
  return findPriceList(tx, priceListId)
}

export async function findPriceListHeaders(tx: Tx, ids: readonly string[]): Promise<PriceListHeader[]> {
  return (await tx.priceList.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

/** One page by code, after the code given. */
export async function listPriceLists(
  tx: Tx,
  companyId: string,
  page: { readonly limit: number; readonly afterCode?: string | undefined; readonly active?: boolean | undefined },
): Promise<PriceListHeader[]> {
  const rows = await tx.priceList.findMany({
    where: {
      companyId,
      ...(page.afterCode === undefined ? {} : { code: { gt: page.afterCode } }),
      ...(page.active === undefined ? {} : { active: page.active }),
    },
    orderBy: { code: 'asc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

/** The lines of several lists, by line number. */
export async function findLinesOfPriceLists(tx: Tx, priceListIds: readonly string[]): Promise<PriceListLine[]> {
  const rows = await tx.priceListLine.findMany({
    where: { priceListId: { in: idsIn(priceListIds) } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map(toLine)
}

/** What lists have for these items on a day: those for everybody, and those for the price group. */
export async function findListedPrices(
  tx: Tx,
  companyId: string,
  wanted: {
    readonly itemIds: readonly string[]
    readonly on: BusinessDate
    readonly priceGroup: string | null
    readonly pricesIncludeTax: boolean
  },
): Promise<ListedPrice[]> {
  const on = toDayColumn(wanted.on)
  const rows = await tx.priceListLine.findMany({
    where: {
      companyId,
      itemId: { in: idsIn(wanted.itemIds) },
      list: {
        active: true,
        pricesIncludeTax: wanted.pricesIncludeTax,
        beginsOn: { lte: on },
        AND: [
          { OR: [{ endsOn: null }, { endsOn: { gte: on } }] },
          { OR: [{ priceGroup: null }, ...(wanted.priceGroup === null ? [] : [{ priceGroup: wanted.priceGroup }])] },
        ],
      },
    },
    include: { list: true },
  })
  return rows.map((row) => {
    const { itemId, unit, fromQuantity, unitPrice, priceListId } = toLine(row)
    const { priceGroup, beginsOn } = row.list
    return { itemId, unit, fromQuantity, unitPrice, priceListId, priceGroup, beginsOn: dayColumn(beginsOn) }
  })
}

/** Stores a new list. False when its code is taken in its company. */
export async function insertPriceList(tx: Tx, list: PriceList): Promise<boolean> {
  const { count } = await tx.priceList.createMany({ data: [toRow(list)], skipDuplicates: true })
  if (count === 0) return false
  await insertLines(tx, list)
  return true
}

/** Writes the next version and its lines anew. Throws StaleDocument when it is not the one that was read. */
export async function savePriceList(tx: Tx, list: PriceList): Promise<PriceList> {
  const saved = { ...list, version: list.version + 1 }
  const { count } = await tx.priceList.updateMany({ where: { id: list.id, version: list.version }, data: toRow(saved) })
  if (count === 0) throw new StaleDocument('price list', list.id)
  await tx.priceListLine.deleteMany({ where: { priceListId: list.id } })
  await insertLines(tx, saved)
  return saved
}

async function insertLines(tx: Tx, { companyId, lines }: PriceList): Promise<void> {
  await tx.priceListLine.createMany({
    data: lines.map(({ fromQuantity, unitPrice, ...line }) => ({
      ...{ ...line, companyId, fromQuantity: fromQuantity.toFixed(), unitPrice: unitPrice.toFixed() },
    })),
  })
}

function toRow({ name, beginsOn, endsOn, lines: _, ...facts }: PriceList): Row {
  const days = { beginsOn: toDayColumn(beginsOn), endsOn: endsOn === null ? null : toDayColumn(endsOn) }
  return { ...facts, nameZh: name.zh, nameEn: name.en, ...days }
}

function toHeader(row: Row): PriceListHeader {
  return {
    id: row.id,
    companyId: row.companyId,
    code: row.code,
    name: { zh: row.nameZh, en: row.nameEn },
    priceGroup: row.priceGroup,
    pricesIncludeTax: row.pricesIncludeTax,
    beginsOn: dayColumn(row.beginsOn),
    endsOn: row.endsOn === null ? null : dayColumn(row.endsOn),
    active: row.active,
    version: row.version,
    createdAt: row.createdAt,
  }
}

function toLine(row: LineRow): PriceListLine {
  return {
    id: row.id,
    priceListId: row.priceListId,
    lineNumber: row.lineNumber,
    itemId: row.itemId,
    unit: row.unit,
    fromQuantity: quantityColumn(row.fromQuantity),
    unitPrice: decimalColumn(row.unitPrice),
  }
}
