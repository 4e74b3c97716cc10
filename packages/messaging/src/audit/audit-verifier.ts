import type { AuditFaultFound } from '@erp/contracts'
import {
  type AnchoredHead,
  type AuditFault,
  auditBlock,
  auditFingerprint,
  endAuditFaults,
  faultAgainst,
  installationCompanyId,
  keepAuditFaults,
  type Logger,
  listAuditFaults,
  lookAtBlocks,
  readAuditWatch,
  type Sql,
  saveAuditWatch,
  serviceUserId,
  type Transactor,
} from '@erp/service-kit'
import { emitAll } from '../emit.ts'
import { contractOf } from './contract-of.ts'

export interface AuditVerifierOptions<Tx extends Sql> {
  readonly service: string
  readonly transactor: Transactor<Tx>
  readonly logger: Logger
  /** The last head that was told on the stream, which keeps what it was told; undefined while it cannot be asked. */
  readonly toldHead: () => Promise<AnchoredHead | undefined>
}

/** How many stretches of the whole chain are looked at in one pass when nothing speaks for more. */
const stretchesOfAPass = 4
/** So many faults of a pass are told; all of them are kept. */
const mostTold = 20

/**
 * One pass: what was sealed since the last one, some more of the whole chain, and what was told of its head. When the database
 * counts changes to rows that never change, the whole chain at once. Each fault is kept and told once.
 */
export async function verifyAudit<Tx extends Sql>({
  service,
  transactor,
  logger,
  toldHead,
}: AuditVerifierOptions<Tx>): Promise<void> {
  // Asked before the chain is looked at: a block is told after it is there.
  const told = await toldHead()
  const { watch, fingerprint, head, open } = await transactor.read([], async (tx) => ({
    watch: await readAuditWatch(tx),
    fingerprint: await auditFingerprint(tx),
    head: await auditBlock(tx),
    open: (await listAuditFaults(tx, 1_000)).filter(({ goneAt }) => goneAt === null),
  }))
  const last = head?.number ?? 0
  let mayTell = mostTold

  const keep = async (faults: readonly AuditFault[]) => {
    const news = faults.filter((fault) => !open.some((known) => isSame(known, fault)))
    if (news.length === 0) return
    for (const fault of news) logger.error({ fault }, 'the audit log is not what was sealed')
    const contract = contractOf<AuditFaultFound>(`${service}.audit-fault.found.v1`)
    await transactor.system([], contract.type, async (unit) => {
      const kept = await keepAuditFaults(unit.tx, news)
      const payloads = kept.slice(0, mayTell).map((fault) => asTold(fault, unit.now))
      await emitAll(
        unit,
        contract,
        payloads.map((payload) => ({ aggregateId: serviceUserId(service), payload })),
      )
      mayTell -= payloads.length
    })
  }
  /** Looks at the chain from a block on, as far as asked for; answers the last block it came to. */
  const look = async (from: number, stretches: number): Promise<number> => {
    let reached = from - 1
    for (let done = 0; done < stretches && reached < last; done += 1) {
      const range = { from: reached + 1, until: last }
      const seen = await transactor.read([], (tx) => lookAtBlocks(tx, range))
      await keep(seen.faults)
      if (open.some(({ block }) => block >= range.from && block <= seen.last))
        await transactor.upkeep((tx) => endAuditFaults(tx, { from: range.from, last: seen.last }, seen.faults))
      reached = seen.last
    }
    return reached
  }

  const against: AuditFault[] = []
  for (const anchor of [watch?.verified, told]) {
    const fault = anchor && (await transactor.read([], (tx) => faultAgainst(tx, anchor)))
    if (fault && !against.some((known) => isSame(known, fault))) against.push(fault)
  }
  await keep(against)
  const wasTouched = watch !== undefined && (watch.fingerprint !== fingerprint || against.length > 0)
  const from = wasTouched ? 0 : (watch?.sweptBlock ?? 0)
  await look((watch?.verified?.number ?? 0) + 1, wasTouched ? 0 : Number.POSITIVE_INFINITY)
  const swept = await look(from + 1, wasTouched ? Number.POSITIVE_INFINITY : stretchesOfAPass)
  const isWhole = swept >= last
  await transactor.upkeep((tx) =>
    saveAuditWatch(tx, {
      verified: head,
      sweptBlock: isWhole ? 0 : swept,
      sweptAt: isWhole ? new Date() : (watch?.sweptAt ?? null),
      fingerprint,
    }),
  )
}

function isSame(one: AuditFault, other: AuditFault): boolean {
  return one.kind === other.kind && one.block === other.block && one.auditId === other.auditId
}

function asTold({ kind, block, auditId }: AuditFault, now: Date): AuditFaultFound {
  return { companyId: installationCompanyId, kind, block, entryId: auditId, foundAt: now.toISOString() }
}
