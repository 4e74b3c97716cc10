import type { Flow } from './across-services.ts'
import type { Finding } from './finding.ts'
import type { Snapshot } from './snapshot.ts'

/** What one document puts on a clearing account, minor units as text, and the posting that does it. */
export interface Effect {
  readonly company: string
  readonly value: string
  /** As `readPosted` names it. */
  readonly posting: string
}

/** 在途物资: goods that suppliers charged for and that have not come, line by line of `goodsInTransit`. */
export async function checkGoodsInTransit({ finance, procurement }: Flow): Promise<Finding> {
  const effects = await procurement.rows<Effect>`
    select invoice.company_id as company, sum(line.net_minor)::text as value,
           concat_ws(' ', 'SUPPLIER_INVOICE', invoice.id, 1) as posting
    from supplier_invoice as invoice join supplier_invoice_line as line on supplier_invoice_id = invoice.id
    where line.kind = 'IN_TRANSIT' and status in ('CONFIRMED', 'CANCELLING', 'CANCELLED') and confirmed_at is not null
    group by invoice.id
    union all
    select invoice.company_id, (-sum(line.net_minor))::text, concat_ws(' ', 'SUPPLIER_INVOICE', invoice.id, 2)
    from supplier_invoice as invoice join supplier_invoice_line as line on supplier_invoice_id = invoice.id
    where line.kind = 'IN_TRANSIT' and status = 'CANCELLED' and confirmed_at is not null group by invoice.id
    union all
    select arrival.company_id, (-sum(value_minor))::text, concat_ws(' ', 'GOODS_RECEIPT', goods_receipt_id, 1)
    from goods_in_transit_arrival as arrival join goods_receipt_line as line on line.id = goods_receipt_line_id
    group by 1, goods_receipt_id`
  const lines = await procurement.rows<{ company: string; value: string }>`
    select line.company_id as company, sum(line.net_minor - arrived_minor)::text as value
    from supplier_invoice_line as line join supplier_invoice as invoice on invoice.id = supplier_invoice_id
    where line.kind = 'IN_TRANSIT' and status in ('CONFIRMED', 'CANCELLING') group by 1`
  return compare(finance, {
    ...{ key: 'GIT', debit: true, effects, lines },
    rule: 'goods charged before they came equal their account, with what is on its way',
    what: 'in transit',
  })
}

/** 暂估冲回: what of receipts' estimates is taken back and not made anew, receipt line by receipt line. */
export async function checkEstimatesTakenBack({ finance, procurement }: Flow): Promise<Finding> {
  const effects = (await readEstimateTurns(procurement)).map((turn) => ({
    ...turn,
    value: (-BigInt(turn.value)).toString(),
  }))
  const lines = await procurement.rows<{ company: string; value: string }>`
    select company_id as company, sum(reversed_value_minor)::text as value from goods_receipt_line
    where reversed_value_minor <> 0 group by 1`
  return compare(finance, {
    ...{ key: 'GRIR-R', debit: false, effects, lines },
    rule: 'estimates taken back and not made anew equal their account, with what is on its way',
    what: 'taken back',
  })
}

/** What turned estimates put on 暂估应付: less while they are taken back. */
export function readEstimateTurns({ rows }: Snapshot): Promise<Effect[]> {
  return rows<Effect>`
    select company_id as company, (case kind when 'REVERSAL' then -1 else 1 end * value_minor)::text as value,
           concat_ws(' ', 'ESTIMATE_TURN', id, 1) as posting
    from estimate_turn`
}

/** `<source type> <source> <revision>` of every posting of procurement's documents and of stock, those worth nothing included. */
export async function readPosted({ rows }: Snapshot): Promise<ReadonlySet<string>> {
  const found = await rows<{ key: string }>`
    select concat_ws(' ', source_type, source_id, revision) as key
    from voucher where source_type in ('SUPPLIER_INVOICE', 'GOODS_RECEIPT', 'ESTIMATE_TURN', 'STOCK_DOCUMENT')
    union all
    select concat_ws(' ', source_type, source_id, revision)
    from zero_value_posting where source_type in ('SUPPLIER_INVOICE', 'GOODS_RECEIPT', 'ESTIMATE_TURN', 'STOCK_DOCUMENT')`
  return new Set(found.map(({ key }) => key))
}

interface Account {
  readonly key: string
  readonly debit: boolean
  readonly effects: readonly Effect[]
  /** What the lines say that people see, by company. */
  readonly lines: readonly { readonly company: string; readonly value: string }[]
  readonly rule: string
  readonly what: string
}

/** Lines = documents, and documents = ledger with what is not posted yet. */
export async function compare(
  finance: Snapshot,
  { key, debit, effects, lines, rule, what }: Account,
): Promise<Finding> {
  const posted = await readPosted(finance)
  const ledger = await finance.rows<{ company: string; value: string }>`
    select turnover.company_id as company, sum(case when ${debit}::boolean then debit - credit else credit - debit end)::text as value
    from ledger_turnover as turnover join account on account.id = account_id where control_key = ${key} group by 1`
  const byDocuments = totals(effects)
  const moving = totals(effects.filter(({ posting }) => !posted.has(posting)))
  const [byLines, inLedger] = [totals(lines), totals(ledger)]
  const breaks = [...new Set([...byDocuments.keys(), ...byLines.keys(), ...inLedger.keys()])].flatMap((company) => {
    const [documents, said, found, onItsWay] = [byDocuments, byLines, inLedger, moving].map(
      (one) => one.get(company) ?? 0n,
    )
    if (documents === said && said === (found ?? 0n) + (onItsWay ?? 0n)) return []
    return [
      `company ${company}: ${said} ${what} by its lines and ${documents} by its documents, ${found} in the ledger, ` +
        `${onItsWay} on its way`,
    ]
  })
  return { invariant: 13, rule, examined: effects.length, breaks, underWay: [] }
}

function totals(rows: readonly { readonly company: string; readonly value: string }[]): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { company, value } of rows) sums.set(company, (sums.get(company) ?? 0n) + BigInt(value))
  return sums
}
