import { dutyRelaxationChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { type RelaxableDocument, refuse, relaxableDocuments } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import type { StaleVersion } from '../domain/user.ts'
import { type DutyRelaxation, findDutyRelaxation, saveDutyRelaxation } from '../store/duty-relaxations.ts'
import { noteInCompany } from './note-security-event.ts'

/** Says of which documents the maker may be the one who confirms in the caller's company, in place of what was said before. */
export async function relaxDuties(
  unit: UnitOfWork,
  input: {
    readonly expectedVersion: number
    readonly documents: readonly RelaxableDocument[]
    readonly reason: string
  },
): Promise<(DutyRelaxation & { readonly id: string }) | InvalidInput | StaleVersion> {
  const { tx, caller } = unit
  const { companyId } = caller
  const reason = input.reason.trim()
  if (reason.length < 1 || reason.length > 500)
    return refuse('InvalidInput', { field: 'reason', problem: 'NOT_1_TO_500_CHARACTERS' })
  const before = await findDutyRelaxation(tx, companyId)
  const documents = relaxableDocuments.filter((one) => input.documents.includes(one))
  const relaxation = { documents, reason, version: input.expectedVersion + 1 }
  if (before.version !== input.expectedVersion || !(await saveDutyRelaxation(tx, companyId, relaxation)))
    return refuse('StaleVersion', { currentVersion: before.version })
  const { version } = relaxation
  const payload = { companyId, documentTypes: [...documents], version }
  await emit(unit, dutyRelaxationChanged, { aggregateId: companyId, payload })
  await noteInCompany(unit, { kind: 'DUTIES_RELAXED', detail: documents.join(', ') || 'none' })
  return { id: companyId, ...relaxation }
}
