import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { ClosingRun } from '../domain/closing-step.ts'

/** The number the next run of a step takes; the period is locked, so nobody else takes it. */
export async function nextRunNumber(tx: Sql, periodId: string, step: ClosingRun['step']): Promise<number> {
  const [row] = await tx.$queryRaw<{ next: number }[]>`
    select coalesce(max(run_number), 0) + 1 as next from closing_run
    where period_id = ${periodId}::uuid and step = ${step}`
  return row?.next ?? 1
}

export async function insertRun(tx: Sql, run: ClosingRun): Promise<void> {
  await tx.$executeRaw`
    insert into closing_run (id, company_id, period_id, step, run_number, voucher_id, run_by, run_at)
    values (${run.id}::uuid, ${run.companyId}::uuid, ${run.periodId}::uuid, ${run.step}, ${run.runNumber}::int,
            ${run.voucherId}::uuid, ${run.runBy}::uuid, ${run.runAt})`
}

export async function findRun(tx: Sql, id: string): Promise<ClosingRun | undefined> {
  const [row] = await tx.$queryRaw<ClosingRun[]>`
    select r.id, r.company_id as "companyId", r.period_id as "periodId", p.period, r.step, r.run_number as "runNumber",
           r.voucher_id as "voucherId", r.run_by as "runBy", r.run_at as "runAt"
    from closing_run r join fiscal_period p on p.id = r.period_id where r.id = ${id}::uuid`
  return row
}

/** The runs of a period, in order. */
export function runsOfPeriod(tx: Sql, companyId: string, period: Period): Promise<ClosingRun[]> {
  return tx.$queryRaw<ClosingRun[]>`
    select r.id, r.company_id as "companyId", r.period_id as "periodId", p.period, r.step, r.run_number as "runNumber",
           r.voucher_id as "voucherId", r.run_by as "runBy", r.run_at as "runAt"
    from closing_run r join fiscal_period p on p.id = r.period_id
    where p.company_id = ${companyId}::uuid and p.period = ${period} order by r.run_at, r.step, r.run_number`
}
