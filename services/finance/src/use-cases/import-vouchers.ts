import { createHash } from 'node:crypto'
import type { UnitOfWork } from '@erp/service-kit'
import { readWorkbook, type WorkbookCellRefused, type WorkbookUnreadable } from '@erp/spreadsheet'
import { type CsvMalformed, isRefusal, newId, periodOf, type Refusal, readCsv, refuse } from '@erp/values'
import {
  codesNamed,
  type FileRow,
  groupRows,
  type ImportColumnMissing,
  type ImportColumnUnknown,
  type ImportedVoucher,
  type ImportTooLong,
  type RowFault,
  readRows,
} from '../domain/import-vouchers.ts'
import { type CheckedEntry, checkEntry, type EntryBooks } from '../domain/voucher-entry.ts'
import { loadEntryBooks } from '../store/entry-books.ts'
import {
  dimensionIdsByCode,
  findImportOf,
  importedReferences,
  insertImport,
  takeTurnToImport,
  type VoucherImport,
} from '../store/voucher-imports.ts'
import { type BooksNotOpen, draftEntries } from './draft-entries.ts'

/** A file as a client sends it: text, or a workbook in base64. */
export type VoucherFile = { readonly format: 'CSV' | 'XLSX'; readonly content: string }

export type Base64Malformed = Refusal<'InvalidInput', { field: string; problem: string }>
export type ImportFileFaulty =
  | Base64Malformed
  | WorkbookUnreadable
  | WorkbookCellRefused
  | CsvMalformed
  | ImportColumnMissing
  | ImportColumnUnknown
  | ImportTooLong
  | Refusal<'ImportEmpty'>
/** Every fault of the file, in its order; nothing of it was kept. */
export type ImportRejected = Refusal<'ImportRejected', { faults: readonly RowFault[] }>
export type ImportedBefore = Refusal<'ImportedBefore', { fileName: string; importedAt: string }>
export type ReferenceImported = Refusal<'ReferenceImported', { reference: string }>

/** What a file would become. */
export interface CheckedImport {
  readonly sha256: string
  readonly vouchers: readonly { readonly reference: string; readonly entry: CheckedEntry }[]
  readonly lineCount: number
  readonly faults: readonly RowFault[]
}

/** A workbook of as many rows as an import takes, with every column filled, stays well below both. */
const workbookLimits = { mostBytes: 1_048_576, mostUnpackedBytes: 8_388_608 }

/**
 * Reads a file of vouchers and finds everything that is wrong with it, without keeping anything. Used by the dry run 试导入
 * and by the import itself, so that they cannot disagree.
 */
export async function checkImport(
  { tx, companyId }: { readonly tx: UnitOfWork['tx']; readonly companyId: string },
  file: VoucherFile,
  hold: boolean,
): Promise<CheckedImport | ImportFileFaulty | ImportedBefore | BooksNotOpen> {
  const read = readFile(file)
  if (isRefusal(read)) return read
  const { bytes, table } = read
  const rows = readRows(table)
  if (isRefusal(rows)) return rows
  if (rows.length === 0) return refuse('ImportEmpty')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const before = await findImportOf(tx, companyId, sha256)
  if (before)
    return refuse('ImportedBefore', { fileName: before.fileName, importedAt: before.importedAt.toISOString() })

  const ids = await dimensionIdsByCode(tx, companyId, codesNamed(rows))
  const grouped = groupRows(rows, (dimension, code) => ids.get(`${dimension}/${code}`))
  const entries = grouped.vouchers.map(({ entry }) => entry)
  const keys = {
    periods: entries.map(({ postingDate }) => periodOf(postingDate)),
    lines: entries.flatMap(({ lines }) => lines),
  }
  const books = await loadEntryBooks(tx, companyId, keys, hold)
  if (!books) return refuse('BooksNotOpen')
  const known = await importedReferences(
    tx,
    companyId,
    grouped.vouchers.map(({ reference }) => reference),
  )
  const vouchers: { reference: string; entry: CheckedEntry }[] = []
  const faults = [...grouped.faults]
  for (const voucher of grouped.vouchers) {
    const entry = checkVoucher(voucher, books, known)
    if ('refusal' in entry) faults.push(entry)
    else vouchers.push({ reference: voucher.reference, entry })
  }
  faults.sort((left, right) => left.line - right.line)
  return { sha256, vouchers, lineCount: rows.length, faults }
}

/** Makes drafts of all vouchers of a file, or of none 导入. The same file, or a reference that came before, is refused. */
export async function importVouchers(
  unit: UnitOfWork,
  { fileName, ...file }: VoucherFile & { readonly fileName: string },
): Promise<VoucherImport | ImportFileFaulty | ImportRejected | ImportedBefore | ReferenceImported | BooksNotOpen> {
  const { tx, caller, now } = unit
  await takeTurnToImport(tx, caller.companyId)
  const checked = await checkImport({ tx, companyId: caller.companyId }, file, true)
  if (isRefusal(checked)) return checked
  const { sha256, vouchers, lineCount, faults } = checked
  if (faults.length > 0) return refuse('ImportRejected', { faults })
  const id = newId()
  const sound = vouchers.map(({ entry }) => ({ entry, origin: 'IMPORT' as const, originId: id }))
  const drafts = await draftEntries(unit, sound, id)
  const made: VoucherImport = {
    ...{ id, companyId: caller.companyId, fileName: fileName.slice(0, 200), sha256, lineCount, importedAt: now },
    draftCount: drafts.length,
  }
  const references = vouchers.map(({ reference }, index) => ({ reference, draftId: drafts[index]?.id ?? '' }))
  const first = await insertImport(tx, made, caller.userId, references)
  return first ? made : refuse('ImportedBefore', { fileName, importedAt: now.toISOString() })
}

function checkVoucher(
  { reference, entry, fileLines }: ImportedVoucher,
  books: EntryBooks,
  known: ReadonlySet<string>,
): CheckedEntry | RowFault {
  const line = fileLines[0] ?? 1
  if (known.has(reference)) return { line, column: 'reference', refusal: refuse('ReferenceImported', { reference }) }
  const checked = checkEntry(entry, books)
  if (!isRefusal(checked)) return checked
  const [, where, index, field] = 'path' in checked ? checked.path : []
  if (where !== 'lines' || index === undefined) return { line, column: null, refusal: checked }
  return { line: fileLines[Number(index)] ?? line, column: field ?? null, refusal: checked }
}

/** The rows of a file, whatever its form; from here on the same rules hold for all. */
function readFile({ format, content }: VoucherFile) {
  if (format === 'CSV') {
    const table = readCsv(content)
    return isRefusal(table) ? table : { bytes: Buffer.from(content), table: table as readonly FileRow[] }
  }
  if (content.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(content))
    return refuse('InvalidInput', { field: 'content', problem: 'NOT_BASE64', path: ['input', 'content'] })
  const bytes = Buffer.from(content, 'base64')
  const table = readWorkbook(bytes, workbookLimits)
  return isRefusal(table) ? table : { bytes, table: table as readonly FileRow[] }
}
