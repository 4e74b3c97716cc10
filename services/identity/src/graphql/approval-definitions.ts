import { payload } from '@erp/graphql-kit'
import { type Money, money } from '@erp/values'
import type { Approver, Condition } from '../domain/approval-definition.ts'
import type {
  ApprovalBranchResolvers,
  ApprovalDefinitionResolvers,
  ApprovalLevelResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { definitionsOf, findDefinition } from '../store/approval-definitions.ts'
import type { Person } from '../store/users.ts'
import { defineApproval, endApprovalDefinition } from '../use-cases/define-approval.ts'

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
  users: async ({ approvers }, _, { loaders }) => {
    const found = await Promise.all(approvers.filter(isUser).map(({ userId }) => loaders.people.load(userId)))
    return found.filter((one): one is Person => one !== undefined)
  },
  roles: async ({ approvers }, _, { loaders }) => {
    const found = await Promise.all(approvers.filter(isRole).map(({ roleCode }) => loaders.roles.load(roleCode)))
    return found.filter((role) => role !== undefined)
  },
  lineManager: ({ approvers }) => approvers.some((approver) => 'lineManager' in approver),
}

function isUser(approver: Approver): approver is Approver & { readonly userId: string } {
  return 'userId' in approver
}

function isRole(approver: Approver): approver is Approver & { readonly roleCode: string } {
  return 'roleCode' in approver
}
