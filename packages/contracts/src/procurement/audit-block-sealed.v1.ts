import { auditBlockSealed } from '../audit-block-sealed.ts'

/** A block of procurement's audit log was sealed: its hash is kept elsewhere, so that the log cannot be rewritten unseen. */
export const procurementAuditBlockSealed = auditBlockSealed('procurement.audit-block.sealed.v1')
