import { type ServiceName, services } from '@erp/local'
import { eventually, startSystem } from '@erp/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { registerCompany } from '../support/test-company.ts'
import { brokenInvariants } from './invariants.ts'

const system = await startSystem({ auditSealSeconds: 1 })
const company = await registerCompany(system)
/** Identity keeps the heads of all others, and finance that of identity. */
const keeperOf = (service: ServiceName) => (service === 'identity' ? 'finance' : 'identity')

interface Verification {
  readonly intact: boolean
  readonly fault: { readonly kind: string; readonly block: number; readonly entryId: string | null } | null
  readonly rowCount: number
}

interface Anchor {
  readonly service: string
  readonly block: number
  readonly hash: string
}

/** As an auditor does it: reads the head where it is kept, and has the chain recomputed up to it and beyond. */
async function verify(service: ServiceName): Promise<Verification> {
  const keeper = keeperOf(service)
  const kept = await company.auditor.send<Record<string, Anchor[]>>(
    `{ ${keeper}AuditAnchors { service block hash } }`,
    {},
  )
  const anchor = kept.data?.[`${keeper}AuditAnchors`]?.find((one) => one.service === service)
  if (!anchor) throw new Error(`${keeper} keeps no head of ${service}: ${JSON.stringify(kept)}`)
  const field = `verify${service.charAt(0).toUpperCase()}${service.slice(1)}Audit`
  const { data, errors } = await company.auditor.send<Record<string, Verification>>(
    `query ($anchor: AuditAnchorInput) { ${field}(anchor: $anchor) { intact rowCount fault { kind block entryId } } }`,
    { anchor: { block: anchor.block, hash: anchor.hash } },
  )
  const verification = data?.[field]
  if (!verification) throw new Error(JSON.stringify(errors))
  return verification
}

beforeAll(async () => {
  const order = await company.buyer.agreesOn(['10 × LAMP at 1.00'])
  await company.storekeeper.receives(order, ['5 × LAMP'])
  await company.sales.change('CreateCustomer', { code: 'LINHAI', name: { zh: '临海', en: 'Linhai' } })
  await eventually(
    async () => {
      for (const service of services) {
        const [sealed] = await system.database(service).rows<{ waiting: string }>`
          select platform.unsealed_audit_rows(1) as waiting`
        const [head] = await system.database(service).rows<{ number: string }>`
          select coalesce(max(number), 0) as number from platform.audit_block`
        const [anchor] = await system.database(keeperOf(service)).rows<{ number: string }>`
          select coalesce(max(number), 0) as number from platform.audit_anchor where service = ${service}`
        expect([sealed?.waiting, anchor?.number], service).toEqual(['0', head?.number])
      }
    },
    { withinMs: 60_000, everyMs: 200 },
  )
})

test('within seconds whoever carries lists away is an alert, whatever they are lists of', async () => {
  const { administrator } = company
  const lists = ['users(first: 100) { nodes { username } }', 'financeAuditTrail(first: 100) { nodes { operation } }']
  for (const list of [...lists, ...lists, ...lists])
    expect((await administrator.send(`{ ${list} }`, {})).errors).toEqual([])
  await eventually(
    async () => {
      const { securityAlerts } = await administrator.ask<{
        securityAlerts: { nodes: { kind: string; events: number }[] }
      }>('SecurityAlerts')
      expect(securityAlerts.nodes).toEqual([expect.objectContaining({ kind: 'READ_MUCH', events: 1 })])
    },
    { withinMs: 30_000 },
  )
})

test('within seconds everything is sealed, and its head kept by another service', async () => {
  for (const service of services) {
    const verification = await verify(service)
    expect(verification, service).toMatchObject({ intact: true, fault: null })
    expect(verification.rowCount, service).toBeGreaterThan(0)
  }
  expect(await brokenInvariants(system)).toEqual([])
})

test('chains that keep each other’s heads come to rest', async () => {
  const blocks = async () =>
    Promise.all(
      services.map(async (service) => {
        const [row] = await system.database(service).rows<{ n: string }>`select count(*) as n from platform.audit_block`
        return row?.n
      }),
    )
  await eventually(
    async () => {
      const before = await blocks()
      await new Promise((done) => setTimeout(done, 3_000))
      expect(await blocks()).toEqual(before)
    },
    { withinMs: 40_000 },
  )
})

describe('whoever tampers with a trail as a superuser is an alert within two minutes, which names the entry', () => {
  interface Alerts {
    readonly securityAlerts: { readonly nodes: readonly { readonly kind: string; readonly detail: string | null }[] }
  }
  interface Watch {
    readonly intact: boolean
    readonly faults: readonly {
      readonly kind: string
      readonly entryId: string | null
      readonly goneAt: string | null
    }[]
  }
  const watchOver = async (service: ServiceName) => {
    const field = `${service}AuditWatch`
    const { data, errors } = await company.auditor.send<Record<string, Watch>>(
      `{ ${field} { intact faults { kind entryId goneAt } } }`,
      {},
    )
    const watch = data?.[field]
    if (!watch) throw new Error(JSON.stringify(errors))
    return watch
  }

  test.each(services)('in %s: an edited entry, until it is put right', async (service) => {
    const { rows } = system.database(service)
    const [entry] = await rows<{ id: string; block: string; operation: string }>`
      select audit_id as id, number as block, trim(trailing '!' from operation) as operation from platform.audit_block cross join unnest(audit_ids) as listed (audit_id)
      join platform.audit_log using (audit_id) where company_id is not null order by audit_id limit 1`
    const since = Date.now()
    await rows`update platform.audit_log set operation = ${`${entry?.operation}!`} where audit_id = ${entry?.id}`
    const detail = `${service}: ROW_CHANGED, block ${entry?.block}, entry ${entry?.id}`
    await eventually(
      async () => {
        const { securityAlerts } = await company.administrator.ask<Alerts>('SecurityAlerts')
        expect(securityAlerts.nodes).toContainEqual(expect.objectContaining({ kind: 'AUDIT_CHAIN_BROKEN', detail }))
      },
      { withinMs: 120_000, everyMs: 500 },
    )
    expect(Date.now() - since).toBeLessThan(120_000)
    const { intact, faults } = await watchOver(service)
    expect(intact).toBe(false)
    expect(faults).toContainEqual({ kind: 'ROW_CHANGED', entryId: entry?.id, goneAt: null })
    await rows`update platform.audit_log set operation = ${entry?.operation} where audit_id = ${entry?.id}`
    await eventually(async () => expect((await watchOver(service)).intact).toBe(true), { withinMs: 60_000 })
  })
})

describe('whoever owns a database is found out, in the graph and by the check of the invariants', () => {
  const { rows } = system.database('procurement')
  /** The first entry of the trail, which is sealed. */
  const sealedRow = async () => {
    const [row] = await rows<{ id: string }>`
      select audit_id as id from platform.audit_log join platform.audit_block on audit_id = any (audit_ids)
      where operation = 'createGoodsReceipt' order by audit_id limit 1`
    if (!row) throw new Error('Nothing was received')
    return row.id
  }

  test('an edited entry', async () => {
    const id = await sealedRow()
    await rows`update platform.audit_log set username = username || '!' where audit_id = ${id}`
    expect((await verify('procurement')).fault).toMatchObject({ kind: 'ROW_CHANGED', entryId: id })
    expect(await brokenInvariants(system)).toEqual([expect.stringContaining(`ROW_CHANGED: block`)])
    expect(await brokenInvariants(system)).toEqual([expect.stringMatching(new RegExp(`row ${id}$`))])
    await rows`update platform.audit_log set username = left(username, -1) where audit_id = ${id}`
    expect((await verify('procurement')).fault).toBeNull()
  })

  test('a tail that was cut, with its blocks', async () => {
    const cut = await rows<{ number: string }>`
      with gone as (delete from platform.audit_block
                    where number = (select max(number) from platform.audit_block) returning *)
      , entries as (delete from platform.audit_log using gone where audit_id = any (audit_ids))
      select number from gone`
    expect((await verify('procurement')).fault).toEqual({
      kind: 'TAIL_CUT',
      block: Number(cut[0]?.number),
      entryId: null,
    })
    expect(await brokenInvariants(system)).toEqual(
      expect.arrayContaining([expect.stringContaining('is anchored elsewhere and is not there any more')]),
    )
    await eventually(
      async () => {
        const { securityEvents } = await company.administrator.ask<{
          securityEvents: { nodes: { detail: string | null }[] }
        }>('SecurityEvents', { where: { kinds: ['AUDIT_CHAIN_BROKEN'] } })
        const details = securityEvents.nodes.map(({ detail }) => detail)
        expect(details).toContain(`procurement: TAIL_CUT, block ${cut[0]?.number}`)
      },
      { withinMs: 120_000 },
    )
  })
})
