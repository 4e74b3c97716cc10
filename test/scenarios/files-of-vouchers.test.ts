import { createFileTickets } from '@erp/service-kit'
import { testKeys } from '@erp/testing'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'
import { type Attachment, aFile, prepares, transfer } from '../support/voucher-files.ts'
import type { WrittenDraft } from '../support/voucher-writing.ts'

const scenario = await useScenarios()
const fiveMebibytes = 5 * 1_048_576

interface Files {
  readonly voucherDraft: {
    readonly version: number
    readonly attachments: readonly Attachment[]
    readonly voucher: { readonly attachmentCount: number; readonly attachments: readonly Attachment[] } | null
  }
}

const writes = ({ accountant }: TestCompany): Promise<WrittenDraft> =>
  accountant.change('CreateVoucherDraft', {
    postingOn: '2026-03-10',
    lines: [
      { accountCode: '6602', debit: '100.00', summary: '折旧' },
      { accountCode: '1602', credit: '100.00', summary: '折旧' },
    ],
  })
const filesOf = async ({ accountant }: TestCompany, { id }: WrittenDraft) =>
  (await accountant.ask<Files>('FilesOfVoucherDraft', { id })).voucherDraft
const refer = ({ id, version }: WrittenDraft) => ({ voucherDraftId: id, expectedVersion: version })

scenario('The paper of a voucher comes with it into the ledger, and stays', async ({ company, system }) => {
  const { accountant, controller } = company
  const put = (address: string, body: Buffer) => transfer(system.gatewayUrl, address, { method: 'PUT', body })
  const { bytes, facts } = aFile('发票 "1".pdf'.replaceAll('"', '“'), fiveMebibytes)
  const attachment = await prepares(accountant, await writes(company), facts)
  expect(attachment).toMatchObject({ status: 'AWAITED', draft: { version: 2 } })
  const upload = attachment.upload?.url ?? ''

  const early = await refusalOf(accountant.change('SubmitVoucherDraft', refer(attachment.draft)))
  expect(early).toMatchObject({ code: 'ATTACHMENTS_AWAITED' })
  expect(await transfer(system.gatewayUrl, attachment.url)).toMatchObject({ status: 404, code: 'FILE_NOT_FOUND' })
  expect(await put(upload, bytes)).toMatchObject({ status: 204 })
  expect(await put(upload, bytes)).toMatchObject({ status: 409, code: 'FILE_ALREADY_STORED' })

  const submitted = await accountant.change<WrittenDraft>('SubmitVoucherDraft', refer(attachment.draft))
  const off = { ...refer(submitted), attachmentId: attachment.id }
  expect(await refusalOf(accountant.change('DetachFromVoucherDraft', off))).toMatchObject({ code: 'DRAFT_NOT_READY' })
  const [reviewed] = await controller.change<WrittenDraft[]>('ReviewVoucherDrafts', {
    voucherDrafts: [refer(submitted)],
  })
  if (!reviewed) throw new Error('Nothing was reviewed')
  const [posted] = await controller.change<WrittenDraft[]>('PostVoucherDrafts', { voucherDrafts: [refer(reviewed)] })
  if (!posted) throw new Error('Nothing was posted')
  for (const refusal of await Promise.all([
    refusalOf(accountant.change('DetachFromVoucherDraft', { ...refer(posted), attachmentId: attachment.id })),
    refusalOf(prepares(accountant, posted, aFile('late.pdf', 10).facts)),
  ]))
    expect(refusal).toMatchObject({ code: 'DRAFT_NOT_READY' })

  const { voucher } = await filesOf(company, posted)
  expect(voucher).toMatchObject({ attachmentCount: 1, attachments: [{ name: facts.name, status: 'STORED' }] })
  const fetched = await transfer(system.gatewayUrl, voucher?.attachments[0]?.url ?? '')
  expect(fetched.status).toBe(200)
  expect(fetched.bytes.equals(bytes)).toBe(true)
  expect(Object.fromEntries(fetched.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(fiveMebibytes),
    'content-disposition': `attachment; filename="__ _1_.pdf"; filename*=UTF-8''${encodeURIComponent(facts.name)}`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  })
})

scenario('What is not the file that was announced is not stored', async ({ company, system }) => {
  const put = (address: string, body: Buffer, headers = {}) =>
    transfer(system.gatewayUrl, address, { method: 'PUT', body, headers })
  const { bytes, facts } = aFile('invoice.pdf', 1_000)
  const attachment = await prepares(company.accountant, await writes(company), facts)
  const upload = attachment.upload?.url ?? ''
  expect(await put(upload, aFile('x', 1_000).bytes)).toMatchObject({ status: 422, code: 'FILE_HASH_WRONG' })
  expect(await put(upload, bytes.subarray(1))).toMatchObject({ status: 422, code: 'FILE_SIZE_WRONG' })
  expect(await put(upload, aFile('x', 1_001).bytes)).toMatchObject({ status: 413, code: 'FILE_TOO_LARGE' })
  expect(await put(upload, aFile('x', 11 * 1_048_576).bytes)).toMatchObject({ status: 413, code: 'FILE_TOO_LARGE' })
  expect(await put(upload, bytes, { 'content-type': 'text/html' })).toMatchObject({
    ...{ status: 415, code: 'FILE_TYPE_WRONG' },
  })
  for (const [field, value] of [
    ['byteSize', 10 * 1_048_576 + 1],
    ['mediaType', 'text/html'],
    ['name', '../invoice.pdf'],
  ] as const) {
    const refused = await refusalOf(prepares(company.accountant, attachment.draft, { ...facts, [field]: value }))
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', field })
  }
  expect((await filesOf(company, attachment.draft)).attachments).toMatchObject([{ status: 'AWAITED' }])
  expect(await put(upload, bytes)).toMatchObject({ status: 204 })
})

scenario('An address is for whoever asked for it, for what it was asked, and for a while', async (scene) => {
  const { company, system, anotherCompany } = scene
  const theirs = await anotherCompany()
  const { bytes, facts } = aFile('invoice.pdf', 1_000)
  const draft = await writes(company)
  expect(await refusalOf(prepares(theirs.accountant, draft, facts))).toMatchObject({ code: 'VOUCHER_DRAFT_NOT_FOUND' })
  const attachment = await prepares(company.accountant, draft, facts)
  const upload = attachment.upload?.url ?? ''
  const put = (address: string, headers = {}) =>
    transfer(system.gatewayUrl, address, { method: 'PUT', body: bytes, headers })
  const bearer = async ({ accountant }: TestCompany) => ({
    authorization: `Bearer ${(await accountant.session()).accessToken}`,
  })
  const [, claims] = (await bearer(company)).authorization.split('.')
  const { sub: userId } = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())
  const of = (companyId: string, now?: number) => {
    const ticket = { action: 'UPLOAD', fileId: attachment.id, companyId, userId } as const
    return `files/finance/${createFileTickets(gatewaySigningKey, 'finance').issue(ticket, now).text}`
  }
  const { gatewaySigningKey } = await testKeys()

  expect(await put(of(company.id, Date.now() - 600_000))).toMatchObject({ status: 403, code: 'FILE_TICKET_EXPIRED' })
  expect(await put(of(theirs.id))).toMatchObject({ status: 404, code: 'FILE_NOT_FOUND' })
  expect(await put(upload.replace(company.id, theirs.id))).toMatchObject({ status: 403, code: 'FILE_TICKET_INVALID' })
  expect(await put(attachment.url)).toMatchObject({ status: 403, code: 'FILE_TICKET_INVALID' })
  expect(await put(upload, await bearer(theirs))).toMatchObject({ status: 403, code: 'FILE_TICKET_INVALID' })
  expect(await put(upload, { authorization: 'Bearer x.y.z' })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
  expect(await put(upload.replace('finance', 'nobody'))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  for (const elsewhere of ['..%2Fmetrics', 'UPLOAD.%2F..%2F..%2Fmetrics', '%2E%2E%2Fmetrics'])
    expect(await transfer(system.gatewayUrl, `files/finance/${elsewhere}`)).toMatchObject({ code: 'NOT_FOUND' })
  expect(await transfer(system.gatewayUrl, upload)).toMatchObject({ status: 403, code: 'FILE_TICKET_INVALID' })

  expect((await theirs.accountant.ask<Files>('FilesOfVoucherDraft', { id: draft.id })).voucherDraft).toBeNull()
  expect(await put(upload, await bearer(company))).toMatchObject({ status: 204 })
  const [stored] = (await filesOf(company, draft)).attachments
  expect(stored).toMatchObject({ status: 'STORED', upload: null })
  const removed = await company.accountant.change<WrittenDraft>('DetachFromVoucherDraft', {
    ...{ ...refer(attachment.draft), attachmentId: attachment.id },
  })
  expect(await transfer(system.gatewayUrl, stored?.url ?? '')).toMatchObject({ status: 404, code: 'FILE_NOT_FOUND' })
  expect((await filesOf(company, removed)).attachments).toEqual([])
})
