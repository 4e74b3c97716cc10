import { clientAddressOf, serviceNameOf } from './audit.ts'
import type { Caller } from './caller.ts'
import type { Sql } from './sql.ts'

/** Something that somebody was shown and that leaves a trace. */
export interface AuditedRead {
  readonly caller: Caller
  /** The field that was read, as it stands in the audit log, such as `users` or `Customer.taxNumber`. */
  readonly operation: string
  /** The one document it was about, if it was one. */
  readonly documentId: string | null
  /** The arguments, or the documents whose field was read. */
  readonly asked: unknown
}

/** Characters of what was asked for that are kept. */
const longestAsked = 4_000

/** Appends who read what, each row in the trail of the reader's company. The companies are in scope. */
export async function appendReads(tx: Sql, reads: readonly AuditedRead[]): Promise<void> {
  const rows = reads.map(({ caller, operation, documentId, asked }) => ({
    company_id: caller.companyId === '' ? null : caller.companyId,
    user_id: caller.userId,
    username: serviceNameOf(caller),
    operation,
    document_id: documentId,
    request_id: caller.requestId,
    traceparent: caller.traceparent,
    client_address: clientAddressOf(caller),
    asked: cut(asked),
  }))
  await tx.$executeRaw`
    insert into platform.audit_log
      (company_id, user_id, username, operation, document_id, request_id, traceparent, client_address, asked)
    select company_id, user_id, username, operation, document_id, request_id, traceparent, client_address, asked
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as read (
      company_id uuid, user_id uuid, username text, operation text, document_id text, request_id text, traceparent text,
      client_address text, asked jsonb)`
}

function cut(asked: unknown): unknown {
  const text = JSON.stringify(asked)
  return text.length <= longestAsked ? asked : { cut: text.slice(0, longestAsked).toWellFormed() }
}

interface Entry {
  readonly reads: readonly AuditedRead[]
  readonly written: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Writes reads down for many requests at once. While one batch is being written the next one gathers, so that one
 * transaction serves as many requests as came meanwhile, and a single request waits for nobody.
 */
export class ReadRecorder {
  readonly #write: (reads: readonly AuditedRead[]) => Promise<void>
  #gathering: Entry[] = []
  #isWriting = false

  constructor(write: (reads: readonly AuditedRead[]) => Promise<void>) {
    this.#write = write
  }

  /** Resolves when the reads are committed; rejects when they are not, and then nobody may be shown what was read. */
  record(reads: readonly AuditedRead[]): Promise<void> {
    return new Promise((written, failed) => {
      this.#gathering.push({ reads, written, failed })
      if (!this.#isWriting) void this.#writeGathered()
    })
  }

  async #writeGathered(): Promise<void> {
    this.#isWriting = true
    while (this.#gathering.length > 0) {
      const batch = this.#gathering
      this.#gathering = []
      try {
        await this.#write(batch.flatMap(({ reads }) => reads))
        for (const { written } of batch) written()
      } catch (error) {
        if (batch.length === 1) batch[0]?.failed(error)
        else await this.#writeEach(batch)
      }
    }
    this.#isWriting = false
  }

  /** One request whose reads cannot be written spoils the answer of no other. */
  async #writeEach(batch: readonly Entry[]): Promise<void> {
    for (const { reads, written, failed } of batch) {
      await this.#write(reads).then(written, failed)
    }
  }
}
