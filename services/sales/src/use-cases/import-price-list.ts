import { isRefusal, mostRows, newId, type Refusal, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import { type CustomerGroupOutOfReach, codeProblem } from '../domain/customer.ts'
import {
  differenceOf,
  type PriceListDifference,
  type PriceRow,
  type PriceRowFault,
  readPriceRows,
} from '../domain/import-price-list.ts'
import { type InvalidInput, invalid, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  type PriceList,
  type PriceListCodeTaken,
  type PriceListContent,
  readPriceListTerms,
  requireListInReach,
} from '../domain/price-list.ts'
import { findCompany } from '../store/companies.ts'
import { findItemsByCode } from '../store/facts-by-code.ts'
import {
  findPriceList,
  findPriceListByCode,
  insertPriceList,
  lockPriceList,
  savePriceList,
} from '../store/price-lists.ts'
import type { Tx, Unit } from './unit.ts'

/** Something is wrong with some rows: nothing was imported. */
export type PriceRowsInvalid = Refusal<'PriceRowsInvalid', { rows: readonly PriceRowFault[] }>
export type PriceImportRefused =
  | CompanyNotActive
  | InvalidInput
  | PriceListCodeTaken
  | StaleVersion
  | PriceRowsInvalid
  | CustomerGroupOutOfReach

/** A list as a file says it. */
export type PriceListFile = Omit<PriceListContent, 'lines'> & {
  readonly code: string
  readonly pricesIncludeTax: boolean
  /** The version of the list that is written anew; null for a new one. */
  readonly expectedVersion: number | null
  readonly rows: readonly PriceRow[]
}

/** A list with what an import made, or would make, of it; null of one that was imported by an earlier request. */
export type PriceListImport = PriceList & { readonly difference: PriceListDifference | null }

/** Writes a new list from the rows, or the one that has the code anew: all of them, or none when anything is wrong with one. */
export async function importPriceList(unit: Unit, file: PriceListFile): Promise<PriceListImport | PriceImportRefused> {
  const { tx, caller, now } = unit
  const known = await findPriceListByCode(tx, caller.companyId, file.code)
  const before = known && (await lockPriceList(tx, known.id))
  const read = await readFile(tx, file, { companyId: caller.companyId, before, now })
  if (isRefusal(read)) return read
  const { difference, ...list } = read
  const outOfReach = requireListInReach(list, caller.customerGroups)
  if (outOfReach) return outOfReach
  if (before) return { ...(await savePriceList(tx, list)), difference }
  if (!(await insertPriceList(tx, list))) return codeTaken(file.code)
  return { ...list, difference }
}

/** What an import would make of the list, by the same rules; nothing is stored. */
export async function previewPriceList(
  tx: Tx,
  { companyId, now }: { readonly companyId: string; readonly now: Date },
  file: PriceListFile,
): Promise<PriceListImport | PriceImportRefused> {
  return readFile(tx, file, { companyId, before: await findPriceListByCode(tx, companyId, file.code), now })
}

/** The list of an import that is asked for once more. */
export async function findImportedList(tx: Tx, id: string): Promise<PriceListImport | undefined> {
  const list = await findPriceList(tx, id)
  return list && { ...list, difference: null }
}

async function readFile(
  tx: Tx,
  file: PriceListFile,
  {
    companyId,
    before,
    now,
  }: { readonly companyId: string; readonly before: PriceList | undefined; readonly now: Date },
): Promise<PriceListImport | PriceImportRefused> {
  const { code, pricesIncludeTax, expectedVersion, rows } = file
  if (codeProblem(code)) return invalid('code', 'NOT_A_CODE')
  if (rows.length === 0 || rows.length > mostRows) return invalid('rows', rows.length === 0 ? 'EMPTY' : 'TOO_MANY')
  const company = requireActive(await findCompany(tx, companyId))
  if (isRefusal(company)) return company
  if (before && expectedVersion === null) return codeTaken(code)
  if (!before && expectedVersion !== null) return invalid('code', 'UNKNOWN_CODE')
  const stale = before && requireVersion(before, expectedVersion ?? 0)
  if (stale) return stale
  if (before && before.pricesIncludeTax !== pricesIncludeTax) return invalid('pricesIncludeTax', 'NEVER_CHANGES')
  const terms = readPriceListTerms(file)
  if (isRefusal(terms)) return terms

  const id = before?.id ?? newId()
  const items = await findItemsByCode(
    tx,
    companyId,
    rows.map(({ itemCode }) => itemCode),
  )
  const facts = { items, currency: company.baseCurrency }
  const read = readPriceRows(rows, facts, { priceListId: id, newLineId: newId })
  if ('faults' in read) return refuse('PriceRowsInvalid', { rows: read.faults })
  const { lines } = read
  const made = { id, companyId, code, pricesIncludeTax, active: true, version: 1, createdAt: now }
  return { ...(before ?? made), ...terms, lines, difference: differenceOf(before?.lines ?? [], lines) }
}

function codeTaken(code: string): PriceListCodeTaken {
  return refuse('PriceListCodeTaken', { priceListCode: code, path: ['input', 'code'] })
}
