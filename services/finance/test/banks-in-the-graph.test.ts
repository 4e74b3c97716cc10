import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { everything, useFinanceService } from './use-finance-service.ts'

const { userOf, registeredCompany } = await useFinanceService()

const permissions = [
  ...[...everything, 'finance.cash.read', 'finance.cash.create', 'finance.cash.approve', 'finance.cash.post'],
  ...['finance.cash.reverse', 'finance.cashAccount.manage', 'finance.bankStatement.read'],
  ...['finance.bankStatement.import', 'finance.bankStatement.match'],
]
const company = await registeredCompany()
const { query } = userOf(company, permissions)
const colleague = userOf(company, permissions)
const cashier = userOf(company, permissions)

type Named = { readonly id: string; readonly version: number }

async function change<Document>(name: string, input: object, selection: string, by = query): Promise<Document> {
  const text = `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} userErrors { code message } } }`
  const answer = await by<Record<string, Document>>(text, { input: { idempotencyKey: newId(), ...input } })
  return answer[name] as Document
}

const account = (code: string, accountCode: string) =>
  change<{ cashAccount: Named }>(
    'createCashAccount',
    { code, name: { zh: code, en: code }, accountCode },
    'cashAccount { id version bankLayout { version } }',
  )
const { cashAccount: bank } = await account('BANK', '1002')
const { cashAccount: box } = await account('BOX', '1001')

test('a transfer goes from draft to posted and back by different people, and a short cash box says how much is missing', async () => {
  const shown = `cashTransfer { id version number status fromAccount { code } toAccount { code } amount { amount } received { amount }
    fee { amount } exchangeRate preparedBy { id } approvedBy { id } postedBy { id } reason reversal { number }
    voucher { documentNumber kind lines { nodes { account { code } credit { amount } } } } }`
  const content = { fromAccountId: bank.id, toAccountId: box.id, movedOn: '2026-01-10', amount: '300.00' }
  const drafted = await change<{ cashTransfer: Named }>('createCashTransfer', content, shown)
  expect(drafted.cashTransfer).toMatchObject({
    ...{ number: 'TR-2026-000001', status: 'DRAFT', fromAccount: { code: 'BANK' }, toAccount: { code: 'BOX' } },
    ...{ amount: { amount: '300.00' }, received: { amount: '300.00' }, fee: { amount: '0.00' }, exchangeRate: null },
  })
  const seen = ({ id, version }: Named) => ({ cashTransferId: id, expectedVersion: version })
  const own = await change('approveCashTransfer', seen(drafted.cashTransfer), shown)
  expect(own).toMatchObject({ cashTransfer: null, userErrors: [{ code: 'CASH_APPROVER_IS_MAKER' }] })
  const approved = await change<{ cashTransfer: Named }>(
    'approveCashTransfer',
    seen(drafted.cashTransfer),
    shown,
    colleague.query,
  )
  for (const [by, code] of [
    [query, 'CASH_POSTER_IS_MAKER'],
    [colleague.query, 'CASH_POSTER_APPROVED'],
  ] as const)
    expect(await change('postCashTransfer', seen(approved.cashTransfer), shown, by)).toMatchObject({
      ...{ cashTransfer: null, userErrors: [{ code }] },
    })
  const posted = await change<{ cashTransfer: Named }>(
    'postCashTransfer',
    seen(approved.cashTransfer),
    shown,
    cashier.query,
  )
  expect(posted.cashTransfer).toMatchObject({
    status: 'POSTED',
    voucher: {
      kind: 'TREASURY',
      documentNumber: 'TR-2026-000001',
      lines: { nodes: [{ account: { code: '1002' } }, {}] },
    },
  })
  const listed = await query(
    'query ($id: ID!) { cashTransfers(cashAccountId: $id) { nodes { number } } cashTransfer(id: $id) { id } }',
    {
      id: box.id,
    },
  )
  expect(listed).toEqual({ cashTransfers: { nodes: [{ number: 'TR-2026-000001' }] }, cashTransfer: null })
  const reversed = await change<{ cashTransfer: Named }>(
    'reverseCashTransfer',
    { ...seen(posted.cashTransfer), reversedOn: '2026-01-11', reason: 'twice' },
    shown,
  )
  expect(reversed.cashTransfer).toMatchObject({
    status: 'REVERSED',
    reason: 'twice',
    reversal: { number: expect.any(String) },
  })

  const back = { ...content, fromAccountId: box.id, toAccountId: bank.id, amount: '0.50' }
  const another = await change<{ cashTransfer: Named }>('createCashTransfer', back, shown)
  const passed = await change<{ cashTransfer: Named }>(
    'approveCashTransfer',
    seen(another.cashTransfer),
    shown,
    colleague.query,
  )
  const chinese = userOf(company, permissions, 'zh-CN')
  expect(await change('postCashTransfer', seen(passed.cashTransfer), shown, chinese.query)).toEqual({
    cashTransfer: null,
    userErrors: [{ code: 'CASH_ON_HAND_SHORT', message: '库存现金账户 BOX 余额不足，差 0.50。' }],
  })
  const cancelled = await change('cancelCashTransfer', { ...seen(passed.cashTransfer), reason: 'no need' }, shown)
  expect(cancelled).toMatchObject({ cashTransfer: { status: 'CANCELLED' } })
})

test('a statement is read by the layout of its account, matched, reconciled, and taken apart again', async () => {
  const layout = { cashAccountId: bank.id, expectedVersion: 0, dayForm: 'DD_MM_YYYY_DOTTED', dayColumn: 'Tag' }
  const columns = { amountColumn: 'Betrag', balanceColumn: 'Saldo', referenceColumn: 'Nr', partyNameColumn: 'Name' }
  expect(
    await change(
      'setBankLayout',
      { ...layout, ...columns },
      'cashAccount { bankLayout { dayForm dayColumn textColumn version } }',
    ),
  ).toEqual({
    cashAccount: { bankLayout: { dayForm: 'DD_MM_YYYY_DOTTED', dayColumn: 'Tag', textColumn: null, version: 1 } },
    userErrors: [],
  })
  const rows = [
    'Tag,Betrag,Saldo,Nr,Name',
    '10.01.2026,-300.00,-300.00,N1,',
    '11.01.2026,300.00,0.00,N2,',
    '31.01.2026,5.00,5.00,N3,Lin',
  ]
  const file = { cashAccountId: bank.id, fileName: 'januar.csv', content: rows.join('\n') }
  const faulty = { ...file, content: rows.join('\n').replace('11.01.2026', '2026-01-11') }
  const text = `bankStatement { id opening { amount } closing { amount } lineCount lines { nodes { id bookedOn amount { amount }
    open { amount } partyName matches { nodes { number } } } } }
    ...on ImportBankStatementPayload { rejected: userErrors { ...on ImportRejected { rowErrors { line column code } } } }`
  expect(await change('importBankStatement', faulty, text)).toMatchObject({
    bankStatement: null,
    rejected: [{ rowErrors: [{ line: 3, column: 'date', code: 'INVALID_INPUT' }] }],
  })
  const imported = await change<{ bankStatement: { id: string; lines: { nodes: { id: string }[] } } }>(
    'importBankStatement',
    file,
    text,
  )
  expect(imported.bankStatement).toMatchObject({
    ...{ opening: { amount: '0.00' }, closing: { amount: '5.00' }, lineCount: 3 },
    lines: { nodes: [{ amount: { amount: '-300.00' }, open: { amount: '-300.00' } }, {}, { partyName: 'Lin' }] },
  })
  expect(await change('importBankStatement', file, text)).toMatchObject({ userErrors: [{ code: 'IMPORTED_BEFORE' }] })

  const reconciling = `query ($id: ID!) { bankReconciliation(cashAccountId: $id, asOf: "2026-01-31") { covered statementsEndOn
    bankBalance { amount } onlyBooksReceived { amount } onlyBooksPaid { amount } adjustedBankBalance { amount }
    bookBalance { amount } onlyBankReceived { amount } onlyBankPaid { amount } adjustedBookBalance { amount } difference { amount }
    linesInTransit { nodes { id } } entriesInTransit(first: 1) { nodes { voucher { id } lineNumber open { amount } } pageInfo { hasNextPage } } } }`
  const before = await query<{
    bankReconciliation: { entriesInTransit: { nodes: { voucher: { id: string }; lineNumber: number }[] } }
  }>(reconciling, { id: bank.id })
  expect(before.bankReconciliation).toMatchObject({
    ...{
      covered: true,
      bankBalance: { amount: '5.00' },
      bookBalance: { amount: '0.00' },
      difference: { amount: '0.00' },
    },
    ...{ onlyBankReceived: { amount: '305.00' }, onlyBankPaid: { amount: '300.00' } },
    entriesInTransit: { nodes: [{ open: { amount: '-300.00' } }], pageInfo: { hasNextPage: true } },
  })
  const [line] = imported.bankStatement.lines.nodes
  const [entry] = before.bankReconciliation.entriesInTransit.nodes
  const matched = await change<{ bankMatch: { id: string } }>(
    'matchBankLines',
    {
      ...{ cashAccountId: bank.id, lines: [{ bankLineId: line?.id, amount: '100.00' }] },
      entries: [{ voucherId: entry?.voucher.id, lineNumber: entry?.lineNumber, amount: '100.00' }],
    },
    `bankMatch { id number rule effectiveOn matchedBy { id } lines { amount { amount } line { open { amount } statement { fileName } } }
      entries { amount { amount } lineNumber voucher { documentNumber } } }`,
  )
  expect(matched.bankMatch).toMatchObject({
    ...{ number: 'BM-2026-000001', rule: 'MANUAL', effectiveOn: '2026-01-10' },
    lines: [
      { amount: { amount: '-100.00' }, line: { open: { amount: '-200.00' }, statement: { fileName: 'januar.csv' } } },
    ],
    entries: [{ amount: { amount: '-100.00' }, voucher: { documentNumber: 'TR-2026-000001' } }],
  })
  expect(
    await change(
      'discardBankStatement',
      { bankStatementId: imported.bankStatement.id, reason: 'x' },
      'bankStatement { id }',
    ),
  ).toMatchObject({ userErrors: [{ code: 'BANK_STATEMENT_IN_USE' }] })
  const auto = await change(
    'autoMatchBankLines',
    { cashAccountId: bank.id, rules: ['AMOUNT'] },
    'bankMatchRun { more matches { nodes { rule } } }',
  )
  expect(auto).toMatchObject({
    bankMatchRun: { more: false, matches: { nodes: [{ rule: 'AMOUNT' }, { rule: 'AMOUNT' }] } },
  })
  expect(await query(reconciling, { id: bank.id })).toMatchObject({
    bankReconciliation: {
      ...{ adjustedBankBalance: { amount: '5.00' }, adjustedBookBalance: { amount: '5.00' } },
      ...{ onlyBankReceived: { amount: '5.00' }, onlyBankPaid: { amount: '0.00' }, linesInTransit: { nodes: [{}] } },
    },
  })
  const undone = await change(
    'undoBankMatch',
    { bankMatchId: matched.bankMatch.id, reason: 'by mistake' },
    'bankMatch { undoReason undoneBy { id } }',
  )
  expect(undone).toMatchObject({ bankMatch: { undoReason: 'by mistake', undoneBy: {} } })
  expect(
    await query(
      'query ($id: ID) { bankMatches(cashAccountId: $id) { nodes { rule } } bankStatements(cashAccountId: $id) { nodes { fileName } } }',
      {
        id: bank.id,
      },
    ),
  ).toMatchObject({
    bankMatches: { nodes: [{}, {}, { rule: 'MANUAL' }] },
    bankStatements: { nodes: [{ fileName: 'januar.csv' }] },
  })
})

test.each([
  ['finance.bankStatement.import', 'importBankStatement', { cashAccountId: newId(), fileName: 'x', content: 'x' }],
  ['finance.bankStatement.import', 'discardBankStatement', { bankStatementId: newId(), reason: 'x' }],
  ['finance.bankStatement.match', 'matchBankLines', { cashAccountId: newId() }],
  ['finance.bankStatement.match', 'autoMatchBankLines', { cashAccountId: newId() }],
  ['finance.bankStatement.match', 'undoBankMatch', { bankMatchId: newId(), reason: 'x' }],
  [
    'finance.cash.reverse',
    'reverseCashTransfer',
    { cashTransferId: newId(), expectedVersion: 1, reversedOn: '2026-01-31', reason: 'x' },
  ],
])('%s is asked for by %s', async (permission, name, input) => {
  const others = userOf(
    company,
    permissions.filter((one) => one !== permission),
  )
  const text = `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { userErrors { code } } }`
  const { errors } = await others.ask(text, { input: { idempotencyKey: newId(), ...input } })
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission } }])
})
