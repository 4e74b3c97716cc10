import { installationCompanyId, type Sql } from '@erp/service-kit'
import type { AlertRule, SecurityAlert } from '../domain/security-event.ts'

/** The rules in force for a company: its own, and those of the installation that it has none instead of. */
export async function listAlertRules(tx: Sql, companyId: string): Promise<readonly AlertRule[]> {
  return tx.$queryRaw<AlertRule[]>`
    select distinct on (kind, counted_by) kind, counted_by as "countedBy", threshold, window_minutes as "windowMinutes", active
    from alert_rules where company_id in (${companyId}::uuid, ${installationCompanyId}::uuid)
    order by kind, counted_by, company_id = ${companyId}::uuid desc`
}

export async function saveAlertRule(tx: Sql, companyId: string, rule: AlertRule): Promise<void> {
  await tx.$executeRaw`
    insert into alert_rules (company_id, kind, counted_by, threshold, window_minutes, active)
    values (${companyId}::uuid, ${rule.kind}, ${rule.countedBy}, ${rule.threshold}, ${rule.windowMinutes}, ${rule.active})
    on conflict (company_id, kind, counted_by) do update
      set threshold = excluded.threshold, window_minutes = excluded.window_minutes, active = excluded.active`
}

/** The alerts of a company, newest first, before the one with that id; those that wait for a person, or all. */
export async function listSecurityAlerts(
  tx: Sql,
  companyId: string,
  {
    limit,
    beforeId,
    isWaiting,
  }: { readonly limit: number; readonly beforeId: string | undefined; readonly isWaiting: boolean },
): Promise<readonly SecurityAlert[]> {
  return tx.$queryRaw<SecurityAlert[]>`
    select id, kind, counted_by as "countedBy", user_id as "userId", origin, detail, events, raised_at as "raisedAt",
           last_event_at as "lastEventAt", acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy", note
    from security_alerts
    where company_id = ${companyId}::uuid and (not ${isWaiting}::boolean or acknowledged_at is null)
      and (${beforeId ?? null}::uuid is null or id < ${beforeId ?? null}::uuid)
    order by id desc limit ${limit}`
}

export async function findSecurityAlert(tx: Sql, id: string): Promise<SecurityAlert | undefined> {
  const [alert] = await tx.$queryRaw<SecurityAlert[]>`
    select id, kind, counted_by as "countedBy", user_id as "userId", origin, detail, events, raised_at as "raisedAt",
           last_event_at as "lastEventAt", acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy", note
    from security_alerts where id = ${id}::uuid`
  return alert
}

/** A person has seen it; false when somebody did before, or there is none. */
export async function acknowledge(
  tx: Sql,
  id: string,
  by: { readonly userId: string; readonly at: Date; readonly note: string | null },
): Promise<boolean> {
  const seen = await tx.$executeRaw`
    update security_alerts set acknowledged_at = ${by.at}, acknowledged_by = ${by.userId}::uuid, note = ${by.note}
    where id = ${id}::uuid and acknowledged_at is null`
  return seen === 1
}
