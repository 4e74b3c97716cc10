import { type ServiceName, services } from '@erp/local'
import { eventually, subgraphRequest, type TestSystem } from '@erp/testing'
import { expect } from 'vitest'
import { claimingOf } from '../support/claiming.ts'
import { narrowedAdministrator } from '../support/out-of-reach.ts'
import type { Person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'
import { everywhere, worksEverywhere } from '../support/working-everywhere.ts'

const scenario = await useScenarios()

interface PersonalRecord {
  readonly kind: string
  readonly relation: string
  readonly recordId: string
  readonly number: string | null
  readonly content: string | null
}

interface Page {
  readonly nodes: readonly PersonalRecord[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const page = '{ nodes { kind relation recordId number content } pageInfo { hasNextPage endCursor } }'
const others = services.filter((service) => service !== 'identity')

/** All that a service tells of somebody, in pages of this size. */
async function recordsOf(reader: Person, service: ServiceName, userId: string, first: number) {
  const found: PersonalRecord[] = []
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo } = await readPage(reader, service, { userId, first, after })
    found.push(...nodes)
    if (!pageInfo.hasNextPage) return found
    after = pageInfo.endCursor
  }
}

async function readPage(
  reader: Person,
  service: ServiceName,
  asked: { readonly userId: string; readonly first: number; readonly after: string | null },
): Promise<Page> {
  const { data, errors } = await reader.send<{ personalData: { records: Page } | null }>(
    `query ($userId: ID!, $first: Int!, $after: String) {
      personalData(userId: $userId) { records: ${service}Records(first: $first, after: $after) ${page} } }`,
    asked,
  )
  if (!data?.personalData) throw new Error(JSON.stringify(errors))
  return data.personalData.records
}

/** What a service itself answers about the data of somebody. */
async function askedBehindTheGateway(system: TestSystem, asker: Person, service: ServiceName, id: string) {
  const { accessToken: token } = await asker.session()
  const { body } = await subgraphRequest<{ _entities: ({ records: { nodes: unknown[] } } | null)[] }>(
    system.service(service).url,
    {
      token,
      query: `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on PersonalData { records: ${service}Records { nodes { kind } } } } }`,
      variables: { representations: [{ __typename: 'PersonalData', id }] },
    },
  )
  return { found: body.data?._entities[0] ?? null, code: body.errors?.[0]?.extensions?.code }
}

/** Somebody of sales who buys, moves stock and claims expenses as well, and what they wrote. */
async function knownEverywhere(company: TestCompany) {
  const { administrator, sales, buyer } = company
  const claiming = await claimingOf(company)
  const { users } = await administrator.ask<{ users: { nodes: { id: string; username: string; version: number }[] } }>(
    'Users',
    { first: 100 },
  )
  const user = users.nodes.find(({ username }) => username === `sales-${company.code}`.toLowerCase())
  if (!user) throw new Error('Nobody sells')
  await administrator.change('ChangeUserRoles', {
    ...{ userId: user.id, expectedVersion: user.version, roleCodes: everywhere },
  })
  const work = await worksEverywhere(company, sales, claiming)
  const boughtByAnother = await buyer.agreesOn(['4 × STEEL at 10.00'])
  await company.atRest()
  return { userId: user.id, username: user.username, boughtByAnother, ...work }
}

scenario(
  'A person is told what every service holds of them, and nothing of anybody else; who looks leaves a trace',
  async ({ company, anotherCompany, system }) => {
    const { administrator, sales, buyer, auditor } = company
    const known = await knownEverywhere(company)
    const { userId } = known
    const told = new Map<ServiceName, readonly PersonalRecord[]>()
    for (const service of services) {
      const records = await recordsOf(administrator, service, userId, 100)
      expect(await recordsOf(administrator, service, userId, 7), service).toEqual(records)
      told.set(service, records)
    }
    const about = (service: ServiceName, kind: string, relation: string) =>
      (told.get(service) ?? [])
        .filter((one) => one.kind === kind && one.relation === relation)
        .map(({ number, content }) => ({ number, content: JSON.parse(content ?? 'null') }))

    const { bought, sold, moved, claim } = known
    expect(about('procurement', 'purchase_order', 'created_by')).toEqual([{ number: bought.number, content: null }])
    expect(about('procurement', 'purchase_order_revision', 'made_by')).toEqual([{ number: null, content: null }])
    expect(about('sales', 'sales_order', 'created_by')).toEqual([{ number: sold.number, content: null }])
    expect(about('inventory', 'inventory_document', 'created_by')).toEqual([{ number: moved.number, content: null }])
    expect(about('identity', 'approval_request', 'maker_id')).toEqual([{ number: claim.number, content: null }])
    expect(about('finance', 'expense_claimant', 'user_id')).toMatchObject([{ content: { name_zh: 'WANG' } }])
    expect(about('finance', 'expense_claim', 'employee_id')).toMatchObject([
      { number: claim.number, content: { title: '上海出差', claimed_total: 5000 } },
    ])
    expect(about('finance', 'expense_claim_line', 'employee_id')).toMatchObject([
      { number: claim.number, content: { city: '杭州', note: 'To the fair', amount: 5000 } },
    ])
    expect(about('finance', 'expense_claim_trip', 'employee_id')).toMatchObject([
      { number: claim.number, content: { from_city: '上海', to_city: '杭州' } },
    ])
    expect(about('finance', 'open_item', 'party_id')).toMatchObject([{ content: { open: -5000 } }])
    expect(about('finance', 'voucher_line', 'employee_id')).toMatchObject([
      { content: { debit: 5000 } },
      { content: { credit: 5000 } },
    ])
    for (const service of others) {
      const acts = about(service, 'audit_log', 'user_id')
      expect(acts.length, service).toBeGreaterThan(0)
      expect(new Set(acts.map(({ content }) => content.username)), service).toEqual(new Set(['']))
    }
    const everything = JSON.stringify([...told])
    for (const stranger of [known.boughtByAnother.number, `buyer-${company.code}`.toLowerCase()])
      expect(everything).not.toContain(stranger)

    const own = await sales.send<{ myPersonalData: { financeRecords: Page } }>(
      `{ myPersonalData { financeRecords(first: 100) ${page} } }`,
      {},
    )
    expect(own.data?.myPersonalData.financeRecords.nodes).toEqual(told.get('finance'))
    const refused = await buyer.send('query ($userId: ID!) { personalData(userId: $userId) { id } }', { userId })
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])

    const stranger = (await anotherCompany()).administrator
    const narrowed = await narrowedAdministrator(company, system.gatewayUrl, { departmentIds: [] })
    for (const service of others) {
      const ask = (who: Person) => askedBehindTheGateway(system, who, service, userId)
      expect(await ask(buyer), service).toEqual({ found: null, code: 'FORBIDDEN' })
      await eventually(async () => expect(await ask(narrowed)).toEqual({ found: null, code: 'BAD_USER_INPUT' }))
      expect(await ask(stranger), service).toEqual({ found: { records: { nodes: [] } }, code: undefined })
      expect((await ask(administrator)).found?.records.nodes.length, service).toBeGreaterThan(0)
    }
    for (const service of services) await leftATrace(auditor, service, userId)
  },
  180_000,
)

async function leftATrace(auditor: Person, service: ServiceName, userId: string): Promise<void> {
  const { data } = await auditor.send<
    Record<string, { nodes: { user: { username: string }; documentId: string | null }[] }>
  >(
    `query ($filter: AuditTrailFilter) { ${service}AuditTrail(filter: $filter) { nodes { user { username } documentId } } }`,
    { filter: { operation: `PersonalData.${service}Records` } },
  )
  const readers = data?.[`${service}AuditTrail`]?.nodes ?? []
  expect(readers, service).toContainEqual({ user: { username: 'admin' }, documentId: userId })
}
