import { mostApprovalFacts } from '@erp/contracts'

/** What a document says of itself in a request for approval: the departments and the categories of all its lines. */
export function approvalFacts(told: {
  readonly departmentIds?: readonly (string | null)[]
  readonly categories?: readonly (string | null)[]
}) {
  const departmentIds = distinct(told.departmentIds)
  const categories = distinct(told.categories)
  return { departmentId: only(departmentIds), category: only(categories), departmentIds, categories }
}

function distinct(values: readonly (string | null)[] = []): string[] {
  return [...new Set(values.flatMap((value) => value ?? []))].sort().slice(0, mostApprovalFacts)
}

function only([first, ...others]: readonly string[]): string | null {
  return first === undefined || others.length > 0 ? null : first
}
