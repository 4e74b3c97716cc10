import { type Refusal, refuse } from './refusal.ts'

/** A row of a file with the line of the file it begins on, from 1. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] }

export type CsvMalformed = Refusal<'CsvMalformed', { line: number; problem: 'QUOTE_NOT_CLOSED' | 'TEXT_AFTER_QUOTE' }>

/**
 * The rows of comma-separated text as RFC 4180 writes it: quoted cells may hold commas, line breaks and doubled quotes.
 * A byte-order mark and rows without anything in them are passed over; cells are trimmed.
 */
export function readCsv(text: string): CsvRow[] | CsvMalformed {
  const rows: CsvRow[] = []
  let cells: string[] = []
  let line = 1
  let begun = 1
  let position = text.startsWith('\uFEFF') ? 1 : 0
  const endRow = () => {
    if (cells.some((cell) => cell !== '')) rows.push({ line: begun, cells })
    cells = []
  }
  while (position < text.length) {
    const quoted = /[ \t]*"((?:[^"]|"")*)"[ \t]*/y
    const plain = /[^,\r\n]*/y
    quoted.lastIndex = position
    plain.lastIndex = position
    const inQuotes = quoted.exec(text)
    const cell = inQuotes ?? plain.exec(text)
    const written = cell?.[0] ?? ''
    if (!inQuotes && written.trimStart().startsWith('"'))
      return refuse('CsvMalformed', { line, problem: 'QUOTE_NOT_CLOSED' })
    cells.push((inQuotes?.[1]?.replaceAll('""', '"') ?? written).trim())
    line += written.split('\n').length - 1
    position += written.length

    const next = text[position]
    if (next === ',') {
      position += 1
      if (position === text.length) cells.push('')
      continue
    }
    if (next !== undefined && next !== '\r' && next !== '\n')
      return refuse('CsvMalformed', { line, problem: 'TEXT_AFTER_QUOTE' })
    endRow()
    if (next === '\r' && text[position + 1] === '\n') position += 1
    position += 1
    line += 1
    begun = line
  }
  endRow()
  return rows
}

/** Comma-separated text as RFC 4180 writes it; a cell that is no number never begins like a formula. Every file that leaves is written here. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return `${rows.map((cells) => cells.map(written).join(',')).join('\r\n')}\r\n`
}

/** How a formula begins, in full width too; programs pass over blanks before it and take a cell apart at tabs and line breaks. */
const formula = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/
const number = /^-\d+(\.\d+)?$/
/** What separates cells somewhere: a program that is set to another country must not find a formula behind it. */
const separating = /[",;|\t\r\n]/

function written(cell: string): string {
  const safe = formula.test(cell) && !number.test(cell) ? `'${cell}` : cell
  return separating.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
