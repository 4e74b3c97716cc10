import { badInput, connection, type PageArguments, pageOf, payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isId, money, type Refusal } from '@erp/values'
import {
  asStated,
  closingOf,
  type DisputedDocument,
  type StatementOfAccount as Statement,
  type StatementAnswer,
  type StatementParty,
} from '../domain/statement-of-account.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  StatementOfAccountAnswerResolvers,
  StatementOfAccountDocumentResolvers,
  StatementOfAccountDueResolvers,
  StatementOfAccountEndingResolvers,
  StatementOfAccountResolvers,
  StatementOfAccountSendingResolvers,
} from '../generated/graphql.ts'
import { currencyOfBooks } from '../store/books.ts'
import type { Tx } from '../store/database.ts'
import { type DueParty, dueParties } from '../store/issue-statements.ts'
import { findStatements, listStatements } from '../store/statements-of-account.ts'
import {
  confirmStatementOfAccount,
  disputeStatementOfAccount,
  resolveStatementOfAccount,
  sendStatementOfAccount,
  withdrawStatementOfAccount,
} from '../use-cases/answer-statements-of-account.ts'
import {
  findStatementRun,
  issueStatementsOfAccount,
  replaceStatementOfAccount,
} from '../use-cases/issue-statements-of-account.ts'
import type { Context } from './context.ts'
import { ticketFor } from './kept-files.ts'

type OfStatement = { readonly statement: Statement }
export type ShownAnswer = StatementAnswer & OfStatement
export type ShownDocument = DisputedDocument & OfStatement
export type ShownDueParty = DueParty & { readonly party: StatementParty; readonly currency: Currency }

export const Query: QueryResolvers = {
  statementsOfAccount: async (_, { statuses = null, partyId = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    if (partyId !== null && !isId(partyId)) throw badInput('partyId is the id of a customer or supplier.')
    const rows = await transactor.read([caller.companyId], (tx) =>
      listStatements(tx, caller.companyId, { statuses, partyId }, { limit: page.limit, afterId: page.after?.[0] }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  statementOfAccount: async (_, { id }, { loaders }) => (await loaders.statementOfAccount.load(id)) ?? null,

  statementsOfAccountDue: async (_, { party, firstBeginsOn, endsOn, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const { companyId } = caller
    const rows = await transactor.read([companyId], async (tx) => {
      const currency = await currencyOfBooks(tx, companyId)
      if (currency === undefined) return []
      const wanted = { companyId, party, firstBeginsOn, endsOn }
      const due = await dueParties(tx, wanted, { limit: page.limit, afterId: page.after?.[0] })
      return due.map((row) => ({ ...row, party, currency }))
    })
    return connection(rows, { ...page, orderKey: ({ partyId }) => [partyId] })
  },
}

export const Mutation: MutationResolvers = {
  issueStatementsOfAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { partyIds = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'issueStatementsOfAccount', idempotencyKey, input },
      (unit) => issueStatementsOfAccount(unit, { ...input, partyIds }),
      findStatementRun,
    )
    return payload('statementsOfAccount', 'statements' in outcome ? outcome.statements : outcome, context)
  },

  replaceStatementOfAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'replaceStatementOfAccount', idempotencyKey, input, (unit) =>
      replaceStatementOfAccount(unit, input),
    )
    return payload('statementOfAccount', outcome, context)
  },

  sendStatementOfAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'sendStatementOfAccount', idempotencyKey, input, (unit) =>
      sendStatementOfAccount(unit, input),
    )
    return payload('statementOfAccount', outcome, context)
  },

  confirmStatementOfAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { reference = null } = input
    const outcome = await once(context, 'confirmStatementOfAccount', idempotencyKey, input, (unit) =>
      confirmStatementOfAccount(unit, { ...input, reference }),
    )
    return payload('statementOfAccount', outcome, context)
  },

  disputeStatementOfAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { reference = null, documents = [] } = input
    const stated = documents.map(({ documentNumber, statedAmount = null, remark = null }) => ({
      ...{ documentNumber, statedAmount, remark },
    }))
    const outcome = await once(context, 'disputeStatementOfAccount', idempotencyKey, input, (unit) =>
      disputeStatementOfAccount(unit, { ...input, reference, documents: stated }),
    )
    return payload('statementOfAccount', outcome, context)
  },

  resolveStatementOfAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'resolveStatementOfAccount', idempotencyKey, input, (unit) =>
      resolveStatementOfAccount(unit, input),
    )
    return payload('statementOfAccount', outcome, context)
  },

  withdrawStatementOfAccount: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'withdrawStatementOfAccount', idempotencyKey, input, (unit) =>
      withdrawStatementOfAccount(unit, input),
    )
    return payload('statementOfAccount', outcome, context)
  },
}

export const StatementOfAccount: StatementOfAccountResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.statementOfAccount.load(id)) ?? null,
  party: ({ party, partyId }) => ({ dimension: party, valueId: partyId }),
  opening: ({ opening, currency }) => money(opening, currency),
  turnover: ({ debit, credit, currency }) => ({ debit: money(debit, currency), credit: money(credit, currency) }),
  closing: (statement) => money(closingOf(statement), statement.currency),
  entries: ({ id }, asked, context) => linesOf(id, false, asked, context),
  previous: ({ previousId }, _, context) => statementOf(previousId, context),
  backdated: ({ backdated, currency }) => (backdated === null ? null : money(backdated, currency)),
  backdatedEntries: ({ id }, asked, context) => linesOf(id, true, asked, context),
  file: (statement, _, context) => ({ name: `${statement.number}.csv`, ...ticketFor('DOWNLOAD', statement, context) }),
  replaces: ({ replacesId }, _, context) => statementOf(replacesId, context),
  issuedBy: ({ issuedBy }) => ({ id: issuedBy }),
  answer: (statement) => statement.answer && { ...statement.answer, statement },
}

export const StatementOfAccountSending: StatementOfAccountSendingResolvers = {
  by: ({ by }) => ({ id: by }),
}

export const StatementOfAccountAnswer: StatementOfAccountAnswerResolvers = {
  keptBy: ({ keptBy }) => ({ id: keptBy }),
  statedBalance: ({ dispute, statement }) => (dispute ? stated(statement, dispute.balance) : null),
  difference: ({ dispute, statement }) => (dispute ? stated(statement, closingOf(statement) - dispute.balance) : null),
  reason: ({ dispute }) => dispute?.reason ?? null,
  documents: ({ statement }) => statement.documents.map((document) => ({ ...document, statement })),
}

export const StatementOfAccountDocument: StatementOfAccountDocumentResolvers = {
  ownAmount: ({ ownAmount, statement }) => (ownAmount === null ? null : stated(statement, ownAmount)),
  statedAmount: ({ statedAmount, statement }) => (statedAmount === null ? null : stated(statement, statedAmount)),
}

export const StatementOfAccountEnding: StatementOfAccountEndingResolvers = {
  by: ({ by }) => ({ id: by }),
}

export const StatementOfAccountDue: StatementOfAccountDueResolvers = {
  party: ({ party, partyId }) => ({ dimension: party, valueId: partyId }),
  last: ({ lastId }, _, context) => statementOf(lastId, context),
  balance: ({ balance, currency }) => money(balance, currency),
}

function stated({ party, currency }: Statement, net: bigint) {
  return money(asStated(party, net), currency)
}

async function statementOf(id: string | null, { loaders }: Context) {
  return id === null ? null : ((await loaders.statementOfAccount.load(id)) ?? null)
}

async function linesOf(statementId: string, backdated: boolean, asked: PageArguments, { loaders }: Context) {
  const page = pageOf(asked, ['int'])
  const { limit } = page
  const afterPlace = Number(page.after?.[0] ?? 0)
  const rows = await loaders.statementLines.load({ statementId, backdated, limit, afterPlace })
  return connection(rows, { ...page, orderKey: ({ place }) => [String(place)] })
}

function once<Outcome extends Statement | Refusal>(
  { transactor, caller }: Context,
  operation: string,
  idempotencyKey: string,
  input: object,
  work: (unit: UnitOfWork<Tx>) => Promise<Outcome>,
) {
  const replay = async (tx: Tx, id: string) =>
    (await findStatements(tx, [id]))[0] as Exclude<Outcome, Refusal> | undefined
  return transactor.once(caller, { operation, idempotencyKey, input }, work, replay)
}
