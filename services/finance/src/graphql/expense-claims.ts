import { connection, connectionOfAll, pageOf } from '@erp/graphql-kit'
import { isId, money } from '@erp/values'
import { payableOf } from '../domain/decide-expense-claim.ts'
import type { ExpenseClaim as Claim } from '../domain/expense-claim.ts'
import type {
  ExpenseClaimChangeResolvers,
  ExpenseClaimLineResolvers,
  ExpenseClaimResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { claimantOfUser } from '../store/expense-claimants.ts'
import { listClaims } from '../store/expense-claims.ts'
import { seesAll } from '../use-cases/expense-claim-access.ts'
import type { Context } from './context.ts'
import { obstacleSentence } from './obstacle-sentences.ts'
import { vouchersOfPayments } from './vouchers-of-payments.ts'

export const Query: QueryResolvers = {
  expenseClaims: async (_, { status = null, employeeId = null, ...position }, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const [after] = page.after ?? []
    if (employeeId !== null && !isId(employeeId)) return connection([], { ...page, orderKey: () => [] })
    const rows = await transactor.read([caller.companyId], async (tx) => {
      const own = seesAll(caller) ? undefined : await claimantOfUser(tx, caller.companyId, caller.userId)
      const ownOf = seesAll(caller) ? null : { userId: caller.userId, employeeId: own?.employeeId ?? null }
      return listClaims(tx, caller.companyId, {
        ...{ limit: page.limit, after, status, employeeId, ownOf },
      })
    })
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  expenseClaim: (_, { id }, { loaders }) => loaders.expenseClaim.load(id),
}

export const ExpenseClaim: ExpenseClaimResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.expenseClaim.load(id),
  employee: ({ employeeId }, _, { loaders }) => loaders.dimensionValue.load(employeeId),
  lines: async ({ id }, position, { loaders }) =>
    connectionOfAll(await loaders.expenseClaimLines.load(id), position, (line) => [String(line.lineNumber)]),
  trips: async ({ id }, _, { loaders }) =>
    (await loaders.expenseClaimTrips.load(id)).map((trip, index) => ({ ...trip, tripNumber: index + 1 })),
  problems: ({ problems }) => [...problems],
  findings: ({ findings }) => [...findings],
  budgetFindings: ({ budgetFindings }) => [...budgetFindings],
  madeBy: ({ madeBy }) => ({ id: madeBy }),
  submittedBy: ({ submittedBy }) => stub(submittedBy),
  reducedBy: ({ reducedBy }) => stub(reducedBy),
  decidedBy: ({ decidedBy }) => stub(decidedBy),
  paidBy: ({ paidBy }) => stub(paidBy),
  payable: (claim) => payableOf(claim),
  offsets: async ({ id }, _, { loaders }) => {
    const offsets = await loaders.offsetsOfClaim.load(id)
    return offsets.map(async ({ advanceId, amount }) => ({
      advance: (await loaders.employeeAdvance.load(advanceId)) ?? null,
      amount,
    }))
  },
  files: async ({ id }, _, { loaders }) => [...(await loaders.filesOfClaim.load(id))],
  origin: async ({ id }, _, { loaders }) => (await loaders.claimSource.load(id)) ?? null,
  legs: (claim, _, context) => legsOf(claim, context),
  outstanding: async ({ id, currency }, _, { loaders }) => money(await loaders.outstandingOfClaim.load(id), currency),
  vouchers: async ({ id }, _, { loaders }) => [
    ...(await loaders.vouchersOfDocument.EXPENSE_CLAIM.load(id)),
    ...(await vouchersOfPayments(await loaders.paymentsOfClaim.load(id), loaders)),
  ],
  payments: async ({ id }, _, { loaders }) => [...(await loaders.paymentsOfClaim.load(id))],
  copiedFrom: ({ copiedFromId }, _, { loaders }) =>
    copiedFromId === null ? null : loaders.expenseClaim.load(copiedFromId),
  history: async ({ id }, position, { loaders }) =>
    connectionOfAll(await loaders.expenseClaimHistory.load(id), position, ({ version }) => [String(version)]),
}

export const ExpenseClaimLine: ExpenseClaimLineResolvers = {
  expenseType: ({ expenseTypeId }, _, { loaders }) =>
    expenseTypeId === null ? null : loaders.expenseType.load(expenseTypeId),
  department: ({ departmentId }, _, { loaders }) =>
    departmentId === null ? null : loaders.dimensionValue.load(departmentId),
  project: ({ projectId }, _, { loaders }) => (projectId === null ? null : loaders.dimensionValue.load(projectId)),
}

export const ExpenseClaimChange: ExpenseClaimChangeResolvers = { changedBy: ({ changedBy }) => ({ id: changedBy }) }

function stub(id: string | null): { id: string } | null {
  return id === null ? null : { id }
}

/** What a claim waits for: those who approve, then the ledger, which is in this service and follows at once or says why not. */
function legsOf(claim: Claim, { language }: Context) {
  const { status, submittedAt, decidedAt, postingObstacle, createdAt } = claim
  if (submittedAt === null) return []
  const since = { attempts: 1, reasonCode: null, reason: null, updatedAt: decidedAt ?? submittedAt ?? createdAt }
  const approval = { ...since, kind: 'APPROVAL' as const }
  if (status === 'SUBMITTED') return [{ ...approval, state: 'PENDING' as const }]
  if (status === 'REJECTED') return [{ ...approval, state: 'REFUSED' as const, reason: claim.reason }]
  if (!['APPROVED', 'CANCELLED', 'PAID'].includes(status)) return []
  const ledger = { ...since, kind: 'LEDGER' as const }
  const held = postingObstacle && {
    ...{ ...ledger, state: 'BLOCKED' as const, reasonCode: postingObstacle.reason },
    reason: obstacleSentence({ ...postingObstacle, refusal: 'PostingObstacle' }, language),
  }
  return [{ ...approval, state: 'POSTED' as const }, held ?? { ...ledger, state: 'POSTED' as const }]
}
