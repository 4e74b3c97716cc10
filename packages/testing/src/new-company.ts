import { randomBytes } from 'node:crypto'
import { type Company, openCompany } from '@erp/local'
import type { TestSystem } from './system.ts'

export interface NewCompany {
  /** The first period with books; January of this year unless told. */
  readonly firstPeriod?: string
}

/**
 * A company no other test knows, with one person for each job logged in and its books open. Companies do not see each
 * other, so every scenario takes its own.
 */
export function newCompany(system: TestSystem, { firstPeriod }: NewCompany = {}): Promise<Company> {
  const suffix = randomBytes(4).toString('hex')
  return openCompany({
    graphqlUrl: `${system.gatewayUrl}/graphql`,
    administrator: system.administrator,
    code: `T-${suffix.toUpperCase()}`,
    name: { zh: `测试公司 ${suffix}`, en: `Test company ${suffix}` },
    firstPeriod: firstPeriod ?? `${new Date().getUTCFullYear()}-01`,
    usernameOf: (job) => `${job}-${suffix}`,
    password: 'Purple-Teapot-42-Lighthouse',
  })
}
