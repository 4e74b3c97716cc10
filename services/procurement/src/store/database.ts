import { databaseAdapter, statementNames } from '@erp/service-kit'
import { PrismaPg } from '@prisma/adapter-pg'
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts'

/** A transaction on procurement's database. */
export type Tx = Prisma.TransactionClient

/** A pool of connections to procurement's database, as the role that `url` names. */
export function connectDatabase(url: string): PrismaClient {
  const pool = databaseAdapter(url, { applicationName: 'procurement' })
  return new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }) })
}
