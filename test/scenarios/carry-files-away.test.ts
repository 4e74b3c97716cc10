import { newId } from '@erp/values'
import { expect } from 'vitest'
import { person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'
import { ledgerKeepingOf } from '../support/voucher-writing.ts'

const scenario = await useScenarios()

/** Somebody who holds these permissions by a role of the company's own. */
async function holderOf(company: TestCompany, gatewayUrl: string, job: string, permissions: readonly string[]) {
  const { administrator, code } = company
  const roleCode = `Z_${job}`
  await administrator.change('CreateRole', { code: roleCode, name: { zh: job, en: job }, permissions })
  const credentials = { username: `${job}-${code}`.toLowerCase(), password: 'Correct-Horse-8-Battery' }
  await administrator.change('CreateUser', { ...credentials, displayName: job, roleCodes: [roleCode] })
  return person(gatewayUrl, async () => ({ ...credentials, companyCode: code }))
}

const attach = `mutation ($input: AttachToVoucherDraftInput!) {
  attachToVoucherDraft(input: $input) { userErrors { code } } }`

scenario(
  'Whoever reads vouchers sees which files they have, and carries one away only with the right to export',
  async ({ company, system }) => {
    const { accountant, controller, auditor } = company
    const [draft] = await ledgerKeepingOf(accountant, controller).writes([
      ['2026-03-05', 'Sold for a bill', 'Dr 1121 113.00', 'Cr 6001 113.00'],
    ])
    const bill = {
      ...{ idempotencyKey: newId(), voucherDraftId: draft?.id, expectedVersion: draft?.version, name: 'bill.pdf' },
      ...{ mediaType: 'application/pdf', byteSize: 1024, sha256: 'ab'.repeat(32) },
      url: 'https://files.example.com/bill.pdf',
    }
    const attached = await accountant.send<{ attachToVoucherDraft: { userErrors: object[] } }>(attach, { input: bill })
    expect(attached.data?.attachToVoucherDraft.userErrors).toEqual([])
    const ask = `query ($id: ID!) { voucherDraft(id: $id) { attachments { name %s } } }`
    const [names, files] = [ask.replace('%s', ''), ask.replace('%s', 'url')]
    const reader = await holderOf(company, system.gatewayUrl, 'READER', ['finance.voucher.read'])
    const variables = { id: draft?.id }
    const seen = await reader.send(names, variables)
    expect(JSON.stringify(seen.data)).toContain('bill.pdf')
    const refused = await reader.send(files, variables)
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'finance.voucher.export' } }])
    expect(JSON.stringify(refused)).not.toContain('files.example.com')

    const carrier = await holderOf(company, system.gatewayUrl, 'CARRIER', [
      'finance.voucher.read',
      'finance.voucher.export',
    ])
    for (const who of [carrier, auditor, controller, accountant])
      expect(JSON.stringify((await who.send(files, variables)).data)).toContain('https://files.example.com/bill.pdf')
  },
)
