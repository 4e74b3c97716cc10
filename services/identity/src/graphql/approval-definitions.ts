import { payload } from '@erp/graphql-kit'
import { type Money, money } from '@erp/values'
import type { Approver, Condition } from '../domain/approval-definition.ts'
import type { Role } from '../domain/role.ts'
import type { UserNames } from '../domain/user.ts'
import type {
  ApprovalBranchResolvers,
  ApprovalDefinitionResolvers,
  ApprovalEscalationResolvers,
  ApprovalLevelResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { definitionsOf, findDefinition } from '../store/approval-definitions.ts'
import { defineApproval, endApprovalDefinition } from '../use-cases/define-approval.ts'
import type { Loaders } from './loaders.ts'

/** A condition whose amounts have their currency. */
export type ShownCondition = Omit<Condition, 'amountFrom' | 'amountBelow'> & {
  readonly amountFrom: Money | null
  readonly amountBelow: Money | null
}

export const Query: Pick<QueryResolvers, 'approvalDefinition'> = {
  approvalDefinition: async (_, { documentType }, { transactor, caller }) => {
    const [definition] = await transactor.read([caller.companyId], (tx) =>
      definitionsOf(tx, caller.companyId, documentType),
    )
    return definition ?? null
  },
}

export const Mutation: Pick<MutationResolvers, 'defineApproval' | 'endApprovalDefinition'> = {
  defineApproval: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'approvalDefinition',
      await context.transactor.once(
        context.caller,
        { operation: 'defineApproval', idempotencyKey, input },
        (unit) => defineApproval(unit, input),
        findDefinition,
      ),
      context,
    ),

  endApprovalDefinition: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'approvalDefinition',
      await context.transactor.once(
        context.caller,
        { operation: 'endApprovalDefinition', idempotencyKey, input },
        (unit) => endApprovalDefinition(unit, input),
        findDefinition,
      ),
      context,
    ),
}

export const ApprovalDefinition: ApprovalDefinitionResolvers = {
  changedBy: async ({ changedBy }, _, { loaders }) => (await loaders.people.load(changedBy)) ?? null,
}

export const ApprovalBranch: ApprovalBranchResolvers = {
  condition: async ({ condition }, _, { loaders, caller }) => {
    const company = await loaders.companies.load(caller.companyId)
    if (!company) throw new Error(`There is no company ${caller.companyId}`)
    const shown = (minor: string | null) => (minor === null ? null : money(BigInt(minor), company.baseCurrency))
    return { ...condition, amountFrom: shown(condition.amountFrom), amountBelow: shown(condition.amountBelow) }
  },
}

export const ApprovalLevel: ApprovalLevelResolvers = {
  users: ({ approvers }, _, { loaders }) => usersAmong(approvers, loaders),
  roles: ({ approvers }, _, { loaders }) => rolesAmong(approvers, loaders),
  lineManager: ({ approvers }) => approvers.some((approver) => 'lineManager' in approver),
  escalation: ({ escalation }) => escalation ?? null,
}

export const ApprovalEscalation: ApprovalEscalationResolvers = {
  users: ({ approvers }, _, { loaders }) => usersAmong(approvers, loaders),
  roles: ({ approvers }, _, { loaders }) => rolesAmong(approvers, loaders),
  lineManager: ({ approvers }) => approvers.some((approver) => 'lineManager' in approver),
}

async function usersAmong(approvers: readonly Approver[], { people }: Pick<Loaders, 'people'>): Promise<UserNames[]> {
  const ids = approvers.flatMap((approver) => ('userId' in approver ? [approver.userId] : []))
  const found = await Promise.all(ids.map((id) => people.load(id)))
  return found.filter((one) => one !== undefined)
}

async function rolesAmong(approvers: readonly Approver[], { roles }: Pick<Loaders, 'roles'>): Promise<Role[]> {
  const codes = approvers.flatMap((approver) => ('roleCode' in approver ? [approver.roleCode] : []))
  const found = await Promise.all(codes.map((code) => roles.load(code)))
  return found.filter((role) => role !== undefined)
}
