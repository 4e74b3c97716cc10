import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from './company.ts'

/** What a member is narrowed to in a company 数据权限, without twins and sorted; null for everything of its kind. */
export interface DataRights {
  readonly warehouseIds: readonly string[] | null
  /** Groups are codes that sales and procurement give to customers and suppliers. */
  readonly customerGroups: readonly string[] | null
  readonly supplierGroups: readonly string[] | null
  readonly departmentIds: readonly string[] | null
  /** Narrowed to the documents the member wrote and to what follows from them 本人单据. */
  readonly ownDocuments: boolean
}

/** What is left out stays as it is. */
export type DataRightsChange = { readonly [Part in keyof DataRights]?: DataRights[Part] | null | undefined }

/** Which of the ids of a change are the company's own. */
export interface KnownPlaces {
  readonly warehouseIds: readonly string[]
  readonly departmentIds: readonly string[]
}

export type WarehouseNotOfCompany = Refusal<'WarehouseNotOfCompany', { warehouseId: string }>
export type DepartmentNotOfCompany = Refusal<'DepartmentNotOfCompany', { departmentId: string }>

/** Tokens carry them, so there are few. */
const mostOfAKind = 50

/** What a member shall be narrowed to from now on: none at all of a kind for somebody who has nothing to do with it. */
export function narrow(
  now: DataRights,
  change: DataRightsChange,
  known: KnownPlaces,
): DataRights | InvalidInput | WarehouseNotOfCompany | DepartmentNotOfCompany {
  const next = {
    warehouseIds: chosen(now.warehouseIds, lowerCase(change.warehouseIds)),
    customerGroups: chosen(now.customerGroups, change.customerGroups),
    supplierGroups: chosen(now.supplierGroups, change.supplierGroups),
    departmentIds: chosen(now.departmentIds, lowerCase(change.departmentIds)),
    ownDocuments: change.ownDocuments ?? now.ownDocuments,
  }
  for (const field of ['warehouseIds', 'customerGroups', 'supplierGroups', 'departmentIds'] as const) {
    if ((next[field]?.length ?? 0) > mostOfAKind)
      return refuse('InvalidInput', { field, problem: `MORE_THAN_${mostOfAKind}` })
  }
  for (const field of ['customerGroups', 'supplierGroups'] as const) {
    if (next[field]?.some((group) => !isGroup(group))) return refuse('InvalidInput', { field, problem: 'NOT_A_CODE' })
  }
  const warehouseId = stranger(change.warehouseIds && next.warehouseIds, known.warehouseIds)
  if (warehouseId !== undefined) return refuse('WarehouseNotOfCompany', { warehouseId })
  const departmentId = stranger(change.departmentIds && next.departmentIds, known.departmentIds)
  return departmentId === undefined ? next : refuse('DepartmentNotOfCompany', { departmentId })
}

/** 1 to 40 capitals, digits, dots, dashes and underscores. */
export function isGroup(text: string): boolean {
  return /^[A-Z0-9][A-Z0-9._-]{0,39}$/.test(text)
}

function chosen(now: readonly string[] | null, wanted: readonly string[] | null | undefined): readonly string[] | null {
  return wanted == null ? (wanted === undefined ? now : null) : [...new Set(wanted)].sort()
}

function lowerCase(ids: readonly string[] | null | undefined): readonly string[] | null | undefined {
  return ids?.map((id) => id.toLowerCase()) ?? ids
}

function stranger(wanted: readonly string[] | null | undefined, known: readonly string[]): string | undefined {
  return wanted?.find((id) => !known.includes(id))
}
