import type { ServiceName } from '@erp/local'
import type { TestSystem } from '@erp/testing'
import { expect } from 'vitest'
import type { Ids, IdUse } from '../support/id-use.ts'
import { idUses } from '../support/id-uses.ts'
import { makeOneOfEverything } from '../support/one-of-everything.ts'
import { rootFieldsOfServices } from '../support/root-fields-of-services.ts'
import { useScenarios } from '../support/scenario.ts'
import { idPlaces, operationOf, type RootField, readRootFields } from '../support/schema-walk.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

scenario(
  'Wherever the graph takes an id, one of another company is as unknown as one that never was',
  async ({ company, anotherCompany, system }) => {
    const theirs = await anotherCompany()
    const fields = await readRootFields(company.administrator)
    expect(Object.keys(idUses).sort()).toEqual(placesOf(fields).sort())

    const ourIds = await makeOneOfEverything(company, system)
    const theirIds = await makeOneOfEverything(theirs, system)
    const before = [await company.everything(), await theirs.everything()]
    const [traced, untraced] = [true, false].map((leavesTrace) =>
      Object.entries(idUses).filter(([, use]) => (use.leavesTrace ?? false) === leavesTrace),
    )
    const answersOf = async (uses: [string, IdUse][] = []) => {
      const answers: Record<string, unknown> = {}
      for (const [place, { id, variables, selection }] of uses) {
        const field = fields.get(place.split(' ')[0] ?? '')
        if (!field) throw new Error(`There is no ${place}`)
        const ids = { ...ourIds, [id]: { ...theirIds, ...(await operatedOn(system, theirs, field)) }[id] }
        answers[place] = await ask(company, field, variables(ids), selection)
      }
      return answers
    }
    const expected = (uses: [string, IdUse][] = []) =>
      Object.fromEntries(uses.map(([place, { answer }]) => [place, answer]))
    expect(await answersOf(untraced)).toEqual(expected(untraced))
    expect([await company.everything(), await theirs.everything()]).toEqual(before)
    expect(await answersOf(traced)).toEqual(expected(traced))
  },
  180_000,
)

scenario(
  'With its own ids a company finds its documents at the same places',
  async ({ company, system }) => {
    const fields = await readRootFields(company.administrator)
    const ids = await makeOneOfEverything(company, system)
    for (const [place, { variables, selection, answer }] of Object.entries(idUses)) {
      const field = fields.get(place.split(' ')[0] ?? '')
      if (field?.kind === 'query')
        expect(await ask(company, field, variables(ids), selection), place).not.toEqual(answer)
    }
  },
  120_000,
)

scenario('A number that another company also uses is ones own', async ({ company, anotherCompany }) => {
  const theirs = await anotherCompany()
  const order = await company.buyer.agreesOn(['1 × STEEL at 1.00'])
  const theirOrder = await theirs.buyer.agreesOn(['2 × STEEL at 2.00'])
  expect(theirOrder.number).toBe(order.number)
  expect(await theirs.buyer.ask('PurchaseOrderWithRevisions', { number: order.number })).toMatchObject({
    purchaseOrder: { lines: { nodes: [{ quantity: '2' }] } },
  })
})

/**
 * Every place that has to be in the table. Those of finance are gone through by `other-companys-ids-in-finance`, which makes up
 * what stands beside the id.
 */
function placesOf(fields: ReadonlyMap<string, RootField>): string[] {
  const declared = rootFieldsOfServices()
  const places = [...fields].flatMap(([name, field]) => idPlaces(field).map((place) => ({ name, place })))
  return places
    .map(({ name, place }) => ({ service: declared.get(name)?.service, text: `${name} ${place}` }))
    .filter(({ service, text }) => service !== 'finance' || Object.hasOwn(idUses, text))
    .map(({ text }) => text)
}

async function ask(company: TestCompany, field: RootField, variables: object, selection: string): Promise<unknown> {
  const text = operationOf(field, Object.keys(variables), selection)
  const { data, errors } = await company.administrator.send<Record<string, unknown>>(text, { ...variables })
  return errors.length > 0 ? errors : data?.[field.field.name]
}

/** A message, saga and aggregate of a company in the service that the field operates, as far as there is one. */
async function operatedOn(system: TestSystem, { id }: TestCompany, { field }: RootField): Promise<Partial<Ids>> {
  const [, word = ''] =
    /^(?:retry|skip|request|confirm|republish)(\w+?)(?:InboxMessage(?:Skip)?|Saga|Outbox)$/.exec(field.name) ?? []
  if (word === '') return {}
  const database = system.database(word.toLowerCase() as ServiceName)
  const [row] = await database.rows<{ message: string | null; saga: string | null; aggregate: string | null }>`
    select (select event_id from platform.inbox where company_id = ${id} limit 1) as message,
           (select saga_id from platform.saga where company_id = ${id} limit 1) as saga,
           (select aggregate_id from platform.outbox where company_id = ${id} limit 1) as aggregate`
  const { message, saga, aggregate } = row ?? {}
  return { ...(message ? { message } : {}), ...(saga ? { saga } : {}), ...(aggregate ? { aggregate } : {}) }
}
