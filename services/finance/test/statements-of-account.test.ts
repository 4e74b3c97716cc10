import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { postEntries } from './entries.ts'
import { callerOf } from './finance-database.ts'
import { useFinanceService } from './use-finance-service.ts'

const { userOf, registeredCompany, transactor, database } = await useFinanceService()
const permissions = [
  ...['finance.openItem.read', 'finance.account.read', 'finance.voucher.read', 'finance.dimension.read'],
  ...['finance.statementOfAccount.issue', 'finance.statementOfAccount.resolve'],
]

interface Statement {
  readonly id: string
  readonly number: string
  readonly version: number
}

const entry = 'on documentNumber debit { amount } credit { amount } balance { side amount { amount } }'
const shown = `id number status version beginsOn endsOn party { dimension valueId }
  opening { side amount { amount } } turnover { debit { amount } credit { amount } } closing { side amount { amount } }
  entries { nodes { ${entry} } } previous { number } backdated { amount } backdatedEntries { nodes { ${entry} } }
  replaces { number } sent { on to } ended { reason }
  answer { on by reference reason statedBalance { amount } difference { amount }
           documents { documentNumber ownAmount { amount } statedAmount { amount } remark } }`

/** A company that sells to a customer and buys from a supplier, and the accountant who states it. */
async function stating() {
  const companyId = await registeredCompany()
  const [customerId, supplierId] = [newId(), newId()]
  const { ask, query } = userOf(companyId, permissions)
  const caller = callerOf(companyId)
  const post = (on: string, ...entries: Parameters<typeof postEntries>[3]) =>
    transactor.transact(caller, 'test', ({ tx }) => postEntries(tx, caller, on, entries))
  const sells = (on: string, amount: string, to = customerId) =>
    post(on, ['Dr', '1122', amount, { customerId: to }], ['Cr', '6001', amount])
  const buys = (on: string, amount: string) =>
    post(on, ['Dr', '6602', amount], ['Cr', '2202.01', amount, { supplierId }])
  const change = async (mutation: string, input: object, field = `statementOfAccount { ${shown} }`) => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
    const refused = `userErrors { code message path ... on StatementOfAccountNotDue { lastEndsOn }
      ... on StatementOfAccountFollowed { lastNumber } ... on StaleVersion { currentVersion }
      ... on InvalidInput { field problem } ... on StatementOfAccountNotReady { status } }`
    const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${field} ${refused} } }`
    const { data } = await ask(text, { input: { idempotencyKey: newId(), ...input } })
    return data?.[mutation] as {
      readonly statementOfAccount: Statement
      readonly statementsOfAccount: readonly Statement[] | null
      readonly userErrors: readonly object[]
    }
  }
  const issues = (input: object) => change('issueStatementsOfAccount', input, `statementsOfAccount { ${shown} }`)
  const issuesOne = async (endsOn: string, partyId = customerId, party = 'CUSTOMER') => {
    const asked = { party, partyIds: [partyId], firstBeginsOn: '2026-02-01', endsOn }
    const { statementsOfAccount, userErrors } = await issues(asked)
    expect(userErrors).toEqual([])
    const [statement] = statementsOfAccount ?? []
    if (!statement) throw new Error('Nothing was issued')
    return statement
  }
  const seen = ({ id, version }: Statement) => ({ statementOfAccountId: id, expectedVersion: version })
  const sends = async (statement: Statement) =>
    (await change('sendStatementOfAccount', { ...seen(statement), sentOn: '2026-03-01', sentTo: 'Ms Li' }))
      .statementOfAccount
  const read = (id: string) => query(`query ($id: ID!) { statementOfAccount(id: $id) { ${shown} } }`, { id })
  const stored = () => database.rows`
    select id, status, version from statement_of_account where company_id = ${companyId}::uuid order by number`
  return { companyId, customerId, supplierId, query, sells, buys, change, issues, issuesOne, seen, sends, read, stored }
}

const balance = (side: string, amount: string) => ({ side, amount: { amount } })

test('a statement shows what the books showed when it was issued, and the next one joins it', async () => {
  const { customerId, sells, issuesOne, read } = await stating()
  await sells('2026-01-10', '1220.40')
  await sells('2026-02-10', '100.00')
  await sells('2026-02-11', '-20.40')
  const february = await issuesOne('2026-02-28')
  const shownThen = {
    ...{ id: february.id, number: 'SA-2026-000001', status: 'ISSUED', version: 1 },
    ...{ beginsOn: '2026-02-01', endsOn: '2026-02-28', party: { dimension: 'CUSTOMER', valueId: customerId } },
    ...{ opening: balance('DEBIT', '1220.40'), closing: balance('DEBIT', '1300.00') },
    turnover: { debit: { amount: '79.60' }, credit: { amount: '0.00' } },
    entries: {
      nodes: [
        {
          ...{ on: '2026-02-10', documentNumber: 'MV-1', debit: { amount: '100.00' }, credit: { amount: '0.00' } },
          balance: balance('DEBIT', '1320.40'),
        },
        {
          ...{ on: '2026-02-11', documentNumber: 'MV-1', debit: { amount: '-20.40' }, credit: { amount: '0.00' } },
          balance: balance('DEBIT', '1300.00'),
        },
      ],
    },
    ...{ previous: null, backdated: null, backdatedEntries: { nodes: [] }, replaces: null },
    ...{ sent: null, answer: null, ended: null },
  }
  expect(february).toEqual(shownThen)

  await sells('2026-02-20', '50.00')
  await sells('2026-01-15', '7.00')
  await sells('2026-03-02', '10.00')
  const march = await issuesOne('2026-03-31')
  expect(await read(february.id)).toEqual({ statementOfAccount: shownThen })
  expect(march).toMatchObject({
    ...{
      number: 'SA-2026-000002',
      beginsOn: '2026-03-01',
      endsOn: '2026-03-31',
      previous: { number: february.number },
    },
    ...{ opening: balance('DEBIT', '1357.00'), closing: balance('DEBIT', '1367.00'), backdated: { amount: '57.00' } },
    backdatedEntries: {
      nodes: [
        { on: '2026-01-15', balance: balance('DEBIT', '1307.00') },
        { on: '2026-02-20', balance: balance('DEBIT', '1357.00') },
      ],
    },
    entries: { nodes: [{ on: '2026-03-02', balance: balance('DEBIT', '1367.00') }] },
  })

  const april = await issuesOne('2026-04-30')
  expect(april).toMatchObject({
    ...{ beginsOn: '2026-04-01', opening: balance('DEBIT', '1367.00'), closing: balance('DEBIT', '1367.00') },
    ...{ backdated: { amount: '0.00' }, backdatedEntries: { nodes: [] }, entries: { nodes: [] } },
  })
})

test('all that are due are issued at once, by one key once, and then none is due', async () => {
  const { customerId, sells, buys, issues, query, stored } = await stating()
  const otherId = newId()
  await sells('2026-02-03', '30.00')
  await sells('2026-02-04', '8.00', otherId)
  await sells('2026-03-04', '5.00', newId())
  await buys('2026-02-05', '9.00')
  const due = async (endsOn: string) => {
    const text = `query ($endsOn: Date!) { statementsOfAccountDue(party: CUSTOMER, firstBeginsOn: "2026-01-01", endsOn: $endsOn) {
      nodes { party { valueId } last { number } balance { side amount { amount } } } } }`
    const answered = await query<{ statementsOfAccountDue: { nodes: object[] } }>(text, { endsOn })
    return answered.statementsOfAccountDue.nodes
  }
  const parties = [
    { party: { valueId: customerId }, balance: balance('DEBIT', '30.00') },
    { party: { valueId: otherId }, balance: balance('DEBIT', '8.00') },
  ].toSorted((one, other) => (one.party.valueId < other.party.valueId ? -1 : 1))
  expect(await due('2026-02-28')).toEqual(parties.map((row) => ({ ...row, last: null })))
  const asked = { idempotencyKey: newId(), party: 'CUSTOMER', firstBeginsOn: '2026-01-01', endsOn: '2026-02-28' }
  const first = await issues(asked)
  const numbers = [{ number: 'SA-2026-000001' }, { number: 'SA-2026-000002' }]
  expect(first.statementsOfAccount).toMatchObject(
    parties.map(({ party, balance: closing }, index) => ({ ...numbers[index], party, closing })),
  )
  expect(await issues(asked)).toEqual(first)
  expect(await issues({ ...asked, endsOn: '2026-02-27' })).toMatchObject({
    userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
  })
  expect(await issues({ ...asked, idempotencyKey: newId() })).toEqual({ statementsOfAccount: [], userErrors: [] })
  expect(await stored()).toHaveLength(2)
  expect(await due('2026-02-28')).toEqual([])
  expect(await due('2026-03-31')).toMatchObject([...numbers.map((last) => ({ last })), { last: null }])
})

test('what cannot be stated is refused and nothing is issued', async () => {
  const { customerId, sells, issues, issuesOne, stored } = await stating()
  await sells('2026-02-03', '30.00')
  await issuesOne('2026-02-28')
  const before = await stored()
  const asked = { party: 'CUSTOMER', firstBeginsOn: '2026-02-01', endsOn: '2026-02-28' }
  expect(await issues({ ...asked, partyIds: [customerId] })).toEqual({
    statementsOfAccount: null,
    userErrors: [
      {
        ...{ code: 'STATEMENT_OF_ACCOUNT_NOT_DUE', path: ['input', 'partyIds', '0'], lastEndsOn: '2026-02-28' },
        message: 'Everything through 2026-02-28 is stated already.',
      },
    ],
  })
  for (const partyId of [newId(), 'x'])
    expect((await issues({ ...asked, partyIds: [partyId] })).userErrors).toMatchObject([
      { code: 'STATEMENT_OF_ACCOUNT_NOT_DUE', lastEndsOn: null },
    ])
  for (const [field, problem, wrong] of [
    ['partyIds', 'NOT_1_TO_200', { partyIds: [] }],
    ['partyIds', 'TWICE', { partyIds: [customerId, customerId] }],
    ['firstBeginsOn', 'AFTER_ENDS_ON', { firstBeginsOn: '2026-03-01' }],
  ] as const)
    expect((await issues({ ...asked, ...wrong })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field, problem }])
  expect(await stored()).toEqual(before)
})

test('a supplier confirms one statement and disputes the next, which another replaces', async () => {
  const { supplierId, buys, issuesOne, seen, sends, change, stored } = await stating()
  await buys('2026-02-03', '1130.00')
  const issued = await issuesOne('2026-02-28', supplierId, 'SUPPLIER')
  const agreed = { confirmedOn: '2026-03-02', confirmedBy: 'Mr Chen', reference: 'Letter 7' }
  expect((await change('confirmStatementOfAccount', { ...seen(issued), ...agreed })).userErrors).toMatchObject([
    { code: 'STATEMENT_OF_ACCOUNT_NOT_READY', status: 'ISSUED' },
  ])
  const sent = await sends(issued)
  expect(sent).toMatchObject({ status: 'SENT', version: 2, sent: { on: '2026-03-01', to: 'Ms Li' } })
  const early = { ...seen(sent), ...agreed, confirmedOn: '2026-02-28' }
  expect((await change('confirmStatementOfAccount', early)).userErrors).toMatchObject([
    { code: 'INVALID_INPUT', field: 'confirmedOn', problem: 'BEFORE_IT_WAS_SENT' },
  ])
  expect((await change('confirmStatementOfAccount', { ...seen(issued), ...agreed })).userErrors).toMatchObject([
    { code: 'STALE_VERSION', currentVersion: 2 },
  ])
  expect(await change('confirmStatementOfAccount', { ...seen(sent), ...agreed })).toMatchObject({
    statementOfAccount: {
      ...{ status: 'CONFIRMED', closing: balance('CREDIT', '1130.00') },
      answer: { on: '2026-03-02', by: 'Mr Chen', reference: 'Letter 7', statedBalance: null, difference: null },
    },
  })

  await buys('2026-03-03', '70.00')
  const march = await sends(await issuesOne('2026-03-31', supplierId, 'SUPPLIER'))
  const against = { ...seen(march), disputedOn: '2026-03-31', disputedBy: 'Mr Chen', reason: 'One invoice is missing' }
  const same = { ...against, statedBalance: '1200.00' }
  expect((await change('disputeStatementOfAccount', same)).userErrors).toMatchObject([
    { field: 'statedBalance', problem: 'AGREES_WITH_THE_STATEMENT' },
  ])
  const documents = [
    { documentNumber: 'MV-1', statedAmount: '75.00', remark: 'Freight' },
    { documentNumber: 'INV-88', statedAmount: '20.00' },
  ]
  const twice = { ...same, documents: [...documents, { documentNumber: ' INV-88 ' }] }
  expect((await change('disputeStatementOfAccount', twice)).userErrors).toMatchObject([
    { field: 'documents', problem: 'DOCUMENT_TWICE' },
  ])
  const { statementOfAccount: disputed } = await change('disputeStatementOfAccount', {
    ...{ ...against, statedBalance: '1225.00', documents },
  })
  expect(disputed).toMatchObject({
    status: 'DISPUTED',
    answer: {
      ...{ reason: 'One invoice is missing', statedBalance: { amount: '1225.00' }, difference: { amount: '-25.00' } },
      documents: [
        {
          ...{ documentNumber: 'MV-1', ownAmount: { amount: '70.00' }, statedAmount: { amount: '75.00' } },
          remark: 'Freight',
        },
        { documentNumber: 'INV-88', ownAmount: null, statedAmount: { amount: '20.00' }, remark: null },
      ],
    },
  })
  await buys('2026-03-04', '25.00')
  const { statementOfAccount: anew } = await change('replaceStatementOfAccount', {
    ...{ ...seen(disputed), reason: 'Freight and INV-88 are posted' },
  })
  expect(anew).toMatchObject({
    ...{ number: 'SA-2026-000003', status: 'ISSUED', replaces: { number: march.number } },
    ...{ previous: { number: issued.number }, backdated: { amount: '0.00' } },
    ...{ beginsOn: '2026-03-01', endsOn: '2026-03-31', closing: balance('CREDIT', '1225.00') },
    entries: { nodes: [{ credit: { amount: '70.00' } }, { credit: { amount: '25.00' } }] },
  })
  expect(await stored()).toMatchObject([
    { status: 'CONFIRMED', version: 3 },
    { status: 'REPLACED', version: 4 },
    { status: 'ISSUED', version: 1 },
  ])
})

test('only the last statement of a party is withdrawn or replaced; the next begins where a withdrawn one did', async () => {
  const { customerId, sells, issuesOne, seen, sends, change } = await stating()
  await sells('2026-02-03', '30.00')
  const february = await sends(await issuesOne('2026-02-28'))
  const march = await issuesOne('2026-03-31')
  const because = { reason: 'Sent to somebody else' }
  const refused = [{ code: 'STATEMENT_OF_ACCOUNT_FOLLOWED', lastNumber: march.number }]
  expect((await change('withdrawStatementOfAccount', { ...seen(february), ...because })).userErrors).toMatchObject(
    refused,
  )
  const { statementOfAccount: disputed } = await change('disputeStatementOfAccount', {
    ...{ ...seen(february), disputedOn: '2026-03-05', disputedBy: 'Ms Li', statedBalance: '0', reason: 'Paid' },
  })
  expect((await change('replaceStatementOfAccount', { ...seen(disputed), ...because })).userErrors).toMatchObject(
    refused,
  )
  expect(await change('resolveStatementOfAccount', { ...seen(disputed), reason: ' ' })).toMatchObject({
    userErrors: [{ code: 'REASON_MISSING' }],
  })
  expect(await change('resolveStatementOfAccount', { ...seen(disputed), reason: 'Paid in April' })).toMatchObject({
    statementOfAccount: { status: 'RESOLVED', ended: { reason: 'Paid in April' } },
  })
  expect(await change('withdrawStatementOfAccount', { ...seen(march), ...because })).toMatchObject({
    statementOfAccount: { status: 'WITHDRAWN', ended: because },
  })
  await sells('2026-03-02', '1.00')
  expect(await issuesOne('2026-04-30', customerId)).toMatchObject({
    ...{ beginsOn: '2026-03-01', previous: { number: february.number }, backdated: { amount: '0.00' } },
    closing: balance('DEBIT', '31.00'),
  })
})

test('nobody sees or answers statements of another company, and each right is asked for', async () => {
  const { companyId, sells, issuesOne, seen } = await stating()
  await sells('2026-02-03', '30.00')
  const statement = await issuesOne('2026-02-28')
  const stranger = userOf(await registeredCompany(), permissions, 'zh-CN')
  const one = 'query ($id: ID!) { statementOfAccount(id: $id) { id } statementsOfAccount { nodes { id } } }'
  expect(await stranger.query(one, { id: statement.id })).toEqual({
    ...{ statementOfAccount: null, statementsOfAccount: { nodes: [] } },
  })
  const text = `mutation ($input: ResolveStatementOfAccountInput!) {
    resolveStatementOfAccount(input: $input) { userErrors { code message } } }`
  const input = { idempotencyKey: newId(), ...seen(statement), reason: '已付款' }
  expect(await stranger.query(text, { input })).toEqual({
    resolveStatementOfAccount: {
      userErrors: [{ code: 'STATEMENT_OF_ACCOUNT_NOT_FOUND', message: '该对账单不存在。' }],
    },
  })
  const accountant = userOf(companyId, ['finance.openItem.read', 'finance.statementOfAccount.issue'])
  expect((await accountant.ask(text, { input })).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN', permission: 'finance.statementOfAccount.resolve' } },
  ])
})
