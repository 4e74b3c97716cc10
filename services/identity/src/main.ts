import { fileURLToPath } from 'node:url'
import { startSubgraph } from '@erp/graphql-kit'
import { operatorResolvers, operatorSchema, startMessaging } from '@erp/messaging'
import { createHealth, createLogger, createTransactor, databaseAdapter, loadConfig, onShutdown } from '@erp/service-kit'
import { PrismaPg } from '@prisma/adapter-pg'
import { identityConfig } from './config.ts'
import { createPasswords } from './domain/password.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import * as companies from './graphql/companies.ts'
import { createContext, type Tx } from './graphql/context.ts'
import { messages } from './graphql/messages.ts'
import * as roles from './graphql/roles.ts'
import * as sessions from './graphql/sessions.ts'
import * as users from './graphql/users.ts'
import { signingKeySource } from './store/signing-keys.ts'

export interface RunningService {
  readonly url: string
  stop(): Promise<void>
}

/** Starts identity: database, outbox relay and subgraph. Throws when a part cannot start. */
export async function startService(env: Readonly<Record<string, string | undefined>>): Promise<RunningService> {
  const config = loadConfig(identityConfig, env)
  const logger = createLogger('identity', config.LOG_LEVEL)
  const prisma = new PrismaClient({
    adapter: new PrismaPg(databaseAdapter(config.DATABASE_URL, { applicationName: 'identity' })),
  })
  const transactor = createTransactor<Tx>(prisma, { service: 'identity', logger })
  const signingKey = signingKeySource(config.TOKEN_SIGNING_KEY_FILE)
  await signingKey()
  const login = {
    transactor,
    logger,
    signingKey,
    passwords: await createPasswords(),
    times: {
      accessTokenSeconds: config.ACCESS_TOKEN_SECONDS,
      refreshTokenDays: config.REFRESH_TOKEN_DAYS,
      sessionDays: config.SESSION_DAYS,
    },
  }
  const messaging = startMessaging({
    service: 'identity',
    transactor,
    relayDatabaseUrl: config.RELAY_DATABASE_URL,
    nats: { url: config.NATS_URL, nkeySeed: config.NATS_NKEY_SEED },
    events: [],
    commands: [],
    sagas: [],
    logger,
  })
  const health = createHealth()
  health.check('messaging', async () => {
    const { ready, problems } = await messaging.health()
    if (!ready) throw new Error(problems.join(', '))
  })
  const subgraph = await startSubgraph({
    service: 'identity',
    config,
    schemaDirectory: fileURLToPath(new URL('../schema', import.meta.url)),
    extraSdl: operatorSchema('identity'),
    resolvers: [companies, users, roles, sessions, operatorResolvers('identity', transactor)].map(asResolvers),
    messages,
    context: createContext(login),
    transactor,
    health,
    logger,
  })
  return {
    url: subgraph.url,
    async stop() {
      await subgraph.stop()
      await messaging.stop()
      await prisma.$disconnect()
    },
  }
}

/** A module of resolvers as a plain object. */
function asResolvers(module: object): Record<string, unknown> {
  return { ...module }
}

if (import.meta.main) {
  const service = await startService(process.env)
  onShutdown(createLogger('identity'), [['service', service.stop]])
}
