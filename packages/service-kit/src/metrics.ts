import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

export { Counter, Gauge, Histogram } from 'prom-client'

/** The process's one registry, served at /metrics. Kits and services register their own metrics here. */
export const metrics = new Registry()
collectDefaultMetrics({ register: metrics })

/** Wall time of a transaction with its retries, by label and outcome (committed, refused, failed). */
export const transactionSeconds = new Histogram({
  name: 'erp_transaction_seconds',
  help: 'Wall time of a transaction including its retries',
  labelNames: ['label', 'outcome'] as const,
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
  registers: [metrics],
})

/** Runs repeated because of a conflict, by label and cause (SQLSTATE or StaleDocument). */
export const transactionRetries = new Counter({
  name: 'erp_transaction_retries_total',
  help: 'Transactions run again after a conflict',
  labelNames: ['label', 'cause'] as const,
  registers: [metrics],
})
