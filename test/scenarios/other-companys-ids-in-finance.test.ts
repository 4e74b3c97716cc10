import { newId } from '@erp/values'
import { expect } from 'vitest'
import { entitiesOfServices } from '../support/entities-of-services.ts'
import {
  argumentsAt,
  type Held,
  type HeldByKind,
  heldInFinance,
  kindAt,
  selectionOf,
  unknown,
} from '../support/finance-places.ts'
import { idUses } from '../support/id-uses.ts'
import { makeOneOfFinance } from '../support/one-of-finance.ts'
import { askAbout, idsOf } from '../support/references.ts'
import { rootFieldsOfServices } from '../support/root-fields-of-services.ts'
import { useScenarios } from '../support/scenario.ts'
import { idPlaces, operationOf, type RootField, readRootFields } from '../support/schema-walk.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Place {
  readonly root: RootField
  readonly place: string
  readonly text: string
}

/**
 * Whom and what finance is told of by the other services may come later than a document that names it, so it takes the id as
 * it is; what is written then shows nothing of whoever has it.
 */
const takenOnTrust = [
  'autoSettleOpenItems partyId',
  ...['changeCashDocument', 'createCashDocument'].map((name) => `${name} content.partyId`),
  ...['changeVoucherDraft', 'createVoucherDraft', 'saveOpeningBalance', 'saveVoucher'].flatMap((name) =>
    ['customer', 'supplier', 'item', 'warehouse'].map((one) => `${name} lines.${one}Id`),
  ),
  'setAccountRule valuationAreaId',
]

/**
 * Where even what is one’s own is not there in this story: no event of a closed period waits, what was written off was owed by
 * customers, and a result account opens with no balance.
 */
const neverThere = [
  ...['project', 'department', 'employee'].map((one) => `saveOpeningBalance lines.${one}Id`),
  ...['approveLatePosting sourceEventId', 'badDebtWriteOffs supplierId'],
]

/** What a company of this story has none of, and what is answered to those alone whom it is about. */
const noneHere = [
  ...['ClosingRun', 'CostAdjustment', 'CostingChange', 'CreditNote', 'DocumentSimulation', 'EstimateTurn'],
  ...['ExchangeRate', 'LandedCost', 'MiscellaneousMovement', 'OpeningBalance', 'PersonalData'],
  'StockAssembly',
]

scenario(
  'Wherever finance takes an id, one of another company is as unknown as one that never was, and one’s own is known',
  async ({ company, anotherCompany, system }) => {
    const theirs = await anotherCompany()
    const fields = await readRootFields(company.administrator)
    const places = placesOf(fields)
    expect(places.length).toBeGreaterThan(185)
    const [named, namedTheirs] = await Promise.all(
      [company, theirs].map((one) => makeOneOfFinance(one, system, fields)),
    )
    const held = () => heldInFinance(system, company.id, { ...named })
    const own = await held()
    const foreign = await heldInFinance(system, theirs.id, { ...namedTheirs })

    const ours = async () =>
      Object.entries(await company.everything()).filter(([table]) => table !== 'finance.audit_log')
    const before = [await ours(), await theirs.everything()]
    const never = new Map<string, string>()
    const told: string[] = []
    const walk = async (walked: readonly Place[], stateOfOurs: () => Promise<HeldByKind> | HeldByKind) => {
      for (const { root, place, text } of walked) {
        const kind = kindAt(root, place)
        const there = foreign.get(kind)
        if (!there) throw new Error(`${text}: the other company has no ${kind}`)
        never.set(text, await ask(company, { root, place, there: unknown(), own: await stateOfOurs() }))
        const answer = await ask(company, { root, place, there, own: await stateOfOurs() })
        if (answer !== never.get(text)) told.push(`${text}: ${answer} instead of ${never.get(text)}`)
      }
    }
    const isDone = ({ root, text }: Place) => root.kind === 'mutation' && never.get(text) === '[]'
    const [trusted = [], refused = []] = [true, false].map((isTrusted) =>
      places.filter(({ text }) => takenOnTrust.includes(text) === isTrusted),
    )
    await walk(refused, () => own)
    expect(told).toEqual([])
    expect(refused.filter(isDone)).toEqual([])
    expect([await ours(), await theirs.everything()]).toEqual(before)

    await walk(trusted, held)
    expect(told).toEqual([])
    expect(trusted.filter(isDone).length).toBeGreaterThanOrEqual(15)
    expect(trusted.map(({ text }) => text).sort()).toEqual([...takenOnTrust].sort())
    await Promise.all([company.atRest(), theirs.atRest()])
    expect(await theirs.everything()).toEqual(before[1])

    const unreached: string[] = []
    for (const { root, place, text } of refused.toReversed()) {
      const now = root.kind === 'mutation' ? await held() : own
      const there = now.get(kindAt(root, place))
      const answer = there && (await ask(company, { root, place, there, own: now }))
      if (!answer || answer === never.get(text)) unreached.push(`${text}: ${answer}`)
    }
    expect(unreached.map((text) => text.split(':')[0])).toEqual(neverThere)
  },
  300_000,
)

scenario(
  'Behind the gateway too, nothing that finance keeps is there by reference for another company',
  async ({ company, anotherCompany, system }) => {
    const theirs = await anotherCompany()
    const fields = await readRootFields(company.administrator)
    await makeOneOfFinance(company, system, fields)
    const ids = [newId(), ...(await idsOf(system, 'finance', company.id))]
    const entities = entitiesOfServices().filter(({ service }) => service === 'finance')
    const there: string[] = []
    for (const entity of entities) {
      const [nothing, ...foreign] = await askAbout(system, theirs.accountant, entity, ids)
      expect(
        foreign.filter((answer) => answer !== nothing),
        entity.type,
      ).toEqual([])
      const [none, ...own] = await askAbout(system, company.administrator, entity, ids)
      if (own.some((answer) => answer !== none)) there.push(entity.type)
    }
    expect(
      entities
        .map(({ type }) => type)
        .filter((type) => !there.includes(type))
        .sort(),
    ).toEqual(noneHere)
  },
  180_000,
)

/** Every place of finance; what operators do to messages and processes stands in the table of all services. */
function placesOf(fields: ReadonlyMap<string, RootField>): readonly Place[] {
  const declared = rootFieldsOfServices()
  return [...fields]
    .filter(([name]) => declared.get(name)?.service === 'finance')
    .flatMap(([name, root]) => idPlaces(root).map((place) => ({ root, place, text: `${name} ${place}` })))
    .filter(({ text }) => !Object.hasOwn(idUses, text))
}

/** What is answered, without the id itself: why a change is refused, or what a query finds. */
async function ask(
  { administrator, accountant, controller }: TestCompany,
  { root, place, ...held }: Pick<Place, 'root' | 'place'> & { readonly there: Held; readonly own: HeldByKind },
): Promise<string> {
  const { name } = root.field
  const asker = /^(change|detachFrom)VoucherDraft$/.test(name)
    ? accountant
    : name === 'decideCashCount'
      ? controller
      : administrator
  const given = argumentsAt(root, place, held)
  const text = operationOf(root, Object.keys(given), selectionOf(root))
  const { data, errors } = await asker.send<Record<string, { userErrors?: object[] } | null>>(text, given)
  const answer = errors.length > 0 ? errors.map(({ extensions }) => extensions?.code) : data?.[name]
  const isChange = answer && 'userErrors' in answer && Object.keys(answer).length === 1
  return JSON.stringify(isChange ? answer.userErrors : answer).replaceAll(held.there.id, '')
}
