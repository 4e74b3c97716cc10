import { type AuditBlockSealed, allContracts, type EventContract } from '@erp/contracts'
import {
  type AuditBlock,
  hasUnsealedAudit,
  installationCompanyId,
  type Logger,
  type Sql,
  sealAuditBlock,
  serviceUserId,
  type Transactor,
} from '@erp/service-kit'
import type { Refusal } from '@erp/values'
import { emit } from '../emit.ts'
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

/** Seals block after block, each in its own transaction together with its announcement, until nothing is left. */
export async function sealAudit<Tx extends Sql>({
  service,
  transactor,
}: Pick<AuditSealerOptions<Tx>, 'service' | 'transactor'>): Promise<readonly AuditBlock[]> {
  const contract = auditContractOf(service)
  const sealed: AuditBlock[] = []
  while (await transactor.read([], hasUnsealedAudit)) {
    const block = await transactor.system([], contract.type, async (unit) => {
      const next = await sealAuditBlock(unit.tx)
      // Refused, so that a pass without a block commits nothing: its audit row would wait to be sealed in its turn.
      if (next === undefined) return nothingToSeal
      await emit(unit, contract, { aggregateId: serviceUserId(service), payload: asTold(next) })
      return next
    })
    if ('refusal' in block) break
    sealed.push(block)
  }
  return sealed
}

const nothingToSeal: Refusal = { refusal: 'NothingToSeal' }

/** The event with which a service tells the heads of its chain. */
function auditContractOf(service: string): EventContract<AuditBlockSealed> {
  const contract = allContracts.find(({ type }) => type === `${service}.audit-block.sealed.v1`)
  if (contract?.kind !== 'event') throw new Error(`${service} has no event for the heads of its audit chain`)
  return contract as EventContract<AuditBlockSealed>
}

function asTold({ sealedAt, ...block }: AuditBlock): AuditBlockSealed {
  return { companyId: installationCompanyId, ...block, sealedAt: sealedAt.toISOString() }
}
