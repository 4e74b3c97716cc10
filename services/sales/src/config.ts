import { fieldKeyFile, loadConfig, serviceConfig } from '@erp/service-kit'
import type { z } from 'zod'

/** What sales is told by its environment; tax numbers are sealed with the keys. */
const salesConfig = serviceConfig.safeExtend(fieldKeyFile)

/** Reads what sales is told by its environment; prints all faults together and exits when something is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): z.infer<typeof salesConfig> {
  return loadConfig(salesConfig, env)
}
