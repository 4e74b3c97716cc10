import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { ExpectedDocument, ForecastKind, PaidItem } from '../domain/cash-forecast.ts'

/** What a customer owes past due 催款, in minor units of the books. */
export interface DunningRow {
  readonly partyId: string
  readonly overdue: bigint
  readonly total: bigint
  readonly oldestDueOn: BusinessDate
  readonly daysLate: number
  readonly itemCount: number
}

/** Customers with something at least so late at the end of a day, whoever is latest first; credits make it less. */
export function dunningRows(
  tx: Sql,
  companyId: string,
  asked: { readonly asOf: BusinessDate; readonly fewestDays: number },
  page: { readonly limit: number; readonly after: { readonly dueOn: string; readonly partyId: string } | undefined },
): Promise<DunningRow[]> {
  const { dueOn, partyId } = page.after ?? { dueOn: '0001-01-01', partyId: '00000000-0000-0000-0000-000000000000' }
  return tx.$queryRaw<DunningRow[]>`
    with owed as (
      select i.party_id, i.due_on, was.carrying, ${asked.asOf}::date - i.due_on as days
      from open_items_on(${companyId}::uuid, ${asked.asOf}::date) was join open_item i on i.id = was.item_id
      where i.kind = 'RECEIVABLE' and was.carrying <> 0 and i.party_id is not null)
    select party_id as "partyId", sum(carrying) filter (where days > 0)::bigint as overdue, sum(carrying)::bigint as total,
      (min(due_on) filter (where days > 0 and carrying > 0))::text as "oldestDueOn",
      max(days) filter (where carrying > 0) as "daysLate",
      (count(*) filter (where days > 0))::int as "itemCount"
    from owed group by party_id
    having max(days) filter (where carrying > 0) >= ${asked.fewestDays}::int
      and sum(carrying) filter (where days > 0) > 0
      and (min(due_on) filter (where days > 0 and carrying > 0), party_id) > (${dueOn}::date, ${partyId}::uuid)
    order by min(due_on) filter (where days > 0 and carrying > 0), party_id limit ${page.limit}::int`
}

/**
 * What is open at the end of a day of these kinds, by party, document and due day; what comes in is positive. With PAYMENT_RUN
 * among them, what approved runs and those at the bank pay is theirs, on the day they pay and less discounts; else it is in
 * the payables, of which then the rest is left.
 */
export function expectedItems(
  tx: Sql,
  companyId: string,
  { asOf, kinds }: { readonly asOf: BusinessDate; readonly kinds: readonly ForecastKind[] },
): Promise<ExpectedDocument[]> {
  return tx.$queryRaw<ExpectedDocument[]>`
    with in_run as (
      select p.open_item_id, p.amount::numeric as amount, p.discount, r.id, r.number, r.pay_on
      from payment_run r join payment_run_line l on l.payment_run_id = r.id and l.status = 'OPEN'
      join payment_run_item p on p.payment_run_line_id = l.id
      where r.company_id = ${companyId}::uuid and r.status in ('APPROVED', 'SENT')
        and 'PAYMENT_RUN' = any (${kinds}::text[])),
    was as (
      select i.kind, i.party_id, i.due_on, i.document_id, i.document_number, was.carrying, run.id as run_id, run.number,
        run.pay_on, run.discount / run.amount as off,
        case when run.id is null or was.open = 0 then 0
             else round(was.carrying * greatest(0, least(1, run.amount / -was.open))) end as run_carrying
      from open_items_on(${companyId}::uuid, ${asOf}::date) was join open_item i on i.id = was.item_id
      left join in_run run on run.open_item_id = i.id
      where i.kind = any (${kinds}::text[]) and was.carrying <> 0),
    expected as (
      select kind, party_id, due_on, document_id, document_number, carrying - run_carrying as amount from was
      union all
      select 'PAYMENT_RUN', party_id, pay_on, run_id, number, run_carrying - round(run_carrying * off) from was
      where run_id is not null)
    select kind, party_id as "partyId", due_on::text as "dueOn", document_number as "documentNumber",
      sum(amount)::bigint as amount
    from expected group by kind, party_id, due_on, document_id, document_number having sum(amount) <> 0
    order by kind, due_on, document_number, document_id`
}

/** What receipts and payments settled in some days, that still stands; what came in is positive. */
export function settledByCash(
  tx: Sql,
  companyId: string,
  { after, through }: { readonly after: BusinessDate; readonly through: BusinessDate },
): Promise<
  (PaidItem & { readonly postedOn: BusinessDate; readonly on: BusinessDate; readonly kind: 'RECEIVABLE' | 'PAYABLE' })[]
> {
  return tx.$queryRaw`
    select i.posting_date::text as "postedOn", i.party_id as "partyId", i.kind, m.moved_on::text as on, -m.carrying as amount,
      m.moved_on - i.due_on as lateness
    from settlement s join open_item_movement m on m.settlement_id = s.id and m.kind = 'SETTLEMENT'
    join open_item i on i.id = m.item_id and i.kind in ('RECEIVABLE', 'PAYABLE')
    where s.company_id = ${companyId}::uuid and s.method = 'CASH'
      and s.settled_on > ${after}::date and s.settled_on <= ${through}::date and m.carrying <> 0
      and not exists (select from settlement_undo u where u.settlement_id = s.id)
    order by m.id`
}

/** What is in all cash accounts of the chart at the end of a day. */
export async function cashOn(tx: Sql, companyId: string, day: BusinessDate): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ balance: bigint }[]>`
    select coalesce(sum(t.debit - t.credit), 0)::bigint as balance
    from ledger_day_turnover t join account a on a.id = t.account_id and a.cash_kind is not null
    where t.company_id = ${companyId}::uuid and t.posting_date <= ${day}::date`
  return row?.balance ?? 0n
}
