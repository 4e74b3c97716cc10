import { StaleDocument } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { ValuationArea, ValuationAreaId } from '../domain/warehouse.ts'
import type { ValuationArea as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function find(tx: Tx, id: string): Promise<ValuationArea | undefined> {
  const [area] = await findMany(tx, [id])
  return area
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<ValuationArea[]> {
  const rows = await tx.valuationArea.findMany({ where: { id: { in: ids.filter(isId) } } })
  return rows.map(fromRow)
}

/** Valuation areas by code, after the one with the code `after`. */
export async function list(
  tx: Tx,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<ValuationArea[]> {
  const where = after === undefined ? {} : { code: { gt: after } }
  const rows = await tx.valuationArea.findMany({ where, orderBy: { code: 'asc' }, take: limit })
  return rows.map(fromRow)
}

/** False when the company already has a valuation area with this code; then nothing was written. */
export async function insert(tx: Tx, { name, ...rest }: ValuationArea): Promise<boolean> {
  const { count } = await tx.valuationArea.createMany({
    data: [{ ...rest, nameZh: name.zh, nameEn: name.en }],
    skipDuplicates: true,
  })
  return count === 1
}

/** Throws StaleDocument when somebody else changed it meanwhile. */
export async function save(tx: Tx, { id, name, catchUpBackDatedReceipts, version }: ValuationArea): Promise<void> {
  const { count } = await tx.valuationArea.updateMany({
    where: { id, version: version - 1 },
    data: { nameZh: name.zh, nameEn: name.en, catchUpBackDatedReceipts, version },
  })
  if (count === 0) throw new StaleDocument('ValuationArea', id)
}

function fromRow({ nameZh, nameEn, ...row }: Row): ValuationArea {
  return { ...row, id: row.id as ValuationAreaId, name: { zh: nameZh, en: nameEn } }
}
