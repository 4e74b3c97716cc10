import { type Authored, isAuthor, type Money, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from './company.ts'

export type ApprovalStatus = 'RUNNING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN'

/** What a document says of itself when it asks for approval. */
export interface DocumentFacts extends Authored {
  readonly documentType: DocumentType
  readonly documentId: string
  readonly documentVersion: number
  readonly documentNumber: string | null
  readonly title: string
  readonly makerId: string
  readonly submittedBy: string
  /** In the base currency of the company. */
  readonly amount: Money
  /** Of the document. */
  readonly currency: string
  /** Of all its lines. */
  readonly departmentIds: readonly string[]
  readonly categories: readonly string[]
  /** By how much its cheapest line is below what it is listed at; only asked while it is routed. */
  readonly discountPercent?: string | undefined
}

/** A version of a document that waits for approval or was decided on 审批单. */
export interface ApprovalRequest extends DocumentFacts {
  readonly id: string
  readonly companyId: string
  readonly status: ApprovalStatus
  /** Of what the company says about such documents; null when it said nothing of them. */
  readonly definitionVersion: number | null
  /** The level that signs now, or signed last; from 1. */
  readonly level: number
  /** Since when that level waits. */
  readonly levelSince: Date
  /** Why it was rejected or withdrawn. */
  readonly reason: string | null
  /** Null while it runs, and when a rule decided. */
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly version: number
  readonly requestedAt: Date
}

/** Who a seat is for: a member, or whoever holds a role or a permission when they sign. */
export type SeatHolder = { readonly userId: string } | { readonly roleCode: string } | { readonly permission: string }

/** Somebody's place on a level 审批人. */
export interface Seat {
  readonly id: string
  readonly approvalId: string
  readonly level: number
  readonly holder: SeatHolder
  /** ENOUGH: one of these signs the level. NEEDED: without it the level stays open. ALONE: signs it in place of all others. */
  readonly weight: 'ENOUGH' | 'NEEDED' | 'ALONE'
  /** How long its level waits before it is open 超时升级; null from the beginning. */
  readonly opensAfterHours: number | null
  /** Who had them sign as well 加签人; null when the company's definition did. */
  readonly addedBy: string | null
  readonly signedBy: string | null
  /** Whose place the signer took; null when it was their own. */
  readonly signedFor: string | null
  readonly signedAt: Date | null
}

export type ActionKind = 'REQUESTED' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN' | 'APPROVER_ADDED' | 'REMINDED'

/** Something that happened to a request 审批记录. */
export interface ApprovalAction {
  readonly id: string
  readonly companyId: string
  readonly approvalId: string
  readonly action: ActionKind
  readonly level: number
  /** Null for a rule. */
  readonly actorId: string | null
  /** Whose place they took; null when it was their own. */
  readonly onBehalfOf: string | null
  /** Whom they had sign as well; null for everything else. */
  readonly concernsId: string | null
  readonly reason: string | null
  readonly happenedAt: Date
}

/** The permission that lets somebody decide on a document when the company has not said who shall. */
export const approvePermissions = {
  BAD_DEBT_WRITE_OFF: 'finance.badDebt.approve',
  BUDGET: 'finance.budget.approve',
  BUDGET_TRANSFER: 'finance.budget.approve',
  CASH_COUNT: 'finance.cashCount.approve',
  CASH_DOCUMENT: 'finance.cash.approve',
  CASH_TRANSFER: 'finance.cash.approve',
  COSTING_CHANGE: 'inventory.costingChange.confirm',
  COST_ADJUSTMENT: 'inventory.costAdjustment.confirm',
  CREDIT_LIMIT: 'sales.customer.limitCredit',
  CREDIT_NOTE: 'sales.creditNote.confirm',
  EMPLOYEE_ADVANCE: 'finance.employeeAdvance.approve',
  EXPENSE_CLAIM: 'finance.expenseClaim.approve',
  GIFT: 'sales.delivery.confirm',
  LANDED_COST: 'inventory.landedCost.confirm',
  OPENING_BALANCES: 'finance.openingBalance.manage',
  PAYMENT_RUN: 'finance.paymentRun.approve',
  PERIOD_REOPENING: 'finance.period.open',
  PURCHASE_ORDER: 'procurement.purchaseOrder.approve',
  SALES_ORDER: 'sales.salesOrder.approve',
  SALES_QUOTATION: 'sales.salesOrder.approve',
  PURCHASE_REQUISITION: 'procurement.requisition.approve',
  STOCK_ASSEMBLY: 'inventory.stockAssembly.confirm',
  STOCK_MOVEMENT: 'inventory.miscellaneousMovement.confirm',
  STOCK_TRANSFER: 'inventory.stockTransfer.confirm',
  SUPPLIER_INVOICE: 'procurement.supplierInvoice.release',
  VOUCHER: 'finance.voucher.review',
} as const
export type DocumentType = keyof typeof approvePermissions

/** What a company may tell documents of a kind apart by beside their amount; the others are always worth the base currency. */
export type Distinction = 'currencies' | 'departmentIds' | 'categories' | 'discountFrom'

/** What documents say of themselves when they ask for approval. */
export const distinctions: Readonly<Record<DocumentType, readonly Distinction[]>> = {
  BAD_DEBT_WRITE_OFF: ['currencies'],
  BUDGET: ['departmentIds'],
  BUDGET_TRANSFER: ['departmentIds'],
  CASH_COUNT: ['currencies', 'categories'],
  CASH_DOCUMENT: ['currencies', 'categories'],
  CASH_TRANSFER: ['currencies', 'categories'],
  COSTING_CHANGE: ['categories'],
  COST_ADJUSTMENT: ['categories'],
  CREDIT_LIMIT: ['categories'],
  CREDIT_NOTE: ['categories'],
  EMPLOYEE_ADVANCE: ['departmentIds'],
  EXPENSE_CLAIM: ['departmentIds', 'categories'],
  GIFT: ['categories'],
  LANDED_COST: ['categories'],
  OPENING_BALANCES: [],
  PAYMENT_RUN: ['currencies'],
  PERIOD_REOPENING: [],
  PURCHASE_ORDER: ['currencies', 'departmentIds', 'categories'],
  PURCHASE_REQUISITION: ['departmentIds', 'categories'],
  SALES_ORDER: ['currencies', 'categories', 'discountFrom'],
  SALES_QUOTATION: ['categories', 'discountFrom'],
  STOCK_ASSEMBLY: ['categories'],
  STOCK_MOVEMENT: ['departmentIds', 'categories'],
  STOCK_TRANSFER: ['categories'],
  SUPPLIER_INVOICE: ['currencies', 'departmentIds', 'categories'],
  VOUCHER: ['departmentIds', 'categories'],
}

export function isDocumentType(text: string): text is DocumentType {
  return Object.hasOwn(approvePermissions, text)
}

export type ApprovalNotFound = Refusal<'ApprovalNotFound', { approvalId: string }>
export type ApprovalEnded = Refusal<'ApprovalEnded', { status: ApprovalStatus }>
/** MADE_IT: nobody decides on what they made, changed or submitted. NOT_ASKED: no seat of this level is theirs. */
export type NotAnApprover = Refusal<'NotAnApprover', { reason: 'MADE_IT' | 'NOT_ASKED' }>

/** A seat somebody may sign now, and whose place it is. */
export interface OpenSeat {
  readonly seatId: string
  readonly principalId: string
}

/** One person's signature under the seats of this level that they may sign. */
export interface Signature {
  readonly signerId: string
  readonly seats: readonly OpenSeat[]
  readonly at: Date
}

/** Whether somebody wrote some of a document or submitted it: they decide on it for nobody, and nobody does for them. */
export function isParty(document: Authored & Pick<DocumentFacts, 'submittedBy'>, userId: string): boolean {
  return isAuthor(document, userId) || document.submittedBy === userId
}

/** Why this person may not decide now; undefined when they may. */
export function whyNotDecide(
  request: ApprovalRequest,
  signature: Signature,
): ApprovalEnded | NotAnApprover | undefined {
  if (request.status !== 'RUNNING') return refuse('ApprovalEnded', { status: request.status })
  if (isParty(request, signature.signerId)) return refuse('NotAnApprover', { reason: 'MADE_IT' })
  return signature.seats.length === 0 ? refuse('NotAnApprover', { reason: 'NOT_ASKED' }) : undefined
}

/** Signs; the level that is signed gives way to the next, and after the last the document is approved. */
export function approve(
  request: ApprovalRequest,
  seats: readonly Seat[],
  { signerId, seats: opened, at }: Signature,
): { readonly request: ApprovalRequest; readonly seats: readonly Seat[] } {
  const principals = new Map(opened.map(({ seatId, principalId }) => [seatId, principalId]))
  const signed = seats.map((seat) => {
    const principal = principals.get(seat.id)
    if (principal === undefined) return seat
    return { ...seat, signedBy: signerId, signedFor: principal === signerId ? null : principal, signedAt: at }
  })
  if (!isSigned(signed.filter(({ level }) => level === request.level))) return { request, seats: signed }
  const next = signed.map(({ level }) => level).filter((level) => level > request.level)
  return next.length > 0
    ? { request: { ...request, level: Math.min(...next), levelSince: at }, seats: signed }
    : { request: end(request, { status: 'APPROVED', reason: null, by: signerId, at }), seats: signed }
}

/** The seats as one person signs them: in their own place where they can, else in that of somebody who has them sign. */
export function inWhosePlace(signerId: string, open: readonly OpenSeat[]): readonly OpenSeat[] {
  const own = open.filter(({ principalId }) => principalId === signerId)
  if (own.length > 0) return own
  const [first] = open
  return open.filter(({ principalId }) => principalId === first?.principalId)
}

/** Ends a running request. */
export function end(
  request: ApprovalRequest,
  ending: {
    readonly status: Exclude<ApprovalStatus, 'RUNNING'>
    readonly reason: string | null
    readonly by: string | null
    readonly at: Date
  },
): ApprovalRequest {
  const { status, reason, by, at } = ending
  return { ...request, status, reason, decidedBy: by, decidedAt: at }
}

/** What somebody says about a decision, as it is kept: 1 to 500 characters without blanks around them. */
export function readWords(field: string, text: string): string | InvalidInput {
  const words = text.trim()
  return words.length >= 1 && words.length <= 500
    ? words
    : refuse('InvalidInput', { field, problem: 'LENGTH_NOT_1_TO_500' })
}

/** Those who signed, each once, in the order of their seats. */
export function signersOf(seats: readonly Seat[]): readonly string[] {
  return [...new Set(seats.flatMap(({ signedBy }) => (signedBy === null ? [] : [signedBy])))]
}

/** Signed by whoever does so alone; otherwise by those the definition asks for, and by everybody who was added to them. */
function isSigned(seats: readonly Seat[]): boolean {
  const hasSigned = ({ signedBy }: Seat) => signedBy !== null
  const defined = seats.filter(({ addedBy, weight }) => addedBy === null && weight !== 'ALONE')
  return (
    seats.some((seat) => seat.weight === 'ALONE' && hasSigned(seat)) ||
    ((defined.length === 0 || defined.some(hasSigned)) &&
      seats.every((seat) => seat.weight !== 'NEEDED' || hasSigned(seat)))
  )
}
