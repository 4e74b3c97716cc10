import { demoQueries } from '@erp/local'
import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'
import { period } from '../support/test-calendar.ts'

const scenario = await useScenarios()

scenario('The queries that `npm start` prints are answered by the controller they name', async ({ company }) => {
  const { buyer, storekeeper, controller } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  const receipt = await storekeeper.receives(order, ['60 × STEEL'])
  await buyer.sendsBack(await buyer.returns(receipt, ['10 × STEEL']))

  const answers = await Promise.all(
    demoQueries({ logins: [], orderNumber: order.number, period }).map(({ text }) => controller.send(text)),
  )
  expect(answers.map(({ errors }) => errors)).toEqual([[], [], []])
  expect(answers.map(({ data }) => data)).toMatchObject([
    {
      purchaseOrder: {
        number: 'PO-2026-000001',
        goodsReceipts: {
          nodes: [
            {
              number: 'GR-2026-000001',
              stockEntries: [{ quantity: '60', value: { amount: '600.00' } }],
              vouchers: [{ number: '记-2026-03-0001', total: { amount: '600.00' } }],
              purchaseReturns: [{ number: 'PR-2026-000001', vouchers: [{ number: '记-2026-03-0002' }] }],
            },
          ],
        },
      },
    },
    {
      vouchers: {
        nodes: [
          {
            number: '记-2026-03-0001',
            lines: {
              nodes: Array(2).fill({
                sourceLine: { purchaseOrderLine: { purchaseOrder: { number: 'PO-2026-000001' } } },
              }),
            },
          },
          { number: '记-2026-03-0002' },
        ],
      },
    },
    {
      stockReconciliation: {
        stockValue: { amount: '500.00' },
        ledgerValue: { amount: '500.00' },
        inFlightValue: { amount: '0.00' },
        difference: { amount: '0.00' },
      },
      trialBalance: { total: { closing: { debit: { amount: '500.00' }, credit: { amount: '500.00' } } } },
    },
  ])
})
