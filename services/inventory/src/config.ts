import { serviceConfig } from '@erp/service-kit'

/** What inventory is told by its environment. */
export const inventoryConfig = serviceConfig
