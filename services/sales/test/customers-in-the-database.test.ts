import type { Caller } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { findCustomer, listCustomers, saveCustomer } from '../src/store/customers.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { createCustomer } from '../src/use-cases/create-customer.ts'
import { rememberCompanies } from '../src/use-cases/remember-companies.ts'
import { callerOf, useSalesDatabase } from './sales-database.ts'

const { database, transactor, callerOfNewCompany } = await useSalesDatabase()

const facts = { name: { zh: '远方家居', en: 'Yuanfang Home' } }

function create(caller: Caller, code: string, more: { currency?: string } = {}) {
  return transactor.transact(caller, 'createCustomer', (unit) => createCustomer(unit, { ...facts, code, ...more }))
}

async function created(caller: Caller, code: string) {
  const customer = await create(caller, code)
  if (isRefusal(customer)) throw new Error(customer.refusal)
  return customer
}

/** Everything that a company's transactions have left behind. */
async function tracesOf({ companyId }: Caller) {
  const [row] = await database.rows<{ customers: number; messages: number; audited: number }>`
    select (select count(*)::int from customer where company_id = ${companyId}::uuid) as customers,
           (select count(*)::int from platform.outbox where company_id = ${companyId}::uuid) as messages,
           (select count(*)::int from platform.audit_log
            where company_id = ${companyId}::uuid and operation <> 'identity.company.changed.v1') as audited`
  return row
}

test('a customer is stored, announced and audited in one transaction', async () => {
  const caller = await callerOfNewCompany()
  const customer = await created(caller, 'YUANFANG')
  expect(customer).toMatchObject({ ...facts, code: 'YUANFANG', currency: 'CNY', active: true, version: 1 })
  expect(await transactor.read([caller.companyId], (tx) => findCustomer(tx, customer.id))).toEqual(customer)
  expect(await tracesOf(caller)).toEqual({ customers: 1, messages: 1, audited: 1 })

  const messages = await database.rows`
    select subject, type, payload from platform.outbox where company_id = ${caller.companyId}::uuid`
  expect(messages).toEqual([
    {
      subject: `evt.sales.customer.${customer.id}`,
      type: 'sales.customer.changed.v1',
      payload: {
        companyId: caller.companyId,
        customerId: customer.id,
        code: 'YUANFANG',
        name: facts.name,
        currency: 'CNY',
        active: true,
        creditLimit: null,
        customerGroup: null,
        version: 1,
      },
    },
  ])
})

test('a code is taken once in a company, and once in each other', async () => {
  const caller = await callerOfNewCompany()
  const neighbour = await callerOfNewCompany()
  await created(caller, 'TWICE')
  expect(await create(caller, 'TWICE')).toEqual(
    refuse('CustomerCodeTaken', { customerCode: 'TWICE', path: ['input', 'code'] }),
  )
  expect(await tracesOf(caller)).toEqual({ customers: 1, messages: 1, audited: 1 })
  expect(await create(neighbour, 'TWICE')).toMatchObject({ code: 'TWICE', companyId: neighbour.companyId })
})

test('of two who take the same code at once, one gets it', async () => {
  const caller = await callerOfNewCompany()
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => create(caller, 'RACE')))
  expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
  expect(await tracesOf(caller)).toEqual({ customers: 1, messages: 1, audited: 1 })
})

test.each([
  ['a company that sales has not heard of', async () => callerOf(newId()), 'UNKNOWN'],
  ['a closed company', () => callerOfNewCompany({ active: false }), 'CLOSED'],
])('%s gets no customer, and nothing else happens', async (_, companyOf, reason) => {
  const caller = await companyOf()
  expect(await create(caller, 'NOBODY')).toEqual(refuse('CompanyNotActive', { reason }))
  expect(await tracesOf(caller)).toEqual({ customers: 0, messages: 0, audited: 0 })
})

test('a change is stored and announced with its version; a stale one changes nothing', async () => {
  const caller = await callerOfNewCompany()
  const { id } = await created(caller, 'CHANGING')
  const change = (expectedVersion: number) =>
    transactor.transact(caller, 'changeCustomer', (unit) =>
      changeCustomer(unit, { customerId: id, expectedVersion, active: false }),
    )
  expect(await change(1)).toMatchObject({ id, active: false, version: 2 })
  expect(await change(1)).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
  expect(await tracesOf(caller)).toEqual({ customers: 1, messages: 2, audited: 2 })

  const announced = await database.rows`
    select subject_seq::int as seq, (payload ->> 'version')::int as version from platform.outbox
    where aggregate_id = ${id}::uuid order by pos`
  expect(announced).toEqual([
    { seq: 1, version: 1 },
    { seq: 2, version: 2 },
  ])
})

test('of many changes decided on the same version, one is made', async () => {
  const caller = await callerOfNewCompany()
  const { id } = await created(caller, 'CONTESTED')
  const outcomes = await Promise.all(
    [1, 2, 3, 4, 5].map((number) =>
      transactor.transact(caller, 'changeCustomer', (unit) =>
        changeCustomer(unit, { customerId: id, expectedVersion: 1, name: { zh: '甲', en: `Name ${number}` } }),
      ),
    ),
  )
  expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
  expect(outcomes.filter(isRefusal)).toEqual(Array(4).fill(refuse('StaleVersion', { currentVersion: 2 })))
  expect(await tracesOf(caller)).toEqual({ customers: 1, messages: 2, audited: 2 })
})

test('saving over a version that is gone throws, so that the work runs again', async () => {
  const caller = await callerOfNewCompany()
  const customer = await created(caller, 'GONE')
  await expect(
    transactor.transact(caller, 'changeCustomer', (unit) => saveCustomer(unit.tx, { ...customer, version: 9 })),
  ).rejects.toThrow('was changed by another transaction')
})

test("another company's customer does not exist", async () => {
  const owner = await callerOfNewCompany()
  const stranger = await callerOfNewCompany()
  const { id } = await created(owner, 'HIDDEN')
  expect(await transactor.read([stranger.companyId], (tx) => findCustomer(tx, id))).toBeUndefined()
  expect(await transactor.read([stranger.companyId], (tx) => listCustomers(tx, { limit: 10 }))).toEqual([])
  expect(
    await transactor.transact(stranger, 'changeCustomer', (unit) =>
      changeCustomer(unit, { customerId: id, expectedVersion: 1, active: false }),
    ),
  ).toEqual(refuse('CustomerNotFound', { customerId: id }))
  expect(await transactor.read([owner.companyId], (tx) => findCustomer(tx, id))).toMatchObject({ active: true })
})

test('a word that is no id finds nothing', async () => {
  const caller = await callerOfNewCompany()
  expect(await transactor.read([caller.companyId], (tx) => findCustomer(tx, "x' or true --"))).toBeUndefined()
})

test('the list is by code, page after page, and can leave out the inactive', async () => {
  const caller = await callerOfNewCompany()
  for (const code of ['B-2', 'A-1', 'B_1', 'B-10']) await created(caller, code)
  const list = (page: { limit: number; afterCode?: string; active?: boolean }) =>
    transactor.read([caller.companyId], async (tx) => (await listCustomers(tx, page)).map(({ code }) => code))
  expect(await list({ limit: 3 })).toEqual(['A-1', 'B-10', 'B-2'])
  expect(await list({ limit: 3, afterCode: 'B-2' })).toEqual(['B_1'])
  expect(await list({ limit: 3, active: false })).toEqual([])
})

test('of what is heard about a company, the newest version counts', async () => {
  const companyId = newId()
  const hear = (version: number, active: boolean) =>
    transactor.system([companyId], 'identity.company.changed.v1', (unit) =>
      rememberCompanies(unit, [
        {
          companyId,
          code: 'HUAXIN',
          name: facts.name,
          baseCurrency: 'CNY',
          accountingStandard: 'CAS',
          firstPeriod: '2026-01',
          active,
          version,
        },
      ]),
    )
  await hear(2, false)
  await hear(1, true)
  await hear(2, true)
  const rows = await database.rows`select active, version from company_replica where company_id = ${companyId}::uuid`
  expect(rows).toEqual([{ active: false, version: 2 }])
})

test('the database refuses what the program must never do', async () => {
  const caller = await callerOfNewCompany()
  const { id } = await created(caller, 'GUARDED')
  const scoped = (work: Parameters<typeof transactor.transact<number>>[2]) => transactor.transact(caller, 'test', work)
  await expect(scoped((unit) => unit.tx.$executeRaw`delete from customer where id = ${id}::uuid`)).rejects.toThrow(
    'permission denied',
  )
  await expect(
    scoped((unit) => unit.tx.$executeRaw`update customer set company_id = ${newId()}::uuid where id = ${id}::uuid`),
  ).rejects.toThrow('row-level security')
})

test('a page of documents is read in its order, and their customers from an index, when somebody is narrowed', async () => {
  const caller = await callerOfNewCompany()
  const plan = await transactor.read(
    [caller.companyId],
    async (tx) => {
      await tx.$executeRaw`set local enable_seqscan = off`
      return tx.$queryRaw<{ 'QUERY PLAN': string }[]>`
        explain select id from sales_order where company_id = ${caller.companyId}::uuid order by id desc limit 50`
    },
    { customerGroups: ['RETAIL'] },
  )
  const lines = plan.map((row) => row['QUERY PLAN'])
  expect(lines.filter((line) => /Seq Scan|Sort/.test(line))).toEqual([])
  expect(lines.find((line) => line.includes(' on sales_order'))).toMatch(/Index (Only )?Scan Backward|Index Scan/)
  expect(lines.filter((line) => /customer_by_group|customer_pkey/.test(line))).not.toEqual([])
})
