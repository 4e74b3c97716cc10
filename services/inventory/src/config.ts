import { serviceConfig } from '@erp/service-kit'
import { z } from 'zod'

/** What inventory is told by its environment. */
export const inventoryConfig = serviceConfig.safeExtend({
  /** How often it looks for reservations whose time is over. */
  RESERVATION_EXPIRY_MS: z.coerce.number().int().min(50).default(1_000),
  /** How often the tail of what moved is folded into the totals of months. */
  STOCK_ROLL_UP_MS: z.coerce.number().int().min(50).default(1_000),
})
