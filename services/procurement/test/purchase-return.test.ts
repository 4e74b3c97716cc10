import {
  type EventContract,
  goodsReceiptConfirmed,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
} from '@erp/contracts'
import type { SagaFacts, StoredReply } from '@erp/messaging'
import { eventually } from '@erp/testing'
import { formatMoney, isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { GoodsReceipt } from '../src/domain/goods-receipt.ts'
import type { PurchaseReturn } from '../src/domain/purchase-return.ts'
import { returnGoods, startReturning } from '../src/sagas/return-goods.ts'
import { findPurchaseReturn } from '../src/store/purchase-returns.ts'
import { cancelPurchaseReturn } from '../src/use-cases/cancel-purchase-return.ts'
import { confirmPurchaseReturn } from '../src/use-cases/confirm-purchase-return.ts'
import { noteLedgerPosted, noteStockPosted } from '../src/use-cases/note-legs.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { database, transactor, newCompany } = await useProcurement()

async function companyWithReceipt(quantity = '3', price = '3.333333') {
  const company = await newCompany()
  const order = await company.orders([{ quantity, price }])
  return { company, order, receipt: await company.received(order, [quantity]) }
}

/** A return that waits for inventory's answer. */
async function confirming(company: Company, receipt: GoodsReceipt, quantity: string): Promise<PurchaseReturn> {
  const draft = must<PurchaseReturn>(await company.draftsReturn(receipt, quantity))
  return must(await company.confirmsReturn(draft.id))
}

/** Inventory's part of the conversation, as the saga's engine passes it on. */
function answers(company: Company, asked: PurchaseReturn) {
  const saga: SagaFacts = {
    sagaId: must(asked.sagaId),
    type: returnGoods.type,
    version: 1,
    companyId: company.companyId,
    documentId: asked.id,
  }
  const told = (contract: EventContract, payload: object): StoredReply => ({ type: contract.type, payload })
  const data = {} as never
  return {
    done: () => company.transact((unit) => returnGoods.onCompleted(unit, saga, data)),
    refused: (reason: string, facts: Record<string, string> = {}) =>
      company.transact((unit) =>
        returnGoods.onRefused(
          unit,
          saga,
          data,
          told(purchaseReturnIssueRefused, {
            companyId: company.companyId,
            purchaseReturnId: asked.id,
            reason,
            facts,
          }),
        ),
      ),
    nothing: () =>
      company.transact((unit) =>
        returnGoods.onRefused(unit, saga, data, { type: 'timeout', payload: { step: 'issue' } }),
      ),
    stillNothing: () => company.transact((unit) => returnGoods.onSuspended(unit, saga, data, 'NO_REPLY')),
  }
}

const now = async (company: Company, purchaseReturn: PurchaseReturn) =>
  must<PurchaseReturn>(await transactor.read([company.companyId], (tx) => findPurchaseReturn(tx, purchaseReturn.id)))

async function held(company: Company, receipt: GoodsReceipt) {
  const line = (await company.receiptNow(receipt)).lines[0]
  return line && [line.returnedBaseQuantity.toFixed(), formatMoney(line.returnedValue)]
}

function legs(document: { id: string }) {
  return database.rows`select kind, state, reason_code from document_leg where document_id = ${document.id} order by kind`
}

describe('confirming', () => {
  test('holds quantity and value on the receipt line and asks inventory, in one step', async () => {
    const { company, order, receipt } = await companyWithReceipt('50', '11.2')
    const asked = await confirming(company, receipt, '10')
    expect(asked).toMatchObject({ status: 'CONFIRMING', number: 'PR-2026-000001', version: 2 })
    expect(asked.clearingValue && formatMoney(asked.clearingValue)).toBe('112.00')
    expect(await now(company, asked)).toEqual(asked)
    expect(await held(company, receipt)).toEqual(['10', '112.00'])
    expect((await company.orderNow(order)).lines[0]?.returnedBaseQuantity.toFixed()).toBe('0')
    expect(await legs(asked)).toEqual([
      { kind: 'LEDGER', state: 'PENDING', reason_code: null },
      { kind: 'STOCK', state: 'PENDING', reason_code: null },
    ])
    expect(
      await database.rows`
        select type, payload from platform.outbox where subject = ${`cmd.inventory.issue-purchase-return.${asked.sagaId}`}`,
    ).toEqual([
      {
        type: 'inventory.issue-purchase-return.v1',
        payload: {
          companyId: company.companyId,
          purchaseReturnId: asked.id,
          number: 'PR-2026-000001',
          supplierId: company.supplier.id,
          warehouseId: company.warehouseId,
          returnedOn: '2026-10-20',
          currency: 'CNY',
          afterInvoice: false,
          lines: [
            {
              lineId: lineId(asked, 0),
              goodsReceiptId: receipt.id,
              goodsReceiptLineId: lineId(receipt, 0),
              purchaseOrderLineId: lineId(order, 0),
              itemId: company.desk,
              quantity: '10',
              clearingValue: '112.00',
            },
          ],
        },
      },
    ])
  })

  test('three returns of one each share 10.00 as 3.33, 3.34, 3.33', async () => {
    const { company, receipt } = await companyWithReceipt()
    expect(receipt.netValue && formatMoney(receipt.netValue)).toBe('10.00')
    const values = []
    for (let count = 0; count < 3; count += 1) {
      const asked = await confirming(company, receipt, '1')
      values.push(asked.clearingValue && formatMoney(asked.clearingValue))
      await answers(company, asked).done()
    }
    expect(values).toEqual(['3.33', '3.34', '3.33'])
    expect(await held(company, receipt)).toEqual(['3', '10.00'])
  })

  test('goods received by the box go back by the piece', async () => {
    const company = await newCompany()
    const receipt = await company.received(await company.orders([{ quantity: '3', unit: 'BOX', price: '100' }]), ['3'])
    const draft = must<PurchaseReturn>(await company.draftsReturn(receipt, '5', 'PCS'))
    const asked = must<PurchaseReturn>(await company.confirmsReturn(draft.id))
    expect(asked.clearingValue && formatMoney(asked.clearingValue)).toBe('41.67')
    expect(await held(company, receipt)).toEqual(['5', '41.67'])
    const rest = must<PurchaseReturn>(await company.draftsReturn(receipt, '31', 'PCS'))
    const last = must<PurchaseReturn>(await company.confirmsReturn(rest.id))
    expect(last.clearingValue && formatMoney(last.clearingValue)).toBe('258.33')
  })

  test('of two returns for the last quantity, one wins and the other is told what is left', async () => {
    const { company, receipt } = await companyWithReceipt('10', '1')
    const drafts = await Promise.all(
      Array.from({ length: 5 }, async () => must<PurchaseReturn>(await company.draftsReturn(receipt, '6'))),
    )
    const outcomes = await Promise.all(drafts.map(({ id }) => company.confirmsReturn(id)))
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
    for (const refused of outcomes.filter(isRefusal))
      expect(refused).toMatchObject({
        refusal: 'ReturnExceedsReceived',
        received: '10',
        returned: '6',
        invoiced: '0',
        requested: '6',
        available: '4',
      })
    expect(await held(company, receipt)).toEqual(['6', '6.00'])
  })

  test('what somebody else is confirming right now is not confirmed again, nor called too much', async () => {
    const { company, receipt } = await companyWithReceipt('10', '1')
    const draft = must<PurchaseReturn>(await company.draftsReturn(receipt, '10'))
    let other: ReturnType<typeof company.confirmsReturn> | undefined
    await company.transact(async (unit) => {
      const asked = { purchaseReturnId: draft.id, expectedVersion: 1 }
      const started = await confirmPurchaseReturn(unit, asked, startReturning)
      other = company.confirmsReturn(draft.id)
      await eventually(async () =>
        expect(
          await database.rows`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        ).toHaveLength(1),
      )
      return started
    })
    expect(await other).toEqual({ refusal: 'PurchaseReturnNotDraft', status: 'CONFIRMING' })
    expect(await held(company, receipt)).toEqual(['10', '10.00'])
  })

  test('is refused for a closed period, a missing rule, an unused warehouse, a stale version; nothing happens', async () => {
    const { company, receipt } = await companyWithReceipt()
    const draft = must<PurchaseReturn>(await company.draftsReturn(receipt, '1'))
    const withoutAudit = async () => ({ ...((await company.everything()) as object), audit: 0 })
    const before = await withoutAudit()
    expect(await company.confirmsReturn(draft.id, 4)).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    await company.tell.period('2026-10', 'CLOSED')
    expect(await company.confirmsReturn(draft.id)).toMatchObject({
      refusal: 'PeriodNotOpen',
      path: ['input', 'returnedOn'],
    })
    await company.tell.period('2026-10', 'OPEN')
    await company.tell.rule(company.inventoryRule, 'INV', null, false)
    expect(await company.confirmsReturn(draft.id)).toMatchObject({
      refusal: 'AccountRuleMissing',
      eventKind: 'PURCHASE_RETURN_UNINVOICED',
      accountKey: 'INV',
    })
    await company.tell.rule(company.inventoryRule, 'INV', null)
    await company.tell.warehouse(false)
    expect(await company.confirmsReturn(draft.id)).toMatchObject({ refusal: 'WarehouseInactive' })
    expect(await company.confirmsReturn(newId())).toMatchObject({ refusal: 'PurchaseReturnNotFound' })
    expect(await withoutAudit()).toEqual(before)
  })
})

describe('inventory lets the goods go', () => {
  test('the return stands, is told, and its order line may receive a replacement', async () => {
    const { company, order, receipt } = await companyWithReceipt('10', '1')
    const asked = await confirming(company, receipt, '4')
    expect(await company.receives(order, ['4'])).toMatchObject({ refusal: 'OverReceipt' })
    await answers(company, asked).done()

    expect(await now(company, asked)).toMatchObject({ status: 'CONFIRMED', version: 3 })
    expect((await company.orderNow(order)).lines[0]?.returnedBaseQuantity.toFixed()).toBe('4')
    expect(
      await database.rows`
        select payload -> 'lines' -> 0 ->> 'clearingValue' as value from platform.outbox
        where aggregate_id = ${asked.id} and type = 'procurement.purchase-return.confirmed.v1'`,
    ).toEqual([{ value: '4.00' }])
    expect(await company.receives(order, ['4.000001'])).toMatchObject({ refusal: 'OverReceipt', received: '6' })
    await company.received(order, ['4'])
    expect(await held(company, receipt)).toEqual(['4', '4.00'])
  })

  test('a second answer changes nothing', async () => {
    const { company, receipt } = await companyWithReceipt()
    const asked = await confirming(company, receipt, '1')
    await answers(company, asked).done()
    const before = await company.everything()
    await expect(answers(company, asked).done()).rejects.toThrow('is not being confirmed')
    await expect(answers(company, asked).refused('STOCK_INSUFFICIENT')).rejects.toThrow('is not being confirmed')
    expect(await company.everything()).toEqual(before)
  })
})

describe('inventory refuses', () => {
  test('everything held is free again, and a clerk sees why and confirms anew', async () => {
    const { company, order, receipt } = await companyWithReceipt()
    const asked = await confirming(company, receipt, '2')
    await answers(company, asked).refused('STOCK_INSUFFICIENT', { available: '1', requested: '2' })

    const refused = await now(company, asked)
    expect(refused).toMatchObject({
      status: 'REFUSED',
      refusal: { reason: 'STOCK_INSUFFICIENT', facts: { available: '1', requested: '2' } },
      clearingValue: null,
      version: 3,
    })
    expect(await held(company, receipt)).toEqual(['0', '0.00'])
    expect((await company.orderNow(order)).lines[0]?.returnedBaseQuantity.toFixed()).toBe('0')
    expect(await legs(asked)).toEqual([
      { kind: 'LEDGER', state: 'REFUSED', reason_code: 'STOCK_INSUFFICIENT' },
      { kind: 'STOCK', state: 'REFUSED', reason_code: 'STOCK_INSUFFICIENT' },
    ])

    const again = must<PurchaseReturn>(await company.confirmsReturn(asked.id, 3))
    expect(again.sagaId).not.toBe(asked.sagaId)
    expect(await legs(asked)).toMatchObject([{ state: 'PENDING' }, { state: 'PENDING' }])
    await answers(company, again).done()
    expect(await now(company, asked)).toMatchObject({ status: 'CONFIRMED', refusal: null })
    expect(await held(company, receipt)).toEqual(['2', '6.67'])
  })

  test('what another return took meanwhile stays right, to the last cent', async () => {
    const { company, receipt } = await companyWithReceipt()
    const first = await confirming(company, receipt, '1')
    const second = await confirming(company, receipt, '1')
    await answers(company, second).done()
    await answers(company, first).refused('STOCK_INSUFFICIENT')
    expect(await held(company, receipt)).toEqual(['1', '3.34'])
    const rest = await confirming(company, receipt, '2')
    expect(rest.clearingValue && formatMoney(rest.clearingValue)).toBe('6.66')
  })

  test('a refused return can be given up; one being confirmed cannot', async () => {
    const { company, receipt } = await companyWithReceipt()
    const asked = await confirming(company, receipt, '1')
    const cancel = (expectedVersion: number) =>
      company.transact((unit) => cancelPurchaseReturn(unit, { purchaseReturnId: asked.id, expectedVersion }))
    expect(await cancel(2)).toEqual({ refusal: 'PurchaseReturnNotDraft', status: 'CONFIRMING' })
    expect(await company.confirmsReturn(asked.id, 2)).toEqual({
      refusal: 'PurchaseReturnNotDraft',
      status: 'CONFIRMING',
    })
    await answers(company, asked).refused('STOCK_INSUFFICIENT')
    expect(await cancel(3)).toMatchObject({ status: 'CANCELLED', refusal: null })
  })
})

describe('inventory does not answer', () => {
  test('the issue is taken back: everything held is free again, and the return has ended', async () => {
    const { company, receipt } = await companyWithReceipt()
    const asked = await confirming(company, receipt, '2')
    await answers(company, asked).nothing()
    expect(await now(company, asked)).toMatchObject({ status: 'CANCELLED', refusal: { reason: 'NO_ANSWER' } })
    expect(await held(company, receipt)).toEqual(['0', '0.00'])
    expect(await legs(asked)).toMatchObject([
      { state: 'REFUSED', reason_code: 'NO_ANSWER' },
      { state: 'REFUSED', reason_code: 'NO_ANSWER' },
    ])
    expect(await company.confirmsReturn(asked.id, 3)).toMatchObject({ refusal: 'PurchaseReturnNotDraft' })

    await company.transact((unit) => noteStockPosted(unit, [stockPosted(company, asked)]))
    expect(await legs(asked)).toMatchObject([{ state: 'REFUSED' }, { state: 'REFUSED' }])
  })

  test('while nobody knows, everything stays held and the legs say so; a late answer ends it', async () => {
    const { company, receipt } = await companyWithReceipt()
    const asked = await confirming(company, receipt, '2')
    await answers(company, asked).stillNothing()
    expect(await now(company, asked)).toMatchObject({ status: 'CONFIRMING' })
    expect(await held(company, receipt)).toEqual(['2', '6.67'])
    expect(await legs(asked)).toMatchObject([
      { state: 'BLOCKED', reason_code: 'NO_REPLY' },
      { state: 'BLOCKED', reason_code: 'NO_REPLY' },
    ])
    await answers(company, asked).done()
    await company.transact((unit) => noteStockPosted(unit, [stockPosted(company, asked)]))
    await company.transact((unit) => noteLedgerPosted(unit, [ledgerPosted(company, asked)]))
    expect(await legs(asked)).toMatchObject([
      { state: 'POSTED', reason_code: null },
      { state: 'POSTED', reason_code: null },
    ])
  })
})

describe('a draft is refused, and nothing happens', () => {
  test('more than was received, an unknown or unconfirmed line, a day before the receipt, bad quantities', async () => {
    const { company, receipt } = await companyWithReceipt('10', '1')
    const other = await companyWithReceipt('10', '1')
    const before = await company.everything()
    expect(await company.draftsReturn(receipt, '10.000001')).toEqual({
      refusal: 'ReturnExceedsReceived',
      goodsReceiptLineId: lineId(receipt, 0),
      received: '10',
      returned: '0',
      invoiced: '0',
      requested: '10.000001',
      available: '10',
      path: ['input', 'lines', '0', 'quantity'],
    })
    expect(await company.draftsReturn(other.receipt, '1')).toMatchObject({ refusal: 'GoodsReceiptLineNotFound' })
    expect(await company.draftsReturn(receipt, '1', undefined, '2026-10-14')).toMatchObject({
      problem: 'BEFORE_THE_RECEIPT',
    })
    expect(await company.draftsReturn(receipt, '1', 'CRATE')).toMatchObject({ refusal: 'UnitUnknown' })
    for (const quantity of ['0', '-1', '0.0000001'])
      expect(await company.draftsReturn(receipt, quantity)).toMatchObject({
        refusal: 'QuantityInvalid',
        text: quantity,
      })
    expect(await company.everything()).toEqual(before)
  })

  test('the database holds the last wall: no more value or quantity than the receipt has', async () => {
    const { receipt } = await companyWithReceipt('10', '1')
    const id = lineId(receipt, 0)
    await expect(
      database.rows`update goods_receipt_line set returned_base_quantity = 11, returned_value_minor = 1000 where id = ${id}`,
    ).rejects.toThrow('taken_within_received')
    await expect(
      database.rows`update goods_receipt_line set returned_value_minor = 1001 where id = ${id}`,
    ).rejects.toThrow('taken_value_within_value')
    await expect(
      database.rows`update goods_receipt_line set returned_base_quantity = 10, returned_value_minor = 999 where id = ${id}`,
    ).rejects.toThrow('all_taken_takes_all_value')
    await expect(
      database.rows`
        update goods_receipt_line set returned_base_quantity = 4, returned_value_minor = 400, invoiced_base_quantity = 7,
                                      invoiced_value_minor = 600
        where id = ${id}`,
    ).rejects.toThrow('taken_within_received')
  })
})

test('the saga speaks the contracts it names', () => {
  const [issue] = returnGoods.steps
  expect([issue?.done, issue?.refused].map((contract) => contract?.type)).toEqual([
    purchaseReturnIssueDone.type,
    purchaseReturnIssueRefused.type,
  ])
  expect(issue?.undo?.command.type).toBe('inventory.cancel-purchase-return-issue.v1')
  expect(goodsReceiptConfirmed.examples).not.toHaveLength(0)
})

function stockPosted(company: Company, { id, number }: PurchaseReturn) {
  return {
    companyId: company.companyId,
    stockDocumentId: newId(),
    eventKind: 'PURCHASE_RETURN_UNINVOICED' as const,
    documentType: 'PURCHASE_RETURN' as const,
    documentId: id,
    documentNumber: number,
    businessDate: '2026-10-20',
    currency: 'CNY',
    supplierId: company.supplier.id,
    warehouseId: company.warehouseId,
    lines: [],
  }
}

function ledgerPosted(company: Company, { id }: PurchaseReturn) {
  return {
    companyId: company.companyId,
    sourceEventId: newId(),
    documentType: 'PURCHASE_RETURN' as const,
    documentId: id,
    voucherId: newId(),
    voucherNumber: '记-2026-10-0001',
    postingDate: '2026-10-20',
    attempts: 1,
  }
}
