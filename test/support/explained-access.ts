import type { Person } from './people.ts'
import { rootFieldsOfServices } from './root-fields-of-services.ts'

/** The root fields of finance by the permission they ask for. */
export function permissionsOfFinance(): ReadonlyMap<string, readonly string[]> {
  const declared = [...rootFieldsOfServices()].flatMap(([name, { service, permission }]) =>
    service === 'finance' && permission && !/Finance|^finance/.test(name) ? [{ name, permission }] : [],
  )
  const byPermission = Map.groupBy(declared, ({ permission }) => permission)
  return new Map([...byPermission].map(([permission, fields]) => [permission, fields.map(({ name }) => name)]))
}

/** What `explainAccess` says of somebody's permissions; of one's own where nobody else is named. */
export async function reasonsFor(asker: Person, permissions: readonly string[], about: Person = asker) {
  const userId = await idOf(about)
  const reasons = new Map<string, string | undefined>()
  for (const permission of permissions) {
    const text = `query ($userId: ID!, $permission: String!) { explainAccess(userId: $userId, permission: $permission) { reason } }`
    const { data } = await asker.send<{ explainAccess: { reason: string } | null }>(text, { userId, permission })
    reasons.set(permission, data?.explainAccess?.reason)
  }
  return reasons
}

async function idOf(person: Person): Promise<string> {
  const { data } = await person.send<{ me: { user: { id: string } } }>('{ me { user { id } } }', {})
  return data?.me.user.id ?? ''
}
