import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { OperationLimits } from '@erp/graphql-kit'
import { encryptedInTransit, type KeyPairFiles, loadConfig, transitSettings } from '@erp/service-kit'
import { z } from 'zod'

// @apollo/gateway would report to its vendor each hour. It asks when it starts, long after this module is loaded.
process.env.APOLLO_TELEMETRY_DISABLED = '1'

const defaultSupergraph = fileURLToPath(new URL('../supergraph.graphql', import.meta.url))

/** What the gateway is told by its environment. */
const settings = z.object({
  ...transitSettings,
  /** What clients are shown; without them the gateway answers plain HTTP. */
  PUBLIC_TLS_CERT_FILE: z.string().min(1).optional(),
  PUBLIC_TLS_KEY_FILE: z.string().min(1).optional(),
  /** Who encrypts on the way from clients instead, such as a load balancer. */
  PUBLIC_TLS_OFF_REASON: z
    .string()
    .trim()
    .min(10, 'must say in at least 10 characters who encrypts instead')
    .optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 lets the system choose a free port. */
  PORT: z.coerce.number().int().min(0).max(65_535),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** The key with which requests to subgraphs are signed; every service has the same. */
  GATEWAY_SIGNING_KEY: z.string().min(32),
  /** Path of the JSON Web Key Set with identity's public keys; read again when it changes. */
  TOKEN_JWKS_FILE: z.string().min(1),
  SUPERGRAPH_FILE: z.string().min(1).default(defaultSupergraph),
  /** Serves GraphiQL and allows introspection: for developers, off where strangers can reach it. */
  GRAPHIQL: z.enum(['on', 'off']).default('off'),
  /** Origins browsers may call from, exactly as they send them, separated by commas. */
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    ),
  /** Addresses of proxies whose X-Forwarded-For is believed, separated by commas. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((address) => address.trim())
        .filter(Boolean),
    ),
  LIMIT_DEPTH: limit(12),
  LIMIT_ALIASES: limit(15),
  LIMIT_ROOT_FIELDS: limit(10),
  LIMIT_TOKENS: limit(2_000),
  /** Objects an answer may hold, each list counting as its `first`. */
  LIMIT_COST: limit(40_000),
  LIMIT_BODY_BYTES: limit(102_400),
  /** Bytes of one file on its way to a service; services have limits of their own. */
  LIMIT_FILE_BYTES: limit(10_485_760),
  /** Longer than the longest wait a mutation offers (10 s) with its work. */
  SUBGRAPH_TIMEOUT_MS: limit(20_000),
})

const thisMachine = new Set(['127.0.0.1', '::1', 'localhost'])

const gatewayConfig = settings.superRefine((config, context) => {
  encryptedInTransit(config, context)
  const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const { PUBLIC_TLS_CERT_FILE: certificate, PUBLIC_TLS_KEY_FILE: key, PUBLIC_TLS_OFF_REASON: offReason } = config
  if (key && !certificate) fault('PUBLIC_TLS_CERT_FILE', 'is needed with PUBLIC_TLS_KEY_FILE')
  if (certificate && !key) fault('PUBLIC_TLS_KEY_FILE', 'is needed with PUBLIC_TLS_CERT_FILE')
  if (certificate && offReason) fault('PUBLIC_TLS_OFF_REASON', 'may not stand beside PUBLIC_TLS_CERT_FILE')
  if (certificate || offReason || config.NODE_ENV !== 'production' || thisMachine.has(config.HOST)) return
  fault('PUBLIC_TLS_CERT_FILE', 'is needed in production beyond this machine, or PUBLIC_TLS_OFF_REASON')
})

export type GatewayConfig = z.infer<typeof gatewayConfig> & {
  /** Where each subgraph's graph is, by the subgraph's name. */
  readonly subgraphUrls: ReadonlyMap<string, string>
  readonly limits: OperationLimits
  /** What clients are shown; undefined where the gateway answers plain HTTP. */
  readonly publicFiles: KeyPairFiles | undefined
}

/**
 * Reads the environment; prints all faults together and exits when something is wrong. Every subgraph has a variable of
 * its own, such as IDENTITY_URL=http://127.0.0.1:4001, to which the path /graphql is added.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const subgraphs = subgraphNames(readFileSync(env.SUPERGRAPH_FILE ?? defaultSupergraph, 'utf8'))
  const variables = subgraphs.map((name) => `${name.toUpperCase()}_URL`)
  const protocol = env.TLS_CA_FILE === undefined ? /^https?$/ : /^https$/
  const url = z.url({ protocol }).transform(graphUrl)
  const urls = z.object(Object.fromEntries(variables.map((variable) => [variable, url])))
  const config = loadConfig(gatewayConfig.and(urls), env)
  const { PUBLIC_TLS_CERT_FILE: certFile, PUBLIC_TLS_KEY_FILE: keyFile } = config
  const found = config as Readonly<Record<string, unknown>>
  return {
    ...config,
    limits: {
      depth: config.LIMIT_DEPTH,
      aliases: config.LIMIT_ALIASES,
      rootFields: config.LIMIT_ROOT_FIELDS,
      tokens: config.LIMIT_TOKENS,
      cost: config.LIMIT_COST,
    },
    publicFiles: certFile && keyFile ? { certFile, keyFile } : undefined,
    subgraphUrls: new Map(subgraphs.map((name, index) => [name, String(found[variables[index] ?? ''])])),
  }
}

/** The subgraphs a supergraph was composed of, as its join__Graph enum names them. */
export function subgraphNames(supergraphSdl: string): string[] {
  return [...supergraphSdl.matchAll(/@join__graph\(name: "([^"]+)"/g)].map(([, name]) => name ?? '')
}

function limit(usual: number) {
  return z.coerce.number().int().min(1).default(usual)
}

function graphUrl(base: string): string {
  const url = new URL(base)
  if (url.pathname === '/') url.pathname = '/graphql'
  return url.href
}
