import { isAuthor, type Money, parseMoney, type Refusal, refuse } from '@erp/values'
import { type InvalidInput, invalid, textProblem } from './input.ts'
import type { SalesOrder, SalesOrderHeader } from './sales-order.ts'

/** The reason of a hold that somebody may let through. */
export const creditLimitExceeded = 'CREDIT_LIMIT_EXCEEDED'

/** What the customer's credit was when it did not cover an order. */
export interface CreditShortfall {
  readonly limit: Money
  readonly used: Money
  readonly asked: Money
  readonly available: Money
}

/** The order is not held for want of credit. */
export type SalesOrderNotHeldForCredit = Refusal<'SalesOrderNotHeldForCredit', { salesOrderId: string }>

/** Who wrote some of an order or submitted it does not let it through. */
export type CreditOverrideNeedsAnother = Refusal<'CreditOverrideNeedsAnother', { salesOrderId: string }>

/** The figures of an order that is held for want of credit; undefined where it is not. */
export function creditShortfallOf({ hold, currency }: SalesOrderHeader): CreditShortfall | undefined {
  if (hold?.reason !== creditLimitExceeded) return undefined
  const figure = (name: string) => {
    const amount = parseMoney(hold.facts[name] ?? '', currency)
    if ('refusal' in amount) throw new Error(`The ${name} of a hold cannot be read: ${hold.facts[name]}`)
    return amount
  }
  return { limit: figure('limit'), used: figure('used'), asked: figure('asked'), available: figure('available') }
}

/** Lets an order through that the customer's credit does not cover; it says who did so, who is none of its authors, and why. */
export function overrideCredit(
  order: SalesOrder,
  reason: string,
  granted: { readonly by: string; readonly at: Date },
): SalesOrder | SalesOrderNotHeldForCredit | CreditOverrideNeedsAnother | InvalidInput {
  if (order.hold?.reason !== creditLimitExceeded)
    return refuse('SalesOrderNotHeldForCredit', { salesOrderId: order.id })
  if (isAuthor(order, granted.by) || order.approval?.submittedBy === granted.by)
    return refuse('CreditOverrideNeedsAnother', { salesOrderId: order.id })
  const problem = textProblem(reason, 200)
  return problem ? invalid('reason', problem) : { ...order, creditOverride: { reason, ...granted } }
}
