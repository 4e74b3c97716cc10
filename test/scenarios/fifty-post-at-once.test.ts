import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'
import { ledgerKeepingOf, type WrittenVoucher } from '../support/voucher-writing.ts'

const scenario = await useScenarios()

scenario(
  'Fifty clients post at once: all succeed, and no number is missing or given twice',
  async ({ company }) => {
    const keeping = ledgerKeepingOf(company.accountant, company.controller)
    const vouchers = Array.from({ length: 50 }, (_, index): WrittenVoucher => {
      const amount = `${index + 1}.00`
      return ['2026-03-05', `计提 ${index + 1}`, `Dr 6602 ${amount}`, `Cr 2241 ${amount}`]
    })
    const drafts = await keeping.reviews(await keeping.submits(await keeping.writes(vouchers)))
    const posted = (await Promise.all(drafts.map((draft) => keeping.posts([draft])))).flat()
    const all = Array.from({ length: 50 }, (_, index) => `记-2026-03-${String(index + 1).padStart(4, '0')}`)
    expect(posted.map(({ voucher }) => voucher?.number ?? '').sort()).toEqual(all)
    expect(await company.voucherNumbers()).toEqual(all)
  },
  180_000,
)
