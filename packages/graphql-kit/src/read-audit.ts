import type { ApolloServerPlugin } from '@apollo/server'
import { type AuditedRead, ReadRecorder, type Transactor } from '@erp/service-kit'
import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql'
import type { RequestContext } from './request-context.ts'

/** What the operation of a context was shown of fields that leave a trace. */
interface Shown {
  readonly operation: string
  readonly asked: unknown
  /** The documents whose field was read; undefined for a field of Query or Mutation. */
  readonly ids: Set<string> | undefined
}

const shownTo = new WeakMap<object, Shown[]>()

/** How many documents of one read are named; how many there were is always told. */
const namedDocuments = 90

/** Lets every field that is marked `@readAudited` note what it shows, in place. */
export function noteAuditedReads(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType()]
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields()).filter(leavesTrace)) {
      if (roots.includes(type)) noteQuestion(field)
      else noteDocument(field, `${type.name}.${field.name}`)
    }
  }
}

/** The fields that leave a trace, as the audit log names them; for tests and documentation. */
export function auditedReads(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType()]
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(leavesTrace)
        .map(({ name }) => (roots.includes(type) ? name : `${type.name}.${name}`)),
    )
    .sort()
}

/** Keeps an answer back until what it shows is written down; when that fails, there is no answer. */
export function readsAudited(transactor: Pick<Transactor, 'recordReads'>): ApolloServerPlugin<RequestContext> {
  const recorder = new ReadRecorder((reads) => transactor.recordReads(reads))
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue }) {
          const shown = shownTo.get(contextValue)
          if (shown) await recorder.record(shown.map((one) => readOf(one, contextValue)))
        },
      }
    },
  }
}

/** A question is noted once it is answered, also when nothing was found. */
function noteQuestion(field: GraphQLField<unknown, object>): void {
  const resolve = field.resolve ?? defaultFieldResolver
  field.resolve = async (source, args, context, info) => {
    const answer: unknown = await resolve(source, args, context, info)
    shownIn(context).push({ operation: field.name, asked: masked(args), ids: undefined })
    return answer
  }
}

/** The trail says that somebody was looked for by an address, a number or a tax number, not by which: it is kept for decades. */
const personal = /^(email|phone|mobile|\w*[aA]ccountNumber|iban|taxNumber|identityNumber|fullName)$/

function masked(args: unknown): unknown {
  if (Array.isArray(args)) return args.map(masked)
  if (typeof args !== 'object' || args === null || ![Object.prototype, null].includes(Object.getPrototypeOf(args)))
    return args
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, personal.test(name) && value !== null ? '***' : masked(value)]),
  )
}

/** A field of documents is noted once for the operation, with the documents that have something in it. */
function noteDocument(field: GraphQLField<unknown, object>, operation: string): void {
  const resolve = field.resolve ?? defaultFieldResolver
  field.resolve = async (source, args, context, info) => {
    const value: unknown = await resolve(source, args, context, info)
    if (value === null || value === undefined) return value
    const shown = shownIn(context)
    const known = shown.find((one) => one.operation === operation)
    const { ids } = known ?? { ids: new Set<string>() }
    if (!known) shown.push({ operation, asked: undefined, ids })
    ids?.add(idOf(source))
    return value
  }
}

function shownIn(context: object): Shown[] {
  const known = shownTo.get(context)
  if (known) return known
  const shown: Shown[] = []
  shownTo.set(context, shown)
  return shown
}

function readOf({ operation, asked, ids }: Shown, { caller }: RequestContext): AuditedRead {
  if (ids === undefined) return { caller, operation, documentId: null, asked }
  const [first = null, ...others] = ids
  const documents = { documents: ids.size, ids: [...ids].slice(0, namedDocuments) }
  return { caller, operation, documentId: others.length === 0 ? first : null, asked: documents }
}

function idOf(source: unknown): string {
  return typeof source === 'object' && source !== null && 'id' in source ? String(source.id) : ''
}

function leavesTrace({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'readAudited') ?? false
}
