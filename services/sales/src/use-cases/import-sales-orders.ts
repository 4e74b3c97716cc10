import { beyondScope } from '@erp/service-kit'
import { isRefusal, mostRows, newId, type Refusal, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import {
  type ImportContext,
  type ImportedOrder,
  type OrderRow,
  type RowFault,
  readImport,
} from '../domain/import-sales-orders.ts'
import { type InvalidInput, invalid } from '../domain/input.ts'
import type { SalesOrder, SalesOrderHeader } from '../domain/sales-order.ts'
import { findCompany } from '../store/companies.ts'
import { takeNumbers } from '../store/document-numbers.ts'
import { findFactsByCode } from '../store/facts-by-code.ts'
import { findImportedOrders, insertSalesOrders, lockImports } from '../store/sales-orders.ts'
import type { Tx, Unit } from './unit.ts'

/** Something is wrong with some rows: nothing was imported. */
export type SalesOrderRowsInvalid = Refusal<'SalesOrderRowsInvalid', { rows: readonly RowFault[] }>
export type ImportRefused = CompanyNotActive | InvalidInput | SalesOrderRowsInvalid

/** The orders of an import, those known before among them. */
export interface SalesOrderImport {
  readonly id: string
  readonly salesOrders: readonly SalesOrderHeader[]
}

/** What an import would write; nothing is stored. */
export interface ImportPreview {
  readonly orders: readonly ImportedOrder[]
  readonly knownReferences: readonly string[]
}

/**
 * Writes a draft for every reference that is not known yet, all of them or none. Imports of one company wait for each other, so
 * a reference that two of them bring becomes one order.
 */
export async function importSalesOrders(
  unit: Unit,
  rows: readonly OrderRow[],
): Promise<SalesOrderImport | ImportRefused> {
  const { tx, now, caller } = unit
  const { companyId } = caller
  await lockImports(tx, companyId)
  const id = newId()
  const read = await readRows(tx, rows, { companyId, importId: id, createdBy: caller.userId, newId, now })
  if (isRefusal(read)) return read
  const numbered: SalesOrder[] = []
  for (const [, ofYear] of Map.groupBy(read.orders, ({ orderedOn }) => orderedOn.slice(0, 4))) {
    const [first] = ofYear
    if (!first) continue
    const place = { day: first.orderedOn, count: ofYear.length }
    const numbers = await takeNumbers(tx, companyId, 'SALES_ORDER', place)
    numbered.push(...numbers.flatMap((number, index) => (ofYear[index] ? { ...ofYear[index], number } : [])))
  }
  await insertSalesOrders(tx, numbered)
  return { id, salesOrders: await findImportedOrders(tx, companyId, referencesOf(rows)) }
}

/** What would be imported, by the same rules. */
export async function previewImport(
  tx: Tx,
  { companyId, userId: createdBy }: { readonly companyId: string; readonly userId: string },
  { rows, now }: { readonly rows: readonly OrderRow[]; readonly now: Date },
): Promise<ImportPreview | ImportRefused> {
  return readRows(tx, rows, { companyId, importId: newId(), createdBy, newId, now })
}

/** The orders of an import that is asked for once more. */
export async function findImport(
  tx: Tx,
  id: string,
  { companyId, rows }: { readonly companyId: string; readonly rows: readonly OrderRow[] },
): Promise<SalesOrderImport> {
  return { id, salesOrders: await findImportedOrders(tx, companyId, referencesOf(rows)) }
}

async function readRows(
  tx: Tx,
  rows: readonly OrderRow[],
  context: ImportContext,
): Promise<ImportPreview | ImportRefused> {
  const { companyId } = context
  if (rows.length === 0 || rows.length > mostRows) return invalid('rows', rows.length === 0 ? 'EMPTY' : 'TOO_MANY')
  const company = requireActive(await findCompany(tx, companyId))
  if (isRefusal(company)) return company
  const facts = { currency: company.baseCurrency, ...(await findFactsByCode(tx, companyId, rows)) }
  const read = readImport(rows, facts, context)
  if (areFaults(read)) return refuse('SalesOrderRowsInvalid', { rows: read })
  const known = await beyondScope(tx, 'authorIds', () => findImportedOrders(tx, companyId, referencesOf(rows)))
  const knownReferences = known.flatMap(({ externalReference }) => externalReference ?? [])
  return {
    orders: read.filter(({ externalReference }) => !knownReferences.includes(externalReference)),
    knownReferences,
  }
}

function areFaults(read: readonly ImportedOrder[] | readonly RowFault[]): read is readonly RowFault[] {
  return read[0] !== undefined && 'rowNumber' in read[0]
}

function referencesOf(rows: readonly OrderRow[]): string[] {
  return [...new Set(rows.map(({ externalReference }) => externalReference))]
}
