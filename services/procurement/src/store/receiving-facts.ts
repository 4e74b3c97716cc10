import { currencyColumn, decimalColumn, factorColumns, idsIn, quantityColumn } from '@erp/service-kit'
import { type BusinessDate, isId, periodOf } from '@erp/values'
import type { EventKind, PostingFacts } from '../domain/posting-readiness.ts'
import type { PurchaseOrderStatus } from '../domain/purchase-order.ts'
import type { EstimateMode } from '../domain/receipt-estimate.ts'
import type { OpenOrderLine, ReceivingFacts } from '../domain/receive-goods.ts'
import type { PeriodFacts } from '../domain/replicated-facts.ts'
import type { ItemReplica } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { type OnTheirWayRow, toGoodsOnTheirWay } from './goods-in-transit.ts'
import { toItem } from './replicated-facts.ts'

interface Row {
  readonly company: { baseCurrency: string; active: boolean } | null
  readonly warehouse: { valuationAreaId: string; active: boolean } | null
  readonly period: PeriodFacts | null
  readonly account_keys: string[] | null
  readonly rules: { accountKey: string; itemClass: string | null; valuationAreaId: string | null }[]
  readonly estimate_mode: EstimateMode | null
  readonly order_lines: OrderLineRow[]
}

/** Decimals and whole numbers are read as text, for JSON's own lose digits. */
interface OrderLineRow {
  readonly purchaseOrderLineId: string
  readonly purchaseOrderId: string
  readonly orderStatus: PurchaseOrderStatus
  readonly supplierId: string
  readonly currency: string
  readonly revision: number
  readonly itemId: string
  readonly item: Pick<ItemReplica, 'itemId' | 'itemClass' | 'baseUnit' | 'units' | 'active'> | null
  readonly unit: string
  readonly numerator: string
  readonly denominator: string
  readonly quantity: string
  readonly baseQuantity: string
  readonly unitPrice: string
  readonly overReceiptPercent: string
  readonly receivedBaseQuantity: string
  readonly returnedBaseQuantity: string
  readonly closed: boolean
  readonly onTheirWay: readonly OnTheirWayRow[]
}

/** Everything a receipt against these order lines is decided on, in one statement, so as of one instant. */
export async function readReceivingFacts(
  tx: Tx,
  companyId: string,
  receipt: {
    readonly warehouseId: string
    readonly receivedOn: BusinessDate
    readonly orderLineIds: readonly string[]
  },
): Promise<ReceivingFacts> {
  const period = periodOf(receipt.receivedOn)
  const warehouseId = isId(receipt.warehouseId) ? receipt.warehouseId : null
  const [row] = await tx.$queryRaw<Row[]>`
    with template as (
      select account_keys from voucher_template_replica
      where company_id = ${companyId}::uuid and event_kind = 'PURCHASE_RECEIPT'
    )
    select
      (select jsonb_build_object('baseCurrency', base_currency, 'active', active)
       from company_replica where company_id = ${companyId}::uuid) as company,
      (select jsonb_build_object('valuationAreaId', valuation_area_id, 'active', active)
       from warehouse_replica where warehouse_id = ${warehouseId}::uuid) as warehouse,
      (select jsonb_build_object('period', period, 'status', status, 'sealedModules', sealed_modules)
       from period_replica where company_id = ${companyId}::uuid and period = ${period}) as period,
      (select to_jsonb(account_keys) from template) as account_keys,
      (select coalesce(jsonb_agg(jsonb_build_object(
         'accountKey', account_key, 'itemClass', item_class, 'valuationAreaId', valuation_area_id)), '[]')
       from account_rule_replica
       where company_id = ${companyId}::uuid and active
         and account_key = any (select unnest(account_keys) from template)) as rules,
      (select mode from receipt_estimate_choice
       where company_id = ${companyId}::uuid and valid_from <= ${receipt.receivedOn}::date
       order by valid_from desc limit 1) as estimate_mode,
      (select coalesce(jsonb_agg(jsonb_build_object(
         'purchaseOrderLineId', line.id, 'purchaseOrderId', line.purchase_order_id, 'orderStatus', ordered.status,
         'supplierId', ordered.supplier_id, 'currency', ordered.currency, 'revision', line.revision,
         'itemId', line.item_id, 'unit', line.unit, 'numerator', line.unit_numerator::text,
         'denominator', line.unit_denominator::text, 'quantity', line.quantity::text,
         'baseQuantity', line.base_quantity::text, 'unitPrice', line.unit_price::text,
         'overReceiptPercent', line.over_receipt_percent::text,
         'receivedBaseQuantity', line.received_base_quantity::text,
         'returnedBaseQuantity', line.returned_base_quantity::text, 'closed', line.closed_at is not null,
         'item', case when item.item_id is not null then jsonb_build_object(
           'itemId', item.item_id, 'itemClass', item.item_class, 'baseUnit', item.base_unit, 'units', item.units,
           'active', item.active) end,
         'onTheirWay', (
           select coalesce(jsonb_agg(jsonb_build_object(
             'supplierInvoiceLineId', charged.id, 'supplierInvoiceId', invoice.id, 'purchaseOrderLineId', line.id,
             'baseQuantity', charged.base_quantity::text, 'arrived', charged.arrived_base_quantity::text,
             'netMinor', charged.net_minor::text, 'arrivedMinor', charged.arrived_minor::text,
             'printedMinor', charged.printed_net_minor::text, 'currency', invoice.currency,
             'printedCurrency', invoice.printed_currency) order by charged.id), '[]')
           from supplier_invoice_line charged join supplier_invoice invoice on invoice.id = charged.supplier_invoice_id
           where charged.purchase_order_line_id = line.id and invoice.status = 'CONFIRMED'
             and charged.arrived_base_quantity < charged.base_quantity))), '[]')
       from purchase_order_line line
       join purchase_order ordered on ordered.id = line.purchase_order_id
       left join item_replica item on item.item_id = line.item_id
       where not line.removed
         and line.id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(receipt.orderLineIds))}::jsonb)))
      ) as order_lines`
  if (!row) throw new Error('The facts of a receipt could not be read')
  return {
    company: row.company
      ? { companyId, baseCurrency: currencyColumn(row.company.baseCurrency), active: row.company.active }
      : undefined,
    warehouse: row.warehouse ? { warehouseId: receipt.warehouseId, ...row.warehouse } : undefined,
    estimateMode: row.estimate_mode ?? 'DIFFERENCE',
    orderLines: new Map(row.order_lines.map((line) => [line.purchaseOrderLineId, toOpenLine(line)])),
    ...postingFacts(row),
  }
}

/** What a document of another kind needs to know before it is confirmed. */
export async function readPostingFacts(
  tx: Tx,
  companyId: string,
  document: { readonly eventKind: EventKind; readonly businessDate: BusinessDate },
): Promise<PostingFacts> {
  const period = periodOf(document.businessDate)
  const [row] = await tx.$queryRaw<Pick<Row, 'period' | 'account_keys' | 'rules'>[]>`
    with template as (
      select account_keys from voucher_template_replica
      where company_id = ${companyId}::uuid and event_kind = ${document.eventKind}
    )
    select
      (select jsonb_build_object('period', period, 'status', status, 'sealedModules', sealed_modules)
       from period_replica where company_id = ${companyId}::uuid and period = ${period}) as period,
      (select to_jsonb(account_keys) from template) as account_keys,
      (select coalesce(jsonb_agg(jsonb_build_object(
         'accountKey', account_key, 'itemClass', item_class, 'valuationAreaId', valuation_area_id)), '[]')
       from account_rule_replica
       where company_id = ${companyId}::uuid and active
         and account_key = any (select unnest(account_keys) from template)) as rules`
  if (!row) throw new Error('The facts of a posting could not be read')
  return postingFacts(row)
}

function postingFacts(row: Pick<Row, 'period' | 'account_keys' | 'rules'>): PostingFacts {
  return {
    period: row.period ?? undefined,
    accountKeys: row.account_keys ?? undefined,
    rules: row.rules,
  }
}

function toOpenLine({ numerator, denominator, item, ...line }: OrderLineRow): OpenOrderLine {
  return {
    ...line,
    currency: currencyColumn(line.currency),
    item: item === null ? undefined : toItem(item),
    factor: factorColumns(numerator, denominator),
    quantity: quantityColumn(line.quantity),
    baseQuantity: quantityColumn(line.baseQuantity),
    unitPrice: decimalColumn(line.unitPrice),
    overReceiptPercent: decimalColumn(line.overReceiptPercent),
    receivedBaseQuantity: quantityColumn(line.receivedBaseQuantity),
    returnedBaseQuantity: quantityColumn(line.returnedBaseQuantity),
    onTheirWay: line.onTheirWay.map(toGoodsOnTheirWay),
  }
}
