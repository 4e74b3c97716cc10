import type { Logger } from '@erp/service-kit'
import type { Client } from 'pg'
import { type Broker, readStream } from '../broker.ts'
import { lastSent, resendFrom, resendOtherEpochs } from './outbox-rows.ts'

/** A stream as it was when it was compared with the outbox. */
export interface ComparedStream {
  readonly epoch: string
  /** Whatever is stored from now on stands after this, or the stream is another one. */
  readonly lastSeq: number
}

/**
 * Compares a stream with what this database sent to it, and makes pending what the broker lost: everything when the
 * store was wiped (another epoch), the end when it was put back to an older state. Returns what to send under.
 * Sending something again is harmless: the ids stay, and receivers know the ids they have.
 */
export async function recoverStream(
  broker: Broker,
  client: Client,
  stream: string,
  logger: Logger,
): Promise<ComparedStream> {
  const { epoch, firstSeq, lastSeq, maxAgeSeconds } = await readStream(broker, stream)
  const fromOtherEpochs = await resendOtherEpochs(client, stream, epoch, maxAgeSeconds)
  if (fromOtherEpochs > 0)
    logger.error({ stream, epoch, messages: fromOtherEpochs }, 'the stream was lost; sending again')

  const last = await lastSent(client, stream, epoch)
  if (last === undefined) return { epoch, lastSeq }
  if (last.streamSeq > lastSeq) {
    const messages = await resendFrom(client, stream, epoch, lastSeq + 1)
    logger.error({ stream, lastSeq, messages }, 'the stream lost its end; sending again')
  } else if (last.streamSeq >= firstSeq) {
    const stored = await broker.manager.streams.getMessage(stream, { seq: last.streamSeq })
    if (stored?.header.get('Nats-Msg-Id') === last.eventId) return { epoch, lastSeq }
    const messages = await resendFrom(client, stream, epoch, firstSeq)
    logger.error(
      { stream, seq: last.streamSeq, messages },
      'the stream holds something else than was sent; sending again',
    )
  }
  return { epoch, lastSeq }
}
