import type { Sql } from '@erp/service-kit'
import type { Direction, SagaStatus } from './decide.ts'

export interface SagaRow {
  readonly saga_id: string
  readonly type: string
  readonly definition_version: number
  readonly company_id: string
  readonly document_id: string
  readonly status: SagaStatus
  readonly step: string | null
  readonly data: unknown
  readonly started_by: string
  readonly traceparent: string
  /** Whether its time has come, by the database's clock. */
  readonly due: boolean
}

export interface SagaStepRow {
  readonly saga_id: string
  readonly step: string
  readonly direction: Direction
  readonly command_id: string
  readonly sends: number
  readonly reply_type: string | null
  readonly reply: unknown
}

/** Locks sagas in the order of their ids, and reads them with their steps. */
export async function lockSagas(
  tx: Sql,
  sagaIds: readonly string[],
): Promise<{ sagas: ReadonlyMap<string, SagaRow>; steps: readonly SagaStepRow[] }> {
  const ids = JSON.stringify(sagaIds)
  const sagas = await tx.$queryRaw<SagaRow[]>`
    select saga_id, type, definition_version, company_id, document_id, status, step, data, started_by, traceparent,
           coalesce(wake_at <= clock_timestamp(), false) as due
    from platform.saga
    where saga_id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))
    order by saga_id for update`
  const steps = await tx.$queryRaw<SagaStepRow[]>`
    select saga_id, step, direction, command_id, sends, reply_type, reply from platform.saga_step
    where saga_id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))`
  return { sagas: new Map(sagas.map((saga) => [saga.saga_id, saga])), steps }
}

export interface SagaReply {
  readonly command_id: string
  readonly reply_type: string
  readonly reply: unknown
}

/** How a saga stands after it moved. */
export interface SagaMove {
  readonly saga_id: string
  readonly status: SagaStatus
  readonly step: string | null
  readonly data: unknown
  readonly reason: string | null
  /** Null when nothing is waited for. */
  readonly wake_after_ms: number | null
  /** The step whose command is sent, if one is. */
  readonly sent_step: string | null
  readonly direction: Direction | null
  readonly command_id: string | null
}

/**
 * Notes the first reply to each command, for later ones change nothing; writes where sagas stand, and counts the commands
 * they send.
 */
export async function moveSagas(
  tx: Sql,
  moves: readonly SagaMove[],
  replies: readonly SagaReply[] = [],
): Promise<void> {
  if (moves.length === 0 && replies.length === 0) return
  await tx.$executeRaw`
    with replied as (
      update platform.saga_step as step
      set reply_type = r.reply_type, reply = r.reply, replied_at = clock_timestamp()
      from jsonb_to_recordset(${JSON.stringify(replies)}::jsonb) as r(command_id uuid, reply_type text, reply jsonb)
      where step.command_id = r.command_id and step.reply_type is null
    ), move as (
      select * from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m(
        saga_id uuid, status text, step text, data jsonb, reason text, wake_after_ms int, sent_step text, direction text,
        command_id uuid)
    ), moved as (
      update platform.saga as saga
      set status = move.status, step = move.step, data = move.data, reason = move.reason,
          wake_at = clock_timestamp() + move.wake_after_ms * interval '1 millisecond',
          ended_at = case when move.status in ('completed', 'compensated') then clock_timestamp() end
      from move where saga.saga_id = move.saga_id
      returning saga.saga_id)
    insert into platform.saga_step as step (saga_id, step, direction, command_id)
    select saga_id, sent_step, direction, command_id from move join moved using (saga_id) where sent_step is not null
    on conflict (saga_id, step, direction) do update set sends = step.sends + 1, sent_at = clock_timestamp()`
}

/** The sagas whose time has come, the longest overdue first. */
export function dueSagas(tx: Sql, limit: number): Promise<{ saga_id: string; company_id: string; type: string }[]> {
  return tx.$queryRaw`
    select saga_id, company_id, type from platform.saga
    where wake_at <= clock_timestamp() order by wake_at limit ${limit}::int`
}

/** The definitions that live sagas were started under. */
export function liveVersions(tx: Sql): Promise<{ type: string; definition_version: number }[]> {
  return tx.$queryRaw`select distinct type, definition_version from platform.saga where ended_at is null`
}

/** Lets a saga sleep for half a minute more: its hooks failed, and the others shall not wait for it. */
export async function postponeSaga(tx: Sql, sagaId: string): Promise<void> {
  await tx.$executeRaw`
    update platform.saga set wake_at = clock_timestamp() + interval '30 seconds'
    where saga_id = ${sagaId}::uuid and wake_at is not null`
}
