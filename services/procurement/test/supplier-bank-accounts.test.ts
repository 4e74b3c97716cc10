import { randomBytes } from 'node:crypto'
import { createBlindIndex, createFieldCipher } from '@erp/service-kit'
import { type Currency, isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type BankAccountInput, paidToOf, plainNumber } from '../src/domain/supplier-bank-account.ts'
import { findBankAccounts, suppliersPaidTo } from '../src/store/supplier-bank-accounts.ts'
import { createSupplier } from '../src/use-cases/create-supplier.ts'
import { resealBankAccounts } from '../src/use-cases/reseal-bank-accounts.ts'
import { confirmSupplierBankAccounts, setSupplierBankAccounts } from '../src/use-cases/set-supplier-bank-accounts.ts'
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
const boc = { ...icbc, bankName: '中国银行', bankCode: null, accountNumber: '4563510100886778890' }
const abroad = {
  ...icbc,
  currency: 'EUR',
  bankName: 'Nordea',
  bankCode: 'NDEASESS',
  accountNumber: 'SE45 5000 0000 0583 9825 7466',
}

const sets = (
  company: Company,
  accounts: readonly BankAccountInput[],
  expectedVersion = 1,
  supplierId = company.supplier.id,
) => company.transact((unit) => setSupplierBankAccounts(unit, keys, { supplierId, expectedVersion, accounts }))
const accountsOf = (company: Company, readers = company) =>
  transactor.read([readers.companyId], (tx) => findBankAccounts(tx, keys, [company.supplier.id]))
const paidTo = ({ companyId }: Company, text: string) =>
  transactor.read([companyId], (tx) => suppliersPaidTo(tx, keys, companyId, plainNumber(text)))

describe('where a supplier is paid', () => {
  test('is kept in order, and each time said as a whole', async () => {
    const company = await newCompany()
    expect(await sets(company, [icbc, boc, abroad])).toMatchObject({ version: 2 })
    expect(await accountsOf(company)).toMatchObject([
      { position: 1, currency: 'CNY', bankCode: '102290000002', accountNumber: '6222021001116245702' },
      { position: 2, currency: 'CNY', bankCode: null, accountNumber: '4563510100886778890' },
      { position: 3, currency: 'EUR', bankName: 'Nordea', accountNumber: 'SE4550000000058398257466' },
    ])
    expect(await sets(company, [boc], 2)).toMatchObject({ version: 3 })
    expect(await accountsOf(company)).toMatchObject([{ position: 1, bankName: '中国银行' }])
    expect(await sets(company, [], 3)).toMatchObject({ version: 4 })
    expect(await accountsOf(company)).toEqual([])
  })

  test('is paid to once somebody confirmed it who said none of it, and stays so while it is said alike', async () => {
    const company = await newCompany()
    const supplierId = company.supplier.id
    const [maker, changer, controller] = [company.caller.userId, newId(), newId()]
    const as = (userId: string) => company.transactAs({ ...company.caller, userId })
    const says = (by: string, accounts: readonly BankAccountInput[], expectedVersion: number) =>
      as(by)((unit) => setSupplierBankAccounts(unit, keys, { supplierId, expectedVersion, accounts }))
    const confirms = (by: string, expectedVersion: number) =>
      as(by)((unit) => confirmSupplierBankAccounts(unit, keys, { supplierId, expectedVersion }))
    const paidToNow = async () => paidToOf(await accountsOf(company), 'CNY' as Currency)?.bankName

    expect(await confirms(controller, 1)).toEqual({ refusal: 'NoBankAccountToConfirm', supplierId })
    expect(await says(maker, [icbc], 1)).toMatchObject({ version: 2 })
    expect(await paidToNow()).toBeUndefined()
    expect(await says(changer, [boc, icbc], 2)).toMatchObject({ version: 3 })
    for (const author of [maker, changer])
      expect(await confirms(author, 3)).toEqual({ refusal: 'BankAccountsNeedAnother', supplierId })
    expect(await confirms(controller, 2)).toEqual({ refusal: 'StaleVersion', currentVersion: 3 })
    expect(await paidToNow()).toBeUndefined()
    expect(await confirms(controller, 3)).toMatchObject({ version: 4 })
    expect(await paidToNow()).toBe('中国银行')

    const redirected = { ...boc, accountNumber: '4563510100886778891' }
    expect(await says(controller, [redirected, icbc], 4)).toMatchObject({ version: 5 })
    expect(await accountsOf(company)).toMatchObject([
      { setBy: controller, confirmedBy: null },
      { setBy: maker, confirmedBy: controller },
    ])
    expect(await paidToNow()).toBe('中国工商银行上海分行')
    expect(await confirms(controller, 5)).toEqual({ refusal: 'BankAccountsNeedAnother', supplierId })
    expect(await confirms(maker, 5)).toMatchObject({ version: 6 })
    expect(await paidToNow()).toBe('中国银行')
  })

  test('stands nowhere in the clear: neither in tables, nor in the audit log, nor in what others are told', async () => {
    const company = await newCompany()
    await sets(company, [icbc])
    for (const table of ['supplier_bank_account', 'platform.audit_log', 'platform.outbox']) {
      const rows = await database.rows<{ text: string }>`
        select query_to_xml(${`select * from ${table}`}, true, true, '')::text as text`
      expect(rows[0]?.text.length, table).toBeGreaterThan(0)
      expect(rows[0]?.text, table).not.toContain('6222021001116245702')
    }
    const [kept] = await database.rows<{ number: string }>`
      select sealed_number as number from supplier_bank_account where company_id = ${company.companyId}`
    expect(kept?.number).toMatch(/^1:/)
  })

  test('is found by the whole number, however it is written, and in the own company only', async () => {
    const [company, other] = [await newCompany(), await newCompany()]
    const twin = await company.transact((unit) =>
      createSupplier(unit, { code: 'TWIN', name: { zh: '孪生', en: 'Twin' }, overReceiptPercent: '0' }),
    )
    if (isRefusal(twin)) throw new Error(twin.refusal)
    await sets(company, [icbc])
    await sets(company, [{ ...icbc, accountNumber: '6222021001116245702' }], 1, twin.id)
    await sets(other, [icbc])
    expect(await paidTo(company, '6222-0210-0111-6245-702')).toEqual([company.supplier.id, twin.id].sort())
    expect(await paidTo(other, '6222021001116245702')).toEqual([other.supplier.id])
    expect(await paidTo(company, '62220210011162457')).toEqual([])
    expect(await accountsOf(company, other)).toEqual([])
  })

  test.each([
    ['an unknown currency', [{ ...icbc, currency: 'XYZ' }], 'accounts.0.currency', 'NOT_A_CURRENCY'],
    ['no bank', [{ ...icbc, bankName: ' ' }], 'accounts.0.bankName', 'EMPTY'],
    ['a bank code with a sign', [icbc, { ...boc, bankCode: '1/2' }], 'accounts.1.bankCode', 'NOT_A_BANK_CODE'],
    ['no name', [{ ...icbc, accountName: '' }], 'accounts.0.accountName', 'EMPTY'],
    ['a number of four digits', [{ ...icbc, accountNumber: '12 34' }], 'accounts.0.accountNumber', 'NOT_A_NUMBER'],
    ['a number with a formula', [{ ...icbc, accountNumber: '=1+12345' }], 'accounts.0.accountNumber', 'NOT_A_NUMBER'],
    [
      'the same account twice',
      [icbc, boc, { ...boc, accountNumber: '4563-5101-0088-6778-890' }],
      'accounts.2.accountNumber',
      'TWICE',
    ],
    ['eleven accounts', Array.from({ length: 11 }, () => icbc), 'accounts', 'MORE_THAN_10'],
  ])('is refused with %s, and stays as it was', async (_, accounts, field, problem) => {
    const company = await newCompany()
    await sets(company, [boc])
    expect(await sets(company, accounts, 2)).toMatchObject({ refusal: 'InvalidInput', field, problem })
    expect(await accountsOf(company)).toMatchObject([{ bankName: '中国银行' }])
  })

  test('is said on the version that was seen, of a supplier there is', async () => {
    const company = await newCompany()
    await sets(company, [boc])
    expect(await sets(company, [icbc])).toEqual({ refusal: 'StaleVersion', currentVersion: 2 })
    const { supplier } = await newCompany()
    expect(await sets(company, [icbc], 1, supplier.id)).toEqual({
      refusal: 'SupplierNotFound',
      supplierId: supplier.id,
    })
    expect(await accountsOf(company)).toMatchObject([{ bankName: '中国银行' }])
  })
})

test('rotating the keys leaves none unreadable and none of the old key, and everybody is found all the while', async () => {
  const companies = [await newCompany(), await newCompany()]
  for (const company of companies) await sets(company, [icbc, abroad])
  ring.set('second', randomBytes(32))
  current = 'second'
  for (const company of companies) expect(await paidTo(company, icbc.accountNumber)).toEqual([company.supplier.id])

  expect(await resealBankAccounts(transactor, keys)).toBeGreaterThanOrEqual(4)
  expect(
    await database.rows`
      select count(*)::int as former from supplier_bank_account
      where sealed_number like '1:first:%' or number_index like 'first:%'`,
  ).toEqual([{ former: 0 }])
  ring.delete('first')
  for (const company of companies) {
    expect(await paidTo(company, icbc.accountNumber)).toEqual([company.supplier.id])
    expect((await accountsOf(company)).map(({ accountNumber }) => accountNumber)).toEqual([
      '6222021001116245702',
      'SE4550000000058398257466',
    ])
  }
  expect(await resealBankAccounts(transactor, keys)).toBe(0)
})
