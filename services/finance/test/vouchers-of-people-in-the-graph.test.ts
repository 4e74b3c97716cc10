import { writeWorkbook } from '@erp/testing'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { everything, useFinanceService } from './use-finance-service.ts'

const { database, userOf, registeredCompany } = await useFinanceService()
const company = await registeredCompany()
const rights = (...codes: string[]) => [...everything, ...codes.map((code) => `finance.voucher.${code}`)]
const maker = userOf(company, rights('create', 'submit', 'import', 'export'))
const controller = userOf(company, rights('review', 'post', 'reverse'))
const cashier = userOf(company, rights('cashierReview'))

type Draft = { readonly id: string; readonly version: number }
type Answer = {
  readonly userErrors: readonly unknown[]
  readonly voucherDraft?: Draft
  readonly voucherDrafts?: Draft[]
}

const errors = `userErrors { __typename message code path ... on VoucherUnbalanced { debit credit }
  ... on ImportRejected { rowErrors { line column code message } } ... on SavedVoucherFaulty { faultCode fault } }`

function send(
  user: typeof maker,
  mutation: string,
  input: object,
  shown = 'voucherDraft { id version status number }',
) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
  const text = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { ${shown} ${errors} } }`
  return user
    .query<{ answer: Answer }>(text, { input: { idempotencyKey: newId(), ...input } })
    .then(({ answer }) => answer)
}

const written = {
  ...{ word: '付', postingOn: '2026-10-08', paperCount: 1 },
  lines: [
    { accountCode: '6602', debit: '300.00', summary: '办公费' },
    { accountCode: '1002', credit: '300.00', summary: '办公费', cashFlowItem: 'OTHER_OPERATING_PAYMENTS' },
  ],
}
const refer = (draft: Draft | undefined) => ({ voucherDraftId: draft?.id, expectedVersion: draft?.version })
const many = 'voucherDrafts { id version status voucher { number draft { id } preparedBy { id } } }'

test('a voucher goes from its maker over cashier and reviewer into the ledger, and back in red', async () => {
  const { voucherDraft: draft } = await send(maker, 'createVoucherDraft', written)
  expect(draft).toMatchObject({ number: 'MV-2026-000001', status: 'DRAFT', version: 1 })
  const file = {
    ...{ name: '发票.pdf', mediaType: 'application/pdf', byteSize: 1234, sha256: 'b'.repeat(64) },
    url: 'https://files.example/1.pdf',
  }
  const { voucherDraft: attached } = await send(maker, 'attachToVoucherDraft', { ...refer(draft), ...file })
  const { voucherDraft: submitted } = await send(maker, 'submitVoucherDraft', refer(attached))
  const { voucherDrafts: signed } = await send(
    cashier,
    'cashierReviewVoucherDrafts',
    { voucherDrafts: [refer(submitted)] },
    many,
  )
  const { voucherDrafts: reviewed } = await send(
    controller,
    'reviewVoucherDrafts',
    { voucherDrafts: [refer(signed?.[0])] },
    many,
  )
  const key = newId()
  const post = () =>
    send(controller, 'postVoucherDrafts', { idempotencyKey: key, voucherDrafts: [refer(reviewed?.[0])] }, many)
  const posted = await post()
  expect(posted).toMatchObject({
    userErrors: [],
    voucherDrafts: [{ status: 'POSTED', voucher: { number: '付-2026-10-0001', draft: { id: draft?.id } } }],
  })
  expect(await post()).toEqual(posted)

  const shown = await maker.query<{ voucherDraft: unknown; voucher: { id: string } }>(
    `query ($id: ID!) {
      voucherDraft(id: $id) { word total { amount } paperCount attachments { name byteSize url }
        lines { nodes { lineNumber account { code } debit { amount } credit { amount } summary cashFlowItem } }
        history { version action } }
      voucher(number: "付-2026-10-0001") { id kind eventKind attachmentCount source { __typename } template { id } reversedBy { id } } }`,
    { id: draft?.id },
  )
  expect(shown).toMatchObject({
    voucherDraft: {
      ...{ word: '付', total: { amount: '300.00' }, paperCount: 1 },
      attachments: [{ name: '发票.pdf', byteSize: '1234', url: file.url }],
      lines: {
        nodes: [
          { account: { code: '6602' }, debit: { amount: '300.00' }, credit: { amount: '0.00' }, cashFlowItem: null },
          { account: { code: '1002' }, debit: { amount: '0.00' }, cashFlowItem: 'OTHER_OPERATING_PAYMENTS' },
        ],
      },
      history: [1, 2, 3, 4, 5, 6].map((version) => ({ version })),
    },
    voucher: { kind: 'MANUAL', eventKind: null, attachmentCount: 2, source: null, template: null, reversedBy: null },
  })
  const reversal = { voucherId: shown.voucher.id, reversedOn: '2026-11-02', reason: '重复' }
  const red = 'voucher { number total { amount } reverses { number reversedBy { number } } }'
  expect(await send(controller, 'reverseVoucher', reversal, red)).toMatchObject({
    voucher: {
      ...{ number: '付-2026-11-0001', total: { amount: '-300.00' } },
      reverses: { number: '付-2026-10-0001', reversedBy: { number: '付-2026-11-0001' } },
    },
  })
})

test('a refusal is a sentence in the language asked for, with where it is meant', async () => {
  const faulty = { ...written, lines: [written.lines[0], { ...written.lines[1], credit: '299.99' }] }
  expect(await send(maker, 'createVoucherDraft', faulty)).toEqual({
    voucherDraft: null,
    userErrors: [
      {
        ...{ __typename: 'VoucherUnbalanced', code: 'VOUCHER_UNBALANCED', path: ['input'] },
        ...{ message: 'The voucher does not balance: debit 300.00, credit 299.99.', debit: '300.00', credit: '299.99' },
      },
    ],
  })
  const chinese = userOf(company, rights('create'), 'zh-CN')
  const withoutItem = { ...written, lines: [written.lines[0], { ...written.lines[1], cashFlowItem: null }] }
  expect((await send(chinese, 'createVoucherDraft', withoutItem)).userErrors).toMatchObject([
    { path: ['input', 'lines', '1', 'cashFlowItem'], message: '现金类科目 1002 的分录必须指定现金流量项目。' },
  ])
})

test('a file is tried, refused line by line, and imported', async () => {
  const head = 'reference,date,summary,account,debit,credit'
  const sound = `${head}\nX-1,2026-10-08,depreciation,6602,10,\nX-1,2026-10-08,depreciation,1602,,10`
  const faulty = `${sound}\nX-2,2026-10-08,one,6602,10,`
  const check = `query ($content: String!) { voucherImportCheck(content: $content) { draftCount lineCount rowErrors { line column code message } userErrors { code } } }`
  const rowErrors = [
    { line: 4, column: null, code: 'VOUCHER_TOO_SHORT', message: 'A voucher has at least 2 entries; this one has 1.' },
  ]
  expect(await maker.query(check, { content: faulty })).toEqual({
    voucherImportCheck: { draftCount: 1, lineCount: 3, rowErrors, userErrors: [] },
  })
  const bring = (content: string) =>
    send(
      maker,
      'importVouchers',
      { fileName: 'x.csv', content },
      'voucherImport { draftCount voucherDrafts { nodes { status origin } } }',
    )
  expect(await bring(faulty)).toMatchObject({
    voucherImport: null,
    userErrors: [{ code: 'IMPORT_REJECTED', rowErrors }],
  })
  expect(await bring(sound)).toMatchObject({
    voucherImport: { draftCount: 1, voucherDrafts: { nodes: [{ status: 'DRAFT', origin: 'IMPORT' }] } },
  })
  expect((await bring(sound)).userErrors).toMatchObject([{ code: 'IMPORTED_BEFORE' }])

  const rows = sound
    .replaceAll('X-1', 'X-3')
    .split('\n')
    .map((row) => row.split(','))
  const bringWorkbook = (content: string) =>
    send(
      maker,
      'importVouchers',
      { fileName: 'x.xlsx', format: 'XLSX', content },
      'voucherImport { draftCount lineCount }',
    )
  expect(await bringWorkbook(writeWorkbook(rows).toString('base64'))).toMatchObject({
    voucherImport: { draftCount: 1, lineCount: 2 },
  })
  expect((await bringWorkbook(btoa('no workbook'))).userErrors).toMatchObject([
    { code: 'WORKBOOK_UNREADABLE', message: 'The file is no XLSX workbook.' },
  ])
})

test('saved vouchers recur and are used by hand', async () => {
  const { word: _, postingOn: __, paperCount: ___, ...content } = written
  const wanted = { ...content, code: '办公', name: { zh: '办公费', en: 'Office' } }
  const recurrence = { firstPeriod: '2026-03', dayOfMonth: 31 }
  const shown =
    'savedVoucher { id version word recurrence { everyMonths dayOfMonth lastPeriod } lines { nodes { accountCode credit } } }'
  const saved = (await send(maker, 'saveVoucher', { ...wanted, recurrence }, shown)) as unknown as {
    savedVoucher: { id: string }
  }
  expect(saved).toMatchObject({
    savedVoucher: {
      ...{ version: 1, word: '记', recurrence: { everyMonths: 1, dayOfMonth: 31, lastPeriod: null } },
      lines: {
        nodes: [
          { accountCode: '6602', credit: null },
          { accountCode: '1002', credit: '300.00' },
        ],
      },
    },
  })
  const drafts = 'voucherDrafts { status postingDate origin }'
  expect(await send(maker, 'draftRecurringVouchers', { period: '2026-06' }, drafts)).toEqual({
    voucherDrafts: [{ status: 'DRAFT', postingDate: '2026-06-30', origin: 'RECURRING' }],
    userErrors: [],
  })
  expect((await send(maker, 'draftRecurringVouchers', { period: '2031-06' }, drafts)).userErrors).toMatchObject([
    { faultCode: 'PERIOD_NOT_FOUND', fault: 'The books have no period 2031-06.' },
  ])
  const used = await send(maker, 'draftFromSavedVoucher', {
    savedVoucherId: saved.savedVoucher.id,
    postingOn: '2026-06-02',
  })
  expect(used).toMatchObject({ voucherDraft: { status: 'DRAFT' } })
  expect(await maker.query('{ savedVouchers { nodes { code } } }')).toEqual({
    savedVouchers: { nodes: [{ code: '办公' }] },
  })
})

describe('without the right to', () => {
  const one = { voucherDraftId: newId(), expectedVersion: 1 }
  const some = { voucherDrafts: [one] }
  const reason = { ...one, reason: 'x' }
  test.each<[string, string, object]>([
    ['create', 'createVoucherDraft', written],
    ['create', 'changeVoucherDraft', { ...written, ...one }],
    ['create', 'copyVoucherDraft', { voucherDraftId: one.voucherDraftId, postingOn: '2026-10-08' }],
    ['create', 'discardVoucherDraft', one],
    ['create', 'draftRecurringVouchers', { period: '2026-10' }],
    ['submit', 'submitVoucherDraft', one],
    ['import', 'importVouchers', { fileName: 'x', content: 'x' }],
    ['review', 'returnVoucherDraft', reason],
    ['review', 'reviewVoucherDrafts', some],
    ['review', 'unreviewVoucherDraft', reason],
    ['cashierReview', 'cashierReviewVoucherDrafts', some],
    ['post', 'postVoucherDrafts', some],
    ['post', 'unpostVoucherDraft', reason],
    ['post', 'archiveVoucherDrafts', some],
    ['reverse', 'reverseVoucher', { voucherId: newId(), reversedOn: '2026-10-08', reason: 'x' }],
  ])('%s, %s does nothing', async (right, mutation, input) => {
    const all = ['create', 'submit', 'import', 'review', 'cashierReview', 'post', 'reverse']
    const stranger = userOf(company, rights(...all.filter((other) => other !== right)))
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
    const before = await database.rows`select count(*) from voucher_draft_change`
    const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`
    const answer = await stranger.ask(text, { input: { idempotencyKey: newId(), ...input } })
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: `finance.voucher.${right}` } }])
    expect(await database.rows`select count(*) from voucher_draft_change`).toEqual(before)
  })
})
