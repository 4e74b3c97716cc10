import {
  type AuditChange,
  type AuditEntry,
  type AuditTrailQuery,
  type AuditVerification,
  anonymousUserId,
  type Caller,
  listAuditAnchors,
  listAuditChanges,
  listAuditFaults,
  listAuditTrail,
  readAuditWatch,
  requireUnnarrowed,
  type Sql,
  serviceUserId,
  type Transactor,
  traceIdOf,
  verifyAuditBlocks,
} from '@erp/service-kit'
import { isId } from '@erp/values'
import { keepsAnchors } from './audit-schema.ts'
import { connection, type PageArguments, pageOf } from './connection.ts'
import { badInput } from './expected-errors.ts'

interface AuditContext {
  readonly caller: Caller
}

type Filter = { readonly [Field in 'userId' | 'operation' | 'documentId' | 'requestId']?: string | null } & {
  readonly [Field in 'from' | 'until']?: Date | null
}

interface Verifying {
  readonly fromBlock?: number | null
  readonly anchor?: { readonly block: number; readonly hash: string } | null
}

/** Identity's users by id; the others name them, and the gateway asks identity. */
type UserOf<Context> = (id: string, context: Context) => unknown

/** The resolvers of `auditSchema(service)`. The trail is the caller's company's; a chain is verified for all companies. */
export function auditResolvers<Tx extends Sql, Context extends AuditContext = AuditContext>(
  service: string,
  transactor: Transactor<Tx>,
  userOf: UserOf<Context> = (id) => ({ id }),
) {
  const trail = async (
    _: unknown,
    args: PageArguments & { readonly filter?: Filter | null },
    context: AuditContext,
  ) => {
    const caller = unnarrowed(context)
    const page = pageOf(args, ['bigint', 'bigint'])
    const query = trailQuery(caller, args.filter ?? {}, page)
    const entries = query ? await transactor.read([caller.companyId], (tx) => listAuditTrail(tx, query)) : []
    return connection(entries.map(shown), { ...page, orderKey: ({ position, id }) => [position, id] })
  }

  const changes = async (_: unknown, args: PageArguments & { readonly entryId: string }, context: AuditContext) => {
    const { companyId } = unnarrowed(context)
    const page = pageOf(args, ['bigint'])
    const query = { companyId, entryId: args.entryId, limit: page.limit, after: page.after?.[0] ?? '0' }
    const found = isEntryId(args.entryId) ? await transactor.read([companyId], (tx) => listAuditChanges(tx, query)) : []
    return connection(found.map(shownChange), { ...page, orderKey: ({ place }) => [place] })
  }

  const watch = (_: unknown, __: unknown, context: AuditContext) => {
    const { companyId } = unnarrowed(context)
    return transactor.read([companyId], async (tx) => {
      const kept = await readAuditWatch(tx)
      const faults = await listAuditFaults(tx, faultsShown)
      return {
        intact: faults.every(({ goneAt }) => goneAt !== null),
        checkedAt: kept?.checkedAt ?? null,
        verifiedBlock: kept?.verified?.number ?? null,
        wholeCheckedAt: kept?.sweptAt ?? null,
        faults: faults.map(({ auditId, ...fault }) => ({ ...fault, entryId: auditId })),
      }
    })
  }

  const verify = async (_: unknown, { fromBlock, anchor }: Verifying, context: AuditContext) => {
    const { companyId } = unnarrowed(context)
    if ((fromBlock ?? 1) < 1) throw badInput('fromBlock is at least 1.')
    const result = await transactor.read([companyId], (tx) =>
      verifyAuditBlocks(tx, {
        fromBlock: fromBlock ?? 1,
        anchor: anchor ? { number: anchor.block, hash: anchor.hash } : undefined,
      }),
    )
    return verdict(result)
  }

  const anchors = async () => {
    const heads = await transactor.read([], listAuditAnchors)
    return heads.map(({ number, ...head }) => ({ ...head, block: number }))
  }

  return {
    AuditEntry: {
      user: ({ userId, username }: AuditEntry, _: unknown, context: Context) =>
        userId === anonymousUserId || userId === serviceUserId(username) ? null : userOf(userId, context),
    },
    Query: {
      [`${service}AuditTrail`]: trail,
      [`${service}AuditChanges`]: changes,
      [`${service}AuditWatch`]: watch,
      [`verify${service.charAt(0).toUpperCase()}${service.slice(1)}Audit`]: verify,
      ...(keepsAnchors(service) ? { [`${service}AuditAnchors`]: anchors } : {}),
    },
  }
}

const faultsShown = 50

/** What fits a bigint; anything else is no entry. */
function isEntryId(text: string): boolean {
  return /^\d{1,18}$/.test(text)
}

/** Entries say nothing of whom or what they are about, so they are for those who may see everything. */
function unnarrowed({ caller }: AuditContext): Caller {
  requireUnnarrowed(caller, 'The audit trail is')
  return caller
}

/** Undefined when nothing can be found: no entry has such a user. */
function trailQuery(
  { companyId }: Caller,
  filter: Filter,
  { limit, after }: { readonly limit: number; readonly after: readonly string[] | undefined },
): AuditTrailQuery | undefined {
  const { userId, operation, documentId, requestId, from, until } = filter
  if (userId != null && !isId(userId)) return undefined
  const [position, id] = after ?? []
  return {
    companyId,
    userId: userId ?? undefined,
    operation: operation ?? undefined,
    documentId: documentId ?? undefined,
    requestId: requestId ?? undefined,
    from: from ?? undefined,
    until: until ?? undefined,
    limit,
    after: position === undefined || id === undefined ? undefined : [position, id],
  }
}

function shown({ traceparent, changes, asked, ...entry }: AuditEntry) {
  return { ...entry, changes: changes.map(shownChange), asked: textOf(asked), traceId: traceIdOf(traceparent) }
}

function shownChange({ place, table, key, before, after }: AuditChange) {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort()
  return {
    ...{ place, table, key },
    kind: before === null ? 'ADDED' : after === null ? 'REMOVED' : 'CHANGED',
    fields: fields.map((field) => ({ field, before: textOf(before?.[field]), after: textOf(after?.[field]) })),
  }
}

/** Texts as they are, everything else as JSON; null for what was not there. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function verdict({ fromBlock, toBlock, rowCount, head, fault }: AuditVerification) {
  return {
    intact: fault === undefined,
    fault: fault ? { kind: fault.kind, block: fault.block, entryId: fault.auditId } : null,
    fromBlock,
    toBlock,
    rowCount,
    nextBlock: head && head.number > toBlock ? toBlock + 1 : null,
    headBlock: head?.number ?? null,
    headHash: head?.hash ?? null,
  }
}
