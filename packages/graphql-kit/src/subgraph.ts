import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import {
  type Health,
  type Logger,
  type RightsSource,
  rightsOfTokenAlone,
  type ServiceConfig,
  type Sql,
  type Transactor,
  type TransitSettings,
  tlsFilesOf,
  tlsSource,
  transactorFor,
} from '@erp/service-kit'
import type { FastifyRequest } from 'fastify'
import { admitRequests } from './admission.ts'
import { currentRequest, formatError, isExpected } from './error-format.ts'
import { type FileStore, serveFiles } from './file-routes.ts'
import { gatewayOnly } from './gateway-only.ts'
import { buildHttpServer, within } from './http-server.ts'
import { commonMessages, type Messages } from './messages.ts'
import { type OperationLimits, operationLimits, subgraphLimits } from './operation-limits.ts'
import { readsAudited } from './read-audit.ts'
import { callerOf, type RequestContext, type RequestFacts } from './request-context.ts'
import { buildSchema, type Resolvers } from './schema.ts'
import { storableTexts } from './text-arguments.ts'

export interface SubgraphOptions<Tx extends Sql, Extra extends { readonly loaders: unknown }> {
  readonly service: string
  readonly config: Pick<ServiceConfig, 'HOST' | 'PORT' | 'GATEWAY_SIGNING_KEY' | 'TOKEN_JWKS_FILE'> &
    TransitSettings &
    Partial<Pick<ServiceConfig, 'TLS_GATEWAY_NAME'>>
  /** The folder of the service's SDL files. */
  readonly schemaDirectory: string
  /** SDL that a package adds, such as the operator's part of messaging. */
  readonly extraSdl?: string
  /** Resolvers by type; those of several sources may be given as a list, merged by field. */
  readonly resolvers: Resolvers | readonly Resolvers[]
  /** Sentences for the service's refusals; the shared ones are added. */
  readonly messages: Messages
  /** What this service adds to the context of each request: its loaders. */
  readonly context: (request: RequestContext<Tx>) => Extra
  readonly transactor: Transactor<Tx>
  /** What users may do now, by their tokens and by news; left out, tokens alone decide. */
  readonly rights?: RightsSource
  /** Where the service keeps files; left out, it has none. */
  readonly files?: FileStore
  readonly health: Health
  readonly logger: Logger
  /** Bytes of one request, 1 MiB when left out; see ADR 0013. */
  readonly bodyLimit?: number
  /** How long one request may take; 30 s when left out, longer than a mutation's longest wait (10 s) with its work. */
  readonly timeoutMs?: number
  readonly limits?: Partial<OperationLimits>
}

export interface RunningSubgraph {
  /** Without a trailing slash; the graph is at `/graphql` below it. */
  readonly url: string
  /** Reports unready, lets running requests end and closes the port. */
  stop(): Promise<void>
}

/**
 * Serves a subgraph on HTTP: POST /graphql for the gateway only, /livez, /readyz and /metrics for operators. Throws
 * when a root field or entity declares no permission, or a refusal has no sentence.
 */
export async function startSubgraph<Tx extends Sql, Extra extends { readonly loaders: unknown }>(
  options: SubgraphOptions<Tx, Extra>,
): Promise<RunningSubgraph> {
  const { transactor, health, logger } = options
  const messages: Messages = { ...commonMessages, ...options.messages }
  const limits = { ...subgraphLimits, ...options.limits }
  const { bodyLimit = 1_048_576, timeoutMs = 30_000 } = options
  const { TLS_GATEWAY_NAME: gatewayName = 'gateway', TLS_OFF_REASON: offReason } = options.config
  const files = tlsFilesOf(options.config)
  const http = buildHttpServer({ health, logger, bodyLimit, timeoutMs, tls: files && tlsSource(files) })
  if (files) http.addHook('onRequest', gatewayOnly(gatewayName, logger))
  if (offReason) logger.warn({ reason: offReason }, 'this process does not encrypt what it sends and takes')

  const apollo = new ApolloServer<RequestContext<Tx> & Extra>({
    schema: buildSchema({ ...options, messages }),
    introspection: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    maxRecursiveSelections: true,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    parseOptions: { maxTokens: limits.tokens },
    formatError,
    logger,
    plugins: [
      operationLimits(limits),
      storableTexts(),
      readsAudited(transactor),
      unexpectedErrorsLogged(logger),
      fastifyApolloDrainPlugin(http),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  })
  await apollo.start()

  const handle = fastifyApolloHandler(apollo, {
    context: async (request: FastifyRequest) => {
      const facts = request.getDecorator<RequestFacts>('facts')
      const caller = callerOf(facts)
      const base: RequestContext<Tx> = {
        caller,
        signedIn: facts.claims !== undefined,
        language: facts.language,
        requestId: facts.requestId,
        traceparent: facts.traceparent,
        origin: facts.origin,
        transactor: transactorFor(transactor, caller),
        messages,
        logger: logger.child({ requestId: facts.requestId, traceparent: facts.traceparent }),
      }
      return { ...base, ...options.context(base) }
    },
  })
  const { GATEWAY_SIGNING_KEY: signingKey, TOKEN_JWKS_FILE: jwksFile } = options.config
  const admit = admitRequests({ signingKey, jwksFile, rights: options.rights ?? rightsOfTokenAlone, logger })
  http.decorateRequest('facts', null)
  http.post('/graphql', { preHandler: admit }, function (request, reply) {
    const { requestId } = request.getDecorator<RequestFacts>('facts')
    return currentRequest.run({ requestId }, () => within(timeoutMs, () => handle.call(this, request, reply)))
  })

  if (options.files) serveFiles(http, { files: options.files, signingKey, jwksFile, logger })

  health.check('database', async () => {
    await transactor.read([], (tx) => tx.$queryRaw`select 1`)
  })
  const url = await http.listen({ host: options.config.HOST, port: options.config.PORT })
  logger.info({ url }, 'subgraph is listening')
  return {
    url,
    async stop() {
      health.drain()
      await apollo.stop()
      options.rights?.close()
    },
  }
}

/** What a client is not told is logged with its cause, under the request id that the client was given. */
function unexpectedErrorsLogged(logger: Logger): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue, operationName }) {
          for (const error of errors) {
            if (isExpected(error.extensions.code)) continue
            const { requestId } = contextValue
            logger.error(
              { err: error.originalError ?? error, requestId, operationName, path: error.path },
              'a resolver failed',
            )
          }
        },
      }
    },
  }
}
