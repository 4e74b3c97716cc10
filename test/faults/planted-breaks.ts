import type { ServiceName } from '@erp/local'

/** A wrong that no service would do: how a superuser does it, how it is undone, and the rule that must notice. */
export interface PlantedBreak {
  readonly what: string
  readonly service: ServiceName
  readonly plant: TemplateStringsArray
  readonly mend: TemplateStringsArray
  readonly broken: string
}

/** Text for a database, kept as it is. */
const sql = (text: TemplateStringsArray) => text

export const plantedBreaks: readonly PlantedBreak[] = [
  {
    what: 'a line of a voucher is worth one more',
    service: 'finance',
    plant: sql`update voucher_line set debit = debit + 1
      where debit > 0 and (voucher_id, line_number) = (select min(voucher_id::text)::uuid, 1 from voucher_line)`,
    mend: sql`update voucher_line set debit = debit - 1
      where debit > 0 and (voucher_id, line_number) = (select min(voucher_id::text)::uuid, 1 from voucher_line)`,
    broken: 'every voucher balances',
  },
  {
    what: 'a source is posted twice',
    service: 'finance',
    plant: sql`insert into zero_value_posting
        (source_type, source_id, purpose, revision, id, company_id, document_type, document_id, source_event_id)
      select source_type, source_id, purpose, revision, gen_random_uuid(), company_id, document_type, document_id,
             gen_random_uuid() from voucher order by id limit 1`,
    mend: sql`delete from zero_value_posting`,
    broken: 'one posting stands per source and purpose',
  },
  {
    what: 'an event is posted for two sources',
    service: 'finance',
    plant: sql`insert into zero_value_posting
        (source_type, source_id, purpose, revision, id, company_id, document_type, document_id, source_event_id)
      select 'ANOTHER', source_id, purpose, revision, gen_random_uuid(), company_id, document_type, document_id,
             source_event_id from voucher order by id limit 1`,
    mend: sql`delete from zero_value_posting`,
    broken: 'one posting stands per source and purpose',
  },
  {
    what: 'a voucher is in a period that closed before',
    service: 'finance',
    plant: sql`update fiscal_period set status = 'CLOSED', changed_at = now() - interval '1 day'`,
    mend: sql`update fiscal_period set status = 'OPEN', changed_at = now()`,
    broken: 'no voucher entered a closed period',
  },
  {
    what: 'a balance is off by one',
    service: 'finance',
    plant: sql`update account_period_balance set debit = debit + 1`,
    mend: sql`update account_period_balance set debit = debit - 1`,
    broken: 'the trial balance balances',
  },
  {
    what: 'a voucher number is missing',
    service: 'finance',
    plant: sql`update voucher_sequence set last_number = last_number + 1`,
    mend: sql`update voucher_sequence set last_number = last_number - 1`,
    broken: 'voucher numbers have no gap',
  },
  {
    what: 'a voucher is for something else than a stock document',
    service: 'finance',
    plant: sql`update voucher set source_type = 'LOST' where id = (select id from voucher order by id limit 1)`,
    mend: sql`update voucher set source_type = 'STOCK_DOCUMENT' where source_type = 'LOST'`,
    broken: 'each stock document has exactly one voucher',
  },
  {
    what: 'an item and an area change places in the ledger',
    service: 'finance',
    plant: sql`update voucher_line set item_id = valuation_area_id, valuation_area_id = item_id where account_key = 'INV'`,
    mend: sql`update voucher_line set item_id = valuation_area_id, valuation_area_id = item_id where account_key = 'INV'`,
    broken: 'stock value per item and area equals the general ledger',
  },
  {
    what: 'there is more in a warehouse than ever came',
    service: 'inventory',
    plant: sql`update warehouse_stock set on_hand = on_hand + 1`,
    mend: sql`update warehouse_stock set on_hand = on_hand - 1`,
    broken: 'stock on hand and its value are the sum of the movements',
  },
  {
    what: 'stock is worth more than ever came',
    service: 'inventory',
    plant: sql`update stock_balance set value = value + 1`,
    mend: sql`update stock_balance set value = value - 1`,
    broken: 'stock value per item and area equals the general ledger',
  },
  {
    what: 'a layer holds more than came',
    service: 'inventory',
    plant: sql`update stock_layer set quantity = quantity + 1 where id = (select id from stock_layer order by id limit 1)`,
    mend: sql`update stock_layer set quantity = quantity - 1 where id = (select id from stock_layer order by id limit 1)`,
    broken: 'the layers of items valued first in, first out',
  },
  {
    what: 'a stock document was never told',
    service: 'inventory',
    plant: sql`update platform.outbox set type = 'lost'
      where pos = (select min(pos) from platform.outbox where type = 'inventory.stock-document.posted.v1')`,
    mend: sql`update platform.outbox set type = 'inventory.stock-document.posted.v1' where type = 'lost'`,
    broken: 'every stock document told the others once',
  },
  {
    what: 'a receipt says another quantity than stock',
    service: 'procurement',
    plant: sql`update goods_receipt_line set base_quantity = base_quantity + 1
      where id = (select id from goods_receipt_line order by id limit 1)`,
    mend: sql`update goods_receipt_line set base_quantity = base_quantity - 1
      where id = (select id from goods_receipt_line order by id limit 1)`,
    broken: 'each line of a confirmed receipt or return moved stock once',
  },
  {
    what: 'a receipt is worth another amount than its voucher',
    service: 'procurement',
    plant: sql`update goods_receipt_line set net_value_minor = net_value_minor + 1
      where id = (select id from goods_receipt_line order by id limit 1)`,
    mend: sql`update goods_receipt_line set net_value_minor = net_value_minor - 1
      where id = (select id from goods_receipt_line order by id limit 1)`,
    broken: 'orders are the sum of their lines',
  },
  {
    what: 'the clearing account is short',
    service: 'finance',
    plant: sql`update account_period_balance set credit = credit - 1
      where account_id in (select id from account where control_key = 'GRIR')`,
    mend: sql`update account_period_balance set credit = credit + 1
      where account_id in (select id from account where control_key = 'GRIR')`,
    broken: 'goods received and not invoiced equal their account',
  },
  {
    what: 'more was charged for goods on their way than their account says',
    service: 'procurement',
    plant: sql`update supplier_invoice_line set net_minor = net_minor + 1 where kind = 'IN_TRANSIT'`,
    mend: sql`update supplier_invoice_line set net_minor = net_minor - 1 where kind = 'IN_TRANSIT'`,
    broken: 'goods charged before they came equal their account',
  },
  {
    what: 'less is taken back of estimates than their account says',
    service: 'procurement',
    plant: sql`update goods_receipt_line set reversed_value_minor = reversed_value_minor - 1 where reversed_value_minor > 0`,
    mend: sql`update goods_receipt_line set reversed_value_minor = reversed_value_minor + 1 where reversed_value_minor > 0`,
    broken: 'estimates taken back and not made anew equal their account',
  },
  {
    what: 'an estimate turn is worth more than its lines',
    service: 'procurement',
    plant: sql`update estimate_turn set value_minor = value_minor + 1`,
    mend: sql`update estimate_turn set value_minor = value_minor - 1`,
    broken: 'orders are the sum of their lines',
  },
  {
    what: 'less of shipped goods is left than their account says',
    service: 'inventory',
    plant: sql`update shipped_goods set charged_value = charged_value + 1`,
    mend: sql`update shipped_goods set charged_value = charged_value - 1`,
    broken: 'goods shipped and not invoiced equal their account',
  },
  {
    what: 'shipped goods came back that nobody took in',
    service: 'inventory',
    plant: sql`update shipped_goods set quantity = quantity + 1`,
    mend: sql`update shipped_goods set quantity = quantity - 1`,
    broken: 'shipped goods are what moved',
  },
  {
    what: 'more of shipped goods is invoiced than invoices say',
    service: 'inventory',
    plant: sql`update shipped_goods set invoiced_quantity = invoiced_quantity + 1`,
    mend: sql`update shipped_goods set invoiced_quantity = invoiced_quantity - 1`,
    broken: 'what inventory knows to be invoiced of shipped goods is what sales invoices',
  },
  {
    what: 'what somebody is owed was never made an open item',
    service: 'finance',
    plant: sql`update account set open_item_kind = 'PAYABLE' where control_key = 'GRIR'`,
    mend: sql`update account set open_item_kind = null where control_key = 'GRIR'`,
    broken: 'open items equal the general ledger',
  },
  {
    what: 'an open item is open without anything that made it so',
    service: 'finance',
    plant: sql`insert into open_item (id, company_id, kind, account_id, voucher_id, line_number, document_type,
        document_id, document_number, business_date, posting_date, due_on, side, currency, base_currency, original,
        original_base, open, carrying, last_moved_on)
      select gen_random_uuid(), v.company_id, 'PAYABLE', l.account_id, v.id, l.line_number, v.document_type,
        v.document_id, v.document_number, v.business_date, v.posting_date, v.posting_date, 'CREDIT', v.currency,
        v.currency, -100, -100, -100, -100, v.posting_date
      from voucher v join voucher_line l on l.voucher_id = v.id order by v.id, l.line_number limit 1`,
    mend: sql`delete from open_item where not exists (select from open_item_movement m where m.item_id = open_item.id)`,
    broken: 'an open item is what its movements leave of it',
  },
  {
    what: 'an order line received more than its receipts say',
    service: 'procurement',
    plant: sql`update purchase_order_line set received_base_quantity = received_base_quantity + 1`,
    mend: sql`update purchase_order_line set received_base_quantity = received_base_quantity - 1`,
    broken: 'orders are the sum of their lines',
  },
  {
    what: 'a receipt was never told',
    service: 'procurement',
    plant: sql`update platform.outbox set type = 'lost'
      where pos = (select min(pos) from platform.outbox where type = 'procurement.goods-receipt.confirmed.v1')`,
    mend: sql`update platform.outbox set type = 'procurement.goods-receipt.confirmed.v1' where type = 'lost'`,
    broken: 'every confirmed receipt and return, and every turned estimate, was told',
  },
  {
    what: 'a receipt number is missing',
    service: 'procurement',
    plant: sql`update document_number set last_number = last_number + 1`,
    mend: sql`update document_number set last_number = last_number - 1`,
    broken: 'numbers of purchasing documents have no gap',
  },
  {
    what: 'an order line brought more to a customer than its deliveries say',
    service: 'sales',
    plant: sql`update sales_order_line set delivered_base_quantity = delivered_base_quantity - 0.000001`,
    mend: sql`update sales_order_line set delivered_base_quantity = delivered_base_quantity + 0.000001`,
    broken: 'what went out, came back, is invoiced and credited is what the documents of sales say',
  },
  {
    what: 'a sales invoice was never told',
    service: 'sales',
    plant: sql`update platform.outbox set type = 'sales.sales-invoice.lost.v1' where type = 'sales.sales-invoice.confirmed.v1'`,
    mend: sql`update platform.outbox set type = 'sales.sales-invoice.confirmed.v1' where type = 'sales.sales-invoice.lost.v1'`,
    broken: 'every sales invoice and credit note that counts or was taken back was told to the others once',
  },
  {
    what: 'a number of sales is missing',
    service: 'sales',
    plant: sql`update document_number set last_number = last_number + 1`,
    mend: sql`update document_number set last_number = last_number - 1`,
    broken:
      'numbers of sales orders, quotations, deliveries, returns, invoices, credit notes and changes of credit limits have no gap',
  },
  {
    what: 'a receivable took the place of more credit than was invoiced',
    service: 'finance',
    plant: sql`update credit_hold set charged = charged + 1`,
    mend: sql`update credit_hold set charged = charged - 1`,
    broken: 'what is invoiced of held credit is what the posted invoices of its order say',
  },
  {
    what: 'an order holds more credit than it is worth',
    service: 'finance',
    plant: sql`update credit_hold set amount = amount + 1`,
    mend: sql`update credit_hold set amount = amount - 1`,
    broken: 'confirmed orders hold their gross amount of credit',
  },
  {
    what: 'a budget counts as spent what is not in the ledger',
    service: 'finance',
    plant: sql`with item as (
        insert into budget_item (id, company_id, year, account_id, in_force)
        select gen_random_uuid(), company_id, '1999', id, true from account where leaf order by id limit 1
        returning id, company_id)
      insert into budget_balance (budget_item_id, period, company_id, actual) select id, '1999-01', company_id, 1 from item`,
    mend: sql`with balance as (delete from budget_balance where period = '1999-01')
      delete from budget_item where year = '1999'`,
    broken: 'budget balances are the version in force',
  },
  {
    what: 'budget is reserved for a claim that is not there',
    service: 'finance',
    plant: sql`insert into budget_reservation (id, company_id, document_type, document_id, document_number, line_id,
        account_id, period, amount, reserved_at)
      select gen_random_uuid(), company_id, 'EXPENSE_CLAIM', gen_random_uuid(), 'EC-1999-000001', gen_random_uuid(), id,
             '1999-01', 1, now() from account where leaf order by id limit 1`,
    mend: sql`delete from budget_reservation where document_number = 'EC-1999-000001'`,
    broken: 'what is reserved of budgets is for claims',
  },
  {
    what: 'budget is reserved for an order that is not there',
    service: 'finance',
    plant: sql`insert into budget_reservation (id, company_id, document_type, document_id, document_number, line_id,
        account_id, period, amount, reserved_at)
      select gen_random_uuid(), company_id, 'PURCHASE_ORDER', gen_random_uuid(), 'PO-1999-000001', gen_random_uuid(), id,
             '1999-01', 1, now() from account where leaf order by id limit 1`,
    mend: sql`delete from budget_reservation where document_number = 'PO-1999-000001'`,
    broken: 'what is reserved of budgets for orders',
  },
  {
    what: 'more is taken of what a requisition reserved than orders take over',
    service: 'finance',
    plant: sql`insert into budget_reservation (id, company_id, document_type, document_id, document_number, line_id,
        account_id, period, amount, reserved_at, ended_at, measure, taken)
      select gen_random_uuid(), company_id, 'PURCHASE_REQUISITION', gen_random_uuid(), 'REQ-1999-000001', gen_random_uuid(),
             id, '1999-01', 1, now(), now(), 1, 1 from account where leaf order by id limit 1`,
    mend: sql`delete from budget_reservation where document_number = 'REQ-1999-000001'`,
    broken: 'what is taken of what requisitions reserved',
  },
  {
    what: 'a leg shows what is not there',
    service: 'procurement',
    plant: sql`update document_leg set facts = jsonb_build_object('was', facts) where kind = 'LEDGER'`,
    mend: sql`update document_leg set facts = facts -> 'was' where kind = 'LEDGER'`,
    broken: 'the legs procurement shows are what stock and ledger say',
  },
  {
    what: 'a copy of an item is old',
    service: 'procurement',
    plant: sql`update item_replica set version = version - 1`,
    mend: sql`update item_replica set version = version + 1`,
    broken: 'copies of other services’ facts are as new as the facts',
  },
  {
    what: 'a number within a subject is missing',
    service: 'inventory',
    plant: sql`update platform.lane set last_seq = last_seq + 1
      where subject = (select min(subject) from platform.lane)`,
    mend: sql`update platform.lane set last_seq = last_seq - 1
      where subject = (select min(subject) from platform.lane)`,
    broken: 'inventory: outbox numbers have no gap',
  },
  {
    what: 'a message says something else than when it was written',
    service: 'procurement',
    plant: sql`update platform.outbox set payload = payload || '{"planted": true}'
      where pos = (select min(pos) from platform.outbox)`,
    mend: sql`update platform.outbox set payload = payload - 'planted' where payload ? 'planted'`,
    broken: 'procurement: outbox numbers have no gap within a subject, and payloads',
  },
  {
    what: 'a message can never be sent',
    service: 'finance',
    plant: sql`update platform.outbox set published_at = null, dead_at = now()
      where pos = (select min(pos) from platform.outbox)`,
    mend: sql`update platform.outbox set published_at = now(), dead_at = null where dead_at is not null`,
    broken: 'finance: every message is sent',
  },
  {
    what: 'a message was received and never applied',
    service: 'finance',
    plant: sql`update platform.inbox set status = 'dead', reason = 'PLANTED'
      where event_id = (select min(event_id::text)::uuid from platform.inbox)`,
    mend: sql`update platform.inbox set status = 'applied', reason = null where reason = 'PLANTED'`,
    broken: 'finance: every message received is applied',
  },
  {
    what: 'a message was passed over',
    service: 'inventory',
    plant: sql`update platform.inbox_cursor set last_seq = last_seq + 1
      where subject = (select min(subject) from platform.inbox_cursor)`,
    mend: sql`update platform.inbox_cursor set last_seq = last_seq - 1
      where subject = (select min(subject) from platform.inbox_cursor)`,
    broken: 'inventory: each subject is applied once and in order',
  },
  {
    what: 'a message came that nobody told',
    service: 'sales',
    plant: sql`insert into platform.inbox
        (consumer, event_id, stream, stream_epoch, stream_seq, subject, subject_seq, type, headers, status, reason,
         received_at)
      select consumer, gen_random_uuid(), stream, stream_epoch, stream_seq, subject, subject_seq, type, headers,
             'skipped', 'PLANTED', received_at from platform.inbox limit 1`,
    mend: sql`delete from platform.inbox where reason = 'PLANTED'`,
    broken: 'messages told and messages received are the same ones',
  },
  {
    what: 'a message never reached somebody who listens',
    service: 'sales',
    plant: sql`update platform.inbox set consumer = 'planted'`,
    mend: sql`update platform.inbox set consumer = 'sales__events' where consumer = 'planted'`,
    broken: 'messages told and messages received are the same ones',
  },
  {
    what: 'a saga sent a command after its end',
    service: 'procurement',
    plant: sql`update platform.saga_step set sent_at = sent_at + interval '1 day'`,
    mend: sql`update platform.saga_step set sent_at = sent_at - interval '1 day'`,
    broken: 'procurement: every saga has ended, goes on, or is held',
  },
  {
    what: 'a saga knows another answer than was given',
    service: 'inventory',
    plant: sql`update platform.command_result set reply_type = 'planted ' || reply_type`,
    mend: sql`update platform.command_result set reply_type = substr(reply_type, 9)`,
    broken: 'every command a saga sent has one answer',
  },
  {
    what: 'a document was made under two keys',
    service: 'procurement',
    plant: sql`insert into platform.idempotency (user_id, key, operation, request_hash, result_id)
      select user_id, 'planted', operation, request_hash, result_id from platform.idempotency
      where operation = 'createGoodsReceipt' limit 1`,
    mend: sql`delete from platform.idempotency where key = 'planted'`,
    broken: 'procurement: each key did its work once',
  },
]
