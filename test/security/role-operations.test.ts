import { useDatabase } from '@erp/testing'
import { expect, test } from 'vitest'
import { rootFieldsOfServices } from '../support/root-fields-of-services.ts'

const database = await useDatabase('identity')

const held = await database.rows<{ role: string; permissions: string[] }>`
  select role_code as role, array_agg(permission_code) as permissions from role_permissions group by 1 order by 1`
const declared = [...rootFieldsOfServices()].sort(([one], [other]) => (one < other ? -1 : 1))

/** The table as it is now: by operation, which roles may call it. */
const now = new Map(
  declared.map(([operation, { permission }]) => [
    operation,
    new Map(held.map((one) => [one.role, permission === undefined || one.permissions.includes(permission)])),
  ]),
)

/**
 * Who may call what, as one table for people to read: when a right is given or taken, an operation or a role comes or goes, the
 * diff says so. With `-u` this test writes it anew.
 */
test('who may call which operation is as role-operations.md says', async () => {
  expect(declared.length * held.length).toBeGreaterThan(4_000)
  await expect(written()).toMatchFileSnapshot('role-operations.md')
})

test('an auditor reads and changes nothing', () => {
  const auditor = held.find(({ role }) => role === 'AUDITOR')?.permissions ?? []
  expect(auditor.length).toBeGreaterThan(20)
  const changing = declared.filter(
    ([, { kind, permission }]) => kind === 'mutation' && permission !== undefined && auditor.includes(permission),
  )
  expect(changing.map(([operation]) => operation)).toEqual([])
})

test('nobody but administrators holds a permission with which rights are handed out', () => {
  const handing = ['identity.user.manage', 'identity.role.manage', 'identity.company.manage', 'identity.apiKey.manage']
  const roles = held.filter(({ permissions }) => permissions.some((one) => handing.includes(one)))
  expect(roles.map(({ role }) => role)).toEqual(['ADMINISTRATOR'])
})

function written(): string {
  const roles = held.map(({ role }) => role)
  const rows = declared.map(([operation, { service, permission }]) => {
    const cells = roles.map((role) => (now.get(operation)?.get(role) ? '×' : ' '))
    return `| ${service} | ${operation} | ${permission ?? '–'} | ${cells.join(' | ')} |`
  })
  const head = [
    '# Who may call what',
    '',
    'Generated from the permissions that the services’ schemas declare and from the roles of the release. An operation without a',
    'permission is for everyone who is signed in, or public.',
    '',
    `| service | operation | permission | ${roles.join(' | ')} |`,
    `| --- | --- | --- | ${roles.map(() => '---').join(' | ')} |`,
  ]
  return `${[...head, ...rows].join('\n')}\n`
}
