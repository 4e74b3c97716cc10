import { type WorkbookCell, writeWorkbook } from '@erp/testing'
import { type CsvRow, isRefusal, readCsv, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { checkImport, importVouchers, type VoucherFile } from '../src/use-cases/import-vouchers.ts'
import { persons, useFinanceDatabase } from './finance-database.ts'
import { peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()

const head = '凭证序号,凭证字,日期,附单据数,摘要,科目编码,借方金额,贷方金额,部门,现金流量项目'
const file = [
  head,
  'A-1,付,2026-10-08,2,"办公用品, 十月",6602,"1,200.50",,D1,',
  'A-1,付,2026-10-08,2,"办公用品, 十月",1002,,1200.50,,OTHER_OPERATING_PAYMENTS',
  '',
  'A-2,,2026-10-09,,计提折旧,6602,300,,,',
  'A-2,,2026-10-09,,计提折旧,1602,,300,,',
].join('\r\n')

async function company() {
  const people = await peopleOf(finance)
  const { maker, as } = people
  const wanted = { dimension: 'department', code: 'D1', name: { zh: '行政部', en: 'Office' } } as const
  const department = sound(await as(maker, (u) => createDimensionValue(u, persons, wanted)))
  const bring = (content: string, fileName = 'october.csv') =>
    as(maker, (u) => importVouchers(u, { fileName, content, format: 'CSV' }))
  const check = (read: VoucherFile) =>
    finance.transactor.read([maker.companyId], (tx) => checkImport({ tx, companyId: maker.companyId }, read, false))
  const dryRun = (content: string) => check({ content, format: 'CSV' })
  const bringWorkbook = (content: string) =>
    as(maker, (u) => importVouchers(u, { fileName: 'october.xlsx', content, format: 'XLSX' }))
  const stored = () => finance.database.rows<{ number: string }>`
    select number from voucher_draft where company_id = ${maker.companyId}::uuid order by number`
  return { ...people, department, bring, bringWorkbook, check, dryRun, stored }
}

describe('a file of vouchers', () => {
  test('becomes drafts of whoever brings it, exactly as written', async () => {
    const { bring, dryRun, stored, department, maker } = await company()
    const checked = sound(await dryRun(`\uFEFF${file}`))
    expect(checked).toMatchObject({ lineCount: 4, faults: [] })
    expect(await stored()).toEqual([])
    expect(sound(await bring(`\uFEFF${file}`))).toMatchObject({ draftCount: 2, lineCount: 4, fileName: 'october.csv' })
    const lines = await finance.database.rows`
      select d.number, d.word, d.origin, d.status, d.paper_count as papers, a.code, l.debit::text, l.credit::text,
             l.summary_zh as summary, l.department_id as department, l.cash_flow_item as item
      from voucher_draft d join voucher_draft_line l on l.draft_id = d.id join account a on a.id = l.account_id
      where d.company_id = ${maker.companyId}::uuid and d.prepared_by = ${maker.userId}::uuid
      order by d.number, l.line_number`
    const first = { number: 'MV-2026-000001', word: '付', origin: 'IMPORT', status: 'DRAFT', papers: 2 }
    const second = { number: 'MV-2026-000002', word: '记', origin: 'IMPORT', status: 'DRAFT', papers: 0 }
    const none = { department: null, item: null }
    expect(lines).toEqual([
      {
        ...{ ...first, code: '6602', debit: '120050', credit: '0', summary: '办公用品, 十月' },
        ...{ department: department.id, item: null },
      },
      {
        ...{ ...first, code: '1002', debit: '0', credit: '120050', summary: '办公用品, 十月' },
        ...{ department: null, item: 'OTHER_OPERATING_PAYMENTS' },
      },
      { ...second, code: '6602', debit: '30000', credit: '0', summary: '计提折旧', ...none },
      { ...second, code: '1602', debit: '0', credit: '30000', summary: '计提折旧', ...none },
    ])
  })

  test('is imported once, and a reference of it never again, even by two at once', async () => {
    const { bring, dryRun, stored } = await company()
    const outcomes = await Promise.all([bring(file), bring(file)])
    expect(outcomes.filter(isRefusal)).toMatchObject([{ refusal: 'ImportedBefore', fileName: 'october.csv' }])
    expect(await dryRun(file)).toMatchObject({ refusal: 'ImportedBefore' })
    const other = file.replaceAll('A-1', 'B-1')
    expect(await bring(other)).toEqual(
      refuse('ImportRejected', {
        faults: [{ line: 5, column: 'reference', refusal: refuse('ReferenceImported', { reference: 'A-2' }) }],
      }),
    )
    expect(await stored()).toHaveLength(2)
  })

  test('with faults is refused whole, each fault with its line and column', async () => {
    const { bring, dryRun, stored } = await company()
    const faulty = [
      head,
      'A-1,,2026-10-08,,好的,6602,100,,,',
      'A-1,,2026-10-08,,好的,1602,,100,,',
      'A-2,,2026-10-08,,不平,6602,100,,,',
      'A-2,,2026-10-08,,不平,1602,,99,,',
      'A-3,,2026-13-08,,日期,6602,100,,,',
      'A-4,,2026-10-08,,部门,6602,100,,D9,',
      'A-5,,2026-10-08,,科目,8888,100,,,',
      'A-5,,2026-10-08,,金额,1602,,1.005,,',
      'A-6,,2026-10-08,,首行,6602,100,,,',
      'A-6,,2026-10-09,,次行,1602,,100,,',
    ].join('\n')
    const checked = sound(await dryRun(faulty))
    const seen = checked.faults.map(({ line, column, refusal }) => [line, column, refusal.refusal])
    expect(seen).toEqual([
      [4, null, 'VoucherUnbalanced'],
      [6, 'date', 'InvalidInput'],
      [7, 'departmentId', 'DimensionValueUnknown'],
      [8, 'accountCode', 'AccountNotFound'],
      [11, 'date', 'InvalidInput'],
    ])
    expect(checked.vouchers.map(({ reference }) => reference)).toEqual(['A-1'])
    expect(await bring(faulty)).toEqual(refuse('ImportRejected', { faults: checked.faults }))
    expect(await stored()).toEqual([])
  })

  test.each([
    [
      'without a needed column',
      'reference,date,summary,account,debit\n',
      refuse('ImportColumnMissing', { column: 'credit' }),
    ],
    ['with a heading that means nothing', `${head},x\n`, refuse('ImportColumnUnknown', { heading: 'x' })],
    ['with a heading twice', `${head},摘要\n`, refuse('ImportColumnUnknown', { heading: '摘要' })],
    ['without lines', head, refuse('ImportEmpty')],
    ['with a quote left open', `${head}\n"A-1,`, refuse('CsvMalformed', { line: 2, problem: 'QUOTE_NOT_CLOSED' })],
    [
      'of 5,001 lines',
      [head, ...Array.from({ length: 5_001 }, (_, index) => `R${index},,2026-10-08,,x,6602,1,,,`)].join('\n'),
      refuse('ImportTooLong', { rowCount: 5_001, maximum: 5_000 }),
    ],
  ])('%s is refused, and nothing is stored', async (_, content, refusal) => {
    const { bring, stored } = await company()
    expect(await bring(content)).toEqual(refusal)
    expect(await stored()).toEqual([])
  })
})

describe('a workbook of vouchers', () => {
  const amount = (number: string): WorkbookCell => ({ number })
  const day: WorkbookCell = { number: '46303', day: true }
  const headings = head.split(',')
  const rows: WorkbookCell[][] = [
    headings,
    ['A-1', '付', day, amount('2'), '办公用品', amount('6602'), amount('1200.5'), '', 'D1'],
    [],
    ['A-1', '付', '2026-10-08', '2', '办公用品', '1002', '', '1,200.50', '', 'OTHER_OPERATING_PAYMENTS'],
  ]
  const workbook = (...all: readonly (readonly WorkbookCell[])[]) => writeWorkbook(all).toString('base64')

  test('becomes the drafts its text would have become', async () => {
    const { bringWorkbook, check, stored, maker } = await company()
    const content = workbook(...rows)
    expect(sound(await check({ format: 'XLSX', content }))).toMatchObject({ lineCount: 2, faults: [] })
    expect(await stored()).toEqual([])
    expect(sound(await bringWorkbook(content))).toMatchObject({ draftCount: 1, lineCount: 2, fileName: 'october.xlsx' })
    const lines = await finance.database.rows`
      select d.word, d.posting_date::text as day, d.paper_count as papers, a.code, l.debit::text, l.credit::text
      from voucher_draft d join voucher_draft_line l on l.draft_id = d.id join account a on a.id = l.account_id
      where d.company_id = ${maker.companyId}::uuid order by l.line_number`
    const same = { word: '付', day: '2026-10-08', papers: 2 }
    expect(lines).toEqual([
      { ...same, code: '6602', debit: '120050', credit: '0' },
      { ...same, code: '1002', debit: '0', credit: '120050' },
    ])
    expect(await bringWorkbook(content)).toMatchObject({ refusal: 'ImportedBefore', fileName: 'october.xlsx' })
    const again = workbook(...rows, ['A-1', '付', day, amount('2'), '办公用品', '6602', '', '', '', ''])
    expect(await bringWorkbook(again)).toMatchObject({
      faults: [{ line: 2, column: 'reference', refusal: refuse('ReferenceImported', { reference: 'A-1' }) }],
    })
    expect(await stored()).toHaveLength(1)
  })

  test('is held to the rules of text, each fault with its row of the sheet', async () => {
    const { bringWorkbook, stored } = await company()
    const faulty = workbook(
      ...rows,
      ['A-2', '', amount('46303'), '', '日期', '6602', amount('100'), ''],
      ['A-3', '', day, '', '科目', amount('1002.1'), amount('100'), ''],
      ['A-4', '', day, '', '不平', '6602', amount('100'), ''],
      ['A-4', '', day, '', '不平', '1602', '', amount('100.004')],
    )
    const invalid = (field: string, problem: string) => ({
      column: field,
      refusal: refuse('InvalidInput', { field, problem }),
    })
    expect(await bringWorkbook(faulty)).toMatchObject({
      refusal: 'ImportRejected',
      faults: [
        { line: 5, ...invalid('date', 'NOT_A_DATE') },
        { line: 6, ...invalid('accountCode', 'NUMBER_INSTEAD_OF_TEXT') },
        { line: 8, column: 'credit' },
      ],
    })
    expect(await stored()).toEqual([])
  })

  const many = Array.from({ length: 10_000 }, (): WorkbookCell[] => ['A-1', '', day, '', 'x', '6602', amount('1'), ''])
  test.each([
    ['that is text', btoa('reference,date'), refuse('WorkbookUnreadable', { problem: 'NOT_A_WORKBOOK' })],
    [
      'that is not base64',
      'PK..',
      refuse('InvalidInput', { field: 'content', problem: 'NOT_BASE64', path: ['input', 'content'] }),
    ],
    [
      'with a formula',
      workbook(headings, ['A-1', { xml: '<c r="B2"><f>1+1</f><v>2</v></c>' }]),
      refuse('WorkbookCellRefused', { cell: 'B2', problem: 'FORMULA' }),
    ],
    [
      'with a voucher of 10,000 lines',
      workbook(headings, ...many),
      refuse('ImportTooLong', { rowCount: 10_000, maximum: 5_000 }),
    ],
    ['without lines', workbook(headings), refuse('ImportEmpty')],
    ['without a heading', workbook(headings.slice(1)), refuse('ImportColumnMissing', { column: 'reference' })],
  ])('%s is refused, and nothing is stored', async (_, content, refusal) => {
    const { bringWorkbook, stored } = await company()
    expect(await bringWorkbook(content)).toEqual(refusal)
    expect(await stored()).toEqual([])
  })
})

describe('comma-separated text', () => {
  test.each<[string, readonly CsvRow[]]>([
    [
      'a,b\r\nc,d',
      [
        { line: 1, cells: ['a', 'b'] },
        { line: 2, cells: ['c', 'd'] },
      ],
    ],
    ['a,"b ""c"", d"\n', [{ line: 1, cells: ['a', 'b "c", d'] }]],
    [
      '"a\nb",c\nd,',
      [
        { line: 1, cells: ['a\nb', 'c'] },
        { line: 3, cells: ['d', ''] },
      ],
    ],
    ['\n\n x , y \n,\n', [{ line: 3, cells: ['x', 'y'] }]],
    ['', []],
  ])('%j', (text, rows) => {
    expect(readCsv(text)).toEqual(rows)
  })

  test('says where it is broken', () => {
    expect(readCsv('a\n"b" c')).toEqual(refuse('CsvMalformed', { line: 2, problem: 'TEXT_AFTER_QUOTE' }))
  })
})
