import { refuse, writtenBy } from '@erp/values'
import type { LineRefused } from '../domain/draft-goods.ts'
import { draftMovementLines, type MovementInput } from '../domain/draft-movement.ts'
import {
  type DocumentNotFound,
  type DocumentNotIn,
  departmentsOf,
  requireDraft,
  warehousesOf,
} from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { MiscellaneousMovement } from '../domain/miscellaneous-movement.ts'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import type { Unit } from '../store/database.ts'
import { takeNumber } from '../store/document-numbers.ts'
import * as movements from '../store/miscellaneous-movements.ts'
import { withoutApproval } from './ask-approval.ts'
import { draftFacts, newDraft } from './draft-document.ts'

/** A draft that was seen, which is still as it was. */
export type SeenDocument = { readonly documentId: string; readonly expectedVersion: number }

/** Writes a draft of what comes or goes for another reason. */
export async function createMiscellaneousMovement(
  unit: Unit,
  input: MovementInput,
): Promise<MiscellaneousMovement | CompanyUnknown | LineRefused> {
  const { tx, caller } = unit
  const facts = await draftFacts(tx, caller.companyId, input.lines)
  if ('refusal' in facts) return facts
  const lines = draftMovementLines(input, facts)
  if ('refusal' in lines) return lines
  const { kind, businessDate, reason } = input
  const named = { warehouseIds: warehousesOf(lines), departmentIds: departmentsOf(lines) }
  const draft = newDraft(unit, facts, { businessDate, reason, ...named })
  const number = await takeNumber(tx, caller.companyId, 'MISCELLANEOUS_MOVEMENT', businessDate)
  const movement = { ...draft, kind, lines, number }
  await movements.insert(tx, movement)
  return movement
}

/** Writes a draft anew; its kind and number stay. One that waits for approval is a draft again. */
export async function changeMiscellaneousMovement(
  unit: Unit,
  { documentId, expectedVersion, ...input }: SeenDocument & Omit<MovementInput, 'kind'>,
): Promise<MiscellaneousMovement | DocumentNotFound | DocumentNotIn | StaleVersion | CompanyUnknown | LineRefused> {
  const draft = await draftOf(unit, { documentId, expectedVersion })
  if ('refusal' in draft) return draft
  const facts = await draftFacts(unit.tx, draft.companyId, input.lines)
  if ('refusal' in facts) return facts
  const lines = draftMovementLines({ ...input, kind: draft.kind }, facts)
  if ('refusal' in lines) return lines
  const { businessDate, reason } = input
  const named = { warehouseIds: warehousesOf(lines), departmentIds: departmentsOf(lines) }
  const changed = writtenBy(
    { ...(await withoutApproval(unit, draft, 'DOCUMENT_CHANGED')), businessDate, reason, ...named, lines },
    unit.caller.userId,
  )
  await movements.saveDraft(unit.tx, changed)
  return changed
}

/** Gives up a draft; nothing of it was ever counted. */
export async function discardMiscellaneousMovement(
  unit: Unit,
  seen: SeenDocument,
): Promise<MiscellaneousMovement | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await draftOf(unit, seen)
  if ('refusal' in draft) return draft
  const discarded = { ...(await withoutApproval(unit, draft, 'DOCUMENT_DISCARDED')), status: 'DISCARDED' } as const
  await movements.saveStatus(unit.tx, discarded)
  return discarded
}

async function draftOf(
  { tx }: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<MiscellaneousMovement | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await movements.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  return requireDraft(draft, expectedVersion) ?? draft
}
