import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import type { GraphClient } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'
import { ledgerKeepingOf } from '../support/voucher-writing.ts'

const scenario = await useScenarios()
type Service = 'identity' | 'finance' | 'inventory' | 'procurement' | 'sales'

interface Entry {
  readonly username: string
  readonly user: { readonly username: string } | null
  readonly documentId: string | null
  readonly reason: string | null
  readonly clientAddress: string | null
  readonly traceId: string
  readonly changes: readonly {
    readonly table: string
    readonly kind: string
    readonly fields: readonly {
      readonly field: string
      readonly before: string | null
      readonly after: string | null
    }[]
  }[]
}

const found = `nodes { username user { username } documentId reason clientAddress traceId changes { table kind fields { field before after } } }`

/** What the auditor finds of an operation, newest first. */
async function trailOf(reader: GraphClient, service: Service, operation: string): Promise<readonly Entry[]> {
  const field = `${service}AuditTrail`
  const { data, errors } = await reader.send<Record<string, { readonly nodes: readonly Entry[] }>>(
    `query ($filter: AuditTrailFilter) { ${field}(filter: $filter) { ${found} } }`,
    { filter: { operation } },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data[field]?.nodes ?? []
}

/** Each change as a line: `supplier CHANGED active true → false`. */
function told(entry: Entry | undefined): string[] {
  return (entry?.changes ?? []).flatMap(({ table, kind, fields }) =>
    fields.map(({ field, before, after }) => `${table} ${kind} ${field} ${before} → ${after}`),
  )
}

scenario(
  'The trail says who changed what, from what to what, from where and why, in every service',
  async ({ company }) => {
    const { auditor, administrator, buyer, controller, sales } = company
    const clerk = await hireClerk(company)
    await administrator.change('ChangeUserRoles', {
      userId: clerk.id,
      expectedVersion: 1,
      roleCodes: ['BUYER', 'SALES'],
    })
    const roles = await trailOf(auditor, 'identity', 'changeUserRoles')
    expect(roles).toMatchObject([{ username: '', user: { username: 'admin' }, documentId: clerk.id }])
    expect(roles[0]?.clientAddress).toMatch(/^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/)
    expect(told(roles[0])).toEqual(
      expect.arrayContaining([
        'membership_roles REMOVED role_code AUDITOR → null',
        'membership_roles ADDED role_code null → BUYER',
        'membership_roles ADDED role_code null → SALES',
      ]),
    )

    await buyer.change('ChangeSupplier', {
      supplierId: company.supplierId,
      expectedVersion: 1,
      name: { zh: '宝武', en: 'Baowu' },
    })
    const [supplier] = await trailOf(auditor, 'procurement', 'changeSupplier')
    expect(told(supplier)).toEqual(['supplier CHANGED name_en Baogang → Baowu', 'supplier CHANGED name_zh 宝钢 → 宝武'])

    await controller.change('ChangeItem', { itemId: company.itemIds.get('LAMP'), expectedVersion: 1, active: false })
    const [item] = await trailOf(auditor, 'inventory', 'changeItem')
    expect(told(item)).toEqual(['item CHANGED active true → false'])

    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    await buyer.amends(order, 'Steel got dearer', ['120 × STEEL at 10.50'])
    const [amended] = await trailOf(auditor, 'procurement', 'amendPurchaseOrder')
    expect(amended).toMatchObject({ documentId: order.id, reason: 'Steel got dearer' })
    expect(told(amended)).toEqual(
      expect.arrayContaining([
        'purchase_order CHANGED revision 1 → 2',
        'purchase_order CHANGED net_minor 100000 → 126000',
        expect.stringMatching(/^purchase_order_line CHANGED quantity 100(\.0+)? → 120(\.0+)?$/),
      ]),
    )

    const { id: customerId } = await sales.change<{ id: string }>('CreateCustomer', {
      code: 'LINHAI',
      name: { zh: '临海', en: 'Linhai' },
    })
    expect(told((await trailOf(auditor, 'sales', 'createCustomer'))[0])).toEqual(
      expect.arrayContaining([
        'customer ADDED code null → LINHAI',
        'customer ADDED name_en null → Linhai',
        'customer ADDED active null → true',
      ]),
    )
    await sales.change('ChangeCustomer', { customerId, expectedVersion: 1, active: false })
    expect(told((await trailOf(auditor, 'sales', 'changeCustomer'))[0])).toEqual([
      'customer CHANGED active true → false',
    ])

    const [draft] = await ledgerKeepingOf(company.accountant, controller).writes([
      ['2026-03-05', 'Sold for a bill', 'Dr 1121 10.00', 'Cr 6001 10.00'],
    ])
    const line = (accountCode: string, amount: object) => ({ accountCode, summary: 'Sold for a bill', ...amount })
    await company.accountant.change('ChangeVoucherDraft', {
      voucherDraftId: draft?.id,
      expectedVersion: draft?.version,
      postingOn: '2026-03-06',
      lines: [line('1121', { debit: '12.00' }), line('6001', { credit: '12.00' })],
    })
    const voucher = told((await trailOf(auditor, 'finance', 'changeVoucherDraft'))[0])
    expect(voucher).toEqual(
      expect.arrayContaining([
        'voucher_draft CHANGED posting_date 2026-03-05 → 2026-03-06',
        'voucher_draft_line REMOVED debit 1000 → null',
        'voucher_draft_line ADDED debit null → 1200',
      ]),
    )
  },
)

scenario('The trail is for auditors and administrators of the company alone', async ({ company, anotherCompany }) => {
  const theirs = await anotherCompany()
  await theirs.buyer.change('ChangeSupplier', { supplierId: theirs.supplierId, expectedVersion: 1, active: false })
  expect(await trailOf(theirs.administrator, 'procurement', 'changeSupplier')).toHaveLength(1)
  expect(await trailOf(company.auditor, 'procurement', 'changeSupplier')).toEqual([])
  for (const field of ['procurementAuditTrail { nodes { id } }', 'verifyProcurementAudit { intact }']) {
    const { errors } = await company.buyer.send(`{ ${field} }`)
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'procurement.audit.read' } }])
  }
})

scenario('What services did because of a request stands in its trace', async ({ company }) => {
  const { auditor, buyer, storekeeper } = company
  await storekeeper.receives(await buyer.agreesOn(['10 × LAMP at 1.00']), ['10 × LAMP'])
  const [receipt] = await trailOf(auditor, 'procurement', 'createGoodsReceipt')
  await eventually(async () => {
    const [applied] = await trailOf(auditor, 'inventory', 'procurement.goods-receipt.confirmed.v1')
    expect(applied).toMatchObject({ username: 'inventory', user: null, traceId: receipt?.traceId, clientAddress: null })
  })
})

function hireClerk({ administrator, code }: TestCompany) {
  return administrator.change<{ id: string }>('CreateUser', {
    username: `trainee-${code}`.toLowerCase(),
    displayName: 'Trainee',
    password: 'Correct-Horse-9-Battery',
    roleCodes: ['AUDITOR'],
  })
}
