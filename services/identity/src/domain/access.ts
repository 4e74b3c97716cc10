import { type ApprovalRequest, approvePermissions, type OpenSeat, whyNotDecide } from './approval.ts'
import type { Role } from './role.ts'
import { separatedDuties } from './separated-duties.ts'
import type { User } from './user.ts'
import { isOfEverything } from './whole-company.ts'

export type AccessReason =
  | 'GRANTED'
  | 'USER_DISABLED'
  | 'PERMISSION_UNKNOWN'
  | 'ROLE_MISSING'
  | 'KEY_NOT_OF_USER'
  | 'KEY_ENDED'
  | 'KEY_WITHOUT_PERMISSION'
  | 'NARROWED'
  | 'WAREHOUSE_NOT_OF_COMPANY'
  | 'WAREHOUSE_OUT_OF_REACH'
  | 'CUSTOMER_GROUP_OUT_OF_REACH'
  | 'SUPPLIER_GROUP_OUT_OF_REACH'
  | 'DEPARTMENT_NOT_OF_COMPANY'
  | 'DEPARTMENT_OUT_OF_REACH'
  | 'APPROVAL_NOT_FOUND'
  | 'APPROVAL_ENDED'
  | 'NOT_AN_APPROVER'
  | 'AUTHOR_NOT_OF_COMPANY'
  | 'DOCUMENT_OF_OTHERS'
  | 'CLAIM_OF_OTHERS'
  | 'WROTE_DOCUMENT'

/** What is asked: may this be done, with all that is named. */
export interface AccessQuestion {
  readonly permission: string
  readonly warehouse?: { readonly id: string; readonly known: boolean } | undefined
  readonly customerGroup?: string | undefined
  readonly supplierGroup?: string | undefined
  /** All of them have to be within reach, as for a document that several bear. */
  readonly departments?: readonly { readonly id: string; readonly known: boolean }[]
  /** Whether what is asked for is refused to somebody narrowed as this member is. */
  readonly keptFromNarrowed?: boolean | undefined
  /** Who wrote the document it is about. */
  readonly authors?: readonly { readonly id: string; readonly known: boolean }[] | undefined
  /** The request for approval it is about, with the seats the member may sign; null when there is none in reach of whoever asks. */
  readonly approval?: { readonly request: ApprovalRequest; readonly seats: readonly OpenSeat[] } | null | undefined
  /** The key it is done with; null when the user has no such key. */
  readonly key?: { readonly permissions: readonly string[]; readonly running: boolean } | null | undefined
}

export interface AccessExplanation {
  readonly allowed: boolean
  readonly reason: AccessReason
  readonly grantedBy: readonly Role[]
  readonly grantableBy: readonly Role[]
}

/** Why a member may do something or may not: the same rules by which the services decide, one after another. */
export function explainAccess(user: User, roles: readonly Role[], question: AccessQuestion): AccessExplanation {
  const grantableBy = roles.filter(({ permissions }) => permissions.includes(question.permission))
  const grantedBy = grantableBy.filter(({ code }) => user.roleCodes.includes(code))
  const reason = reasonOf(user, question, { grantable: grantableBy.length > 0, granted: grantedBy.length > 0 })
  return { allowed: reason === 'GRANTED', reason, grantedBy, grantableBy }
}

function reasonOf(
  user: User,
  question: AccessQuestion,
  roles: { readonly grantable: boolean; readonly granted: boolean },
): AccessReason {
  const { permission, key, approval } = question
  if (!user.active) return 'USER_DISABLED'
  if (!roles.grantable) return 'PERMISSION_UNKNOWN'
  if (!roles.granted) return 'ROLE_MISSING'
  if (key === null) return 'KEY_NOT_OF_USER'
  if (key && !key.running) return 'KEY_ENDED'
  if (key && !key.permissions.includes(permission)) return 'KEY_WITHOUT_PERMISSION'
  if (question.keptFromNarrowed || isOfEverything(permission, user)) return 'NARROWED'
  if (approval === null) return 'APPROVAL_NOT_FOUND'
  if (approval && approvePermissions[approval.request.documentType] === permission) return whyNotSign(user, approval)
  return beyondReach(user, question) ?? (wroteIt(user, question) ? 'WROTE_DOCUMENT' : 'GRANTED')
}

/** What somebody is asked to sign concerns them, whatever they are narrowed to. */
function whyNotSign({ id: signerId }: User, { request, seats }: NonNullable<AccessQuestion['approval']>): AccessReason {
  const refusal = whyNotDecide(request, { signerId, seats, at: request.requestedAt })
  if (!refusal) return 'GRANTED'
  if (refusal.refusal === 'ApprovalEnded') return 'APPROVAL_ENDED'
  return refusal.reason === 'MADE_IT' ? 'WROTE_DOCUMENT' : 'NOT_AN_APPROVER'
}

/** Which part of the member's narrowing hides what is named; a document is in reach when all departments that bear it are. */
function beyondReach(
  user: User,
  { permission, warehouse, customerGroup, supplierGroup, departments = [], authors, approval }: AccessQuestion,
): AccessReason | undefined {
  if (warehouse?.known === false) return 'WAREHOUSE_NOT_OF_COMPANY'
  if (isBeyond(user.warehouseIds, warehouse?.id)) return 'WAREHOUSE_OUT_OF_REACH'
  if (isBeyond(user.customerGroups, customerGroup)) return 'CUSTOMER_GROUP_OUT_OF_REACH'
  if (isBeyond(user.supplierGroups, supplierGroup)) return 'SUPPLIER_GROUP_OUT_OF_REACH'
  if (departments.some(({ known }) => !known)) return 'DEPARTMENT_NOT_OF_COMPANY'
  const bearing = [...departments.map(({ id }) => id), ...(approval?.request.departmentIds ?? [])]
  if (bearing.some((id) => isBeyond(user.departmentIds, id))) return 'DEPARTMENT_OUT_OF_REACH'
  if (authors?.some(({ known }) => !known)) return 'AUTHOR_NOT_OF_COMPANY'
  const writers = writersOf({ authors, approval })
  if (writers === undefined || writers.includes(user.id)) return undefined
  if (permission === 'finance.expenseClaim.own') return 'CLAIM_OF_OTHERS'
  return user.ownDocuments ? 'DOCUMENT_OF_OTHERS' : undefined
}

function wroteIt(user: User, question: AccessQuestion): boolean {
  return separatedDuties.has(question.permission) && (writersOf(question)?.includes(user.id) ?? false)
}

/** Who wrote the document that is named; undefined when none is. */
function writersOf({ authors, approval }: Pick<AccessQuestion, 'authors' | 'approval'>): readonly string[] | undefined {
  if (!authors && !approval) return undefined
  return [...(authors ?? []).map(({ id }) => id), ...(approval?.request.authorIds ?? [])]
}

function isBeyond(reach: readonly string[] | null, named: string | undefined): boolean {
  return named !== undefined && reach !== null && !reach.includes(named)
}
