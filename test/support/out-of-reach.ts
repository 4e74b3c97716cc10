import type { ServiceName } from '@erp/local'
import type { TestSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { getNamedType, isObjectType } from 'graphql'
import { expect } from 'vitest'
import { type DeclaredEntity, entitiesOfServices } from './entities-of-services.ts'
import type { Ids, IdUse } from './id-use.ts'
import { idUses } from './id-uses.ts'
import { type Person, person } from './people.ts'
import { askAbout, idsOf } from './references.ts'
import { rootFieldsOfServices } from './root-fields-of-services.ts'
import { meaninglessArguments, operationOf, type RootField, readRootFields, smallestSelection } from './schema-walk.ts'
import type { TestCompany } from './test-company.ts'

/** What somebody is narrowed to, as `narrowUser` takes it. */
export type Narrowing = Readonly<
  Partial<Record<'warehouseIds' | 'customerGroups' | 'supplierGroups' | 'departmentIds', readonly string[] | null>> & {
    ownDocuments?: boolean
  }
>

/** Narrows a member of the company, by login name. */
export async function narrow({ administrator }: TestCompany, username: string, to: Narrowing): Promise<void> {
  const { users } = await administrator.ask<{
    users: { nodes: { id: string; username: string; version: number }[] }
  }>('Users')
  const user = users.nodes.find((one) => one.username === username)
  if (!user) throw new Error(`There is no ${username}`)
  await administrator.change('NarrowUser', { userId: user.id, expectedVersion: user.version, ...to })
}

/** Somebody with every permission, narrowed before they first come in. */
export async function narrowedAdministrator(company: TestCompany, gatewayUrl: string, to: Narrowing): Promise<Person> {
  const credentials = { username: `narrow-${company.code}`.toLowerCase(), password: 'Correct-Horse-7-Battery' }
  await company.administrator.change('CreateUser', {
    ...credentials,
    displayName: 'Narrow',
    roleCodes: ['ADMINISTRATOR'],
  })
  await narrow(company, credentials.username, to)
  return person(gatewayUrl, async () => ({ ...credentials, companyCode: company.code }))
}

/** What is out of somebody's reach, and who can tell: they see nothing of it, the company's administrator does. */
export interface OutOfReach {
  readonly company: TestCompany
  readonly narrowed: Person
  readonly ids: Ids
  /** Those of the ids that are out of reach, all of them together. */
  readonly beyond: readonly (keyof Ids)[]
  /** Operations that are for nobody who is narrowed. */
  readonly refused?: RegExp
}

/**
 * Every place of the graph that takes an id beyond reach answers as to one that never was. Where a request names several such
 * documents, the answer may be about any of them. Returns how many places were gone through.
 */
export async function findsNothingById({ company, narrowed, ids, beyond, refused }: OutOfReach): Promise<number> {
  const fields = await readRootFields(company.administrator)
  const declared = rootFieldsOfServices()
  const uses = Object.entries(idUses)
    .map(([place, use]) => ({ place, name: place.split(' ')[0] ?? '', use }))
    .filter(({ name, use }) => beyond.includes(use.id) && declared.get(name)?.service !== 'identity')
  for (const { place, name, use } of uses) {
    const field = fields.get(name)
    if (!field) throw new Error(`There is no ${place}`)
    const answers = uses.filter((one) => one.name === name).map((one) => one.use.answer)
    const answer = await askWith(narrowed, field, use, ids)
    if (refused?.test(name)) expect(answer, place).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    else expect(answers, place).toContainEqual(answer)
    if (field.kind === 'query')
      expect(await askWith(company.administrator, field, use, ids), place).not.toEqual(use.answer)
  }
  return uses.length
}

async function askWith(who: Person, field: RootField, { variables, selection }: IdUse, ids: Ids): Promise<unknown> {
  const given = variables(ids)
  const text = operationOf(field, Object.keys(given), selection)
  const { data, errors } = await who.send<Record<string, unknown>>(text, { ...given })
  return errors.length > 0 ? errors : data?.[field.field.name]
}

/** The lists of a service that need no argument: which show the narrowed one nothing, and which are refused to them. */
export async function emptyLists(service: ServiceName, company: TestCompany, narrowed: Person) {
  const declared = rootFieldsOfServices()
  const answers = { empty: [] as string[], refused: [] as string[], full: [] as string[] }
  for (const [name, field] of await readRootFields(company.administrator)) {
    if (field.kind !== 'query' || declared.get(name)?.service !== service || !isList(field)) continue
    const text = operationOf(field, [], '{ nodes { __typename } }')
    const seen = async (who: Person) => {
      const { data, errors } = await who.send<Record<string, { nodes: unknown[] } | null>>(text, {})
      return errors.length > 0 ? 'refused' : (data?.[name]?.nodes.length ?? 0) > 0 ? 'full' : 'empty'
    }
    if ((await seen(company.administrator)) === 'full') answers[await seen(narrowed)].push(name)
  }
  return answers
}

/** The root fields of a service that do and do not refuse the narrowed one for being narrowed, and what they say of why. */
export async function openToNarrowed(service: ServiceName, company: TestCompany, narrowed: Person) {
  const declared = rootFieldsOfServices()
  const [open, refused, narrowedBy] = [[] as string[], [] as string[], new Set<string>()]
  for (const [name, field] of await readRootFields(company.administrator)) {
    if (declared.get(name)?.service !== service || /finance|inventory/i.test(name)) continue
    const given = meaninglessArguments(field)
    if ('input' in given) Object.assign(given.input as object, { idempotencyKey: newId() })
    const { errors } = await narrowed.send(operationOf(field, Object.keys(given), smallestSelection(field)), given)
    const refusal = errors.find(({ message }) => message.endsWith('not narrowed.'))
    if (refusal) narrowedBy.add(JSON.stringify(refusal.extensions?.narrowedBy))
    ;(refusal ? refused : open).push(name)
  }
  return { open: open.sort(), refused: refused.sort(), narrowedBy: [...narrowedBy] }
}

function isList({ field }: RootField): boolean {
  const type = getNamedType(field.type)
  const mustBeAsked = field.args.some((one) => one.type.toString().endsWith('!') && one.defaultValue === undefined)
  return !mustBeAsked && isObjectType(type) && Object.hasOwn(type.getFields(), 'nodes')
}

/**
 * Asks behind the gateway about every id of the company as each of these entities: none is there for the narrowed one.
 * Returns those that are there for the administrator.
 */
export async function findsNothingByReference(
  system: TestSystem,
  service: ServiceName,
  { company, narrowed, types }: { readonly company: TestCompany; readonly narrowed: Person; readonly types: string[] },
): Promise<string[]> {
  const ids = await idsOf(system, service, company.id)
  const isThere = (answer: string) => answer !== 'null'
  const there: string[] = []
  for (const entity of entitiesOfServices().filter((one) => one.service === service && types.includes(one.type))) {
    const byId: DeclaredEntity = { ...entity, selection: '{ id }' }
    expect((await askAbout(system, narrowed, byId, ids)).filter(isThere), entity.type).toEqual([])
    if ((await askAbout(system, company.administrator, byId, ids)).some(isThere)) there.push(entity.type)
  }
  return there
}
