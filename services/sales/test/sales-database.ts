import { type Caller, createLogger, createTransactor, newTraceparent, openDatabase } from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { currency, newId } from '@erp/values'
import { afterAll } from 'vitest'
import { type Prisma, PrismaClient } from '../src/generated/prisma/client.ts'
import { rememberCompanies } from '../src/use-cases/remember-companies.ts'

/** Use cases on a real database: a transactor, and callers of companies that sales knows. */
export async function useSalesDatabase() {
  const database = await useDatabase('sales')
  const prisma = openDatabase<Prisma.TransactionClient>(database.appUrl, {}, (adapter) => new PrismaClient({ adapter }))
  afterAll(() => prisma.$disconnect())
  const transactor = createTransactor(prisma, { service: 'sales', logger: createLogger('sales', 'silent') })

  async function callerOfNewCompany(facts: { active?: boolean } = {}): Promise<Caller> {
    const companyId = newId()
    await transactor.system([companyId], 'identity.company.changed.v1', (unit) =>
      rememberCompanies(unit, [
        {
          companyId,
          code: 'HUAXIN',
          name: { zh: '华信贸易', en: 'Huaxin Trading' },
          baseCurrency: currency('CNY'),
          accountingStandard: 'CAS',
          firstPeriod: '2026-01',
          active: facts.active ?? true,
          version: 1,
        },
      ]),
    )
    return callerOf(companyId)
  }

  return { database, transactor, callerOfNewCompany }
}

export function callerOf(companyId: string): Caller {
  return {
    userId: newId(),
    username: 'li.na',
    companyId,
    permissions: new Set(),
    language: 'en',
    requestId: newId(),
    traceparent: newTraceparent(),
  }
}
