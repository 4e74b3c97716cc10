import { auditFaultFound } from '../audit-fault-found.ts'

/** The audit log of inventory is not what was sealed any more: identity makes it an alert. */
export const inventoryAuditFaultFound = auditFaultFound('inventory.audit-fault.found.v1')
