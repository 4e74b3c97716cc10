import { Decimal } from '@erp/values'
import { dayOfSerial } from './days.ts'
import { walkXml } from './walk-xml.ts'
import { Unreadable } from './zip-archive.ts'

/** What the cells of a sheet refer to. */
export interface SheetContext {
  readonly sharedTexts: readonly string[]
  /** By the number of a cell's style, whether it shows a day. */
  readonly dayStyles: readonly boolean[]
  readonly from1904: boolean
}

/** A row as it is read: `fractions` are the places of numbers whose text, as somebody typed it, is not known. */
export interface SheetRow {
  readonly line: number
  readonly cells: readonly string[]
  readonly fractions: readonly number[]
}

/** A cell that holds something else than what it shows. */
export class CellRefused extends Error {
  readonly cell: string
  readonly problem: 'FORMULA' | 'ERROR_VALUE' | 'TRUE_OR_FALSE'
  constructor(cell: string, problem: CellRefused['problem']) {
    super(`${cell}: ${problem}`)
    this.cell = cell
    this.problem = problem
  }
}

/** No table of ours is wider; a cell further right is not part of one. */
const mostColumns = 64

type Cell = { reference: string; type: string; style: number; value: string; column: number }

/** The rows of a sheet that hold anything, in order. */
export function readSheet(xml: string, context: SheetContext): SheetRow[] {
  const rows: SheetRow[] = []
  let line = 0
  let cells: string[] = []
  let fractions: number[] = []
  let cell: Cell | undefined
  let collecting = false
  let phonetic = false
  const open = (name: string, attributes: Readonly<Record<string, string>>) => {
    if (name === 'row') {
      line = attributes.r === undefined ? line + 1 : Number(attributes.r)
      if (!Number.isInteger(line) || line < 1) throw new Unreadable('MALFORMED')
      cells = []
      fractions = []
    } else if (name === 'c') {
      const reference = attributes.r ?? `${columnName(cells.length)}${line}`
      const { t: type = 'n', s: style = '0' } = attributes
      cell = { reference, type, style: Number(style), value: '', column: columnOf(reference) }
    } else if (name === 'f' && cell) throw new CellRefused(cell.reference, 'FORMULA')
    else if (name === 'rPh') phonetic = true
    else if (name === 'v' || name === 't') collecting = cell !== undefined && !phonetic
  }
  const close = (name: string) => {
    if (name === 'rPh') phonetic = false
    else if (name === 'v' || name === 't') collecting = false
    else if (name === 'c' && cell) {
      place(cell)
      cell = undefined
    } else if (name === 'row' && cells.some((text) => text !== '')) {
      rows.push({ line, cells: Array.from(cells, (text) => text ?? ''), fractions })
    }
  }
  const place = ({ column, ...read }: Cell) => {
    const text = textOf(read, context)
    if (text === '') return
    if (column >= mostColumns) throw new Unreadable('TOO_LARGE')
    cells[column] = text
    if (read.type === 'n' && text.includes('.')) fractions.push(column)
  }
  walkXml(xml, {
    open: ({ name, attributes }) => open(name, attributes),
    text: (piece) => {
      if (collecting && cell) cell.value += piece
    },
    close,
  })
  return rows
}

/** The texts that cells share, in their order. */
export function readSharedTexts(xml: string): string[] {
  const texts: string[] = []
  let text = ''
  let collecting = false
  let phonetic = false
  walkXml(xml, {
    open: ({ name }) => {
      if (name === 'si') text = ''
      if (name === 'rPh') phonetic = true
      if (name === 't') collecting = !phonetic
    },
    text: (piece) => {
      if (collecting) text += piece
    },
    close: (name) => {
      if (name === 't') collecting = false
      if (name === 'rPh') phonetic = false
      if (name === 'si') texts.push(unescapeText(text))
    },
  })
  return texts
}

function textOf({ reference, type, style, value }: Omit<Cell, 'column'>, context: SheetContext): string {
  switch (type) {
    case 's': {
      const shared = /^\d{1,7}$/.test(value) ? context.sharedTexts[Number(value)] : undefined
      if (shared === undefined) throw new Unreadable('MALFORMED')
      return shared
    }
    case 'inlineStr':
    case 'str':
      return unescapeText(value)
    case 'd':
      return value.slice(0, 10)
    case 'e':
      throw new CellRefused(reference, 'ERROR_VALUE')
    case 'b':
      throw new CellRefused(reference, 'TRUE_OR_FALSE')
    case 'n':
      return numberOf(value.trim(), context.dayStyles[style] ?? false, context.from1904)
    default:
      throw new Unreadable('MALFORMED')
  }
}

/** As a spreadsheet shows it: fifteen digits, so that 0.30000000000000004 is 0.3, and never in powers of ten. */
function numberOf(value: string, isDay: boolean, from1904: boolean): string {
  if (value === '') return ''
  if (!/^-?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,2})?$/.test(value)) throw new Unreadable('MALFORMED')
  const text = new Decimal(value).toSignificantDigits(15).toFixed()
  return isDay ? (dayOfSerial(text, from1904) ?? text) : text
}

/** Characters that XML cannot hold are written `_x000D_`. */
function unescapeText(text: string): string {
  return text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .trim()
}

function columnOf(reference: string): number {
  const [, letters] = /^([A-Z]{1,3})\d{1,7}$/.exec(reference) ?? []
  if (letters === undefined) throw new Unreadable('MALFORMED')
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter
}
