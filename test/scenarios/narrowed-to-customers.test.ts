import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import type { SalesOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import type { Ids } from '../support/id-use.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import {
  emptyLists,
  findsNothingById,
  findsNothingByReference,
  narrow,
  narrowedAdministrator,
} from '../support/out-of-reach.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()
const ofCustomers: readonly (keyof Ids)[] = [
  ...(['customer', 'draftQuotation', 'quotation', 'quotationLine', 'draftSalesOrder', 'salesOrder'] as const),
  ...(['salesOrderLine', 'draftDelivery', 'delivery', 'deliveryLine', 'draftSalesReturn', 'salesReturn'] as const),
  ...(['draftSalesInvoice', 'salesInvoiceLine', 'draftCreditNote'] as const),
]

scenario(
  'Whoever is narrowed to a group of customers finds nothing of another customer, wherever the graph takes an id or lists',
  async ({ company, system }) => {
    const ids = await makeOneOfEverything(company, system)
    await company.atRest()
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { customerGroups: ['NEAR'] })

    const before = await company.everything()
    expect(await findsNothingById({ company, narrowed, ids, beyond: ofCustomers })).toBeGreaterThan(45)
    expect(await company.everything()).toEqual(before)
    const lists = await emptyLists('sales', company, narrowed)
    expect(lists.empty.sort()).toEqual([
      ...['creditNotes', 'customers', 'deliveries', 'quotations', 'salesInvoices', 'salesOrders', 'salesReturns'],
      'uninvoicedDeliveryLines',
    ])
    expect(lists.full.sort()).toEqual(['customerPaymentTerms', 'priceLists', 'promotions'])
    expect(['salesAuditTrail', 'salesInboxMessages', 'salesSagas']).toEqual(expect.arrayContaining(lists.refused))
    const ofAnother = { code: 'FAR', name: { zh: '远方', en: 'Far' }, priceGroup: 'FAR', beginsOn: today }
    const gift = { buyQuantity: '10', giftItemId: ids.item, giftQuantity: '1', giftTaxCodeId: ids.taxCode }
    for (const [operation, content] of [
      ['CreatePriceList', { lines: [{ itemId: ids.item, unitPrice: '2' }] }],
      ['CreatePromotion', { ...gift, itemId: ids.item }],
    ] as const)
      expect(await refusalOf(narrowed.change(operation, { ...ofAnother, ...content }))).toMatchObject({
        code: 'CUSTOMER_GROUP_OUT_OF_REACH',
      })
    const types = [
      'Customer',
      ...withLines(['Quotation', 'SalesOrder', 'Delivery', 'SalesReturn', 'SalesInvoice', 'CreditNote']),
    ]
    expect((await findsNothingByReference(system, 'sales', { company, narrowed, types })).sort()).toEqual(types.sort())
  },
  180_000,
)

scenario(
  'A seller of one group sells to its customers and to no others, and hears of none, until told otherwise',
  async ({ company }) => {
    const { administrator, sales } = company
    const far = await sales.orders(['1 × LAMP at 2.00'])
    const near = await administrator.change<{ id: string; version: number }>('CreateCustomer', {
      ...{ code: 'NEARBY', name: { zh: '近邻', en: 'Nearby' }, priceGroup: 'NEAR' },
    })
    const username = `sales-${company.code}`.toLowerCase()
    const orderFor = (customerId: string) =>
      sales.change<SalesOrder>('CreateSalesOrder', {
        ...{ customerId, warehouseId: company.warehouses.get('MAIN')?.id, orderedOn: today },
        lines: [{ itemId: company.itemIds.get('LAMP'), quantity: '1', unitPrice: '2', taxCodeId: company.taxCodeId }],
      })
    const orders = async () => {
      const text = '{ salesOrders { nodes { id } } customers { nodes { code } } }'
      const { data } = await sales.send<{
        salesOrders: { nodes: { id: string }[] }
        customers: { nodes: { code: string }[] }
      }>(text, {})
      return [data?.salesOrders.nodes.map(({ id }) => id), data?.customers.nodes.map(({ code }) => code)]
    }
    expect(await orders()).toEqual([[far.id], ['NEARBY', 'YUANFANG']])

    await narrow(company, username, { customerGroups: ['NEAR'] })
    await eventually(async () => expect(await orders()).toEqual([[], ['NEARBY']]))
    const before = await company.everything()
    await expect(orderFor(await sales.customerId())).rejects.toMatchObject({
      userErrors: [{ code: 'CUSTOMER_NOT_FOUND' }],
    })
    for (const priceGroup of ['FAR', null]) {
      const userErrors = [{ code: 'CUSTOMER_GROUP_OUT_OF_REACH', path: ['input', 'priceGroup'] }]
      const facts = { code: 'OTHER', name: { zh: '别家', en: 'Other' }, priceGroup }
      const change = { customerId: near.id, expectedVersion: near.version, priceGroup }
      await expect(sales.change('CreateCustomer', facts)).rejects.toMatchObject({ userErrors })
      await expect(sales.change('ChangeCustomer', change)).rejects.toMatchObject({ userErrors })
    }
    expect(await company.everything()).toEqual(before)
    const own = await orderFor(near.id)
    expect(await orders()).toEqual([[own.id], ['NEARBY']])

    await narrow(company, username, { customerGroups: null })
    await eventually(async () => expect((await orders())[0]?.toSorted()).toEqual([far.id, own.id].sort()))
  },
)

function withLines(types: readonly string[]): string[] {
  return types.flatMap((type) => [type, `${type}Line`])
}
