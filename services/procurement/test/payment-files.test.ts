import { createHash, randomBytes } from 'node:crypto'
import { paymentFileWritten } from '@erp/contracts'
import { type Caller, createBlindIndex, createFieldCipher } from '@erp/service-kit'
import { isRefusal, newId } from '@erp/values'
import { expect, test } from 'vitest'
import { paymentFileText } from '../src/domain/payment-file.ts'
import type { BankAccountInput } from '../src/domain/supplier-bank-account.ts'
import { findPaymentFile, linesOfPaymentFile } from '../src/store/payment-files.ts'
import { createSupplier } from '../src/use-cases/create-supplier.ts'
import { replicatePaymentRuns } from '../src/use-cases/replicate-facts.ts'
import { resealBankAccounts } from '../src/use-cases/reseal-bank-accounts.ts'
import { confirmSupplierBankAccounts, setSupplierBankAccounts } from '../src/use-cases/set-supplier-bank-accounts.ts'
import { writePaymentFile } from '../src/use-cases/write-payment-file.ts'
import { type Company, useProcurement } from './support/procurement.ts'

const { database, transactor, newCompany } = await useProcurement()
const ring = new Map<string, Uint8Array>([['first', randomBytes(32)]])
let current = 'first'
const keysNow = () => ({ current, keys: ring })
const keys = { fields: createFieldCipher(keysNow), index: createBlindIndex(keysNow) }

const icbc = {
  ...{ currency: 'CNY', bankName: '中国工商银行上海分行', bankCode: '102290000002' },
  ...{ accountName: '林德奎斯特（上海）有限公司', accountNumber: '6222 0210-0111 6245 702' },
}
const boc: BankAccountInput = { ...icbc, bankName: '中国银行', bankCode: null, accountNumber: '4563510100886778890' }
const euro = { ...boc, currency: 'EUR', accountNumber: 'SE4550000000058398257466' }

const says = (company: Company, accounts: readonly BankAccountInput[], supplierId = company.supplier.id, version = 1) =>
  company.transact((unit) => setSupplierBankAccounts(unit, keys, { supplierId, expectedVersion: version, accounts }))

/** Said by one and confirmed by another, which makes two versions. */
async function pays(company: Company, accounts: readonly BankAccountInput[], supplierId?: string, version = 1) {
  const said = await says(company, accounts, supplierId, version)
  if (isRefusal(said)) throw new Error(said.refusal)
  const { id, version: expectedVersion } = said
  return company.transactAs({ ...company.caller, userId: newId() })((unit) =>
    confirmSupplierBankAccounts(unit, keys, { supplierId: id, expectedVersion }),
  )
}

/** Finance tells of a run that pays these suppliers. */
async function tells(company: Company, lines: readonly (readonly [supplierId: string, amount: string])[], more = {}) {
  const run = {
    ...{ companyId: company.companyId, paymentRunId: newId(), number: 'PR-2026-000001', status: 'APPROVED' as const },
    ...{ currency: 'CNY', payOn: '2026-10-20', involvedUserIds: [newId()], version: 3, ...more },
    lines: lines.map(([supplierId, amount], index) => ({
      ...{ lineNumber: index + 1, supplierId, amount, status: 'OPEN' as const },
    })),
  }
  await company.transact((unit) => replicatePaymentRuns(unit, [run]))
  return run
}

const writes = ({ companyId }: Company, paymentRunId: string, userId = newId()) => {
  const caller: Caller = {
    ...{ userId, companyId, username: 'cashier', permissions: new Set<string>(), language: 'en', requestId: 'test' },
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  }
  return transactor.transact(caller, 'writePaymentFile', (unit) => writePaymentFile(unit, keys, { paymentRunId }))
}

const textOf = ({ companyId }: Company, id: string) =>
  transactor.read([companyId], async (tx) => {
    const file = await findPaymentFile(tx, id)
    return file && paymentFileText(file, await linesOfPaymentFile(tx, keys, id))
  })

async function otherSupplier(company: Company) {
  const made = await company.transact((unit) =>
    createSupplier(unit, { code: 'BALTIC', name: { zh: '波罗的海', en: 'Baltic' }, overReceiptPercent: '0' }),
  )
  if (isRefusal(made)) throw new Error(made.refusal)
  return made.id
}

test('a file pays each supplier to the first account in the currency of the run, once, and tells nobody which', async () => {
  const company = await newCompany()
  const baltic = await otherSupplier(company)
  await pays(company, [euro, icbc, boc])
  await pays(company, [{ ...boc, accountName: '+SUM(A1)' }], baltic)
  const run = await tells(company, [
    [company.supplier.id, '1130.00'],
    [baltic, '0.50'],
  ])
  const file = await writes(company, run.paymentRunId)
  const text = [
    '\uFEFF收款人名称,收款账号,开户行,联行号,金额,币种,用途',
    '林德奎斯特（上海）有限公司,6222021001116245702,中国工商银行上海分行,102290000002,1130.00,CNY,货款 PR-2026-000001/1',
    "'+SUM(A1),4563510100886778890,中国银行,,0.50,CNY,货款 PR-2026-000001/2",
    '',
  ].join('\r\n')
  expect(await textOf(company, run.paymentRunId)).toBe(text)
  expect(file).toMatchObject({ sha256: createHash('sha256').update(text).digest('hex') })

  await pays(company, [boc], company.supplier.id, 3)
  expect(await writes(company, run.paymentRunId)).toEqual(file)
  expect(await textOf(company, run.paymentRunId)).toBe(text)
  const told = await database.rows<{ payload: object }>`
    select payload from platform.outbox where type = ${paymentFileWritten.type} and company_id = ${company.companyId}`
  expect(told).toHaveLength(1)
  for (const table of ['payment_file_line', 'platform.outbox', 'platform.audit_log', 'payment_run_replica']) {
    const [rows] = await database.rows<{ text: string }>`
      select query_to_xml(${`select * from ${table}`}, true, true, '')::text as text`
    expect(rows?.text.length, table).toBeGreaterThan(0)
    expect(rows?.text, table).not.toContain('6222021001116245702')
  }
})

test('nobody is paid while one has no account in the currency of the run; all who have none are named', async () => {
  const company = await newCompany()
  const baltic = await otherSupplier(company)
  const nobody = newId()
  await pays(company, [icbc])
  await pays(company, [euro], baltic)
  const run = await tells(company, [
    [company.supplier.id, '10.00'],
    [baltic, '20.00'],
    [nobody, '30.00'],
  ])
  expect(await writes(company, run.paymentRunId)).toEqual({
    ...{ refusal: 'PayeesWithoutAccount', number: 'PR-2026-000001', currency: 'CNY' },
    ...{ supplierIds: [baltic, nobody], payees: ['BALTIC 波罗的海', nobody] },
  })
  expect(await textOf(company, run.paymentRunId)).toBeUndefined()
})

test('only who had no part in a run writes its file, and only while it is approved', async () => {
  const company = await newCompany()
  await pays(company, [icbc])
  const maker = newId()
  const run = await tells(company, [[company.supplier.id, '10.00']], { involvedUserIds: [maker, newId()] })
  const notApproved = (paymentRunId: string) => ({ refusal: 'PaymentRunNotApproved', paymentRunId })
  expect(await writes(company, run.paymentRunId, maker)).toEqual({ refusal: 'RunPayerInvolved', number: run.number })
  expect(await writes(await newCompany(), run.paymentRunId)).toEqual(notApproved(run.paymentRunId))
  const cancelled = { ...run, status: 'CANCELLED' as const, version: 4 }
  await company.transact((unit) => replicatePaymentRuns(unit, [cancelled]))
  await company.transact((unit) => replicatePaymentRuns(unit, [run]))
  expect(await writes(company, run.paymentRunId)).toEqual(notApproved(run.paymentRunId))
  expect(await writes(company, 'none')).toEqual(notApproved('none'))
})

test('files can be read after the keys were rotated, and the former key opens none', async () => {
  const company = await newCompany()
  await pays(company, [icbc])
  const run = await tells(company, [[company.supplier.id, '10.00']])
  await writes(company, run.paymentRunId)
  const before = await textOf(company, run.paymentRunId)
  ring.set('second', randomBytes(32))
  current = 'second'
  await resealBankAccounts(transactor, keys)
  ring.delete('first')
  expect(before).toContain('6222021001116245702')
  expect(await textOf(company, run.paymentRunId)).toBe(before)
})
