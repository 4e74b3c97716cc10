import type { AnchoredHead, AuditFault } from './audit-chain.ts'
import type { Sql } from './sql.ts'

/** How far a service has verified its own audit chain. */
export interface AuditWatch {
  readonly checkedAt: Date
  /** The last block that was verified after it was sealed; undefined before the first. */
  readonly verified: AnchoredHead | undefined
  /** How far the whole chain is being looked at again. */
  readonly sweptBlock: number
  /** When that last reached its end. */
  readonly sweptAt: Date | null
  /** What the database counted of changes to rows that never change. */
  readonly fingerprint: string
}

/** Something wrong with the chain, since when, and until when if it was put right. */
export interface FoundAuditFault extends AuditFault {
  readonly foundAt: Date
  readonly goneAt: Date | null
}

/** Entries that one look recomputes: about a second of work. */
const entriesAtOnce = 5_000
/** Faults that one look names, the first ones; one is enough to know. */
const faultsAtOnce = 20

export async function readAuditWatch(tx: Sql): Promise<AuditWatch | undefined> {
  const [row] = await tx.$queryRaw<(Omit<AuditWatch, 'verified'> & { number: number; hash: string | null })[]>`
    select checked_at as "checkedAt", verified_block::float8 as number, encode(verified_hash, 'hex') as hash,
           swept_block::float8 as "sweptBlock", swept_at as "sweptAt", fingerprint
    from platform.audit_watch`
  if (row === undefined) return undefined
  const { number, hash, ...watch } = row
  return { ...watch, verified: hash === null ? undefined : { number, hash } }
}

export async function saveAuditWatch(tx: Sql, watch: Omit<AuditWatch, 'checkedAt'>): Promise<void> {
  await tx.$executeRaw`
    insert into platform.audit_watch as kept
      (checked_at, verified_block, verified_hash, swept_block, swept_at, fingerprint)
    values (now(), ${watch.verified?.number ?? 0}::bigint, decode(${watch.verified?.hash ?? null}, 'hex'),
            ${watch.sweptBlock}::bigint, ${watch.sweptAt}::timestamptz, ${watch.fingerprint})
    on conflict (id) do update
      set checked_at = now(), verified_block = excluded.verified_block, verified_hash = excluded.verified_hash,
          swept_block = excluded.swept_block, swept_at = excluded.swept_at, fingerprint = excluded.fingerprint`
}

/** Whether rows that never change were changed since: another text says so. */
export async function auditFingerprint(tx: Sql): Promise<string> {
  const [row] = await tx.$queryRaw<{ text: string }[]>`select platform.audit_fingerprint() as text`
  return row?.text ?? ''
}

/** Recomputes the blocks from one on that hold some thousand entries, none after the last one asked for, and names the first faults. */
export async function lookAtBlocks(
  tx: Sql,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<{ readonly last: number; readonly faults: readonly AuditFault[] }> {
  const [stretch] = await tx.$queryRaw<{ last: number | null }[]>`
    select platform.audit_stretch(${from}::bigint, ${entriesAtOnce}::int)::float8 as last`
  const last = Math.min(until, stretch?.last ?? until)
  const faults = await tx.$queryRaw<AuditFault[]>`
    select block_number::float8 as block, audit_id::text as "auditId", fault as kind
    from platform.audit_faults(${from}::bigint, ${last}::bigint) limit ${faultsAtOnce}`
  return { last, faults }
}

/** Keeps what was found, and returns what was not known. */
export function keepAuditFaults(tx: Sql, faults: readonly AuditFault[]): Promise<AuditFault[]> {
  return tx.$queryRaw`
    insert into platform.audit_fault as kept (kind, block, audit_id)
    select distinct kind, block, "auditId" from jsonb_to_recordset(${JSON.stringify(faults)}::jsonb)
      as found (kind text, block bigint, "auditId" bigint)
    on conflict (block, kind, coalesce(audit_id, 0)) where gone_at is null do nothing
    returning kind, block::float8 as block, audit_id::text as "auditId"`
}

/** What was found in these blocks and is not among what is wrong now was put right. */
export async function endAuditFaults(
  tx: Sql,
  { from, last }: { readonly from: number; readonly last: number },
  faults: readonly AuditFault[],
): Promise<void> {
  await tx.$executeRaw`
    update platform.audit_fault set gone_at = now()
    where gone_at is null and block between ${from}::bigint and ${last}::bigint
      and kind not in ('TAIL_CUT', 'HEAD_DIFFERS')
      and not exists (
        select from jsonb_to_recordset(${JSON.stringify(faults)}::jsonb) as found (kind text, block bigint, "auditId" bigint)
        where (found.kind, found.block) = (audit_fault.kind, audit_fault.block)
          and found."auditId" is not distinct from audit_fault.audit_id)`
}

/** What was found wrong, those that still are first, then the latest. */
export function listAuditFaults(tx: Sql, limit: number): Promise<FoundAuditFault[]> {
  return tx.$queryRaw`
    select kind, block::float8 as block, audit_id::text as "auditId", found_at as "foundAt", gone_at as "goneAt"
    from platform.audit_fault order by gone_at is not null, fault_id desc limit ${limit}::int`
}
