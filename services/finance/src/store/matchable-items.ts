import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { SettlementRule } from '../domain/auto-settlement.ts'
import { type OpenItemKind, partyOf } from '../domain/open-item.ts'
import { mostParts, type SettleableItem } from '../domain/settlement.ts'
import { lockItems } from './settlements.ts'

/** How many items one request looks at; what is left is for the next. */
const itemsAtOnce = 1_000

/** What rules may look for: of which party and kinds, and not what moved after a day. */
export interface Matchable {
  readonly kinds: readonly OpenItemKind[]
  readonly partyId: string | null
  readonly settledOn: BusinessDate
  readonly rules: readonly SettlementRule[]
}

/**
 * Items that have something on the other side for one of the rules, of the same party and currency and of no other department
 * or project; held. Of each party and currency as many of either side as a settlement has room for: those with a partner of
 * their own source or amount first, then those due first. `more` where there are others.
 */
export async function lockMatchable(
  tx: Sql,
  companyId: string,
  { kinds, partyId, settledOn, rules }: Matchable,
): Promise<{ readonly items: readonly SettleableItem[]; readonly more: boolean }> {
  const parties = kinds.map((kind) => partyOf[kind])
  const [bySource, byAmount] = [rules.includes('SAME_DOCUMENT'), rules.includes('EXACT_AMOUNT')]
  const rows = await tx.$queryRaw<{ id: string; place: bigint }[]>`
    with matchable as (
      select i.id, party, i.party_id, i.currency, i.open > 0 as debit, abs(i.open) as amount, i.document_id,
        i.source_document_id, i.due_on, i.voucher_id, i.line_number
      from open_item i
      join unnest(${[...kinds]}::text[], ${parties}::text[]) as asked (kind, party) on asked.kind = i.kind
      where i.company_id = ${companyId}::uuid and i.open <> 0 and i.party_id is not null
        and i.last_moved_on <= ${settledOn}::date and (${partyId}::uuid is null or i.party_id = ${partyId}::uuid)),
    two_sided as (
      select party, party_id, currency from matchable group by 1, 2, 3 having bool_or(debit) and not bool_and(debit)),
    item as (
      select m.*, l.department_id, l.project_id,
        bool_or(m.debit) over same_amount and not bool_and(m.debit) over same_amount as has_amount
      from matchable m join two_sided using (party, party_id, currency) join voucher_line l using (voucher_id, line_number)
      window same_amount as (partition by party, party_id, currency, amount)),
    sourced as (
      select id, bool_or(debit) over same_source and not bool_and(debit) over same_source as has_source
      from item cross join lateral (values (document_id), (source_document_id)) as of (source)
      where source is not null
      window same_source as (partition by party, party_id, currency, source)),
    wanted as (
      select item.*, ${bySource} and id in (select id from sourced where has_source) as by_source,
        ${byAmount} and has_amount as by_amount
      from item),
    ranked as (
      select id, party, party_id, currency,
        row_number() over (partition by party, party_id, currency, debit
                           order by by_source desc, by_amount desc, due_on, id) as place
      from wanted one
      where (${rules.includes('OLDEST_FIRST')} or by_source or by_amount) and exists (
        select from item other
        where other.party = one.party and other.party_id = one.party_id and other.currency = one.currency
          and other.debit = not one.debit and coalesce(other.department_id = one.department_id, true)
          and coalesce(other.project_id = one.project_id, true)))
    select id, place from ranked where place <= ${mostParts / 2 + 1}::int
    order by party, party_id, currency, place, id limit ${itemsAtOnce + 1}::int`
  const taken = rows.slice(0, itemsAtOnce).filter(({ place }) => place <= mostParts / 2)
  const held = await lockItems(
    tx,
    taken.map(({ id }) => id),
  )
  // Read anew once they were held: somebody may have settled some meanwhile.
  const items = [...held.values()].filter(({ open, lastMovedOn }) => open !== 0n && lastMovedOn <= settledOn)
  return { items, more: taken.length < rows.length }
}
