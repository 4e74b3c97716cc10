import { eventually, startSystem } from '@erp/testing'
import { beforeEach, expect, test } from 'vitest'
import { byController, hasApproved, signs, taskOf } from '../support/approving.ts'
import { today } from '../support/test-calendar.ts'
import { registerCompany } from '../support/test-company.ts'
import { ledgerKeepingOf, type WrittenDraft } from '../support/voucher-writing.ts'
import { createRandom } from './random.ts'
import { scrambleStreams } from './scrambled-streams.ts'

interface Paper {
  readonly id: string
  readonly version: number
}

const random = createRandom()
const system = await startSystem()
const company = await registerCompany(system)
const { accountant, controller, administrator, supplierId } = company
const bank = await controller.change<Paper>('CreateCashAccount', {
  ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
})
await hasApproved(company, 'CASH_DOCUMENT', [{ levels: [byController] }])
await hasApproved(company, 'VOUCHER', [{ levels: [byController] }])
await Promise.all([accountant.session(), controller.session(), administrator.session()])
const keeping = ledgerKeepingOf(accountant, controller)

const patient = { timeout: 240_000 }
const within = { withinMs: 60_000 }

beforeEach(() => Promise.all((['identity', 'finance'] as const).map(system.start)))

test(
  'identity is away while a payment is asked for, taken back and asked for anew, and a voucher is; it hears all twice in no order',
  patient,
  async () => {
    const draft = await pays('1500.00')
    const voucher = await writes('1000.00')
    await system.kill('identity')
    const first = await submits(draft)
    const back = await accountant.change<Paper>('WithdrawCashDocument', { ...named(first), reason: 'Too little' })
    const second = await submits(await changes(back, '2500.00'))
    await keeping.submits([voucher])
    await eventually(async () => expect(await unsent('finance')).toBe(0), within)
    expect(await standing(second)).toEqual(['PENDING_APPROVAL', 250_000n])
    await scrambleStreams(system, ['identity'], random)
    await system.start('identity')

    await eventually(async () => expect(await running(draft)).toEqual(['250000 RUNNING']), within)
    await eventually(async () => expect(await running(voucher)).toEqual(['100000 RUNNING']), within)
    await signs(controller, second)
    await signs(controller, voucher)
    await eventually(async () => expect(await standing(second)).toEqual(['APPROVED', 250_000n]), within)
    await eventually(async () => expect(await historyOf(voucher)).toEqual(reviewedOnce), within)
    await company.atRest()
    expect(await openProcesses()).toBe(0)
  },
)

test(
  'finance is away when both are decided, and hears each decision twice in no order: each stands once',
  patient,
  async () => {
    const payment = await submits(await pays('300.00'))
    const [voucher] = await keeping.submits([await writes('400.00')])
    if (!voucher) throw new Error('There is no draft')
    await Promise.all([taskOf(controller, payment), taskOf(controller, voucher)])
    await system.kill('finance')
    await signs(controller, payment)
    await signs(controller, voucher)
    await eventually(async () => expect(await unsent('identity')).toBe(0), within)
    await system.kill('identity')
    await scrambleStreams(system, ['identity'], random)
    await system.start('identity')
    expect(await standing(payment)).toEqual(['PENDING_APPROVAL', 30_000n])
    await system.start('finance')

    await eventually(async () => expect(await standing(payment)).toEqual(['APPROVED', 30_000n]), within)
    await eventually(async () => expect(await historyOf(voucher)).toEqual(reviewedOnce), within)
    await company.atRest()
    expect(await versionOf(payment)).toBe(payment.version + 1)
    const approved = { id: payment.id, version: await versionOf(payment) }
    await administrator.change('PostCashDocument', named(approved))
    expect(await standing(payment)).toEqual(['POSTED', 30_000n])
  },
)

test(
  'a payment is taken back and asked for anew before the decision about it arrives: that decision says nothing any more',
  patient,
  async () => {
    const first = await submits(await pays('70.00'))
    await taskOf(controller, first)
    await keepsDecisions(true)
    await signs(controller, first)
    const back = await accountant.change<Paper>('WithdrawCashDocument', { ...named(first), reason: 'Another amount' })
    const second = await submits(await changes(back, '80.00'))
    await eventually(async () => expect(await running(first)).toEqual(['7000 APPROVED', '8000 RUNNING']), within)
    await keepsDecisions(false)
    await eventually(async () => expect(await unsent('identity')).toBe(0), within)
    await company.atRest()
    expect(await standing(second)).toEqual(['PENDING_APPROVAL', 8_000n])

    await signs(controller, second)
    await eventually(async () => expect(await standing(second)).toEqual(['APPROVED', 8_000n]), within)
    expect(await openProcesses()).toBe(0)
  },
)

const reviewedOnce = ['CREATED', 'SUBMITTED', 'REVIEWED']

function named({ id, version }: Paper) {
  return { cashDocumentId: id, expectedVersion: version }
}

function contentOf(amount: string) {
  return { cashAccountId: bank.id, paidOn: today, partyDimension: 'SUPPLIER', partyId: supplierId, amount }
}

function pays(amount: string): Promise<Paper> {
  return accountant.change('CreateCashDocument', { direction: 'PAYMENT', content: contentOf(amount) })
}

async function changes(draft: Paper, amount: string): Promise<Paper> {
  const text = `mutation ($input: ChangeCashDocumentInput!) {
    changeCashDocument(input: $input) { cashDocument { id version } userErrors { code } } }`
  const input = { idempotencyKey: crypto.randomUUID(), ...named(draft), content: contentOf(amount) }
  const { data } = await accountant.send<{ changeCashDocument: { cashDocument: Paper | null } }>(text, { input })
  if (!data?.changeCashDocument.cashDocument) throw new Error('The payment did not change')
  return data.changeCashDocument.cashDocument
}

function submits(draft: Paper): Promise<Paper> {
  return accountant.change('SubmitCashDocument', named(draft))
}

async function writes(amount: string): Promise<WrittenDraft> {
  const [draft] = await keeping.writes([[today, 'Depreciation', `Dr 6602 ${amount}`, `Cr 1602 ${amount}`]])
  if (!draft) throw new Error('There is no draft')
  return draft
}

async function standing({ id }: Paper): Promise<readonly unknown[]> {
  const [row] = await system.database('finance').rows<{ status: string; amount: bigint }>`
    select status, amount from cash_document where id = ${id}::uuid`
  return [row?.status, BigInt(row?.amount ?? 0)]
}

async function versionOf({ id }: Paper): Promise<number> {
  const [row] = await system.database('finance').rows<{ version: number }>`
    select version from cash_document where id = ${id}::uuid`
  return row?.version ?? 0
}

async function historyOf({ id }: { readonly id: string }): Promise<readonly string[]> {
  const rows = await system.database('finance').rows<{ action: string }>`
    select action from voucher_draft_change where draft_id = ${id}::uuid order by changed_at, version`
  return rows.map(({ action }) => action)
}

/** What identity was asked about a document and nobody took back, oldest first. */
async function running({ id }: { readonly id: string }): Promise<readonly string[]> {
  const rows = await system.database('identity').rows<{ asked: string }>`
    select amount_minor::text || ' ' || status as asked from approval_requests
    where document_id = ${id}::uuid and status <> 'WITHDRAWN' order by id`
  return rows.map(({ asked }) => asked)
}

async function openProcesses(): Promise<number> {
  const [row] = await system.database('finance').rows<{ count: number }>`
    select count(*)::int as count from platform.saga where ended_at is null`
  return row?.count ?? 0
}

async function unsent(service: 'finance' | 'identity'): Promise<number> {
  const [row] = await system.database(service).rows<{ count: number }>`
    select count(*)::int as count from platform.outbox where published_at is null`
  return row?.count ?? 0
}

/** Lets what identity decides from now on lie in its outbox, or goes on with it. */
async function keepsDecisions(kept: boolean): Promise<void> {
  const database = system.database('identity')
  if (kept) {
    await database.rows`
      create function keep_decision() returns trigger language plpgsql as $$
      begin
        if new.type = 'identity.approval.decided.v1' then new.next_attempt_at := 'infinity'; end if;
        return new;
      end $$`
    await database.rows`create trigger keep_decision before insert on platform.outbox
      for each row execute function keep_decision()`
    return
  }
  await database.rows`drop trigger keep_decision on platform.outbox`
  await database.rows`update platform.outbox set next_attempt_at = now() where next_attempt_at = 'infinity'`
}
