import { setTimeout as delay } from 'node:timers/promises'
import { createGraphClient, type GraphClient, Refused, type UserError } from './graph-client.ts'

/** The jobs of a company, by the role that each holds. */
const roles = {
  buyer: 'BUYER',
  storekeeper: 'STOREKEEPER',
  sales: 'SALES',
  accountant: 'ACCOUNTANT',
  controller: 'CONTROLLER',
  auditor: 'AUDITOR',
} as const
export type Job = keyof typeof roles
export const jobs = Object.keys(roles) as readonly Job[]

const password = 'Correct-Horse-8-Battery'

interface Session {
  readonly accessToken: string
  readonly permissions: readonly string[]
  readonly company: { readonly id: string; readonly code: string } | null
}

/** Somebody who can log in; the gateway is asked for a token when they first do something. */
export interface Person extends GraphClient {
  readonly session: () => Promise<Session>
}

export interface Credentials {
  readonly username: string
  readonly password: string
  readonly companyCode?: string
}

/** A person whose credentials are known by the time they first do something. */
export function person(gatewayUrl: string, credentials: () => Promise<Credentials>): Person {
  let started: Promise<Session> | undefined
  const session = () => {
    started ??= credentials().then((known) => logIn(gatewayUrl, known))
    return started
  }
  return { ...createGraphClient(gatewayUrl, async () => (await session()).accessToken), session }
}

/** Someone with this job, taken on by the administrator when they first do something. */
export function hire(gatewayUrl: string, administrator: Person, companyCode: string, job: Job): Person {
  return person(gatewayUrl, async () => {
    const username = `${job}-${companyCode}`.toLowerCase()
    await administrator.change('CreateUser', { username, displayName: job, password, roleCodes: [roles[job]] })
    return { username, password, companyCode }
  })
}

/** Elsewhere in the shared system somebody may be guessing passwords just now; then a login waits its seconds. */
async function logIn(gatewayUrl: string, credentials: Credentials): Promise<Session> {
  for (let attempt = 1; ; attempt += 1) {
    const { login } = await createGraphClient(gatewayUrl).ask<{ login: LoginPayload }>('Login', { input: credentials })
    if (login.session) return login.session
    const isThrottled = login.userErrors.some(({ code }) => code === 'LOGIN_THROTTLED')
    if (!isThrottled || attempt === 5) throw new Refused('Login', login.userErrors)
    await delay(2_000)
  }
}

interface LoginPayload {
  readonly session: Session | null
  readonly userErrors: readonly UserError[]
}
