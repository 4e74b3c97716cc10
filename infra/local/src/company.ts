import { setTimeout as delay } from 'node:timers/promises'
import { type GraphSession, logIn, Refused } from './graph-client.ts'
import type { Login } from './stack-file.ts'
import type { Administrator } from './system-programs.ts'

/** People a company needs for the flows that exist, by what they do. */
export const jobs = {
  administrator: { role: 'ADMINISTRATOR', name: '系统管理员' },
  buyer: { role: 'BUYER', name: '王采购' },
  storekeeper: { role: 'STOREKEEPER', name: '李仓管' },
  sales: { role: 'SALES', name: '赵销售' },
  accountant: { role: 'ACCOUNTANT', name: '陈会计' },
  cashier: { role: 'CASHIER', name: '孙出纳' },
  controller: { role: 'CONTROLLER', name: '周主管' },
  auditor: { role: 'AUDITOR', name: '吴审计' },
} as const
export type Job = keyof typeof jobs

export interface CompanyOptions {
  readonly graphqlUrl: string
  readonly administrator: Administrator
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string }
  /** The first period with books, such as 2026-01. */
  readonly firstPeriod: string
  readonly usernameOf: (job: Job) => string
  readonly password: string
}

export interface Company {
  readonly id: string
  readonly code: string
  readonly logins: readonly Login[]
  /** Everyone who works there, logged in. */
  readonly as: Readonly<Record<Job, GraphSession>>
}

/**
 * Registers a company with one person for each job and waits until its books are open. All of it through the gateway,
 * with keys that follow from the company's code: done again, it finds what is there.
 */
export async function openCompany(options: CompanyOptions): Promise<Company> {
  const { graphqlUrl, administrator, code, password } = options
  const owner = await logInRegistering(options)
  const people = (Object.keys(jobs) as Job[]).filter((job) => job !== 'administrator')
  for (const job of people) {
    await owner.session.change(
      'createUser',
      {
        idempotencyKey: `${code}/user/${job}`,
        username: options.usernameOf(job),
        displayName: jobs[job].name,
        password,
        roleCodes: [jobs[job].role],
      },
      'user',
      '{ id }',
    )
  }
  const sessions = await Promise.all(
    people.map(async (job) => {
      const session = await logIn(graphqlUrl, { username: options.usernameOf(job), password, companyCode: code })
      return [job, session] as const
    }),
  )
  const as = { administrator: owner.session, ...Object.fromEntries(sessions) } as Record<Job, GraphSession>
  await untilBooksAreOpen(as.controller)
  return {
    id: owner.companyId,
    code,
    as,
    logins: [
      { job: 'administrator', ...administrator, companyCode: code },
      ...people.map((job) => ({ job, username: options.usernameOf(job), password, companyCode: code })),
    ],
  }
}

async function logInRegistering(options: CompanyOptions): Promise<{ session: GraphSession; companyId: string }> {
  const { graphqlUrl, administrator, code } = options
  const here = { ...administrator, companyCode: code }
  let session = await logIn(graphqlUrl, here).catch((error: unknown) => {
    if (error instanceof Refused) return undefined
    throw error
  })
  if (!session) {
    const before = await logIn(graphqlUrl, administrator)
    await before.change(
      'registerCompany',
      {
        idempotencyKey: `${code}/company`,
        code,
        name: options.name,
        baseCurrency: 'CNY',
        accountingStandard: 'CAS',
        firstPeriod: options.firstPeriod,
      },
      'company',
      '{ id }',
    )
    session = await logIn(graphqlUrl, here)
  }
  const { me } = await session.query<{ me: { company: { id: string } } }>('{ me { company { id } } }')
  return { session, companyId: me.company.id }
}

/** Finance opens the books when it hears of the company: periods, accounts, tax codes. */
async function untilBooksAreOpen(controller: GraphSession): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const { periods, taxCodes } = await controller.query<{
      periods: { nodes: object[] }
      taxCodes: { nodes: object[] }
    }>('{ periods { nodes { id } } taxCodes { nodes { id } } }')
    if (periods.nodes.length > 0 && taxCodes.nodes.length > 0) return
    if (Date.now() > deadline) throw new Error('Finance has not opened the books of the new company within 30 s.')
    await delay(100)
  }
}
