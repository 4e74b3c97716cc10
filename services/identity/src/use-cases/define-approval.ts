import { approvalDefinitionChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { DocumentType } from '../domain/approval.ts'
import {
  type ApprovalDefinition,
  type ApproverUnknown,
  type BranchInput,
  type ConditionNeverHolds,
  readBranches,
} from '../domain/approval-definition.ts'
import type { InvalidInput } from '../domain/company.ts'
import type { StaleVersion } from '../domain/user.ts'
import { definitionsOf, saveDefinition } from '../store/approval-definitions.ts'
import { findCompany } from '../store/companies.ts'
import { findDepartments } from '../store/departments.ts'
import { listRoles } from '../store/roles.ts'
import { findMembers } from '../store/users.ts'
import { noteInCompany } from './note-security-event.ts'

export type ApprovalDefinitionNotFound = Refusal<'ApprovalDefinitionNotFound', { documentType: DocumentType }>

/** Says who approves a kind of document from now on; running requests keep the seats they have. */
export async function defineApproval(
  unit: UnitOfWork,
  input: {
    readonly documentType: DocumentType
    readonly expectedVersion: number
    readonly branches: readonly BranchInput[]
  },
): Promise<ApprovalDefinition | StaleVersion | InvalidInput | ApproverUnknown | ConditionNeverHolds> {
  const { tx, caller } = unit
  const { documentType, expectedVersion } = input
  const company = await findCompany(tx, caller.companyId)
  if (!company) throw new Error(`There is no company ${caller.companyId}`)
  const [before] = await definitionsOf(tx, caller.companyId, documentType)
  const currentVersion = before?.version ?? 0
  if (currentVersion !== expectedVersion) return refuse('StaleVersion', { currentVersion })

  const userIds = input.branches.flatMap(({ levels }) =>
    levels.flatMap((level) => [...(level.userIds ?? []), ...(level.escalation?.userIds ?? [])]),
  )
  const departmentIds = input.branches.flatMap(({ condition }) => condition?.departmentIds ?? [])
  const named = userIds.length <= 2_000 ? userIds.filter(isId) : []
  const members = await findMembers(tx, caller.companyId, named)
  const branches = readBranches(
    input.branches,
    { documentType, baseCurrency: company.baseCurrency },
    {
      memberIds: members.filter(({ kind, active }) => kind === 'PERSON' && active).map(({ id }) => id),
      roleCodes: (await listRoles(tx, caller.companyId)).filter(({ active }) => active).map(({ code }) => code),
      departmentIds: await findDepartments(tx, departmentIds.slice(0, 2_000).filter(isId)),
    },
  )
  if (isRefusal(branches)) return branches
  const definition = { id: before?.id ?? newId(), documentType, version: currentVersion + 1, active: true, branches }
  return writeVersion(unit, definition)
}

/** Documents of this type need no approval any more; what is asked for already is still decided. */
export async function endApprovalDefinition(
  unit: UnitOfWork,
  { documentType, expectedVersion }: { readonly documentType: DocumentType; readonly expectedVersion: number },
): Promise<ApprovalDefinition | ApprovalDefinitionNotFound | StaleVersion> {
  const [before] = await definitionsOf(unit.tx, unit.caller.companyId, documentType)
  if (!before?.active) return refuse('ApprovalDefinitionNotFound', { documentType })
  if (before.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: before.version })
  return writeVersion(unit, { ...before, version: before.version + 1, active: false })
}

async function writeVersion(
  unit: UnitOfWork,
  said: Pick<ApprovalDefinition, 'id' | 'documentType' | 'version' | 'active' | 'branches'>,
): Promise<ApprovalDefinition> {
  const { tx, caller, now } = unit
  const definition = { ...said, companyId: caller.companyId, changedBy: caller.userId, changedAt: now }
  await saveDefinition(tx, definition)
  const { id: definitionId, companyId, documentType, active, version } = definition
  await noteInCompany(unit, { kind: 'APPROVAL_DEFINITION_CHANGED' })
  await emit(unit, approvalDefinitionChanged, {
    aggregateId: definitionId,
    payload: { companyId, definitionId, documentType, active, version },
  })
  return definition
}
