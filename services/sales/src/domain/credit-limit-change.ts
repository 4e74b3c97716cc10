import type { Currency, Money } from '@erp/values'
import type { DocumentApproval } from './document-approval.ts'

/** Another limit of what a customer may owe 信用额度调整单: IN_FORCE at once, or a raise that waits; DRAFT: turned down or given up. */
export interface CreditLimitChange {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: 'DRAFT' | 'PENDING_APPROVAL' | 'IN_FORCE'
  readonly customerId: string
  /** The company's own. */
  readonly currency: Currency
  /** Null: no limit. */
  readonly previousLimit: Money | null
  readonly creditLimit: Money | null
  readonly askedBy: string
  readonly approval: DocumentApproval | null
  readonly version: number
  readonly createdAt: Date
  readonly inForceAt: Date | null
}

/** For so many days whoever raised a limit, or asked for it, is not the only person on an order that needs it. */
export const ownRaiseDays = 90

/** The only person who stands on an order; undefined where there are several, or none is known. */
export function aloneOn(authorIds: readonly string[], ...others: readonly (string | undefined)[]): string | undefined {
  const [first, ...more] = new Set([...authorIds, ...others.flatMap((userId) => userId ?? [])])
  return more.length === 0 ? first : undefined
}
