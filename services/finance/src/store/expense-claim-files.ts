import type { Sql } from '@erp/service-kit'
import type { ExpenseClaimFile } from '../domain/expense-claim-file.ts'
import { Prisma } from '../generated/prisma/client.ts'

const columns = Prisma.sql`
  f.id, f.claim_id as "claimId", f.company_id as "companyId", f.name, f.media_type as "mediaType",
  f.byte_size as "byteSize", f.sha256, f.stored_at as "storedAt", f.attached_by as "attachedBy",
  f.attached_at as "attachedAt"`

export async function insertClaimFile(tx: Sql, file: ExpenseClaimFile): Promise<void> {
  const { id, claimId, companyId, name, mediaType, byteSize, sha256, attachedBy, attachedAt } = file
  await tx.$executeRaw`
    insert into expense_claim_file (id, claim_id, company_id, name, media_type, byte_size, sha256, attached_by, attached_at)
    values (${id}::uuid, ${claimId}::uuid, ${companyId}::uuid, ${name}, ${mediaType}, ${byteSize}::bigint, ${sha256},
            ${attachedBy}::uuid, ${attachedAt})`
}

/** Takes a file off its claim, with its bytes; false when the claim has none of this id. */
export async function removeClaimFile(tx: Sql, claimId: string, fileId: string): Promise<boolean> {
  const removed = await tx.$executeRaw`
    update expense_claim_file set removed = true
    where id = ${fileId}::uuid and claim_id = ${claimId}::uuid and not removed`
  if (removed === 0) return false
  await tx.$executeRaw`delete from expense_claim_file_chunk where file_id = ${fileId}::uuid`
  return true
}

export async function findClaimFile(tx: Sql, id: string): Promise<ExpenseClaimFile | undefined> {
  const [file] = await tx.$queryRaw<ExpenseClaimFile[]>`
    select ${columns} from expense_claim_file f where f.id = ${id}::uuid and not f.removed`
  return file
}

/** The files of these claims, the first first. */
export function filesOfClaims(tx: Sql, claimIds: readonly string[]): Promise<ExpenseClaimFile[]> {
  return tx.$queryRaw<ExpenseClaimFile[]>`
    select ${columns} from expense_claim_file f
    where f.claim_id = any (${claimIds}::uuid[]) and not f.removed order by f.id`
}

/** Holds a file whose bytes are to arrive, until the transaction ends; its claim must be written still. */
export async function lockAwaitedClaimFile(tx: Sql, id: string): Promise<'AWAITED' | 'STORED' | 'GONE'> {
  const [row] = await tx.$queryRaw<{ readonly stored: boolean }[]>`
    select f.stored_at is not null as stored
    from expense_claim_file f join expense_claim c on c.id = f.claim_id
    where f.id = ${id}::uuid and not f.removed and (f.stored_at is not null or c.status in ('DRAFT', 'REJECTED'))
    for update of f`
  if (!row) return 'GONE'
  return row.stored ? 'STORED' : 'AWAITED'
}

/** Writes the pieces one after the other, so that only one is in memory, and then counts the file as stored. */
export async function storeClaimBytes(
  tx: Sql,
  { id, companyId, storedAt }: { readonly id: string; readonly companyId: string; readonly storedAt: Date },
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  let number = 0
  for await (const piece of pieces) {
    await tx.$executeRaw`
      insert into expense_claim_file_chunk (file_id, chunk_number, company_id, bytes)
      values (${id}::uuid, ${number}::int, ${companyId}::uuid, ${piece}::bytea)`
    number += 1
  }
  await tx.$executeRaw`update expense_claim_file set stored_at = ${storedAt} where id = ${id}::uuid`
}

/** One piece of a file; undefined after the last. */
export async function readClaimPiece(tx: Sql, id: string, number: number): Promise<Uint8Array | undefined> {
  const [row] = await tx.$queryRaw<{ readonly bytes: Uint8Array }[]>`
    select bytes from expense_claim_file_chunk where file_id = ${id}::uuid and chunk_number = ${number}::int`
  return row?.bytes
}
