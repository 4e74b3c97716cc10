import type { TestSystem } from '@erp/testing'
import { newId } from '@erp/values'
import type { GraphClient } from './graph-client.ts'
import { first, type Ids, type IdUse, list, lookUp, refusal } from './id-use.ts'

/** The rows of an entry of the audit trail; reading it stands there itself. */
function changesOf(
  entry: 'identityAuditEntry' | 'inventoryAuditEntry' | 'procurementAuditEntry' | 'salesAuditEntry',
): IdUse {
  return { ...list(entry, (ids) => ({ entryId: ids[entry] })), leavesTrace: true }
}

/** Who may come in and do what: the places of identity's graph that take an id. */
export const idUsesOfAccess: Readonly<Record<string, IdUse>> = {
  'changeUserRoles userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({
    userId: user,
    ...first,
    roleCodes: [],
  })),
  'narrowUser userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user, ...first, warehouseIds: [] })),
  'narrowUser warehouseIds': refusal('warehouse', 'WAREHOUSE_NOT_OF_COMPANY', ({ user, warehouse }) => ({
    userId: user,
    ...first,
    warehouseIds: [warehouse],
  })),
  'narrowUser departmentIds': refusal('department', 'DEPARTMENT_NOT_OF_COMPANY', ({ user, department }) => ({
    userId: user,
    ...first,
    departmentIds: [department],
  })),
  'endSession sessionId': refusal('user', 'SESSION_NOT_FOUND', ({ user }) => ({ sessionId: user })),
  'userSessions userId': list('loggedInUser', ({ loggedInUser }) => ({ userId: loggedInUser })),
  'revokeSessions userId': refusal('loggedInUser', 'USER_NOT_FOUND', ({ loggedInUser }) => ({
    ...{ userId: loggedInUser, reason: 'Foreign' },
  })),
  'revokeSessions sessionId': refusal('session', 'NO_SESSION_TO_REVOKE', ({ loggedInUser, session }) => ({
    ...{ userId: loggedInUser, sessionId: session, reason: 'Foreign' },
  })),
  'identityAuditChanges entryId': changesOf('identityAuditEntry'),
  'inventoryAuditChanges entryId': changesOf('inventoryAuditEntry'),
  'procurementAuditChanges entryId': changesOf('procurementAuditEntry'),
  'salesAuditChanges entryId': changesOf('salesAuditEntry'),
  'explainAccess userId': explained('user', null),
  'explainAccess warehouseId': explained('warehouse', { reason: 'WAREHOUSE_NOT_OF_COMPANY' }),
  'explainAccess departmentId': explained('department', { reason: 'DEPARTMENT_NOT_OF_COMPANY' }),
  'explainAccess departmentIds': {
    ...explained('department', { reason: 'DEPARTMENT_NOT_OF_COMPANY' }),
    variables: ({ user, department }) => ({
      ...{ userId: user, permission: 'inventory.stock.read', departmentIds: [department] },
    }),
  },
  'explainAccess authorIds': {
    ...explained('otherUser', { reason: 'AUTHOR_NOT_OF_COMPANY' }),
    variables: ({ user, otherUser }) => ({
      ...{ userId: user, permission: 'inventory.stock.read', authorIds: [otherUser] },
    }),
  },
  'explainAccess approvalId': {
    ...explained('approval', { reason: 'APPROVAL_NOT_FOUND' }),
    variables: ({ user, approval }) => ({ userId: user, permission: 'inventory.stock.read', approvalId: approval }),
  },
  'explainAccess apiKeyId': {
    ...explained('apiKey', { reason: 'KEY_NOT_OF_USER' }),
    variables: ({ serviceAccount, apiKey }) => ({
      ...{ userId: serviceAccount, permission: 'sales.salesOrder.read', apiKeyId: apiKey },
    }),
  },
  'disableUser userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user, ...first })),
  'changeContact userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user, ...first, phone: '12345' })),
  'pseudonymiseUser userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user, ...first })),
  'personalData userId': {
    id: 'user',
    variables: ({ user }) => ({ userId: user }),
    selection: '{ username }',
    answer: null,
  },
  'resetSecondFactor userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user })),
  'securityEvents where.userId': list('serviceAccount', (ids) => ({ where: { userId: ids.serviceAccount } })),
  'acknowledgeAlert alertId': refusal('securityAlert', 'ALERT_NOT_FOUND', (ids) => ({ alertId: ids.securityAlert })),
  'apiKeys serviceAccountId': list('serviceAccount', ({ serviceAccount }) => ({ serviceAccountId: serviceAccount })),
  'createApiKey serviceAccountId': refusal('serviceAccount', 'SERVICE_ACCOUNT_NOT_FOUND', (ids) => ({
    ...keyFor(ids.serviceAccount),
  })),
  'approvalRequest id': lookUp('approval'),
  'approvalRequests filter.documentId': list('approval', ({ approval }) => ({ filter: { documentId: approval } })),
  'approve approvalId': refusal('approval', 'APPROVAL_NOT_FOUND', ({ approval }) => ({
    ...{ approvalId: approval, ...first },
  })),
  'reject approvalId': refusal('approval', 'APPROVAL_NOT_FOUND', ({ approval }) => ({
    ...{ approvalId: approval, ...first, reason: 'Foreign' },
  })),
  'withdrawApproval approvalId': refusal('approval', 'APPROVAL_NOT_FOUND', ({ approval }) => ({
    ...{ approvalId: approval, ...first, reason: 'Foreign' },
  })),
  'defineApproval branches.levels.userIds': refusal('user', 'APPROVER_UNKNOWN', ({ user }) => ({
    ...{ documentType: 'PURCHASE_ORDER', expectedVersion: 0 },
    branches: [{ levels: [{ signatures: 'ANY', userIds: [user] }] }],
  })),
  'defineApproval branches.levels.escalation.userIds': refusal('user', 'APPROVER_UNKNOWN', ({ user }) => ({
    ...{ documentType: 'PURCHASE_ORDER', expectedVersion: 0 },
    branches: [{ levels: [{ signatures: 'ANY', lineManager: true, escalation: { afterHours: 1, userIds: [user] } }] }],
  })),
  'addApprover approvalId': refusal('approval', 'APPROVAL_NOT_FOUND', ({ approval, user }) => ({
    ...{ approvalId: approval, ...first, userId: user, place: 'AFTER' },
  })),
  'addApprover userId': refusal('otherUser', 'USER_NOT_FOUND', ({ approval, otherUser }) => ({
    ...{ approvalId: approval, ...first, userId: otherUser, place: 'AFTER' },
  })),
  'remindApprovers approvalId': refusal('approval', 'APPROVAL_NOT_FOUND', ({ approval }) => ({ approvalId: approval })),
  'delegateApprovals toUserId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({
    toUserId: user,
    endsAt: tomorrow(),
  })),
  'endApprovalDelegation delegationId': refusal('delegation', 'DELEGATION_NOT_FOUND', ({ delegation }) => ({
    delegationId: delegation,
  })),
  'setLineManager userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user, ...first })),
  'setLineManager managerId': refusal('otherUser', 'MANAGER_NOT_FOUND', ({ user, otherUser }) => ({
    ...{ userId: user, ...first, managerId: otherUser },
  })),
  'linkAccount userId': refusal('user', 'PROVIDER_NOT_FOUND', ({ user }) => ({
    ...{ userId: user, provider: 'nobody', subject: 'somebody' },
  })),
  'unlinkAccount linkedAccountId': refusal('user', 'LINKED_ACCOUNT_NOT_FOUND', ({ user }) => ({
    linkedAccountId: user,
  })),
  'revokeApiKey apiKeyId': refusal('apiKey', 'API_KEY_NOT_FOUND', ({ apiKey }) => ({ apiKeyId: apiKey })),
}

/** A program of the company and its key. */
export async function makeOneOfAccess(
  administrator: GraphClient,
  companyCode: string,
): Promise<Pick<Ids, 'serviceAccount' | 'apiKey' | 'securityAlert' | 'otherUser' | 'delegation'>> {
  const account = await administrator.change<{ id: string }>('CreateServiceAccount', {
    username: `till-${companyCode}`.toLowerCase(),
    displayName: 'Till',
    roleCodes: ['SALES'],
  })
  const { apiKey } = await makeKey(administrator, keyFor(account.id))
  const rule = { kind: 'API_KEY_REVOKED', countedBy: 'COMPANY', threshold: 1, windowMinutes: 60, active: true }
  await administrator.change('SetAlertRule', rule)
  const spare = await makeKey(administrator, keyFor(account.id))
  await administrator.change('RevokeApiKey', { apiKeyId: spare.apiKey.id })
  const { securityAlerts } = await administrator.ask<{ securityAlerts: { nodes: { id: string }[] } }>('SecurityAlerts')
  const otherUser = await administrator.change<{ id: string }>('CreateUser', {
    ...{ username: `deputy-${companyCode}`.toLowerCase(), displayName: 'Deputy', roleCodes: ['CONTROLLER'] },
    password: 'Correct-Horse-9-Battery',
  })
  const delegation = await administrator.change<{ id: string }>('DelegateApprovals', {
    ...{ toUserId: otherUser.id, endsAt: tomorrow() },
  })
  return {
    ...{ serviceAccount: account.id, apiKey: apiKey.id, securityAlert: securityAlerts.nodes[0]?.id ?? '' },
    ...{ otherUser: otherUser.id, delegation: delegation.id },
  }
}

export interface MadeKey {
  readonly apiKey: { readonly id: string; readonly prefix: string }
  readonly secret: string
}

/** Makes a key and returns it with its secret, which is shown this once. */
export async function makeKey(administrator: GraphClient, input: Readonly<Record<string, unknown>>): Promise<MadeKey> {
  const { createApiKey } = await administrator.ask<{ createApiKey: MadeKey }>('CreateApiKey', {
    input: { idempotencyKey: crypto.randomUUID(), ...input },
  })
  return createApiKey
}

/** A key that lets the account see stock until tomorrow. */
export function keyFor(serviceAccountId: string) {
  return { serviceAccountId, name: 'Till', permissions: ['inventory.stock.read'], expiresAt: tomorrow() }
}

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString()
}

function explained(id: keyof Ids, answer: unknown): IdUse {
  const variables = ({ user, warehouse, department }: Ids) => ({
    ...{ userId: user, permission: 'inventory.stock.read' },
    ...(id === 'department' ? { departmentId: department } : { warehouseId: warehouse }),
  })
  return { id, variables, selection: '{ reason }', answer }
}

/** A request for approval of a document that has its id, as some service asked for it; whoever approves orders may sign it. */
export async function askForApproval(system: TestSystem, companyId: string): Promise<string> {
  const [id, makerId] = [newId(), newId()]
  await system.database('identity').rows`
    insert into approval_requests (id, company_id, document_type, document_id, document_version, title, maker_id,
                                   author_ids, submitted_by, amount_minor, currency, requested_at)
    values (${id}::uuid, ${companyId}::uuid, 'PURCHASE_ORDER', ${id}::uuid, 1, 'Steel', ${makerId}::uuid, array[${makerId}::uuid],
            ${newId()}::uuid, 100, 'CNY', now())`
  await system.database('identity').rows`
    insert into approval_seats (id, company_id, approval_id, level, weight, permission_code)
    values (${newId()}::uuid, ${companyId}::uuid, ${id}::uuid, 1, 'ENOUGH', 'procurement.purchaseOrder.approve')`
  return id
}
