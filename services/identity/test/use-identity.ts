import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  type Caller,
  createBlindIndex,
  createFieldCipher,
  createLogger,
  createPersonKeys,
  createTransactor,
  newTraceparent,
  openDatabase,
} from '@erp/service-kit'
import { type TestDatabase, testKeys, useDatabase } from '@erp/testing'
import { isRefusal, newId } from '@erp/values'
import { afterAll } from 'vitest'
import type { Company } from '../src/domain/company.ts'
import { noCompany, type Session } from '../src/domain/session.ts'
import type { User, UserNames } from '../src/domain/user.ts'
import { type Prisma, PrismaClient } from '../src/generated/prisma/client.ts'
import { createPasswords } from '../src/store/passwords.ts'
import { createSignInProviders } from '../src/store/sign-in-providers.ts'
import { signingKeySource } from '../src/store/signing-keys.ts'
import { indexOfUsername } from '../src/store/user-names.ts'
import { createFirstAdministrator } from '../src/use-cases/create-first-administrator.ts'
import { createUser } from '../src/use-cases/create-user.ts'
import { createKeyedQueue } from '../src/use-cases/keyed-queue.ts'
import { logIn } from '../src/use-cases/log-in.ts'
import { registerCompany } from '../src/use-cases/register-company.ts'

/** A user with the names that they were given. */
export type Member = User & UserNames

export const password = 'correct horse battery'

/** Identity's use cases on a database of this test file, with short ways to what the tests start from. */
export async function useIdentity() {
  const database: TestDatabase = await useDatabase('identity')
  const keys = await testKeys()
  const logger = createLogger('identity', 'silent')
  const prisma = openDatabase<Prisma.TransactionClient>(database.appUrl, {}, (adapter) => new PrismaClient({ adapter }))
  afterAll(() => prisma.$disconnect())
  const transactor = createTransactor(prisma, { service: 'identity', logger })
  const fieldKeys = changingKeys()
  const personDirectory = join(mkdtempSync(join(tmpdir(), 'erp-persons-')), 'persons')
  afterAll(() => rmSync(dirname(personDirectory), { recursive: true, force: true }))
  const tools = {
    fields: createFieldCipher(fieldKeys.now),
    index: createBlindIndex(fieldKeys.now),
    persons: createPersonKeys(personDirectory, createFieldCipher(fieldKeys.now)),
    transactor,
    logger,
    accountQueue: createKeyedQueue(),
    passwords: await createPasswords(),
    signingKey: signingKeySource(keys.privateKeyFile),
    providers: createSignInProviders([]),
    times: { accessTokenSeconds: 600, refreshTokenDays: 7, sessionDays: 30 },
  }
  const passwordHash = await tools.passwords.hash(password)

  async function administrator(): Promise<Caller> {
    const username = `admin-${newId().slice(-8)}`
    accepted(await createFirstAdministrator(transactor, tools, { username, password }))
    const index = indexOfUsername(tools.persons, username)
    const [row] = await database.rows<{ id: string }>`select id from users where username_index = ${index}`
    return callerOf(row?.id ?? '', username, noCompany)
  }

  async function company(by: Caller, code = `C-${newId().slice(-8).toUpperCase()}`): Promise<Company> {
    return accepted(
      await transactor.transact(by, 'registerCompany', (unit) =>
        registerCompany(unit, {
          code,
          name: { zh: '华信贸易有限公司', en: 'Huaxin Trading Co., Ltd.' },
          baseCurrency: 'CNY',
          accountingStandard: 'CAS',
          firstPeriod: '2026-01',
        }),
      ),
    )
  }

  async function member(
    by: Caller,
    roleCodes: readonly string[],
    username = `u-${newId().slice(-8)}`,
  ): Promise<Member> {
    const input = { username, displayName: 'Li Wei', passwordHash, roleCodes }
    const user = accepted(await transactor.transact(by, 'createUser', (unit) => createUser(unit, tools.persons, input)))
    return { ...user, username, displayName: 'Li Wei' }
  }

  async function session(username: string, companyCode?: string): Promise<Session> {
    return accepted(await logIn(tools, { username, password, companyCode, origin: 'test' }))
  }

  return { database, transactor, tools, fieldKeys, personDirectory, administrator, company, member, session }
}

/** Keys for sealed fields that a test can change. */
function changingKeys() {
  const keys = new Map<string, Uint8Array>()
  let current = ''
  const add = () => {
    current = `key-${keys.size + 1}`
    keys.set(current, randomBytes(32))
    return current
  }
  add()
  return { now: () => ({ current, keys }), add, drop: (keyId: string) => void keys.delete(keyId) }
}

/** Someone acting in a company. */
export function callerOf(userId: string, username: string, companyId: string): Caller {
  return {
    userId,
    username,
    companyId,
    permissions: new Set(),
    language: 'en',
    requestId: 'test-request',
    traceparent: newTraceparent(),
  }
}

/** The answer, when it is no refusal. */
export function accepted<Answer>(answer: Answer): Exclude<Answer, { readonly refusal: string }> {
  if (isRefusal(answer)) throw new Error(`Refused: ${JSON.stringify(answer)}`)
  return answer as Exclude<Answer, { readonly refusal: string }>
}
