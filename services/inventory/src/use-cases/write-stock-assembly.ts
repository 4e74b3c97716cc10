import { refuse, writtenBy } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireDraft, warehousesOf } from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import {
  type AssemblyDraftFacts,
  type AssemblyInput,
  type AssemblyLineInput,
  type AssemblyLineRefused,
  draftAssembly,
  linesOfAssembly,
  type StockAssembly,
} from '../domain/stock-assembly.ts'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import type { Tx, Unit } from '../store/database.ts'
import { takeNumber } from '../store/document-numbers.ts'
import * as assemblies from '../store/stock-assemblies.ts'
import * as warehouseLocations from '../store/warehouse-locations.ts'
import { withoutApproval } from './ask-approval.ts'
import { draftFacts, newDraft } from './draft-document.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

type WriteRefused = CompanyUnknown | AssemblyLineRefused

/** Writes a draft of goods that become others. */
export async function createStockAssembly(unit: Unit, input: AssemblyInput): Promise<StockAssembly | WriteRefused> {
  const { tx, caller } = unit
  const facts = await assemblyFacts(tx, caller.companyId, [input.product, ...input.components])
  if ('refusal' in facts) return facts
  const goods = draftAssembly(input, facts)
  if ('refusal' in goods) return goods
  const { kind, businessDate, reason } = input
  const warehouseIds = warehousesOf(linesOfAssembly(goods))
  const draft = newDraft(unit, facts, { businessDate, reason, warehouseIds })
  const number = await takeNumber(tx, caller.companyId, 'STOCK_ASSEMBLY', businessDate)
  const assembly = { ...draft, kind, ...goods, number }
  await assemblies.insert(tx, assembly)
  return assembly
}

/** Writes a draft anew; its kind and number stay.One that waits for approval is a draft again. */
export async function changeStockAssembly(
  unit: Unit,
  { documentId, expectedVersion, ...input }: SeenDocument & Omit<AssemblyInput, 'kind'>,
): Promise<StockAssembly | DocumentNotFound | DocumentNotIn | StaleVersion | WriteRefused> {
  const draft = await draftOf(unit, { documentId, expectedVersion })
  if ('refusal' in draft) return draft
  const facts = await assemblyFacts(unit.tx, draft.companyId, [input.product, ...input.components])
  if ('refusal' in facts) return facts
  const goods = draftAssembly({ ...input, kind: draft.kind }, facts)
  if ('refusal' in goods) return goods
  const { businessDate, reason } = input
  const warehouseIds = warehousesOf(linesOfAssembly(goods))
  const changed = writtenBy(
    { ...(await withoutApproval(unit, draft, 'DOCUMENT_CHANGED')), businessDate, reason, warehouseIds, ...goods },
    unit.caller.userId,
  )
  await assemblies.saveDraft(unit.tx, changed)
  return changed
}

/** Gives up a draft; nothing of it was ever counted. */
export async function discardStockAssembly(
  unit: Unit,
  seen: SeenDocument,
): Promise<StockAssembly | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await draftOf(unit, seen)
  if ('refusal' in draft) return draft
  const discarded = { ...(await withoutApproval(unit, draft, 'DOCUMENT_DISCARDED')), status: 'DISCARDED' } as const
  await assemblies.saveStatus(unit.tx, discarded)
  return discarded
}

/** What lines are written against, in a fixed number of statements however many there are. */
async function assemblyFacts(
  tx: Tx,
  companyId: string,
  lines: readonly AssemblyLineInput[],
): Promise<AssemblyDraftFacts | CompanyUnknown> {
  const facts = await draftFacts(tx, companyId, lines)
  if ('refusal' in facts) return facts
  const named = new Set(lines.flatMap(({ locationId }) => locationId ?? []))
  const locations = named.size > 0 ? await warehouseLocations.findMany(tx, [...named]) : []
  return { ...facts, locations: new Map(locations.map((location) => [location.id, location])) }
}

async function draftOf(
  { tx }: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<StockAssembly | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await assemblies.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  return requireDraft(draft, expectedVersion) ?? draft
}
