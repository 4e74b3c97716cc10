import { fieldKeyFile, loadConfig, retentionConfig, serviceConfig } from '@erp/service-kit'
import { z } from 'zod'

const financeConfig = serviceConfig.safeExtend({
  /** Beside it lie the keys of persons, which it wraps. */
  ...fieldKeyFile,
  ...retentionConfig,
  /** How often the ledger's tail is folded into the balances. */
  LEDGER_ROLL_UP_MS: z.coerce.number().int().min(50).default(1_000),
  /** How often what other systems sent is held against the claims that came from them. */
  EXPENSE_FEED_COMPARE_MS: z.coerce.number().int().min(50).default(3_600_000),
  /** How often books are looked through for what came with a later release than they were opened by. */
  SET_UP_CHECK_MS: z.coerce.number().int().min(50).default(300_000),
})

export type FinanceConfig = z.infer<typeof financeConfig>

/** Reads what finance is told by its environment; prints all faults together and exits when something is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): FinanceConfig {
  return loadConfig(financeConfig, env)
}
