import type { Sql, UnitOfWork } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import { inboxDue } from '../inbox-signal.ts'
import { type PageArguments, pageSize, pageStart } from './keyset-page.ts'

/** A received message as operators see it. */
export interface InboxMessage {
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly sequence: number
  readonly status: 'APPLIED' | 'WAITING_GAP' | 'BLOCKED' | 'DEAD' | 'SKIPPED'
  readonly attempts: number
  readonly reasonCode: string | null
  readonly facts: string
  readonly receivedAt: Date
  readonly nextAttemptAt: Date | null
  readonly settledAt: Date | null
  readonly skipRequester: { readonly id: string } | null
  /** The id of the requester, for clients that know no more. */
  readonly skipRequestedBy: string | null
  readonly skipRequestReason: string | null
}

export type NotHeld = Refusal<'InboxMessageNotFound'> | Refusal<'InboxMessageNotHeld', { status: string }>

/** Messages of one company, newest first; one row more than the page when there is another page. */
export function listInboxMessages(
  tx: Sql,
  companyId: string,
  args: PageArguments & { readonly status?: readonly string[] | null },
): Promise<InboxMessage[]> {
  const statuses = JSON.stringify((args.status ?? []).map((status) => status.toLowerCase()))
  return tx.$queryRaw`
    select message.event_id as id, type, subject, subject_seq::float8 as sequence, upper(status) as status, attempts,
           message.reason as "reasonCode", facts::text as facts, received_at as "receivedAt", settled_at as "settledAt",
           case when status in ('waiting_gap', 'blocked') then next_attempt_at end as "nextAttemptAt",
           request.requested_by::text as "skipRequestedBy", case when request.requested_by is not null then jsonb_build_object('id', request.requested_by) end as "skipRequester",
           request.reason as "skipRequestReason"
    from platform.inbox as message left join platform.inbox_skip_request as request using (consumer, event_id)
    where message.company_id = ${companyId}::uuid
      and (${statuses}::jsonb = '[]' or ${statuses}::jsonb ? status)
      and (${pageStart(args)}::uuid is null or message.event_id < ${pageStart(args)}::uuid)
    order by message.event_id desc limit ${pageSize(args) + 1}::int`
}

/** One message of a company, or undefined. */
export async function findInboxMessage(tx: Sql, companyId: string, id: string): Promise<InboxMessage | undefined> {
  const rows = await tx.$queryRaw<InboxMessage[]>`
    select message.event_id as id, type, subject, subject_seq::float8 as sequence, upper(status) as status, attempts,
           message.reason as "reasonCode", facts::text as facts, received_at as "receivedAt", settled_at as "settledAt",
           case when status in ('waiting_gap', 'blocked') then next_attempt_at end as "nextAttemptAt",
           request.requested_by::text as "skipRequestedBy", case when request.requested_by is not null then jsonb_build_object('id', request.requested_by) end as "skipRequester",
           request.reason as "skipRequestReason"
    from platform.inbox as message left join platform.inbox_skip_request as request using (consumer, event_id)
    where message.company_id = ${companyId}::uuid and message.event_id = ${id}::uuid`
  return rows[0]
}

/** Makes a held message due now; a dead one gets its eight tries again. */
export async function retryInboxMessage(unit: UnitOfWork, id: string): Promise<{ id: string } | NotHeld> {
  const held = await lockHeld(unit, id)
  if ('refusal' in held) return held
  await unit.tx.$executeRaw`
    update platform.inbox
    set status = 'blocked', attempts = case when status = 'dead' then 0 else attempts end, next_attempt_at = now(),
        settled_at = null
    where consumer = ${held.consumer} and event_id = ${id}::uuid`
  unit.afterCommit(inboxDue)
  return { id }
}

/**
 * Passes over a held message: its subject goes on after it. The message that forked a subject is passed over by leaving
 * the subject where it was, since its place is taken.
 */
export async function skipInboxMessage(
  unit: UnitOfWork,
  id: string,
  reason: string,
): Promise<{ id: string } | NotHeld> {
  const held = await lockHeld(unit, id)
  if ('refusal' in held) return held
  const { consumer, subject } = held
  await unit.tx.$executeRaw`
    with skipped as (
      update platform.inbox
      set status = 'skipped', settled_at = now(),
          facts = facts || jsonb_build_object('skippedBy', ${unit.caller.userId}::text, 'skippedBecause', ${reason}::text)
      where consumer = ${consumer} and event_id = ${id}::uuid
      returning event_id, subject_seq
    ), moved as (
      update platform.inbox_cursor as lane
      set last_seq = greatest(lane.last_seq, skipped.subject_seq), stopped_reason = null,
          last_event_id = case when skipped.subject_seq > lane.last_seq then skipped.event_id else lane.last_event_id end
      from skipped where lane.consumer = ${consumer} and lane.subject = ${subject}
      returning lane.last_seq)
    update platform.inbox as next set next_attempt_at = now() from moved
    where next.consumer = ${consumer} and next.subject = ${subject} and next.subject_seq = moved.last_seq + 1
      and next.status in ('waiting_gap', 'blocked')`
  unit.afterCommit(inboxDue)
  return { id }
}

/** Locks the subject as a batch does, so that no batch is at work on it, and checks that the message holds it up. */
export async function lockHeld(unit: UnitOfWork, id: string): Promise<{ consumer: string; subject: string } | NotHeld> {
  const lanes = await unit.tx.$queryRaw<{ consumer: string; subject: string; last_seq: number; stopped: boolean }[]>`
    select lane.consumer, lane.subject, lane.last_seq::float8 as last_seq, lane.stopped_reason is not null as stopped
    from platform.inbox_cursor as lane join platform.inbox as message using (consumer, subject)
    where message.event_id = ${id}::uuid and message.company_id = ${unit.caller.companyId}::uuid
    for update of lane`
  const message = await findInboxMessage(unit.tx, unit.caller.companyId, id)
  const [lane] = lanes
  if (message === undefined || lane === undefined) return refuse('InboxMessageNotFound')
  const isHeld = message.status === 'BLOCKED' || message.status === 'DEAD'
  const isFirst = message.sequence === lane.last_seq + 1
  const isFork = lane.stopped && message.status === 'DEAD' && message.reasonCode === 'FORK'
  return isHeld && (isFirst || isFork) ? lane : refuse('InboxMessageNotHeld', { status: message.status })
}
