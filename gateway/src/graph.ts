import { readFile } from 'node:fs/promises'
import { ApolloGateway } from '@apollo/gateway'
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import { operationLimits, storableTexts } from '@erp/graphql-kit'
import type { Logger } from '@erp/service-kit'
import type { FastifyInstance } from 'fastify'
import type { GatewayConfig } from './config.ts'
import { formatError, isExpected } from './format-error.ts'
import type { RequestFacts } from './request-facts.ts'
import { SubgraphClient } from './subgraph-client.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'

export interface GraphContext {
  readonly facts: RequestFacts
}

/** The executable graph over all subgraphs. Throws when the supergraph is broken. */
export async function startGraph(
  config: GatewayConfig,
  logger: Logger,
  http: FastifyInstance,
  fetchFrom: (subgraph: string) => SubgraphFetch,
): Promise<ApolloServer<GraphContext>> {
  const apollo = new ApolloServer<GraphContext>({
    gateway: await createGateway(config, logger, fetchFrom),
    introspection: config.GRAPHIQL === 'on',
    hideSchemaDetailsFromClientErrors: config.GRAPHIQL === 'off',
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    maxRecursiveSelections: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: config.LIMIT_TOKENS },
    formatError,
    logger,
    plugins: [
      operationLimits(config.limits),
      storableTexts(),
      unexpectedErrorsLogged(logger),
      fastifyApolloDrainPlugin(http),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
    ],
  })
  await apollo.start()
  return apollo
}

async function createGateway(
  config: GatewayConfig,
  logger: Logger,
  fetchFrom: (subgraph: string) => SubgraphFetch,
): Promise<ApolloGateway> {
  const supergraphSdl = await readFile(config.SUPERGRAPH_FILE, 'utf8')
  return new ApolloGateway({
    supergraphSdl,
    logger,
    buildService: ({ name }) =>
      new SubgraphClient({
        name,
        url: config.subgraphUrls.get(name) ?? '',
        signingKey: config.GATEWAY_SIGNING_KEY,
        timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
        fetch: fetchFrom(name),
        logger,
      }),
  })
}

/** What a client is not told is logged with its cause, under the request id that the client was given. */
function unexpectedErrorsLogged(logger: Logger): ApolloServerPlugin<GraphContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue, operationName }) {
          const { requestId, traceparent } = contextValue.facts
          for (const error of errors) {
            if (isExpected(error.extensions.code)) continue
            logger.error({ err: error, requestId, traceparent, operationName, path: error.path }, 'an operation failed')
          }
        },
      }
    },
  }
}
