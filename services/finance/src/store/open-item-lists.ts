import type { Sql } from '@erp/service-kit'
import type { BusinessDate, Currency } from '@erp/values'
import type { AgeingBucket, OpenItem, OpenItemKind } from '../domain/open-item.ts'
import { Prisma } from '../generated/prisma/client.ts'

/** The columns of `open_item` as `OpenItem` names them, without what is left. */
const columns = Prisma.sql`
  i.id, i.company_id as "companyId", i.kind, i.account_id as "accountId", i.party_id as "partyId",
  i.voucher_id as "voucherId", i.line_number as "lineNumber", i.instalment, i.document_type as "documentType",
  i.document_id as "documentId", i.document_number as "documentNumber", i.business_date::text as "businessDate",
  i.posting_date::text as "postingDate", i.due_on::text as "dueOn", i.discount,
  i.discount_through::text as "discountThrough", i.currency, i.base_currency as "baseCurrency",
  i.original, i.original_base as "originalBase", i.side, i.version`

/** The visible items of these ids, as they are now. */
export function findOpenItems(tx: Sql, ids: readonly string[]): Promise<OpenItem[]> {
  return tx.$queryRaw<OpenItem[]>`
    select ${columns}, i.open, i.carrying from open_item i where i.id = any (${ids}::uuid[]) order by i.id`
}

/** The ids of the items that a voucher made. */
export async function itemsOfVoucher(tx: Sql, voucherId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`select id from open_item where voucher_id = ${voucherId}::uuid`
  return rows.map(({ id }) => id)
}

/** What is asked of a list of items. */
export interface OpenItemFilter {
  readonly kinds: readonly OpenItemKind[]
  readonly partyId: string | null
  /** Only what was due before this day. */
  readonly overdueOn: BusinessDate | null
  readonly asOf: BusinessDate | null
}

/** Items with something left, now or at the end of a day, the first due first. */
export function listOpenItems(
  tx: Sql,
  companyId: string,
  { kinds, partyId, overdueOn, asOf }: OpenItemFilter,
  page: { readonly limit: number; readonly after: { readonly dueOn: string; readonly id: string } | undefined },
): Promise<OpenItem[]> {
  const { dueOn = '0001-01-01', id = '00000000-0000-0000-0000-000000000000' } = page.after ?? {}
  const wanted = Prisma.sql`
    i.company_id = ${companyId}::uuid and i.kind = any (${[...kinds]}::text[])
    and (${partyId}::uuid is null or i.party_id = ${partyId}::uuid)
    and (${overdueOn}::date is null or i.due_on < ${overdueOn}::date)
    and (i.due_on, i.id) > (${dueOn}::date, ${id}::uuid)`
  return asOf === null
    ? tx.$queryRaw<OpenItem[]>`
        select ${columns}, i.open, i.carrying from open_item i
        where ${wanted} and (i.open <> 0 or i.carrying <> 0) order by i.due_on, i.id limit ${page.limit}::int`
    : tx.$queryRaw<OpenItem[]>`
        select ${columns}, was.open, was.carrying
        from open_items_on(${companyId}::uuid, ${asOf}::date) was join open_item i on i.id = was.item_id
        where ${wanted} and (was.open <> 0 or was.carrying <> 0) order by i.due_on, i.id limit ${page.limit}::int`
}

/** What one party owes or is owed, in all and by days past due; in minor units of the books' currency, debits positive. */
export interface AgeingRow {
  readonly partyId: string | null
  readonly total: bigint
  readonly notDue: bigint
  /** In the order of the buckets. */
  readonly overdue: readonly bigint[]
}

/** 账龄 of one kind at the end of a day, by party; nobody's last. */
export async function ageing(
  tx: Sql,
  companyId: string,
  asked: { readonly kind: OpenItemKind; readonly asOf: BusinessDate; readonly buckets: readonly AgeingBucket[] },
  page: { readonly limit: number; readonly afterPartyId: string | undefined },
): Promise<AgeingRow[]> {
  const buckets = asked.buckets.map((bucket, place) => ({ ...bucket, place }))
  const rows = await tx.$queryRaw<(Omit<AgeingRow, 'overdue'> & { readonly overdue: readonly string[] })[]>`
    with aged as (
      select i.party_id, was.carrying, ${asked.asOf}::date - i.due_on as days
      from open_items_on(${companyId}::uuid, ${asked.asOf}::date) was join open_item i on i.id = was.item_id
      where i.kind = ${asked.kind} and was.carrying <> 0
        and (${page.afterPartyId ?? null}::uuid is null or i.party_id > ${page.afterPartyId ?? null}::uuid
          or i.party_id is null)),
    party as (select party_id from aged group by 1 order by party_id nulls last limit ${page.limit}::int),
    bucket as (
      select * from jsonb_to_recordset(${JSON.stringify(buckets)}::jsonb)
        as r("fromDays" int, "throughDays" int, place int)),
    part as (
      select aged.party_id, bucket.place, sum(aged.carrying) as amount
      from aged join bucket on days >= "fromDays" and days <= coalesce("throughDays", days) group by 1, 2)
    select party.party_id as "partyId", sum(carrying)::bigint as total,
      coalesce(sum(carrying) filter (where days <= 0), 0)::bigint as "notDue", (
        select array_agg(coalesce(amount, 0)::text order by bucket.place) from bucket
        left join part on part.place = bucket.place and part.party_id is not distinct from party.party_id) as overdue
    from party join aged on aged.party_id is not distinct from party.party_id
    group by party.party_id order by party.party_id nulls last`
  return rows.map((row) => ({ ...row, overdue: row.overdue.map(BigInt) }))
}

/** What a party's accounts stood at before a day, and moved by from it through another; in minor units. */
export interface StatementFigures {
  readonly opening: bigint
  readonly debit: bigint
  readonly credit: bigint
}

type OfParty = {
  readonly companyId: string
  readonly partyId: string
  readonly kinds: readonly OpenItemKind[]
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
}

/** Whatever touched an item of a party by a voucher line, once for each line. */
const lines = ({ companyId, partyId, kinds }: OfParty) => Prisma.sql`
  select m.voucher_id, m.line_number, m.moved_on, sum(m.carrying)::bigint as net
  from open_item i join open_item_movement m on m.item_id = i.id and m.voucher_id is not null
  where i.company_id = ${companyId}::uuid and i.party_id = ${partyId}::uuid and i.kind = any (${[...kinds]}::text[])
  group by 1, 2, 3`

export async function statementFigures(tx: Sql, asked: OfParty): Promise<StatementFigures> {
  const [row] = await tx.$queryRaw<StatementFigures[]>`
    select coalesce(sum(net) filter (where moved_on < ${asked.beginsOn}::date), 0)::bigint as opening,
      coalesce(sum(l.debit) filter (where moved_on >= ${asked.beginsOn}::date), 0)::bigint as debit,
      coalesce(sum(l.credit) filter (where moved_on >= ${asked.beginsOn}::date), 0)::bigint as credit
    from (${lines(asked)}) as line join voucher_line l using (voucher_id, line_number)
    where moved_on <= ${asked.endsOn}::date`
  return row ?? { opening: 0n, debit: 0n, credit: 0n }
}

/** A line of a statement of account 对账单 and the balance after it, debits positive. */
export interface StatementEntry {
  readonly voucherId: string
  readonly lineNumber: number
  readonly movedOn: BusinessDate
  readonly documentNumber: string
  readonly accountId: string
  readonly summary: { readonly zh: string; readonly en: string }
  readonly debit: bigint
  readonly credit: bigint
  readonly currency: Currency
  /** The net in another currency, when the line is in one. */
  readonly foreignCurrency: Currency | null
  readonly foreign: bigint | null
  readonly balance: bigint
}

export interface StatementPosition {
  readonly movedOn: string
  readonly voucherId: string
  readonly lineNumber: number
}

/** The lines of a statement by day, after a position, each with the balance it leaves. */
export function statementEntries(
  tx: Sql,
  asked: OfParty,
  page: { readonly limit: number; readonly after: StatementPosition | undefined },
): Promise<StatementEntry[]> {
  const { movedOn, voucherId, lineNumber } = page.after ?? {
    movedOn: '0001-01-01',
    voucherId: '00000000-0000-0000-0000-000000000000',
    lineNumber: 0,
  }
  return tx.$queryRaw<StatementEntry[]>`
    with running as (
      select line.*, sum(net) over (order by moved_on, voucher_id, line_number) as balance
      from (${lines(asked)}) as line where moved_on <= ${asked.endsOn}::date)
    select voucher_id as "voucherId", line_number as "lineNumber", moved_on::text as "movedOn",
      v.document_number as "documentNumber", l.account_id as "accountId",
      jsonb_build_object('zh', l.summary_zh, 'en', l.summary_en) as summary, l.debit, l.credit, v.currency,
      l.foreign_currency as "foreignCurrency",
      case when l.debit <> 0 then l.foreign_amount else -l.foreign_amount end as foreign, balance::bigint
    from running join voucher_line l using (voucher_id, line_number) join voucher v on v.id = voucher_id
    where moved_on >= ${asked.beginsOn}::date
      and (moved_on, voucher_id, line_number) > (${movedOn}::date, ${voucherId}::uuid, ${lineNumber}::int)
    order by moved_on, voucher_id, line_number limit ${page.limit}::int`
}

/** What paying early would take off what a party's accounts had open at the end of a statement, by day and currency. */
export function openDiscounts(
  tx: Sql,
  { companyId, partyId, kinds, endsOn }: OfParty,
): Promise<{ readonly through: BusinessDate; readonly currency: Currency; readonly amount: bigint }[]> {
  return tx.$queryRaw`
    select i.discount_through::text as through, i.currency,
      abs(sum(round(i.discount * was.open::numeric / i.original)))::bigint as amount
    from open_items_on(${companyId}::uuid, ${endsOn}::date) was join open_item i on i.id = was.item_id
    where i.party_id = ${partyId}::uuid and i.kind = any (${[...kinds]}::text[]) and was.open <> 0
      and i.discount_through > ${endsOn}::date
    group by 1, 2 having sum(round(i.discount * was.open::numeric / i.original)) <> 0 order by 1, 2 limit 100`
}
