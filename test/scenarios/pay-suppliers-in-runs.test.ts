import { createHash } from 'node:crypto'
import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { taskOf } from '../support/claiming.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import { transfer } from '../support/voucher-files.ts'

const scenario = await useScenarios()

interface Run {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly approvalId: string | null
  readonly lines: readonly { readonly id: string; readonly status: string }[]
}

const seen = ({ id, version }: Run) => ({ paymentRunId: id, expectedVersion: version })

scenario(
  'What a supplier is due is proposed by one, approved by another, paid by a third, and owed no more',
  async ({ company, system }) => {
    const { accountant, buyer, storekeeper, bookkeeper, controller, administrator: cashier } = company
    const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
    await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 130.00']))
    await company.atRest()
    const bank = await controller.change<{ id: string }>('CreateCashAccount', {
      ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
    })
    const proposed = await accountant.change<Run>('ProposePaymentRun', {
      ...{ cashAccountId: bank.id, dueOn: '2099-12-31', payOn: today },
    })
    expect(proposed).toMatchObject({ status: 'DRAFT', total: { amount: '1130.00' }, lines: [{ status: 'OPEN' }] })
    const submitted = await accountant.change<Run>('SubmitPaymentRun', seen(proposed))
    expect(await refusalOf(cashier.change('SendPaymentRun', seen(submitted)))).toMatchObject({
      code: 'PAYMENT_RUN_NOT_READY',
    })
    await controller.change('Approve', await taskOf(submitted, controller))
    const approved = await eventually(async () => {
      const { paymentRun } = await accountant.ask<{ paymentRun: Run }>('PaymentRun', { id: submitted.id })
      if (paymentRun.status !== 'APPROVED') throw new Error(`${paymentRun.number} is ${paymentRun.status}`)
      return paymentRun
    })
    expect(await permissionMissingFor(accountant.change('SendPaymentRun', seen(approved)))).toBe('finance.cash.post')
    expect(await refusalOf(controller.change('SendPaymentRun', seen(approved)))).toMatchObject({
      code: 'RUN_PAYER_INVOLVED',
    })
    expect(await refusalOf(cashier.change('SendPaymentRun', seen(approved)))).toMatchObject({
      code: 'PAYMENT_FILE_NOT_WRITTEN',
    })

    const write = { paymentRunId: approved.id }
    expect(await permissionMissingFor(accountant.change('WritePaymentFile', write))).toBe(
      'procurement.paymentFile.write',
    )
    await eventually(async () =>
      expect(await refusalOf(cashier.change('WritePaymentFile', write))).toMatchObject({
        ...{ code: 'PAYEES_WITHOUT_ACCOUNT', number: approved.number, currency: 'CNY' },
        supplierIds: [company.supplierId],
      }),
    )
    await accountant.change('SetSupplierBankAccounts', {
      ...{ supplierId: company.supplierId, expectedVersion: 1 },
      accounts: [
        {
          ...{ currency: 'CNY', bankName: '中国工商银行上海分行', bankCode: '102290000002' },
          ...{ accountName: '=华东钢铁,有限公司', accountNumber: '6222 0210 0111 6245 702' },
        },
      ],
    })
    expect(await refusalOf(cashier.change('WritePaymentFile', write))).toMatchObject({ code: 'PAYEES_WITHOUT_ACCOUNT' })
    await controller.change('ConfirmSupplierBankAccounts', { supplierId: company.supplierId, expectedVersion: 2 })
    const written = await cashier.change<{ url: string; sha256: string }>('WritePaymentFile', write)
    const file = await transfer(system.gatewayUrl, written.url)
    expect(file.status).toBe(200)
    expect(file.bytes.toString()).toBe(
      [
        '\uFEFF收款人名称,收款账号,开户行,联行号,金额,币种,用途',
        `"'=华东钢铁,有限公司",6222021001116245702,中国工商银行上海分行,102290000002,1130.00,CNY,货款 ${approved.number}/1`,
        '',
      ].join('\r\n'),
    )
    expect(written.sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'))
    const { paymentRun } = await cashier.ask<{ paymentRun: Run & { file: object } }>('PaymentRunFile', {
      id: approved.id,
    })
    expect(paymentRun).toMatchObject({ number: approved.number, file: { sha256: written.sha256 } })
    const hidden = await accountant.send(`query ($id: ID!) { paymentRun(id: $id) { number file { url } } }`, {
      id: approved.id,
    })
    expect(JSON.stringify([hidden.data, hidden.errors])).toContain('procurement.paymentFile.write')
    expect(JSON.stringify(hidden)).not.toContain('files/procurement')
    const reads = await system.database('procurement').rows<{ operation: string }>`
      select operation from platform.audit_log
      where company_id = ${company.id} and operation in ('writePaymentFile', 'PaymentFile.url')
        and user_id = (select user_id from platform.audit_log
                       where operation = 'writePaymentFile' and company_id = ${company.id} limit 1)`
    expect(new Set(reads.map(({ operation }) => operation))).toEqual(new Set(['writePaymentFile', 'PaymentFile.url']))
    const told = await system.database('finance').rows<{ text: string }>`
      select query_to_xml('select * from payment_run_file', true, true, '')::text as text`
    expect(told[0]?.text).toContain(written.sha256)
    expect(told[0]?.text).not.toContain('6222021001116245702')

    const sent = await eventually(() => cashier.change<Run>('SendPaymentRun', seen(approved)))
    const answers = [{ lineId: sent.lines[0]?.id, paid: true }]
    const done = await cashier.change<Run>('AnswerPaymentRun', { ...seen(sent), paidOn: today, answers })
    expect(done).toMatchObject({ status: 'DONE', lines: [{ status: 'PAID', payment: { status: 'POSTED' } }] })
    const { openItems } = await accountant.ask<{ openItems: { nodes: object[] } }>('OpenItems', {
      partyId: company.supplierId,
    })
    expect(openItems.nodes).toEqual([])
  },
)
