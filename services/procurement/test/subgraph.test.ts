import { eventually, mintToken, serviceEnvironment, subgraphRequest, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, describe, expect, test } from 'vitest'
import { startService } from '../src/main.ts'
import { startNeighbours } from './support/neighbours.ts'

const [database, nats] = await Promise.all([useDatabase('procurement'), useNats()])
const service = await startService(await serviceEnvironment('procurement', { database, nats }))
afterAll(() => service.stop())
const { company, behaviour, posts } = await startNeighbours(nats)

const verbs = ['create', 'confirm', 'amend', 'read']
const everything = ['purchaseOrder', 'goodsReceipt', 'purchaseReturn']
  .flatMap((document) => verbs.map((verb) => `procurement.${document}.${verb}`))
  .concat('procurement.supplier.manage', 'procurement.supplier.read', 'procurement.price.read')
const userId = newId()

interface Asked {
  readonly permissions?: readonly string[]
  readonly companyId?: string
  readonly language?: string
}

async function ask(
  query: string,
  variables: object,
  { permissions = everything, companyId, language = 'en' }: Asked = {},
) {
  const token = await mintToken({ userId, username: 'clerk', companyId: companyId ?? company.companyId, permissions })
  const { body } = await subgraphRequest<Record<string, never>>(service.url, {
    token,
    query,
    variables: { ...variables },
    headers: { 'accept-language': language },
  })
  return body
}

/** The payload of a mutation or query of one root field. */
async function run(field: string, input: object, selection: string, asked?: Asked) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
  const kind = field.startsWith('simulate') ? 'query' : 'mutation'
  const { data, errors } = await ask(
    `${kind} ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`,
    { input },
    asked,
  )
  if (errors) throw new Error(JSON.stringify(errors))
  return data?.[field] as unknown as Record<string, unknown>
}

const key = () => ({ idempotencyKey: newId() })
const refusal = 'userErrors { __typename code message path }'

async function readyToBuy() {
  await eventually(async () => {
    const [{ known } = { known: 0 }] = await database.rows<{ known: number }>`
      select ((select count(*) from company_replica) + (select count(*) from item_replica)
        + (select count(*) from warehouse_replica) + (select count(*) from period_replica)
        + (select count(*) from account_rule_replica) + (select count(*) from voucher_template_replica)
        + (select count(*) from tax_code_replica))::int as known`
    expect(known).toBe(10)
  })
}

let supplier: Promise<{ id: string }> | undefined
function knownSupplier() {
  supplier ??= (async () => {
    await readyToBuy()
    const { supplier } = await run(
      'createSupplier',
      { ...key(), code: 'LINDQVIST', name: { zh: '林德', en: 'Lindqvist' }, overReceiptPercent: '5' },
      `supplier { id currency overReceiptPercent } ${refusal}`,
    )
    expect(supplier).toMatchObject({ currency: 'CNY', overReceiptPercent: '5' })
    return supplier as unknown as { id: string }
  })()
  return supplier
}

async function confirmedOrder(quantity = '100') {
  const created = await run(
    'createPurchaseOrder',
    {
      ...key(),
      supplierId: (await knownSupplier()).id,
      orderedOn: '2026-10-01',
      lines: [{ itemId: company.itemId, quantity, unitPrice: '10', taxCodeId: company.taxCodeId }],
    },
    `purchaseOrder { id lines { nodes { id } } } ${refusal}`,
  )
  const order = created.purchaseOrder as unknown as { id: string; lines: { nodes: { id: string }[] } }
  const confirmed = await run(
    'confirmPurchaseOrder',
    { ...key(), purchaseOrderId: order.id, expectedVersion: 1 },
    `purchaseOrder { status } ${refusal}`,
  )
  expect(confirmed).toEqual({ purchaseOrder: { status: 'CONFIRMED' }, userErrors: [] })
  return { id: order.id, lineId: order.lines.nodes[0]?.id ?? '' }
}

const arrival = (order: { lineId: string }, quantity: string) => ({
  ...key(),
  warehouseId: company.warehouseId,
  receivedOn: '2026-10-15',
  confirm: true,
  waitMs: 10_000,
  lines: [{ purchaseOrderLineId: order.lineId, quantity }],
})
const receiptFields =
  'goodsReceipt { id number status version legs { kind state attempts reasonCode reason } lines { nodes { id } } }'

interface OrderWithReceipts {
  readonly purchaseOrder: {
    readonly goodsReceipts: {
      readonly nodes: readonly { readonly number: string }[]
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
    }
  }
}

interface Receipt {
  readonly id: string
  readonly lines: { readonly nodes: readonly { readonly id: string }[] }
}

async function receivedGoods(quantity = '40') {
  const order = await confirmedOrder()
  const { goodsReceipt } = await run('createGoodsReceipt', arrival(order, quantity), `${receiptFields} ${refusal}`)
  return { order, receipt: goodsReceipt as unknown as Receipt }
}

describe('a receipt through the graph', () => {
  test('waits for its legs and is found from its order, with prices', async () => {
    const { order, receipt } = await receivedGoods()
    expect(receipt).toMatchObject({
      number: expect.stringMatching(/^GR-2026-\d{6}$/),
      status: 'CONFIRMED',
      legs: [
        { kind: 'STOCK', state: 'POSTED', attempts: 1, reasonCode: null, reason: null },
        { kind: 'LEDGER', state: 'POSTED', attempts: 1, reasonCode: null, reason: null },
      ],
    })
    const { data } = await ask(
      `query ($id: ID!) { purchaseOrder(id: $id) {
        supplier { code } net { amount currency } gross { amount }
        lines { nodes { quantity receivedQuantity item { id } taxCode { id } unitPrice } }
        revisions { revision lines { quantity net { amount } } }
        goodsReceipts { nodes { id netValue { amount } lines { nodes { purchaseOrderLine { purchaseOrder { id } } } } } } } }`,
      { id: order.id },
    )
    expect(data).toEqual({
      purchaseOrder: {
        supplier: { code: 'LINDQVIST' },
        net: { amount: '1000.00', currency: 'CNY' },
        gross: { amount: '1130.00' },
        lines: {
          nodes: [
            {
              quantity: '100',
              receivedQuantity: '40',
              item: { id: company.itemId },
              taxCode: { id: company.taxCodeId },
              unitPrice: '10',
            },
          ],
        },
        revisions: [{ revision: 1, lines: [{ quantity: '100', net: { amount: '1000.00' } }] }],
        goodsReceipts: {
          nodes: [
            {
              id: receipt.id,
              netValue: { amount: '400.00' },
              lines: { nodes: [{ purchaseOrderLine: { purchaseOrder: { id: order.id } } }] },
            },
          ],
        },
      },
    })
  })

  test('that finance holds shows why, in the language of the clerk, until it is mended', async () => {
    behaviour.holdPostings = 'PERIOD_CLOSED'
    const { receipt } = await receivedGoods()
    behaviour.holdPostings = undefined
    expect(receipt).toMatchObject({
      status: 'CONFIRMED',
      legs: [
        { kind: 'STOCK', state: 'POSTED' },
        {
          kind: 'LEDGER',
          state: 'BLOCKED',
          reasonCode: 'PERIOD_CLOSED',
          reason: expect.stringContaining('2026-10 is closed'),
        },
      ],
    })
    const legs = async (language: string) =>
      (
        await ask(
          'query ($id: ID!) { goodsReceipt(id: $id) { legs { state attempts reason } } }',
          { id: receipt.id },
          { language },
        )
      ).data?.goodsReceipt as unknown as { legs: object[] }
    expect((await legs('zh-CN')).legs[1]).toMatchObject({ reason: '会计期间 2026-10 已关闭，重新打开后将自动入账。' })
    await posts(receipt.id)
    await eventually(async () =>
      expect((await legs('en')).legs[1]).toEqual({ state: 'POSTED', attempts: 2, reason: null }),
    )
  })

  test('too much of it is refused with facts, in both languages', async () => {
    const order = await confirmedOrder()
    const facts = `${refusal} userErrors { ... on OverReceipt { ordered received tolerance allowed } }`
    const refused = await run('createGoodsReceipt', arrival(order, '106'), `goodsReceipt { id } ${facts}`)
    expect(refused).toEqual({
      goodsReceipt: null,
      userErrors: [
        {
          __typename: 'OverReceipt',
          code: 'OVER_RECEIPT',
          message: '106 PCS is too much: 0 of 100 has arrived, and 105 is allowed (5 %).',
          path: ['input', 'lines', '0', 'quantity'],
          ordered: '100',
          received: '0',
          tolerance: '5',
          allowed: '105',
        },
      ],
    })
    const inChinese = await run('createGoodsReceipt', arrival(order, '106'), refusal, { language: 'zh-CN' })
    expect(inChinese.userErrors).toMatchObject([
      { message: '超量收货：订购 100 PCS，已收 0，本次 106，允许 105（允差 5%）。' },
    ])
  })

  test('sent twice is one receipt; with other input it is refused; a wait beyond ten seconds too', async () => {
    const order = await confirmedOrder()
    const input = { ...arrival(order, '1'), waitMs: 0 }
    const [one, other] = await Promise.all([
      run('createGoodsReceipt', input, `${receiptFields} ${refusal}`),
      run('createGoodsReceipt', input, `${receiptFields} ${refusal}`),
    ])
    expect((other.goodsReceipt as Receipt).id).toBe((one.goodsReceipt as Receipt).id)
    const changed = { ...input, lines: [{ purchaseOrderLineId: order.lineId, quantity: '2' }] }
    expect((await run('createGoodsReceipt', changed, refusal)).userErrors).toMatchObject([
      { __typename: 'IdempotencyKeyReused' },
    ])
    expect(
      (await run('createGoodsReceipt', { ...arrival(order, '1'), waitMs: 10_001 }, refusal)).userErrors,
    ).toMatchObject([{ __typename: 'InvalidInput', path: ['input', 'waitMs'] }])
    expect(await database.rows`select count(*) from goods_receipt_line where purchase_order_id = ${order.id}`).toEqual([
      { count: '1' },
    ])
  })

  test('can be simulated', async () => {
    const order = await confirmedOrder()
    const { idempotencyKey: _, confirm: __, waitMs: ___, ...input } = arrival(order, '7')
    const { simulation } = await run('simulateGoodsReceipt', input, `simulation { id } ${refusal}`)
    const event = JSON.parse(Buffer.from((simulation as { id: string }).id, 'base64url').toString())
    expect(event.lines).toMatchObject([{ quantity: '7', netValue: '70.00' }])
    expect(await database.rows`select count(*) from goods_receipt_line where purchase_order_id = ${order.id}`).toEqual([
      { count: '0' },
    ])
  })
})

describe('a return through the graph', () => {
  const drafted = async (receipt: Receipt, quantity: string) => {
    const { purchaseReturn } = await run(
      'createPurchaseReturn',
      { ...key(), returnedOn: '2026-10-20', lines: [{ goodsReceiptLineId: receipt.lines.nodes[0]?.id, quantity }] },
      `purchaseReturn { id version } ${refusal}`,
    )
    return purchaseReturn as unknown as { id: string; version: number }
  }
  const confirmed = (id: string, expectedVersion: number) =>
    run(
      'confirmPurchaseReturn',
      { ...key(), purchaseReturnId: id, expectedVersion, waitMs: 10_000 },
      `purchaseReturn { status version refusalCode refusalReason clearingValue { amount } legs { kind state } } ${refusal}`,
    )

  test('is refused by inventory with its reason, confirmed anew, and then stands', async () => {
    const { receipt } = await receivedGoods()
    const { id, version } = await drafted(receipt, '2')
    behaviour.refuseReturns = 'STOCK_INSUFFICIENT'
    expect((await confirmed(id, version)).purchaseReturn).toEqual({
      status: 'REFUSED',
      version: 3,
      refusalCode: 'STOCK_INSUFFICIENT',
      refusalReason: 'There is not enough in stock: 1 of 2.',
      clearingValue: null,
      legs: [
        { kind: 'STOCK', state: 'REFUSED' },
        { kind: 'LEDGER', state: 'REFUSED' },
      ],
    })
    behaviour.refuseReturns = undefined
    expect((await confirmed(id, 3)).purchaseReturn).toMatchObject({
      refusalCode: null,
      clearingValue: { amount: '20.00' },
    })
    await eventually(async () => {
      const { data } = await ask(
        'query ($id: ID!) { goodsReceipt(id: $id) { purchaseReturns { status legs { state } } lines { nodes { returnedBaseQuantity } } } }',
        { id: receipt.id },
      )
      expect(data?.goodsReceipt).toEqual({
        purchaseReturns: [{ status: 'CONFIRMED', legs: [{ state: 'POSTED' }, { state: 'POSTED' }] }],
        lines: { nodes: [{ returnedBaseQuantity: '2' }] },
      })
    })
    const sagas = await database.rows`select status from platform.saga where document_id = ${id} order by saga_id`
    expect(sagas).toEqual([{ status: 'compensated' }, { status: 'completed' }])
  })
})

describe('who may see and do what', () => {
  test('prices need their own permission; the rest of the document stays', async () => {
    const { order, receipt } = await receivedGoods('3')
    const { data, errors } = await ask(
      `query ($order: ID!, $receipt: ID!) {
        purchaseOrder(id: $order) { number net { amount } lines { nodes { unitPrice quantity } } }
        goodsReceipt(id: $receipt) { number netValue { amount } } }`,
      { order: order.id, receipt: receipt.id },
      { permissions: everything.filter((code) => code !== 'procurement.price.read') },
    )
    expect(data).toMatchObject({
      purchaseOrder: {
        number: expect.any(String),
        net: null,
        lines: { nodes: [{ unitPrice: null, quantity: '100' }] },
      },
      goodsReceipt: { number: expect.any(String), netValue: null },
    })
    expect(errors?.map(({ extensions }) => extensions?.permission)).toEqual(
      Array.from({ length: 3 }, () => 'procurement.price.read'),
    )
  })

  test('to create is not to confirm', async () => {
    const order = await confirmedOrder()
    const permissions = everything.filter((code) => code !== 'procurement.goodsReceipt.confirm')
    const mutation = `mutation ($input: CreateGoodsReceiptInput!) { createGoodsReceipt(input: $input) { goodsReceipt { status } ${refusal} } }`
    const { errors } = await ask(mutation, { input: arrival(order, '1') }, { permissions })
    expect(errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', permission: 'procurement.goodsReceipt.confirm' } },
    ])
    const draft = await ask(mutation, { input: { ...arrival(order, '1'), confirm: false } }, { permissions })
    expect(draft.data).toMatchObject({ createGoodsReceipt: { goodsReceipt: { status: 'DRAFT' }, userErrors: [] } })
  })

  test("another company's documents are not there, by id, by number, by reference or in a list", async () => {
    const { order, receipt } = await receivedGoods('3')
    const answer = await ask(
      `query ($order: ID!, $receipt: ID!, $any: [_Any!]!) {
        purchaseOrder(id: $order) { id } goodsReceipt(id: $receipt) { id }
        byNumber: purchaseOrder(number: "PO-2026-000001") { id }
        purchaseOrders { nodes { id } } goodsReceipts { nodes { id } } suppliers { nodes { id } }
        _entities(representations: $any) { __typename } }`,
      {
        order: order.id,
        receipt: receipt.id,
        any: [
          { __typename: 'PurchaseOrderLine', id: order.lineId },
          { __typename: 'GoodsReceipt', id: receipt.id },
          { __typename: 'GoodsReceipt', id: 'no id' },
        ],
      },
      { companyId: newId() },
    )
    expect(answer.errors).toBeUndefined()
    expect(answer.data).toEqual({
      purchaseOrder: null,
      goodsReceipt: null,
      byNumber: null,
      purchaseOrders: { nodes: [] },
      goodsReceipts: { nodes: [] },
      suppliers: { nodes: [] },
      _entities: [null, null, null],
    })
  })

  test('lists go page by page to the end, filtered by what is indexed', async () => {
    const order = await confirmedOrder()
    for (const quantity of ['1', '2', '3'])
      await run('createGoodsReceipt', { ...arrival(order, quantity), waitMs: 0 }, refusal)
    const seen: string[] = []
    let after: string | null = null
    do {
      const { data } = await ask(
        `query ($order: ID!, $after: String) { purchaseOrder(id: $order) {
          goodsReceipts(first: 2, after: $after) { nodes { number } pageInfo { hasNextPage endCursor } } } }`,
        { order: order.id, after },
      )
      const { nodes, pageInfo } = (data as unknown as OrderWithReceipts).purchaseOrder.goodsReceipts
      seen.push(...nodes.map(({ number }) => number))
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    } while (after)
    expect(seen).toEqual([...seen].sort().toReversed())
    expect(seen).toHaveLength(3)

    const { data } = await ask(
      `query ($where: GoodsReceiptFilter) { goodsReceipts(where: $where) { nodes { number } } }`,
      { where: { number: seen[1], status: 'CONFIRMED', receivedFrom: '2026-10-15', receivedTo: '2026-10-15' } },
    )
    expect(data).toEqual({ goodsReceipts: { nodes: [{ number: seen[1] }] } })
    const { errors } = await ask('query { goodsReceipts(after: "eyJ4IjoxfQ") { nodes { id } } }', {})
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })
})
