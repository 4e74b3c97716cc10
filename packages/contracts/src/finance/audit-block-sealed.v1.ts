import { auditBlockSealed } from '../audit-block-sealed.ts'

/** A block of finance's audit log was sealed: its hash is kept elsewhere, so that the log cannot be rewritten unseen. */
export const financeAuditBlockSealed = auditBlockSealed('finance.audit-block.sealed.v1')
