import { companyChanged, type PayloadOf, stockDocumentPosted } from '@erp/contracts'
import { createLogger, createTransactor, openDatabase } from '@erp/service-kit'
import { eventually, mintToken, serviceEnvironment, subgraphRequest, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, expect } from 'vitest'
import { type Prisma, PrismaClient } from '../src/generated/prisma/client.ts'
import { startService } from '../src/main.ts'
import { usePeer } from './use-peers.ts'

export const everything = [
  ...['finance.account.read', 'finance.period.read', 'finance.period.close', 'finance.period.open'],
  ...['finance.accountRule.read', 'finance.accountRule.manage', 'finance.voucherTemplate.read'],
  ...['finance.closing.run', 'finance.openingBalance.manage'],
  ...['finance.voucherTemplate.manage', 'finance.taxCode.read', 'finance.voucher.read', 'finance.report.read'],
]

type StockDocument = PayloadOf<typeof stockDocumentPosted>

/** The running service, told by its peers over NATS and asked as the gateway asks it. */
export async function useFinanceService() {
  const database = await useDatabase('finance')
  const nats = await useNats()
  const environment = await serviceEnvironment('finance', { database, nats })
  const service = await startService({ ...environment, LEDGER_ROLL_UP_MS: '100' })
  afterAll(() => service.stop())
  const prisma = openDatabase<Prisma.TransactionClient>(database.appUrl, {}, (adapter) => new PrismaClient({ adapter }))
  afterAll(() => prisma.$disconnect())
  const transactor = createTransactor(prisma, { service: 'finance', logger: createLogger('finance', 'silent') })
  const identity = await usePeer('identity', nats)
  const inventory = await usePeer('inventory', nats)

  /** A user of a company; `query` expects no error, `ask` gives the whole answer. */
  function userOf(companyId: string, permissions: readonly string[] = everything, language = 'en') {
    const userId = newId()
    const ask = async (query: string, variables: Readonly<Record<string, unknown>> = {}) => {
      const token = await mintToken({ userId, username: 'wang.fang', companyId, permissions })
      const headers = { 'accept-language': language }
      return (await subgraphRequest(service.url, { token, query, variables, headers })).body
    }
    const query = async <Data>(text: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> => {
      const { data, errors } = await ask(text, variables)
      expect(errors).toBeUndefined()
      return data as Data
    }
    return { ask, query, userId }
  }

  /** A company whose books have opened because identity told of it. */
  async function registeredCompany(): Promise<string> {
    const companyId = newId()
    const payload = {
      ...{ companyId, code: 'HUAXIN', name: { zh: '华信贸易', en: 'Huaxin Trading' }, baseCurrency: 'CNY' },
      ...{ accountingStandard: 'CAS' as const, firstPeriod: '2026-01', active: true, version: 1 },
    }
    await identity.tell(companyChanged, [{ aggregateId: companyId, payload }])
    await eventually(async () => {
      const opened = await database.rows`select company_id from book where company_id = ${companyId}::uuid`
      expect(opened).toHaveLength(1)
    })
    return companyId
  }

  const tellStock = (...documents: StockDocument[]) =>
    inventory.tell(
      stockDocumentPosted,
      documents.map((payload) => ({ aggregateId: payload.stockDocumentId, payload })),
    )

  /** The documents a company has vouchers for, in the order of their numbers. */
  async function vouchersOf(companyId: string) {
    const rows = await database.rows<{ document_id: string }>`
      select document_id from voucher where company_id = ${companyId}::uuid order by period, number`
    return rows.map((row) => row.document_id)
  }

  return { database, prisma, transactor, inventory, userOf, registeredCompany, tellStock, vouchersOf }
}

/** The variables of `_entities`, as the gateway asks for documents by reference. */
export function representations(__typename: string, ...ids: string[]) {
  return { representations: ids.map((id) => ({ __typename, id })) }
}
