import type { Sql } from '@erp/service-kit'

/** How far a consumer has applied a stream, seen in one instant. It is plain JSON, so it can travel in a query. */
export interface Watermark {
  /** The epoch being read now; null before the first message. */
  readonly epoch: string | null
  /** Everything up to here in that epoch has arrived and is applied, except what `parked` lists. */
  readonly appliedSeq: number
  /** How far earlier epochs of the stream had been applied before the broker lost them. */
  readonly earlier: readonly { readonly epoch: string; readonly appliedSeq: number }[]
  /** Applied although beyond the marks above. */
  readonly appliedAbove: readonly string[]
  /** Arrived but not applied: blocked, dead or waiting for an earlier one. */
  readonly parked: readonly string[]
}

/** A message of this service that a consumer has not applied. */
export interface UnappliedMessage<Payload = unknown> {
  readonly eventId: string
  readonly companyId: string
  readonly payload: Payload
}

/**
 * How far `consumer` (`<service>__events`) has applied `stream` (`EVT_<SERVICE>`). Read it in the same snapshot as the
 * figures it shall explain, and before the producer's side is read.
 */
export async function watermark(tx: Sql, consumer: string, stream: string): Promise<Watermark> {
  const rows = await tx.$queryRaw<
    { marks: { epoch: string; appliedSeq: number }[]; applied_above: string[]; parked: string[] }[]
  >`
    with mark as (
      select stream_epoch, applied_seq, seen_at from platform.stream_cursor
      where consumer = ${consumer} and stream = ${stream})
    select
      (select coalesce(jsonb_agg(jsonb_build_object('epoch', stream_epoch, 'appliedSeq', applied_seq) order by seen_at desc), '[]')
       from mark) as marks,
      (select coalesce(jsonb_agg(event_id), '[]')
       from mark join platform.inbox using (stream_epoch)
       where consumer = ${consumer} and stream = ${stream} and stream_seq > applied_seq
         and status in ('applied', 'skipped')) as applied_above,
      (select coalesce(jsonb_agg(event_id), '[]') from platform.inbox
       where consumer = ${consumer} and stream = ${stream} and status in ('waiting_gap', 'blocked', 'dead')) as parked`
  const [row] = rows
  const [current, ...earlier] = row?.marks ?? []
  return {
    epoch: current?.epoch ?? null,
    appliedSeq: current?.appliedSeq ?? 0,
    earlier,
    appliedAbove: row?.applied_above ?? [],
    parked: row?.parked ?? [],
  }
}

/**
 * The messages of one type that this service has committed and the consumer has not applied under its watermark:
 * unpublished, on their way, waiting or blocked. With `companyId` only those of one company.
 */
export async function unappliedOutbox<Payload = unknown>(
  tx: Sql,
  question: { readonly stream: string; readonly watermark: Watermark; readonly companyId?: string },
  type: string,
): Promise<readonly UnappliedMessage<Payload>[]> {
  const { stream, companyId = null } = question
  const { epoch, appliedSeq, earlier, appliedAbove, parked } = question.watermark
  const marks = JSON.stringify(epoch === null ? earlier : [{ epoch, appliedSeq }, ...earlier])
  const rows = await tx.$queryRaw<{ event_id: string; company_id: string; payload: Payload }[]>`
    with mark as materialized (
      select * from jsonb_to_recordset(${marks}::jsonb) as m(epoch uuid, "appliedSeq" bigint)
    ), candidate as (
      select event_id from platform.outbox where published_at is null and stream = ${stream}
      union all
      select event_id from platform.outbox
      where stream = ${stream} and stream_epoch = ${epoch}::uuid and stream_seq > ${appliedSeq}::bigint
      union all
      select event_id from platform.outbox
      where stream = ${stream} and (${epoch}::uuid is null or stream_epoch < ${epoch}::uuid or stream_epoch > ${epoch}::uuid)
    ), unapplied as (
      select event_id from platform.outbox
      where event_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(parked)}::jsonb)))
      union
      select event_id from platform.outbox as sent join candidate using (event_id)
      where event_id not in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(appliedAbove)}::jsonb))
        and not exists (
          select from mark where mark.epoch = sent.stream_epoch and sent.stream_seq <= mark."appliedSeq")
        and not exists (
          select from jsonb_to_recordset(sent.earlier_positions) as was(epoch uuid, seq bigint)
          join mark using (epoch) where was.seq <= mark."appliedSeq")
    )
    select event_id, company_id, payload from platform.outbox join unapplied using (event_id)
    where type = ${type} and (${companyId}::uuid is null or company_id = ${companyId}::uuid)
    order by pos`
  return rows.map((row) => ({ eventId: row.event_id, companyId: row.company_id, payload: row.payload }))
}
