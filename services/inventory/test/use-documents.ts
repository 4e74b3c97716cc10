import { accountRuleChanged, type PayloadOf, periodChanged, voucherTemplateActivated } from '@erp/contracts'
import { isRefusal, newId } from '@erp/values'
import { expect } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { StockEventKind } from '../src/domain/stock-document.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import type { WarehouseLocation } from '../src/domain/warehouse-location.ts'
import { changeWarehouse } from '../src/use-cases/change-warehouse.ts'
import { createItem, type ItemToCreate } from '../src/use-cases/create-item.ts'
import { createWarehouseLocation } from '../src/use-cases/create-warehouse-location.ts'
import type { useGraph } from './use-graph.ts'
import type { Company, Inventory } from './use-inventory.ts'

export type Refused = { readonly __typename: string; readonly message: string } & Readonly<Record<string, unknown>>
export type Answer = { readonly document: Shown | null; readonly userErrors: readonly Refused[] }
export type Shown = {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly legs: readonly { readonly kind: string; readonly state: string }[]
  readonly stockEntries: readonly {
    readonly quantity: string
    readonly value: { readonly amount: string }
    readonly clearingValue: { readonly amount: string }
  }[]
}

const facts = `__typename message path ... on InvalidInput { field problem } ... on StockInsufficient { available requested }
  ... on StockUsedSince { itemId } ... on DocumentStatusWrong { status expected } ... on StaleVersion { currentVersion }
  ... on AccountRuleMissing { accountKey eventKind } ... on PeriodNotOpen { period module } ... on AdjustedBelowZero { itemId }
  ... on RequiredDimensionMissing { accountKey accountCode dimension eventKind }
  ... on NothingLeftToBear { stockEntryId } ... on MeasureMissing { itemId basis } ... on NothingToSpreadBy { basis }`
const shown = `id number status version legs { kind state }
  stockEntries { quantity value { amount } clearingValue { amount } }`

/** A company, a new one unless it is given, whose finance could post these events, and the steps of one kind of document through the graph. */
export async function useDocuments(
  { hear, transactor, company: newCompany }: Inventory,
  { userOf, colleagueOf }: Awaited<ReturnType<typeof useGraph>>,
  type: string,
  eventKinds: readonly StockEventKind[],
  existing?: Company,
) {
  const company = existing ?? (await newCompany())
  const { companyId, caller } = company
  const accountKeys = ['INV', 'PPV', 'VX', 'OTHER-IN', 'OTHER-OUT', 'SCRAP', 'OPENING', 'ADJ', 'COGS']
  await hear(
    accountRuleChanged,
    ...accountKeys.map((accountKey) => ({
      ...{ companyId, ruleId: newId(), accountKey, itemClass: null, valuationAreaId: null },
      ...{ accountCode: '1405', active: true, version: 1 },
    })),
  )
  for (const eventKind of eventKinds) await activate(eventKind, ['INV', 'PPV'])
  const user = userOf(companyId)
  const confirmer = colleagueOf(companyId)
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`

  /** `Create`, `Change`, `Discard`, `Confirm` or `Cancel`; a colleague confirms unless somebody is given, as is the key. */
  async function step(
    verb: string,
    input: object,
    by: ReturnType<typeof userOf> = verb === 'Confirm' ? confirmer : user,
  ): Promise<Answer> {
    const name = `${verb.toLowerCase()}${type}`
    const text = `mutation ($input: ${verb}${type}Input!) { ${name}(input: $input) {
      document: ${field} { ${shown} } userErrors { ${facts} } } }`
    const { [name]: answer } = await by.query<Record<string, Answer>>(text, {
      input: { idempotencyKey: newId(), ...input },
    })
    if (!answer) throw new Error(`${name} did not answer.`)
    return answer
  }

  async function done(answer: Promise<Answer>): Promise<Shown> {
    const { document, userErrors } = await answer
    expect(userErrors).toEqual([])
    if (!document) throw new Error('There is no document.')
    return document
  }

  const seen = ({ id, version }: Pick<Shown, 'id' | 'version'>) => ({ documentId: id, expectedVersion: version })
  return {
    company,
    user,
    confirmer,
    step,
    seen,
    activate,
    refusedAs: async (answer: Promise<Answer>, name: string, more: object = {}) => {
      expect(await answer).toMatchObject({ document: null, userErrors: [{ __typename: name, ...more }] })
    },
    /** Writes a draft; it must not be refused. */
    draft: (input: object) => done(step('Create', input)),
    /** Somebody else changes a draft: neither of the two confirms it then, and a third does. */
    changedByAnother: async (draft: Shown, content: object) => {
      const [another, third] = [colleagueOf(companyId), colleagueOf(companyId)]
      const { version } = await done(step('Change', { ...seen(draft), ...content }, another))
      for (const author of [user, another]) {
        const { userErrors } = await step('Confirm', seen({ ...draft, version }), author)
        expect(userErrors.map(({ __typename }) => __typename)).toEqual(['MakerConfirms'])
      }
      return done(step('Confirm', seen({ ...draft, version }), third))
    },
    confirm: (draft: Shown) => done(step('Confirm', seen(draft))),
    cancel: (document: Shown) => done(step('Cancel', seen(document))),
    /** Writes a draft and confirms it. */
    confirmed: async (input: object) => done(step('Confirm', seen(await done(step('Create', input))))),
    item: (code: string, costing: CostingMethod, more: Partial<ItemToCreate> = {}) => {
      const wanted = { code, name: { zh: code, en: code }, itemClass: 'MERCHANDISE', baseUnit: 'PCS' } as const
      return made<Item>(
        transactor.transact(caller, 'createItem', (unit) =>
          createItem(unit, { ...wanted, units: [], costing, ...more }),
        ),
      )
    },
    /** A warehouse from which more may go than there is. */
    lenient: async (code: string) => {
      const { id: warehouseId, version: expectedVersion } = await company.warehouse(code)
      const change = { warehouseId, expectedVersion, negativeStockAllowed: true }
      return made<Warehouse>(transactor.transact(caller, 'changeWarehouse', (unit) => changeWarehouse(unit, change)))
    },
    location: ({ id: warehouseId }: Warehouse, code: string) =>
      made<WarehouseLocation>(
        transactor.transact(caller, 'createWarehouseLocation', (unit) =>
          createWarehouseLocation(unit, { warehouseId, code, name: { zh: code, en: code } }),
        ),
      ),
    period: (
      status: 'OPEN' | 'CLOSED',
      version: number,
      sealedModules: PayloadOf<typeof periodChanged>['sealedModules'] = [],
    ) =>
      hear(periodChanged, {
        ...{ companyId, periodId: `${companyId.slice(0, -4)}0003`, period: '2026-03', status, sealedModules, version },
      }),
    ledgerOf: (item: Item) => ledgerOf(item),
  }

  function activate(eventKind: StockEventKind, keys: readonly string[], templateVersion = 1) {
    return hear(voucherTemplateActivated, {
      ...{ companyId, templateId: `${companyId.slice(0, -4)}0009`, eventKind, templateVersion, accountKeys: [...keys] },
    })
  }

  /** Ledger lines of an item: `event quantity / value → quantity after / value after`, in order. */
  async function ledgerOf({ id }: Item): Promise<string[]> {
    const { stockLedgerEntries } = await user.query<{ stockLedgerEntries: { nodes: Line[] } }>(
      `query ($id: ID!) { stockLedgerEntries(itemId: $id, first: 100) { nodes {
        documentNumber reversal quantity value { amount } quantityAfter valueAfter { amount } } } }`,
      { id },
    )
    return stockLedgerEntries.nodes
      .toReversed()
      .map(
        ({ reversal, quantity, value, quantityAfter, valueAfter }) =>
          `${reversal ? 'back ' : ''}${quantity} / ${value.amount} → ${quantityAfter} / ${valueAfter.amount}`,
      )
  }
}

type Line = {
  reversal: boolean
  quantity: string
  value: { amount: string }
  quantityAfter: string
  valueAfter: { amount: string }
}

async function made<Document>(outcome: Promise<Document | { refusal: string }>): Promise<Document> {
  const document = await outcome
  if (isRefusal(document)) throw new Error(`Refused: ${document.refusal}`)
  return document as Document
}
