import { loadConfig, serviceConfig } from '@erp/service-kit'
import { z } from 'zod'

const keyFile = { FIELD_KEYS_FILE: z.string().min(1) }

/** What procurement is told by its environment. */
const procurementConfig = serviceConfig.extend(
  /** The keys with which bank accounts are sealed; only this service can read the file. */
  keyFile,
)

/** What the command for these keys is told. */
export const fieldKeyConfig = z.object({
  ...keyFile,
  DATABASE_URL: serviceConfig.shape.DATABASE_URL,
  LOG_LEVEL: serviceConfig.shape.LOG_LEVEL.default('warn'),
})

/** Reads what procurement is told by its environment; prints all faults together and exits when something is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): z.infer<typeof procurementConfig> {
  return loadConfig(procurementConfig, env)
}
