import {
  type Authored,
  type BusinessDate,
  type Currency,
  type DocumentApproval,
  isAuthor,
  type Refusal,
  refuse,
} from '@erp/values'
import { type InvalidInput, invalidInput, type StaleVersion } from './master-data.ts'
import type { SourceDocumentType } from './stock-document.ts'
import type { WarehouseId } from './warehouse.ts'

/** The documents that are written in inventory itself; the others come from procurement and sales. */
export type InventoryDocumentType =
  | Exclude<
      SourceDocumentType,
      | 'GOODS_RECEIPT'
      | 'PURCHASE_RETURN'
      | 'SUPPLIER_INVOICE'
      | 'DELIVERY'
      | 'SALES_RETURN'
      | 'SALES_INVOICE'
      | 'CREDIT_NOTE'
    >
  | 'STOCK_DIFFERENCE_DISPOSAL'

/** A draft that counts for nothing, may wait for those who approve, counts once confirmed, and is taken back whole or not at all. */
export type DocumentStatus = 'DRAFT' | 'PENDING_APPROVAL' | 'CONFIRMED' | 'CANCELLED' | 'DISCARDED'

/** What every document of inventory's own has, whatever it does to stock. */
export type InventoryDocument<Status extends string = DocumentStatus> = Authored & {
  readonly id: string
  readonly companyId: string
  /** The number people quote. */
  readonly number: string
  readonly status: Status
  readonly businessDate: BusinessDate
  readonly currency: Currency
  /** What it is for, in words; empty when nobody said. */
  readonly reason: string
  /** Where it moves stock, each once: who may not see one of them does not see the document. */
  readonly warehouseIds: readonly WarehouseId[]
  /** The departments that bear it, each once: who may not see one of them does not see the document; none where nobody said. */
  readonly departmentIds: readonly string[]
  /** What it waits for, or waited for last; null where nobody was asked. */
  readonly approval: DocumentApproval | null
  readonly version: number
  readonly createdAt: Date
  readonly createdBy: string
  readonly confirmedAt: Date | null
  readonly confirmedBy: string | null
}

/** The company has no such document of this kind. */
export type DocumentNotFound = Refusal<'DocumentNotFound', { documentId: string }>
/** What was asked for is only done with a document in another status. */
export type DocumentNotIn<Status extends string = DocumentStatus> = Refusal<
  'DocumentStatusWrong',
  { status: Status; expected: Status }
>
/** Whoever wrote any of what a document says does not confirm it 制单与审核分离. */
export type MakerConfirms = Refusal<'MakerConfirms'>

export const reasonAtMost = 500
/** How many lines a document has at most. */
export const linesAtMost = 1000

/** Refuses whoever made a document or changed it since. */
export function makerProblem(document: Authored, userId: string): MakerConfirms | undefined {
  return isAuthor(document, userId) ? refuse('MakerConfirms') : undefined
}

/** The warehouses that lines move stock in, each once. */
export function warehousesOf(lines: readonly { readonly warehouseId: WarehouseId }[]): WarehouseId[] {
  return [...new Set(lines.map(({ warehouseId }) => warehouseId))]
}

/** The departments that lines name as bearing them, each once. */
export function departmentsOf(lines: readonly { readonly departmentId: string | null }[]): string[] {
  return [...new Set(lines.flatMap(({ departmentId }) => departmentId ?? []))]
}

/** Refuses a document that somebody changed since it was read, or that has another status. */
export function requireStatus<Status extends string>(
  document: Pick<InventoryDocument<Status>, 'status' | 'version'>,
  expected: Status,
  expectedVersion: number,
): DocumentNotIn<Status> | StaleVersion | undefined {
  if (document.status !== expected) return refuse('DocumentStatusWrong', { status: document.status, expected })
  return document.version === expectedVersion ? undefined : refuse('StaleVersion', { currentVersion: document.version })
}

/** Refuses what is no draft any more, or changed since it was read; one that waits for approval may still be written. */
export function requireDraft(
  document: Pick<InventoryDocument, 'status' | 'version'>,
  expectedVersion: number,
): DocumentNotIn | StaleVersion | undefined {
  const status = document.status === 'PENDING_APPROVAL' ? 'DRAFT' : document.status
  return requireStatus<DocumentStatus>({ ...document, status }, 'DRAFT', expectedVersion)
}

/** Refuses a text that is longer than a reason may be or padded; empty is allowed unless `required`. */
export function reasonProblem(reason: string, { required = false, field = 'reason' } = {}): InvalidInput | undefined {
  if (required && reason === '') return invalidInput(field, 'REQUIRED')
  if (reason.length > reasonAtMost) return invalidInput(field, 'LENGTH')
  return reason.trim() === reason ? undefined : invalidInput(field, 'PADDED')
}

/** Refuses a document without lines, or with more than it may have. */
export function linesProblem(count: number, field = 'lines'): InvalidInput | undefined {
  if (count === 0) return invalidInput(field, 'EMPTY')
  return count > linesAtMost ? invalidInput(field, 'TOO_MANY') : undefined
}
