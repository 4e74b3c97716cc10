import { eventually } from '@erp/testing'
import { expect } from 'vitest'
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
const ofSuppliers: readonly (keyof Ids)[] = [
  ...([
    'supplier',
    'supplierPriceList',
    'requestForQuotation',
    'requestLine',
    'draftOrder',
    'order',
    'orderLine',
  ] as const),
  ...(['draftReceipt', 'receipt', 'receiptLine', 'draftReturn', 'draftInvoice'] as const),
  ...(['invoicedReturn', 'invoicedReturnLine'] as const),
]

scenario(
  'Whoever is narrowed to a group of suppliers finds nothing of another supplier, wherever the graph takes an id or lists',
  async ({ company, system }) => {
    const ids = await makeOneOfEverything(company, system)
    await company.atRest()
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { supplierGroups: ['NEAR'] })

    const before = await company.everything()
    expect(await findsNothingById({ company, narrowed, ids, beyond: ofSuppliers })).toBeGreaterThan(60)
    expect(await company.everything()).toEqual(before)
    const lists = await emptyLists('procurement', company, narrowed)
    expect(lists.empty.sort()).toEqual([
      ...['goodsInTransit', 'goodsReceipts', 'invoiceToleranceRules', 'purchaseOrders', 'purchaseReturns'],
      ...['requestsForQuotation', 'supplierInvoices', 'supplierPriceLists', 'suppliers', 'uncreditedReturnLines'],
      'uninvoicedReceiptLines',
    ])
    expect(lists.full.sort()).toEqual(['openRequisitionLines', 'purchaseRequisitions', 'supplierPaymentTerms'])
    const types = [
      ...['Supplier', 'SupplierPriceList', 'RequestForQuotation', 'RequestForQuotationLine', 'PurchaseOrder'],
      ...['PurchaseOrderLine', 'GoodsReceipt', 'GoodsReceiptLine', 'PurchaseReturn', 'PurchaseReturnLine'],
      ...['SupplierInvoice', 'SupplierInvoiceLine'],
    ]
    const there = await findsNothingByReference(system, 'procurement', { company, narrowed, types })
    expect(there.sort()).toEqual(types.sort())
  },
  180_000,
)

scenario(
  'A buyer of one group buys from its suppliers and from no others, and never what another group has ordered already',
  async ({ company }) => {
    const { administrator, buyer, storekeeper } = company
    const near = await administrator.change<{ id: string; version: number }>('CreateSupplier', {
      ...{ code: 'NEARBY', name: { zh: '近邻', en: 'Nearby' }, supplierGroup: 'NEAR' },
    })
    const lamp = { itemId: company.itemIds.get('LAMP'), quantity: '10', neededOn: today, unitPrice: '1' }
    const requisition = await storekeeper.change<{ id: string; lines: { nodes: { id: string }[] } }>(
      'CreatePurchaseRequisition',
      { requestedOn: today, purpose: 'Winter', lines: [lamp] },
    )
    await storekeeper.change('SubmitPurchaseRequisition', { requisitionId: requisition.id, expectedVersion: 1 })
    const orderFrom = (supplierId: string, quantity: string) =>
      buyer.change('OrderRequisitions', {
        ...{ orderedOn: today, taxCodeId: company.taxCodeId },
        lines: [{ requisitionLineId: requisition.lines.nodes[0]?.id, supplierId, quantity, unitPrice: '1' }],
      })
    await orderFrom(company.supplierId, '6')
    const username = `buyer-${company.code}`.toLowerCase()
    const codes = async () => {
      const { data } = await buyer.send<{ suppliers: { nodes: { code: string }[] } }>(
        '{ suppliers { nodes { code } } }',
        {},
      )
      return data?.suppliers.nodes.map(({ code }) => code)
    }

    await narrow(company, username, { supplierGroups: ['NEAR'] })
    await eventually(async () => expect(await codes()).toEqual(['NEARBY']))
    const before = await company.everything()
    await expect(orderFrom(company.supplierId, '1')).rejects.toMatchObject({
      userErrors: [{ code: 'SUPPLIER_NOT_FOUND' }],
    })
    await expect(orderFrom(near.id, '5')).rejects.toMatchObject({ userErrors: [{ code: 'REQUISITION_EXCEEDED' }] })
    for (const supplierGroup of ['FAR', null]) {
      const userErrors = [{ code: 'SUPPLIER_GROUP_OUT_OF_REACH', path: ['input', 'supplierGroup'] }]
      const facts = { code: 'OTHER', name: { zh: '别家', en: 'Other' }, supplierGroup }
      await expect(buyer.change('CreateSupplier', facts)).rejects.toMatchObject({ userErrors })
      const change = { supplierId: near.id, expectedVersion: near.version, supplierGroup }
      await expect(buyer.change('ChangeSupplier', change)).rejects.toMatchObject({ userErrors })
    }
    expect(await company.everything()).toEqual(before)
    await orderFrom(near.id, '4')
    expect(await company.reconciliation()).toMatchObject({ difference: '0.00' })

    await narrow(company, username, { supplierGroups: null })
    await eventually(async () => expect((await codes())?.sort()).toEqual(['BAOGANG', 'NEARBY']))
  },
)
