import { installationCompanyId, type Sql } from '@erp/service-kit'
import { newId } from '@erp/values'
import type { SecurityEvent, SecurityEventKind } from '../domain/security-event.ts'

export interface NewSecurityEvent {
  readonly kind: SecurityEventKind
  readonly userId?: string | undefined
  readonly actorId?: string | undefined
  readonly origin?: string | undefined
  readonly detail?: string | undefined
}

/**
 * Appends an event for each of these companies, for the installation when there is none, and raises the alerts that follow
 * from it: one open alert for each rule and account or address, which grows while it waits. What a person has acknowledged is
 * not counted again. The companies are in scope.
 */
export async function appendSecurityEvent(
  tx: Sql,
  companyIds: readonly string[],
  event: NewSecurityEvent,
): Promise<void> {
  const told = (companyIds.length > 0 ? companyIds : [installationCompanyId]).map((companyId) => ({
    ...{ id: newId(), companyId, alertIds: { ACCOUNT: newId(), ORIGIN: newId(), COMPANY: newId() } },
  }))
  const about = {
    ...{ kind: event.kind, userId: event.userId ?? null, origin: event.origin?.slice(0, 100) || null },
    detail: event.detail?.slice(0, 200) || null,
  }
  await tx.$executeRaw`
    insert into security_events (id, company_id, kind, user_id, actor_id, origin, detail)
    select id, "companyId", ${about.kind}, ${about.userId}::uuid, ${event.actorId ?? null}::uuid, ${about.origin}, ${about.detail}
    from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as told (id uuid, "companyId" uuid)`
  await tx.$executeRaw`
    with told as (
      select "companyId", "alertIds"
      from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as told ("companyId" uuid, "alertIds" jsonb)),
    rule as (
      select distinct on (told."companyId", counted_by) told."companyId", ("alertIds" ->> counted_by)::uuid as alert_id, alert_rules.*
      from told join alert_rules
        on alert_rules.kind = ${about.kind} and alert_rules.company_id in (told."companyId", ${installationCompanyId}::uuid)
      order by told."companyId", counted_by, alert_rules.company_id = told."companyId" desc),
    counted as (
      select rule."companyId", rule.alert_id, rule.counted_by, rule.threshold, count(*)::int as events
      from rule join security_events as past
        on past.company_id = rule."companyId" and past.kind = rule.kind
        and past.happened_at > clock_timestamp() - make_interval(mins => rule.window_minutes)
        and (rule.counted_by <> 'ACCOUNT' or past.user_id = ${about.userId}::uuid)
        and (rule.counted_by <> 'ORIGIN' or past.origin = ${about.origin})
      where rule.active and not exists (
        select from security_alerts as seen
        where seen.company_id = rule."companyId" and seen.kind = rule.kind and seen.counted_by = rule.counted_by
          and seen.acknowledged_at >= past.happened_at
          and (seen.user_id is null or seen.user_id = past.user_id) and (seen.origin is null or seen.origin = past.origin))
      group by 1, 2, 3, 4)
    insert into security_alerts as waiting (id, company_id, kind, counted_by, user_id, origin, detail, events)
    select alert_id, "companyId", ${about.kind}, counted_by,
           case counted_by when 'ACCOUNT' then ${about.userId}::uuid end, case counted_by when 'ORIGIN' then ${about.origin} end,
           ${about.detail}, events
    from counted where events >= threshold
    order by 2, 4
    on conflict (company_id, kind, counted_by, coalesce(user_id::text, ''), coalesce(origin, ''))
      where acknowledged_at is null
      do update set events = waiting.events + 1, last_event_at = clock_timestamp(),
                    detail = coalesce(excluded.detail, waiting.detail)`
}

/** What a list of events is narrowed to. */
export interface EventFilter {
  readonly kinds?: readonly SecurityEventKind[] | undefined
  readonly userId?: string | undefined
  readonly origin?: string | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
}

/** The events of a company, newest first, before the one with that id. */
export async function listSecurityEvents(
  tx: Sql,
  companyId: string,
  filter: EventFilter,
  page: { readonly limit: number; readonly beforeId: string | undefined },
): Promise<readonly SecurityEvent[]> {
  return tx.$queryRaw<SecurityEvent[]>`
    select id, kind, user_id as "userId", actor_id as "actorId", origin, detail, happened_at as "happenedAt"
    from security_events
    where company_id = ${companyId}::uuid
      and (${filter.kinds ?? null}::text[] is null or kind = any (${filter.kinds ?? null}::text[]))
      and (${filter.userId ?? null}::uuid is null or user_id = ${filter.userId ?? null}::uuid)
      and (${filter.origin ?? null}::text is null or origin = ${filter.origin ?? null}::text)
      and (${filter.from ?? null}::timestamptz is null or happened_at >= ${filter.from ?? null}::timestamptz)
      and (${filter.until ?? null}::timestamptz is null or happened_at < ${filter.until ?? null}::timestamptz)
      and (${page.beforeId ?? null}::uuid is null or id < ${page.beforeId ?? null}::uuid)
    order by id desc limit ${page.limit}`
}
