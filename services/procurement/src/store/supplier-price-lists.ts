import {
  areIds,
  beyondScope,
  currencyColumn,
  dayColumn,
  decimalColumn,
  idsIn,
  moneyColumn,
  quantityColumn,
  StaleDocument,
  toDayColumn,
} from '@erp/service-kit'
import { type BusinessDate, isId } from '@erp/values'
import type { DrawnOfItem } from '../domain/agreed-total.ts'
import type { ListedPrice } from '../domain/listed-price.ts'
import type {
  SupplierPriceList,
  SupplierPriceListHeader,
  SupplierPriceListLine,
} from '../domain/supplier-price-list.ts'
import type { SupplierPriceListLine as LineRow, SupplierPriceList as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function findSupplierPriceList(tx: Tx, priceListId: string): Promise<SupplierPriceList | undefined> {
  if (!isId(priceListId)) return undefined
  const [list] = await findSupplierPriceLists(tx, [priceListId])
  return list
}

export async function findSupplierPriceListByCode(
  tx: Tx,
  companyId: string,
  code: string,
): Promise<SupplierPriceList | undefined> {
  const row = await tx.supplierPriceList.findUnique({
    where: { companyId_code: { companyId, code } },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  return row ? { ...toHeader(row), lines: row.lines.map(toLine) } : undefined
}

async function findSupplierPriceLists(tx: Tx, ids: readonly string[]): Promise<SupplierPriceList[]> {
  const rows = await tx.supplierPriceList.findMany({
    where: { id: { in: idsIn(ids) } },
    include: { lines: { orderBy: { lineNumber: 'asc' } } },
  })
  return rows.map((row) => ({ ...toHeader(row), lines: row.lines.map(toLine) }))
}

/** The list as it is once everybody who was changing or drawing on it has ended; whoever else wants it waits. */
export async function lockSupplierPriceList(tx: Tx, priceListId: string): Promise<SupplierPriceList | undefined> {
  if (!isId(priceListId)) return undefined
  await tx.$executeRaw`select id from supplier_price_list where id = ${priceListId}::uuid for no key update`
  return findSupplierPriceList(tx, priceListId)
}

/** Of these lists, those with agreed totals, locked in the order of their ids. */
export async function lockAgreements(tx: Tx, priceListIds: readonly string[]): Promise<SupplierPriceList[]> {
  if (priceListIds.length === 0) return []
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from supplier_price_list as list
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(priceListIds))}::jsonb)))
      and (agreed_value_minor is not null or exists (
        select from supplier_price_list_line as line
        where line.price_list_id = list.id and line.agreed_base_quantity is not null))
    order by id for no key update`
  return locked.length === 0
    ? []
    : findSupplierPriceLists(
        tx,
        locked.map(({ id }) => id),
      )
}

/** What orders that were not given up, other than this one, draw from lists. */
export async function findDrawnOfPriceLists(
  tx: Tx,
  priceListIds: readonly string[],
  otherThan: string | null = null,
): Promise<DrawnOfItem[]> {
  const rows = await beyondScope(
    tx,
    'authorIds',
    () => tx.$queryRaw<{ price_list_id: string; item_id: string; currency: string; quantity: string; net: string }[]>`
    select line.price_list_id, line.item_id, min(ordered.currency) as currency, 
           sum(case when line.closed_at is null then line.base_quantity else line.received_base_quantity end)::text as quantity,
           sum(case when line.closed_at is null then line.net_minor
                    else round(line.net_minor * line.received_base_quantity / line.base_quantity) end)::text as net
    from purchase_order_line as line join purchase_order as ordered on ordered.id = line.purchase_order_id
    where line.price_list_id = any (
        array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(priceListIds))}::jsonb)))
      and not line.removed and ordered.status <> 'CANCELLED' and ordered.id is distinct from ${otherThan}::uuid
    group by 1, 2`,
  )
  return rows.map((row) => ({
    ...{ priceListId: row.price_list_id, itemId: row.item_id, baseQuantity: quantityColumn(row.quantity) },
    net: moneyColumn(row.net, currencyColumn(row.currency)),
  }))
}

export async function findSupplierPriceListHeaders(tx: Tx, ids: readonly string[]): Promise<SupplierPriceListHeader[]> {
  return (await tx.supplierPriceList.findMany({ where: { id: { in: idsIn(ids) } } })).map(toHeader)
}

export interface SupplierPriceListFilter {
  readonly supplierId?: string | null | undefined
  readonly active?: boolean | null | undefined
}

/** One page by code, after the code given. */
export async function listSupplierPriceLists(
  tx: Tx,
  companyId: string,
  { supplierId, active }: SupplierPriceListFilter,
  page: { readonly limit: number; readonly afterCode: string | undefined },
): Promise<SupplierPriceListHeader[]> {
  if (!areIds(supplierId)) return []
  const rows = await tx.supplierPriceList.findMany({
    where: {
      companyId,
      ...(page.afterCode === undefined ? {} : { code: { gt: page.afterCode } }),
      ...(supplierId == null ? {} : { supplierId }),
      ...(active == null ? {} : { active }),
    },
    orderBy: { code: 'asc' },
    take: page.limit,
  })
  return rows.map(toHeader)
}

/** The lines of several lists, by line number. */
export async function findLinesOfSupplierPriceLists(
  tx: Tx,
  priceListIds: readonly string[],
): Promise<SupplierPriceListLine[]> {
  const rows = await tx.supplierPriceListLine.findMany({
    where: { priceListId: { in: idsIn(priceListIds) } },
    orderBy: { lineNumber: 'asc' },
  })
  return rows.map(toLine)
}

/** What lists of these suppliers have for these items on a day, in whatever currency. */
export async function findListedPrices(
  tx: Tx,
  wanted: {
    readonly supplierIds: readonly string[]
    readonly itemIds: readonly string[]
    readonly on: BusinessDate
  },
): Promise<ListedPrice[]> {
  const on = toDayColumn(wanted.on)
  const rows = await tx.supplierPriceListLine.findMany({
    where: {
      itemId: { in: idsIn(wanted.itemIds) },
      list: {
        ...{ active: true, supplierId: { in: idsIn(wanted.supplierIds) }, beginsOn: { lte: on } },
        OR: [{ endsOn: null }, { endsOn: { gte: on } }],
      },
    },
    include: { list: { select: { supplierId: true, currency: true, beginsOn: true } } },
  })
  return rows.map((row) => {
    const { itemId, unit, fromQuantity, unitPrice, priceListId } = toLine(row)
    const { supplierId, currency, beginsOn } = row.list
    const asked = { supplierId, currency: currencyColumn(currency), beginsOn: dayColumn(beginsOn) }
    return { itemId, unit, fromQuantity, unitPrice, priceListId, ...asked }
  })
}

/** Stores a new list. False when its code is taken in its company. */
export async function insertSupplierPriceList(tx: Tx, list: SupplierPriceList): Promise<boolean> {
  const { count } = await tx.supplierPriceList.createMany({ data: [toRow(list)], skipDuplicates: true })
  if (count === 0) return false
  await insertLines(tx, list)
  return true
}

/** Writes the next version and its lines anew. Throws StaleDocument when it is not the one that was read. */
export async function saveSupplierPriceList(tx: Tx, list: SupplierPriceList): Promise<SupplierPriceList> {
  const saved = { ...list, version: list.version + 1 }
  const { count } = await tx.supplierPriceList.updateMany({
    where: { id: list.id, version: list.version },
    data: toRow(saved),
  })
  if (count === 0) throw new StaleDocument('supplier price list', list.id)
  await tx.supplierPriceListLine.deleteMany({ where: { priceListId: list.id } })
  await insertLines(tx, saved)
  return saved
}

async function insertLines(tx: Tx, { companyId, lines }: SupplierPriceList): Promise<void> {
  await tx.supplierPriceListLine.createMany({
    data: lines.map(({ fromQuantity, unitPrice, agreedBaseQuantity, ...line }) => ({
      ...{ ...line, companyId, fromQuantity: fromQuantity.toFixed(), unitPrice: unitPrice.toFixed() },
      agreedBaseQuantity: agreedBaseQuantity?.toFixed() ?? null,
    })),
  })
}

function toRow({ name, beginsOn, endsOn, agreedValue, lines: _, ...facts }: SupplierPriceList): Row {
  const days = { beginsOn: toDayColumn(beginsOn), endsOn: endsOn === null ? null : toDayColumn(endsOn) }
  return { ...facts, nameZh: name.zh, nameEn: name.en, ...days, agreedValueMinor: agreedValue?.minor ?? null }
}

function toHeader(row: Row): SupplierPriceListHeader {
  const currency = currencyColumn(row.currency)
  return {
    ...{ id: row.id, companyId: row.companyId, supplierId: row.supplierId, code: row.code, currency },
    name: { zh: row.nameZh, en: row.nameEn },
    beginsOn: dayColumn(row.beginsOn),
    endsOn: row.endsOn === null ? null : dayColumn(row.endsOn),
    agreedValue: row.agreedValueMinor === null ? null : moneyColumn(row.agreedValueMinor, currency),
    ...{ active: row.active, version: row.version, createdAt: row.createdAt },
  }
}

function toLine(row: LineRow): SupplierPriceListLine {
  return {
    ...{ id: row.id, priceListId: row.priceListId, lineNumber: row.lineNumber, itemId: row.itemId, unit: row.unit },
    fromQuantity: quantityColumn(row.fromQuantity),
    unitPrice: decimalColumn(row.unitPrice),
    agreedBaseQuantity: row.agreedBaseQuantity === null ? null : quantityColumn(row.agreedBaseQuantity),
  }
}
