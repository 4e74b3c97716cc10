import type { GraphClient } from './graph-client.ts'
import { first, type Ids, type IdUse, list, refusal } from './id-use.ts'

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
  'endSession sessionId': refusal('user', 'SESSION_NOT_FOUND', ({ user }) => ({ sessionId: user })),
  'explainAccess userId': explained('user', null),
  'explainAccess warehouseId': explained('warehouse', { reason: 'WAREHOUSE_NOT_OF_COMPANY' }),
  'disableUser userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user, ...first })),
  'resetSecondFactor userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user })),
  'securityEvents where.userId': list('serviceAccount', (ids) => ({ where: { userId: ids.serviceAccount } })),
  'acknowledgeAlert alertId': refusal('securityAlert', 'ALERT_NOT_FOUND', (ids) => ({ alertId: ids.securityAlert })),
  'apiKeys serviceAccountId': list('serviceAccount', ({ serviceAccount }) => ({ serviceAccountId: serviceAccount })),
  'createApiKey serviceAccountId': refusal('serviceAccount', 'SERVICE_ACCOUNT_NOT_FOUND', (ids) => ({
    ...keyFor(ids.serviceAccount),
  })),
  'revokeApiKey apiKeyId': refusal('apiKey', 'API_KEY_NOT_FOUND', ({ apiKey }) => ({ apiKeyId: apiKey })),
}

/** A program of the company and its key. */
export async function makeOneOfAccess(
  administrator: GraphClient,
  companyCode: string,
): Promise<Pick<Ids, 'serviceAccount' | 'apiKey' | 'securityAlert'>> {
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
  return { serviceAccount: account.id, apiKey: apiKey.id, securityAlert: securityAlerts.nodes[0]?.id ?? '' }
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
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  return { serviceAccountId, name: 'Till', permissions: ['inventory.stock.read'], expiresAt }
}

function explained(id: keyof Ids, answer: unknown): IdUse {
  const variables = ({ user, warehouse }: Ids) => ({
    userId: user,
    permission: 'inventory.stock.read',
    warehouseId: warehouse,
  })
  return { id, variables, selection: '{ reason }', answer }
}
