import { eventually } from '@erp/testing'
import { expect, test } from 'vitest'
import { completeBooks } from '../src/use-cases/complete-books.ts'
import { stockDocument } from './finance-database.ts'
import { useFinanceService } from './use-finance-service.ts'

const { database, prisma, transactor, registeredCompany, tellStock, vouchersOf } = await useFinanceService()
const companyId = await registeredCompany()

test('what was blocked for want of a template that came later is posted as soon as the books have it', async () => {
  await database.rows`
    delete from voucher_template where company_id = ${companyId}::uuid and event_kind = 'PURCHASE_RECEIPT'`
  const receipt = stockDocument(companyId, [{ stock: '1000.00' }])
  await tellStock(receipt)
  await eventually(async () =>
    expect(
      await database.rows`select reason from platform.inbox where company_id = ${companyId}::uuid and status = 'blocked'`,
    ).toEqual([{ reason: 'VOUCHER_TEMPLATE_MISSING' }]),
  )
  expect(await vouchersOf(companyId)).toEqual([])

  expect(await completeBooks(prisma, transactor)).toBe(1)
  await eventually(async () => expect(await vouchersOf(companyId)).toEqual([receipt.documentId]))
  expect(
    await database.rows`select reason from platform.inbox where company_id = ${companyId}::uuid and status = 'blocked'`,
  ).toEqual([])
})
