import type { Client } from 'pg'

const batchSize = 500
const restMs = 60 * 60_000
const goOnMs = 1_000

/** Moves what was published more than 400 days ago to the archive, one small batch at a time between two batches sent. */
export class OutboxArchive {
  #nextAt = 0

  /** Moves a batch when it is time; answers how many messages went. After a full batch the next one comes soon. */
  async pass(client: Client, now = Date.now(), most = batchSize): Promise<number> {
    if (now < this.#nextAt) return 0
    this.#nextAt = now + restMs
    const { rows } = await client.query<{ moved: number }>('select platform.archive_outbox($1) as moved', [most])
    const moved = rows[0]?.moved ?? 0
    if (moved === most) this.#nextAt = now + goOnMs
    return moved
  }
}
