import {
  type Caller,
  type IdempotencyKeyReused,
  requireUnnarrowed,
  type Sql,
  type Transactor,
  type UnitOfWork,
} from '@erp/service-kit'
import { isId, isRefusal, type Refusal, refuse } from '@erp/values'
import {
  findInboxMessage,
  type InboxMessage,
  listInboxMessages,
  retryInboxMessage,
  skipInboxMessage,
} from './inbox-messages.ts'
import { type PageArguments, page } from './keyset-page.ts'
import { type OperatorError, operatorError } from './operator-messages.ts'
import { capitalised, type OperatorOptions } from './operator-schema.ts'
import { countMessages, outboxBacklog, republish } from './outbox.ts'
import { findSaga, listSagas, retrySaga, type SagaView } from './sagas.ts'
import { confirmSkip, requestSkip } from './skip-by-two.ts'

/** What the resolvers need of a request; every service's own context has it. */
export interface OperatorContext {
  readonly caller: Caller
}

type Resolver<Args, Result> = (parent: unknown, args: Args, context: OperatorContext) => Promise<Result>
type ListArguments = PageArguments & { readonly status?: readonly string[] | null }
interface WithInput<Input> {
  readonly input: Input & { readonly idempotencyKey: string }
}

/**
 * The resolvers of `operatorSchema(service, options)`: spread `Query` and `Mutation` into the service's own. Everything is limited
 * to the caller's company, and every change is written to the audit log.
 */
export function operatorResolvers<Tx extends Sql>(
  service: string,
  transactor: Transactor<Tx>,
  { skipTakesTwo }: OperatorOptions = {},
) {
  const Service = capitalised(service)

  async function change<Field extends string, Result extends { readonly id: string }, View>(
    field: Field,
    caller: Caller,
    request: { operation: string; input: { idempotencyKey: string } & Record<string, string> },
    work: (unit: UnitOfWork<Tx>) => Promise<Result | Refusal>,
    view: (tx: Tx, id: string) => Promise<View | undefined>,
  ): Promise<{ readonly [Name in Field]: View | null } & { readonly userErrors: OperatorError[] }> {
    const { idempotencyKey, ...input } = request.input
    const malformed = Object.entries(input).find(([name, value]) => name.endsWith('Id') && !isId(value))
    const outcome: { readonly id: string } | Refusal | IdempotencyKeyReused = malformed
      ? refuse('InvalidInput', { field: malformed[0], problem: 'NOT_AN_ID' })
      : await transactor.once<{ readonly id: string } | Refusal>(
          caller,
          { operation: request.operation, idempotencyKey, input },
          work,
          async (_, id) => ({ id }),
        )
    const answer = isRefusal(outcome)
      ? { [field]: null, userErrors: [operatorError(outcome, caller.language)] }
      : { [field]: await transactor.read([caller.companyId], (tx) => view(tx, outcome.id)), userErrors: [] }
    return answer as { readonly [Name in Field]: View | null } & { readonly userErrors: OperatorError[] }
  }

  const inboxMessages: Resolver<ListArguments, ReturnType<typeof page<InboxMessage>>> = async (_, args, { caller }) =>
    page(await transactor.read([caller.companyId], (tx) => listInboxMessages(tx, caller.companyId, args)), args)

  const sagas: Resolver<ListArguments, ReturnType<typeof page<SagaView>>> = async (_, args, { caller }) =>
    page(await transactor.read([caller.companyId], (tx) => listSagas(tx, caller.companyId, args)), args)

  const backlog: Resolver<unknown, Awaited<ReturnType<typeof outboxBacklog>>> = (_, __, { caller }) =>
    transactor.read([caller.companyId], (tx) => outboxBacklog(tx, caller.companyId))

  const retryMessage = (_: unknown, { input }: WithInput<{ messageId: string }>, { caller }: OperatorContext) =>
    change(
      'inboxMessage',
      caller,
      { operation: `retry${Service}InboxMessage`, input },
      (unit) => retryInboxMessage(unit, input.messageId),
      (tx, id) => findInboxMessage(tx, caller.companyId, id),
    )

  const withReason =
    (
      operation: string,
      work: (unit: UnitOfWork<Tx>, id: string, reason: string) => Promise<{ id: string } | Refusal>,
    ) =>
    (_: unknown, { input }: WithInput<{ messageId: string; reason: string }>, { caller }: OperatorContext) =>
      change(
        'inboxMessage',
        caller,
        { operation, input },
        async (unit) =>
          /^\s*$/.test(input.reason) || input.reason.length > 500
            ? refuse('InvalidInput', { field: 'reason', problem: 'LENGTH' })
            : work(unit, input.messageId, input.reason.trim()),
        (tx, id) => findInboxMessage(tx, caller.companyId, id),
      )

  const confirmMessageSkip = (_: unknown, { input }: WithInput<{ messageId: string }>, { caller }: OperatorContext) =>
    change(
      'inboxMessage',
      caller,
      { operation: `confirm${Service}InboxMessageSkip`, input },
      (unit) => confirmSkip(unit, input.messageId),
      (tx, id) => findInboxMessage(tx, caller.companyId, id),
    )

  const skipping = skipTakesTwo
    ? {
        [`request${Service}InboxMessageSkip`]: withReason(`request${Service}InboxMessageSkip`, requestSkip),
        [`confirm${Service}InboxMessageSkip`]: confirmMessageSkip,
      }
    : { [`skip${Service}InboxMessage`]: withReason(`skip${Service}InboxMessage`, skipInboxMessage) }

  const retryProcess = (_: unknown, { input }: WithInput<{ sagaId: string }>, { caller }: OperatorContext) =>
    change(
      'saga',
      caller,
      { operation: `retry${Service}Saga`, input },
      (unit) => retrySaga(unit, input.sagaId),
      (tx, id) => findSaga(tx, caller.companyId, id),
    )

  const sendAgain = (_: unknown, { input }: WithInput<{ aggregateId: string }>, { caller }: OperatorContext) =>
    change(
      'messages',
      caller,
      { operation: `republish${Service}Outbox`, input },
      (unit) => republish(unit, input.aggregateId),
      (tx, id) => countMessages(tx, caller.companyId, id),
    )

  return ofEverything({
    Query: {
      [`${service}InboxMessages`]: inboxMessages,
      [`${service}Sagas`]: sagas,
      [`${service}OutboxBacklog`]: backlog,
    },
    Mutation: {
      [`retry${Service}InboxMessage`]: retryMessage,
      ...skipping,
      [`retry${Service}Saga`]: retryProcess,
      [`republish${Service}Outbox`]: sendAgain,
    },
  })
}

/** Messages and processes are about anything in the company, so they are for those who may see all of it. */
function ofEverything<Kinds extends Record<string, Record<string, Resolver<never, unknown>>>>(kinds: Kinds): Kinds {
  const guarded = Object.entries(kinds).map(([kind, fields]) => {
    const resolvers = Object.entries(fields).map(([name, resolve]) => {
      const asked: Resolver<never, unknown> = async (parent, args, context) => {
        requireUnnarrowed(context.caller, 'Messages and processes are')
        return resolve(parent, args, context)
      }
      return [name, asked] as const
    })
    return [kind, Object.fromEntries(resolvers)] as const
  })
  return Object.fromEntries(guarded) as Kinds
}
