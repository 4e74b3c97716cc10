import { type WorkbookCell, workbookParts, writeWorkbook, zip } from '@erp/testing'
import { refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { readWorkbook } from '../src/index.ts'

const limits = { mostBytes: 100_000, mostUnpackedBytes: 1_000_000 }
const read = (bytes: Uint8Array) => readWorkbook(bytes, limits)
const number = (text: string, day = false): WorkbookCell => ({ number: text, day })
const sheetOf = (sheet: string) => zip(workbookParts({ sheet }))
const unreadable = (problem: 'NOT_A_WORKBOOK' | 'MALFORMED' | 'TOO_LARGE') => refuse('WorkbookUnreadable', { problem })

describe('the first visible sheet of a workbook', () => {
  test('is read row by row: texts, numbers as they are shown, days as days', () => {
    const rows = [
      ['摘要', '金额', '日期', '科目'],
      [],
      [' A & B <1> ', number('1200.5'), number('46303', true), number('6602')],
      ['', number('0.30000000000000004'), number('46303'), number('1002.1')],
      ['x', number('1E-3'), number('46303.5', true), number('-1234567890123.45')],
    ]
    expect(read(writeWorkbook(rows))).toEqual([
      { line: 1, cells: ['摘要', '金额', '日期', '科目'], fractions: [] },
      { line: 3, cells: ['A & B <1>', '1200.5', '2026-10-08', '6602'], fractions: [1] },
      { line: 4, cells: ['', '0.3', '46303', '1002.1'], fractions: [1, 3] },
      { line: 5, cells: ['x', '0.001', '46303.5', '-1234567890123.45'], fractions: [1, 2, 3] },
    ])
  })

  test('is read with texts of its own, rich text without its reading aid, and places that are left out', () => {
    const sheet = `<x:sheetData xmlns:x="urn:x"><x:row><x:c t="inlineStr"><x:is><x:r><x:t>付</x:t></x:r><x:r><x:t>款</x:t></x:r>
      <x:rPh sb="0" eb="1"><x:t>fu</x:t></x:rPh></x:is></x:c><x:c r="D1" t="str"><x:v>a_x000D_b</x:v></x:c></x:row></x:sheetData>`
    expect(read(sheetOf(sheet))).toEqual([{ line: 1, cells: ['付款', '', '', 'a\rb'], fractions: [] }])
  })

  test.each([
    ['a formula', '<c r="C2"><f>SUM(A1:A2)</f><v>3</v></c>', 'FORMULA'],
    ['an error', '<c r="C2" t="e"><v>#REF!</v></c>', 'ERROR_VALUE'],
    ['TRUE', '<c r="C2" t="b"><v>1</v></c>', 'TRUE_OR_FALSE'],
  ] as const)('with %s is refused by its cell', (_, xml, problem) => {
    expect(read(writeWorkbook([['a'], ['b', { xml }]]))).toEqual(refuse('WorkbookCellRefused', { cell: 'C2', problem }))
  })
})

describe('a file that means harm, or is something else', () => {
  const bomb = 'a'.repeat(2_000_000)
  const parts = workbookParts({ sheet: '<sheetData/>' })

  test.each([
    ['no archive', Buffer.from('reference,date,summary'), 'NOT_A_WORKBOOK'],
    ['nothing', Buffer.alloc(0), 'NOT_A_WORKBOOK'],
    ['an archive of something else', zip({ 'word/document.xml': '<a/>' }), 'NOT_A_WORKBOOK'],
    ['more bytes than a file may have', Buffer.alloc(100_001), 'TOO_LARGE'],
    ['a part that unpacks a thousandfold', zip({ ...parts, 'xl/sharedStrings.xml': bomb }), 'TOO_LARGE'],
    ['a sheet that unpacks a thousandfold', sheetOf(`<sheetData>${bomb}</sheetData>`), 'TOO_LARGE'],
    ['a document type', sheetOf(''), 'MALFORMED'],
    ['tags that never close', sheetOf('<sheetData>'), 'MALFORMED'],
    ['endless nesting', sheetOf('<a>'.repeat(10_000)), 'MALFORMED'],
    ['a text nobody shares', sheetOf('<row><c r="A1" t="s"><v>5</v></c></row>'), 'MALFORMED'],
    ['a cell far to the right', sheetOf('<row><c r="ZZZ1"><v>5</v></c></row>'), 'TOO_LARGE'],
    ['a number that is none', sheetOf('<row><c r="A1"><v>0x10</v></c></row>'), 'MALFORMED'],
    ['a row that is none', sheetOf('<row r="-1"/>'), 'MALFORMED'],
    ['a sheet outside', zip({ ...parts, 'xl/_rels/workbook.xml.rels': '<Relationships/>' }), 'MALFORMED'],
    ['a damaged part', damaged(zip(parts)), 'MALFORMED'],
    ['a directory that is cut', zip(parts).subarray(200), 'MALFORMED'],
  ] as const)('%s is refused', (what, bytes, problem) => {
    const file = what === 'a document type' ? withEntities() : bytes
    expect(read(file)).toEqual(unreadable(problem))
  })

  function withEntities(): Buffer {
    const sheet =
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><row><c><v>&b;</v></c></row></worksheet>'
    return zip({ ...parts, 'xl/worksheets/sheet1.xml': sheet })
  }

  function damaged(bytes: Buffer): Buffer {
    const broken = Buffer.from(bytes)
    broken.fill(0xff, 50, 80)
    return broken
  }
})
