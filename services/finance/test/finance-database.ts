import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PayloadOf, stockDocumentPosted } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import {
  type Caller,
  createFieldCipher,
  createLogger,
  createPersonKeys,
  createTransactor,
  newTraceparent,
  openDatabase,
} from '@erp/service-kit'
import { useDatabase } from '@erp/testing'
import { newId, type Period } from '@erp/values'
import { afterAll } from 'vitest'
import { reportWindow } from '../src/domain/report-window.ts'
import { trialBalance } from '../src/domain/trial-balance.ts'
import { type Prisma, PrismaClient } from '../src/generated/prisma/client.ts'
import { wholeChart } from '../src/store/accounts.ts'
import { movementsAround } from '../src/store/movements.ts'
import { openBooks } from '../src/use-cases/open-books.ts'
import { postStockDocuments } from '../src/use-cases/post-stock-documents.ts'
import { cny } from './posting-facts.ts'

const ring = { current: 'test', keys: new Map([['test', randomBytes(32)]]) }
const keyFolder = mkdtempSync(join(tmpdir(), 'erp-employees-'))
afterAll(() => rmSync(keyFolder, { recursive: true, force: true }))
/** The keys of persons of this test file. */
export const persons = createPersonKeys(
  join(keyFolder, 'persons'),
  createFieldCipher(() => ring),
)

export type StockDocument = PayloadOf<typeof stockDocumentPosted>

/** Use cases on a real database, and companies with books. */
export async function useFinanceDatabase() {
  const database = await useDatabase('finance')
  const prisma = openDatabase<Prisma.TransactionClient>(database.appUrl, {}, (adapter) => new PrismaClient({ adapter }))
  afterAll(() => prisma.$disconnect())
  const transactor = createTransactor(prisma, { service: 'finance', logger: createLogger('finance', 'silent') })

  function openFor(
    companies: readonly {
      companyId: string
      version?: number
      accountingStandard?: 'CAS' | 'CAS_SMALL'
      firstPeriod?: string
    }[],
  ) {
    const messages = companies.map(({ companyId, version = 1, accountingStandard = 'CAS', firstPeriod = '2026-01' }) =>
      messageOf(companyId, {
        companyId,
        code: 'HUAXIN',
        name: { zh: '华信贸易', en: 'Huaxin Trading' },
        baseCurrency: 'CNY',
        accountingStandard,
        firstPeriod,
        active: true,
        version,
      }),
    )
    const companyIds = companies.map(({ companyId }) => companyId)
    return transactor.system(companyIds, 'identity.company.changed.v1', (unit) => openBooks(unit, messages))
  }

  /** Somebody in a new company whose books are open from 2026-01 to 2026-12. */
  async function accountantOfNewCompany(): Promise<Caller> {
    const companyId = newId()
    await openFor([{ companyId }])
    return callerOf(companyId)
  }

  /** Posts these as one batch, as messaging does. */
  function post(documents: readonly (StockDocument | Message<StockDocument>)[]): Promise<Verdicts> {
    const messages = documents.map((one) => ('payload' in one ? one : messageOf(one.companyId, one)))
    const companyIds = [...new Set(messages.map(({ companyId }) => companyId))]
    return transactor.system(companyIds, 'inventory.stock-document.posted.v1', (unit) =>
      postStockDocuments(unit, messages),
    )
  }

  /** The trial balance by account code: opening, debit, credit and closing in minor units; balances are debits less credits. */
  async function balances({ companyId }: Caller, period = '2026-10') {
    const table = await transactor.read([companyId], async (tx) =>
      trialBalance(await wholeChart(tx, companyId), await movementsAround(tx, { companyId }, monthOf(period)), {
        period: period as Period,
        currency: cny,
        maximumLevel: 6,
      }),
    )
    const net = ({ debit, credit }: { debit: { minor: bigint }; credit: { minor: bigint } }) =>
      debit.minor - credit.minor
    const lines = table.lines.map(({ account, opening, turnover, closing }) => [
      account.code,
      { opening: net(opening), debit: turnover.debit.minor, credit: turnover.credit.minor, closing: net(closing) },
    ])
    return { total: table.total, lines: Object.fromEntries(lines) as Record<string, unknown> }
  }

  return { database, prisma, transactor, openFor, accountantOfNewCompany, post, balances }
}

/** A whole month as the window of a report. */
export function monthOf(period: string) {
  const window = reportWindow({ period: period as Period })
  if (!window) throw new Error(period)
  return window
}

export function callerOf(companyId: string): Caller {
  return {
    userId: newId(),
    username: 'wang.fang',
    companyId,
    permissions: new Set(),
    language: 'en',
    requestId: newId(),
    traceparent: newTraceparent(),
  }
}

export function messageOf<Payload>(companyId: string, payload: Payload, attempts = 1): Message<Payload> {
  return {
    eventId: newId(),
    type: 'test',
    subject: `evt.test.document.${newId()}`,
    seq: 1,
    companyId,
    aggregateId: newId(),
    payload,
    traceparent: newTraceparent(),
    actorId: newId(),
    attempts,
    receivedAt: new Date(),
  }
}

type Line = Partial<StockDocument['lines'][number]> & { readonly stock: string; readonly clearing?: string }

/** A goods receipt as inventory tells of it; a purchase return when the amounts are negative. */
export function stockDocument(
  companyId: string,
  lines: readonly Line[],
  more: Partial<StockDocument> = {},
): StockDocument {
  const returned = lines.some(({ stock }) => stock.startsWith('-'))
  const warehouseId = newId()
  return {
    companyId,
    stockDocumentId: newId(),
    eventKind: returned ? 'PURCHASE_RETURN_UNINVOICED' : 'PURCHASE_RECEIPT',
    documentType: returned ? 'PURCHASE_RETURN' : 'GOODS_RECEIPT',
    documentId: newId(),
    documentNumber: returned ? 'PR-2026-000001' : 'GR-2026-000001',
    businessDate: '2026-10-15',
    currency: 'CNY',
    supplierId: newId(),
    warehouseId,
    lines: lines.map(({ stock, clearing = stock, ...line }) => ({
      stockEntryId: newId(),
      sourceLineId: newId(),
      itemId: newId(),
      itemClass: 'MERCHANDISE',
      warehouseId,
      valuationAreaId: warehouseId,
      quantity: returned ? '-10' : '10',
      stockValue: stock,
      clearingValue: clearing,
      differenceValue: difference(clearing, stock),
      ...line,
    })),
    ...more,
  }
}

function difference(clearing: string, stock: string): string {
  const fen = BigInt(clearing.replace('.', '')) - BigInt(stock.replace('.', ''))
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0')
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
