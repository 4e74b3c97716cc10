import { auditBlockSealed } from '../audit-block-sealed.ts'

/** A block of inventory's audit log was sealed: its hash is kept elsewhere, so that the log cannot be rewritten unseen. */
export const inventoryAuditBlockSealed = auditBlockSealed('inventory.audit-block.sealed.v1')
