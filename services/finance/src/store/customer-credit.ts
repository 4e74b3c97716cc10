import type { Sql } from '@erp/service-kit'
import { type Currency, money } from '@erp/values'
import type { CustomerCredit, CustomerLimit } from '../domain/customer-credit.ts'

/** Keeps what is newer than what is known; messages may come twice and in any order. */
export async function rememberCustomers(tx: Sql, customers: readonly CustomerLimit[]): Promise<void> {
  const rows = customers.map((customer) => ({ ...customer, creditLimit: customer.creditLimit?.toString() ?? null }))
  await tx.$executeRaw`
    insert into customer_replica as known (customer_id, company_id, credit_limit, version)
    select "customerId", "companyId", "creditLimit", version
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as told("customerId" uuid, "companyId" uuid, "creditLimit" bigint, version int)
    order by "customerId"
    on conflict (customer_id) do update set credit_limit = excluded.credit_limit, version = excluded.version
      where known.version < excluded.version`
}

/** Whoever holds credit of a customer waits here for whoever came first. */
export async function lockCustomer(tx: Sql, customerId: string): Promise<void> {
  await tx.$queryRaw`select from customer_replica where customer_id = ${customerId}::uuid for no key update`
}

/** The credit of a customer that others than `documentId` take, all at one instant; undefined for one nobody told of. */
export async function creditOf(
  tx: Sql,
  customerId: string,
  { currency, documentId = null }: { readonly currency: Currency; readonly documentId?: string | null },
): Promise<CustomerCredit | undefined> {
  const [row] = await tx.$queryRaw<
    { credit_limit: bigint | null; receivable: bigint; advances: bigint; held: bigint }[]
  >`
    select customer.credit_limit, owed.receivable, owed.advances, hold.held
    from customer_replica customer
    cross join lateral (
      select coalesce(sum(carrying) filter (where kind = 'RECEIVABLE'), 0)::bigint as receivable,
             coalesce(-sum(carrying) filter (where kind = 'ADVANCE_RECEIVED'), 0)::bigint as advances
      from open_item
      where company_id = customer.company_id and party_id = customer.customer_id
        and kind in ('RECEIVABLE', 'ADVANCE_RECEIVED') and (open <> 0 or carrying <> 0)) owed
    cross join lateral (
      select coalesce(sum(greatest(amount - charged, 0)), 0)::bigint as held
      from credit_hold
      where customer_id = customer.customer_id and ended_at is null
        and document_id is distinct from ${documentId}::uuid) hold
    where customer.customer_id = ${customerId}::uuid`
  if (!row) return undefined
  const of = (minor: bigint) => money(minor, currency)
  return {
    ...{ customerId, currency, limit: row.credit_limit === null ? null : of(row.credit_limit) },
    ...{ receivable: of(row.receivable), advances: of(row.advances), held: of(row.held) },
  }
}
