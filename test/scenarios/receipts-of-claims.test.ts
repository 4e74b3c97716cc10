import { expect } from 'vitest'
import { claimingOf, seen } from '../support/claiming.ts'
import { refusalOf } from '../support/graph-client.ts'
import type { Person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import { aFile, transfer } from '../support/voucher-files.ts'

const scenario = await useScenarios()

interface ClaimFile {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly url: string
  readonly upload: { readonly url: string } | null
}
interface Files {
  readonly expenseClaim: { readonly version: number; readonly files: readonly ClaimFile[] } | null
}

scenario(
  'A receipt is photographed while the claim is being written, and whoever approves sees the same bytes',
  async ({ company, system }) => {
    const { controller, sales, buyer } = company
    const { writes, line, submits } = await claimingOf(company)
    const claim = await writes([line('50.00 TAXI')])
    const { bytes, facts } = aFile('车票.jpg', 300_000, 'image/jpeg')
    const prepare = { expenseClaimId: claim.id, ...facts }
    const announced = await sales.change<ClaimFile>('PrepareExpenseClaimFile', prepare)
    expect(announced).toMatchObject({ status: 'AWAITED', upload: { url: expect.stringContaining('files/finance/') } })
    const early = await refusalOf(sales.change('SubmitExpenseClaim', seen(claim)))
    expect(early).toMatchObject({
      ...{ code: 'CLAIM_FILES_AWAITED' },
      message: `Files of ${claim.number} have not arrived: 车票.jpg. Send them or take them off.`,
    })
    const put = (body: Buffer) =>
      transfer(system.gatewayUrl, announced.upload?.url ?? '', {
        ...{ method: 'PUT', body, headers: { 'content-type': 'image/jpeg' } },
      })
    expect(await put(Buffer.concat([bytes.subarray(1), Buffer.from('x')]))).toMatchObject({ status: 422 })
    expect(await put(bytes)).toMatchObject({ status: 204 })
    expect(await put(bytes)).toMatchObject({ status: 409, code: 'FILE_ALREADY_STORED' })

    // Whoever goes on writing the claim meanwhile has seen its version still.
    const submitted = await submits(claim)
    for (const refusal of await Promise.all([
      refusalOf(sales.change('PrepareExpenseClaimFile', { ...prepare, ...aFile('late.pdf', 10).facts })),
      refusalOf(sales.change('RemoveExpenseClaimFile', { expenseClaimId: claim.id, fileId: announced.id })),
    ]))
      expect(refusal).toMatchObject({ code: 'EXPENSE_CLAIM_NOT_READY' })
    const { expenseClaim } = await controller.ask<Files>('FilesOfExpenseClaim', { id: submitted.id })
    expect(expenseClaim?.files).toMatchObject([{ name: '车票.jpg', status: 'STORED' }])
    const fetched = await transfer(system.gatewayUrl, expenseClaim?.files[0]?.url ?? '')
    expect(fetched.status).toBe(200)
    expect(fetched.bytes.equals(bytes)).toBe(true)
    expect(await buyer.ask<Files>('FilesOfExpenseClaim', { id: submitted.id })).toEqual({ expenseClaim: null })
  },
)

scenario('What is no receipt, or is taken off, is not kept', async ({ company, system }) => {
  const { sales, buyer } = company
  const { writes, line, submits } = await claimingOf(company)
  const claim = await writes([line('50.00 TAXI')])
  const prepare = (facts: object, by: Person = sales) =>
    by.change<ClaimFile>('PrepareExpenseClaimFile', { expenseClaimId: claim.id, ...facts })
  const { bytes, facts } = aFile('发票.pdf', 1_000)
  expect(await refusalOf(prepare({ ...facts, mediaType: 'text/html' }))).toMatchObject({
    ...{ code: 'INVALID_INPUT', field: 'mediaType', problem: 'NOT_A_KIND_THAT_IS_KEPT' },
  })
  expect(await refusalOf(prepare({ ...facts, name: '../a' }))).toMatchObject({ field: 'name' })
  expect(await refusalOf(prepare(facts, buyer))).toMatchObject({ code: 'EXPENSE_CLAIM_NOT_FOUND' })
  const file = await prepare(facts)
  await transfer(system.gatewayUrl, file.upload?.url ?? '', { method: 'PUT', body: bytes })
  const off = { expenseClaimId: claim.id, fileId: file.id }
  expect(await sales.change('RemoveExpenseClaimFile', off)).toMatchObject({ files: [] })
  expect(await refusalOf(sales.change('RemoveExpenseClaimFile', off))).toMatchObject({ code: 'CLAIM_FILE_NOT_FOUND' })
  expect(await transfer(system.gatewayUrl, file.url)).toMatchObject({ status: 404, code: 'FILE_NOT_FOUND' })
  expect(await submits(claim)).toMatchObject({ status: 'SUBMITTED' })
})
