import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { PeriodSeal } from '../domain/period-seal.ts'

/** The newest seal of each module of a period, in the order of the modules' names; none where it was never sealed. */
export function sealsOfPeriod(tx: Sql, companyId: string, period: Period): Promise<PeriodSeal[]> {
  return tx.$queryRaw<PeriodSeal[]>`
    select distinct on (s.module) s.id, s.company_id as "companyId", s.period_id as "periodId", s.module,
      s.change_number as "changeNumber", s.sealed, s.reason, s.changed_by as "changedBy", s.changed_at as "changedAt"
    from period_seal s join fiscal_period p on p.id = s.period_id
    where p.company_id = ${companyId}::uuid and p.period = ${period} order by s.module, s.change_number desc`
}

export type SealChange = Omit<PeriodSeal, 'changeNumber'>

/** Stores changes of seals with the next number of each; the periods are locked, so nobody else takes it. */
export async function insertSeals(tx: Sql, seals: readonly SealChange[]): Promise<void> {
  await tx.$executeRaw`
    insert into period_seal (id, company_id, period_id, module, change_number, sealed, reason, changed_by, changed_at)
    select r.id, "companyId", "periodId", module,
      (select count(*) + 1 from period_seal s where s.period_id = "periodId" and s.module = r.module), sealed, reason,
      "changedBy", "changedAt"
    from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb)
      as r(id uuid, "companyId" uuid, "periodId" uuid, module text, sealed boolean, reason text, "changedBy" uuid,
           "changedAt" timestamptz)`
}

/** The modules of these periods that are not sealed. */
export function unsealedModules(
  tx: Sql,
  periodIds: readonly string[],
  modules: readonly PeriodSeal['module'][],
): Promise<{ readonly periodId: string; readonly module: PeriodSeal['module'] }[]> {
  return tx.$queryRaw<{ periodId: string; module: PeriodSeal['module'] }[]>`
    select period_id as "periodId", module
    from unnest(${[...periodIds]}::uuid[]) as p (period_id) cross join unnest(${[...modules]}::text[]) as m (module)
    where not coalesce((select s.sealed from period_seal s where s.period_id = p.period_id and s.module = m.module
                        order by s.change_number desc limit 1), false)`
}

/** The modules of these periods that are sealed, by their names. */
export function sealedModules(
  tx: Sql,
  periodIds: readonly string[],
): Promise<{ readonly periodId: string; readonly module: PeriodSeal['module'] }[]> {
  return tx.$queryRaw<{ periodId: string; module: PeriodSeal['module'] }[]>`
    select period_id as "periodId", module from (
      select distinct on (period_id, module) period_id, module, sealed from period_seal
      where period_id = any (${[...periodIds]}::uuid[]) order by period_id, module, change_number desc) as newest
    where sealed order by period_id, module`
}

/** Of these periods of a company the ones a module is done with. Asked after the periods are locked, it stays so. */
export async function periodsSealedBy(
  tx: Sql,
  companyId: string,
  module: PeriodSeal['module'],
  periods: readonly Period[],
): Promise<ReadonlySet<Period>> {
  const rows = await tx.$queryRaw<{ period: Period }[]>`
    select p.period from fiscal_period p cross join lateral (
      select s.sealed from period_seal s where s.period_id = p.id and s.module = ${module}
      order by s.change_number desc limit 1) as newest
    where p.company_id = ${companyId}::uuid and p.period = any (${[...periods]}::text[]) and newest.sealed`
  return new Set(rows.map(({ period }) => period))
}

export async function findSeal(tx: Sql, id: string): Promise<PeriodSeal | undefined> {
  const [row] = await tx.$queryRaw<PeriodSeal[]>`
    select id, company_id as "companyId", period_id as "periodId", module, change_number as "changeNumber", sealed,
      reason, changed_by as "changedBy", changed_at as "changedAt"
    from period_seal where id = ${id}::uuid`
  return row
}
