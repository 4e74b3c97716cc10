import {
  accountRuleChanged,
  cancelPurchaseReturnIssue,
  companyChanged,
  goodsReceiptConfirmed,
  issuePurchaseReturn,
  periodChanged,
  postingBlocked,
  postingPosted,
  purchaseReturnIssueCancelled,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
  stockDocumentPosted,
  voucherTemplateActivated,
} from '@erp/contracts'
import { defineSaga, startSaga, step } from '@erp/messaging'
import { eventually } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { Tx } from '../src/store/database.ts'
import { disagreements } from './disagreements.ts'
import { useGraph } from './use-graph.ts'
import { lineOf, type Receipt, type Return, useInventory } from './use-inventory.ts'
import { usePeer } from './use-peers.ts'

const returnGoods = defineSaga<Return, Tx>({
  type: 'procurement.return-goods',
  version: 1,
  steps: [
    step({
      name: 'issue',
      command: issuePurchaseReturn,
      build: (purchaseReturn: Return) => purchaseReturn,
      done: purchaseReturnIssueDone,
      refused: purchaseReturnIssueRefused,
      undo: {
        command: cancelPurchaseReturnIssue,
        build: ({ companyId, purchaseReturnId }: Return) => ({ companyId, purchaseReturnId, reason: 'No answer' }),
        done: purchaseReturnIssueCancelled,
      },
      timeoutMs: 20_000,
    }),
  ],
  onCompleted: async () => undefined,
  onRefused: async () => undefined,
  onSuspended: async () => undefined,
})

const inventory = await useInventory()
const { database } = inventory
const { nats, userOf } = await useGraph(inventory)
const company = await inventory.company()
const { companyId } = company
const { query } = userOf(companyId)
const [identity, finance, procurement] = await Promise.all([
  usePeer('identity', nats),
  usePeer('finance', nats),
  usePeer('procurement', nats, [returnGoods]),
])
const main = await company.warehouse('MAIN')
const desk = await company.item('OAK-DESK', 'FIFO')

const confirm = (receipt: Receipt) => procurement.tell(goodsReceiptConfirmed, receipt.goodsReceiptId, receipt)

/** What finance was told about a business document, and the id of the message that told it. */
async function told(documentId: string) {
  const rows = await database.rows<{ event_id: string; payload: unknown; published: boolean }>`
    select event_id, payload, published_at is not null as published from platform.outbox
    where type = ${stockDocumentPosted.type} and payload ->> 'documentId' = ${documentId} order by pos`
  return rows.map(({ payload, ...row }) => ({ ...row, payload: stockDocumentPosted.schema.parse(payload) }))
}

async function legsOf(goodsReceiptId: string) {
  const { _entities } = await query<{ _entities: [{ stockEntries: { legs: object[] }[] }] }>(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) {
       ... on GoodsReceipt { stockEntries { legs { kind state attempts reasonCode reason } } } } }`,
    { representations: [{ __typename: 'GoodsReceipt', id: goodsReceiptId }] },
  )
  return _entities[0].stockEntries.map(({ legs }) => legs)
}

async function sagaOf(purchaseReturn: Return) {
  await procurement.transactor.system([companyId], 'confirmPurchaseReturn', (unit) =>
    startSaga(unit, returnGoods, {
      sagaId: newId(),
      companyId,
      documentId: purchaseReturn.purchaseReturnId,
      data: purchaseReturn,
    }),
  )
  return eventually(async () => {
    const [saga] = await procurement.database.rows<{ status: string; reply_type: string; reply: unknown }>`
      select s.status, t.reply_type, t.reply from platform.saga s join platform.saga_step t using (saga_id)
      where s.document_id = ${purchaseReturn.purchaseReturnId} and t.direction = 'do'`
    expect(saga?.reply_type).toBeTruthy()
    return saga
  })
}

test('a confirmed receipt reaches stock, finance is told once, and its answers show as legs', async () => {
  const receipt = company.receipt(main, [[desk, '100', '1000.00']])
  await confirm(receipt)
  const [message] = await eventually(async () => {
    const messages = await told(receipt.goodsReceiptId)
    expect(messages).toMatchObject([{ published: true, payload: { lines: [{ stockValue: '1000.00' }] } }])
    return messages
  })
  const ledger = (state: string, facts: object) => [
    [
      { kind: 'STOCK', state: 'POSTED', attempts: 1, reasonCode: null, reason: null },
      { kind: 'LEDGER', state, attempts: 0, reasonCode: null, reason: null, ...facts },
    ],
  ]
  expect(await legsOf(receipt.goodsReceiptId)).toEqual(ledger('PENDING', {}))

  const answer = {
    companyId,
    sourceEventId: message?.event_id ?? '',
    documentType: 'GOODS_RECEIPT' as const,
    documentId: receipt.goodsReceiptId,
  }
  const cause = { reason: 'PERIOD_CLOSED', facts: { period: '2026-03' } }
  await finance.tell(postingBlocked, receipt.goodsReceiptId, { ...answer, ...cause, attempts: 2 })
  await eventually(async () =>
    expect(await legsOf(receipt.goodsReceiptId)).toEqual(
      ledger('BLOCKED', {
        attempts: 2,
        reasonCode: 'PERIOD_CLOSED',
        reason: 'Period 2026-03 is closed; the posting goes on when it is reopened.',
      }),
    ),
  )

  const voucher = { voucherId: newId(), voucherNumber: '记-2026-03-0001', postingDate: '2026-03-05' }
  await finance.tell(postingPosted, receipt.goodsReceiptId, { ...answer, ...voucher, attempts: 3 })
  await eventually(async () => expect(await legsOf(receipt.goodsReceiptId)).toEqual(ledger('POSTED', { attempts: 3 })))
})

test('a return asked for by a saga leaves stock, and one that is too much is refused with the facts', async () => {
  const receipt = company.receipt(main, [[desk, '10', '112.00']])
  await confirm(receipt)
  await eventually(async () => expect(await told(receipt.goodsReceiptId)).toHaveLength(1))

  const fits = company.purchaseReturn(receipt, '4', '44.80')
  const done = await sagaOf(fits)
  const [issued] = await told(fits.purchaseReturnId)
  expect(done).toEqual({
    status: 'completed',
    reply_type: purchaseReturnIssueDone.type,
    reply: { companyId, purchaseReturnId: fits.purchaseReturnId, stockDocumentId: issued?.payload.stockDocumentId },
  })
  expect(issued?.payload.lines).toMatchObject([{ quantity: '-4', stockValue: '-44.80', clearingValue: '-44.80' }])

  const tooMuch = company.purchaseReturn(receipt, '1000', '11200.00')
  expect(await sagaOf(tooMuch)).toMatchObject({
    reply_type: purchaseReturnIssueRefused.type,
    reply: { reason: 'STOCK_INSUFFICIENT', facts: { itemId: desk.id, available: '106', requested: '1000' } },
  })
  expect(await told(tooMuch.purchaseReturnId)).toEqual([])
})

test('a receipt whose company is not known yet is held, and posted when identity tells of it', async () => {
  const newCompanyId = newId()
  const theirs = { ...company.receipt(main, [[desk, '1', '1.00']]), companyId: newCompanyId }
  await confirm(theirs)
  const held = () => database.rows<{ status: string; reason: string | null }>`
    select status, reason from platform.inbox where company_id = ${newCompanyId} and type = ${goodsReceiptConfirmed.type}`
  await eventually(async () => expect(await held()).toEqual([{ status: 'blocked', reason: 'COMPANY_UNKNOWN' }]))
  await identity.tell(companyChanged, newCompanyId, {
    companyId: newCompanyId,
    code: 'NEW',
    name: { zh: '新公司', en: 'New company' },
    baseCurrency: 'CNY',
    accountingStandard: 'CAS',
    firstPeriod: '2026-01',
    active: true,
    version: 1,
  })
  // Its warehouse is another company's, so that is what it waits for next.
  await eventually(async () => expect(await held()).toEqual([{ status: 'blocked', reason: 'WAREHOUSE_UNKNOWN' }]))
})

test('two hundred receipts at once are all posted, each once, in any order of arrival', async () => {
  const lamp = await company.item('LAMP', 'MOVING_AVERAGE')
  const receipts = Array.from({ length: 200 }, (_, index) =>
    company.receipt(main, [
      [lamp, '3', `${index + 1}.01`],
      [desk, '1', '7.77'],
    ]),
  )
  await Promise.all(receipts.map(confirm))
  await eventually(
    async () => {
      const rows = await database.rows`
        select 1 from stock_document where document_id = any (${receipts.map(({ goodsReceiptId }) => goodsReceiptId)})`
      expect(rows).toHaveLength(200)
    },
    { withinMs: 20_000 },
  )
  expect(await company.stockOf(lamp)).toEqual({ balances: ['600 / 2010200'], onHand: ['600'] })
  expect(await disagreements(database)).toEqual([])
})

test('facts of finance arrive in the copies', async () => {
  const other = newId()
  const rule = { ruleId: newId(), accountKey: 'INV', itemClass: null, valuationAreaId: null, accountCode: '1405' }
  await finance.tell(accountRuleChanged, rule.ruleId, { companyId: other, ...rule, active: true, version: 1 })
  const periodId = newId()
  await finance.tell(periodChanged, periodId, {
    companyId: other,
    periodId,
    period: '2026-03',
    status: 'OPEN',
    version: 1,
  })
  const templateId = newId()
  const template = { eventKind: 'PURCHASE_RECEIPT' as const, templateVersion: 1, accountKeys: ['INV', 'GRIR'] }
  await finance.tell(voucherTemplateActivated, templateId, { companyId: other, templateId, ...template })
  await eventually(async () =>
    expect(
      await database.rows`
        select (select count(*)::int from replicated_account_rule where company_id = ${other}) as rules,
               (select status from replicated_period where company_id = ${other}) as period,
               (select account_keys from replicated_voucher_template where company_id = ${other}) as keys`,
    ).toEqual([{ rules: 1, period: 'OPEN', keys: ['INV', 'GRIR'] }]),
  )
})

test('what finance has not applied counts as in flight, to the cent', async () => {
  const own = await inventory.company()
  const warehouse = await own.warehouse('MAIN')
  const item = await own.item('CHAIR', 'MOVING_AVERAGE')
  const applied = own.receipt(warehouse, [[item, '2', '20.01']])
  const waiting = own.receipt(warehouse, [[item, '3', '30.50']])
  await confirm(applied)
  const [seen] = await eventually(async () => {
    const rows = await positionsOf(applied)
    expect(rows).toHaveLength(1)
    return rows
  })
  await confirm(waiting)
  const [later] = await eventually(async () => {
    const rows = await positionsOf(waiting)
    expect(rows).toHaveLength(1)
    return rows
  })

  const mark = { epoch: seen?.epoch, appliedSeq: seen?.seq, earlier: [], appliedAbove: [], parked: [] }
  const reconcile = async (ledgerValue: string, watermark: object) => {
    const { _entities } = await userOf(own.companyId).query<{ _entities: object[] }>(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
         ... on StockReconciliation { stockValue { amount } inFlightValue { amount } difference { amount } } } }`,
      {
        representations: [
          {
            __typename: 'StockReconciliation',
            id: own.companyId,
            ledgerValue: { amount: ledgerValue, currency: 'CNY' },
            watermark: JSON.stringify(watermark),
          },
        ],
      },
    )
    return _entities[0]
  }
  const figures = (stock: string, inFlight: string, difference: string) => ({
    stockValue: { amount: stock },
    inFlightValue: { amount: inFlight },
    difference: { amount: difference },
  })
  expect(await reconcile('20.01', mark)).toEqual(figures('50.51', '30.50', '0.00'))
  expect(await reconcile('50.51', { ...mark, appliedAbove: [later?.id] })).toEqual(figures('50.51', '0.00', '0.00'))
  expect(await reconcile('0.00', { ...mark, parked: [seen?.id] })).toEqual(figures('50.51', '50.51', '0.00'))
  expect(await reconcile('20.00', mark)).toEqual(figures('50.51', '30.50', '0.01'))
  expect(await reconcile('0.00', { ...mark, epoch: null, appliedSeq: 0 })).toEqual(figures('50.51', '50.51', '0.00'))
})

async function positionsOf(receipt: Receipt) {
  const rows = await database.rows<{ id: string; epoch: string; seq: string }>`
    select event_id as id, stream_epoch as epoch, stream_seq as seq from platform.outbox
    where type = ${stockDocumentPosted.type} and published_at is not null
      and payload -> 'lines' -> 0 ->> 'sourceLineId' = ${lineOf(receipt).lineId}`
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}
