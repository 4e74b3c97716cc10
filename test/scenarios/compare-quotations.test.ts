import { expect } from 'vitest'
import type { PurchaseOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Asked {
  readonly id: string
  readonly number: string
  readonly lines: { readonly nodes: readonly { readonly id: string }[] }
}
type Order = PurchaseOrder & { readonly currency: string }

scenario(
  'What is needed is asked of two suppliers, compared in one currency and ordered of both',
  async ({ company }) => {
    const { buyer, storekeeper, controller, supplierId, taxCodeId } = company
    const abroad = await buyer.change<{ id: string }>('CreateSupplier', {
      ...{ code: `ABROAD-${company.code}`.slice(0, 40), name: { zh: '国外', en: 'Abroad' }, currency: 'USD' },
    })
    const needed = await storekeeper.change<Asked>('CreatePurchaseRequisition', {
      ...{ requestedOn: today, purpose: 'Workshop' },
      lines: [{ itemId: company.itemIds.get('STEEL'), quantity: '100', neededOn: today }],
    })
    await storekeeper.change('SubmitPurchaseRequisition', { requisitionId: needed.id, expectedVersion: 1 })
    const request = await buyer.change<Asked>('CreateRequestForQuotation', {
      ...{ requestedOn: today, answerDueOn: today, supplierIds: [supplierId, abroad.id] },
      lines: [{ requisitionLineId: needed.lines.nodes[0]?.id }],
    })
    const requestLineId = request.lines.nodes[0]?.id
    const answers = (by: string, answer: object, line: object) =>
      buyer.change('RecordSupplierQuotation', {
        ...{ requestId: request.id, supplierId: by, expectedVersion: 0, currency: 'CNY', expiresOn: today, ...answer },
        lines: [{ requestLineId, deliveryDays: 3, ...line }],
      })
    await answers(supplierId, {}, { unitPrice: '10' })
    const dollars = { currency: 'USD', exchangeRate: '7.1' }
    await answers(abroad.id, dollars, { unitPrice: '1.35', quantity: '60', deliveryDays: 30 })
    expect(await refusalOf(answers(abroad.id, dollars, { unitPrice: '1' }))).toMatchObject({
      ...{ code: 'STALE_VERSION', currentVersion: 1 },
    })
    const compared = {
      ...{ number: request.number, status: 'OPEN' },
      lines: {
        nodes: [
          {
            ...{ item: { code: 'STEEL' }, quantity: '100', orderedQuantity: '0', openQuantity: '100' },
            answers: [
              {
                ...{ supplier: { id: abroad.id }, quantity: '60', currency: 'USD', unitPrice: '1.35' },
                ...{ ownUnitPrice: '9.585', deliveryDays: 30, cheapest: true },
              },
              {
                ...{ supplier: { id: supplierId }, quantity: '100', currency: 'CNY', unitPrice: '10' },
                ...{ ownUnitPrice: '10', deliveryDays: 3, cheapest: false },
              },
            ],
          },
        ],
      },
    }
    expect(await controller.ask('CompareQuotations', { id: request.id, on: today })).toMatchObject({
      requestForQuotation: compared,
    })

    const award = (lines: readonly object[]) =>
      buyer.change<Order[]>('AwardQuotations', { orderedOn: today, taxCodeId, lines })
    const before = await company.everything()
    expect(await refusalOf(award([{ requestLineId, supplierId, quantity: '100.5' }]))).toMatchObject({
      ...{ code: 'REQUEST_EXCEEDED', asked: '100', ordered: '0', requested: '100.5', open: '100' },
    })
    expect(await company.everything()).toEqual(before)
    const orders = await award([
      { requestLineId, supplierId: abroad.id },
      { requestLineId, supplierId },
    ])
    const from = {
      requestLine: { openQuantity: '0', requestForQuotation: { number: request.number } },
      requisitionLine: { openQuantity: '0' },
    }
    expect(orders).toMatchObject([
      {
        ...{ status: 'DRAFT', currency: 'USD', supplier: { id: abroad.id } },
        lines: { nodes: [{ quantity: '60', unitPrice: '1.35', net: { amount: '81.00' }, ...from }] },
      },
      {
        ...{ status: 'DRAFT', currency: 'CNY', supplier: { id: supplierId } },
        lines: { nodes: [{ quantity: '40', unitPrice: '10', net: { amount: '400.00' }, ...from }] },
      },
    ])
    const [ofAbroad] = orders
    if (ofAbroad) await buyer.cancels(ofAbroad)
    expect(await controller.ask('CompareQuotations', { id: request.id })).toMatchObject({
      requestForQuotation: { lines: { nodes: [{ orderedQuantity: '40', openQuantity: '60' }] } },
    })
    const closing = { requestId: request.id, expectedVersion: 1, reason: 'Found some' }
    expect(await buyer.change('CloseRequestForQuotation', closing)).toMatchObject({ status: 'CLOSED', version: 2 })
    expect(await refusalOf(award([{ requestLineId, supplierId, quantity: '1' }]))).toMatchObject({
      code: 'REQUEST_FOR_QUOTATION_CLOSED',
    })
    await company.atRest()
  },
)
