import { fieldKeyFile, loadConfig, serviceConfig } from '@erp/service-kit'
import type { z } from 'zod'

/** What procurement is told by its environment; bank accounts are sealed with the keys. */
const procurementConfig = serviceConfig.safeExtend(fieldKeyFile)

/** Reads what procurement is told by its environment; prints all faults together and exits when something is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): z.infer<typeof procurementConfig> {
  return loadConfig(procurementConfig, env)
}
