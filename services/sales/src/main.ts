import { fileURLToPath } from 'node:url'
import { auditResolvers, auditSchema, personalDataResolvers, personalDataSchema, startSubgraph } from '@erp/graphql-kit'
import { operatorMessages, operatorResolvers, operatorSchema, rightsHandlers, startMessaging } from '@erp/messaging'
import {
  createHealth,
  createLogger,
  createRights,
  createTransactor,
  onShutdown,
  type ShutdownStep,
  sealingKeysOf,
  tlsFilesOf,
} from '@erp/service-kit'
import { readConfig } from './config.ts'
import * as costOfSales from './graphql/cost-of-sales.ts'
import * as creditNote from './graphql/credit-note.ts'
import * as customer from './graphql/customer.ts'
import * as delivery from './graphql/delivery.ts'
import * as expectedReceipts from './graphql/expected-receipts.ts'
import * as gift from './graphql/gift.ts'
import * as importPriceList from './graphql/import-price-list.ts'
import * as importSalesOrders from './graphql/import-sales-orders.ts'
import { allMessages } from './graphql/invoice-messages.ts'
import { createLoaders } from './graphql/loaders.ts'
import * as paymentTerm from './graphql/payment-term.ts'
import * as priceList from './graphql/price-list.ts'
import * as promotion from './graphql/promotion.ts'
import * as quotation from './graphql/quotation.ts'
import * as salesForecast from './graphql/sales-forecast.ts'
import * as salesInvoice from './graphql/sales-invoice.ts'
import * as salesOrder from './graphql/sales-order.ts'
import * as salesReturn from './graphql/sales-return.ts'
import { eventHandlers } from './messaging/handlers.ts'
import {
  askForApproval,
  startApproving,
  startApprovingCreditNote,
  startApprovingGift,
  startApprovingLimit,
  startApprovingQuotation,
  startWithdrawing,
  withdrawFromApproval,
} from './sagas/ask-for-approval.ts'
import { confirmOrder, startConfirming } from './sagas/confirm-order.ts'
import { endOrder, startReleasing } from './sagas/end-order.ts'
import { issueDelivery, startDelivering } from './sagas/issue-delivery.ts'
import { receiveSalesReturn, startReceivingReturn } from './sagas/receive-sales-return.ts'
import { startTakingBack, takeBackDelivery } from './sagas/take-back-delivery.ts'
import { connectDatabase } from './store/database.ts'
import { sealAllTaxNumbers } from './use-cases/keep-tax-number.ts'

const service = 'sales'
const schemaDirectory = fileURLToPath(new URL('../schema/', import.meta.url))

/** What starts the processes across services, for the use cases that begin them. */
const processes = {
  ...{ startApproving, startApprovingCreditNote, startApprovingGift, startApprovingQuotation },
  ...{ startApprovingLimit, startWithdrawing },
  ...{ startConfirming, startReleasing },
  ...{ startDelivering, startTakingBack, startReceivingReturn },
}

/** Wires the parts of sales together and starts them. `stop` ends them in order. */
export async function startService(env: Readonly<Record<string, string | undefined>>) {
  const config = readConfig(env)
  const logger = createLogger(service, config.LOG_LEVEL)
  const health = createHealth()
  const database = connectDatabase(config.DATABASE_URL)
  const transactor = createTransactor(database, { service, logger })

  const taxKeys = sealingKeysOf(config.FIELD_KEYS_FILE)
  await sealAllTaxNumbers(transactor, taxKeys)
  const messaging = startMessaging({
    service,
    transactor,
    relayDatabaseUrl: config.RELAY_DATABASE_URL,
    backlogLimit: { rows: config.OUTBOX_LIMIT_ROWS, hours: config.OUTBOX_LIMIT_HOURS },
    auditSealSeconds: config.AUDIT_SEAL_SECONDS,
    nats: { url: config.NATS_URL, nkeySeed: config.NATS_NKEY_SEED, tls: tlsFilesOf(config) },
    events: [...eventHandlers, ...rightsHandlers],
    commands: [],
    sagas: [
      ...[askForApproval, withdrawFromApproval, confirmOrder, endOrder],
      ...[issueDelivery, takeBackDelivery, receiveSalesReturn],
    ],
    logger,
  })
  health.check('messaging', async () => {
    const { ready, problems } = await messaging.health()
    if (!ready) throw new Error(problems.join('; '))
  })

  const subgraph = await startSubgraph({
    service,
    config,
    schemaDirectory,
    extraSdl: [operatorSchema(service), auditSchema(service), personalDataSchema(service)].join('\n'),
    resolvers: [
      ...[
        customer,
        salesOrder,
        importPriceList,
        importSalesOrders,
        delivery,
        costOfSales,
        gift,
        salesReturn,
        salesForecast,
        expectedReceipts,
        salesInvoice,
        creditNote,
        priceList,
        paymentTerm,
        promotion,
        quotation,
      ],
      ...[
        operatorResolvers(service, transactor),
        auditResolvers(service, transactor),
        personalDataResolvers(service, transactor),
      ],
    ],
    messages: { ...allMessages, ...operatorMessages },
    context: (request) => ({ loaders: createLoaders(request, taxKeys), taxKeys, ...processes }),
    transactor,
    rights: createRights(transactor),
    health,
    logger,
  })

  const steps: ShutdownStep[] = [
    ['requests', () => subgraph.stop()],
    ['messages', () => messaging.stop()],
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
