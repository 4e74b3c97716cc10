import { inventorySecurityEventNoted } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { isDutyRelaxed } from '@erp/service-kit'
import { newId, type RelaxableDocument } from '@erp/values'
import type { ApprovableType } from '../domain/document-approval.ts'
import { type InventoryDocument, type MakerConfirms, makerProblem } from '../domain/inventory-document.ts'
import type { Unit } from '../store/database.ts'

type Numbered = Pick<InventoryDocument<string>, 'companyId' | 'number'>

/** Refuses whoever made a document or changed it since, unless the company lets them confirm it; then it is told to security. */
export function secondPersonProblem(
  unit: Unit,
  documentType: RelaxableDocument | ApprovableType,
  document: InventoryDocument<string>,
): Promise<MakerConfirms | undefined> {
  return unlessRelaxed(unit, documentType, document, makerProblem(document, unit.caller.userId))
}

/** What keeps one person from doing both, unless the company lets them; then it is told to security. */
export async function unlessRelaxed<Problem>(
  unit: Unit,
  documentType: RelaxableDocument | ApprovableType,
  { companyId, number }: Numbered,
  problem: Problem | undefined,
): Promise<Problem | undefined> {
  if (problem === undefined || !(await isDutyRelaxed(unit.tx, companyId, documentType))) return problem
  const { userId } = unit.caller
  const payload = { companyId, kind: 'CONFIRMED_BY_MAKER' as const, userId, detail: `${documentType} ${number}` }
  await emit(unit, inventorySecurityEventNoted, { aggregateId: newId(), payload })
  return undefined
}
