import { isApprovalAsked } from '@erp/service-kit'
import { type BusinessDate, isRefusal, newId, parseBusinessDate, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import type { CreditLimitChange } from '../domain/credit-limit-change.ts'
import {
  type CreditRaiseNeedsAnother,
  type Customer,
  type CustomerNotFound,
  isRaised,
  limitCredit as limit,
} from '../domain/customer.ts'
import { outdated, submitForApproval } from '../domain/document-approval.ts'
import type { InvalidInput, StaleVersion } from '../domain/input.ts'
import { findCompany } from '../store/companies.ts'
import {
  findWaitingLimitChange,
  insertCreditLimitChange,
  saveCreditLimitChange,
} from '../store/credit-limit-changes.ts'
import { lockCustomer, saveCustomer } from '../store/customers.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { authorsOfUnpromisedOrders, findUnpromisedOrderBy } from '../store/sales-orders.ts'
import { announceCustomer } from './announce-customer.ts'
import { askThem, endAsking, type StartWithdrawing, submissionBy } from './submit-for-approval.ts'
import type { Unit } from './unit.ts'

/** Asks identity whether a limit may be raised, in the same transaction; none of those with an order to gain by it decides. */
export type StartApprovingLimit = (
  unit: Unit,
  change: CreditLimitChange,
  about: { readonly customer: Customer; readonly gaining: readonly string[] },
) => Promise<void>

/** What setting a limit may begin. */
export interface LimitingProcesses {
  readonly startApprovingLimit: StartApprovingLimit
  readonly startWithdrawing: StartWithdrawing
}

/**
 * Sets what a customer may owe and have on order together, or takes the limit away; of orders confirmed from now on. Nobody
 * raises it for an order that they wrote; where the company has raises approved, one waits for that and the limit stays. A raise that
 * waited before ends.
 */
export async function limitCredit(
  unit: Unit,
  {
    customerId,
    expectedVersion,
    creditLimit,
  }: { readonly customerId: string; readonly expectedVersion: number; readonly creditLimit: string | null },
  { startApprovingLimit, startWithdrawing }: LimitingProcesses,
): Promise<Customer | CustomerNotFound | CompanyNotActive | StaleVersion | InvalidInput | CreditRaiseNeedsAnother> {
  const { tx, now, caller } = unit
  const company = requireActive(await findCompany(tx, caller.companyId))
  if (isRefusal(company)) return company
  const customer = await lockCustomer(tx, customerId)
  if (!customer) return refuse('CustomerNotFound', { customerId })

  const limited = limit(customer, expectedVersion, { creditLimit, currency: company.baseCurrency })
  if (isRefusal(limited)) return limited
  const raised = isRaised(customer, limited)
  const asked = raised && (await isApprovalAsked(tx, caller.companyId, 'CREDIT_LIMIT'))
  const own = raised && !asked ? await findUnpromisedOrderBy(tx, { customerId, userId: caller.userId }) : undefined
  if (own !== undefined) return refuse('CreditRaiseNeedsAnother', { customerId, salesOrderId: own })

  await endWaiting(unit, customerId, startWithdrawing)
  const change: CreditLimitChange = {
    ...{ id: newId(), companyId: caller.companyId, customerId, currency: company.baseCurrency, version: 1 },
    number: await takeNumber(tx, caller.companyId, 'CREDIT_LIMIT', dayOf(now)),
    ...{ previousLimit: customer.creditLimit, creditLimit: limited.creditLimit, askedBy: caller.userId },
    ...{ status: 'IN_FORCE', approval: null, createdAt: now, inForceAt: now },
  }
  if (asked) {
    const waiting = submitForApproval({ ...change, inForceAt: null }, submissionBy(unit))
    await insertCreditLimitChange(tx, waiting)
    const gaining = await authorsOfUnpromisedOrders(tx, customerId)
    await askThem(unit, waiting, 'CREDIT_LIMIT', () => startApprovingLimit(unit, waiting, { customer, gaining }))
    return customer
  }
  await insertCreditLimitChange(tx, change)
  await saveCustomer(tx, limited)
  await announceCustomer(unit, limited)
  return limited
}

/** A raise that was approved is in force: nothing else changed the limit since it was asked for, for that ends it. */
export async function raiseApprovedLimit(
  unit: Unit,
  change: CreditLimitChange,
): Promise<CreditLimitChange | CompanyNotActive | CustomerNotFound> {
  const { tx, now } = unit
  const { companyId, customerId, creditLimit } = change
  const company = requireActive(await findCompany(tx, companyId))
  if (isRefusal(company)) return company
  const customer = await lockCustomer(tx, customerId)
  if (!customer) return refuse('CustomerNotFound', { customerId })
  const raised = { ...customer, creditLimit, version: customer.version + 1 }
  await saveCustomer(tx, raised)
  await announceCustomer(unit, raised)
  return saveCreditLimitChange(tx, { ...change, status: 'IN_FORCE', inForceAt: now })
}

async function endWaiting(unit: Unit, customerId: string, startWithdrawing: StartWithdrawing): Promise<void> {
  const waiting = await findWaitingLimitChange(unit.tx, customerId)
  if (!waiting) return
  const ended = { ...waiting, status: 'DRAFT' as const, approval: outdated(waiting.approval) }
  const saved = await saveCreditLimitChange(unit.tx, ended)
  await endAsking(unit, saved, waiting, { reason: 'DOCUMENT_CHANGED', startWithdrawing })
}

/** The year of its number. */
function dayOf(at: Date): BusinessDate {
  const day = parseBusinessDate(at.toISOString().slice(0, 10))
  if (isRefusal(day)) throw new Error(`${at.toISOString()} is no day`)
  return day
}
