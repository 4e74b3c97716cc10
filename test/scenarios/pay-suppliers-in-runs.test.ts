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
  readonly file?: { readonly url: string } | null
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
    const sent = await cashier.change<Run>('SendPaymentRun', seen(approved))
    const file = await transfer(system.gatewayUrl, sent.file?.url ?? '')
    expect(file.status).toBe(200)
    expect(file.bytes.toString()).toContain(`${sent.number},1,${company.supplierId},1130.00,CNY,${today},`)

    const answers = [{ lineId: sent.lines[0]?.id, paid: true }]
    const done = await cashier.change<Run>('AnswerPaymentRun', { ...seen(sent), paidOn: today, answers })
    expect(done).toMatchObject({ status: 'DONE', lines: [{ status: 'PAID', payment: { status: 'POSTED' } }] })
    const { openItems } = await accountant.ask<{ openItems: { nodes: object[] } }>('OpenItems', {
      partyId: company.supplierId,
    })
    expect(openItems.nodes).toEqual([])
  },
)
