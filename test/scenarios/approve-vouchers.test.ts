import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { byController, documentOnce, hasApproved, signs, turnsDown } from '../support/approving.ts'
import type { Leg } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'
import { ledgerKeepingOf, type WrittenDraft } from '../support/voucher-writing.ts'

const scenario = await useScenarios()
const patient = 120_000

interface Draft extends WrittenDraft {
  readonly origin: string
  readonly returnReason: string | null
  readonly total: { readonly amount: string }
  readonly reviewedBy: { readonly displayName: string } | null
}

const named = ({ id, version }: WrittenDraft) => ({ voucherDraftId: id, expectedVersion: version })

scenario(
  'A voucher is reviewed by those who approve, a small one by a rule, and a rejected one goes back to its maker',
  async ({ company }) => {
    const { accountant, controller } = company
    await hasApproved(company, 'VOUCHER', [
      { condition: { categories: ['MANUAL'], amountBelow: '1000' }, levels: [] },
      { levels: [byController] },
    ])
    const keeping = ledgerKeepingOf(accountant, controller)
    const [small, large] = await keeping.submits(
      await keeping.writes([
        [today, 'Depreciation', 'Dr 6602 999.99', 'Cr 1602 999.99'],
        [today, 'Depreciation of the hall', 'Dr 6602 1000.00', 'Cr 1602 1000.00'],
      ]),
    )
    if (!small || !large) throw new Error('There are no drafts')
    const passed = await now(company, small, 'REVIEWED')
    expect(passed).toMatchObject({ reviewedBy: null, approvers: [], preparedBy: { displayName: 'accountant' } })

    const voucherDrafts = [named(large)]
    expect(await refusalOf(controller.change('ReviewVoucherDrafts', { voucherDrafts }))).toMatchObject({
      code: 'DECIDED_BY_APPROVAL',
    })
    expect(
      await refusalOf(controller.change('ReturnVoucherDraft', { ...named(large), reason: 'Not so' })),
    ).toMatchObject({ code: 'DECIDED_BY_APPROVAL' })
    await turnsDown(controller, large, 'Wrong hall')
    const returned = await now(company, large, 'RETURNED')
    expect(returned).toMatchObject({ returnReason: 'Wrong hall', approvalId: null, reviewedBy: null })

    const [again] = await keeping.submits([returned])
    if (!again) throw new Error('There is no draft')
    await signs(controller, again)
    const reviewed = await now(company, again, 'REVIEWED')
    expect(reviewed).toMatchObject({
      ...{ reviewedBy: { displayName: 'controller' }, approvers: [{ displayName: 'controller' }] },
      history: [
        { action: 'CREATED' },
        { action: 'SUBMITTED' },
        { action: 'RETURNED', reason: 'Wrong hall' },
        { action: 'SUBMITTED' },
        { action: 'REVIEWED' },
      ],
    })
    const posted = await keeping.posts([passed, reviewed])
    expect(posted.map(({ status }) => status)).toEqual(['POSTED', 'POSTED'])
  },
  patient,
)

scenario(
  'Vouchers of business documents below 10,000 are reviewed by themselves, the others by the controller',
  async ({ company }) => {
    const { buyer, storekeeper, controller } = company
    await letsReceiptsWait(company)
    await hasApproved(company, 'VOUCHER', [
      { condition: { categories: ['SYSTEM'], amountBelow: '10000' }, levels: [] },
      { levels: [byController] },
    ])
    const order = await buyer.agreesOn(['2000 × STEEL at 10.00'])
    await storekeeper.receives(order, ['900 × STEEL'])
    const small = await draftOf(company, '9000.00', 'REVIEWED')
    expect(small).toMatchObject({ origin: 'BUSINESS_EVENT', reviewedBy: null })
    await storekeeper.receives(order, ['1000 × STEEL'])
    const large = await draftOf(company, '10000.00', 'SUBMITTED')
    expect(await refusalOf(controller.change('ReviewVoucherDrafts', { voucherDrafts: [named(large)] }))).toMatchObject({
      code: 'DECIDED_BY_APPROVAL',
    })
    await signs(controller, large)
    const reviewed = await draftOf(company, '10000.00', 'REVIEWED')
    expect(reviewed).toMatchObject({ reviewedBy: { displayName: 'controller' } })
    await controller.change('PostVoucherDrafts', { voucherDrafts: [named(small), named(reviewed)] })
    await company.atRest()
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
  },
  patient,
)

scenario(
  'A voucher of a business document that is turned down says so on the document, and a person reviews it by hand',
  async ({ company }) => {
    const { buyer, storekeeper, controller, administrator } = company
    await letsReceiptsWait(company)
    await hasApproved(company, 'VOUCHER', [{ levels: [byController] }])
    const receipt = await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 10.00']), ['10 × STEEL'])
    const draft = await draftOf(company, '100.00', 'SUBMITTED')
    expect(await toReviewByHand(company)).toEqual([])
    const leg = async () => {
      const { data } = await buyer.send<{ goodsReceipt: { legs: Leg[] } }>(
        'query ($id: ID!) { goodsReceipt(id: $id) { legs { kind state reason } } }',
        { id: receipt.id },
      )
      return data?.goodsReceipt.legs.find(({ kind }) => kind === 'LEDGER')
    }
    await eventually(async () =>
      expect(await leg()).toMatchObject({
        ...{ state: 'BLOCKED', reason: `The voucher waits for review as ${draft.number}.` },
      }),
    )

    await turnsDown(controller, draft, 'Wrong price')
    const turnedDown = await eventually(async () => {
      const [found] = await toReviewByHand(company)
      if (!found) throw new Error(`${draft.number} is not left to people`)
      return found
    })
    expect(turnedDown).toMatchObject({ id: draft.id, status: 'SUBMITTED', returnReason: 'Wrong price' })
    await eventually(async () =>
      expect(await leg()).toMatchObject({
        state: 'BLOCKED',
        reason: `The voucher ${draft.number} was turned down: Wrong price. It waits for a review by hand, or for the document to be taken back.`,
      }),
    )
    await company.atRest()
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '100.00', difference: '0.00' })

    await controller.change('ReviewVoucherDrafts', { voucherDrafts: [named(turnedDown)] })
    expect(await toReviewByHand(company)).toEqual([])
    const reviewed = await now(company, draft, 'REVIEWED')
    expect(reviewed).toMatchObject({
      ...{ reviewedBy: { displayName: 'controller' }, approvers: [] },
      history: [{ action: 'SUBMITTED' }, { action: 'RETURNED', reason: 'Wrong price' }, { action: 'REVIEWED' }],
    })
    await administrator.change('PostVoucherDrafts', { voucherDrafts: [named(reviewed)] })
    await company.atRest()
    expect(await leg()).toMatchObject({ state: 'POSTED', reason: null })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
  },
  patient,
)

/** What people have to review by hand, as its reviewers see it. */
async function toReviewByHand({ controller }: TestCompany): Promise<readonly Draft[]> {
  const { data } = await controller.send<{ voucherDrafts: { nodes: Draft[] } }>(
    '{ voucherDrafts(toReviewByHand: true) { nodes { id number status version returnReason } } }',
    {},
  )
  return data?.voucherDrafts.nodes ?? []
}

function now({ administrator }: TestCompany, draft: { readonly id: string }, status: string): Promise<Draft> {
  return documentOnce<Draft>(administrator, 'VoucherDraftApproval', draft, status)
}

/** The draft of this total once it stands like this. */
function draftOf({ administrator }: TestCompany, total: string, status: string): Promise<Draft> {
  return eventually(
    async () => {
      const { voucherDrafts } = await administrator.ask<{ voucherDrafts: { nodes: Draft[] } }>('VoucherDrafts', {
        status,
      })
      const found = voucherDrafts.nodes.find((draft) => draft.total.amount === total)
      if (!found) throw new Error(`No draft of ${total} is ${status}`)
      return found
    },
    { withinMs: 30_000, everyMs: 100 },
  )
}

/** Vouchers of goods received wait for review from now on. */
async function letsReceiptsWait({ controller }: TestCompany): Promise<void> {
  const name = { zh: '采购入库', en: 'Purchase receipt' }
  const line = (accountKey: string, side: string, amount: string) => ({ accountKey, side, amount, summary: name })
  await controller.change('ActivateVoucherTemplate', {
    ...{ eventKind: 'PURCHASE_RECEIPT', expectedVersion: 1, name, policy: 'WAIT_FOR_REVIEW' },
    lines: [
      line('INV', 'DEBIT', 'stockValue'),
      { ...line('PPV', 'DEBIT', 'differenceValue'), whenNegative: 'OTHER_SIDE' },
      line('GRIR', 'CREDIT', 'clearingValue'),
    ],
    examples: [
      {
        ...{ name, currency: 'CNY', stockValue: '5.00', clearingValue: '5.00', differenceValue: '0.00' },
        expected: [
          { accountKey: 'INV', side: 'DEBIT', amount: '5.00' },
          { accountKey: 'GRIR', side: 'CREDIT', amount: '5.00' },
        ],
      },
    ],
  })
}
