import { fileURLToPath } from 'node:url'
import {
  auditResolvers,
  auditSchema,
  personalDataResolvers,
  personalDataSchema,
  retentionResolvers,
  retentionSchema,
  startSubgraph,
} from '@erp/graphql-kit'
import { operatorMessages, operatorResolvers, operatorSchema, startMessaging } from '@erp/messaging'
import {
  createHealth,
  createLogger,
  createRights,
  createTransactor,
  loadConfig,
  onShutdown,
  openDatabase,
  personKeysOf,
  retentionRules,
  type ShutdownStep,
  sealingKeysOf,
  startRetention,
  tlsFilesOf,
} from '@erp/service-kit'
import { identityConfig } from './config.ts'
import { type Prisma, PrismaClient } from './generated/prisma/client.ts'
import * as access from './graphql/access.ts'
import * as apiKeys from './graphql/api-keys.ts'
import * as approvalDefinitions from './graphql/approval-definitions.ts'
import * as approvalDelegations from './graphql/approval-delegations.ts'
import { approvalMessages } from './graphql/approval-messages.ts'
import * as approvals from './graphql/approvals.ts'
import * as companies from './graphql/companies.ts'
import * as contacts from './graphql/contacts.ts'
import { type Context, createContext } from './graphql/context.ts'
import * as duties from './graphql/duties.ts'
import * as linkedAccounts from './graphql/linked-accounts.ts'
import { messages } from './graphql/messages.ts'
import * as personalData from './graphql/personal-data.ts'
import { providerMessages } from './graphql/provider-messages.ts'
import * as roles from './graphql/roles.ts'
import * as secondFactors from './graphql/second-factors.ts'
import * as securityEvents from './graphql/security-events.ts'
import * as sessions from './graphql/sessions.ts'
import * as signInProviders from './graphql/sign-in-providers.ts'
import * as users from './graphql/users.ts'
import { commandHandlers } from './messaging/command-handlers.ts'
import { eventHandlers } from './messaging/handlers.ts'
import { createPasswords } from './store/passwords.ts'
import { retention } from './store/retention.ts'
import { createSignInProviders, readSignInProviders } from './store/sign-in-providers.ts'
import { signingKeySource } from './store/signing-keys.ts'
import { announcePseudonyms } from './use-cases/announce-pseudonyms.ts'
import { announceRoles } from './use-cases/announce-rights.ts'
import { createKeyedQueue } from './use-cases/keyed-queue.ts'
import { sealPersons } from './use-cases/seal-names.ts'

const service = 'identity'
const schemaDirectory = fileURLToPath(new URL('../schema/', import.meta.url))

/** Wires the parts of identity together and starts them. `stop` ends them in order. */
export async function startService(env: Readonly<Record<string, string | undefined>>) {
  const config = loadConfig(identityConfig, env)
  const logger = createLogger(service, config.LOG_LEVEL)
  const health = createHealth()
  const database = openDatabase<Prisma.TransactionClient>(
    config.DATABASE_URL,
    { applicationName: service },
    (adapter) => new PrismaClient({ adapter }),
  )
  const transactor = createTransactor(database, { service, logger })

  await announceRoles(transactor)
  await announcePseudonyms(transactor)
  const sealing = { ...sealingKeysOf(config.FIELD_KEYS_FILE), persons: personKeysOf(config.FIELD_KEYS_FILE) }
  await sealPersons(transactor, sealing)
  const rules = retentionRules(retention, config.RETENTION_DAYS)
  const messaging = startMessaging({
    service,
    transactor,
    relayDatabaseUrl: config.RELAY_DATABASE_URL,
    backlogLimit: { rows: config.OUTBOX_LIMIT_ROWS, hours: config.OUTBOX_LIMIT_HOURS },
    auditSealSeconds: config.AUDIT_SEAL_SECONDS,
    nats: { url: config.NATS_URL, nkeySeed: config.NATS_NKEY_SEED, tls: tlsFilesOf(config) },
    events: eventHandlers,
    commands: commandHandlers,
    sagas: [],
    logger,
  })
  health.check('messaging', async () => {
    const { ready, problems } = await messaging.health()
    if (!ready) throw new Error(problems.join('; '))
  })

  const signingKey = signingKeySource(config.TOKEN_SIGNING_KEY_FILE)
  health.check('signing key', async () => void (await signingKey()))
  const login = {
    transactor,
    logger,
    accountQueue: createKeyedQueue(),
    signingKey,
    ...sealing,
    passwords: await createPasswords(),
    providers: createSignInProviders(readSignInProviders(config.SIGN_IN_PROVIDERS_FILE)),
    times: {
      accessTokenSeconds: config.ACCESS_TOKEN_SECONDS,
      refreshTokenDays: config.REFRESH_TOKEN_DAYS,
      sessionDays: config.SESSION_DAYS,
    },
  }
  const purging = startRetention(transactor, { rules, intervalMs: config.RETENTION_CHECK_MS, logger })
  const subgraph = await startSubgraph({
    service,
    config,
    schemaDirectory,
    extraSdl: [
      operatorSchema(service),
      auditSchema(service),
      personalDataSchema(service),
      retentionSchema(service),
    ].join('\n'),
    resolvers: [
      companies,
      users,
      contacts,
      roles,
      access,
      sessions,
      signInProviders,
      linkedAccounts,
      personalData,
      secondFactors,
      securityEvents,
      duties,
      apiKeys,
      approvals,
      approvalDefinitions,
      approvalDelegations,
      operatorResolvers(service, transactor),
      auditResolvers(service, transactor, (id, { loaders }: Context) => loaders.members.load(id)),
      retentionResolvers(service, transactor, rules),
      personalDataResolvers(service, transactor),
    ],
    messages: { ...messages, ...approvalMessages, ...providerMessages, ...operatorMessages },
    context: createContext(login),
    transactor,
    rights: createRights(transactor),
    health,
    logger,
  })

  const steps: ShutdownStep[] = [
    ['requests', () => subgraph.stop()],
    ['messages', () => messaging.stop()],
    ['retention', () => purging.stop()],
    ['database', () => database.$disconnect()],
  ]
  return {
    url: subgraph.url,
    logger,
    steps,
    async stop() {
      for (const [, run] of steps) await run()
    },
  }
}

if (import.meta.main) {
  const { logger, steps } = await startService(process.env)
  onShutdown(logger, steps)
}
