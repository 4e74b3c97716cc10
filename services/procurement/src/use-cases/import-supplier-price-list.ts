import { isCurrency, isRefusal, mostRows, newId, type Refusal, refuse } from '@erp/values'
import { belowDrawn } from '../domain/agreed-total.ts'
import {
  differenceOf,
  readSupplierPriceRows,
  type SupplierPriceListDifference,
  type SupplierPriceRow,
  type SupplierPriceRowFault,
} from '../domain/import-supplier-price-list.ts'
import { at, codeProblem, type InvalidInput, invalid, requireVersion, type StaleVersion } from '../domain/input.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { Supplier } from '../domain/supplier.ts'
import {
  readPriceListTerms,
  type SupplierPriceList,
  type SupplierPriceListCodeTaken,
  type SupplierPriceListContent,
} from '../domain/supplier-price-list.ts'
import { findCompany, findItemsByCode } from '../store/replicated-facts.ts'
import {
  findDrawnOfPriceLists,
  findSupplierPriceList,
  findSupplierPriceListByCode,
  insertSupplierPriceList,
  lockSupplierPriceList,
  saveSupplierPriceList,
} from '../store/supplier-price-lists.ts'
import { findSupplierByCode } from '../store/suppliers.ts'
import type { Tx, Unit } from './unit.ts'

/** Something is wrong with some rows: nothing was imported. */
export type SupplierPriceRowsInvalid = Refusal<'SupplierPriceRowsInvalid', { rows: readonly SupplierPriceRowFault[] }>
export type SupplierPriceImportRefused =
  | CompanyNotReady
  | InvalidInput
  | SupplierPriceListCodeTaken
  | StaleVersion
  | SupplierPriceRowsInvalid

/** A list as a file says it. */
export type SupplierPriceListFile = Omit<SupplierPriceListContent, 'lines'> & {
  readonly code: string
  readonly supplierCode: string
  /** Null: the supplier's. */
  readonly currency: string | null
  /** The version of the list that is written anew; null for a new one. */
  readonly expectedVersion: number | null
  readonly rows: readonly SupplierPriceRow[]
}

/** A list with what an import made, or would make, of it; null of one that was imported by an earlier request. */
export type SupplierPriceListImport = SupplierPriceList & { readonly difference: SupplierPriceListDifference | null }

/** Writes a new list from the rows, or the one that has the code anew: all of them, or none when anything is wrong with one. */
export async function importSupplierPriceList(
  unit: Unit,
  file: SupplierPriceListFile,
): Promise<SupplierPriceListImport | SupplierPriceImportRefused> {
  const { tx, caller, now } = unit
  const known = await findSupplierPriceListByCode(tx, caller.companyId, file.code)
  const before = known && (await lockSupplierPriceList(tx, known.id))
  const read = await readFile(tx, file, { companyId: caller.companyId, before, now })
  if (isRefusal(read)) return read
  const { difference, ...list } = read
  if (before) return { ...(await saveSupplierPriceList(tx, list)), difference }
  if (!(await insertSupplierPriceList(tx, list))) return codeTaken(file.code)
  return { ...list, difference }
}

/** What an import would make of the list, by the same rules; nothing is stored. */
export async function previewSupplierPriceList(
  tx: Tx,
  { companyId, now }: { readonly companyId: string; readonly now: Date },
  file: SupplierPriceListFile,
): Promise<SupplierPriceListImport | SupplierPriceImportRefused> {
  const before = await findSupplierPriceListByCode(tx, companyId, file.code)
  return readFile(tx, file, { companyId, before, now })
}

/** The list of an import that is asked for once more. */
export async function findImportedSupplierList(tx: Tx, id: string): Promise<SupplierPriceListImport | undefined> {
  const list = await findSupplierPriceList(tx, id)
  return list && { ...list, difference: null }
}

interface Known {
  readonly companyId: string
  readonly before: SupplierPriceList | undefined
  readonly now: Date
}

async function readFile(
  tx: Tx,
  file: SupplierPriceListFile,
  { companyId, before, now }: Known,
): Promise<SupplierPriceListImport | SupplierPriceImportRefused> {
  const { code, rows } = file
  if (rows.length === 0 || rows.length > mostRows) return invalid('rows', rows.length === 0 ? 'EMPTY' : 'TOO_MANY')
  const company = await findCompany(tx, companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId })
  const supplier = await findSupplierByCode(tx, companyId, file.supplierCode)
  if (!supplier) return invalid('supplierCode', 'UNKNOWN_CODE')
  const currency = before?.currency ?? file.currency ?? supplier.currency
  const notWritten = whyNotWritten(file, supplier, before)
  if (notWritten) return notWritten
  if (!isCurrency(currency)) return invalid('currency', 'NOT_A_CURRENCY')
  const terms = readPriceListTerms(file, currency)
  if (isRefusal(terms)) return terms

  const id = before?.id ?? newId()
  const items = await findItemsByCode(
    tx,
    companyId,
    rows.map(({ itemCode }) => itemCode),
  )
  const read = readSupplierPriceRows(rows, { items, currency }, { priceListId: id, newLineId: newId })
  if ('faults' in read) return refuse('SupplierPriceRowsInvalid', { rows: read.faults })
  const { lines } = read
  const made = { id, companyId, supplierId: supplier.id, code, currency, active: true, version: 1, createdAt: now }
  const list: SupplierPriceList = { ...(before ?? made), ...terms, lines }
  const below = before && belowDrawn(list, await findDrawnOfPriceLists(tx, [id]))
  return below ? inRows(below, rows) : { ...list, difference: differenceOf(before?.lines ?? [], lines) }
}

/** Whose list it is, in which currency, and whether somebody else has changed it. */
function whyNotWritten(
  { code, currency, expectedVersion }: SupplierPriceListFile,
  supplier: Supplier,
  before: SupplierPriceList | undefined,
): InvalidInput | SupplierPriceListCodeTaken | StaleVersion | undefined {
  const problem = codeProblem(code)
  if (problem) return invalid('code', problem)
  if (!before) return expectedVersion === null ? undefined : invalid('code', 'UNKNOWN_CODE')
  if (expectedVersion === null) return codeTaken(code)
  const stale = requireVersion(before, expectedVersion)
  if (stale) return stale
  if (before.supplierId !== supplier.id) return invalid('supplierCode', 'NEVER_CHANGES')
  const other = currency !== null && currency !== before.currency
  return other ? invalid('currency', 'NEVER_CHANGES') : undefined
}

/** Less would be agreed of an item than orders drew: the fault of the row that says so. */
function inRows(below: InvalidInput, rows: readonly SupplierPriceRow[]): InvalidInput | SupplierPriceRowsInvalid {
  const [, , place] = below.path
  const row = place === undefined ? undefined : rows[Number(place)]
  if (!row) return below
  const fault = { rowNumber: Number(place) + 1, itemCode: row.itemCode }
  const refusal = invalid(`rows.${place}.agreedQuantity`, below.problem)
  return refuse('SupplierPriceRowsInvalid', { rows: [{ ...fault, refusal }] })
}

function codeTaken(code: string): SupplierPriceListCodeTaken {
  return at(refuse('SupplierPriceListCodeTaken', { priceListCode: code }), 'code')
}
