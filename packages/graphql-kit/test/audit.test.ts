import { auditResolvers, auditSchema } from '@erp/graphql-kit'
import { type Caller, createLogger, createTransactor, newTraceparent, openDatabase, traceIdOf } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { parse } from 'graphql'
import { afterAll, describe, expect, it } from 'vitest'

const database = await useDatabase('identity')
/** The trail is read with raw statements alone, so there are no models. */
const opened = openDatabase(database.appUrl, { applicationName: 'test' }, () => ({
  $transaction: (): Promise<never> => Promise.reject(new Error('There are no models')),
  $disconnect: async () => undefined,
}))
afterAll(() => opened.$disconnect())
const transactor = createTransactor(opened, { service: 'identity', logger: createLogger('test', 'silent') })
const { Query } = auditResolvers('identity', transactor)

interface Page {
  readonly nodes: readonly {
    readonly operation: string
    readonly traceId: string
    readonly documentId: string | null
  }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

type Resolver = (parent: unknown, args: object, context: { readonly caller: Caller }) => Promise<unknown>
const ask = (field: string, caller: Caller, args: object = {}) => (Query[field] as Resolver)({}, args, { caller })
const trail = (caller: Caller, args: object = {}) => ask('identityAuditTrail', caller, args) as Promise<Page>
const operations = async (caller: Caller, filter: object) =>
  (await trail(caller, { filter })).nodes.map(({ operation }) => operation)

function aCaller(changes: Partial<Caller> = {}): Caller {
  return {
    userId: newId(),
    username: 'li.na',
    companyId: newId(),
    permissions: new Set(),
    language: 'en',
    requestId: newId(),
    traceparent: newTraceparent(),
    ...changes,
  }
}

const act = (caller: Caller, operation: string, id = newId()) =>
  transactor.transact(caller, operation, async () => ({ id }))

describe('the trail', () => {
  it('is found by person, operation, document, request and time, newest first', async () => {
    const li = aCaller()
    const wang = aCaller({ companyId: li.companyId })
    const document = newId()
    await act(li, 'createRole', document)
    await act(li, 'changeRole', document)
    const between = new Date()
    await new Promise((done) => setTimeout(done, 5))
    await act(wang, 'changeRole')

    expect(await operations(li, {})).toEqual(['changeRole', 'changeRole', 'createRole'])
    expect(await operations(li, { userId: li.userId })).toEqual(['changeRole', 'createRole'])
    expect(await operations(li, { operation: 'createRole' })).toEqual(['createRole'])
    expect(await operations(li, { documentId: document, operation: 'changeRole' })).toEqual(['changeRole'])
    expect(await operations(li, { requestId: wang.requestId })).toEqual(['changeRole'])
    expect(await operations(li, { from: between })).toEqual(['changeRole'])
    expect(await operations(li, { until: between })).toEqual(['changeRole', 'createRole'])
    expect(await operations(li, { userId: 'nobody' })).toEqual([])
    expect((await trail(li, { filter: { operation: 'createRole' } })).nodes).toMatchObject([
      { userId: li.userId, username: '', documentId: document, traceId: traceIdOf(li.traceparent) },
    ])
  })

  it('is read page by page, without an entry twice or left out', async () => {
    const li = aCaller()
    // All in one instant: only their numbers tell them apart.
    await database.rows`
      insert into platform.audit_log (company_id, user_id, username, operation, request_id, traceparent)
      select ${li.companyId}::uuid, ${li.userId}::uuid, 'li.na', 'act' || n, 'r', 't' from generate_series(1, 5) as n`
    const seen: string[] = []
    for (let after: string | null = null; ; ) {
      const page: Page = await trail(li, { first: 2, after })
      seen.push(...page.nodes.map(({ operation }) => operation))
      if (!page.pageInfo.hasNextPage) break
      after = page.pageInfo.endCursor
    }
    expect(seen).toEqual(['act5', 'act4', 'act3', 'act2', 'act1'])
    await expect(trail(li, { after: Buffer.from('["x","y"]').toString('base64url') })).rejects.toThrow('cursor')
  })

  it('shows all that an entry changed, page by page, to its company alone', async () => {
    const li = aCaller()
    await act(li, 'createMany')
    await database.rows`
      insert into platform.audit_change (transaction_id, company_id, table_name, row_key, after)
      select transaction_id, company_id, 'item', 'row ' || n, jsonb_build_object('amount', 1234567890123456789.5)
      from platform.audit_log, generate_series(1, 120) as n where request_id = ${li.requestId}`
    const [entry] = (await trail(li)).nodes as unknown as { id: string; changes: unknown[]; changesCut: boolean }[]
    expect(entry?.changes).toHaveLength(50)
    expect(entry?.changesCut).toBe(true)
    type Changes = { nodes: { key: string; kind: string; fields: unknown }[]; pageInfo: Page['pageInfo'] }
    const keys: string[] = []
    for (let after: string | null = null; ; ) {
      const page = (await ask('identityAuditChanges', li, { entryId: entry?.id, first: 50, after })) as Changes
      keys.push(...page.nodes.map(({ key }) => key))
      expect(page.nodes[0]).toMatchObject({
        ...{ kind: 'ADDED', fields: [{ field: 'amount', before: null, after: '1234567890123456789.5' }] },
      })
      if (!page.pageInfo.hasNextPage) break
      after = page.pageInfo.endCursor
    }
    expect(keys).toEqual(Array.from({ length: 120 }, (_, n) => `row ${n + 1}`))
    for (const args of [{ entryId: entry?.id }, { entryId: 'x' }])
      expect(await ask('identityAuditChanges', aCaller(), args)).toMatchObject({ nodes: [] })
    await expect(ask('identityAuditChanges', aCaller({ warehouseIds: [] }), { entryId: '1' })).rejects.toThrow(
      'not narrowed',
    )
  })

  it('is that of one company', async () => {
    const li = aCaller()
    await act(li, 'createRole')
    expect(await operations(aCaller(), {})).toEqual([])
    expect(await operations(aCaller(), { requestId: li.requestId })).toEqual([])
  })

  it('is refused to whoever is narrowed to some warehouses, and so is its verification', async () => {
    const narrowed = aCaller({ warehouseIds: [newId()] })
    await expect(trail(narrowed)).rejects.toThrow('not narrowed')
    await expect(ask('verifyIdentityAudit', narrowed)).rejects.toThrow('not narrowed')
  })

  it.each([
    ['company', ''],
    ['person', `and user_id = '${newId()}'`],
    ['operation', `and operation = 'createRole'`],
    ['document', `and document_id = 'x'`],
    ['request', `and request_id = 'x'`],
  ])('of a %s comes from its index', async (name, condition) => {
    const company = newId()
    await database.rows`
      insert into platform.audit_log (company_id, user_id, username, operation, document_id, request_id, traceparent)
      select ${company}::uuid, gen_random_uuid(), 'li.na', 'act' || n, n, n, 't' from generate_series(1, 2000) as n`
    await database.rows`analyze platform.audit_log`
    const plan = await database.rows<{ 'QUERY PLAN': string }>([
      `explain select * from platform.audit_log where company_id = '${company}' ${condition}
       order by occurred_at desc, audit_id desc limit 50`,
    ] as unknown as TemplateStringsArray)
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(
      new RegExp(`Index Scan.* (using|on) audit_log_${name}\\b`),
    )
  })
})

it('says that nothing is wrong while nothing is sealed, and that a chain is missing once its head is kept elsewhere', async () => {
  const li = aCaller()
  expect(await ask('verifyIdentityAudit', li)).toEqual({
    intact: true,
    fault: null,
    fromBlock: 1,
    toBlock: 0,
    rowCount: 0,
    nextBlock: null,
    headBlock: null,
    headHash: null,
  })
  expect(await ask('verifyIdentityAudit', li, { anchor: { block: 2, hash: 'ff' } })).toMatchObject({
    intact: false,
    fault: { kind: 'TAIL_CUT', block: 1, entryId: null },
  })
  await expect(ask('verifyIdentityAudit', li, { fromBlock: 0 })).rejects.toThrow('fromBlock')
})

it('shows how far the watch over the trail came and what it found, what is wrong still first', async () => {
  await database.rows`
    insert into platform.audit_watch (checked_at, verified_block, verified_hash, swept_at, fingerprint)
    values ('2026-11-01Z', 7, '\\x07', '2026-10-31Z', '')`
  expect(await ask('identityAuditWatch', aCaller())).toEqual({
    ...{ intact: true, checkedAt: new Date('2026-11-01Z'), verifiedBlock: 7 },
    ...{ wholeCheckedAt: new Date('2026-10-31Z'), faults: [] },
  })
  await database.rows`
    insert into platform.audit_fault (kind, block, audit_id, found_at, gone_at)
    values ('ROW_CHANGED', 3, 17, '2026-11-01Z', null), ('ROW_MISSING', 2, 9, '2026-11-01Z', '2026-11-02Z')`
  expect(await ask('identityAuditWatch', aCaller())).toMatchObject({
    intact: false,
    faults: [
      { kind: 'ROW_CHANGED', block: 3, entryId: '17', goneAt: null },
      { kind: 'ROW_MISSING', block: 2, entryId: '9', goneAt: new Date('2026-11-02Z') },
    ],
  })
})

it('shows the last head of each chain that is kept here', async () => {
  await database.rows`
    insert into platform.audit_anchor (service, number, hash, row_count, sealed_at)
    values ('sales', 1, '\\x01', 3, '2026-10-31Z'), ('sales', 2, '\\x02', 4, '2026-11-01Z')`
  expect(await ask('identityAuditAnchors', aCaller())).toEqual([
    { service: 'sales', block: 2, hash: '02', rowCount: 4, sealedAt: new Date('2026-11-01Z') },
  ])
})

it('names the service in its fields and permissions, and has anchors only where they are kept', () => {
  const sdl = auditSchema('sales')
  expect(() => parse(sdl)).not.toThrow()
  expect(sdl).toContain('verifySalesAudit')
  expect(sdl).toContain('@permission(code: "sales.audit.read")')
  expect(sdl.toLowerCase()).not.toContain('example')
  expect(sdl).not.toContain('AuditAnchors')
  expect(auditSchema('finance')).toContain('financeAuditAnchors')
  expect(Object.keys(auditResolvers('sales', transactor).Query)).toEqual([
    ...['salesAuditTrail', 'salesAuditChanges', 'salesAuditWatch', 'verifySalesAudit'],
  ])
})
