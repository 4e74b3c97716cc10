import { expect } from 'vitest'
import type { GraphClient } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

interface Entry {
  readonly user: { readonly username: string } | null
  readonly documentId: string | null
  readonly clientAddress: string | null
  readonly asked: string | null
}

async function trailOf(reader: GraphClient, service: 'identity' | 'sales', operation: string) {
  const field = `${service}AuditTrail`
  const { data, errors } = await reader.send<Record<string, { readonly nodes: readonly Entry[] }>>(
    `query ($filter: AuditTrailFilter) {
      ${field}(filter: $filter) { nodes { user { username } documentId clientAddress asked } } }`,
    { filter: { operation } },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data[field]?.nodes ?? []
}

const asked = ({ asked: text }: Entry) => JSON.parse(text ?? 'null')

scenario(
  'Who looks at members, tax numbers and the trail itself is found by an auditor',
  async ({ company, anotherCompany }) => {
    const { auditor, administrator, sales, storekeeper } = company
    await administrator.send('{ users(first: 7) { nodes { username } } }')
    const { errors } = await storekeeper.send('{ users { nodes { username } } }')
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    const members = await trailOf(auditor, 'identity', 'users')
    expect(members).toMatchObject([{ user: { username: 'admin' }, documentId: null }])
    expect(members.map(asked)).toEqual([{ first: 7 }])
    expect(members[0]?.clientAddress).toMatch(/127\.0\.0\.1|::1/)

    const named = { name: { zh: '临海', en: 'Linhai' } }
    const [one, two] = await Promise.all(
      ['A1', 'A2'].map((code) =>
        sales.change<{ id: string }>('CreateCustomer', { code, ...named, taxNumber: `91330000${code}` }),
      ),
    )
    await sales.change('CreateCustomer', { code: 'A3', ...named })
    const before = (await trailOf(auditor, 'sales', 'Customer.taxNumber')).length
    await sales.send('{ customers { nodes { code } } }')
    expect(await trailOf(auditor, 'sales', 'Customer.taxNumber')).toHaveLength(before)
    await sales.send('{ customers { nodes { code taxNumber } } }')
    await sales.send('query ($id: ID!) { customer(id: $id) { taxNumber } }', { id: one?.id })
    const [single, list] = await trailOf(auditor, 'sales', 'Customer.taxNumber')
    expect(single).toMatchObject({ documentId: one?.id })
    expect(list && asked(list)).toEqual({ documents: 2, ids: expect.arrayContaining([one?.id, two?.id]) })

    const { data } = await sales.send<{ customersWithTaxNumber: { id: string; taxNumber: string }[] }>(
      '{ customersWithTaxNumber(taxNumber: "91330000A2") { id taxNumber } }',
    )
    expect(data?.customersWithTaxNumber).toEqual([{ id: two?.id, taxNumber: '91330000A2' }])
    const searched = await trailOf(auditor, 'sales', 'customersWithTaxNumber')
    expect(searched.map(asked)).toEqual([{ taxNumber: '***' }])

    const looks = await trailOf(administrator, 'sales', 'salesAuditTrail')
    expect(looks.length).toBeGreaterThanOrEqual(3)
    expect(looks[0] && asked(looks[0])).toMatchObject({ filter: { operation: 'customersWithTaxNumber' } })
    const theirs = await anotherCompany()
    expect(await trailOf(theirs.auditor, 'sales', 'Customer.taxNumber')).toEqual([])
  },
)
