import { type AuditBlockSealed, allContracts, type DocumentsShown, type EventContract } from '@erp/contracts'
import {
  type AuditBlock,
  countShownDocuments,
  hasUnsealedAudit,
  installationCompanyId,
  type Logger,
  type Sql,
  sealAuditBlock,
  serviceUserId,
  type Transactor,
} from '@erp/service-kit'
import type { Refusal } from '@erp/values'
import { emit, emitAll } from '../emit.ts'
import { pause } from '../pause.ts'

export interface AuditSealerOptions<Tx extends Sql> {
  readonly service: string
  readonly transactor: Transactor<Tx>
  readonly logger: Logger
  /** How long after one pass the next one comes. */
  readonly everyMs: number
}

/** Seals what was done into the audit chain and tells each new head; of all processes of a service one at a time. */
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
    const { everyMs, logger } = this.#options
    const { signal } = this.#stopping
    for (;;) {
      await pause(everyMs, signal)
      if (signal.aborted) return
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

function contractOf<Payload>(type: string): EventContract<Payload> {
  const contract = allContracts.find((one) => one.type === type)
  if (contract?.kind !== 'event') throw new Error(`There is no event ${type}`)
  return contract as EventContract<Payload>
}

function asTold({ sealedAt, ...block }: AuditBlock): AuditBlockSealed {
  return { companyId: installationCompanyId, ...block, sealedAt: sealedAt.toISOString() }
}
