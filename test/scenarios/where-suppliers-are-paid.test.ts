import { expect } from 'vitest'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

interface Paid {
  readonly id: string
  readonly version: number
  readonly bankAccounts: readonly object[]
}

scenario(
  'Where a supplier is paid is said by the accountant, confirmed by the controller, read by who pays, unseen by who buys, and every look is kept',
  async ({ company, system }) => {
    const { accountant, administrator, buyer, controller, auditor, supplierId } = company
    const icbc = {
      ...{ currency: 'CNY', bankName: '中国工商银行', bankCode: '102290000002', accountName: '华东钢铁有限公司' },
      accountNumber: '6222 0210 0111 6245 702',
    }
    const input = {
      supplierId,
      expectedVersion: 1,
      accounts: [icbc, { ...icbc, accountNumber: '6222021001116245710' }],
    }
    expect(await permissionMissingFor(buyer.change('SetSupplierBankAccounts', input))).toBe(
      'procurement.bankAccount.manage',
    )
    const paid = await accountant.change<Paid>('SetSupplierBankAccounts', input)
    expect(paid).toMatchObject({
      version: 2,
      bankAccounts: [
        { accountNumber: '6222021001116245702', bankName: '中国工商银行', isConfirmed: false, isPaidTo: false },
        { accountNumber: '6222021001116245710', isConfirmed: false, isPaidTo: false },
      ],
    })
    expect(
      await accountant.change('SetSupplierBankAccounts', {
        ...input,
        idempotencyKey: 'once-more',
        expectedVersion: 2,
        accounts: [icbc],
      }),
    ).toMatchObject({
      version: 3,
      bankAccounts: [{ isConfirmed: false, isPaidTo: false }],
    })
    const seen = { supplierId, expectedVersion: 3 }
    expect(await permissionMissingFor(accountant.change('ConfirmSupplierBankAccounts', seen))).toBe(
      'procurement.bankAccount.confirm',
    )
    expect(await controller.change('ConfirmSupplierBankAccounts', seen)).toMatchObject({
      ...{ version: 4, bankAccounts: [{ isConfirmed: true, isPaidTo: true }] },
    })
    const own = { supplierId, expectedVersion: 4, accounts: [{ ...icbc, accountNumber: '6222021001116245728' }] }
    const redirected = await administrator.change<Paid>('SetSupplierBankAccounts', own)
    expect(redirected).toMatchObject({ version: 5, bankAccounts: [{ isPaidTo: false }] })
    const again = { supplierId, expectedVersion: 5 }
    expect(await refusalOf(administrator.change('ConfirmSupplierBankAccounts', again))).toMatchObject({
      code: 'BANK_ACCOUNTS_NEED_ANOTHER',
    })
    await accountant.change('SetSupplierBankAccounts', { ...own, expectedVersion: 5, accounts: [icbc] })

    expect(await controller.ask('SuppliersPaidTo', { accountNumber: '6222-0210-0111-6245-702' })).toMatchObject({
      suppliersPaidTo: [{ id: supplierId }],
    })
    expect(await permissionMissingFor(buyer.ask('SuppliersPaidTo', { accountNumber: '6222021001116245702' }))).toBe(
      'procurement.bankAccount.read',
    )
    const { data, errors } = await buyer.send(`query ($id: ID!) { supplier(id: $id) { code bankAccounts { id } } }`, {
      id: supplierId,
    })
    expect(JSON.stringify([data, errors])).toContain('procurement.bankAccount.read')
    const masked = await buyer.send(
      `query ($id: ID!) { supplier(id: $id) { maskedBankAccounts { currency maskedNumber isConfirmed isPaidTo } } }`,
      { id: supplierId },
    )
    expect(masked.errors).toEqual([])
    expect(masked.data).toEqual({
      supplier: {
        maskedBankAccounts: [{ currency: 'CNY', maskedNumber: '****5702', isConfirmed: false, isPaidTo: false }],
      },
    })

    const reads = await system.database('procurement').rows<{ operation: string }>`
      select operation from platform.audit_log where company_id = ${company.id} and asked is not null order by audit_id`
    expect(reads.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['SupplierBankAccount.accountNumber', 'suppliersPaidTo']),
    )
    expect(
      (await auditor.send(`query ($id: ID!) { supplier(id: $id) { bankAccounts { bankName } } }`, { id: supplierId }))
        .data,
    ).toEqual({
      supplier: { bankAccounts: [{ bankName: '中国工商银行' }] },
    })
  },
)
