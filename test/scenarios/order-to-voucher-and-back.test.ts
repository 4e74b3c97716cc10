import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('One query goes from a purchase order to its vouchers', async ({ company }) => {
  const { buyer, storekeeper, accountant } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  const receipt = await storekeeper.receives(order, ['60 × STEEL'])
  await buyer.sendsBack(await buyer.returns(receipt, ['10 × STEEL']))

  const { purchaseOrder } = await accountant.ask<Record<string, unknown>>('OrderToVoucher', { number: order.number })
  const posted = { state: 'POSTED', attempts: 1, reason: null }
  expect(purchaseOrder).toEqual({
    number: 'PO-2026-000001',
    status: 'CONFIRMED',
    net: { amount: '1000.00', currency: 'CNY' },
    supplier: { code: 'BAOGANG', name: { zh: '宝钢' } },
    goodsReceipts: {
      nodes: [
        {
          number: 'GR-2026-000001',
          status: 'CONFIRMED',
          netValue: { amount: '600.00' },
          legs: [
            { kind: 'STOCK', ...posted },
            { kind: 'LEDGER', ...posted },
          ],
          stockEntries: [
            {
              sequence: '1',
              item: { code: 'STEEL' },
              warehouse: { code: 'MAIN' },
              quantity: '60',
              value: { amount: '600.00' },
              legs: [
                { kind: 'STOCK', state: 'POSTED' },
                { kind: 'LEDGER', state: 'POSTED' },
              ],
            },
          ],
          vouchers: [
            {
              number: '记-2026-03-0001',
              total: { amount: '600.00' },
              lines: {
                nodes: [
                  {
                    lineNumber: 1,
                    account: { code: '1403', name: { zh: '原材料' } },
                    debit: { amount: '600.00' },
                    credit: { amount: '0.00' },
                  },
                  {
                    lineNumber: 2,
                    account: { code: '2202.02', name: { zh: '暂估应付款' } },
                    debit: { amount: '0.00' },
                    credit: { amount: '600.00' },
                  },
                ],
              },
            },
          ],
          purchaseReturns: [
            {
              number: 'PR-2026-000001',
              status: 'CONFIRMED',
              stockEntries: [{ quantity: '-10', value: { amount: '-100.00' } }],
              vouchers: [{ number: '记-2026-03-0002', total: { amount: '100.00' } }],
            },
          ],
        },
      ],
    },
  })
})

scenario('And back: from a voucher line to the purchase order behind it', async ({ company }) => {
  const { buyer, storekeeper, accountant } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00', '20 × LAMP at 59.90'])
  const receipt = await storekeeper.receives(order, ['60 × STEEL', '20 × LAMP'])
  await buyer.sendsBack(await buyer.returns(receipt, ['5 × LAMP']))

  const steel = sourceOf('STEEL', 'GR-2026-000001', '60', 1)
  const lamp = sourceOf('LAMP', 'GR-2026-000001', '20', 2)
  const ofReceipt = await accountant.ask<Record<string, unknown>>('VoucherToOrder', { number: '记-2026-03-0001' })
  expect(ofReceipt).toEqual({
    voucher: {
      number: '记-2026-03-0001',
      source: { __typename: 'GoodsReceipt', number: 'GR-2026-000001', supplier: { code: 'BAOGANG' } },
      lines: {
        nodes: [
          { lineNumber: 1, ...steel },
          { lineNumber: 2, ...lamp },
          { lineNumber: 3, ...steel },
          { lineNumber: 4, ...lamp },
        ],
      },
    },
  })

  const ofReturn = await accountant.ask<Record<string, unknown>>('VoucherToOrder', { number: '记-2026-03-0002' })
  expect(ofReturn).toMatchObject({
    voucher: {
      source: { __typename: 'PurchaseReturn', number: 'PR-2026-000001' },
      lines: {
        nodes: Array(2).fill({
          item: { code: 'LAMP' },
          stockEntry: { quantity: '-5', documentNumber: 'PR-2026-000001' },
          sourceLine: {
            __typename: 'PurchaseReturnLine',
            goodsReceiptLine: { purchaseOrderLine: { purchaseOrder: { number: 'PO-2026-000001' } } },
          },
        }),
      },
    },
  })
})

function sourceOf(item: string, documentNumber: string, quantity: string, orderLineNumber: number) {
  return {
    item: { code: item },
    supplier: { code: 'BAOGANG' },
    stockEntry: { quantity, documentNumber },
    sourceLine: {
      __typename: 'GoodsReceiptLine',
      quantity,
      purchaseOrderLine: { lineNumber: orderLineNumber, purchaseOrder: { number: 'PO-2026-000001', revision: 1 } },
    },
  }
}
