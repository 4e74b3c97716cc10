import { type DataScope, dataScopeOf } from './data-scope.ts'
import { findMembership, findRolePermissions, installationCompanyId } from './rights-replica.ts'
import { onRightsChanged } from './rights-signal.ts'
import type { Transactor } from './transactor.ts'

/** What a verified token says about its user's rights. */
export interface TokenRights {
  readonly sub: string
  readonly companyId: string
  /** The roles held in the company when the token was made. */
  readonly roles?: readonly string[] | undefined
  /** The version of the membership those roles were read from; 0 when left out. */
  readonly rightsVersion?: number | undefined
  /** What the user was narrowed to then; left out for everything of its kind. */
  readonly warehouses?: readonly string[] | undefined
  readonly customerGroups?: readonly string[] | undefined
  readonly supplierGroups?: readonly string[] | undefined
  readonly departments?: readonly string[] | undefined
  /** True for whoever sees their own documents alone. */
  readonly ownDocuments?: boolean | undefined
  /** Permissions granted as they are: to somebody who works in no company, or to less than their roles would allow. */
  readonly permissions?: readonly string[] | undefined
}

/** What a user may do now, and with what. */
export interface UserRights extends DataScope {
  readonly roleCodes: readonly string[]
  readonly permissions: ReadonlySet<string>
}

/** Says what the user of a token may do now; undefined for a user who may do nothing any more. */
export interface RightsSource {
  of(token: TokenRights): Promise<UserRights | undefined>
  /** Ends the listening for news. */
  close(): void
}

export interface RightsOptions {
  /** How long an answer counts when no news comes to this process. */
  readonly freshMs?: number
}

const rememberedUsers = 10_000

/**
 * Rights by the newer of two sources: the token, which identity signed, and the copy that identity's news keep. So a
 * change is in force as soon as its news is here, and a user who has just been given a role need not wait for the news.
 * Answers are remembered in the process: news forgets them at once, and those that reached another process of the
 * service are noticed within `freshMs`.
 */
export function createRights(
  transactor: Pick<Transactor, 'read'>,
  { freshMs = 5_000 }: RightsOptions = {},
): RightsSource {
  const known = new Map<string, { readonly readAt: number; readonly rights: Promise<UserRights | undefined> }>()
  const close = onRightsChanged(() => known.clear())
  return {
    close,
    async of(token) {
      if (token.companyId === installationCompanyId) return asGiven(token)
      const key = keyOf(token)
      const now = Date.now()
      const remembered = known.get(key)
      if (remembered && now - remembered.readAt < freshMs) return remembered.rights
      if (known.size >= rememberedUsers) known.clear()
      const rights = readRights(transactor, token)
      known.set(key, { readAt: now, rights })
      rights.catch(() => known.delete(key))
      return rights
    },
  }
}

/** Rights of a token alone, for a process without a copy: what the token grants as it is, and no role. */
export const rightsOfTokenAlone: RightsSource = { of: async (token) => asGiven(token), close: () => undefined }

function asGiven(token: TokenRights): UserRights {
  return { roleCodes: [], permissions: new Set(token.permissions), ...scopeOfToken(token) }
}

function scopeOfToken({
  sub,
  warehouses,
  customerGroups,
  supplierGroups,
  departments,
  ownDocuments,
}: Omit<TokenRights, 'companyId'>): DataScope {
  const authorIds = ownDocuments ? [sub] : undefined
  return { warehouseIds: warehouses, customerGroups, supplierGroups, departmentIds: departments, authorIds }
}

async function readRights(transactor: Pick<Transactor, 'read'>, token: TokenRights): Promise<UserRights | undefined> {
  return transactor.read([token.companyId], async (tx) => {
    const membership = await findMembership(tx, token.companyId, token.sub)
    if (membership?.active === false) return undefined
    const newer = membership !== undefined && membership.version > (token.rightsVersion ?? 0)
    const roleCodes = newer ? membership.roleCodes : token.roles
    const scope = newer ? dataScopeOf(membership) : scopeOfToken(token)
    if (roleCodes === undefined) return asGiven(token)
    const byRole = await findRolePermissions(tx, token.companyId, roleCodes)
    const held = new Set([...byRole.values()].flat())
    const granted = token.permissions?.filter((permission) => held.has(permission))
    return { roleCodes, permissions: granted ? new Set(granted) : held, ...scope }
  })
}

/** Two tokens of one user may differ in what they say, and what is newer than one may be older than the other. */
function keyOf(token: TokenRights): string {
  const { sub, companyId, roles, rightsVersion, permissions } = token
  return JSON.stringify([companyId, sub, rightsVersion, roles, permissions, scopeOfToken(token)])
}
