import type { PayloadOf, periodChanged } from '@erp/contracts'
import {
  type Caller,
  createLogger,
  createTransactor,
  newTraceparent,
  replicateItems,
  replicatePeriods,
  replicateTaxCodes,
  replicateVoucherTemplates,
  replicateWarehouses,
} from '@erp/service-kit'
import { type TestDatabase, useDatabase } from '@erp/testing'
import { type BusinessDate, isRefusal, newId } from '@erp/values'
import { afterAll } from 'vitest'
import type { GoodsReceipt } from '../../src/domain/goods-receipt.ts'
import type { EventKind } from '../../src/domain/posting-readiness.ts'
import type { PurchaseOrder } from '../../src/domain/purchase-order.ts'
import type { Supplier } from '../../src/domain/supplier.ts'
import { startReturning } from '../../src/sagas/return-goods.ts'
import { connectDatabase } from '../../src/store/database.ts'
import { findGoodsReceipt } from '../../src/store/goods-receipts.ts'
import { findPurchaseOrder } from '../../src/store/purchase-orders.ts'
import { confirmPurchaseOrder } from '../../src/use-cases/confirm-purchase-order.ts'
import { confirmPurchaseReturn } from '../../src/use-cases/confirm-purchase-return.ts'
import { createGoodsReceipt } from '../../src/use-cases/create-goods-receipt.ts'
import { createPurchaseOrder } from '../../src/use-cases/create-purchase-order.ts'
import { createPurchaseReturn } from '../../src/use-cases/create-purchase-return.ts'
import { createSupplier } from '../../src/use-cases/create-supplier.ts'
import * as replicate from '../../src/use-cases/replicate-facts.ts'
import type { Unit } from '../../src/use-cases/unit.ts'
import { day } from './day.ts'
import { orderProcesses } from './order-processes.ts'

/** Procurement's database with one company that can buy: everything a test says is about what it leaves out. */
export async function useProcurement() {
  const database = await useDatabase('procurement')
  const prisma = connectDatabase(database.appUrl)
  afterAll(() => prisma.$disconnect())
  const transactor = createTransactor(prisma, { service: 'procurement', logger: createLogger('procurement', 'silent') })
  return {
    database,
    transactor,
    newCompany: (facts: Partial<CompanyFacts> = {}) => newCompany(database, transactor, facts),
  }
}

type Transactor = ReturnType<typeof createTransactor<Unit['tx']>>

interface CompanyFacts {
  readonly baseCurrency: string
  readonly overReceiptPercent: string
}

export type Company = Awaited<ReturnType<typeof newCompany>>

/** A company with books, one warehouse, two items, a VAT code and a supplier. Days are in October 2026, which is open. */
async function newCompany(database: TestDatabase, transactor: Transactor, facts: Partial<CompanyFacts>) {
  const companyId = newId()
  const caller: Caller = {
    userId: newId(),
    username: 'clerk',
    companyId,
    permissions: new Set(),
    language: 'en',
    requestId: 'test',
    traceparent: newTraceparent(),
  }
  const transact = <Outcome>(work: (unit: Unit) => Promise<Outcome>) => transactor.transact(caller, 'test', work)
  const desk = newId()
  const paint = newId()
  const warehouseId = newId()
  const valuationAreaId = newId()
  const taxCodeId = newId()
  let version = 0

  const tell = {
    company: (baseCurrency: string, active = true) =>
      transact((unit) =>
        replicate.replicateCompanies(unit, [
          {
            companyId,
            code: 'HUAXIN',
            name: { zh: '华信', en: 'Huaxin' },
            baseCurrency,
            accountingStandard: 'CAS',
            firstPeriod: '2026-01',
            active,
            version: ++version,
          },
        ]),
      ),
    item: (itemId: string, itemClass: 'MERCHANDISE' | 'RAW_MATERIAL' | 'SERVICE' = 'MERCHANDISE', active = true) =>
      transact((unit) =>
        replicateItems(unit.tx, [
          {
            companyId,
            itemId,
            code: itemId,
            name: { zh: '物料', en: 'Item' },
            itemClass,
            baseUnit: 'PCS',
            units: [
              { unit: 'BOX', numerator: '12', denominator: '1' },
              { unit: 'THIRD', numerator: '1', denominator: '3' },
            ],
            active,
            version: ++version,
          },
        ]),
      ),
    warehouse: (active = true) =>
      transact((unit) =>
        replicateWarehouses(unit.tx, [
          {
            companyId,
            warehouseId,
            code: 'MAIN',
            valuationAreaId,
            active,
            version: ++version,
          },
        ]),
      ),
    period: (
      period: string,
      status: 'OPEN' | 'CLOSING' | 'CLOSED',
      sealedModules: PayloadOf<typeof periodChanged>['sealedModules'] = [],
    ) =>
      transact((unit) => replicatePeriods(unit.tx, [{ companyId, period, status, sealedModules, version: ++version }])),
    rule: (ruleId: string, accountKey: string, itemClass: 'MERCHANDISE' | 'RAW_MATERIAL' | null, active = true) =>
      transact((unit) =>
        replicate.replicateAccountRules(unit, [
          {
            companyId,
            ruleId,
            accountKey,
            itemClass,
            valuationAreaId: null,
            accountCode: '1405',
            active,
            version: ++version,
          },
        ]),
      ),
    template: (eventKind: EventKind, accountKeys: string[]) =>
      transact((unit) =>
        replicateVoucherTemplates(unit.tx, [
          { companyId, templateId: newId(), eventKind, templateVersion: ++version, accountKeys },
        ]),
      ),
    dimensionValue: (dimensionValueId: string, dimension: 'DEPARTMENT' | 'PROJECT' | 'EMPLOYEE', active = true) =>
      transact((unit) =>
        replicate.replicateDimensionValues(unit, [
          {
            ...{ companyId, dimensionValueId, dimension, code: 'D01', name: { zh: '部门', en: 'Department' } },
            ...{ active, version: ++version },
          },
        ]),
      ),
    budget: (year: string, accountCodes: string[]) =>
      transact((unit) =>
        replicate.replicateBudgetsInForce(unit, [{ companyId, year, accountCodes, version: ++version }]),
      ),
    taxCode: (ratePercent: string, active = true) =>
      transact((unit) =>
        replicateTaxCodes(unit.tx, [
          {
            companyId,
            taxCodeId,
            code: 'VAT',
            ratePercent,
            active,
            version: ++version,
          },
        ]),
      ),
  }

  const inventoryRule = newId()
  await tell.company(facts.baseCurrency ?? 'CNY')
  await tell.item(desk)
  await tell.item(paint, 'RAW_MATERIAL')
  await tell.warehouse()
  await tell.period('2026-10', 'OPEN')
  await tell.rule(inventoryRule, 'INV', null)
  for (const accountKey of ['GRIR', 'COGS', 'EXPENSE', 'COST-ACC', 'VIN', 'AP', 'VARIANCE', 'GRIR-R'])
    await tell.rule(newId(), accountKey, null)
  await tell.template('PURCHASE_RECEIPT', ['INV', 'GRIR'])
  await tell.template('PURCHASE_RETURN_UNINVOICED', ['INV', 'GRIR', 'COGS'])
  await tell.template('PURCHASE_RETURN_INVOICED', ['GRIR', 'INV', 'VARIANCE'])
  await tell.template('SUPPLIER_CREDIT_NOTE', ['AP', 'GRIR', 'VIN'])
  await tell.template('SUPPLIER_INVOICE', ['GRIR', 'EXPENSE', 'COST-ACC', 'VIN', 'AP'])
  await tell.template('SUPPLIER_INVOICE_REVERSING', ['INV', 'GRIR', 'EXPENSE', 'COST-ACC', 'VIN', 'AP'])
  await tell.template('RECEIPT_ESTIMATE_TURNED', ['GRIR', 'GRIR-R'])
  await tell.template('PURCHASE_VARIANCE', ['INV', 'VARIANCE', 'AP'])
  await tell.template('FOREIGN_PURCHASE_VARIANCE', ['INV', 'VARIANCE', 'GRIR'])
  await tell.template('GOODS_IN_TRANSIT_RECEIVED', ['GRIR', 'AP'])
  await tell.taxCode('13')
  const supplier = must<Supplier>(
    await transact((unit) =>
      createSupplier(unit, {
        code: 'LINDQVIST',
        name: { zh: '林德', en: 'Lindqvist' },
        overReceiptPercent: facts.overReceiptPercent ?? '0',
      }),
    ),
  )

  interface Ordered {
    readonly itemId?: string
    readonly quantity: string
    readonly unit?: string
    readonly price?: string
    readonly promisedOn?: BusinessDate
  }

  /** An order that is confirmed. */
  async function orders(lines: readonly Ordered[], currency?: string): Promise<PurchaseOrder> {
    const draft = must<PurchaseOrder>(
      await transact((unit) =>
        createPurchaseOrder(unit, {
          supplierId: supplier.id,
          orderedOn: day('2026-10-01'),
          currency,
          lines: lines.map(({ itemId = desk, price = '10', ...line }) => ({
            ...line,
            itemId,
            unitPrice: price,
            taxCodeId,
          })),
        }),
      ),
    )
    return must<PurchaseOrder>(
      await transact((unit) =>
        confirmPurchaseOrder(unit, { purchaseOrderId: draft.id, expectedVersion: 1 }, orderProcesses),
      ),
    )
  }

  /** What arrives for lines of an order, by their place in it. */
  function arrival(order: PurchaseOrder, quantities: readonly string[], receivedOn = '2026-10-15') {
    return {
      warehouseId,
      receivedOn: day(receivedOn),
      confirm: true,
      lines: quantities.map((quantity, index) => ({ purchaseOrderLineId: lineId(order, index), quantity })),
    }
  }

  const receives = (order: PurchaseOrder, quantities: readonly string[], receivedOn?: string) =>
    transact((unit) => createGoodsReceipt(unit, arrival(order, quantities, receivedOn)))

  /** A receipt that is confirmed. */
  const received = async (order: PurchaseOrder, quantities: readonly string[]) =>
    must<GoodsReceipt>(await receives(order, quantities))

  const draftsReturn = (receipt: GoodsReceipt, quantity: string, unit?: string, returnedOn = '2026-10-20') =>
    transact((unit_) =>
      createPurchaseReturn(unit_, {
        returnedOn: day(returnedOn),
        lines: [{ goodsReceiptLineId: lineId(receipt, 0), quantity, unit }],
      }),
    )

  const confirmsReturn = (purchaseReturnId: string, expectedVersion = 1) =>
    transact((unit) => confirmPurchaseReturn(unit, { purchaseReturnId, expectedVersion }, startReturning))

  return {
    companyId,
    caller,
    transact,
    transactAs:
      (by: Caller) =>
      <Outcome>(work: (unit: Unit) => Promise<Outcome>) =>
        transactor.transact(by, 'test', work),
    /** What inventory was asked, oldest first. */
    commands: async () =>
      (
        await database.rows<{ payload: unknown }>`
          select payload from platform.outbox where company_id = ${companyId}::uuid and subject like 'cmd.%' order by pos`
      ).map(({ payload }) => payload),
    /** What was told of one document, oldest first. */
    outboxOf: (documentId: string) =>
      database.rows<{ type: string; payload: unknown }>`
        select type, payload from platform.outbox where aggregate_id = ${documentId}::uuid order by pos`,
    tell,
    desk,
    paint,
    warehouseId,
    valuationAreaId,
    taxCodeId,
    inventoryRule,
    supplier,
    orders,
    arrival,
    receives,
    received,
    draftsReturn,
    confirmsReturn,
    orderNow: async (order: PurchaseOrder) =>
      must<PurchaseOrder>(await transactor.read([companyId], (tx) => findPurchaseOrder(tx, order.id))),
    receiptNow: async (receipt: GoodsReceipt) =>
      must<GoodsReceipt>(await transactor.read([companyId], (tx) => findGoodsReceipt(tx, receipt.id))),
    /** Everything a refusal must not change, as one value to compare. */
    everything: () => everything(database, companyId),
  }
}

async function everything(database: TestDatabase, companyId: string) {
  const [state] = await database.rows<{ state: unknown }>`
    select jsonb_build_object(
      'outbox', (select count(*) from platform.outbox where company_id = ${companyId}),
      'sagas', (select count(*) from platform.saga where company_id = ${companyId}),
      'audit', (select count(*) from platform.audit_log where company_id = ${companyId}),
      'orders', (select jsonb_agg(to_jsonb(o) order by id) from purchase_order o where company_id = ${companyId}),
      'orderLines', (select jsonb_agg(to_jsonb(l) order by id) from purchase_order_line l where company_id = ${companyId}),
      'revisions', (select count(*) from purchase_order_revision where company_id = ${companyId}),
      'receipts', (select jsonb_agg(to_jsonb(r) order by id) from goods_receipt r where company_id = ${companyId}),
      'receiptLines', (select jsonb_agg(to_jsonb(l) order by id) from goods_receipt_line l where company_id = ${companyId}),
      'returns', (select jsonb_agg(to_jsonb(r) order by id) from purchase_return r where company_id = ${companyId}),
      'returnLines', (select jsonb_agg(to_jsonb(l) order by id) from purchase_return_line l where company_id = ${companyId}),
      'invoices', (select jsonb_agg(to_jsonb(i) order by id) from supplier_invoice i where company_id = ${companyId}),
      'invoiceLines', (select jsonb_agg(to_jsonb(l) order by id) from supplier_invoice_line l where company_id = ${companyId}),
      'arrivals', (select count(*) from goods_in_transit_arrival where company_id = ${companyId}),
      'choices', (select count(*) from receipt_estimate_choice where company_id = ${companyId}),
      'turns', (select jsonb_agg(to_jsonb(t) order by id) from estimate_turn t where company_id = ${companyId}),
      'turnLines', (select count(*) from estimate_turn_line where company_id = ${companyId}),
      'tolerances', (select to_jsonb(t) from invoice_tolerance t where company_id = ${companyId}),
      'toleranceRules', (select jsonb_agg(to_jsonb(r) order by id) from invoice_tolerance_rule r where company_id = ${companyId}),
      'priceLists', (select jsonb_agg(to_jsonb(p) order by id) from supplier_price_list p where company_id = ${companyId}),
      'listedPrices', (select jsonb_agg(to_jsonb(p) order by id) from supplier_price_list_line p where company_id = ${companyId}),
      'requisitions', (select jsonb_agg(to_jsonb(r) order by id) from purchase_requisition r where company_id = ${companyId}),
      'requisitionLines', (select jsonb_agg(to_jsonb(l) order by id) from purchase_requisition_line l where company_id = ${companyId}),
      'requests', (select jsonb_agg(to_jsonb(r) order by id) from request_for_quotation r where company_id = ${companyId}),
      'requestLines', (select jsonb_agg(to_jsonb(l) order by id) from request_for_quotation_line l where company_id = ${companyId}),
      'answers', (select jsonb_agg(to_jsonb(a) order by id) from supplier_quotation a where company_id = ${companyId}),
      'answeredLines', (select jsonb_agg(to_jsonb(l) order by id) from supplier_quotation_line l where company_id = ${companyId}),
      'legs', (select jsonb_agg(to_jsonb(l) order by document_id, kind) from document_leg l where company_id = ${companyId}),
      'numbers', (select jsonb_agg(to_jsonb(n) order by document_type) from document_number n where company_id = ${companyId}),
      'suppliers', (select jsonb_agg(to_jsonb(s) order by id) from supplier s where company_id = ${companyId})
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
