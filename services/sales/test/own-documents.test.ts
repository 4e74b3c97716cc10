import { type Sql, transactorFor } from '@erp/service-kit'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Quotation } from '../src/domain/quotation.ts'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { startApprovingQuotation, startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { startReleasing } from '../src/sagas/end-order.ts'
import { listDeliveries } from '../src/store/deliveries.ts'
import { findQuotation, listQuotations } from '../src/store/quotations.ts'
import { listSalesOrders } from '../src/store/sales-orders.ts'
import { listSalesReturns } from '../src/store/sales-returns.ts'
import { createUnsourcedReturn } from '../src/use-cases/create-unsourced-return.ts'
import { cancelSalesOrder } from '../src/use-cases/end-sales-order.ts'
import { importSalesOrders, type SalesOrderImport } from '../src/use-cases/import-sales-orders.ts'
import { orderQuotation } from '../src/use-cases/order-quotation.ts'
import { changeQuotation, createQuotation, offerQuotation } from '../src/use-cases/write-quotation.ts'
import { day } from './support/day.ts'
import { type Company, must, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()
const page = { limit: 20, after: undefined }

/** What somebody finds who sees their own documents alone. */
async function seenBy({ companyId }: Company, userId: string) {
  const own = transactorFor(transactor, { authorIds: [userId] })
  const lists = [listQuotations, listSalesOrders, listDeliveries, listSalesReturns]
  const found = await own.read([companyId], (tx) => Promise.all(lists.map((list) => list(tx, companyId, {}, page))))
  return found.map((documents) => documents.map(({ id }) => id))
}

/** The same person's transactions. */
const narrowedAs = (company: Company, userId: string) => ({ ...company.caller, userId, authorIds: [userId] })

const quotes = async (company: Company, by: string) =>
  must<Quotation>(
    await company.transactAs(by)((unit) =>
      createQuotation(unit, {
        ...{ quotedOn: day('2026-10-18'), expiresOn: day('2026-10-31'), lines: company.linesOf([{ quantity: '10' }]) },
        ...{ customerId: company.customer.id, pricesIncludeTax: false },
      }),
    ),
  )

describe('somebody who sees their own documents alone', () => {
  test('sees a quotation that they made or changed, and one they did neither of is not there', async () => {
    const company = await newCompany()
    const [maker, editor, other] = [newId(), newId(), newId()]
    const quotation = await quotes(company, maker)
    expect(quotation.authorIds).toEqual([maker])
    expect((await seenBy(company, editor))[0]).toEqual([])
    const terms = { quotedOn: day('2026-10-18'), expiresOn: day('2026-10-31') }
    await company.transactAs(editor)((unit) =>
      changeQuotation(
        unit,
        {
          ...{ ...terms, quotationId: quotation.id, expectedVersion: 1, lines: company.linesOf([{ quantity: '9' }]) },
        },
        startWithdrawing,
      ),
    )
    for (const author of [maker, editor]) expect((await seenBy(company, author))[0]).toEqual([quotation.id])
    expect((await seenBy(company, other))[0]).toEqual([])
  })

  test('sees what others did for their order, and goods without a source only where they took them back', async () => {
    const company = await newCompany()
    const order = await company.promised([{ quantity: '60' }])
    const delivery = await company.delivered(order, ['40'])
    const back = await company.back(delivery, '5')
    const clerk = newId()
    const unsourced = must<{ id: string }>(
      await company.transactAs(clerk)((unit) =>
        createUnsourcedReturn(unit, {
          ...{ customerId: company.customer.id, warehouseId: company.warehouseId, returnedOn: day('2026-10-25') },
          ...{ reason: 'No receipt', lines: [{ itemId: company.desk, quantity: '1' }] },
        }),
      ),
    )
    expect(await seenBy(company, company.caller.userId)).toEqual([[], [order.id], [delivery.id], [back.id]])
    expect(await seenBy(company, clerk)).toEqual([[], [], [], [unsourced.id]])
  })

  test('gives back to a quotation of another what their order took of it', async () => {
    const company = await newCompany()
    const [quoter, orderer] = [newId(), newId()]
    const { id: quotationId } = await quotes(company, quoter)
    await company.transact((unit) => offerQuotation(unit, { quotationId, expectedVersion: 1 }, startApprovingQuotation))
    const order = must<SalesOrder>(
      await company.transactAs(orderer)((unit) =>
        orderQuotation(unit, {
          ...{ quotationId, warehouseId: company.warehouseId, orderedOn: day('2026-10-20'), requestedOn: null },
          lines: null,
        }),
      ),
    )
    const taken = async () => {
      const found = await transactor.read([company.companyId], (tx) => findQuotation(tx, quotationId))
      return found?.lines.map(({ orderedQuantity }) => orderedQuantity.toFixed())
    }
    expect(await taken()).toEqual(['10'])
    expect((await seenBy(company, orderer)).slice(0, 2)).toEqual([[], [order.id]])
    const cancelled = await transactor.transact(narrowedAs(company, orderer), 'test', (unit) =>
      cancelSalesOrder(
        unit,
        { salesOrderId: order.id, expectedVersion: order.version },
        { startReleasing, startWithdrawing },
      ),
    )
    expect(cancelled).toMatchObject({ status: 'CANCELLED' })
    expect(await taken()).toEqual(['0'])
  })

  test('imports a reference that another brought once and no second time, and is shown nothing of it', async () => {
    const company = await newCompany()
    const importer = newId()
    const imports = (references: readonly string[], by: Parameters<typeof transactor.transact>[0]) =>
      transactor.transact(by, 'test', (unit) =>
        importSalesOrders(
          unit,
          references.map((externalReference) => ({
            ...{ externalReference, customerCode: 'YUANFANG', warehouseCode: 'MAIN', orderedOn: day('2026-10-20') },
            ...{ pricesIncludeTax: false, itemCode: company.desk, quantity: '2', unitPrice: '18', taxCode: 'VAT' },
          })),
        ),
      )
    must(await imports(['SHOP-1'], company.caller))
    const { salesOrders } = must<SalesOrderImport>(await imports(['SHOP-1', 'SHOP-2'], narrowedAs(company, importer)))
    expect(salesOrders.map(({ externalReference }) => externalReference)).toEqual(['SHOP-2'])
    const rows = await database.rows`select from sales_order where company_id = ${company.companyId}::uuid`
    expect(rows).toHaveLength(2)
  })

  test('lists orders from an index, newest first, among twenty thousand of others', async () => {
    const company = await newCompany()
    const { companyId } = company
    const order = must<SalesOrder>(await company.drafts([{ quantity: '1' }]))
    await database.rows`
      insert into sales_order
      select (jsonb_populate_record(stored, jsonb_build_object(
        'id', gen_random_uuid(), 'number', 'X' || place, 'created_by', other, 'author_ids', jsonb_build_array(other)))).*
      from sales_order stored, generate_series(1, 20000) place, gen_random_uuid() other
      where stored.id = ${order.id}::uuid`
    await database.rows`analyze sales_order`
    const own = transactorFor(transactor, { authorIds: [company.caller.userId] })
    const listed = async (tx: Sql) => {
      const [row] = await tx.$queryRaw<{ 'QUERY PLAN': { Plan: Plan }[] }[]>`
        explain (analyze, format json) select id from sales_order where company_id = ${companyId}::uuid order by id desc limit 20`
      return row?.['QUERY PLAN'][0]?.Plan
    }
    const plan = await own.read([companyId], listed)
    const nodes = nodesOf(plan)
    expect(nodes.filter((node) => node.includes('sales_order'))).toEqual([
      expect.stringMatching(/^Index Scan sales_order sales_order_/),
    ])
    expect(nodes).not.toContain('Sort')
    expect(Number(plan?.['Actual Rows'])).toBe(1)
  }, 120_000)
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly Plans?: readonly Plan[]
}

/** Each step of a plan with the table and the index it reads, if any. */
function nodesOf(plan: Plan | undefined): string[] {
  if (!plan) return []
  const { 'Node Type': type, 'Relation Name': table, 'Index Name': index, Plans = [] } = plan
  return [[type, table, index].filter(Boolean).join(' '), ...Plans.flatMap(nodesOf)]
}
