import type { Sql } from '@erp/service-kit'
import { type BusinessDate, newId } from '@erp/values'
import { insertMovements, type Movement } from './open-items.ts'
import { insertUndo, movementsOfSettlements } from './settlements.ts'

/** Holds the items of advances that claims of these employees may use, in one order and before the advances themselves. */
export async function lockItemsOfAdvances(tx: Sql, employeeIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    select i.id from employee_advance a join open_item i on i.id = a.open_item_id
    where a.employee_id = any (${employeeIds}::uuid[]) and a.open_amount > 0 order by i.id for update of i`
}

/** Lets advances say what is open of their items, less what claims that are not in the ledger yet will use of them. */
export async function followItemsOfAdvances(tx: Sql, itemIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    with now as (
      select a.id, least(a.amount, greatest(0, i.open - coalesce(pending.amount, 0)))::bigint as open_amount
      from employee_advance a join open_item i on i.id = a.open_item_id
      left join lateral (
        select sum(o.amount) as amount from expense_claim_offset o join expense_claim c on c.id = o.claim_id
        left join expense_claim_offset_settlement s on s.claim_id = o.claim_id and s.advance_id = o.advance_id
        where o.advance_id = a.id and s.claim_id is null and c.status in ('APPROVED', 'PAID')) pending on true
      where i.id = any (${itemIds}::uuid[]) and a.status = 'PAID')
    update employee_advance a set open_amount = now.open_amount, version = a.version + 1
    from now where a.id = now.id and a.open_amount <> now.open_amount`
}

/** The claims that these items are owed to employees for. */
export async function claimsOfItems(tx: Sql, itemIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ document_id: string }[]>`
    select distinct document_id from open_item
    where id = any (${itemIds}::uuid[]) and document_type = 'EXPENSE_CLAIM' and kind = 'OWED_TO_EMPLOYEE'`
  return rows.map((row) => row.document_id)
}

/** An item of what a claim owes; amounts in minor units, positive for what is owed. */
export interface OwedItem {
  readonly id: string
  readonly claimId: string
  readonly original: bigint
  readonly open: bigint
}

/** What claims owe their employees, item by item; nothing for a claim whose account keeps no open items. */
export function itemsOwedForClaims(tx: Sql, claimIds: readonly string[]): Promise<OwedItem[]> {
  return tx.$queryRaw<OwedItem[]>`
    select id, document_id as "claimId", -original as original, -open as open from open_item
    where document_id = any (${claimIds}::uuid[]) and document_type = 'EXPENSE_CLAIM' and kind = 'OWED_TO_EMPLOYEE'
      and original < 0
    order by id`
}

interface DueRow {
  readonly claim_id: string
  readonly advance_id: string
  readonly company_id: string
  readonly own_id: string
  readonly advance_item_id: string
  readonly amount: bigint
  readonly moved_on: BusinessDate
}

/**
 * Settles what posted claims used of advances with the items of those, one settlement for each claim: inside one account
 * nothing is posted. Where items are on other accounts by now, or were settled otherwise, people settle what is left.
 */
export async function settleAdvancesUsed(tx: Sql, claimIds: readonly string[]): Promise<void> {
  const held = await tx.$queryRaw<{ id: string }[]>`
    select id from open_item where id in (
      select a.open_item_id from expense_claim_offset o join employee_advance a on a.id = o.advance_id
      where o.claim_id = any (${claimIds}::uuid[])
      union all
      select i.id from open_item i
      where i.document_id = any (${claimIds}::uuid[]) and i.document_type = 'EXPENSE_CLAIM' and i.kind = 'OWED_BY_EMPLOYEE')
    order by id for update`
  if (held.length === 0) return
  const due = await tx.$queryRaw<DueRow[]>`
    with used as (
      select o.claim_id, o.advance_id, o.company_id, o.amount, own.id as own_id, own.open as own_open, adv.id as advance_item_id,
             adv.open as advance_open, greatest(own.last_moved_on, adv.last_moved_on) as moved_on,
             sum(o.amount) over (partition by adv.id order by o.claim_id) as of_advance,
             sum(o.amount) over (partition by own.id) as of_claim
      from expense_claim_offset o
      join employee_advance a on a.id = o.advance_id
      join open_item adv on adv.id = a.open_item_id
      join open_item own on own.document_id = o.claim_id and own.document_type = 'EXPENSE_CLAIM'
        and own.kind = 'OWED_BY_EMPLOYEE' and own.original < 0 and own.account_id = adv.account_id
        and own.party_id = adv.party_id and own.currency = adv.currency
      where o.claim_id = any (${claimIds}::uuid[]) and not exists (
        select from expense_claim_offset_settlement s where s.claim_id = o.claim_id and s.advance_id = o.advance_id))
    select claim_id, advance_id, company_id, own_id, advance_item_id, amount,
           (max(moved_on) over (partition by claim_id))::text as moved_on
    from used where of_advance <= advance_open and of_claim <= -own_open`
  if (due.length === 0) return
  const settlementIds = new Map(due.map(({ claim_id }) => [claim_id, newId()]))
  const rows = due.map((row) => ({
    ...row,
    ...{ amount: row.amount.toString(), settlement_id: settlementIds.get(row.claim_id) ?? null },
  }))
  await tx.$executeRaw`
    with r as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(claim_id uuid, advance_id uuid, company_id uuid, moved_on date, settlement_id uuid)),
    met as (
      insert into settlement (id, company_id, method, settled_on)
      select distinct settlement_id, company_id, 'CLAIM', moved_on from r)
    insert into expense_claim_offset_settlement (claim_id, advance_id, company_id, settlement_id)
    select claim_id, advance_id, company_id, settlement_id from r`
  await insertMovements(
    tx,
    rows.flatMap((row): Movement[] => {
      const moved = {
        ...{ companyId: row.company_id, kind: 'SETTLEMENT' as const, movedOn: row.moved_on, voucherId: null },
        ...{ lineNumber: null, settlementId: row.settlement_id },
      }
      const less = `-${row.amount}`
      return [
        { ...moved, itemId: row.advance_item_id, amount: less, carrying: less },
        { ...moved, itemId: row.own_id, amount: row.amount, carrying: row.amount },
      ]
    }),
  )
}

/** Takes back what settled a claim with advances, and says which items that opened again. */
export async function undoAdvancesUsed(
  tx: Sql,
  claimId: string,
  undo: {
    readonly companyId: string
    readonly undoneOn: BusinessDate
    readonly reason: string
    readonly undoneBy: string
    readonly undoneAt: Date
  },
): Promise<readonly string[]> {
  const [settled] = await tx.$queryRaw<{ settlement_id: string }[]>`
    select distinct settlement_id from expense_claim_offset_settlement where claim_id = ${claimId}::uuid`
  if (!settled) return []
  const settlementId = settled.settlement_id
  const movements = await movementsOfSettlements(tx, [settlementId])
  const ids = movements.map(({ itemId }) => itemId)
  await tx.$queryRaw`select id from open_item where id = any (${ids}::uuid[]) order by id for update`
  await insertUndo(tx, { ...undo, settlementId })
  await insertMovements(
    tx,
    movements.map(({ itemId, amount, carrying }) => ({
      ...{ companyId: undo.companyId, itemId, kind: 'UNDO' as const, movedOn: undo.undoneOn, settlementId },
      ...{ amount: (-amount).toString(), carrying: (-carrying).toString(), voucherId: null, lineNumber: null },
    })),
  )
  return ids
}
