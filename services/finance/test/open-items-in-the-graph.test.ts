import { newId } from '@erp/values'
import { beforeAll, expect, test } from 'vitest'
import { postEntries } from './entries.ts'
import { callerOf } from './finance-database.ts'
import { everything, useFinanceService } from './use-finance-service.ts'

const { userOf, registeredCompany, transactor } = await useFinanceService()
const company = await registeredCompany()
const permissions = [...everything, 'finance.openItem.read', 'finance.dimension.read']
const { query, ask } = userOf(company, permissions)
const [customerId, otherId] = [newId(), newId()]

beforeAll(async () => {
  const accountant = callerOf(company)
  const sell = (date: string, customer: string, amount: string) =>
    transactor.transact(accountant, 'test', ({ tx }) =>
      postEntries(tx, accountant, date, [
        ['Dr', '1122', amount, { customerId: customer }],
        ['Cr', '6001', amount],
      ]),
    )
  await sell('2026-01-10', customerId, '1220.40')
  await sell('2026-02-10', customerId, '100.00')
  await sell('2026-02-11', customerId, '-20.40')
  await sell('2026-02-12', otherId, '7.00')
})

test('open items lead to their account, party and voucher, page by page, and as of a day', async () => {
  const first = await query<{ openItems: { pageInfo: { endCursor: string } } }>(
    `{ openItems(kinds: [RECEIVABLE], first: 2) { pageInfo { hasNextPage endCursor } nodes {
        kind side dueOn documentNumber original { amount currency } open { amount } carrying { amount } version
        account { code openItemKind } party { dimension valueId customer { id } } voucher { number } } } }`,
  )
  expect(first.openItems).toMatchObject({
    pageInfo: { hasNextPage: true },
    nodes: [
      {
        ...{ kind: 'RECEIVABLE', side: 'DEBIT', dueOn: '2026-01-10', documentNumber: 'MV-1', version: 1 },
        ...{ original: { amount: '1220.40', currency: 'CNY' }, open: { amount: '1220.40' } },
        account: { code: '1122', openItemKind: 'RECEIVABLE' },
        party: { dimension: 'CUSTOMER', valueId: customerId, customer: { id: customerId } },
        voucher: { number: '记-2026-01-0001' },
      },
      { open: { amount: '100.00' } },
    ],
  })
  const page = '{ nodes { id open { amount } } }'
  const rest = await query(`query ($after: String) { openItems(kinds: [RECEIVABLE], after: $after) ${page} }`, {
    after: first.openItems.pageInfo.endCursor,
  })
  expect(rest).toMatchObject({ openItems: { nodes: [{ open: { amount: '-20.40' } }, { open: { amount: '7.00' } }] } })
  expect(
    await query(`query ($partyId: ID) { openItems(partyId: $partyId, asOf: "2026-02-10") ${page} }`, {
      partyId: customerId,
    }),
  ).toMatchObject({ openItems: { nodes: [{ open: { amount: '1220.40' } }, { open: { amount: '100.00' } }] } })
})

test('ageing is by party, in buckets of the asker', async () => {
  const { openItemAgeing } = await query<{ openItemAgeing: { nodes: { party: { valueId: string } }[] } }>(
    `{ openItemAgeing(kind: RECEIVABLE, asOf: "2026-02-28", throughDays: [30]) { nodes {
        party { valueId } total { amount } notDue { amount }
        overdue { fromDays throughDays amount { amount } } } } }`,
  )
  expect(openItemAgeing.nodes.toSorted((one) => (one.party.valueId === customerId ? -1 : 1))).toEqual([
    {
      ...{ party: { valueId: customerId }, total: { amount: '1300.00' }, notDue: { amount: '0.00' } },
      overdue: [
        { fromDays: 1, throughDays: 30, amount: { amount: '79.60' } },
        { fromDays: 31, throughDays: null, amount: { amount: '1220.40' } },
      ],
    },
    expect.objectContaining({ party: { valueId: otherId }, total: { amount: '7.00' } }),
  ])
})

test('a statement of account ties to the auxiliary balance', async () => {
  const { partyStatement, auxiliaryBalances } = await query<{
    partyStatement: object
    auxiliaryBalances: { nodes: { values: { valueId: string }[] }[] }
  }>(
    `query ($partyId: ID!) {
      partyStatement(dimension: CUSTOMER, partyId: $partyId, beginsOn: "2026-02-01", endsOn: "2026-02-28") {
        opening { side amount { amount } } turnover { debit { amount } credit { amount } } closing { side amount { amount } }
        entries(first: 1) { pageInfo { hasNextPage } nodes {
          on documentNumber summary { en } debit { amount } foreign { amount } balance { amount { amount } }
          account { code } voucher { number } } } }
      auxiliaryBalances(accountCode: "1122", by: [CUSTOMER], period: "2026-02") { nodes {
        values { valueId } opening { side amount { amount } } turnover { debit { amount } credit { amount } }
        closing { side amount { amount } } } } }`,
    { partyId: customerId },
  )
  const figures = {
    opening: { side: 'DEBIT', amount: { amount: '1220.40' } },
    turnover: { debit: { amount: '79.60' }, credit: { amount: '0.00' } },
    closing: { side: 'DEBIT', amount: { amount: '1300.00' } },
  }
  expect(partyStatement).toMatchObject(figures)
  const own = auxiliaryBalances.nodes.find(({ values }) => values[0]?.valueId === customerId)
  expect(own).toMatchObject(figures)
  expect(partyStatement).toMatchObject({
    entries: {
      pageInfo: { hasNextPage: true },
      nodes: [
        {
          ...{ on: '2026-02-10', documentNumber: 'MV-1', summary: { en: 'Test' }, debit: { amount: '100.00' } },
          ...{ foreign: null, balance: { amount: { amount: '1320.40' } }, account: { code: '1122' } },
        },
      ],
    },
  })
})

test('what cannot be asked is refused, and nobody sees what others are owed', async () => {
  for (const wrong of [
    '{ openItemAgeing(kind: PAYABLE, asOf: "2026-02-28", throughDays: [30, 10]) { nodes { total { amount } } } }',
    '{ openItems(partyId: "x") { nodes { id } } }',
    `{ partyStatement(dimension: SUPPLIER, partyId: "${otherId}", beginsOn: "2026-02-02", endsOn: "2026-02-01") { beginsOn } }`,
    `{ partyStatement(dimension: SUPPLIER, partyId: "${otherId}", kinds: [RECEIVABLE], beginsOn: "2026-02-01", endsOn: "2026-02-01") { beginsOn } }`,
  ])
    expect((await ask(wrong)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  const { openItems } = await query<{ openItems: { nodes: { id: string }[] } }>('{ openItems { nodes { id } } }')
  const stranger = userOf(await registeredCompany(), permissions)
  const [item] = openItems.nodes
  expect(await query('query ($id: ID!) { openItem(id: $id) { id } }', { id: item?.id })).toEqual({ openItem: item })
  expect(await stranger.query('query ($id: ID!) { openItem(id: $id) { id } }', { id: item?.id })).toEqual({
    openItem: null,
  })
  expect(await stranger.query('{ openItems { nodes { id } } }')).toEqual({ openItems: { nodes: [] } })
  expect((await userOf(company).ask('{ openItems { nodes { id } } }')).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN', permission: 'finance.openItem.read' } },
  ])
})
