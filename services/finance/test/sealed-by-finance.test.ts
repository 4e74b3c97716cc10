import { type BusinessDate, isRefusal, type Period, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { changeVoucherDraft } from '../src/use-cases/change-voucher-draft.ts'
import { createVoucherDraft } from '../src/use-cases/create-voucher-draft.ts'
import { importVouchers } from '../src/use-cases/import-vouchers.ts'
import { reverseVoucher, unpostVoucherDraft } from '../src/use-cases/reverse-voucher.ts'
import { runClosingStep } from '../src/use-cases/run-closing-step.ts'
import { sealPeriod, unsealPeriod } from '../src/use-cases/seal-period.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { at, entry, peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const period = '2026-10' as Period
const sealed = refuse('ModuleSealed', { period, module: 'FINANCE' })

test('nothing that people write is dated into a month finance is done with, until it is unsealed', async () => {
  const { maker, controller, as, create, reviewed, posted, post, numbers } = await peopleOf(finance)
  const [standing, waiting, unfinished] = [await posted(), await reviewed(), await create()]
  sound(await as(controller, (u) => sealPeriod(u, { period, module: 'FINANCE', reason: null })))

  const november = { postingDate: '2026-11-02' as BusinessDate, businessDate: '2026-10-20' as BusinessDate }
  expect(await post(waiting)).toEqual(sealed)
  expect(await as(maker, (u) => createVoucherDraft(u, entry()))).toEqual(sealed)
  expect(await as(maker, (u) => changeVoucherDraft(u, at(unfinished), entry()))).toEqual(sealed)
  const content = `reference,date,summary,account,debit,credit
    A-1,2026-10-08,x,6602,1,
    A-1,2026-10-08,x,1602,,1`
  expect(await as(maker, (u) => importVouchers(u, { fileName: 'x.csv', format: 'CSV', content }))).toEqual(
    refuse('ImportRejected', { faults: [{ line: 2, column: null, refusal: sealed }] }),
  )
  const reversal = { voucherId: standing.voucherId ?? '', reason: '记错' }
  const takeBack = (reversedOn: string) =>
    as(controller, (u) => reverseVoucher(u, { ...reversal, reversedOn: reversedOn as BusinessDate }))
  expect(await takeBack('2026-10-31')).toEqual(sealed)
  expect(await as(controller, (u) => unpostVoucherDraft(u, { ...at(standing), reason: '记错' }))).toEqual(sealed)
  expect(await numbers()).toEqual(['记1'])

  // What is dated later goes on, and so does the month-end of the sealed month itself.
  sound(await as(maker, (u) => changeVoucherDraft(u, at(unfinished), entry(november))))
  expect(isRefusal(await takeBack('2026-11-02'))).toBe(false)
  expect(await numbers()).toEqual(['记1', '记1'])

  sound(await as(controller, (u) => unsealPeriod(u, { period, module: 'FINANCE', reason: '补记' })))
  sound(await post(waiting))
  expect(await numbers()).toEqual(['记1', '记2', '记1'])
})

test('the steps of a month-end post into a month that every module is done with', async () => {
  const { controller, as, posted, numbers } = await peopleOf(finance)
  const january = { postingDate: '2026-01-20' as BusinessDate, businessDate: '2026-01-20' as BusinessDate }
  await posted(entry(january))
  const first = '2026-01' as Period
  sound(await as(controller, (u) => sealPeriod(u, { period: first, module: 'FINANCE', reason: null })))
  sound(await as(controller, (u) => runClosingStep(u, { period: first, step: 'PROFIT_CARRY_FORWARD' })))
  expect(await numbers()).toEqual(['记1', '记2'])
})
