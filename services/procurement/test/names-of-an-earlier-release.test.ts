import { applyAgain } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import { findRevisionsOfOrders } from '../src/store/purchase-order-revisions.ts'
import { findPurchaseOrder } from '../src/store/purchase-orders.ts'
import { must, useProcurement } from './support/procurement.ts'

const { database, newCompany } = await useProcurement()
const migration = '20260203140100_keep_no_login_names'

test('login names that an earlier release kept become ids, as far as the trail tells whose they were', async () => {
  const company = await newCompany()
  const { userId } = company.caller
  const acted = (order: PurchaseOrder, username: string) => database.rows`
    insert into platform.audit_log (company_id, user_id, username, operation, document_id, request_id, traceparent)
    values (${company.companyId}::uuid, ${userId}::uuid, ${username}, 'confirmPurchaseOrder', ${order.id}, 'r', 't')`
  const known = await company.orders([{ quantity: '3' }])
  const approved = await company.orders([{ quantity: '3' }])
  const lost = await company.orders([{ quantity: '3' }])
  await acted(known, 'li.lei')
  await database.rows`drop view personal_record`
  await database.rows`alter table purchase_order_revision drop column made_by`
  await database.rows`
    update purchase_order_revision set recorded_by = case purchase_order_id when ${known.id}::uuid then 'li.lei' else 'han.mei' end`
  await database.rows`
    update purchase_order
    set submitter = 'han.mei', submitted_by = ${userId}::uuid, approval_id = ${newId()}::uuid, approval_state = 'APPROVED',
        approved_gross_minor = gross_minor, budget_saga_id = ${newId()}::uuid, budget_state = 'RESERVED', budget_changed_at = now(),
        budget_asked_for = '{"reason": "The fair", "username": "han.mei"}'
    where id = ${approved.id}::uuid`

  expect(await applyAgain(database, migration)).toEqual([migration])
  const madeBy = await company.transact(async ({ tx }) =>
    Promise.all(
      [known, approved, lost].map(async ({ id }) => (await findRevisionsOfOrders(tx, [id])).map((one) => one.madeBy)),
    ),
  )
  expect(madeBy).toEqual([[userId], [userId], [null]])
  const order = must<PurchaseOrder>(await company.transact(({ tx }) => findPurchaseOrder(tx, approved.id)))
  expect(order.budget?.askedFor).toEqual({ reason: 'The fair', madeBy: userId })
  expect(
    await database.rows`
      select from purchase_order_revision where recorded_by <> '' union all
      select from purchase_order where submitter is not null or budget_asked_for::text like '%han.mei%'`,
  ).toEqual([])
})
