import { newId } from '@erp/values'
import { beforeAll, expect, test } from 'vitest'
import { postEntries } from './entries.ts'
import { callerOf } from './finance-database.ts'
import { everything, useFinanceService } from './use-finance-service.ts'

const { userOf, registeredCompany, transactor } = await useFinanceService()
const company = await registeredCompany()
const { query, ask } = userOf(company, [...everything, 'finance.openItem.read'])
const [late, later] = [newId(), newId()]

beforeAll(async () => {
  const accountant = callerOf(company)
  for (const [on, customerId, amount] of [
    ['2026-01-20', late, '100.00'],
    ['2026-01-01', later, '30.00'],
    ['2026-02-10', later, '5.00'],
  ] as const)
    await transactor.transact(accountant, 'test', ({ tx }) =>
      postEntries(tx, accountant, on, [
        ['Dr', '1122', amount, { customerId }],
        ['Cr', '6001', amount],
      ]),
    )
})

test('who is late is listed by how late, page by page, with the level they have reached', async () => {
  const text = `query ($after: String) { dunningList(asOf: "2026-02-01", levelDays: [10, 30], first: 1, after: $after) {
    nodes { party { dimension valueId } overdue { amount } total { amount } oldestDueOn daysLate level itemCount }
    pageInfo { hasNextPage endCursor } } }`
  const first = await query<{ dunningList: { pageInfo: { endCursor: string } } }>(text)
  expect(first.dunningList).toMatchObject({
    nodes: [
      {
        ...{
          party: { dimension: 'CUSTOMER', valueId: later },
          overdue: { amount: '30.00' },
          total: { amount: '30.00' },
        },
        ...{ oldestDueOn: '2026-01-01', daysLate: 31, level: 2, itemCount: 1 },
      },
    ],
    pageInfo: { hasNextPage: true },
  })
  expect(await query(text, { after: first.dunningList.pageInfo.endCursor })).toMatchObject({
    dunningList: { nodes: [{ party: { valueId: late }, daysLate: 12, level: 1 }], pageInfo: { hasNextPage: false } },
  })
})

test('weeks ahead say what is expected of what is open', async () => {
  const text = `{ cashForecast(asOf: "2026-02-01", weeks: 2) { madeForOn opening { amount } collectionError paymentError
    weeks { beginsOn endsOn collections { amount } payments { amount } balance { amount } } } }`
  expect(await query(text)).toEqual({
    cashForecast: {
      ...{ madeForOn: '2026-02-01', opening: { amount: '0.00' }, collectionError: null, paymentError: null },
      weeks: [
        {
          ...{ beginsOn: '2026-02-02', endsOn: '2026-02-08', collections: { amount: '130.00' } },
          ...{ payments: { amount: '0.00' }, balance: { amount: '130.00' } },
        },
        {
          ...{ beginsOn: '2026-02-09', endsOn: '2026-02-15', collections: { amount: '0.00' } },
          ...{ payments: { amount: '0.00' }, balance: { amount: '130.00' } },
        },
      ],
    },
  })
})

test('levels rise, weeks are few, and nobody sees either without the right to', async () => {
  for (const text of [
    '{ dunningList(asOf: "2026-02-01", levelDays: [10, 10]) { nodes { level } } }',
    '{ dunningList(asOf: "2026-02-01", levelDays: []) { nodes { level } } }',
    '{ cashForecast(asOf: "2026-02-01", weeks: 27) { madeForOn } }',
  ])
    expect((await ask(text)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  const { errors } = await userOf(company).ask('{ cashForecast(asOf: "2026-02-01") { madeForOn } }')
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'finance.openItem.read' } }])
})
