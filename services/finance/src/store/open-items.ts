import type { Sql } from '@erp/service-kit'
import { newId } from '@erp/values'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import type { BalancedVoucher, VoucherKind } from '../domain/voucher.ts'
import { divideOpenItems } from './open-item-instalments.ts'

type ToPost = Pick<BalancedVoucher, 'documentType' | 'documentId' | 'reversesId' | 'lines'>

/**
 * Holds the items that vouchers will touch: those their lines move, those of a voucher they take back, and those of the same
 * documents. In one order and before numbers are taken, so that nobody waits for each other.
 */
export async function lockOpenItemsOf(tx: Sql, vouchers: readonly ToPost[]): Promise<void> {
  const documents = vouchers.map(({ documentType, documentId }) => ({ documentType, documentId }))
  const reversed = vouchers.flatMap(({ reversesId }) => reversesId ?? [])
  const moved = vouchers.flatMap(({ lines }) => lines.flatMap(({ moves = [] }) => moves.map(({ itemId }) => itemId)))
  await tx.$queryRaw`
    select id from open_item
    where id in (
      select unnest(${moved}::uuid[])
      union all select i.id from open_item i where i.voucher_id = any (${reversed}::uuid[])
      union all select i.id from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
        as r("documentId" uuid, "documentType" text)
      join open_item i on i.document_id = "documentId" and i.document_type = "documentType")
    order by id for update`
}

/**
 * Makes an item of every posted line on an account of open items, moves the items that lines name, and lets what is posted
 * in red meet what it takes back. What comes in red after part of the other was settled stays open for people to settle.
 */
export async function keepOpenItems(tx: Sql, vouchers: readonly PostedVoucher[]): Promise<void> {
  await makeItems(tx, vouchers)
  await divideOpenItems(tx, vouchers)
  await moveItems(tx, vouchers)
  const turned = vouchers.filter(({ reversesId, revision }) => reversesId !== null || revision > 1)
  if (turned.length > 0) await meetInRed(tx, turned)
}

/** When they are due is what any event of their document says, else their line; one that says so later corrects the items before it. */
async function makeItems(tx: Sql, vouchers: readonly PostedVoucher[]): Promise<void> {
  const rows = vouchers.flatMap(({ id: voucherId, lines }) =>
    lines.flatMap(({ lineNumber, moves, dueOn = null, accountKey, customerId, supplierId, employeeId }) =>
      moves || (accountKey ?? customerId ?? supplierId ?? employeeId) === null
        ? []
        : [{ voucherId, lineNumber, dueOn, itemId: newId() }],
    ),
  )
  if (rows.length === 0) return
  await tx.$executeRaw`
    with told as (
      select distinct on (v.id, t."sourceLineId") v.id as voucher_id, t."sourceLineId" as source_line_id,
        coalesce(t."creditedInvoiceId", t."goodsReceiptId", t."salesOrderId") as source_document_id
      from voucher v
      join posting_fact f on f.source_type = v.source_type and f.source_id = v.source_id and f.purpose = v.purpose
        and f.revision = v.revision
      cross join lateral jsonb_to_recordset(f.facts -> 'lines')
        as t("sourceLineId" uuid, "creditedInvoiceId" uuid, "goodsReceiptId" uuid, "salesOrderId" uuid)
      where v.id = any (${[...new Set(rows.map(({ voucherId }) => voucherId))]}::uuid[])),
    line as (
      select r."itemId" as id, v.id as voucher_id, l.line_number, v.company_id, a.open_item_kind as kind, l.account_id,
        case when a.open_item_kind in ('RECEIVABLE', 'ADVANCE_RECEIVED') then l.customer_id
             when a.open_item_kind in ('PAYABLE', 'ADVANCE_PAID') then l.supplier_id else l.employee_id end as party_id,
        a.control_key, v.warehouse_ids, v.document_type, v.document_id, v.document_number, told.source_document_id, v.business_date,
        v.posting_date, (
          select max((f.facts ->> 'dueOn')::date) from voucher other
          join posting_fact f on f.source_type = other.source_type and f.source_id = other.source_id
            and f.purpose = other.purpose and f.revision = other.revision
          where other.document_id = v.document_id and other.document_type = v.document_type) as told_due_on,
        r."dueOn" as own_due_on, coalesce(l.foreign_currency, v.currency) as currency, v.currency as base_currency,
        case when l.foreign_currency is null then l.debit - l.credit
             when l.debit <> 0 then l.foreign_amount else -l.foreign_amount end as amount,
        l.debit - l.credit as base, case when l.debit <> 0 then 'DEBIT' else 'CREDIT' end as side
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("voucherId" uuid, "lineNumber" int, "dueOn" date, "itemId" uuid)
      join voucher_line l on l.voucher_id = r."voucherId" and l.line_number = r."lineNumber"
      join account a on a.id = l.account_id and a.open_item_kind is not null
      join voucher v on v.id = l.voucher_id
      left join told on told.voucher_id = l.voucher_id and told.source_line_id = l.source_line_id),
    made as (
      insert into open_item (id, company_id, kind, account_id, party_id, voucher_id, line_number, document_type,
                             document_id, document_number, source_document_id, business_date, posting_date, due_on,
                             currency, base_currency, original, original_base, open, carrying, last_moved_on, side,
                             warehouse_ids)
      select id, company_id, kind, account_id, party_id, voucher_id, line_number, document_type, document_id,
             document_number, source_document_id, business_date, posting_date,
             coalesce(told_due_on, own_due_on, business_date), currency, base_currency, amount, base, amount, base,
             posting_date, side, warehouse_ids
      from line where control_key is not null or party_id is not null
      returning *),
    corrected as (
      update open_item i set due_on = told.due_on, version = version + 1
      from (select distinct document_type, document_id, told_due_on as due_on from line) told
      where i.document_id = told.document_id and i.document_type = told.document_type and i.due_on <> told.due_on
        and coalesce(i.instalment, 0) = 0)
    insert into open_item_movement (company_id, item_id, kind, moved_on, amount, carrying, voucher_id, line_number)
    select company_id, id, 'ORIGIN', posting_date, original, original_base, voucher_id, line_number from made`
}

const movementOf: Readonly<Record<VoucherKind, 'REVALUATION' | 'SETTLEMENT' | 'UNDO'>> = {
  ...{ SYSTEM: 'SETTLEMENT', MANUAL: 'SETTLEMENT', OPENING: 'SETTLEMENT', TREASURY: 'SETTLEMENT' },
  ...{ CLOSING: 'REVALUATION', REVERSAL: 'UNDO' },
}

/** A movement as it is stored; of a voucher line, of a settlement, or of both. */
export interface Movement {
  readonly companyId: string
  readonly itemId: string
  readonly kind: 'REVALUATION' | 'SETTLEMENT' | 'UNDO'
  readonly movedOn: string
  /** Minor units, as texts. */
  readonly amount: string
  readonly carrying: string
  readonly voucherId: string | null
  readonly lineNumber: number | null
  readonly settlementId: string | null
}

async function moveItems(tx: Sql, vouchers: readonly PostedVoucher[]): Promise<void> {
  const rows: Movement[] = vouchers.flatMap(({ id: voucherId, companyId, kind, postingDate, lines }) =>
    lines.flatMap(({ lineNumber, moves = [] }) =>
      moves.map(({ itemId, amount, carrying, settlementId = null }) => ({
        ...{ itemId, companyId, voucherId, lineNumber, settlementId, movedOn: postingDate, kind: movementOf[kind] },
        ...{ amount: amount.toString(), carrying: carrying.toString() },
      })),
    ),
  )
  await insertMovements(tx, rows)
}

/** Appends movements of items that are held, and takes them off what is left. */
export async function insertMovements(tx: Sql, rows: readonly Movement[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    with moved as (
      insert into open_item_movement (company_id, item_id, kind, moved_on, amount, carrying, voucher_id, line_number,
                                      settlement_id)
      select "companyId", "itemId", kind, "movedOn", amount, carrying, "voucherId", "lineNumber", "settlementId"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r("companyId" uuid, "itemId" uuid, kind text, "movedOn" date, amount bigint, carrying bigint,
             "voucherId" uuid, "lineNumber" int, "settlementId" uuid)
      returning *)
    update open_item i
    set open = i.open + total.amount, carrying = i.carrying + total.carrying, version = i.version + 1,
        last_moved_on = greatest(i.last_moved_on, total.moved_on)
    from (select item_id, sum(amount)::bigint as amount, sum(carrying)::bigint as carrying, max(moved_on) as moved_on
          from moved group by item_id) total
    where i.id = total.item_id`
}

/** Only whole lines meet by themselves, all instalments of them: anything else is a choice, and may bring an exchange difference. */
async function meetInRed(tx: Sql, vouchers: readonly PostedVoucher[]): Promise<void> {
  const pairs = await tx.$queryRaw<{ voucher_id: string; line_number: number; pair: string }[]>`
    with turned as (
      select red.id as red_voucher, black.id as black_voucher
      from voucher red join voucher black on black.id = red.reverses_id
        or (red.reverses_id is null and black.reverses_id is null and black.source_type = red.source_type
          and black.source_id = red.source_id and black.purpose = red.purpose and black.revision = red.revision - 1)
      where red.id = any (${vouchers.map(({ id }) => id)}::uuid[])),
    line as (
      select voucher_id, line_number, account_id, party_id, currency, sum(open) as open, sum(carrying) as carrying,
        row_number() over (partition by voucher_id, account_id, party_id, currency, sum(open), sum(carrying)
                           order by line_number) as place
      from open_item
      where open <> 0 and voucher_id in (
        select red_voucher from turned union all select black_voucher from turned)
      group by voucher_id, line_number, account_id, party_id, currency),
    met as (
      select red.voucher_id as red_voucher, red.line_number as red_line, black.voucher_id as black_voucher,
        black.line_number as black_line
      from turned join line red on red.voucher_id = red_voucher join line black on black.voucher_id = black_voucher
      where black.account_id = red.account_id and black.party_id is not distinct from red.party_id
        and black.currency = red.currency and black.open = -red.open and black.carrying = -red.carrying
        and black.place = red.place)
    select side.voucher_id, side.line_number, format('%s %s', red_voucher, red_line) as pair
    from met cross join lateral (values (red_voucher, red_line), (black_voucher, black_line)) as side (voucher_id, line_number)`
  if (pairs.length === 0) return
  const settlements = new Map(pairs.map(({ pair }) => [pair, newId()]))
  const rows = pairs.map(({ pair, ...line }) => ({ ...line, settlement_id: settlements.get(pair) }))
  await tx.$executeRaw`
    with item as (
      select i.id, i.company_id, i.open, i.carrying, settlement_id,
        max(i.last_moved_on) over (partition by settlement_id) as settled_on
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(voucher_id uuid, line_number int, settlement_id uuid)
      join open_item i using (voucher_id, line_number) where i.open <> 0),
    met as (
      insert into settlement (id, company_id, method, settled_on)
      select distinct settlement_id, company_id, 'REVERSAL', settled_on from item),
    moved as (
      insert into open_item_movement (company_id, item_id, kind, moved_on, amount, carrying, settlement_id)
      select company_id, id, 'SETTLEMENT', settled_on, -open, -carrying, settlement_id from item)
    update open_item i set open = 0, carrying = 0, last_moved_on = item.settled_on, version = i.version + 1
    from item where i.id = item.id`
}
