import { currencyColumn, idsIn, moneyColumn, StaleDocument } from '@erp/service-kit'
import type { Money } from '@erp/values'
import type { CreditLimitChange } from '../domain/credit-limit-change.ts'
import type { CreditLimitChange as Row } from '../generated/prisma/client.ts'
import { approvalColumns, toApproval } from './approval-columns.ts'
import type { Tx } from './database.ts'

export async function insertCreditLimitChange(tx: Tx, change: CreditLimitChange): Promise<void> {
  await tx.creditLimitChange.createMany({ data: [toRow(change)] })
}

/** Writes the next version. Throws StaleDocument when it is not the one that was read. */
export async function saveCreditLimitChange(tx: Tx, change: CreditLimitChange): Promise<CreditLimitChange> {
  const { id, version } = change
  const next = { ...change, version: version + 1 }
  const { count } = await tx.creditLimitChange.updateMany({ where: { id, version }, data: toRow(next) })
  if (count === 0) throw new StaleDocument('credit limit change', id)
  return next
}

/** In the order of their ids. */
export async function findCreditLimitChanges(tx: Tx, ids: readonly string[]): Promise<CreditLimitChange[]> {
  const rows = await tx.creditLimitChange.findMany({ where: { id: { in: idsIn(ids) } }, orderBy: { id: 'asc' } })
  return rows.map(fromRow)
}

/** The newest of each of these customers. */
export async function findNewestLimitChanges(tx: Tx, customerIds: readonly string[]): Promise<CreditLimitChange[]> {
  const rows = await tx.creditLimitChange.findMany({
    where: { customerId: { in: idsIn(customerIds) } },
    distinct: ['customerId'],
    orderBy: [{ customerId: 'asc' }, { id: 'desc' }],
  })
  return rows.map(fromRow)
}

/** The one of a customer that waits; the customer is locked. */
export async function findWaitingLimitChange(tx: Tx, customerId: string): Promise<CreditLimitChange | undefined> {
  const row = await tx.creditLimitChange.findFirst({ where: { customerId, status: 'PENDING_APPROVAL' } })
  return row ? fromRow(row) : undefined
}

/** An order with the only person who stands on it. */
export interface LoneOrder {
  readonly id: string
  readonly customerId: string
  readonly userId: string
}

/**
 * What others left as the limit of each order's customer, by order: what it was before that person raised it since then and since
 * somebody else changed it last. Orders whose person raised nothing are not among them.
 */
export async function limitsOfOthers(tx: Tx, orders: readonly LoneOrder[], since: Date): Promise<Map<string, Money>> {
  if (orders.length === 0) return new Map()
  const rows = await tx.$queryRaw<{ id: string; minor: bigint; currency: string }[]>`
    select asked.id, own.previous_limit_minor as minor, own.currency
    from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb) as asked(id uuid, "customerId" uuid, "userId" uuid)
    left join lateral (
      select max(in_force_at) as changed_at from credit_limit_change
      where customer_id = asked."customerId" and status = 'IN_FORCE' and asked_by <> asked."userId") as others on true
    cross join lateral (
      select previous_limit_minor, currency from credit_limit_change
      where customer_id = asked."customerId" and status = 'IN_FORCE' and asked_by = asked."userId"
        and in_force_at > greatest(${since}::timestamptz, others.changed_at)
      order by in_force_at, id limit 1) as own
    where own.previous_limit_minor is not null`
  return new Map(rows.map(({ id, minor, currency }) => [id, moneyColumn(minor, currencyColumn(currency))]))
}

function toRow({ previousLimit, creditLimit, approval, ...facts }: CreditLimitChange): Row {
  const limits = { previousLimitMinor: previousLimit?.minor ?? null, creditLimitMinor: creditLimit?.minor ?? null }
  return { ...facts, ...limits, ...approvalColumns(approval) }
}

function fromRow(row: Row): CreditLimitChange {
  const currency = currencyColumn(row.currency)
  const limit = (minor: bigint | null) => (minor === null ? null : moneyColumn(minor, currency))
  return {
    ...{ id: row.id, companyId: row.companyId, number: row.number, customerId: row.customerId, currency },
    status: row.status as CreditLimitChange['status'],
    ...{ previousLimit: limit(row.previousLimitMinor), creditLimit: limit(row.creditLimitMinor) },
    ...{ askedBy: row.askedBy, approval: toApproval(row), version: row.version },
    ...{ createdAt: row.createdAt, inForceAt: row.inForceAt },
  }
}
