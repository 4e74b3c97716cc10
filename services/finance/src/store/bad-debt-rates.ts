import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { BadDebtFigures, BadDebtRate, BadDebtSchedule, ReceivablesOfAge } from '../domain/bad-debt-provision.ts'
import type { ClosingAccount } from '../domain/closing-step.ts'

export async function badDebtScheduleOf(tx: Sql, companyId: string): Promise<BadDebtSchedule> {
  const [row] = await tx.$queryRaw<{ version: number; rates: BadDebtRate[] }[]>`
    select s.version, coalesce((
      select jsonb_agg(jsonb_build_object('fromDays', r.from_days, 'rate', trim_scale(r.rate)::text) order by r.from_days)
      from bad_debt_rate r where r.company_id = s.company_id), '[]') as rates
    from bad_debt_schedule s where s.company_id = ${companyId}::uuid`
  return { id: companyId, ...(row ?? { version: 0, rates: [] }) }
}

/** Stores other rates; undefined when somebody else has just done so. */
export async function saveBadDebtSchedule(
  tx: Sql,
  { id: companyId, rates, version }: BadDebtSchedule,
): Promise<BadDebtSchedule | undefined> {
  const [row] = await tx.$queryRaw<{ version: number }[]>`
    insert into bad_debt_schedule as kept (company_id, version) values (${companyId}::uuid, ${version + 1}::int)
    on conflict (company_id) do update set version = excluded.version where kept.version = ${version}::int
    returning version`
  if (!row) return undefined
  await tx.$executeRaw`delete from bad_debt_rate where company_id = ${companyId}::uuid`
  await tx.$executeRaw`
    insert into bad_debt_rate (company_id, from_days, rate)
    select ${companyId}::uuid, "fromDays", rate
    from jsonb_to_recordset(${JSON.stringify(rates)}::jsonb) as r("fromDays" int, rate numeric)`
  return badDebtScheduleOf(tx, companyId)
}

/**
 * What these periods provide by, one for each; empty where a company provides for nothing. What a customer has too much comes
 * off what the same one has owed longest, and off nobody else's.
 */
export async function badDebtFigures(
  tx: Sql,
  companyId: string,
  allowance: ClosingAccount | undefined,
  periods: readonly Period[],
): Promise<ReadonlyMap<Period, BadDebtFigures>> {
  const rows = await tx.$queryRaw<
    { period: Period; allowance: bigint; receivables: (BadDebtRate & { readonly amount: string })[] }[]
  >`
    with step as (
      select from_days, rate, lead(from_days) over (order by from_days) as next_days
      from bad_debt_rate where company_id = ${companyId}::uuid),
    asked as (
      select period, ((period || '-01')::date + interval '1 month' - interval '1 day')::date as ends_on
      from unnest(${[...periods]}::text[]) as p (period) where exists (select from step)),
    claim as (
      select asked.period, greatest(asked.ends_on - i.due_on, 0) as days,
        sum(was.carrying) filter (where was.carrying > 0) as amount,
        sum(sum(was.carrying) filter (where was.carrying > 0)) over older as through,
        sum(sum(was.carrying) filter (where was.carrying < 0)) over (partition by asked.period, i.party_id) as credit
      from asked cross join lateral open_items_on(${companyId}::uuid, asked.ends_on) as was
      join open_item i on i.id = was.item_id and i.kind = 'RECEIVABLE'
      where was.carrying <> 0 group by asked.period, i.party_id, greatest(asked.ends_on - i.due_on, 0)
      window older as (partition by asked.period, i.party_id order by greatest(asked.ends_on - i.due_on, 0) desc)),
    owed as (
      select period, days, least(amount, greatest(through + coalesce(credit, 0), 0)) as amount
      from claim where amount > 0)
    select asked.period,
      (select coalesce(sum(t.credit - t.debit), 0) from ledger_turnover t
       where t.company_id = ${companyId}::uuid and t.account_id = ${allowance?.accountId ?? null}::uuid
         and t.period <= asked.period)::bigint as allowance,
      (select jsonb_agg(jsonb_build_object('fromDays', s.from_days, 'rate', trim_scale(s.rate)::text, 'amount', (
         select coalesce(sum(o.amount), 0)::text from owed o
         where o.period = asked.period and o.days >= s.from_days and (s.next_days is null or o.days < s.next_days)))
         order by s.from_days) from step s) as receivables
    from asked`
  return new Map(
    rows.map(({ period, allowance: provided, receivables }) => [
      period,
      { allowance: provided, receivables: receivables.map(ofAge) },
    ]),
  )
}

function ofAge({ fromDays, rate, amount }: BadDebtRate & { readonly amount: string }): ReceivablesOfAge {
  return { fromDays, rate, amount: BigInt(amount) }
}
