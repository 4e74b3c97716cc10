import {
  createLogger,
  createTransactor,
  openDatabase,
  replicateItems,
  replicatePeriods,
  replicateTaxCodes,
  replicateVoucherTemplates,
  replicateWarehouses,
} from '@erp/service-kit'
import { type TestDatabase, useDatabase } from '@erp/testing'
import { currency, isRefusal, newId } from '@erp/values'
import { afterAll } from 'vitest'
import type { Customer } from '../../src/domain/customer.ts'
import type { Delivery } from '../../src/domain/delivery.ts'
import type { EventKind } from '../../src/domain/posting-readiness.ts'
import type { SalesOrder } from '../../src/domain/sales-order.ts'
import type { SalesReturn } from '../../src/domain/sales-return.ts'
import { type Prisma, PrismaClient } from '../../src/generated/prisma/client.ts'
import { startApproving, startApprovingGift, startWithdrawing } from '../../src/sagas/ask-for-approval.ts'
import { startConfirming } from '../../src/sagas/confirm-order.ts'
import { startReleasing } from '../../src/sagas/end-order.ts'
import { startDelivering } from '../../src/sagas/issue-delivery.ts'
import { startReceivingReturn } from '../../src/sagas/receive-sales-return.ts'
import { startTakingBack } from '../../src/sagas/take-back-delivery.ts'
import { findDelivery } from '../../src/store/deliveries.ts'
import { findSalesOrder } from '../../src/store/sales-orders.ts'
import { findSalesReturn } from '../../src/store/sales-returns.ts'
import { cancelDelivery } from '../../src/use-cases/cancel-delivery.ts'
import { confirmDelivery } from '../../src/use-cases/confirm-delivery.ts'
import { confirmSalesOrder } from '../../src/use-cases/confirm-sales-order.ts'
import { confirmSalesReturn } from '../../src/use-cases/confirm-sales-return.ts'
import { createCustomer } from '../../src/use-cases/create-customer.ts'
import { createDelivery } from '../../src/use-cases/create-delivery.ts'
import { createSalesOrder } from '../../src/use-cases/create-sales-order.ts'
import { createSalesReturn } from '../../src/use-cases/create-sales-return.ts'
import { completeDelivery } from '../../src/use-cases/end-delivery.ts'
import { cancelSalesOrder, closeSalesOrder } from '../../src/use-cases/end-sales-order.ts'
import { completeSalesReturn } from '../../src/use-cases/end-sales-return.ts'
import { rememberCompanies } from '../../src/use-cases/remember-companies.ts'
import * as replicate from '../../src/use-cases/replicate-facts.ts'
import { completeSalesOrder } from '../../src/use-cases/settle-sales-order.ts'
import type { Unit } from '../../src/use-cases/unit.ts'
import { callerOf } from '../sales-database.ts'
import { day } from './day.ts'

/** Sales' database with companies that can sell: everything a test says is about what it leaves out. */
export async function useSales() {
  const database = await useDatabase('sales')
  const prisma = openDatabase<Prisma.TransactionClient>(database.appUrl, {}, (adapter) => new PrismaClient({ adapter }))
  afterAll(() => prisma.$disconnect())
  const transactor = createTransactor(prisma, { service: 'sales', logger: createLogger('sales', 'silent') })
  return { database, transactor, newCompany: () => newCompany(database, transactor) }
}

type Transactor = ReturnType<typeof createTransactor<Unit['tx']>>
export type Company = Awaited<ReturnType<typeof newCompany>>

export interface Ordered {
  readonly itemId?: string
  readonly quantity: string
  readonly unit?: string
  readonly price?: string
  readonly discount?: string
}

/** What an order says beside its lines. */
export interface Terms {
  readonly pricesIncludeTax?: boolean
  readonly currency?: string
  readonly customerId?: string
}

/** A company with books, one warehouse, two items, a VAT code of 13 % and a customer. Days are in October 2026, which is open. */
async function newCompany(database: TestDatabase, transactor: Transactor) {
  const caller = callerOf(newId())
  const { companyId } = caller
  const transact = <Outcome>(work: (unit: Unit) => Promise<Outcome>) => transactor.transact(caller, 'test', work)
  /** The same, as somebody else of the company. */
  const transactAs =
    (userId: string) =>
    <Outcome>(work: (unit: Unit) => Promise<Outcome>) =>
      transactor.transact({ ...caller, userId }, 'test', work)
  const [desk, paint, warehouseId, valuationAreaId, taxCodeId] = [newId(), newId(), newId(), newId(), newId()]
  const name = { zh: '名称', en: 'Name' }
  let version = 0

  const tell = {
    company: (active = true) =>
      transact((unit) =>
        rememberCompanies(unit, [
          {
            ...{ companyId, code: 'HUAXIN', name, baseCurrency: currency('CNY'), accountingStandard: 'CAS' as const },
            ...{ firstPeriod: '2026-01', active, version: ++version },
          },
        ]),
      ),
    item: (itemId: string, itemClass: 'MERCHANDISE' | 'SERVICE' = 'MERCHANDISE', active = true) =>
      transact((unit) =>
        replicateItems(unit.tx, [
          {
            ...{ companyId, itemId, code: itemId, name, itemClass, baseUnit: 'PCS' },
            units: [
              { unit: 'BOX', numerator: '12', denominator: '1' },
              { unit: 'THIRD', numerator: '1', denominator: '3' },
            ],
            ...{ active, version: ++version },
          },
        ]),
      ),
    warehouse: (active = true) =>
      transact((unit) =>
        replicateWarehouses(unit.tx, [
          { companyId, warehouseId, code: 'MAIN', valuationAreaId, active, version: ++version },
        ]),
      ),
    period: (period: string, status: 'OPEN' | 'CLOSED', sealedModules: ('SALES' | 'INVENTORY')[] = []) =>
      transact((unit) => replicatePeriods(unit.tx, [{ companyId, period, status, sealedModules, version: ++version }])),
    rule: (accountKey: string) =>
      transact((unit) =>
        replicate.replicateAccountRules(unit, [
          {
            ...{ companyId, ruleId: newId(), accountKey, itemClass: null, valuationAreaId: null, accountCode: '1405' },
            ...{ active: true, version: ++version },
          },
        ]),
      ),
    template: (eventKind: EventKind, accountKeys: string[]) =>
      transact((unit) =>
        replicateVoucherTemplates(unit.tx, [
          { companyId, templateId: newId(), eventKind, templateVersion: ++version, accountKeys },
        ]),
      ),
    taxCode: (active = true) =>
      transact((unit) =>
        replicateTaxCodes(unit.tx, [
          { companyId, taxCodeId, code: 'VAT', ratePercent: '13', active, version: ++version },
        ]),
      ),
  }
  await tell.company()
  await tell.item(desk)
  await tell.item(paint)
  await tell.warehouse()
  await tell.taxCode()
  await tell.period('2026-10', 'OPEN')
  for (const accountKey of ['INV', 'COGS', 'SELL', 'AR', 'REV', 'VOUT']) await tell.rule(accountKey)
  for (const kind of ['SALES_DELIVERY', 'SALES_RETURN'] as const) await tell.template(kind, ['COGS', 'INV'])
  await tell.template('SALES_GIFT', ['SELL', 'INV', 'VOUT'])
  for (const kind of ['SALES_INVOICE', 'CREDIT_NOTE'] as const) await tell.template(kind, ['AR', 'REV', 'VOUT'])
  const customer = must<Customer>(await transact((unit) => createCustomer(unit, { code: 'YUANFANG', name })))

  const linesOf = (lines: readonly Ordered[]) =>
    lines.map(({ itemId = desk, quantity, unit, price = '18', discount }) => ({
      ...{ itemId, quantity, unit, unitPrice: price, discountPercent: discount, taxCodeId },
    }))
  const termsOf = (lines: readonly Ordered[]) => ({
    ...{ customerId: customer.id, warehouseId, orderedOn: day('2026-10-20'), requestedOn: null },
    ...{ pricesIncludeTax: false, lines: linesOf(lines) },
  })
  const drafts = (lines: readonly Ordered[], terms: Terms = {}) =>
    transact((unit) => createSalesOrder(unit, { ...termsOf(lines), ...terms }))
  const confirms = ({ id, version: expectedVersion }: SalesOrder) =>
    transact((unit) =>
      confirmSalesOrder(unit, { salesOrderId: id, expectedVersion }, { startConfirming, startApproving }),
    )
  const orderNow = async ({ id }: { id: string }) =>
    must<SalesOrder>(await transactor.read([companyId], (tx) => findSalesOrder(tx, id)))

  /** An order that waits for finance and inventory. */
  const asks = async (lines: readonly Ordered[], terms: Terms = {}) =>
    must<SalesOrder>(await confirms(must<SalesOrder>(await drafts(lines, terms))))
  /** An order whose credit and goods are kept. */
  const promised = async (lines: readonly Ordered[], terms: Terms = {}) => {
    const asked = await asks(lines, terms)
    const attempt = { salesOrderId: asked.id, sagaId: must<string>(asked.sagaId) }
    await transact((unit) => completeSalesOrder(unit, attempt))
    return orderNow(asked)
  }

  /** Goods that go out for lines of an order, by their place in it; null for all that is open. */
  const delivers = (order: SalesOrder, quantities: readonly string[] | null) =>
    transact((unit) =>
      createDelivery(unit, {
        salesOrderId: order.id,
        deliveredOn: day('2026-10-21'),
        lines: quantities?.map((quantity, index) => ({ salesOrderLineId: lineId(order, index), quantity })) ?? null,
      }),
    )
  /** By somebody who wrote none, unless a person is given. */
  const confirmsDelivery = ({ id, version: expectedVersion }: Delivery, by = newId()) =>
    transactAs(by)((unit) =>
      confirmDelivery(unit, { deliveryId: id, expectedVersion }, { startDelivering, startApprovingGift }),
    )

  /** A delivery whose goods are gone. */
  const delivered = async (order: SalesOrder, quantities: readonly string[] | null) => {
    const asked = must<Delivery>(await confirmsDelivery(must<Delivery>(await delivers(order, quantities))))
    const attempt = { deliveryId: asked.id, sagaId: must<string>(asked.sagaId) }
    await transact((unit) => completeDelivery(unit, attempt))
    return must<Delivery>(await transactor.read([companyId], (tx) => findDelivery(tx, asked.id)))
  }

  const hasBack = (delivery: Delivery, quantity: string, unit?: string, returnedOn = '2026-10-25') =>
    transact((step) =>
      createSalesReturn(step, {
        returnedOn: day(returnedOn),
        lines: [{ deliveryLineId: lineId(delivery, 0), quantity, unit }],
      }),
    )
  /** By somebody who wrote none, unless a person is given. */
  const confirmsReturn = ({ id, version: expectedVersion }: SalesReturn, by = newId()) =>
    transactAs(by)((unit) => confirmSalesReturn(unit, { salesReturnId: id, expectedVersion }, startReceivingReturn))
  const returnNow = async ({ id }: { id: string }) =>
    must<SalesReturn>(await transactor.read([companyId], (tx) => findSalesReturn(tx, id)))

  return {
    ...{
      companyId,
      caller,
      transact,
      transactAs,
      tell,
      desk,
      paint,
      warehouseId,
      valuationAreaId,
      taxCodeId,
      customer,
    },
    ...{ linesOf, termsOf, drafts, confirms, asks, promised, orderNow },
    ...{ delivers, confirmsDelivery, delivered },
    /** Goods of the first line that are back in stock. */
    back: async (delivery: Delivery, quantity: string) => {
      const draft = must<SalesReturn>(await hasBack(delivery, quantity))
      const asked = must<SalesReturn>(await confirmsReturn(draft))
      await transact((unit) => completeSalesReturn(unit, { salesReturnId: asked.id, sagaId: must(asked.sagaId) }))
      return returnNow(asked)
    },
    ...{ hasBack, confirmsReturn, returnNow },
    deliveryNow: async ({ id }: { id: string }) =>
      must<Delivery>(await transactor.read([companyId], (tx) => findDelivery(tx, id))),
    cancelsDelivery: ({ id, version: expectedVersion }: Delivery) =>
      transact((unit) =>
        cancelDelivery(unit, { deliveryId: id, expectedVersion }, { startTakingBack, startWithdrawing }),
      ),
    cancels: ({ id, version: expectedVersion }: SalesOrder) =>
      transact((unit) =>
        cancelSalesOrder(unit, { salesOrderId: id, expectedVersion }, { startReleasing, startWithdrawing }),
      ),
    closes: ({ id, version: expectedVersion }: SalesOrder) =>
      transact((unit) => closeSalesOrder(unit, { salesOrderId: id, expectedVersion }, startReleasing)),
    /** Everything a refusal must not change, as one value to compare. */
    everything: () => everything(database, companyId),
    legsOf: ({ id }: { id: string }) =>
      database.rows`select kind, state, reason_code from document_leg where document_id = ${id} order by kind`,
  }
}

async function everything(database: TestDatabase, companyId: string) {
  const [state] = await database.rows<{ state: unknown }>`
    select jsonb_build_object(
      'outbox', (select count(*) from platform.outbox where company_id = ${companyId}),
      'sagas', (select count(*) from platform.saga where company_id = ${companyId}),
      'audit', (select count(*) from platform.audit_log where company_id = ${companyId}),
      'orders', (select jsonb_agg(to_jsonb(o) order by id) from sales_order o where company_id = ${companyId}),
      'orderLines', (select jsonb_agg(to_jsonb(l) order by id) from sales_order_line l where company_id = ${companyId}),
      'deliveries', (select jsonb_agg(to_jsonb(d) order by id) from delivery d where company_id = ${companyId}),
      'deliveryLines', (select jsonb_agg(to_jsonb(l) order by id) from delivery_line l where company_id = ${companyId}),
      'invoices', (select jsonb_agg(to_jsonb(i) order by id) from sales_invoice i where company_id = ${companyId}),
      'invoiceLines', (select jsonb_agg(to_jsonb(l) order by id) from sales_invoice_line l where company_id = ${companyId}),
      'creditNotes', (select jsonb_agg(to_jsonb(c) order by id) from credit_note c where company_id = ${companyId}),
      'returnLines', (select jsonb_agg(to_jsonb(l) order by id) from sales_return_line l where company_id = ${companyId}),
      'quotations', (select jsonb_agg(to_jsonb(q) order by id) from quotation q where company_id = ${companyId}),
      'quotationLines', (select jsonb_agg(to_jsonb(l) order by id) from quotation_line l where company_id = ${companyId}),
      'priceLists', (select jsonb_agg(to_jsonb(p) order by id) from price_list p where company_id = ${companyId}),
      'returns', (select jsonb_agg(to_jsonb(r) order by id) from sales_return r where company_id = ${companyId}),
      'legs', (select jsonb_agg(to_jsonb(l) order by document_id, kind) from document_leg l where company_id = ${companyId}),
      'paymentTerms', (select jsonb_agg(to_jsonb(p) order by id) from payment_term p where company_id = ${companyId}),
      'promotions', (select jsonb_agg(to_jsonb(p) order by id) from promotion p where company_id = ${companyId}),
      'choices', (select count(*) from cost_of_sales_choice where company_id = ${companyId}),
      'numbers', (select jsonb_agg(to_jsonb(n) order by document_type) from document_number n where company_id = ${companyId})
    ) as state`
  return state?.state
}

export function lineId(document: { readonly lines: readonly { readonly id: string }[] }, index: number): string {
  return must(document.lines[index]?.id)
}

/** The document of an outcome. Throws with the refusal when there is none. */
export function must<Document>(outcome: unknown): Document {
  if (outcome === undefined || outcome === null || isRefusal(outcome)) throw new Error(JSON.stringify(outcome))
  return outcome as Document
}
