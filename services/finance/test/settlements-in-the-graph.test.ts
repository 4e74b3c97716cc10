import { newId } from '@erp/values'
import { beforeAll, expect, test } from 'vitest'
import { postEntries } from './entries.ts'
import { callerOf } from './finance-database.ts'
import { everything, useFinanceService } from './use-finance-service.ts'

const { userOf, registeredCompany, transactor } = await useFinanceService()
const company = await registeredCompany()
const rights = ['finance.openItem.read', 'finance.settlement.create', 'finance.settlement.undo']
const permissions = [...everything, ...rights, 'finance.settlement.setLimit']
const { query, ask } = userOf(company, permissions)
const customerId = newId()

beforeAll(async () => {
  const accountant = callerOf(company)
  await transactor.transact(accountant, 'test', ({ tx }) =>
    postEntries(tx, accountant, '2026-01-10', [
      ['Dr', '1122', '1220.40', { customerId }],
      ['Cr', '2203', '500.00', { customerId }],
      ['Cr', '1122', '20.40', { customerId }],
      ['Cr', '6001', '700.00'],
    ]),
  )
})

interface Item {
  readonly id: string
  readonly version: number
  readonly open: { readonly amount: string }
}

const itemsOf = async (kind: string): Promise<Item[]> => {
  const text = `query ($kinds: [OpenItemKind!]) { openItems(kinds: $kinds) { nodes { id version open { amount } } } }`
  return (await query<{ openItems: { nodes: Item[] } }>(text, { kinds: [kind] })).openItems.nodes
}

const settling = `mutation ($input: SettleOpenItemsInput!) { settleOpenItems(input: $input) {
  settlement { id number method settledOn currency agreement undoneOn settledBy { id }
    lines { openItem { kind open { amount } } amount { amount } carrying { amount } }
    voucher { number kind documentNumber source { __typename } eventKind lines { nodes { account { code } debit { amount } credit { amount } } } } }
  userErrors { __typename message code ... on OpenItemChanged { openAmount currentVersion } ... on WriteOffAboveLimit { limit } } } }`

const offset = async (amount: string, more: object = {}, idempotencyKey = newId()) => {
  const [[invoice], [advance]] = [await itemsOf('RECEIVABLE'), await itemsOf('ADVANCE_RECEIVED')]
  const items = [invoice, advance].map((item) => ({ openItemId: item?.id, amount, expectedVersion: item?.version }))
  return { input: { idempotencyKey, settledOn: '2026-01-20', items, ...more } }
}

test('a settlement is done once for each key, shown with its voucher, listed, and taken back', async () => {
  const variables = await offset('500.00')
  const first = await query<{ settleOpenItems: { settlement: { id: string } } }>(settling, variables)
  expect(first.settleOpenItems).toMatchObject({
    settlement: {
      ...{ number: 'ST-2026-000001', method: 'MANUAL', settledOn: '2026-01-20', currency: 'CNY', undoneOn: null },
      voucher: {
        ...{ kind: 'TREASURY', documentNumber: 'ST-2026-000001', source: null, eventKind: null },
        lines: {
          nodes: [
            { account: { code: '1122' }, debit: { amount: '0.00' }, credit: { amount: '500.00' } },
            { account: { code: '2203' }, debit: { amount: '500.00' }, credit: { amount: '0.00' } },
          ],
        },
      },
      lines: expect.arrayContaining([
        {
          openItem: { kind: 'RECEIVABLE', open: { amount: '720.40' } },
          ...{ amount: { amount: '500.00' }, carrying: { amount: '500.00' } },
        },
      ]),
    },
    userErrors: [],
  })
  expect(await query(settling, variables)).toEqual(first)
  const { id } = first.settleOpenItems.settlement
  expect(await query('{ settlements { nodes { id } } }')).toEqual({ settlements: { nodes: [{ id }] } })
  const [invoice] = await itemsOf('RECEIVABLE')
  expect(
    await query(
      'query ($item: ID, $id: ID!) { settlements(openItemId: $item) { nodes { id } } settlement(id: $id) { number } }',
      {
        ...{ item: invoice?.id, id },
      },
    ),
  ).toEqual({ settlements: { nodes: [{ id }] }, settlement: { number: 'ST-2026-000001' } })

  const undoing = `mutation ($input: UndoSettlementInput!) { undoSettlement(input: $input) {
    settlement { undoneOn undoReason undoVoucher { reverses { documentNumber } } lines { amount { amount } } } userErrors { code } } }`
  const input = { settlementId: id, undoneOn: '2026-01-21', reason: 'wrong customer' }
  const undo = (key = newId()) => query(undoing, { input: { ...input, idempotencyKey: key } })
  expect(await undo()).toMatchObject({
    undoSettlement: {
      settlement: {
        ...{ undoneOn: '2026-01-21', undoReason: 'wrong customer' },
        undoVoucher: { reverses: { documentNumber: 'ST-2026-000001' } },
        lines: [{ amount: { amount: '500.00' } }, { amount: { amount: '500.00' } }],
      },
      userErrors: [],
    },
  })
  expect(await undo()).toMatchObject({
    undoSettlement: { settlement: null, userErrors: [{ code: 'SETTLEMENT_UNDONE' }] },
  })
})

test('what cannot be settled is said with its facts, in the language of the user', async () => {
  const { input } = await offset('1.00', { settledOn: '2026-01-22' })
  const stale = { input: { ...input, items: input.items.map((item) => ({ ...item, expectedVersion: 1 })) } }
  expect(await query(settling, stale)).toMatchObject({
    settleOpenItems: {
      settlement: null,
      userErrors: [{ code: 'OPEN_ITEM_CHANGED', openAmount: expect.any(String), currentVersion: 3 }],
    },
  })
  const above = { input: { ...input, idempotencyKey: newId(), writeOffRest: true } }
  const [item, other] = above.input.items
  const rest = { input: { ...above.input, items: [{ ...item, amount: '12.00' }, other] } }
  expect(await userOf(company, permissions, 'zh-CN').query(settling, rest)).toMatchObject({
    settleOpenItems: {
      userErrors: [
        {
          code: 'WRITE_OFF_ABOVE_LIMIT',
          limit: '10.00',
          message: '尾差 11.00 超过核销限额 10.00；请先核销相等部分，余额另行申请核销。',
        },
      ],
    },
  })
})

test('the limit of write-offs is the company’s own', async () => {
  const text = `mutation ($input: SetWriteOffLimitInput!) { setWriteOffLimit(input: $input) {
    writeOffLimit { amount { amount } version } userErrors { code } } }`
  expect(await query('{ writeOffLimit { amount { amount currency } version } }')).toEqual({
    writeOffLimit: { amount: { amount: '10.00', currency: 'CNY' }, version: 0 },
  })
  const set = (amount: string) => query(text, { input: { idempotencyKey: newId(), amount, expectedVersion: 0 } })
  expect(await set('5.00')).toMatchObject({
    setWriteOffLimit: { writeOffLimit: { amount: { amount: '5.00' }, version: 1 }, userErrors: [] },
  })
  expect(await set('6.00')).toMatchObject({ setWriteOffLimit: { userErrors: [{ code: 'STALE_VERSION' }] } })
})

test('rules settle what stands on both sides of an account, and what was paid ahead by a voucher', async () => {
  const text = `mutation ($input: AutoSettleOpenItemsInput!) { autoSettleOpenItems(input: $input) {
    settlementRun { more settlements { method voucher { lines { nodes { account { code } debit { amount } credit { amount } } } } lines { amount { amount } } } } userErrors { code } } }`
  const variables = { input: { idempotencyKey: newId(), settledOn: '2026-01-31', partyId: customerId } }
  const done = await query(text, variables)
  expect(done).toMatchObject({
    autoSettleOpenItems: {
      settlementRun: {
        more: false,
        settlements: expect.arrayContaining([
          {
            ...{ method: 'AUTOMATIC', voucher: null },
            lines: [{ amount: { amount: '20.40' } }, { amount: { amount: '20.40' } }],
          },
          {
            method: 'AUTOMATIC',
            voucher: {
              lines: {
                nodes: [
                  { account: { code: '1122' }, debit: { amount: '0.00' }, credit: { amount: '500.00' } },
                  { account: { code: '2203' }, debit: { amount: '500.00' }, credit: { amount: '0.00' } },
                ],
              },
            },
            lines: [{ amount: { amount: '500.00' } }, { amount: { amount: '500.00' } }],
          },
        ]),
      },
      userErrors: [],
    },
  })
  expect(await query(text, variables)).toEqual(done)
})

test.each([
  [
    'finance.settlement.create',
    'mutation ($input: SettleOpenItemsInput!) { settleOpenItems(input: $input) { userErrors { code } } }',
    { settledOn: '2026-01-31', items: [] },
  ],
  [
    'finance.settlement.create',
    'mutation ($input: AutoSettleOpenItemsInput!) { autoSettleOpenItems(input: $input) { userErrors { code } } }',
    { settledOn: '2026-01-31' },
  ],
  [
    'finance.settlement.undo',
    'mutation ($input: UndoSettlementInput!) { undoSettlement(input: $input) { userErrors { code } } }',
    { settlementId: newId(), undoneOn: '2026-01-31', reason: 'x' },
  ],
  [
    'finance.settlement.setLimit',
    'mutation ($input: SetWriteOffLimitInput!) { setWriteOffLimit(input: $input) { userErrors { code } } }',
    { amount: '1', expectedVersion: 0 },
  ],
])('%s is asked for', async (permission, text, input) => {
  const others = userOf(
    company,
    permissions.filter((one) => one !== permission),
  )
  const { errors } = await others.ask(text, { input: { idempotencyKey: newId(), ...input } })
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission } }])
  expect((await ask('{ settlements(openItemId: "x") { nodes { id } } }')).errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT' } },
  ])
})
