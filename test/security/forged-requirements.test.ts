import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stockDocumentPosted } from '@erp/contracts'
import { subgraphRequest } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { Person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()
const root = fileURLToPath(new URL('../../', import.meta.url))

test('there is a forgery here for every field that needs another service’s word', () => {
  const needing = globSync('services/*/schema/*.graphql', { cwd: root }).flatMap((path) =>
    [...readFileSync(`${root}${path}`, 'utf8').matchAll(/^ {2}(\w+).*@requires/gm)].map(([, field]) => field),
  )
  expect(needing.sort()).toEqual(['difference', 'inFlightValue', 'postingObstacle', 'stockValue', 'vouchers'])
})

/** What a subgraph answers to a reference that says what another service should have said. */
async function askWith(url: string, asker: Person, representation: object, selection: string) {
  const { accessToken: token } = await asker.session()
  const { body } = await subgraphRequest<{ _entities: (object | null)[] | null }>(url, {
    token,
    query: `query ($them: [_Any!]!) { _entities(representations: $them) { ${selection} } }`,
    variables: { them: [representation] },
  })
  return body
}

const insides = /select |relation|node_modules|\.ts\b|127\.0\.0\.1|postgres|prisma|stack/i

scenario(
  'What is said of the ledger behind the gateway shows nobody the stock of others, and stores nothing',
  async ({ company, anotherCompany, system }) => {
    const theirs = await anotherCompany()
    await company.storekeeper.receives(await company.buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
    await Promise.all([company.atRest(), theirs.atRest()])
    const { url } = system.service('inventory')
    const watermark = { epoch: null, appliedSeq: 0, earlier: [], appliedAbove: [], parked: [] }
    const says = (asker: Person, id: string, forged: object = {}) =>
      askWith(
        url,
        asker,
        {
          ...{ __typename: 'StockReconciliation', id, ledgerValue: { amount: '600.00', currency: 'CNY' } },
          ...{ watermark: JSON.stringify(watermark), ...forged },
        },
        '... on StockReconciliation { stockValue { amount } inFlightValue { amount } difference { amount } }',
      )
    const before = [await company.everything(), await theirs.everything()]
    expect((await says(company.administrator, company.id)).data?._entities).toMatchObject([
      { stockValue: { amount: '600.00' } },
    ])
    // Whatever id and ledger a stranger names, it is their own stock, of which there is none.
    for (const id of [company.id, theirs.id, newId()])
      for (const amount of ['0.00', '600.00', '-999999999999.99'])
        expect((await says(theirs.administrator, id, { ledgerValue: { amount, currency: 'CNY' } })).data).toMatchObject(
          {
            _entities: [{ stockValue: { amount: '0.00' }, inFlightValue: { amount: '0.00' } }],
          },
        )
    for (const forged of [
      { watermark: 'nothing' },
      { watermark: JSON.stringify({ ...watermark, appliedSeq: -1 }) },
      { watermark: JSON.stringify({ ...watermark, epoch: "' or 1=1 --" }) },
      { ledgerValue: { amount: "'; drop table stock_entry; --", currency: 'CNY' } },
      { ledgerValue: { amount: '1', currency: '__proto__' } },
    ]) {
      const answer = JSON.stringify(await says(theirs.administrator, company.id, forged))
      expect(answer).not.toContain('600.00')
      expect(answer).not.toMatch(insides)
    }
    expect([await company.everything(), await theirs.everything()]).toEqual(before)
  },
)

scenario(
  'Made-up facts of a document show their maker what they would post, nobody else’s accounts, and post nothing',
  async ({ company, anotherCompany, system }) => {
    const theirs = await anotherCompany()
    await Promise.all([company.atRest(), theirs.atRest()])
    const { url } = system.service('finance')
    const [facts] = stockDocumentPosted.examples
    const says = (asker: Person, postingFacts: string) =>
      askWith(
        url,
        asker,
        { __typename: 'DocumentSimulation', id: newId(), postingFacts },
        '... on DocumentSimulation { vouchers { lines { account { id code } } } postingObstacle { reasonCode } }',
      )
    const of = (companyId: string, more: object = {}) => JSON.stringify({ ...facts, companyId, ...more })
    const before = [await company.everything(), await theirs.everything()]
    const nothing = { _entities: [{ vouchers: null, postingObstacle: null }] }
    const own = (await says(company.administrator, of(company.id))).data
    expect(own).not.toEqual(nothing)
    expect((await says(theirs.administrator, of(company.id))).data).toEqual(nothing)
    for (const forged of [
      ...['', 'nothing', '[]', '{}', '{"__proto__":{"companyId":"x"}}'],
      of(newId()),
      of(theirs.id, { companyId: [company.id] }),
      of(theirs.id, { lines: "'; drop table voucher; --" }),
    ])
      expect((await says(theirs.administrator, forged)).data, forged).toEqual(nothing)
    expect([await company.everything(), await theirs.everything()]).toEqual(before)
  },
)
