import { auditBlockSealed } from '../audit-block-sealed.ts'

/** A block of sales's audit log was sealed: its hash is kept elsewhere, so that the log cannot be rewritten unseen. */
export const salesAuditBlockSealed = auditBlockSealed('sales.audit-block.sealed.v1')
