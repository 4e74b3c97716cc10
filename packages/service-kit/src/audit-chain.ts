import type { Sql } from './sql.ts'

/** A sealed part of the audit log; hashes in hexadecimal. */
export interface AuditBlock {
  readonly number: number
  readonly rowCount: number
  readonly previousHash: string
  readonly hash: string
  readonly sealedAt: Date
}

/** How far a chain reached, and what it ended with, by the word of whoever keeps its heads. */
export interface AnchoredHead {
  readonly number: number
  readonly hash: string
}

/** A head of another service's chain, as it is kept here. */
export interface AuditAnchor extends AnchoredHead {
  readonly service: string
  readonly rowCount: number
  readonly sealedAt: Date
}

/** The first thing that is wrong, by its block and, where it is a row, by the row. */
export interface AuditFault {
  readonly kind:
    | 'BLOCK_MISSING'
    | 'BLOCK_CHANGED'
    | 'CHAIN_BROKEN'
    | 'ROW_MISSING'
    | 'ROW_CHANGED'
    | 'ROW_INSERTED'
    | 'TAIL_CUT'
    | 'HEAD_DIFFERS'
  readonly block: number
  readonly auditId: string | null
}

export interface AuditVerification {
  readonly fromBlock: number
  /** The last block that was looked at; `fromBlock` - 1 when there is none. */
  readonly toBlock: number
  readonly rowCount: number
  /** The last block there is; undefined while nothing is sealed. */
  readonly head: AnchoredHead | undefined
  readonly fault: AuditFault | undefined
}

/** A block holds as many rows as this, or one transaction that has more. */
const rowsOfABlock = 1_000
/** What one verification looks at: some seconds of work. */
export const auditBlocksAtOnce = 20

/** Whether anything was done since the last block was sealed. */
export async function hasUnsealedAudit(tx: Sql): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ waits: boolean }[]>`select platform.unsealed_audit_rows(1) > 0 as waits`
  return row?.waits === true
}

/** Seals the next block; undefined when another process is at it, or there is nothing to seal. */
export async function sealAuditBlock(tx: Sql, mostRows = rowsOfABlock): Promise<AuditBlock | undefined> {
  const [block] = await tx.$queryRaw<AuditBlock[]>`
    select number::float8 as number, cardinality(audit_ids) as "rowCount", encode(previous_hash, 'hex') as "previousHash",
           encode(hash, 'hex') as hash, sealed_at as "sealedAt"
    from platform.seal_audit_block(${mostRows}::int)`
  return block
}

/** How many documents one person was shown whose reading leaves a trace. */
export interface ShownDocuments {
  readonly companyId: string
  readonly userId: string
  readonly documents: number
}

/** Fewer within a block are what work is like, and are not told. */
const manyDocuments = 20

/** Who was shown many such documents, by a sealed block. */
export function countShownDocuments(tx: Sql, block: number): Promise<ShownDocuments[]> {
  return tx.$queryRaw`
    select company_id as "companyId", user_id as "userId", documents::float8 as documents
    from platform.documents_shown(${block}::bigint, ${manyDocuments}::int)`
}

/**
 * Recomputes up to twenty blocks from the rows they seal and names the first fault. With the head that another service
 * keeps it also shows whether the chain was cut or written anew.
 */
export async function verifyAuditBlocks(
  tx: Sql,
  { fromBlock, anchor }: { readonly fromBlock: number; readonly anchor?: AnchoredHead | undefined },
): Promise<AuditVerification> {
  const lastBlock = fromBlock + auditBlocksAtOnce - 1
  const head = await auditBlock(tx)
  const [extent] = await tx.$queryRaw<{ last: number; rows: number }[]>`
    select coalesce(max(number), ${fromBlock - 1}::bigint)::float8 as last,
           coalesce(sum(cardinality(audit_ids)), 0)::float8 as rows
    from platform.audit_block where number between ${fromBlock}::bigint and ${lastBlock}::bigint`
  const [fault] = await tx.$queryRaw<AuditFault[]>`
    select block_number::float8 as block, audit_id::text as "auditId", fault as kind
    from platform.audit_faults(${fromBlock}::bigint, ${lastBlock}::bigint) limit 1`
  const rewritten = anchor && (await faultAgainst(tx, anchor))
  return {
    fromBlock,
    toBlock: extent?.last ?? fromBlock - 1,
    rowCount: extent?.rows ?? 0,
    head,
    fault: fault ?? rewritten,
  }
}

/** A block of the chain, the last one when none is asked for; undefined when there is none. */
export async function auditBlock(tx: Sql, number?: number): Promise<AnchoredHead | undefined> {
  const [block] = await tx.$queryRaw<AnchoredHead[]>`
    select number::float8 as number, encode(hash, 'hex') as hash from platform.audit_block
    where ${number ?? null}::bigint is null or number = ${number ?? null}::bigint order by number desc limit 1`
  return block
}

/** What contradicts a head that was kept elsewhere, or before: the chain was cut, or written anew. */
export async function faultAgainst(tx: Sql, anchor: AnchoredHead): Promise<AuditFault | undefined> {
  const head = await auditBlock(tx)
  if (head === undefined || head.number < anchor.number)
    return { kind: 'TAIL_CUT', block: (head?.number ?? 0) + 1, auditId: null }
  const block = await auditBlock(tx, anchor.number)
  return block?.hash === anchor.hash ? undefined : { kind: 'HEAD_DIFFERS', block: anchor.number, auditId: null }
}

/**
 * Keeps heads of others' chains, and returns those that contradict one kept before: such a chain was written anew. One
 * that comes a second time is nothing new.
 */
export async function rememberAnchors(tx: Sql, anchors: readonly AuditAnchor[]): Promise<readonly AuditAnchor[]> {
  const known = await tx.$queryRaw<{ service: string; number: number; hash: string }[]>`
    with heard as (
      select * from jsonb_to_recordset(${JSON.stringify(anchors)}::jsonb)
        as a (service text, number bigint, hash text, "rowCount" int, "sealedAt" timestamptz)
    ), added as (
      insert into platform.audit_anchor (service, number, hash, row_count, sealed_at)
      select service, number, decode(hash, 'hex'), "rowCount", "sealedAt" from heard
      on conflict (service, number) do nothing
    )
    select service, number::float8 as number, encode(anchor.hash, 'hex') as hash
    from platform.audit_anchor as anchor join heard using (service, number)`
  return anchors.filter((anchor) =>
    known.some((one) => one.service === anchor.service && one.number === anchor.number && one.hash !== anchor.hash),
  )
}

/** The last head of every chain that is anchored here, by service. */
export function listAuditAnchors(tx: Sql): Promise<AuditAnchor[]> {
  return tx.$queryRaw`
    select service, number::float8 as number, encode(hash, 'hex') as hash, row_count as "rowCount",
           sealed_at as "sealedAt"
    from (select distinct on (service) * from platform.audit_anchor order by service, number desc) as last
    order by service`
}
