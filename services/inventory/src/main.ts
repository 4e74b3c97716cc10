import { fileURLToPath } from 'node:url'
import { auditResolvers, auditSchema, personalDataResolvers, personalDataSchema, startSubgraph } from '@erp/graphql-kit'
import {
  dutyHandlers,
  operatorMessages,
  operatorResolvers,
  operatorSchema,
  rightsHandlers,
  startMessaging,
} from '@erp/messaging'
import {
  createHealth,
  createLogger,
  createRights,
  createTransactor,
  loadConfig,
  onShutdown,
  type ShutdownStep,
  tlsFilesOf,
} from '@erp/service-kit'
import { inventoryConfig } from './config.ts'
import { createContext } from './graphql/context.ts'
import { messages } from './graphql/messages.ts'
import { resolvers } from './graphql/resolvers.ts'
import { commandHandlers } from './messaging/command-handlers.ts'
import { eventHandlers } from './messaging/event-handlers.ts'
import { openDatabase, type Tx } from './store/database.ts'
import { askForApproval, withdrawFromApproval } from './use-cases/ask-approval.ts'
import { startExpiry } from './use-cases/expire-reservations.ts'
import { startStockRollUp } from './use-cases/roll-up-stock.ts'

const service = 'inventory'
const schemaDirectory = fileURLToPath(new URL('../schema/', import.meta.url))

/** Wires the parts of inventory together and starts them. `stop` ends them in order. */
export async function startService(env: Readonly<Record<string, string | undefined>>) {
  const config = loadConfig(inventoryConfig, env)
  const logger = createLogger(service, config.LOG_LEVEL)
  const health = createHealth()
  const database = openDatabase(config.DATABASE_URL)
  const transactor = createTransactor<Tx>(database, { service, logger })

  const messaging = startMessaging({
    service,
    transactor,
    relayDatabaseUrl: config.RELAY_DATABASE_URL,
    backlogLimit: { rows: config.OUTBOX_LIMIT_ROWS, hours: config.OUTBOX_LIMIT_HOURS },
    auditSealSeconds: config.AUDIT_SEAL_SECONDS,
    nats: { url: config.NATS_URL, nkeySeed: config.NATS_NKEY_SEED, tls: tlsFilesOf(config) },
    events: [...eventHandlers, ...rightsHandlers, ...dutyHandlers],
    commands: commandHandlers,
    sagas: [askForApproval, withdrawFromApproval],
    logger,
  })
  health.check('messaging', async () => {
    const { ready, problems } = await messaging.health()
    if (!ready) throw new Error(problems.join('; '))
  })
  const stockRollUp = startStockRollUp(database, { intervalMs: config.STOCK_ROLL_UP_MS, logger })

  const expiry = startExpiry(transactor, { intervalMs: config.RESERVATION_EXPIRY_MS, logger })

  const subgraph = await startSubgraph({
    service,
    config,
    schemaDirectory,
    extraSdl: [operatorSchema(service), auditSchema(service), personalDataSchema(service)].join('\n'),
    resolvers: [
      ...resolvers,
      operatorResolvers(service, transactor),
      auditResolvers(service, transactor),
      personalDataResolvers(service, transactor),
    ],
    messages: { ...messages, ...operatorMessages },
    context: createContext,
    transactor,
    rights: createRights(transactor),
    health,
    logger,
  })

  const steps: ShutdownStep[] = [
    ['requests', () => subgraph.stop()],
    ['messages', () => messaging.stop()],
    ['reservation expiry', () => expiry.stop()],
    ['stock roll-up', () => stockRollUp.stop()],
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
