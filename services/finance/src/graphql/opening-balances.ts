import { connectionOfAll } from '@erp/graphql-kit'
import { isId, isRefusal } from '@erp/values'
import type { OpeningLine } from '../domain/opening-balance.ts'
import { checkEven, openingTrial } from '../domain/opening-trial.ts'
import type {
  MutationResolvers,
  OpeningBalanceLineInput,
  OpeningBalanceLineResolvers,
  OpeningBalanceResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findSheet, findSheetOf } from '../store/opening-balances.ts'
import {
  checkLines,
  openingBooks,
  postOpeningBalances,
  saveOpeningBalances,
  takeBackOpeningBalances,
} from '../use-cases/opening-balances.ts'
import { submitOpeningBalances } from '../use-cases/submit-opening-balances.ts'
import { changesOf } from './change-once.ts'

/** A line with its place in the sheet. */
export type NumberedLine = OpeningLine & { readonly lineNumber: number }

const change = changesOf('openingBalance', findSheet)

export const Query: QueryResolvers = {
  openingBalance: (_, __, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => findSheetOf(tx, caller.companyId)),
}

export const Mutation: MutationResolvers = {
  saveOpeningBalance: (_, { input }, context) =>
    change('saveOpeningBalance', input, context, (unit, { expectedVersion, lines }) =>
      saveOpeningBalances(unit, { expectedVersion, lines: lines.map(readLine) }, context.approvals),
    ),

  submitOpeningBalance: (_, { input }, context) =>
    change('submitOpeningBalance', input, context, (unit, asked) =>
      submitOpeningBalances(unit, asked, context.approvals),
    ),

  postOpeningBalance: (_, { input }, context) => change('postOpeningBalance', input, context, postOpeningBalances),

  takeBackOpeningBalance: (_, { input }, context) =>
    change('takeBackOpeningBalance', input, context, takeBackOpeningBalances),
}

export const OpeningBalance: OpeningBalanceResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findSheet(tx, id)) : undefined,
  lines: ({ lines }, position) =>
    connectionOfAll(
      lines.map((line, index) => ({ ...line, lineNumber: index + 1 })),
      position,
      ({ lineNumber }) => [String(lineNumber)],
    ),
  trial: ({ lines, companyId }, _, { transactor }) =>
    transactor.read([companyId], async (tx) => {
      const books = await openingBooks(tx, companyId)
      const checked = books && (await checkLines(tx, companyId, lines, books))
      if (!books || !checked || isRefusal(checked)) return null
      const trial = openingTrial(checked, books.currency)
      return { ...trial, even: checkEven(trial) === undefined }
    }),
  authors: ({ authorIds }) => authorIds.map((id) => ({ id })),
  submittedBy: ({ submittedBy }) => (submittedBy === null ? null : { id: submittedBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
  vouchers: async ({ voucherIds }, _, { loaders }) => {
    const found = await Promise.all(voucherIds.map((id) => loaders.voucher.load(id)))
    return found.flatMap((voucher) => voucher ?? [])
  },
}

export const OpeningBalanceLine: OpeningBalanceLineResolvers = {
  amounts: (line) => line,
  foreignCurrency: ({ foreign }) => foreign?.currency ?? null,
  foreignAmounts: ({ foreign }) => foreign,
  exchangeRate: ({ foreign }) => foreign?.exchangeRate ?? null,
}

const none = { yearOpeningDebit: '0', yearOpeningCredit: '0', yearToDateDebit: '0', yearToDateCredit: '0' }

/** A foreign currency without amounts or rate is left to the use case to refuse, with amounts of zero and no rate. */
function readLine(line: OpeningBalanceLineInput): OpeningLine {
  const given = line.foreignCurrency ?? line.foreignAmounts ?? line.exchangeRate
  return {
    accountCode: line.accountCode,
    ...none,
    ...line.amounts,
    foreign: given
      ? {
          ...none,
          ...line.foreignAmounts,
          currency: line.foreignCurrency ?? '',
          exchangeRate: line.exchangeRate ?? '',
        }
      : null,
    customerId: line.customerId ?? null,
    supplierId: line.supplierId ?? null,
    employeeId: line.employeeId ?? null,
    departmentId: line.departmentId ?? null,
    projectId: line.projectId ?? null,
    itemId: line.itemId ?? null,
    warehouseId: line.warehouseId ?? null,
    cashFlowItem: line.cashFlowItem ?? null,
  }
}
