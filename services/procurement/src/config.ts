import { loadConfig, type ServiceConfig, serviceConfig } from '@erp/service-kit'

/** Reads what procurement is told by its environment; prints all faults together and exits when something is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ServiceConfig {
  return loadConfig(serviceConfig, env)
}
