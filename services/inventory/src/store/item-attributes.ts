import { StaleDocument } from '@erp/service-kit'
import { isId } from '@erp/values'
import type { ItemAttribute, ItemAttributeId, ItemAttributeKind } from '../domain/item-attribute.ts'
import type { ItemAttribute as Row } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'

export async function find(tx: Tx, id: string): Promise<ItemAttribute | undefined> {
  const [attribute] = await findMany(tx, [id])
  return attribute
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<ItemAttribute[]> {
  const rows = await tx.itemAttribute.findMany({
    where: { id: { in: ids.filter(isId) } },
    orderBy: { code: 'asc' },
  })
  return rows.map(fromRow)
}

/** Attributes by code, after the one with the code `after`. */
export async function list(
  tx: Tx,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<ItemAttribute[]> {
  const where = after === undefined ? {} : { code: { gt: after } }
  const rows = await tx.itemAttribute.findMany({ where, orderBy: { code: 'asc' }, take: limit })
  return rows.map(fromRow)
}

export async function count(tx: Tx): Promise<number> {
  return tx.itemAttribute.count()
}

/** False when the company already has an attribute with this code; then nothing was written. */
export async function insert(tx: Tx, { name, choices, ...rest }: ItemAttribute): Promise<boolean> {
  const result = await tx.itemAttribute.createMany({
    data: [{ ...rest, nameZh: name.zh, nameEn: name.en, choices: [...choices] }],
    skipDuplicates: true,
  })
  return result.count === 1
}

/** Writes what may change. Throws StaleDocument when another transaction was faster. */
export async function save(tx: Tx, { id, name, choices, version }: ItemAttribute): Promise<void> {
  const result = await tx.itemAttribute.updateMany({
    where: { id, version: version - 1 },
    data: { nameZh: name.zh, nameEn: name.en, choices: [...choices], version },
  })
  if (result.count === 0) throw new StaleDocument('ItemAttribute', id)
}

function fromRow({ nameZh, nameEn, ...row }: Row): ItemAttribute {
  return {
    ...row,
    id: row.id as ItemAttributeId,
    kind: row.kind as ItemAttributeKind,
    choices: row.choices as string[],
    name: { zh: nameZh, en: nameEn },
  }
}
