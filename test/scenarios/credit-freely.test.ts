import { expect } from 'vitest'
import { billerOf } from '../support/billing.ts'
import type { CreditNote } from '../support/documents.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

scenario('Goods without a source are credited at a stated price, once', async ({ company }) => {
  const { sales, biller, taxCodeId } = company
  const returned = await sales.takesIn(await sales.hasBackFromNowhere(['3 × LAMP at 10.00']), company.administrator)
  expect(await company.entriesOf(returned)).toEqual([['Dr 1405.01 30.00', 'Cr 6401 30.00']])
  const input = {
    ...{ salesReturnId: returned.id, creditedOn: today, reason: 'Broken', pricesIncludeTax: false },
    lines: [{ salesReturnLineId: returned.lines.nodes[0]?.id, unitPrice: '18.00', taxCodeId }],
  }
  expect(await permissionMissingFor(sales.change('CreditUnsourcedReturn', input))).toBe('sales.creditNote.createFree')
  const draft = await biller.change<CreditNote>('CreditUnsourcedReturn', input)
  expect(await refusalOf(biller.credits(draft))).toMatchObject({ code: 'CREDIT_NOTE_NEEDS_ANOTHER' })
  const creditNote = await billerOf(company.controller).credits(draft)
  expect(creditNote).toMatchObject({ number: 'CN-2026-000001', gross: { amount: '61.02' } })
  expect(await company.entriesOf(creditNote)).toEqual([['Dr 1122 -61.02', 'Cr 6001 -54.00', 'Cr 2221.01.02 -7.02']])
  const source = { sourceLine: { __typename: 'CreditNoteLine' } }
  expect(await biller.ask('FreeCreditNote', { id: creditNote.id })).toEqual({
    creditNote: {
      ...{ kind: 'FREE', salesInvoices: [] },
      salesReturn: { number: returned.number, creditNotes: [{ number: creditNote.number }] },
      lines: {
        nodes: [
          {
            ...{ salesInvoiceLine: null, salesReturnLine: { creditedBaseQuantity: '3' } },
            free: { unit: 'piece', quantity: '3', unitPrice: '18', pricesIncludeTax: false },
          },
        ],
      },
      vouchers: [{ lines: { nodes: [source, source, source] } }],
    },
  })

  await sales.session()
  const before = await company.everything()
  expect(await refusalOf(biller.change('CreditUnsourcedReturn', input))).toMatchObject({
    ...{ code: 'SALES_RETURN_LINE_CREDITED', path: ['input', 'lines', '0', 'salesReturnLineId'] },
  })
  expect(await company.everything()).toEqual(before)

  await biller.takesBackCredit(creditNote)
  expect(await company.entriesOf(creditNote)).toEqual([
    ['Dr 1122 -61.02', 'Cr 6001 -54.00', 'Cr 2221.01.02 -7.02'],
    ['Dr 1122 61.02', 'Cr 6001 54.00', 'Cr 2221.01.02 7.02'],
  ])
  expect(await biller.change<CreditNote>('CreditUnsourcedReturn', input)).toMatchObject({ status: 'DRAFT' })
})

scenario('Services are credited without goods', async ({ company }) => {
  const { controller, sales, biller, taxCodeId, itemIds } = company
  const { id: itemId } = await controller.change<{ id: string }>('CreateItem', {
    ...{ code: 'ASSEMBLY', name: { zh: '安装', en: 'Assembly' }, itemClass: 'SERVICE', baseUnit: 'h' },
  })
  await company.atRest()
  const input = (of: string | undefined) => ({
    ...{ creditedOn: today, reason: 'Assembled badly', pricesIncludeTax: true },
    lines: [{ itemId: of, quantity: '1', unitPrice: '100.00', taxCodeId }],
  })
  const customerId = await sales.customerId()
  const creditNote = await billerOf(controller).credits(
    await biller.change<CreditNote>('CreditServices', { ...input(itemId), customerId }),
  )
  expect(await company.entriesOf(creditNote)).toEqual([['Dr 1122 -100.00', 'Cr 6001 -88.50', 'Cr 2221.01.02 -11.50']])
  const before = await company.everything()
  expect(await refusalOf(biller.change('CreditServices', { ...input(itemIds.get('LAMP')), customerId }))).toMatchObject(
    { code: 'ITEM_NOT_SERVICE' },
  )
  expect(await company.everything()).toEqual(before)
})
