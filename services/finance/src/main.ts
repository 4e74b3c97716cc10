import { fileURLToPath } from 'node:url'
import { identityAuditBlockSealed } from '@erp/contracts'
import {
  auditResolvers,
  auditSchema,
  personalDataResolvers,
  personalDataSchema,
  retentionResolvers,
  retentionSchema,
  startSubgraph,
} from '@erp/graphql-kit'
import {
  anchorHandlers,
  operatorMessages,
  operatorResolvers,
  operatorSchema,
  rightsHandlers,
  startMessaging,
} from '@erp/messaging'
import {
  createFileTickets,
  createHealth,
  createLogger,
  createRights,
  createTransactor,
  onShutdown,
  personKeysOf,
  retentionRules,
  type ShutdownStep,
  startRetention,
  tlsFilesOf,
} from '@erp/service-kit'
import { readConfig } from './config.ts'
import * as accountLedger from './graphql/account-ledger.ts'
import * as accountRules from './graphql/account-rules.ts'
import * as accounts from './graphql/accounts.ts'
import * as auxiliaryBalances from './graphql/auxiliary-balances.ts'
import { badDebtMessages } from './graphql/bad-debt-messages.ts'
import * as badDebtProvision from './graphql/bad-debt-provision.ts'
import * as badDebtWriteOffs from './graphql/bad-debt-write-offs.ts'
import * as bankMatches from './graphql/bank-matches.ts'
import { bankMessages } from './graphql/bank-messages.ts'
import * as bankStatements from './graphql/bank-statements.ts'
import { budgetMessages } from './graphql/budget-messages.ts'
import * as budgetReport from './graphql/budget-report.ts'
import * as budgetTransfers from './graphql/budget-transfers.ts'
import * as budgets from './graphql/budgets.ts'
import * as cashAccounts from './graphql/cash-accounts.ts'
import { cashCountMessages } from './graphql/cash-count-messages.ts'
import * as cashCounts from './graphql/cash-counts.ts'
import * as cashDocuments from './graphql/cash-documents.ts'
import { cashMessages } from './graphql/cash-messages.ts'
import * as cashTransfers from './graphql/cash-transfers.ts'
import { chartMessages } from './graphql/chart-messages.ts'
import * as collection from './graphql/collection.ts'
import * as customerCredit from './graphql/customer-credit.ts'
import * as dimensionValues from './graphql/dimension-values.ts'
import * as documentSimulation from './graphql/document-simulation.ts'
import * as employeeAdvances from './graphql/employee-advances.ts'
import * as exchangeRates from './graphql/exchange-rates.ts'
import * as expenseClaimFiles from './graphql/expense-claim-files.ts'
import * as expenseClaims from './graphql/expense-claims.ts'
import * as expenseFeeds from './graphql/expense-feeds.ts'
import { expenseMessages } from './graphql/expense-messages.ts'
import * as expenseSetUp from './graphql/expense-set-up.ts'
import { feedMessages } from './graphql/feed-messages.ts'
import { financeFiles } from './graphql/finance-files.ts'
import * as financialStatements from './graphql/financial-statements.ts'
import * as fiscalPeriods from './graphql/fiscal-periods.ts'
import * as journal from './graphql/journal.ts'
import * as lateFacts from './graphql/late-facts.ts'
import { createLoaders } from './graphql/loaders.ts'
import { messages } from './graphql/messages.ts'
import * as openItems from './graphql/open-items.ts'
import { keptFromNarrowed } from './graphql/open-to-narrowed.ts'
import * as openingBalances from './graphql/opening-balances.ts'
import { openingMessages } from './graphql/opening-messages.ts'
import { operators } from './graphql/operators.ts'
import { paymentRunMessages } from './graphql/payment-run-messages.ts'
import * as paymentRuns from './graphql/payment-runs.ts'
import * as perDiem from './graphql/per-diem.ts'
import * as periodClosing from './graphql/period-closing.ts'
import { periodMessages } from './graphql/period-messages.ts'
import * as savedVouchers from './graphql/saved-vouchers.ts'
import { settlementMessages } from './graphql/settlement-messages.ts'
import * as settlements from './graphql/settlements.ts'
import * as sourceDocuments from './graphql/source-documents.ts'
import * as statementLayouts from './graphql/statement-layouts.ts'
import { statementMessages } from './graphql/statement-messages.ts'
import { statementOfAccountMessages } from './graphql/statement-of-account-messages.ts'
import * as statementsOfAccount from './graphql/statements-of-account.ts'
import * as stockReconciliation from './graphql/stock-reconciliation.ts'
import * as taxCodes from './graphql/tax-codes.ts'
import { templateDraftMessages } from './graphql/template-draft-messages.ts'
import * as trialBalance from './graphql/trial-balance.ts'
import * as voucherAttachments from './graphql/voucher-attachments.ts'
import * as voucherDrafts from './graphql/voucher-drafts.ts'
import * as voucherImports from './graphql/voucher-imports.ts'
import { voucherMessages } from './graphql/voucher-messages.ts'
import * as voucherSeries from './graphql/voucher-series.ts'
import * as voucherTemplateDrafts from './graphql/voucher-template-drafts.ts'
import * as voucherTemplates from './graphql/voucher-templates.ts'
import * as vouchers from './graphql/vouchers.ts'
import { Mutation as writeExpenseClaims } from './graphql/write-expense-claims.ts'
import { Mutation as writeVouchers } from './graphql/write-vouchers.ts'
import { commandHandlers } from './messaging/command-handlers.ts'
import { eventHandlersWith } from './messaging/handlers.ts'
import { approvals, askForApproval, endApproval } from './sagas/ask-for-approval.ts'
import { connectDatabase } from './store/database.ts'
import { openNamesIn } from './store/employee-names.ts'
import { retention } from './store/retention.ts'
import { startFeedComparison } from './use-cases/compare-expense-feeds.ts'
import { startSetUpUpkeep } from './use-cases/keep-set-up.ts'
import { startLedgerRollUp } from './use-cases/roll-up-ledger.ts'
import { sealEmployees } from './use-cases/seal-employees.ts'

const service = 'finance'
const schemaDirectory = fileURLToPath(new URL('../schema/', import.meta.url))
const resolvers = [
  ...[
    accounts,
    fiscalPeriods,
    periodClosing,
    lateFacts,
    openingBalances,
    taxCodes,
    accountRules,
    voucherTemplates,
    vouchers,
    sourceDocuments,
    openItems,
    statementsOfAccount,
    customerCredit,
    settlements,
    cashAccounts,
    cashDocuments,
    cashTransfers,
    cashCounts,
    bankStatements,
    bankMatches,
    paymentRuns,
    collection,
    badDebtProvision,
    badDebtWriteOffs,
    budgets,
    budgetTransfers,
    budgetReport,
  ],
  ...[voucherDrafts, voucherAttachments, voucherSeries, voucherImports, { Mutation: writeVouchers }, savedVouchers],
  ...[dimensionValues, exchangeRates, voucherTemplateDrafts],
  ...[documentSimulation, trialBalance, accountLedger, stockReconciliation],
  ...[
    perDiem,
    expenseSetUp,
    employeeAdvances,
    expenseClaims,
    { Mutation: writeExpenseClaims },
    expenseClaimFiles,
    expenseFeeds,
  ],
  ...[auxiliaryBalances, journal, financialStatements, statementLayouts],
]

/** Wires the parts of finance together and starts them. `stop` ends them in order. */
export async function startService(env: Readonly<Record<string, string | undefined>>) {
  const config = readConfig(env)
  const logger = createLogger(service, config.LOG_LEVEL)
  const health = createHealth()
  const database = connectDatabase(config.DATABASE_URL)
  const transactor = createTransactor(database, { service, logger })

  const persons = personKeysOf(config.FIELD_KEYS_FILE)
  await sealEmployees(transactor, persons)
  const rules = retentionRules(retention, config.RETENTION_DAYS)
  const messaging = startMessaging({
    service,
    transactor,
    relayDatabaseUrl: config.RELAY_DATABASE_URL,
    backlogLimit: { rows: config.OUTBOX_LIMIT_ROWS, hours: config.OUTBOX_LIMIT_HOURS },
    auditSealSeconds: config.AUDIT_SEAL_SECONDS,
    nats: { url: config.NATS_URL, nkeySeed: config.NATS_NKEY_SEED, tls: tlsFilesOf(config) },
    events: [...eventHandlersWith(persons), ...rightsHandlers, ...anchorHandlers([identityAuditBlockSealed])],
    commands: commandHandlers,
    sagas: [askForApproval, endApproval],
    logger,
  })
  health.check('messaging', async () => {
    const { ready, problems } = await messaging.health()
    if (!ready) throw new Error(problems.join('; '))
  })
  const ledgerRollUp = startLedgerRollUp(database, { intervalMs: config.LEDGER_ROLL_UP_MS, logger })
  const setUpUpkeep = startSetUpUpkeep(database, transactor, { intervalMs: config.SET_UP_CHECK_MS, logger })

  const comparison = { intervalMs: config.EXPENSE_FEED_COMPARE_MS, logger }
  const feedComparison = startFeedComparison(database, transactor, comparison)

  const fileTickets = createFileTickets(config.GATEWAY_SIGNING_KEY, service)
  const purging = startRetention(transactor, { rules, intervalMs: config.RETENTION_CHECK_MS, logger })
  const subgraph = await startSubgraph({
    service,
    config,
    schemaDirectory,
    extraSdl: [
      operatorSchema(service, operators),
      auditSchema(service),
      personalDataSchema(service),
      retentionSchema(service),
    ].join('\n'),
    resolvers: [
      ...resolvers.map(keptFromNarrowed),
      operatorResolvers(service, transactor, operators),
      auditResolvers(service, transactor),
      retentionResolvers(service, transactor, rules),
      personalDataResolvers(service, transactor, (content) => openNamesIn(persons, content)),
    ],
    messages: {
      ...messages,
      ...statementMessages,
      ...chartMessages,
      ...templateDraftMessages,
      ...voucherMessages,
      ...periodMessages,
      ...openingMessages,
      ...settlementMessages,
      ...statementOfAccountMessages,
      ...cashMessages,
      ...cashCountMessages,
      ...bankMessages,
      ...paymentRunMessages,
      ...badDebtMessages,
      ...expenseMessages,
      ...feedMessages,
      ...budgetMessages,
      ...operatorMessages,
    },
    context: (request) => ({ loaders: createLoaders(request), fileTickets, approvals, persons }),
    files: financeFiles(transactor, fileTickets),
    transactor,
    rights: createRights(transactor),
    health,
    logger,
  })

  const steps: ShutdownStep[] = [
    ['requests', () => subgraph.stop()],
    ['messages', () => messaging.stop()],
    ['retention', () => purging.stop()],
    ['ledger roll-up', () => ledgerRollUp.stop()],
    ['set-up', () => setUpUpkeep.stop()],
    ['feeds', () => feedComparison.stop()],
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
