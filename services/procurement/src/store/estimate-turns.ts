import { currencyColumn, idsIn, moneyColumn } from '@erp/service-kit'
import { type BusinessDate, firstDayOf, type Period } from '@erp/values'
import type { EstimateTurn, EstimateTurnKind, EstimateTurnLine } from '../domain/receipt-estimate.ts'
import type { Tx } from './database.ts'

interface TurnRow {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly kind: string
  readonly period: string
  readonly turnedOn: string
  readonly currency: string
  readonly valueMinor: bigint
  readonly supplierInvoiceId: string | null
  readonly purchaseReturnId: string | null
  readonly createdBy: string
  readonly createdAt: Date
}

export interface EstimateTurnFilter {
  readonly kind?: EstimateTurnKind | null | undefined
  readonly period?: Period | null | undefined
  readonly number?: string | null | undefined
}

/** These turns, whichever of them there are. */
export async function findEstimateTurns(tx: Tx, turnIds: readonly string[]): Promise<EstimateTurn[]> {
  const rows = await tx.$queryRaw<TurnRow[]>`
    select id, company_id as "companyId", number, kind, period, turned_on::text as "turnedOn", currency,
           value_minor as "valueMinor", supplier_invoice_id as "supplierInvoiceId",
           purchase_return_id as "purchaseReturnId", created_by as "createdBy", created_at as "createdAt"
    from estimate_turn
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(turnIds))}::jsonb)))`
  return rows.map(toTurn)
}

export async function findEstimateTurn(tx: Tx, turnId: string): Promise<EstimateTurn | undefined> {
  const [turn] = await findEstimateTurns(tx, [turnId])
  return turn
}

/** Newest first, at most `limit`, after the one with the id `after`. */
export async function listEstimateTurns(
  tx: Tx,
  companyId: string,
  filter: EstimateTurnFilter,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<EstimateTurn[]> {
  const { kind = null, period = null, number = null } = filter
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from estimate_turn
    where company_id = ${companyId}::uuid
      and (${kind}::text is null or kind = ${kind}) and (${period}::text is null or period = ${period})
      and (${number}::text is null or number = ${number})
      and (${page.after ?? null}::uuid is null or id < ${page.after ?? null}::uuid)
    order by id desc limit ${page.limit}::int`
  const turns = await findEstimateTurns(
    tx,
    rows.map(({ id }) => id),
  )
  return turns.sort((left, right) => (left.id < right.id ? 1 : -1))
}

/** The lines of several turns, in the order of their receipt lines. */
export async function findLinesOfTurns(tx: Tx, turnIds: readonly string[]): Promise<EstimateTurnLine[]> {
  const rows = await tx.$queryRaw<(Omit<EstimateTurnLine, 'value'> & { minor: bigint; currency: string })[]>`
    select line.estimate_turn_id as "estimateTurnId", line.goods_receipt_line_id as "goodsReceiptLineId",
           line.value_minor as minor, turn.currency, line.reversal_id as "reversalId"
    from estimate_turn_line line join estimate_turn turn on turn.id = line.estimate_turn_id
    where turn.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(turnIds))}::jsonb)))
    order by 1, 2`
  return rows.map(({ minor, currency, ...line }) => ({ ...line, value: moneyColumn(minor, currencyColumn(currency)) }))
}

/** A receipt line whose estimate is taken back or made anew. */
export interface TurnableLine {
  readonly goodsReceiptLineId: string
  readonly minor: bigint
  readonly currency: string
  readonly reversalId: string | null
  /** When it was taken back; null when it is only going to be. */
  readonly takenBackOn: BusinessDate | null
}

/** The month before this one whose estimates are taken back and not made anew; undefined when there is none. */
export async function findEarlierTakenBack(tx: Tx, companyId: string, period: Period): Promise<Period | undefined> {
  const [row] = await tx.$queryRaw<{ period: Period }[]>`
    select turn.period from goods_receipt_line line join estimate_turn turn on turn.id = line.reversal_id
    where line.company_id = ${companyId}::uuid and line.reversed_value_minor > 0 and turn.period < ${period}
    order by turn.period limit 1`
  return row?.period
}

/**
 * Receipt lines of which the month's turn of a kind is still to come, oldest first, at most `limit`, locked: to be taken back
 * is what came before the month and is not invoiced; to be made anew what the month took back.
 */
export function lockTurnableLines(
  tx: Tx,
  companyId: string,
  { kind, period }: { readonly kind: EstimateTurnKind; readonly period: Period },
  limit: number,
): Promise<TurnableLine[]> {
  if (kind === 'ESTIMATE')
    return tx.$queryRaw<TurnableLine[]>`
      select line.id as "goodsReceiptLineId", line.reversed_value_minor as minor, receipt.currency,
             line.reversal_id as "reversalId", turn.turned_on::text as "takenBackOn"
      from goods_receipt_line line join goods_receipt receipt on receipt.id = line.goods_receipt_id
      join estimate_turn turn on turn.id = line.reversal_id
      where line.company_id = ${companyId}::uuid and line.reversed_value_minor > 0 and turn.period = ${period}
      order by line.id limit ${limit}::int for no key update of line`
  return tx.$queryRaw<TurnableLine[]>`
    select line.id as "goodsReceiptLineId",
           line.net_value_minor - line.returned_value_minor - line.invoiced_value_minor as minor, receipt.currency,
           null as "reversalId", null as "takenBackOn"
    from goods_receipt_line line join goods_receipt receipt on receipt.id = line.goods_receipt_id
    where line.company_id = ${companyId}::uuid and receipt.status = 'CONFIRMED' and receipt.estimate_mode = 'MONTH_START'
      and receipt.received_on < ${firstDayOf(period)}::date and line.reversed_value_minor = 0
      and line.returned_base_quantity + line.invoiced_base_quantity < line.base_quantity
      and line.net_value_minor > line.returned_value_minor + line.invoiced_value_minor
      and not exists (select from estimate_turn turn where turn.id = line.reversal_id and turn.period >= ${period})
    order by line.id limit ${limit}::int for no key update of line`
}

/** Makes anew what is taken back of these receipt lines beyond what is left of them, and says how much. */
export function bringBack(tx: Tx, receiptLineIds: readonly string[]): Promise<TurnableLine[]> {
  return tx.$queryRaw<TurnableLine[]>`
    with taken as (
      select id, reversed_value_minor as before, reversal_id,
             net_value_minor - returned_value_minor - invoiced_value_minor as left_open
      from goods_receipt_line
      where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(receiptLineIds))}::jsonb)))
        and reversed_value_minor > net_value_minor - returned_value_minor - invoiced_value_minor
      order by id for no key update)
    update goods_receipt_line line set reversed_value_minor = taken.left_open
    from taken, goods_receipt receipt, estimate_turn turn
    where line.id = taken.id and receipt.id = line.goods_receipt_id and turn.id = taken.reversal_id
    returning line.id as "goodsReceiptLineId", taken.before - taken.left_open as minor, receipt.currency,
              taken.reversal_id as "reversalId", turn.turned_on::text as "takenBackOn"`
}

/** Writes a turn with its lines. */
export async function insertEstimateTurn(
  tx: Tx,
  turn: EstimateTurn,
  lines: readonly Omit<EstimateTurnLine, 'estimateTurnId'>[],
): Promise<void> {
  const rows = lines.map(({ goodsReceiptLineId, value, reversalId }) => ({
    ...{ id: goodsReceiptLineId, minor: value.minor.toString(), reversal: reversalId },
  }))
  await tx.$executeRaw`
    insert into estimate_turn
      (id, company_id, number, kind, period, turned_on, currency, value_minor, supplier_invoice_id, purchase_return_id,
       created_by, created_at)
    values (${turn.id}::uuid, ${turn.companyId}::uuid, ${turn.number}, ${turn.kind}, ${turn.period}, ${turn.turnedOn}::date,
            ${turn.currency}, ${turn.value.minor}::bigint, ${turn.supplierInvoiceId}::uuid,
            ${turn.purchaseReturnId}::uuid, ${turn.createdBy}::uuid, ${turn.createdAt})`
  await tx.$executeRaw`
    insert into estimate_turn_line (estimate_turn_id, goods_receipt_line_id, company_id, value_minor, reversal_id)
    select ${turn.id}::uuid, id, ${turn.companyId}::uuid, minor, reversal
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id uuid, minor bigint, reversal uuid)`
}

/** Keeps on the receipt lines what a turn of the month did to them; `bringBack` has done so before. */
export async function turnLines(
  tx: Tx,
  { id, kind }: Pick<EstimateTurn, 'id' | 'kind'>,
  lines: readonly Omit<EstimateTurnLine, 'estimateTurnId'>[],
): Promise<void> {
  const rows = lines.map(({ goodsReceiptLineId, value }) => ({ id: goodsReceiptLineId, minor: value.minor.toString() }))
  const json = JSON.stringify(rows)
  if (kind === 'REVERSAL')
    await tx.$executeRaw`
      update goods_receipt_line line set reversed_value_minor = turned.minor, reversal_id = ${id}::uuid
      from jsonb_to_recordset(${json}::jsonb) as turned(id uuid, minor bigint) where line.id = turned.id`
  else
    await tx.$executeRaw`
      update goods_receipt_line line set reversed_value_minor = 0
      from jsonb_to_recordset(${json}::jsonb) as turned(id uuid, minor bigint) where line.id = turned.id`
}

function toTurn({ valueMinor, ...row }: TurnRow): EstimateTurn {
  const currency = currencyColumn(row.currency)
  return {
    ...{ ...row, currency, kind: row.kind as EstimateTurnKind, period: row.period as Period },
    ...{ turnedOn: row.turnedOn as BusinessDate, value: moneyColumn(valueMinor, currency) },
  }
}
