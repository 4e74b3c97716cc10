import type { Finding } from './finding.ts'
import { countOf, type Snapshot } from './snapshot.ts'

interface Anchor {
  readonly service: string
  readonly number: string
  readonly hash: string
  readonly anchoredAt: Date
}

const blocksAtOnce = 100
const mostFaults = 20

/** The sealed part of every audit log is what was written, as far as other services know of it. */
export async function checkAuditChains(snapshots: readonly Snapshot[]): Promise<Finding[]> {
  const anchors = await Promise.all(
    snapshots.map(
      ({ rows }) => rows<Anchor>`
        select service, number, encode(hash, 'hex') as hash, anchored_at as "anchoredAt" from platform.audit_anchor`,
    ),
  )
  return Promise.all(snapshots.map((snapshot) => checkChain(snapshot, anchors.flat())))
}

async function checkChain(snapshot: Snapshot, anchors: readonly Anchor[]): Promise<Finding> {
  const { service, takenAt, rows } = snapshot
  const blocks = await rows<{ number: string; hash: string }>`
    select number, encode(hash, 'hex') as hash from platform.audit_block order by number`
  const hashes = new Map(blocks.map(({ number, hash }) => [number, hash]))
  const breaks: string[] = []
  for (let from = 1; from <= Number(blocks.at(-1)?.number ?? 0) && breaks.length < mostFaults; from += blocksAtOnce)
    breaks.push(...(await faultsFrom(snapshot, from)))
  // What was anchored after this snapshot may be younger than it.
  for (const anchor of anchors.filter((one) => one.service === service && one.anchoredAt < takenAt)) {
    const hash = hashes.get(anchor.number)
    if (hash === undefined) breaks.push(`block ${anchor.number} is anchored elsewhere and is not there any more`)
    else if (hash !== anchor.hash) breaks.push(`block ${anchor.number} is another one than the one anchored elsewhere`)
  }
  return {
    invariant: 22,
    rule: `${service}: the audit log is what was sealed, up to the head that another service keeps`,
    examined: await countOf(rows`select coalesce(sum(cardinality(audit_ids)), 0) as count from platform.audit_block`),
    breaks,
    underWay: [],
  }
}

async function faultsFrom({ rows }: Snapshot, from: number): Promise<string[]> {
  const faults = await rows<{ fault: string }>`
    select concat_ws(' ', fault || ':', 'block', block_number, 'row ' || audit_id) as fault
    from platform.audit_faults(${from}, ${from + blocksAtOnce - 1}) limit ${mostFaults}`
  return faults.map(({ fault }) => fault)
}
