import { isRefusal, parseBusinessDate, type Refusal, refuse } from '@erp/values'
import { type OwnDimension, ownDimensions } from './auxiliary-dimension.ts'
import type { EntryLine } from './entry-line.ts'
import type { VoucherEntry } from './voucher-entry.ts'

/** A row of a file with its number there, from 1. */
export type FileRow = {
  readonly line: number
  readonly cells: readonly string[]
  /** The places of numbers whose text, as somebody typed it, is not known: 1002.10 and 1002.1 are one number. */
  readonly fractions?: readonly number[]
}

/** A voucher of a file, with the line of the file each of its own lines stands on. */
export type ImportedVoucher = {
  /** What the file calls it; never becomes two drafts. */
  readonly reference: string
  readonly entry: VoucherEntry
  readonly fileLines: readonly number[]
}

/** What is wrong with a line of a file; `column` is a field of the entry, null when the whole voucher is meant. */
export type RowFault = { readonly line: number; readonly column: string | null; readonly refusal: Refusal }

export type ImportColumnMissing = Refusal<'ImportColumnMissing', { column: string }>
export type ImportColumnUnknown = Refusal<'ImportColumnUnknown', { heading: string }>
export type ImportTooLong = Refusal<'ImportTooLong', { rowCount: number; maximum: number }>
export type CellInvalid = Refusal<'InvalidInput', { field: string; problem: string }>

export const mostImportRows = 5_000

/** The headings of the file, in English or Chinese, by what they mean. */
const headings = {
  reference: ['reference', '凭证序号'],
  word: ['word', '凭证字'],
  date: ['date', '日期'],
  papers: ['papers', '附单据数'],
  summary: ['summary', '摘要'],
  accountCode: ['account', '科目编码'],
  debit: ['debit', '借方金额'],
  credit: ['credit', '贷方金额'],
  customerId: ['customer', '客户'],
  supplierId: ['supplier', '供应商'],
  employeeId: ['employee', '职员'],
  departmentId: ['department', '部门'],
  projectId: ['project', '项目'],
  itemId: ['item', '物料'],
  warehouseId: ['warehouse', '仓库'],
  quantity: ['quantity', '数量'],
  foreignCurrency: ['currency', '币种'],
  foreignAmount: ['foreign amount', '外币金额'],
  exchangeRate: ['rate', '汇率'],
  cashFlowItem: ['cash flow item', '现金流量项目'],
} as const
type Column = keyof typeof headings
const columns = Object.keys(headings) as Column[]
const required: readonly Column[] = ['reference', 'date', 'summary', 'accountCode', 'debit', 'credit']
/** What is a name and not a number, even when it is written in digits. */
const names: readonly Column[] = ['reference', 'accountCode', 'employeeId', 'departmentId', 'projectId']

type Row = {
  readonly line: number
  readonly cell: (column: Column) => string
  readonly isFraction: (column: Column) => boolean
}

/** Reads rows under their headings, or says which heading is missing or means nothing. */
export function readRows(table: readonly FileRow[]): Row[] | ImportColumnMissing | ImportColumnUnknown | ImportTooLong {
  const [head, ...body] = table
  const positions = new Map<Column, number>()
  for (const [position, heading] of (head?.cells ?? []).entries()) {
    const column = columns.find((one) => (headings[one] as readonly string[]).includes(heading.toLowerCase()))
    if (!column || positions.has(column)) return refuse('ImportColumnUnknown', { heading })
    positions.set(column, position)
  }
  const missing = required.find((one) => !positions.has(one))
  if (missing) return refuse('ImportColumnMissing', { column: headings[missing][0] })
  if (body.length > mostImportRows) return refuse('ImportTooLong', { rowCount: body.length, maximum: mostImportRows })
  return body.map(({ line, cells, fractions = [] }) => ({
    line,
    cell: (column) => cells[positions.get(column) ?? -1] ?? '',
    isFraction: (column) => fractions.includes(positions.get(column) ?? -1),
  }))
}

/** The departments, projects and employees that rows name by code. */
export function codesNamed(rows: readonly Row[]): { readonly dimension: OwnDimension; readonly code: string }[] {
  return rows.flatMap(({ cell }) =>
    ownDimensions.flatMap((dimension) => {
      const code = cell(`${dimension}Id`)
      return code === '' ? [] : [{ dimension, code }]
    }),
  )
}

/** The vouchers of rows that share a reference, in the order of the file; `idOf` gives the id of a named code. */
export function groupRows(
  rows: readonly Row[],
  idOf: (dimension: OwnDimension, code: string) => string | undefined,
): { readonly vouchers: readonly ImportedVoucher[]; readonly faults: readonly RowFault[] } {
  const vouchers: ImportedVoucher[] = []
  const faults: RowFault[] = []
  for (const [reference, group] of Map.groupBy(rows, ({ cell }) => cell('reference'))) {
    const found = faultsOf(reference, group, idOf)
    faults.push(...found)
    const [first] = group
    if (found.length > 0 || !first) continue
    const day = parseBusinessDate(first.cell('date'))
    if (isRefusal(day)) continue
    const word = first.cell('word') || '记'
    const paperCount = Number(first.cell('papers') || '0')
    const lines = group.map((row) => toLine(row, idOf))
    const entry = { word, postingDate: day, businessDate: day, paperCount, lines }
    vouchers.push({ reference, entry, fileLines: group.map(({ line }) => line) })
  }
  return { vouchers, faults }
}

function faultsOf(reference: string, group: readonly Row[], idOf: Parameters<typeof groupRows>[1]): RowFault[] {
  const [first] = group
  return group.flatMap(({ line, cell, isFraction }) => {
    const fault = (column: string, refusal: Refusal): RowFault => ({ line, column, refusal })
    const invalid = (field: string, problem: string) => fault(field, refuse('InvalidInput', { field, problem }))
    const own: RowFault[] = []
    if (reference === '' || reference.length > 100) own.push(invalid('reference', 'NOT_1_TO_100_CHARACTERS'))
    if (isRefusal(parseBusinessDate(cell('date')))) own.push(invalid('date', 'NOT_A_DATE'))
    if (!/^\d{0,4}$/.test(cell('papers'))) own.push(invalid('papers', 'NOT_0_TO_9999'))
    for (const column of names) if (isFraction(column)) own.push(invalid(column, 'NUMBER_INSTEAD_OF_TEXT'))
    for (const column of ['word', 'date', 'papers'] as const)
      if (cell(column) !== first?.cell(column)) own.push(invalid(column, 'DIFFERS_FROM_FIRST_LINE'))
    for (const dimension of ownDimensions) {
      const value = cell(`${dimension}Id`)
      if (value !== '' && idOf(dimension, value) === undefined)
        own.push(fault(`${dimension}Id`, refuse('DimensionValueUnknown', { dimension, value })))
    }
    return own
  })
}

function toLine({ cell }: Row, idOf: Parameters<typeof groupRows>[1]): EntryLine {
  const given = (column: Column) => (cell(column) === '' ? null : cell(column))
  const named = (dimension: OwnDimension) => {
    const code = given(`${dimension}Id`)
    return code === null ? null : (idOf(dimension, code) ?? null)
  }
  const amount = (column: Column) => given(column)?.replaceAll(',', '') ?? null
  return {
    accountCode: cell('accountCode'),
    summary: cell('summary'),
    ...{ debit: amount('debit'), credit: amount('credit'), quantity: amount('quantity') },
    ...{ customerId: given('customerId'), supplierId: given('supplierId'), itemId: given('itemId') },
    ...{ warehouseId: given('warehouseId'), employeeId: named('employee'), departmentId: named('department') },
    ...{ projectId: named('project'), foreignCurrency: given('foreignCurrency') },
    ...{ foreignAmount: amount('foreignAmount'), exchangeRate: given('exchangeRate') },
    cashFlowItem: given('cashFlowItem'),
  }
}
