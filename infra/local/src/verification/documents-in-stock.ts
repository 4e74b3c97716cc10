import type { Flow } from './across-services.ts'
import type { Finding } from './finding.ts'
import type { Snapshot } from './snapshot.ts'

interface PurchaseLine {
  readonly line: string
  readonly number: string
  readonly kind: 'RECEIPT' | 'RETURN'
  readonly status: string
  readonly quantity: string
  readonly value: string
}

interface Moved {
  readonly quantity: string
  readonly value: string
}

/** Every line of a confirmed receipt or return moved stock once, by the same quantity and value, and nothing else did. */
export async function checkDocumentsInStock({ inventory, procurement }: Flow): Promise<Finding> {
  const moved = await readMoved(inventory)
  const lines = await readLines(procurement)
  const breaks: string[] = []
  const underWay: string[] = []
  for (const line of lines) {
    const found = moved.get(line.line)
    moved.delete(line.line)
    const judgement = judge(line, found)
    const text = `${line.number} is ${line.status}, line ${line.line} of ${describe(line)} moved ${describe(found)}`
    if (judgement === 'broken') breaks.push(text)
    if (judgement === 'under way') underWay.push(text)
  }
  breaks.push(...[...moved.keys()].map((line) => `stock moved for a line ${line} that procurement does not know`))
  const rule = 'each line of a confirmed receipt or return moved stock once, by its quantity and value'
  return { invariant: 17, rule, examined: lines.length, breaks, underWay }
}

/** Inventory was read before procurement, so a document may be ahead of its stock, and an undone one behind it. */
function judge({ status, ...line }: PurchaseLine, moved: Moved | undefined): 'fits' | 'under way' | 'broken' {
  const nothing = moved === undefined || moved.quantity === '0'
  const whole = moved?.quantity === line.quantity && moved.value === line.value
  switch (status) {
    case 'CONFIRMED':
      return whole ? 'fits' : moved === undefined ? 'under way' : 'broken'
    case 'CONFIRMING':
      return whole || nothing ? 'under way' : 'broken'
    case 'CANCELLED':
      return nothing ? 'fits' : line.kind === 'RETURN' && moved.quantity === line.quantity ? 'under way' : 'broken'
    default:
      return nothing ? 'fits' : 'broken'
  }
}

function describe(moved: Moved | undefined): string {
  return moved === undefined ? 'nothing' : `${moved.quantity} worth ${moved.value}`
}

async function readMoved({ rows }: Snapshot): Promise<Map<string, Moved>> {
  const found = await rows<Moved & { readonly line: string }>`
    select source_line_id as line, trim_scale(sum(quantity))::text as quantity, sum(clearing_value)::text as value
    from stock_entry join stock_document as document on document.id = stock_document_id
    where document_type in ('GOODS_RECEIPT', 'PURCHASE_RETURN') group by 1`
  return new Map(found.map(({ line, ...moved }) => [line, moved]))
}

function readLines({ rows }: Snapshot): Promise<PurchaseLine[]> {
  return rows`
    select line.id as line, number, 'RECEIPT' as kind, status, trim_scale(base_quantity)::text as quantity,
           coalesce(line.net_value_minor, 0)::text as value
    from goods_receipt_line as line join goods_receipt as receipt on receipt.id = goods_receipt_id
    union all
    select line.id, number, 'RETURN', status, trim_scale(-base_quantity)::text,
           (-coalesce(line.clearing_value_minor, 0))::text
    from purchase_return_line as line join purchase_return on purchase_return.id = purchase_return_id
    order by number`
}

/** What procurement shows of other services' work agrees with them, as soon as the news has come. */
export async function checkLegs({ finance, inventory, procurement }: Flow): Promise<Finding> {
  const numbers = await voucherNumbers(finance)
  const inStock = await inventory.rows<{ document: string }>`
    select document_id as document from stock_document where reverses_id is null`
  const known = new Set(inStock.map(({ document }) => document))
  const legs = await procurement.rows<{ document: string; kind: string; state: string; number: string | null }>`
    select document_id as document, kind, state, facts ->> 'voucherNumber' as number from document_leg
    where state <> 'REFUSED' order by document_id, kind`
  const underWay = legs.flatMap(({ document, kind, state, number }) => {
    const done = kind === 'STOCK' ? known.has(document) : number !== null && numbers.get(document)?.has(number) === true
    if (done && state === 'POSTED') return []
    const found =
      kind === 'STOCK'
        ? done
          ? 'in stock'
          : 'not in stock'
        : `posted as ${[...(numbers.get(document) ?? ['-'])].join(' and ')}`
    return [`${kind} of document ${document} is shown ${[state, number].filter(Boolean).join(' ')}, and is ${found}`]
  })
  const rule = 'the legs procurement shows are what stock and ledger say'
  return { invariant: 21, rule, examined: legs.length, breaks: [], underWay }
}

/** The vouchers of each document, which may have several; an event worth nothing has `-` for a number. */
async function voucherNumbers({ rows }: Snapshot): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = await rows<{ document: string; number: string }>`
    select document_id as document, concat_ws('-', word, period, lpad(number::text, 4, '0')) as number from voucher
    union all
    select document_id, '-' from zero_value_posting`
  return new Map(
    [...Map.groupBy(found, ({ document }) => document)].map(([document, own]) => [
      document,
      new Set(own.map(({ number }) => number)),
    ]),
  )
}
