import { auditFaultFound } from '../audit-fault-found.ts'

/** The audit log of identity is not what was sealed any more: identity makes it an alert. */
export const identityAuditFaultFound = auditFaultFound('identity.audit-fault.found.v1')
