import { stockDocumentPosted } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import { eventually } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { callerOf, stockDocument } from './finance-database.ts'
import { everything, useFinanceService } from './use-finance-service.ts'

const { database, inventory, userOf, registeredCompany, tellStock, vouchersOf } = await useFinanceService()

const mutation = (name: string, type: string, shown: string) =>
  `mutation ($input: ${type}!) { result: ${name}(input: $input) { ${shown} userErrors { __typename } } }`
const close = mutation('closePeriod', 'ClosePeriodInput', 'period { status }')
const seal = mutation('sealPeriod', 'SealPeriodInput', 'seal { sealed }')
const unseal = mutation('unsealPeriod', 'UnsealPeriodInput', 'seal { sealed }')
const approve = mutation('approveLatePosting', 'ApproveLatePostingInput', 'lateFact { documentNumber approved }')
const withKey = (input: object) => ({ input: { idempotencyKey: newId(), ...input } })
const lateFacts = '{ lateFacts { nodes { id documentNumber businessDate approved } } }'
type LateFacts = { lateFacts: { nodes: { id: string }[] } }

const inJanuary = { businessDate: '2026-01-15' }

async function heldFacts(user: ReturnType<typeof userOf>, count: number) {
  let found: { id: string }[] = []
  await eventually(async () => {
    found = (await user.query<LateFacts>(lateFacts)).lateFacts.nodes
    expect(found).toHaveLength(count)
  })
  return found
}

const postedOf = (companyId: string) => database.rows`
  select period, posting_date::text as posted, business_date::text as happened, number from voucher
  where company_id = ${companyId}::uuid order by period, number`

/** What the owner of a document was told last about its posting. */
async function whyHeld({ documentId }: { readonly documentId: string }) {
  const [told] = await database.rows`
    select payload ->> 'reason' as reason, payload -> 'facts' as facts from platform.outbox
    where aggregate_id = ${documentId}::uuid and type = 'finance.posting.blocked.v1' order by pos desc limit 1`
  return told
}

test('a late receipt is held, let through, and posted in the first open month with its own business date', async () => {
  const companyId = await registeredCompany()
  const user = userOf(companyId)
  await user.query(close, withKey({ period: '2026-02', expectedVersion: 1, includingEarlier: true }))
  const late = stockDocument(companyId, [{ stock: '10.00' }], inJanuary)
  await tellStock(late)
  const [fact] = await heldFacts(user, 1)
  expect(await whyHeld(late)).toEqual({ reason: 'PERIOD_CLOSED', facts: { period: '2026-01' } })
  expect(fact).toEqual({ id: fact?.id, documentNumber: 'GR-2026-000001', businessDate: '2026-01-15', approved: false })

  const input = { sourceEventId: fact?.id, reason: '供应商单据迟到' }
  const stranger = userOf(await registeredCompany())
  expect(await stranger.query(approve, withKey(input))).toEqual({
    result: { lateFact: null, userErrors: [{ __typename: 'LateFactNotFound' }] },
  })
  expect(await user.query(approve, withKey({ ...input, reason: ' ' }))).toMatchObject({
    result: { userErrors: [{ __typename: 'ReasonMissing' }] },
  })
  const request = withKey(input)
  const approved = { lateFact: { documentNumber: 'GR-2026-000001', approved: true }, userErrors: [] }
  expect(await user.query(approve, request)).toEqual({ result: approved })
  expect(await user.query(approve, request)).toEqual({ result: approved })
  await eventually(async () => expect(await vouchersOf(companyId)).toEqual([late.documentId]))
  expect(await postedOf(companyId)).toEqual([
    { period: '2026-03', posted: '2026-03-01', happened: '2026-01-15', number: 1 },
  ])
  const [told] = await database.rows<{ payload: object }>`
    select payload from platform.outbox where aggregate_id = ${late.documentId}::uuid
      and type = 'finance.posting.posted.v1'`
  expect(told?.payload).toMatchObject({ voucherNumber: '记-2026-03-0001', postingDate: '2026-03-01' })
  const checklist = '{ closingChecklist(period: "2026-02") { certificates { holds } } }'
  expect(await user.query(checklist)).toEqual({ closingChecklist: { certificates: [{ holds: true }] } })
  await heldFacts(user, 0)
})

test('whoever confirmed a late receipt does not let it be posted late', async () => {
  const companyId = await registeredCompany()
  const [confirmer, colleague] = [userOf(companyId), userOf(companyId)]
  await colleague.query(close, withKey({ period: '2026-02', expectedVersion: 1, includingEarlier: true }))
  const late = stockDocument(companyId, [{ stock: '10.00' }], inJanuary)
  const told = [{ aggregateId: late.stockDocumentId, payload: late }]
  await inventory.transactor.transact(
    { ...callerOf(companyId), userId: confirmer.userId },
    'confirmGoodsReceipt',
    async (unit) => emitAll(unit, stockDocumentPosted, told),
  )
  const [fact] = await heldFacts(colleague, 1)
  const input = { sourceEventId: fact?.id, reason: '供应商单据迟到' }
  expect(await confirmer.query(approve, withKey(input))).toEqual({
    result: { lateFact: null, userErrors: [{ __typename: 'LatePostingNeedsAnother' }] },
  })
  expect(await vouchersOf(companyId)).toEqual([])
  expect(await colleague.query(approve, withKey(input))).toMatchObject({ result: { lateFact: { approved: true } } })
  await eventually(async () => expect(await vouchersOf(companyId)).toEqual([late.documentId]))
})

test('a module that is done with a month holds what comes after, and takes it again when unsealed', async () => {
  const companyId = await registeredCompany()
  const user = userOf(companyId)
  const inventory = { period: '2026-01', module: 'INVENTORY' }
  await user.query(seal, withKey(inventory))
  const [first, second] = [1, 2].map(() => stockDocument(companyId, [{ stock: '5.00' }], inJanuary))
  if (!first || !second) throw new Error('There are two documents')
  const later = stockDocument(companyId, [{ stock: '7.00' }], { businessDate: '2026-02-01' })
  await tellStock(first, later)
  const [fact] = await heldFacts(user, 1)
  await user.query(approve, withKey({ sourceEventId: fact?.id, reason: 'late' }))
  await eventually(async () => expect(await vouchersOf(companyId)).toHaveLength(2))
  await tellStock(second)
  await heldFacts(user, 1)
  await user.query(unseal, withKey({ ...inventory, reason: '补单' }))
  await eventually(async () => expect(await vouchersOf(companyId)).toHaveLength(3))
  expect(await postedOf(companyId)).toMatchObject([
    { period: '2026-01', posted: '2026-01-15' },
    { period: '2026-02', posted: '2026-02-01', happened: '2026-02-01' },
    { period: '2026-02', posted: '2026-02-01', happened: '2026-01-15' },
  ])
})

test('a seal of purchasing holds what purchasing dates, and a seal of sales does not', async () => {
  const companyId = await registeredCompany()
  const user = userOf(companyId)
  await user.query(seal, withKey({ period: '2026-01', module: 'SALES' }))
  await tellStock(stockDocument(companyId, [{ stock: '5.00' }], inJanuary))
  await eventually(async () => expect(await vouchersOf(companyId)).toHaveLength(1))

  const purchasing = { period: '2026-01', module: 'PURCHASING' }
  await user.query(seal, withKey(purchasing))
  await user.query(seal, withKey({ ...purchasing, period: '2026-02' }))
  const [late, held] = [1, 2].map(() => stockDocument(companyId, [{ stock: '7.00' }], inJanuary))
  if (!late || !held) throw new Error('There are two documents')
  await tellStock(late)
  const [fact] = await heldFacts(user, 1)
  const facts = { period: '2026-01', module: 'PURCHASING' }
  expect(await whyHeld(late)).toEqual({ reason: 'PERIOD_CLOSED', facts })
  await user.query(approve, withKey({ sourceEventId: fact?.id, reason: 'late' }))
  await eventually(async () => expect(await vouchersOf(companyId)).toHaveLength(2))
  await tellStock(held)
  await heldFacts(user, 1)
  await user.query(unseal, withKey({ ...purchasing, reason: '补单' }))
  await eventually(async () => expect(await vouchersOf(companyId)).toHaveLength(3))
  // February is sealed as well, so what was let through stands in March.
  expect(await postedOf(companyId)).toMatchObject([
    { period: '2026-01', posted: '2026-01-15' },
    { period: '2026-01', posted: '2026-01-15' },
    { period: '2026-03', posted: '2026-03-01', happened: '2026-01-15' },
  ])
})

test('finance.period.close is asked for to let an event through', async () => {
  const others = everything.filter((one) => one !== 'finance.period.close')
  const input = withKey({ sourceEventId: newId(), reason: 'x' })
  expect((await userOf(await registeredCompany(), others).ask(approve, input)).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN', permission: 'finance.period.close' } },
  ])
})
