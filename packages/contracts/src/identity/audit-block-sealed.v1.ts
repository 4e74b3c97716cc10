import { auditBlockSealed } from '../audit-block-sealed.ts'

/** A block of identity's audit log was sealed: its hash is kept elsewhere, so that the log cannot be rewritten unseen. */
export const identityAuditBlockSealed = auditBlockSealed('identity.audit-block.sealed.v1')
