import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { SalesReturn } from '../src/domain/sales-return.ts'
import type { UnsourcedReturnInput } from '../src/domain/unsourced-return.ts'
import { createUnsourcedReturn } from '../src/use-cases/create-unsourced-return.ts'
import { completeSalesReturn, refuseSalesReturn } from '../src/use-cases/end-sales-return.ts'
import { creditSalesReturn } from '../src/use-cases/write-credit-note.ts'
import { day } from './support/day.ts'
import { type Company, lineId, must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

type Line = Partial<UnsourcedReturnInput['lines'][number]>
type Terms = Partial<UnsourcedReturnInput> & { readonly customerId?: string; readonly warehouseId?: string }

/** Two desks come back, unless the test says otherwise. */
const hasBack = (company: Company, lines: readonly Line[] = [{}], terms: Terms = {}) =>
  company.transact((unit) =>
    createUnsourcedReturn(unit, {
      ...{ customerId: company.customer.id, warehouseId: company.warehouseId, returnedOn: day('2026-10-25') },
      ...{ reason: 'Sold before the books began', ...terms },
      lines: lines.map((line) => ({ itemId: company.desk, quantity: '2', ...line })),
    }),
  )

const confirming = async (company: Company, lines?: readonly Line[]) =>
  must<SalesReturn>(await company.confirmsReturn(must<SalesReturn>(await hasBack(company, lines))))
const attemptOf = ({ id, sagaId }: SalesReturn) => ({ salesReturnId: id, sagaId: must<string>(sagaId) })

describe('a draft', () => {
  test('names goods, and a cost for those of which none may be on hand, and no delivery', async () => {
    const company = await newCompany()
    const draft = must<SalesReturn>(
      await hasBack(company, [
        { unit: 'BOX', quantity: '2', unitCost: '0.125' },
        { itemId: company.paint, quantity: '3' },
      ]),
    )
    expect(draft).toMatchObject({ number: 'SR-2026-000001', status: 'DRAFT', reason: 'Sold before the books began' })
    expect(
      draft.lines.map((line) => [line.baseQuantity.toFixed(), line.statedCost?.minor, line.deliveryLineId]),
    ).toEqual([
      ['24', 25n, null],
      ['3', undefined, null],
    ])
    expect(await company.returnNow(draft)).toEqual(draft)
  })

  test('comes back from a customer nothing is sold to any more', async () => {
    const company = await newCompany()
    await database.rows`update customer set active = false where id = ${company.customer.id}`
    expect(must<SalesReturn>(await hasBack(company)).status).toBe('DRAFT')
  })

  test('is refused, and nothing is stored, for what cannot come back', async () => {
    const company = await newCompany()
    const service = newId()
    await company.tell.item(service, 'SERVICE')
    const before = await company.everything()
    const refusals = [
      await hasBack(company, [{}], { reason: '' }),
      await hasBack(company, []),
      await hasBack(company, [{}], { customerId: newId() }),
      await hasBack(company, [{}], { warehouseId: newId() }),
      await hasBack(company, [{ itemId: newId() }]),
      await hasBack(company, [{ itemId: service }]),
      await hasBack(company, [{ unit: 'CRATE' }]),
      await hasBack(company, [{ quantity: '-1' }]),
      await hasBack(company, [{ unitCost: '0' }]),
    ]
    expect(refusals.map((outcome) => isRefusal(outcome) && outcome.refusal)).toEqual([
      ...['InvalidInput', 'InvalidInput', 'CustomerNotFound', 'WarehouseUnknown', 'ItemUnknown', 'ItemNotStocked'],
      ...['UnitUnknown', 'QuantityInvalid', 'InvalidInput'],
    ])
    expect(await company.everything()).toEqual(before)
  })
})

describe('confirming', () => {
  test('asks inventory for what the goods cost now, with what to take where it cannot know', async () => {
    const company = await newCompany()
    const asked = await confirming(company, [{ unitCost: '10' }, { itemId: company.paint, quantity: '3' }])
    expect(asked.status).toBe('CONFIRMING')
    expect(
      await database.rows`select payload -> 'lines' as lines from platform.outbox where aggregate_id = ${asked.sagaId}`,
    ).toEqual([
      {
        lines: [
          {
            ...{ lineId: lineId(asked, 0), itemId: company.desk, quantity: '2', deliveryLineId: null },
            statedCost: '20.00',
          },
          { lineId: lineId(asked, 1), itemId: company.paint, quantity: '3', deliveryLineId: null },
        ],
      },
    ])
    await company.transact((unit) => completeSalesReturn(unit, attemptOf(asked)))
    expect(await company.returnNow(asked)).toMatchObject({ status: 'CONFIRMED' })
    expect(
      await database.rows`select type, payload from platform.outbox where aggregate_id = ${asked.id}`,
    ).toMatchObject([
      {
        type: 'sales.unsourced-return.confirmed.v1',
        payload: { reason: 'Sold before the books began', lines: [{ quantity: '2' }, { quantity: '3' }] },
      },
    ])
  })

  test('is refused by inventory where nobody knows the cost, and tried again', async () => {
    const company = await newCompany()
    const asked = await confirming(company)
    await company.transact((unit) =>
      refuseSalesReturn(unit, attemptOf(asked), { reason: 'COST_UNKNOWN', facts: { itemId: company.desk } }),
    )
    const refused = await company.returnNow(asked)
    expect(refused).toMatchObject({ status: 'REFUSED', refusal: { reason: 'COST_UNKNOWN' } })
    expect(await company.confirmsReturn(refused)).toMatchObject({ status: 'CONFIRMING' })
  })

  test('is confirmed by nobody who wrote it', async () => {
    const company = await newCompany()
    const draft = must<SalesReturn>(await hasBack(company))
    expect(await company.confirmsReturn(draft, company.caller.userId)).toEqual({
      ...{ refusal: 'SalesReturnNeedsAnother', salesReturnId: draft.id },
    })
    expect(await company.returnNow(draft)).toEqual(draft)
    expect(await company.confirmsReturn(draft)).toMatchObject({ status: 'CONFIRMING' })
  })

  test('is refused while finance could not post it', async () => {
    const company = await newCompany()
    const draft = must<SalesReturn>(await hasBack(company))
    await company.tell.period('2026-10', 'CLOSED')
    expect(await company.confirmsReturn(draft)).toMatchObject({ refusal: 'PeriodNotOpen' })
    expect(await company.returnNow(draft)).toEqual(draft)
  })
})

test('no invoice charged for it, so none is credited', async () => {
  const company = await newCompany()
  const asked = await confirming(company)
  await company.transact((unit) => completeSalesReturn(unit, attemptOf(asked)))
  const input = { salesReturnId: asked.id, creditedOn: day('2026-10-26'), reason: 'Broken' }
  expect(await company.transact((unit) => creditSalesReturn(unit, input))).toMatchObject({
    refusal: 'SalesReturnNotCreditable',
  })
})

test('the database holds the last wall: a cost is stated only where there is no source', async () => {
  const company = await newCompany()
  const delivery = await company.delivered(await company.promised([{ quantity: '5' }]), null)
  const sourced = await company.back(delivery, '1')
  await expect(
    database.rows`update sales_return_line set stated_cost_minor = 1 where id = ${lineId(sourced, 0)}`,
  ).rejects.toThrow('of_a_delivery_or_without_source')
})
