import type { ServiceName } from '@erp/local'
import type { TestSystem } from '@erp/testing'
import { newId } from '@erp/values'
import type { Ids } from './id-use.ts'
import { askForApproval, makeOneOfAccess } from './id-uses-of-access.ts'
import { makeOneOfProcuring } from './id-uses-of-procuring.ts'
import type { Person } from './people.ts'
import { stockCountingOf } from './stock-counting.ts'
import { today } from './test-calendar.ts'
import type { TestCompany } from './test-company.ts'

interface Quoted {
  readonly id: string
  readonly lines: { readonly nodes: readonly { readonly id: string }[] }
}

/** One of everything that can be named by its id. */
export async function makeOneOfEverything(company: TestCompany, system: TestSystem): Promise<Ids> {
  const { buyer, storekeeper, controller, sales, administrator } = company
  const lampId = company.itemIds.get('LAMP')
  const order = await buyer.agreesOn(['100 × LAMP at 1.00'])
  const receipt = await storekeeper.receives(order, ['50 × LAMP'])
  await buyer.sendsBack(await buyer.returns(receipt, ['1 × LAMP']))
  const [draftOrder, draftReceipt, draftReturn, draftInvoice, customer, rule, user] = await Promise.all([
    buyer.orders(['100 × LAMP at 1.00']),
    storekeeper.drafts(order, ['1 × LAMP']),
    buyer.returns(receipt, ['1 × LAMP']),
    company.bookkeeper.writesInvoice(receipt, ['1 × LAMP for 1.00 and 0.13']),
    sales.customerId(),
    controller.ruleFor('INV', 'MERCHANDISE'),
    administrator.change<{ id: string }>('CreateUser', {
      username: `clerk-${company.code}`.toLowerCase(),
      displayName: 'Clerk',
      password: 'Correct-Horse-9-Battery',
      roleCodes: ['AUDITOR'],
    }),
  ])
  const [department, project] = await Promise.all(
    ['DEPARTMENT', 'PROJECT'].map((dimension) =>
      controller.change<{ id: string }>('CreateDimensionValue', { dimension, code: 'D01', name: goods }),
    ),
  )
  await company.atRest()
  const { bookkeeper } = company
  await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['2 × LAMP for 2.00 and 0.26']))
  const notYetSent = await buyer.agreesOn(['1 × STEEL at 1.00'])
  await bookkeeper.matches(await bookkeeper.writesInvoiceAhead(notYetSent, ['1 × STEEL for 1.00 and 0.13']))
  const invoicedReturn = await buyer.sendsBack(await buyer.returns(receipt, ['1 × LAMP'], { afterInvoice: true }))
  const movement = await storekeeper.change<{ id: string }>('CreateMiscellaneousMovement', {
    kind: 'OTHER_RECEIPT',
    businessDate: today,
    lines: [{ itemId: lampId, warehouseId: company.warehouses.get('MAIN')?.id, quantity: '1', value: '1' }],
  })
  const inMain = { warehouseId: company.warehouses.get('MAIN')?.id, quantity: '1' }
  const assembly = await storekeeper.change<{ id: string }>('CreateStockAssembly', {
    ...{ kind: 'ASSEMBLY', businessDate: today, product: { ...inMain, itemId: company.itemIds.get('TILE') } },
    components: [{ ...inMain, itemId: lampId }],
  })
  const lampInMain = { itemId: lampId, valuationAreaId: company.warehouses.get('MAIN')?.valuationArea.id }
  const adjustment = await controller.change<{ id: string }>('CreateCostAdjustment', {
    ...{ ...lampInMain, businessDate: today, value: '1', reason: 'Rounding' },
  })
  const { data } = await administrator.send<{ stockLayers: { nodes: { receivedBy: { id: string } }[] } }>(
    `query ($itemId: ID!, $valuationAreaId: ID!) {
      stockLayers(itemId: $itemId, valuationAreaId: $valuationAreaId) { nodes { receivedBy { id } } } }`,
    lampInMain,
  )
  const layer = data?.stockLayers.nodes[0]?.receivedBy.id ?? ''
  const landedCost = await controller.change<{ id: string }>('CreateLandedCost', {
    ...{ businessDate: today, charges: [{ name: 'Freight', amount: '1', basis: 'VALUE' }], stockEntryIds: [layer] },
  })
  const costingChange = await controller.change<{ id: string }>('CreateCostingChange', {
    ...{ businessDate: today, itemId: lampId, costing: 'MOVING_AVERAGE', reason: 'New year' },
  })
  const above = await controller.change<{ id: string }>('CreateItemCategory', { code: 'GOODS', name: goods })
  const [category, attribute] = await Promise.all([
    controller.change<{ id: string }>('CreateItemCategory', { code: 'LAMPS', name: goods, parentId: above.id }),
    controller.change<{ id: string }>('CreateItemAttribute', { code: 'COLOUR', name: goods, kind: 'TEXT' }),
  ])
  const lamp = { itemId: company.itemIds.get('LAMP') ?? '', expectedVersion: 1, categoryId: category.id }
  await controller.change('ChangeItem', lamp)
  const main = company.warehouses.get('MAIN')
  await storekeeper.receives(order, ['1 × LAMP'], { into: 'EAST' })
  const east = company.warehouses.get('EAST')
  for (const [place, minimum, maximum] of [
    [main, '1000', null],
    [east, '0', '0.5'],
  ] as const)
    await controller.change('SetStockPolicy', {
      ...{ itemId: company.itemIds.get('LAMP'), warehouseId: place?.id },
      ...{ expectedVersion: 0, minimum, maximum },
    })
  const location = await controller.change<{ id: string }>('CreateWarehouseLocation', {
    ...{ warehouseId: main?.id, code: 'A-1', name: goods },
  })
  const reservation = await storekeeper.change<{ id: string }>('ReserveStock', {
    ...{ itemId: company.itemIds.get('LAMP'), warehouseId: main?.id },
    ...{ quantity: '1', reference: 'Lin Hai' },
  })
  await controller.change('ChooseCostOfSales', { mode: 'AT_INVOICE', effectiveOn: '2026-01-01' })
  const promised = await sales.promises(['3 × LAMP at 2.00'])
  const delivered = await sales.delivers(promised, ['2 × LAMP'])
  const promotion = await controller.change<{ id: string }>('CreatePromotion', {
    ...{ code: 'TEN-ONE', name: { zh: '买十赠一', en: 'Ten and one' }, itemId: lampId, buyQuantity: '10' },
    ...{ giftItemId: lampId, giftQuantity: '1', giftTaxCodeId: company.taxCodeId, beginsOn: today },
  })
  const term = { code: 'NOW', name: goods, instalments: [{ days: 0 }] }
  const customerTerm = await sales.change<{ id: string }>('CreateCustomerPaymentTerm', term)
  const supplierTerm = await buyer.change<{ id: string }>('CreateSupplierPaymentTerm', term)
  const priceList = await controller.change<{ id: string }>('CreatePriceList', {
    ...{ code: 'RETAIL', name: goods, beginsOn: today, lines: [{ itemId: lampId, unitPrice: '2' }] },
  })
  const quoted = {
    ...{ customerId: customer, quotedOn: today, expiresOn: today },
    lines: [{ itemId: lampId, quantity: '1', unitPrice: '1', taxCodeId: company.taxCodeId }],
  }
  const draftQuotation = await sales.change<Quoted>('CreateQuotation', quoted)
  const quotation = await sales.change<Quoted>('CreateQuotation', quoted)
  await sales.change('OfferQuotation', { quotationId: quotation.id, expectedVersion: 1 })
  const charged = await company.biller.charges(delivered, ['0.5 × LAMP'])
  const creditNote = await company.biller.lowers(charged, ['0.01'])
  const returned = await sales.takesIn(await sales.hasBack(delivered, ['0.25 × LAMP']))
  const stocktake = await storekeeper.beginsStocktake('MAIN')
  const transfer = await storekeeper.transfers('1 × LAMP', { kind: 'TWO_STEP', to: 'EAST' })
  const [orderLine] = order.lines.nodes
  const [receiptLine] = receipt.lines.nodes
  return {
    item: company.itemIds.get('LAMP') ?? '',
    itemCategory: category.id,
    itemCategoryAbove: above.id,
    itemAttribute: attribute.id,
    warehouse: main?.id ?? '',
    reservation: reservation.id,
    location: location.id,
    otherWarehouse: east?.id ?? '',
    valuationArea: main?.valuationArea.id ?? '',
    supplier: company.supplierId,
    taxCode: company.taxCodeId,
    draftOrder: draftOrder.id,
    order: order.id,
    orderLine: orderLine?.id ?? '',
    draftReceipt: draftReceipt.id,
    receiptLine: receiptLine?.id ?? '',
    receipt: receipt.id,
    draftReturn: draftReturn.id,
    ...{ department: department?.id ?? '', project: project?.id ?? '' },
    draftInvoice: draftInvoice.id,
    invoicedReturn: invoicedReturn.id,
    invoicedReturnLine: invoicedReturn.lines.nodes[0]?.id ?? '',
    draftMovement: movement.id,
    draftAdjustment: adjustment.id,
    draftAssembly: assembly.id,
    draftLandedCost: landedCost.id,
    draftCostingChange: costingChange.id,
    layer,
    ...(await decideOnDifferences(company)),
    ...(await makeOneOfProcuring(company, department?.id)),
    customer,
    salesOrder: promised.id,
    salesOrderLine: promised.lines.nodes[0]?.id ?? '',
    draftDelivery: (await sales.sends(promised, ['1 × LAMP'])).id,
    deliveryLine: delivered.lines.nodes[0]?.id ?? '',
    delivery: delivered.id,
    draftSalesInvoice: (await company.biller.writesInvoice(delivered, ['0.5 × LAMP'])).id,
    salesInvoiceLine: charged.lines.nodes[0]?.id ?? '',
    ...{ draftCreditNote: creditNote.id, salesReturn: returned.id, priceList: priceList.id },
    promotion: promotion.id,
    ...{ customerPaymentTerm: customerTerm.id, supplierPaymentTerm: supplierTerm.id },
    ...{
      draftQuotation: draftQuotation.id,
      quotation: quotation.id,
      quotationLine: quotation.lines.nodes[0]?.id ?? '',
    },
    draftSalesReturn: (await sales.hasBack(delivered, ['1 × LAMP'])).id,
    draftSalesOrder: (await sales.orders(['1 × LAMP at 2.00'])).id,
    accountRule: rule.id,
    user: user.id,
    ...(await makeOneOfAccess(administrator, company.code)),
    approval: await askForApproval(system, company.id),
    ...(await sessionOf(buyer)),
    identityAuditEntry: await auditEntryOf(system, company.id, 'identity'),
    inventoryAuditEntry: await auditEntryOf(system, company.id, 'inventory'),
    procurementAuditEntry: await auditEntryOf(system, company.id, 'procurement'),
    salesAuditEntry: await auditEntryOf(system, company.id, 'sales'),
    stocktake: stocktake.id,
    stocktakeLine: stocktake.lines[0]?.id ?? '',
    stocktakeWarehouse: main?.id ?? '',
    stockTransfer: transfer.id,
    stockTransferLine: transfer.lines[0]?.id ?? '',
    transferFrom: main?.id ?? '',
    transferTo: company.warehouses.get('EAST')?.id ?? '',
    ...{ message: newId(), saga: newId(), aggregate: newId(), lot: newId() },
  }
}

/** Whoever this is, and one of their sessions. */
async function sessionOf(person: Person) {
  const { data } = await person.send<{ me: { user: { id: string } }; mySessions: { nodes: { id: string }[] } }>(
    '{ me { user { id } } mySessions(first: 1) { nodes { id } } }',
  )
  return { loggedInUser: data?.me.user.id ?? '', session: data?.mySessions.nodes[0]?.id ?? '' }
}

/** An entry of the trail of a service that changed something of a company. */
export async function auditEntryOf(system: TestSystem, companyId: string, service: ServiceName): Promise<string> {
  const [entry] = await system.database(service).rows<{ id: string }>`
    select max(l.audit_id)::text as id
    from platform.audit_log l join platform.audit_change c using (transaction_id, company_id)
    where l.company_id = ${companyId}::uuid`
  return entry?.id ?? ''
}

const goods = { zh: '商品', en: 'Goods' }

/** A lamp too many that somebody decided on, and then one too few that waits. */
async function decideOnDifferences(company: TestCompany) {
  const { storekeeper, controller, accountant } = company
  const { approves } = stockCountingOf(controller, () => company)
  const taken = async (found: string) =>
    approves(await storekeeper.submits(await storekeeper.counts(await storekeeper.beginsStocktake('EAST'), found)))
  const found = await taken('2')
  const disposal = await accountant.change<{ id: string }>('DisposeStockDifferences', {
    ...{ documentId: found.id, decision: 'GAIN', businessDate: today, reason: 'Counted twice' },
  })
  const differing = await taken('1')
  const { openStockDifferences } = await accountant.ask<{ openStockDifferences: { nodes: { id: string }[] } }>(
    'OpenStockDifferences',
    { documentId: differing.id },
  )
  const [difference] = openStockDifferences.nodes
  return { differingStocktake: differing.id, disposal: disposal.id, stockDifference: difference?.id ?? '' }
}
