import type { BusinessDate } from '@erp/values'
import type { ChoiceFacts, CostOfSales, CostOfSalesChoice } from '../domain/cost-of-sales.ts'
import type { Tx } from './database.ts'

type Row = Omit<CostOfSalesChoice, 'effectiveOn' | 'mode'> & {
  readonly effectiveOn: string
  readonly mode: string
}

/** What a company chose, newest first; at most `limit`. */
export async function listCostOfSalesChoices(tx: Tx, companyId: string, limit: number): Promise<CostOfSalesChoice[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select company_id as "companyId", valid_from::text as "effectiveOn", mode, chosen_by as "chosenBy",
           chosen_at as "chosenAt"
    from cost_of_sales_choice where company_id = ${companyId}::uuid order by valid_from desc limit ${limit}::int`
  return rows.map((row) => ({
    ...row,
    effectiveOn: row.effectiveOn as BusinessDate,
    mode: row.mode as CostOfSales,
  }))
}

/** What holds for deliveries of a day. */
export async function costOfSalesOn(tx: Tx, companyId: string, day: BusinessDate): Promise<CostOfSales> {
  const [row] = await tx.$queryRaw<{ mode: CostOfSales }[]>`
    select mode from cost_of_sales_choice
    where company_id = ${companyId}::uuid and valid_from <= ${day}::date order by valid_from desc limit 1`
  return row?.mode ?? 'AT_DELIVERY'
}

/** What a choice of a mode must not come before, and what must be invoiced first: drafts of invoices charge nobody yet. */
export async function readChoiceFacts(tx: Tx, companyId: string, mode: CostOfSales): Promise<ChoiceFacts> {
  const [row] = await tx.$queryRaw<ChoiceFacts[]>`
    select
      (select max(valid_from)::text from cost_of_sales_choice where company_id = ${companyId}::uuid) as "lastChosenFrom",
      (select max(delivered_on)::text from delivery
       where company_id = ${companyId}::uuid and status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING')) as "lastDeliveredOn",
      (select count(*)::int from (
         select line.id from delivery_line line join delivery on delivery.id = line.delivery_id
         where line.company_id = ${companyId}::uuid and line.sales_order_line_id is not null
           and line.returned_base_quantity + line.invoiced_base_quantity < line.base_quantity + line.credited_base_quantity
           and delivery.status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING') and delivery.cost_of_sales <> ${mode}
         union
         select line.delivery_line_id
         from sales_invoice invoice
         join sales_invoice_line line on line.sales_invoice_id = invoice.id
         join delivery on delivery.id = line.delivery_id
         where invoice.company_id = ${companyId}::uuid and invoice.status = 'DRAFT' and delivery.cost_of_sales <> ${mode}
       ) as uninvoiced) as "uninvoicedLines"`
  if (!row) throw new Error('What a choice must come after could not be read')
  return row
}

/** Adds a choice; false when another one for that day was faster. */
export async function insertCostOfSalesChoice(tx: Tx, choice: CostOfSalesChoice): Promise<boolean> {
  const written = await tx.$executeRaw`
    insert into cost_of_sales_choice (company_id, valid_from, mode, chosen_by, chosen_at)
    values (${choice.companyId}::uuid, ${choice.effectiveOn}::date, ${choice.mode}, ${choice.chosenBy}::uuid, ${choice.chosenAt})
    on conflict do nothing`
  return written === 1
}
