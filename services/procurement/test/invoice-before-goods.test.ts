import { eventually } from '@erp/testing'
import { formatMoney, newId } from '@erp/values'
import { expect, test } from 'vitest'
import { arrivalsOf } from '../src/domain/goods-in-transit.ts'
import type { GoodsReceipt } from '../src/domain/goods-receipt.ts'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import type { SupplierInvoice } from '../src/domain/supplier-invoice.ts'
import { createGoodsReceipt } from '../src/use-cases/create-goods-receipt.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { lineId, must, useProcurement } from './support/procurement.ts'

const { newCompany, database } = await useProcurement()

/** What a supplier charges for the first line of an order before it comes. */
function ahead(order: PurchaseOrder, quantity: string, net: string, tax: string) {
  return { inTransit: [{ purchaseOrderLineId: lineId(order, 0), quantity, net, tax }] }
}

async function setUp(quantity = '100', price = '10') {
  const company = await newCompany()
  const order = await company.orders([{ quantity, price }])
  return { company, order, ...invoicing(company) }
}

function valuesOf({ lines }: GoodsReceipt) {
  return lines.map(({ netValue, transitValue, invoicedValue }) => [
    formatMoney(must(netValue)),
    formatMoney(transitValue),
    formatMoney(invoicedValue),
  ])
}

test('what arrives is worth what it was charged at, oldest invoice first, and the rest what was ordered', async () => {
  const { company, order, written, confirmed, told, invoiceNow } = await setUp()
  const first = await confirmed(await written([], ahead(order, '30', '303.00', '39.39')))
  expect(first).toMatchObject({ status: 'CONFIRMED', differences: [] })
  expect(await told(first)).toMatchObject([
    { payload: { lines: [{ kind: 'IN_TRANSIT', quantity: '30', cleared: '0.00', itemClass: 'MERCHANDISE' }] } },
  ])
  await confirmed(await written([], ahead(order, '20', '200.00', '26.00')))

  const receipt = await company.received(order, ['40'])
  expect(valuesOf(receipt)).toEqual([['403.00', '403.00', '403.00']])
  const rest = await company.received(order, ['60'])
  expect(valuesOf(rest)).toEqual([['600.00', '100.00', '100.00']])
  expect(await company.outboxOf(receipt.id)).toMatchObject([
    { type: 'procurement.goods-receipt.confirmed.v1', payload: { lines: [{ netValue: '403.00' }] } },
    { type: 'procurement.goods-in-transit.arrived.v1', payload: { lines: [{ quantity: '40', value: '403.00' }] } },
  ])
  expect((await invoiceNow(first)).lines).toMatchObject([{ arrived: { value: { minor: 30300n } } }])

  const left = await confirmed(await written([charge(rest, '50', '500.00', '65.00')]))
  expect(left.lines).toMatchObject([{ cleared: { minor: 50000n } }])
  expect(await company.outboxOf(rest.id)).toHaveLength(2)
})

test('the last that arrives takes what rounding left', async () => {
  const { company, order, written, confirmed } = await setUp('3', '3.333333')
  await confirmed(await written([], ahead(order, '3', '10.00', '1.30')))
  const values = []
  for (const quantity of ['1', '1', '1']) values.push(...valuesOf(await company.received(order, [quantity])))
  expect(values.map(([value]) => value)).toEqual(['3.33', '3.34', '3.33'])
  expect(arrivalsOf(must(order.lines[0]?.baseQuantity), [])).toEqual([])
})

test('of goods that have come nothing is taken back; what has not can be charged anew', async () => {
  const { company, order, written, confirmed, cancels } = await setUp('10')
  const invoice = await confirmed(await written([], ahead(order, '10', '100.00', '13.00')))
  const twice = await confirmed(await written([], ahead(order, '1', '10.00', '1.30')))
  expect(twice).toMatchObject({ status: 'HELD', differences: [{ kind: 'QUANTITY', expected: '0', invoiced: '1' }] })
  expect(await cancels(invoice)).toMatchObject({ status: 'CANCELLED' })
  const again = await confirmed(await written([], ahead(order, '10', '100.00', '13.00')))
  await company.received(order, ['1'])
  const before = await company.everything()
  expect(await cancels(again)).toMatchObject({ refusal: 'InvoicedGoodsArrived', arrived: '1' })
  expect(await company.everything()).toEqual(before)
})

test('two receipts at once never take the same goods on their way', async () => {
  const { company, order, written, confirmed } = await setUp('10')
  await confirmed(await written([], ahead(order, '6', '63.00', '8.19')))
  await Promise.allSettled([company.receives(order, ['5']), company.receives(order, ['5'])])
  const [line] = (await company.orderNow(order)).lines
  if (line?.receivedBaseQuantity.lt(10)) await company.received(order, ['5'])
  const [arrived] = await company.transact(
    ({ tx }) => tx.$queryRaw<{ value: bigint; quantity: string }[]>`
      select sum(value_minor)::bigint as value, trim_scale(sum(base_quantity))::text as quantity
      from goods_in_transit_arrival where company_id = ${company.companyId}::uuid`,
  )
  expect(arrived).toEqual({ value: 6300n, quantity: '6' })
})

test('an invoice and a receipt of the same moment meet, whichever comes first', async () => {
  const outcomes = new Set<string>()
  for (let round = 0; round < 8; round += 1) {
    const { company, order, written, confirms, invoiceNow } = await setUp('10')
    const draft = await written([], ahead(order, '10', '101.00', '13.13'))
    // Both have read what there is when the line they decide on is let go, and the receipt waits behind the invoice, or before it.
    let both: Promise<unknown>[] = []
    await company.transact(async ({ tx }) => {
      await tx.$executeRaw`select id from purchase_order_line where id = ${lineId(order, 0)}::uuid for update`
      const [first, second] = [() => confirms(draft), () => company.receives(order, ['10'])]
      for (const [waiting, begin] of (round % 2 === 0 ? [first, second] : [second, first]).entries()) {
        both = [...both, begin()]
        await eventually(async () =>
          expect(
            await database.rows`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          ).toHaveLength(waiting + 1),
        )
      }
    })
    await Promise.all(both)
    const invoice = await invoiceNow(draft)
    const [line] = invoice.lines
    const arrived = line?.kind === 'IN_TRANSIT' ? line.arrived.quantity.toFixed() : ''
    outcomes.add(`${round % 2 === 0 ? 'invoice' : 'receipt'} first: ${invoice.status}, ${arrived} arrived`)
  }
  expect([...outcomes]).toEqual(['invoice first: CONFIRMED, 10 arrived', 'receipt first: HELD, 0 arrived'])
})

test('many invoices and receipts at once leave nothing in transit that has come', async () => {
  const { company, order, written, confirms } = await setUp('40')
  const drafts = []
  for (let one = 0; one < 4; one += 1) drafts.push(await written([], ahead(order, '10', '100.00', '13.00')))
  await Promise.all([...drafts.map(confirms), ...[1, 2, 3, 4].map(() => company.receives(order, ['10']))])
  const [left] = await database.rows<{ on_their_way: string }>`
    select coalesce(sum(base_quantity - arrived_base_quantity), 0)::int::text as on_their_way
    from supplier_invoice_line line join supplier_invoice invoice on invoice.id = supplier_invoice_id
    where line.company_id = ${company.companyId}::uuid and status = 'CONFIRMED'`
  expect((await company.orderNow(order)).lines[0]?.receivedBaseQuantity.toFixed()).toBe('40')
  expect(left).toEqual({ on_their_way: '0' })
})

/** An invoice for ten that came, at 103.00 instead of 100.00, and for ten of another order that have not. */
async function mixed() {
  const { company, order, ...invoices } = await setUp('10')
  const awaited = await company.orders([{ quantity: '10', price: '10' }])
  const draft = await invoices.written(
    [charge(await company.received(order, ['10']), '10', '103.00', '13.39')],
    ahead(awaited, '10', '101.00', '13.13'),
  )
  const receives = () => company.transact((unit) => createGoodsReceipt(unit, company.arrival(awaited, ['10'])))
  return { company, awaited, draft, receives, ...invoices }
}

test('goods that come before their invoice is confirmed are not charged as if they had not', async () => {
  const { draft, receives, confirmed } = await mixed()
  expect(valuesOf(must<GoodsReceipt>(await receives()))).toEqual([['100.00', '0.00', '0.00']])
  expect(await confirmed(draft)).toMatchObject({
    status: 'HELD',
    differences: [{ kind: 'QUANTITY', expected: '0', invoiced: '10' }],
  })
})

test('goods that come while inventory is asked about their invoice wait for its answer', async () => {
  const { company, awaited, draft, receives, confirmed, borne, invoiceNow } = await mixed()
  const confirming = await confirmed(draft)
  expect(confirming.status).toBe('CONFIRMING')
  const before = await company.everything()
  expect(await receives()).toEqual({
    ...{ refusal: 'GoodsBeingCharged', purchaseOrderLineId: lineId(awaited, 0) },
    ...{ supplierInvoiceNumber: confirming.number, path: ['input', 'lines', '0', 'purchaseOrderLineId'] },
  })
  expect(await company.everything()).toEqual(before)
  await borne(confirming)
  expect(valuesOf(must<GoodsReceipt>(await receives()))).toEqual([['101.00', '101.00', '101.00']])
  expect((await invoiceNow(draft)).lines).toMatchObject([
    { kind: 'GOODS' },
    { kind: 'IN_TRANSIT', arrived: { value: { minor: 10100n } } },
  ])
})

test('goods whose invoice inventory refused are worth what was ordered', async () => {
  const { draft, receives, confirmed, notBorne, invoiceNow } = await mixed()
  await notBorne(await confirmed(draft), 'PERIOD_CLOSED')
  expect(valuesOf(must<GoodsReceipt>(await receives()))).toEqual([['100.00', '0.00', '0.00']])
  expect(await confirmed(await invoiceNow(draft))).toMatchObject({
    status: 'HELD',
    differences: [{ kind: 'QUANTITY' }],
  })
})

test('goods that come while their invoice is taken back wait as well, and take what was charged where it stands after all', async () => {
  const { draft, receives, confirmed, borne, cancels, notTakenBack, invoiceNow } = await mixed()
  await borne(await confirmed(draft))
  const cancelling = must<SupplierInvoice>(await cancels(await invoiceNow(draft)))
  expect(cancelling.status).toBe('CANCELLING')
  expect(await receives()).toMatchObject({ refusal: 'GoodsBeingCharged' })
  await notTakenBack(cancelling, 'STOCK_USED')
  expect(valuesOf(must<GoodsReceipt>(await receives()))).toEqual([['101.00', '101.00', '101.00']])
})

test('only goods of a confirmed order of that supplier are charged before they come, each once', async () => {
  const { company, order, writes } = await setUp()
  const before = await company.everything()
  expect(
    await writes([], { inTransit: [{ purchaseOrderLineId: newId(), quantity: '1', net: '1.00', tax: '0.13' }] }),
  ).toMatchObject({ refusal: 'PurchaseOrderLineNotFound' })
  const [line] = ahead(order, '1', '10.00', '1.30').inTransit
  expect(await writes([], { inTransit: [must(line), must(line)] })).toMatchObject({ problem: 'NAMED_TWICE' })
  const other = await newCompany()
  expect(await invoicing(other).writes([], ahead(order, '1', '10.00', '1.30'))).toMatchObject({
    refusal: 'PurchaseOrderLineNotFound',
  })
  expect(await company.everything()).toEqual(before)
})

test('a receipt of them is refused while finance could not post their arrival', async () => {
  const { company, order, written, confirmed } = await setUp('10')
  await confirmed(await written([], ahead(order, '10', '100.00', '13.00')))
  await company.tell.template('GOODS_IN_TRANSIT_RECEIVED', ['GRIR', 'NOWHERE'])
  const before = await company.everything()
  expect(await company.transact((unit) => createGoodsReceipt(unit, company.arrival(order, ['10'])))).toMatchObject({
    ...{ refusal: 'AccountRuleMissing', eventKind: 'GOODS_IN_TRANSIT_RECEIVED', accountKey: 'NOWHERE' },
  })
  expect(await company.everything()).toEqual(before)
})
