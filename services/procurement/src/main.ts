import { fileURLToPath } from 'node:url'
import { auditResolvers, auditSchema, personalDataResolvers, personalDataSchema, startSubgraph } from '@erp/graphql-kit'
import { operatorMessages, operatorResolvers, operatorSchema, rightsHandlers, startMessaging } from '@erp/messaging'
import {
  createFileTickets,
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
import * as expectedPayments from './graphql/expected-payments.ts'
import * as goodsReceipt from './graphql/goods-receipt.ts'
import * as importSupplierPriceList from './graphql/import-supplier-price-list.ts'
import { allMessages } from './graphql/invoice-messages.ts'
import * as invoiceTolerance from './graphql/invoice-tolerance.ts'
import { createLoaders } from './graphql/loaders.ts'
import * as paymentFile from './graphql/payment-file.ts'
import { paymentFileMessages } from './graphql/payment-file-messages.ts'
import * as paymentTerm from './graphql/payment-term.ts'
import { procurementFiles } from './graphql/procurement-files.ts'
import * as purchaseOrder from './graphql/purchase-order.ts'
import * as purchaseRequisition from './graphql/purchase-requisition.ts'
import * as purchaseReturn from './graphql/purchase-return.ts'
import * as receiptEstimate from './graphql/receipt-estimate.ts'
import * as requestForQuotation from './graphql/request-for-quotation.ts'
import * as supplier from './graphql/supplier.ts'
import * as supplierBankAccount from './graphql/supplier-bank-account.ts'
import * as supplierInvoice from './graphql/supplier-invoice.ts'
import * as supplierPriceList from './graphql/supplier-price-list.ts'
import { eventHandlers } from './messaging/handlers.ts'
import {
  askForApproval,
  startApproving,
  startApprovingInvoice,
  startApprovingRequisition,
  startWithdrawing,
  withdrawFromApproval,
} from './sagas/ask-for-approval.ts'
import { bearVariance, startBearing, startTakingBack, takeBackVariance } from './sagas/bear-purchase-variance.ts'
import { giveBackBudgets, reserveBudgets, startGivingBack, startReserving } from './sagas/reserve-budget.ts'
import { returnGoods, startReturning } from './sagas/return-goods.ts'
import { connectDatabase } from './store/database.ts'

const service = 'procurement'
const schemaDirectory = fileURLToPath(new URL('../schema/', import.meta.url))

/** Wires the parts of procurement together and starts them. `stop` ends them in order. */
export async function startService(env: Readonly<Record<string, string | undefined>>) {
  const config = readConfig(env)
  const logger = createLogger(service, config.LOG_LEVEL)
  const health = createHealth()
  const prisma = connectDatabase(config.DATABASE_URL)
  const transactor = createTransactor(prisma, { service, logger })

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
      ...[returnGoods, bearVariance, takeBackVariance, askForApproval, withdrawFromApproval],
      ...[...reserveBudgets, ...giveBackBudgets],
    ],
    logger,
  })
  health.check('messaging', async () => {
    const { ready, problems } = await messaging.health()
    if (!ready) throw new Error(problems.join('; '))
  })

  const bankKeys = sealingKeysOf(config.FIELD_KEYS_FILE)
  const fileTickets = createFileTickets(config.GATEWAY_SIGNING_KEY, service)
  const subgraph = await startSubgraph({
    service,
    config,
    schemaDirectory,
    extraSdl: [operatorSchema(service), auditSchema(service), personalDataSchema(service)].join('\n'),
    resolvers: [
      supplier,
      paymentTerm,
      supplierBankAccount,
      paymentFile,
      purchaseRequisition,
      requestForQuotation,
      purchaseOrder,
      goodsReceipt,
      purchaseReturn,
      supplierInvoice,
      invoiceTolerance,
      supplierPriceList,
      importSupplierPriceList,
      receiptEstimate,
      expectedPayments,
      operatorResolvers(service, transactor),
      auditResolvers(service, transactor),
      personalDataResolvers(service, transactor),
    ],
    messages: { ...allMessages, ...paymentFileMessages, ...operatorMessages },
    context: (request) => ({
      loaders: createLoaders(request, bankKeys),
      bankKeys,
      fileTickets,
      startReturning,
      startBearing,
      startTakingBack,
      startApproving,
      startApprovingInvoice,
      startApprovingRequisition,
      startReserving,
      startGivingBack,
      startWithdrawing,
    }),
    files: procurementFiles(transactor, fileTickets, bankKeys),
    transactor,
    rights: createRights(transactor),
    health,
    logger,
  })

  const steps: ShutdownStep[] = [
    ['requests', () => subgraph.stop()],
    ['messages', () => messaging.stop()],
    ['database', () => prisma.$disconnect()],
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
