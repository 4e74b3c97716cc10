import { serviceConfig } from '@erp/service-kit'
import { z } from 'zod'

/** What inventory is told by its environment. */
export const inventoryConfig = serviceConfig.extend({
  /** How often it looks for reservations whose time is over. */
  RESERVATION_EXPIRY_MS: z.coerce.number().int().min(50).default(1_000),
})
