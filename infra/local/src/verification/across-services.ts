import { readEstimateTurns, readPosted } from './clearing-accounts.ts'
import type { Finding } from './finding.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The databases of one flow, read against the current: finance first, then inventory, then procurement and sales. What an earlier
 * one knows, every later one must know too; what only the later ones know is on its way.
 */
export interface Flow {
  readonly finance: Snapshot
  readonly inventory: Snapshot
  readonly procurement: Snapshot
  readonly sales: Snapshot
}

interface Document {
  readonly id: string
  readonly number: string
  /** Minor units, as text. */
  readonly stock: string
  readonly clearing: string
}

type Posting = Omit<Document, 'number'> & { readonly postings: string }

/** One voucher for one stock document, worth the same. */
export async function checkVouchersAgainstStock({ finance, inventory }: Flow): Promise<Finding> {
  const postings = await readPostings(finance)
  const documents = await readStockDocuments(inventory)
  const underWay: string[] = []
  const breaks = documents.flatMap(({ id, number, stock, clearing }) => {
    const posting = postings.get(id)
    if (posting === undefined) {
      underWay.push(`stock document ${id} of ${number} has no voucher`)
      return []
    }
    postings.delete(id)
    if (posting.postings !== '1') return [`stock document ${id} of ${number} has ${posting.postings} vouchers`]
    if (posting.stock === stock && posting.clearing === clearing) return []
    return [
      `stock document ${id} of ${number}: ${stock} against ${clearing} in stock, ${posting.stock} against ` +
        `${posting.clearing} in the ledger`,
    ]
  })
  breaks.push(...[...postings.keys()].map((id) => `a voucher is for stock document ${id}, which does not exist`))
  const rule = 'each stock document has exactly one voucher, with equal amounts, and each voucher its document'
  return { invariant: 17, rule, examined: documents.length, breaks, underWay }
}

/** Stock value of each item and area, goods in transit too, = general ledger by the same dimensions + what is on its way there. */
export async function checkValues({ finance, inventory }: Flow): Promise<Finding> {
  const postings = await readPostings(finance)
  const waiting = (await readStockDocuments(inventory)).filter(({ id }) => !postings.has(id)).map(({ id }) => id)
  const stock = await inventory.rows<Value>`
    select concat_ws(' ', 'item', item_id, 'in area', valuation_area_id, 'of company', company_id) as place, value
    from stock_balance`
  const ledger = await finance.rows<Value>`
    select concat_ws(' ', 'item', coalesce(item_id::text, '(none)'), 'in area', coalesce(valuation_area_id::text, '(none)'),
                     'of company', line.company_id) as place, sum(debit - credit) as value
    from voucher_line as line join account on account.id = account_id where control_key in ('INV', 'TRN') group by 1`
  const inFlight = await inventory.rows<Value>`
    select concat_ws(' ', 'item', item_id, 'in area', valuation_area_id, 'of company', company_id) as place,
           sum(value) as value
    from stock_entry where stock_document_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(waiting)}::jsonb))
    group by 1`
  const [inStock, inLedger, onItsWay] = [valuesOf(stock), valuesOf(ledger), valuesOf(inFlight)]
  const places = new Set([...inStock.keys(), ...inLedger.keys()])
  const breaks = [...places].flatMap((place) => {
    const [of, posted, moving] = [inStock, inLedger, onItsWay].map((values) => values.get(place) ?? 0n)
    if (of === undefined || posted === undefined || moving === undefined || of === posted + moving) return []
    return [`${place}: worth ${of} in stock, ${posted} in the ledger, ${moving} on its way`]
  })
  const underWay = [...onItsWay].map(([place, value]) => `${place}: ${value} on its way to the ledger`)
  const rule = 'stock value per item and area equals the general ledger, with what is on its way'
  return { invariant: 10, rule, examined: places.size, breaks, underWay }
}

/** Goods received and not invoiced: the account equals what procurement received and neither returned nor matched. */
export async function checkClearing({ finance, inventory, procurement }: Flow): Promise<Finding> {
  const postings = await readPostings(finance)
  const booked = await readClearingByLine(inventory)
  const due = await readDueByLine(procurement)
  const total = new Map<string, { due: bigint; ledger: bigint; moving: bigint }>()
  const of = (company: string) => {
    const known = total.get(company) ?? { due: 0n, ledger: 0n, moving: 0n }
    total.set(company, known)
    return known
  }
  const lines = new Set([...booked.keys(), ...due.keys()])
  for (const line of lines) {
    const company = of(due.get(line)?.company ?? booked.get(line)?.company ?? '')
    company.due += due.get(line)?.value ?? 0n
    company.moving += (due.get(line)?.value ?? 0n) - (booked.get(line)?.value ?? 0n)
  }
  for (const { id, clearing, company } of await readStockDocuments(inventory)) {
    if (!postings.has(id)) of(company).moving += BigInt(clearing)
  }
  const invoices = await readClearedByInvoice(procurement)
  const posted = await readPosted(finance)
  for (const { id, company: owner, standing, value } of invoices) {
    const company = of(owner)
    const cleared = BigInt(value)
    const stillDue = standing ? -cleared : 0n
    const inLedger =
      (posted.has(`SUPPLIER_INVOICE ${id} 1`) ? -cleared : 0n) + (posted.has(`SUPPLIER_INVOICE ${id} 2`) ? cleared : 0n)
    company.due += stillDue
    company.moving += stillDue - inLedger
  }
  for (const { id, company: owner, value } of await readArrivals(procurement)) {
    const company = of(owner)
    company.due -= BigInt(value)
    if (!posted.has(`GOODS_RECEIPT ${id} 1`)) company.moving -= BigInt(value)
  }
  for (const { company: owner, value, posting } of await readEstimateTurns(procurement)) {
    const company = of(owner)
    company.due += BigInt(value)
    if (!posted.has(posting)) company.moving += BigInt(value)
  }
  const ledger = await finance.rows<{ company: string; value: string }>`
    select turnover.company_id as company, sum(credit - debit) as value
    from ledger_turnover as turnover join account on account.id = account_id where control_key = 'GRIR' group by 1`
  for (const { company, value } of ledger) of(company).ledger = BigInt(value)

  const breaks = [...total].flatMap(([company, { due: wanted, ledger: found, moving }]) => {
    if (wanted === found + moving) return []
    return [`company ${company}: ${wanted} received and not invoiced, ${found} in the ledger, ${moving} on its way`]
  })
  const rule = 'goods received and not invoiced equal their account, with what is on its way'
  return { invariant: 13, rule, examined: lines.size, breaks, underWay: [] }
}

interface Value {
  readonly place: string
  readonly value: string
}

function valuesOf(rows: readonly Value[]): Map<string, bigint> {
  return new Map(rows.map(({ place, value }) => [place, BigInt(value)]))
}

async function readPostings({ rows }: Snapshot): Promise<Map<string, Posting>> {
  const found = await rows<Posting>`
    select source_id as id, count(distinct voucher.id) as postings,
           coalesce(sum(debit - credit) filter (where account_key in ('INV', 'TRN')), 0) as stock,
           coalesce(sum(credit - debit) filter (where account_key = 'GRIR'), 0) as clearing
    from voucher left join voucher_line on voucher_id = voucher.id
    where source_type = 'STOCK_DOCUMENT' group by 1
    union all
    select source_id, count(*), 0, 0 from zero_value_posting where source_type = 'STOCK_DOCUMENT' group by 1`
  return new Map(found.map((posting) => [posting.id, posting]))
}

function readStockDocuments({ rows }: Snapshot): Promise<(Document & { readonly company: string })[]> {
  return rows`
    select document.id, document.company_id as company, document_number as number, sum(value) as stock,
           coalesce(sum(clearing_value) filter (
             where document_type in ('GOODS_RECEIPT', 'PURCHASE_RETURN') or event_kind = 'FOREIGN_PURCHASE_VARIANCE'), 0) as clearing
    from stock_document as document join stock_entry on stock_document_id = document.id
    group by document.id order by document.id`
}

type ByLine = ReadonlyMap<string, { readonly company: string; readonly value: bigint }>

async function readClearingByLine({ rows }: Snapshot): Promise<ByLine> {
  const found = await rows<{ line: string; company: string; value: string }>`
    select source_line_id as line, entry.company_id as company, sum(clearing_value) as value
    from stock_entry as entry join stock_document as document on document.id = stock_document_id
    where document_type in ('GOODS_RECEIPT', 'PURCHASE_RETURN') or event_kind = 'FOREIGN_PURCHASE_VARIANCE'
    group by 1, 2`
  return new Map(found.map(({ line, company, value }) => [line, { company, value: BigInt(value) }]))
}

/**
 * What invoices cleared that were ever told of, and whether they still stand; a credit note gives back what a return owed. In
 * another currency they clear their price difference too, which stock then bears.
 */
function readClearedByInvoice({
  rows,
}: Snapshot): Promise<{ id: string; company: string; standing: boolean; value: string }[]> {
  return rows`
    select invoice.id, invoice.company_id as company, status <> 'CANCELLED' as standing,
           (case invoice.kind when 'CREDIT_NOTE' then -1 else 1 end * coalesce(sum(
             case when exchange_rate is null then cleared_minor else line.net_minor - exchange_difference_minor end), 0)
           )::text as value
    from supplier_invoice as invoice join supplier_invoice_line as line on supplier_invoice_id = invoice.id
    where line.kind = 'GOODS' and status in ('CONFIRMED', 'CANCELLING', 'CANCELLED') and confirmed_at is not null group by invoice.id`
}

/** What receipts took of goods that were charged before they came. */
function readArrivals({ rows }: Snapshot): Promise<{ id: string; company: string; value: string }[]> {
  return rows`
    select goods_receipt_id as id, arrival.company_id as company, sum(value_minor)::text as value
    from goods_in_transit_arrival as arrival join goods_receipt_line as line on line.id = goods_receipt_line_id group by 1, 2`
}

async function readDueByLine({ rows }: Snapshot): Promise<ByLine> {
  const found = await rows<{ line: string; company: string; value: string }>`
    select line.id as line, line.company_id as company, line.net_value_minor as value
    from goods_receipt_line as line join goods_receipt as receipt on receipt.id = goods_receipt_id
    where status = 'CONFIRMED'
    union all
    select line.id, line.company_id, -line.clearing_value_minor
    from purchase_return_line as line join purchase_return on purchase_return.id = purchase_return_id
    where status in ('CONFIRMING', 'CONFIRMED')
    union all
    select line.id, line.company_id, case invoice.kind when 'CREDIT_NOTE' then -1 else 1 end
                                     * (line.net_minor - cleared_minor - exchange_difference_minor)
    from supplier_invoice_line as line join supplier_invoice as invoice on invoice.id = supplier_invoice_id
    where line.kind = 'GOODS' and exchange_rate is not null and cleared_minor is not null
      and status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING')`
  return new Map(found.map(({ line, company, value }) => [line, { company, value: BigInt(value) }]))
}
