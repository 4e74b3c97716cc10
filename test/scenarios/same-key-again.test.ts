import { newId } from '@erp/values'
import { expect } from 'vitest'
import type { GoodsReceipt, PurchaseReturn } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario('A receipt sent again with its key is the same receipt, counted once', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  const input = {
    ...storekeeper.deliveryNote(order, ['40 × STEEL']),
    idempotencyKey: newId(),
    confirm: true,
    waitMs: 10_000,
  }
  const send = (change: object = {}) => storekeeper.change<GoodsReceipt>('CreateGoodsReceipt', { ...input, ...change })

  const together = await Promise.all([send(), send(), send(), send(), send()])
  const [receipt] = together
  expect(new Set(together.map(({ id }) => id))).toEqual(new Set([receipt?.id]))
  const before = await company.everything()

  expect(await send()).toEqual(receipt)
  const other = { __typename: 'IdempotencyKeyReused', code: 'IDEMPOTENCY_KEY_REUSED' }
  const more = storekeeper.deliveryNote(order, ['41 × STEEL'])
  expect(await refusalOf(send(more))).toMatchObject(other)
  expect(await refusalOf(send({ confirm: false }))).toMatchObject(other)
  const draftId = { goodsReceiptId: receipt?.id, expectedVersion: 1, idempotencyKey: input.idempotencyKey }
  expect(await refusalOf(storekeeper.change('ConfirmGoodsReceipt', draftId))).toMatchObject(other)
  expect(await company.everything()).toEqual(before)

  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '40 / 400.00' })
  expect(await company.voucherNumbers()).toEqual(['记-2026-03-0001'])
})

scenario('A return confirmed again with its key leaves the stock once', async ({ company }) => {
  const { buyer, storekeeper } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
  const draft = await buyer.returns(receipt, ['30 × STEEL'])
  const input = {
    idempotencyKey: newId(),
    purchaseReturnId: draft.id,
    expectedVersion: draft.version,
    waitMs: 10_000,
  }
  const confirmed = await buyer.change<PurchaseReturn>('ConfirmPurchaseReturn', input)
  const before = await company.everything()

  expect(await buyer.change<PurchaseReturn>('ConfirmPurchaseReturn', input)).toEqual(confirmed)
  expect(
    await refusalOf(buyer.change('ConfirmPurchaseReturn', { ...input, expectedVersion: draft.version + 1 })),
  ).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  expect(await company.everything()).toEqual(before)
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '70 / 700.00' })
})

scenario('A key whose first try was refused is free for the corrected input', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  const idempotencyKey = newId()
  const receive = (line: string) =>
    storekeeper.change<GoodsReceipt>('CreateGoodsReceipt', {
      ...storekeeper.deliveryNote(order, [line]),
      idempotencyKey,
      confirm: true,
    })

  expect(await refusalOf(receive('101 × STEEL'))).toMatchObject({ code: 'OVER_RECEIPT' })
  expect(await receive('100 × STEEL')).toMatchObject({ status: 'CONFIRMED' })
})

scenario('The same key means nothing to another person', async ({ company, anotherCompany }) => {
  const other = await anotherCompany()
  const idempotencyKey = newId()
  const supplier = { idempotencyKey, code: 'SAME', name: { zh: '同名', en: 'Same' } }
  const own = await company.buyer.change<{ id: string }>('CreateSupplier', supplier)
  const theirs = await other.buyer.change<{ id: string }>('CreateSupplier', supplier)
  expect(theirs.id).not.toBe(own.id)
})
