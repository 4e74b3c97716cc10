import type { AuditBlockSealed, DocumentsShown } from '@erp/contracts'
import {
  type AuditBlock,
  countShownDocuments,
  hasUnsealedAudit,
  installationCompanyId,
  readAuditWatch,
  type Sql,
  sealAuditBlock,
  serviceUserId,
} from '@erp/service-kit'
import type { Refusal } from '@erp/values'
import { emit, emitAll } from '../emit.ts'
import { pause } from '../pause.ts'
import { type AuditVerifierOptions, verifyAudit } from './audit-verifier.ts'
import { contractOf } from './contract-of.ts'

export interface AuditSealerOptions<Tx extends Sql> extends AuditVerifierOptions<Tx> {
  /** How long after one pass the next one comes. */
  readonly everyMs: number
}

/**
 * Verifies the audit chain, and seals into it what was done since; each pass in this order, so that what contradicts a head that
 * was told is found before the chain goes on. Of all processes of a service one at a time.
 */
export class AuditSealer<Tx extends Sql> {
  readonly #options: AuditSealerOptions<Tx>
  readonly #stopping = new AbortController()
  #running: Promise<void> | undefined

  constructor(options: AuditSealerOptions<Tx>) {
    this.#options = options
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { everyMs, logger, transactor } = this.#options
    const { signal } = this.#stopping
    for (;;) {
      await pause(everyMs, signal)
      if (signal.aborted) return
      try {
        const watch = await transactor.read([], readAuditWatch)
        if (watch === undefined || Date.now() - watch.checkedAt.getTime() > everyMs * 0.8)
          await verifyAudit(this.#options)
      } catch (error) {
        logger.error({ err: error }, 'the audit log could not be verified; it is tried again')
      }
      try {
        await sealAudit(this.#options)
      } catch (error) {
        logger.error({ err: error }, 'the audit log could not be sealed; it is tried again')
      }
    }
  }
}

/**
 * Seals block after block, each in its own transaction together with its announcement and with how much it shows to have
 * been read by whom, until nothing is left.
 */
export async function sealAudit<Tx extends Sql>({
  service,
  transactor,
}: Pick<AuditSealerOptions<Tx>, 'service' | 'transactor'>): Promise<readonly AuditBlock[]> {
  const contract = contractOf<AuditBlockSealed>(`${service}.audit-block.sealed.v1`)
  const counted = contractOf<DocumentsShown>(`${service}.documents-shown.counted.v1`)
  const sealed: AuditBlock[] = []
  while (await transactor.read([], hasUnsealedAudit)) {
    const block = await transactor.system([], contract.type, async (unit) => {
      const next = await sealAuditBlock(unit.tx)
      // Refused, so that a pass without a block commits nothing: its audit row would wait to be sealed in its turn.
      if (next === undefined) return nothingToSeal
      await emit(unit, contract, { aggregateId: serviceUserId(service), payload: asTold(next) })
      const shown = await countShownDocuments(unit.tx, next.number)
      const countedAt = next.sealedAt.toISOString()
      await emitAll(
        unit,
        counted,
        shown.map((one) => ({ aggregateId: one.userId, payload: { ...one, countedAt } })),
      )
      return next
    })
    if ('refusal' in block) break
    sealed.push(block)
  }
  return sealed
}

const nothingToSeal: Refusal = { refusal: 'NothingToSeal' }

function asTold({ sealedAt, ...block }: AuditBlock): AuditBlockSealed {
  return { companyId: installationCompanyId, ...block, sealedAt: sealedAt.toISOString() }
}
