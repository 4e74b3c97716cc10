import { membershipChanged, type PayloadOf, roleChanged } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import {
  installationCompanyId,
  rememberMemberships,
  rememberRoles,
  type Sql,
  type Transactor,
  type UnitOfWork,
} from '@erp/service-kit'
import { type Membership, nextMemberships, untoldRoles } from '../store/rights.ts'

/**
 * Tells the others what a user may do in these companies from now on, and keeps it in identity's own copy. Every use
 * case that changes a role, a membership or a user ends with it; the transaction acts for the user.
 */
export async function announceMemberships(
  unit: UnitOfWork,
  companyIds: readonly string[],
  userId: string,
): Promise<void> {
  const memberships = (await nextMemberships(unit.tx, companyIds, userId)).map(told)
  await rememberMemberships(unit, memberships)
  await emitAll(
    unit,
    membershipChanged,
    memberships.map((membership) => ({ aggregateId: membership.membershipId, payload: membership })),
  )
}

/** What somebody is not narrowed in is left out. */
function told({
  warehouseIds,
  customerGroups,
  supplierGroups,
  departmentIds,
  ownDocuments,
  ...membership
}: Membership): PayloadOf<typeof membershipChanged> {
  return {
    ...{ ...membership, roleCodes: [...membership.roleCodes] },
    ...(warehouseIds && { warehouseIds: [...warehouseIds] }),
    ...(customerGroups && { customerGroups: [...customerGroups] }),
    ...(supplierGroups && { supplierGroups: [...supplierGroups] }),
    ...(departmentIds && { departmentIds: [...departmentIds] }),
    ...(ownDocuments && { ownDocuments }),
  }
}

/**
 * Tells the others the roles that a release changed, once, however many processes start with it. Returns the codes of
 * those that were told.
 */
export async function announceRoles(transactor: Transactor<Sql>): Promise<readonly string[]> {
  return transactor.system([installationCompanyId], 'announce-roles', async (unit) => {
    const changed = await untoldRoles(unit.tx, installationCompanyId)
    if (changed.length === 0) return []
    const facts = changed.map(({ code, ...role }) => ({ ...role, companyId: installationCompanyId, roleCode: code }))
    const news = await rememberRoles(unit, facts)
    const toTell = changed.filter(({ code }) => news.includes(code))
    await emitAll(
      unit,
      roleChanged,
      toTell.map((role) => ({
        aggregateId: role.roleId,
        payload: { ...role, companyId: installationCompanyId, permissions: [...role.permissions] },
      })),
    )
    return toTell.map(({ code }) => code)
  })
}
