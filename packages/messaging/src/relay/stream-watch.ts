import type { Logger } from '@erp/service-kit'
import type { Client } from 'pg'
import { type Broker, readMissingNumbers, readStream, type StreamState } from '../broker.ts'
import { lastSent, resendAt, resendBefore, resendFrom, resendOtherEpochs, subjectSeqOf } from './outbox-rows.ts'

/** A stream as it was when it was compared with the outbox. */
export interface ComparedStream {
  readonly epoch: string
  /** Whatever is stored from now on stands after this, or the stream is another one. */
  readonly lastSeq: number
  /** How many numbers held no message; what stood there has been sent again. */
  readonly missing: number
  /** The last message, when this database never sent it: it was put back to an older state (RELIABILITY.md 2.10). */
  readonly aheadOfUs?: string
}

export interface Comparison {
  readonly broker: Broker
  readonly client: Client
  readonly stream: string
  /** Nobody else publishes to this stream. */
  readonly own: boolean
  /** As it was the time before. */
  readonly before: ComparedStream | undefined
  readonly logger: Logger
}

/**
 * Compares a stream with what this database sent to it, and makes pending what the broker lost (RELIABILITY.md 2.9):
 * everything when the store was wiped (another epoch), the end when it was put back to an older state, the beginning when
 * it starts later than age explains, and whatever stood at numbers that hold nothing now: streams refuse deletion, so a
 * hole is a loss. Returns what to send under. Sending something again is harmless: the ids stay, and receivers know the
 * ids they have.
 */
export async function recoverStream(comparison: Comparison): Promise<ComparedStream> {
  const { broker, client, stream, own, before, logger } = comparison
  const state = await readStream(broker, stream)
  const { epoch, firstSeq, lastSeq, maxAgeSeconds, missing } = state
  const compared = { epoch, lastSeq, missing }
  const fromOtherEpochs = await resendOtherEpochs(client, stream, epoch, maxAgeSeconds)
  if (fromOtherEpochs > 0)
    logger.error({ stream, epoch, messages: fromOtherEpochs }, 'the stream was lost; sending again')

  await fillHoles(comparison, state, before?.epoch === epoch ? before.missing : 0)
  const last = await lastSent(client, stream, epoch)
  if (last !== undefined && last.streamSeq > lastSeq) {
    const messages = await resendFrom(client, stream, epoch, lastSeq + 1)
    logger.error({ stream, lastSeq, messages }, 'the stream lost its end; sending again')
    return compared
  }
  if (last !== undefined && last.streamSeq >= firstSeq) {
    const stored = await broker.manager.streams.getMessage(stream, { seq: last.streamSeq })
    if (stored?.header.get('Nats-Msg-Id') !== last.eventId) {
      const messages = await resendFrom(client, stream, epoch, firstSeq)
      logger.error(
        { stream, seq: last.streamSeq, messages },
        'the stream holds something else than was sent; sending again',
      )
      return compared
    }
  }
  if (!own || lastSeq === (last?.streamSeq ?? 0)) return compared
  const newest = await broker.manager.streams.getMessage(stream, { seq: lastSeq })
  const eventId = newest?.header.get('Nats-Msg-Id') ?? ''
  if (newest === null || (await subjectSeqOf(client, newest.subject, eventId)) !== undefined) return compared
  return { ...compared, aheadOfUs: `${newest.subject} ends with ${eventId}` }
}

/** Sends again what stood before the stream's beginning, or at numbers that hold nothing, and should still be there. */
async function fillHoles(
  { broker, client, stream, logger }: Comparison,
  { epoch, firstSeq, maxAgeSeconds, missing }: StreamState,
  missingBefore: number,
): Promise<void> {
  const early = await resendBefore(client, stream, epoch, { firstSeq, maxAgeSeconds })
  if (early > 0) logger.error({ stream, firstSeq, messages: early }, 'the stream lost its beginning; sending again')
  if (missing === missingBefore) return
  const numbers = await readMissingNumbers(broker, stream)
  const messages = await resendAt(client, stream, epoch, numbers)
  if (messages > 0) logger.error({ stream, messages }, 'the stream lost messages; sending again')
}
