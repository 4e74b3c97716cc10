import { type PayloadOf, receiptEstimateTurned } from '@erp/contracts'
import { isRefusal, type Period } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { EstimateMode, EstimateTurn, EstimateTurnKind } from '../src/domain/receipt-estimate.ts'
import { dayAnew, whyTooEarly } from '../src/domain/receipt-estimate.ts'
import { listEstimateTurns } from '../src/store/estimate-turns.ts'
import { chooseReceiptEstimates } from '../src/use-cases/choose-receipt-estimates.ts'
import { turnReceiptEstimates } from '../src/use-cases/turn-receipt-estimates.ts'
import { day } from './support/day.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { type Company, must, useProcurement } from './support/procurement.ts'

const { newCompany, database } = await useProcurement()

const november = '2026-11' as Period
const december = '2026-12' as Period

const chooses = (company: Company, mode: EstimateMode, effectiveOn = '2026-10-01') =>
  company.transact((unit) => chooseReceiptEstimates(unit, { mode, effectiveOn: day(effectiveOn) }))
const turns = (company: Company, kind: EstimateTurnKind, period: Period) =>
  company.transact((unit) => turnReceiptEstimates(unit, { kind, period }))

/** A company under 月初冲回 with receipts of 100 and 50 in October, and November open. */
async function monthStarts() {
  const company = await newCompany()
  await chooses(company, 'MONTH_START')
  await company.tell.period(november, 'OPEN')
  await company.tell.period(december, 'OPEN')
  const order = await company.orders([{ quantity: '100' }, { quantity: '50', price: '11.2' }])
  const receipt = await company.received(order, ['100', '50'])
  return { company, order, receipt, ...invoicing(company) }
}

async function toldOf(company: Company, { id }: EstimateTurn) {
  const [told] = await company.outboxOf(id)
  expect(told?.type).toBe(receiptEstimateTurned.type)
  return receiptEstimateTurned.schema.parse(told?.payload) as PayloadOf<typeof receiptEstimateTurned>
}

const allTurns = (company: Company) =>
  company.transact(({ tx }) => listEstimateTurns(tx, company.companyId, {}, { limit: 100, after: undefined }))

describe('choosing', () => {
  test('a receipt keeps what was chosen for its day', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '9' }])
    const at = async (receivedOn: string) =>
      must<{ estimateMode: string }>(await company.receives(order, ['1'], receivedOn)).estimateMode
    expect(await at('2026-10-05')).toBe('DIFFERENCE')
    expect(await chooses(company, 'AT_INVOICE', '2026-10-10')).toMatchObject({
      choices: [{ effectiveOn: '2026-10-10', mode: 'AT_INVOICE' }],
    })
    expect(await at('2026-10-09')).toBe('DIFFERENCE')
    expect(await at('2026-10-10')).toBe('AT_INVOICE')
    await chooses(company, 'MONTH_START', '2026-10-20')
    expect([await at('2026-10-19'), await at('2026-10-20')]).toEqual(['AT_INVOICE', 'MONTH_START'])
  })

  test.each([
    ['the newest receipt', '2026-10-05', '2026-10-05'],
    ['the newest choice', '2026-10-08', '2026-10-08'],
  ])('nothing is chosen for the day of %s', async (_, effectiveOn, after) => {
    const company = await newCompany()
    await company.receives(await company.orders([{ quantity: '1' }]), ['1'], '2026-10-05')
    if (after > '2026-10-05') await chooses(company, 'MONTH_START', after)
    const before = await company.everything()
    expect(await chooses(company, 'AT_INVOICE', effectiveOn)).toEqual({
      ...{ refusal: 'EstimateChoiceTooEarly', effectiveOn, takenOn: after, path: ['input', 'effectiveOn'] },
    })
    expect(await company.everything()).toEqual(before)
  })

  test('of what it must come after, the latest is told', () => {
    const known = { lastChosenFrom: day('2026-10-03'), lastReceivedOn: day('2026-10-09') }
    expect(whyTooEarly(day('2026-10-02'), known)).toMatchObject({ takenOn: '2026-10-09' })
    expect(whyTooEarly(day('2026-10-10'), known)).toBeUndefined()
  })
})

describe('单到冲回', () => {
  test('an invoice of such a receipt says that it takes the estimate back, and so does its cancelling', async () => {
    const company = await newCompany()
    await chooses(company, 'AT_INVOICE')
    const { written, confirmed, told, cancels } = invoicing(company)
    const receipt = await company.received(await company.orders([{ quantity: '100' }]), ['100'])
    const invoice = await confirmed(await written([charge(receipt, '60', '600.00', '78.00')]))
    await cancels(invoice)
    const line = { cleared: '600.00', net: '600.00', reversesEstimate: true }
    expect(await told(invoice)).toMatchObject([{ payload: { lines: [line] } }, { payload: { lines: [line] } }])
    expect(await allTurns(company)).toEqual([])
  })

  test('it is refused while finance could not post it', async () => {
    const company = await newCompany()
    await chooses(company, 'AT_INVOICE')
    const { written, confirms } = invoicing(company)
    const receipt = await company.received(await company.orders([{ quantity: '1' }]), ['1'])
    const draft = await written([charge(receipt, '1', '10.00', '1.30')])
    await company.tell.template('SUPPLIER_INVOICE_REVERSING', ['NOWHERE'])
    const before = await company.everything()
    expect(await confirms(draft)).toMatchObject({
      ...{ refusal: 'AccountRuleMissing', eventKind: 'SUPPLIER_INVOICE_REVERSING', accountKey: 'NOWHERE' },
    })
    expect(await company.everything()).toEqual(before)
  })
})

describe('月初冲回', () => {
  test('what is not invoiced is taken back on the 1st and made anew at the end of the month', async () => {
    const { company, receipt } = await monthStarts()
    const taken = must<EstimateTurn>(await turns(company, 'REVERSAL', november))
    expect(taken).toMatchObject({ number: 'ET-2026-000001', turnedOn: '2026-11-01', value: { minor: 156000n } })
    expect(await toldOf(company, taken)).toMatchObject({
      turnedOn: '2026-11-01',
      lines: [{ value: '-1000.00' }, { value: '-560.00' }],
    })
    expect((await company.receiptNow(receipt)).lines).toMatchObject([
      { reversedValue: { minor: 100000n }, reversalId: taken.id },
      { reversedValue: { minor: 56000n }, reversalId: taken.id },
    ])
    const anew = must<EstimateTurn>(await turns(company, 'ESTIMATE', november))
    expect(anew).toMatchObject({ turnedOn: '2026-11-30', value: { minor: 156000n }, supplierInvoiceId: null })
    expect(await toldOf(company, anew)).toMatchObject({ lines: [{ value: '1000.00' }, { value: '560.00' }] })
    expect((await company.receiptNow(receipt)).lines).toMatchObject([
      { reversedValue: { minor: 0n } },
      { reversedValue: { minor: 0n } },
    ])
    expect(await turns(company, 'REVERSAL', december)).toMatchObject({ value: { minor: 156000n } })
  })

  test('an invoice and a return make anew what they take, before they clear it', async () => {
    const { company, receipt, written, confirmed } = await monthStarts()
    const taken = must<EstimateTurn>(await turns(company, 'REVERSAL', november))
    const invoice = await confirmed(
      await written([charge(receipt, '60', '618.00', '80.34')], { postedOn: day('2026-11-10') }),
    )
    const back = must<{ id: string }>(await company.draftsReturn(receipt, '10', undefined, '2026-11-12'))
    await company.confirmsReturn(back.id)
    const [forReturn, forInvoice] = await allTurns(company)
    expect(forInvoice).toMatchObject({
      ...{ kind: 'ESTIMATE', turnedOn: '2026-11-10', value: { minor: 60000n }, supplierInvoiceId: invoice.id },
    })
    expect(forReturn).toMatchObject({
      ...{ turnedOn: '2026-11-12', value: { minor: 10000n }, supplierInvoiceId: null, purchaseReturnId: back.id },
    })
    const lines = await database.rows`
      select reversal_id from estimate_turn_line where estimate_turn_id <> ${taken.id}::uuid and company_id = ${company.companyId}`
    expect(lines).toEqual([{ reversal_id: taken.id }, { reversal_id: taken.id }])
    expect(await turns(company, 'ESTIMATE', november)).toMatchObject({ value: { minor: 86000n } })
  })

  test('goes on where it stopped, says when nothing is left, and begins no month before the last is done', async () => {
    const { company } = await monthStarts()
    const both = await Promise.all([turns(company, 'REVERSAL', november), turns(company, 'REVERSAL', november)])
    expect(both.map((outcome) => (isRefusal(outcome) ? outcome.refusal : outcome.value.minor)).sort()).toEqual(
      ['NothingToTurn', 156000n].sort(),
    )
    const before = await company.everything()
    const nothing = { refusal: 'NothingToTurn', period: november, kind: 'REVERSAL' }
    expect(await turns(company, 'REVERSAL', november)).toEqual(nothing)
    const earlier = { refusal: 'EarlierEstimatesTakenBack', period: november }
    expect(await turns(company, 'REVERSAL', december)).toEqual(earlier)
    expect(await turns(company, 'ESTIMATE', december)).toEqual(earlier)
    expect(await company.everything()).toEqual(before)
    await turns(company, 'ESTIMATE', november)
    expect(await turns(company, 'ESTIMATE', november)).toMatchObject({ refusal: 'NothingToTurn', kind: 'ESTIMATE' })
    expect(await turns(company, 'REVERSAL', november)).toEqual(nothing)
  })

  test('receipts of other modes, of the month itself and of other companies are left alone', async () => {
    const company = await newCompany()
    await company.tell.period(november, 'OPEN')
    const order = await company.orders([{ quantity: '9' }])
    await company.receives(order, ['1'], '2026-10-05')
    await chooses(company, 'MONTH_START', '2026-11-01')
    await company.receives(order, ['1'], '2026-11-01')
    const refused = { refusal: 'NothingToTurn' }
    expect(await turns(company, 'REVERSAL', november)).toMatchObject(refused)
    await monthStarts()
    expect(await turns(company, 'REVERSAL', november)).toMatchObject(refused)
  })

  test('neither a turn nor what needs one is written into a month that is not open', async () => {
    const { company, receipt, written, confirms } = await monthStarts()
    await company.tell.period(november, 'CLOSED')
    let before = await company.everything()
    const closed = { refusal: 'PeriodNotOpen', period: november, status: 'CLOSED' }
    expect(await turns(company, 'REVERSAL', november)).toMatchObject({ ...closed, path: ['input', 'period'] })
    expect(await company.everything()).toEqual(before)
    await company.tell.period(november, 'OPEN')
    await turns(company, 'REVERSAL', november)
    const draft = await written([charge(receipt, '60', '600.00', '78.00')], { postedOn: day('2026-12-02') })
    await company.tell.period(november, 'CLOSED')
    before = await company.everything()
    expect(await confirms(draft)).toMatchObject({ ...closed, path: ['input', 'postedOn'] })
    expect(await company.everything()).toEqual(before)
  })

  test('it is refused while finance could not post it', async () => {
    const { company } = await monthStarts()
    await company.tell.template('RECEIPT_ESTIMATE_TURNED', ['GRIR', 'NOWHERE'])
    expect(await turns(company, 'REVERSAL', november)).toMatchObject({
      ...{ refusal: 'AccountRuleMissing', accountKey: 'NOWHERE', itemClass: 'MERCHANDISE' },
    })
  })

  test.each([
    ['before it was taken back', '2026-10-20', '2026-11-01'],
    ['in its month', '2026-11-17', '2026-11-17'],
    ['after its month', '2026-12-03', '2026-11-30'],
  ])('for a document of a day %s it is made anew in that month', (_, of, on) => {
    expect(dayAnew(day(of), day('2026-11-01'))).toBe(on)
  })

  test('of the next five hundred lines, the rest is for the next turn', async () => {
    const company = await newCompany()
    await chooses(company, 'MONTH_START')
    await company.tell.period(november, 'OPEN')
    for (const lines of [300, 250]) {
      const order = await company.orders(Array.from({ length: lines }, () => ({ quantity: '1' })))
      await company.received(
        order,
        Array.from({ length: lines }, () => '1'),
      )
    }
    const values = []
    for (let run = 0; run < 3; run += 1) {
      const outcome = await turns(company, 'REVERSAL', november)
      values.push(isRefusal(outcome) ? outcome.refusal : outcome.value.minor)
    }
    expect(values).toEqual([500_000n, 50_000n, 'NothingToTurn'])
  })
})
