import { databaseAdapter, statementNames, type UnitOfWork } from '@erp/service-kit'
import { PrismaPg } from '@prisma/adapter-pg'
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts'

/** A transaction of this service's database. */
export type Tx = Prisma.TransactionClient
export type Unit = UnitOfWork<Tx>

/** The client of this service's database; its transactions are opened by the transactor only. */
export function openDatabase(url: string): PrismaClient {
  const pool = databaseAdapter(url, { applicationName: 'inventory' })
  return new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }) })
}
