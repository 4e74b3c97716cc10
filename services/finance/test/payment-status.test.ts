import { currency, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type DocumentItems, paymentStatus } from '../src/domain/payment-status.ts'
import { itemsOfDocuments } from '../src/store/items-of-documents.ts'
import { useMonthEnd } from './month-end.ts'

const items = (facts: Partial<DocumentItems>): DocumentItems => ({
  ...{ documentId: newId(), currency: currency('CNY'), original: 11_300n, open: 11_300n, isOverdue: false },
  ...facts,
})

describe('how far a document is paid', () => {
  test.each([
    ['nothing is posted of it', undefined, 'NOT_POSTED'],
    ['all of it is open', items({}), 'OPEN'],
    ['some of it is settled', items({ open: 1n }), 'PARTIAL'],
    ['it is late, settled in part or not', items({ open: 1n, isOverdue: true }), 'OVERDUE'],
    ['nothing is open any more, late as it was', items({ open: 0n }), 'COMPLETE'],
    ['it is owed to somebody else', items({ original: -500n, open: -500n }), 'OPEN'],
  ])('when %s', (_, owed, status) => {
    expect(paymentStatus(owed, false)).toBe(status)
    expect(paymentStatus(owed, true)).toBe('EXCEPTION')
  })
})

test('items of a document are added up, and late from the day after they were due', async () => {
  const { database, transactor, accountantOfNewCompany, enter } = await useMonthEnd()
  const accountant = await accountantOfNewCompany()
  await enter(accountant, '2026-01-10', ['Dr', '1122', '100.00'], ['Dr', '1122', '13.00'], ['Cr', '6001', '113.00'])
  const [voucher] = await database.rows<{ type: string; id: string }>`
    select distinct document_type as type, document_id as id from open_item where company_id = ${accountant.companyId}`
  const read = (type = voucher?.type ?? '') =>
    transactor.read([accountant.companyId], (tx) => itemsOfDocuments(tx, type, [voucher?.id ?? '', newId()]))
  expect(await read()).toEqual([
    { documentId: voucher?.id, currency: 'CNY', original: 11_300n, open: 11_300n, isOverdue: true },
  ])
  expect(await read('SALES_INVOICE')).toEqual([])
  await database.rows`
    update open_item set due_on = (now() at time zone 'Asia/Shanghai')::date where company_id = ${accountant.companyId}`
  expect(await read()).toMatchObject([{ isOverdue: false }])
})
