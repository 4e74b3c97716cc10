import { eventually, type TestSystem } from '@erp/testing'
import { documentOnce } from './approving.ts'
import { budgets, month, year } from './budgeting.ts'
import { cashierOf } from './cashier.ts'
import { claimingOf, taskOf } from './claiming.ts'
import type { GraphClient } from './graph-client.ts'
import type { Ids } from './id-use.ts'
import { auditEntryOf, makeOneOfEverything } from './one-of-everything.ts'
import { type Person, person } from './people.ts'
import { operationOf, type RootField } from './schema-walk.ts'
import { today } from './test-calendar.ts'
import type { TestCompany } from './test-company.ts'
import { aFile, prepares } from './voucher-files.ts'
import { ledgerKeepingOf, type WrittenDraft } from './voucher-writing.ts'

type Fields = ReadonlyMap<string, RootField>

/** An account of its own that may tell apart by whatever there is. */
export const anyDimensions = '6711.88'

/** Goods that a rule of their own may tell apart by valuation area. */
export const goodsOfAnArea = { accountKey: 'INV', itemClass: 'MERCHANDISE', accountCode: '1405.01' }

/** One of everything that finance keeps, on top of what the other services hand to it; what its table does not tell, by name. */
export async function makeOneOfFinance(company: TestCompany, system: TestSystem, fields: Fields) {
  const ids = await makeOneOfEverything(company, system)
  await company.atRest()
  const does: Does = (who, name, input) => perform(who, fields, name, input)
  await does(company.controller, 'createAccount', {
    ...{ code: anyDimensions, name },
    dimensions: ['CUSTOMER', 'SUPPLIER', 'EMPLOYEE', 'DEPARTMENT', 'PROJECT', 'ITEM', 'WAREHOUSE'].map((dimension) => ({
      dimension,
    })),
  })
  const cashier = await cashierOf(company)
  const claims = await makeOneOfClaiming(company, does)
  const treasury = await makeOneOfTreasury(
    company,
    { ...ids, cashier, countsCash: await cashierAt(company, system) },
    does,
  )
  await makeOneOfVouchers(company, { ...ids, ...claims }, does)
  await company.controller.change('SetAccountRule', { ...goodsOfAnArea, valuationAreaId: ids.valuationArea })
  await company.atRest()
  const { version: expectedVersion } = await company.controller.closes('2026-01')
  await company.administrator.change('RequestPeriodReopening', {
    ...{ period: '2026-01', expectedVersion, reason: 'A late invoice' },
  })
  await company.atRest()
  const entry = await auditEntryOf(system, company.id, 'finance')
  return { ...ids, ...claims, ...treasury, cashAccount: cashier.bank.id, entry }
}

type Cashier = Awaited<ReturnType<typeof cashierOf>>
type Does = (who: GraphClient, name: string, input: object) => Promise<void>
const name = { zh: '某', en: 'Some' }

/** Claims, advances and budgets at each step where an id is taken. */
async function makeOneOfClaiming(company: TestCompany, does: Does) {
  const { accountant, controller, administrator, sales } = company
  const { line, journey, writes, submits, approves, employeeId, departmentId } = await claimingOf(company)
  const approvedClaim = await approves(await submits(await writes([line('20.00 TAXI')])))
  const claim = await writes([line('50.00 TAXI')])
  await controller.change('SetExpensePolicy', { measure: 'LINE_AMOUNT', amountLimit: '9999', severity: 'WARN' })
  for (const file of ['receipt.pdf', 'other.pdf'])
    await does(sales, 'prepareExpenseClaimFile', { expenseClaimId: claim.id, ...aFile(file, 10).facts })
  const asked = () => sales.change<Numbered>('RequestEmployeeAdvance', { amount: '100', purpose: 'Fair' })
  const granted = async () => {
    const advance = await asked()
    await controller.change('Approve', await taskOf(advance, controller))
    const { version } = await documentOnce<Numbered>(controller, 'EmployeeAdvance', advance, 'APPROVED')
    return { ...advance, version }
  }
  const [approvedAdvance, paidAdvance] = [await granted(), await granted()]
  await administrator.change('PayEmployeeAdvance', {
    ...{ employeeAdvanceId: paidAdvance.id, expectedVersion: paidAdvance.version },
  })
  await asked()

  await budgets(
    company,
    ['6601', '6602'].map((accountCode) => ({ accountCode, amount: '1200000.00' })),
  )
  await accountant.change('CreateBudget', { year, name: '修订' })
  const moved = { accountCode: '6601', period: month, amount: '-1' }
  await accountant.change('RequestBudgetTransfer', {
    ...{ year, purpose: 'Fair', lines: [moved, { ...moved, accountCode: '6602', amount: '1' }] },
  })
  const submittedClaim = await submits(await writes(journey()))
  const taxi = { claimedOn: today, title: '打车', lines: [{ expenseType: 'TAXI', spentOn: today, amount: '50.00' }] }
  for (const [externalId, employee] of [
    ['OA-1', 'WANG'],
    ['OA-2', 'NOBODY'],
  ])
    await accountant.change('ReceiveExpenseFeed', {
      ...{ system: 'OA', format: 'JSON', beginsOn: today, endsOn: today },
      content: JSON.stringify({ claims: [{ ...taxi, externalId, employee }] }),
    })
  return {
    ...{ employee: employeeId, department: departmentId },
    ...{ expenseClaim: claim.id, approvedClaim: approvedClaim.id, submittedClaim: submittedClaim.id },
    ...{ approvedAdvance: approvedAdvance.id, paidAdvance: paidAdvance.id },
  }
}

/** Somebody whose job is the cash box. */
async function cashierAt({ administrator, code }: TestCompany, { gatewayUrl }: TestSystem): Promise<Person> {
  const credentials = { username: `cashier-${code}`.toLowerCase(), password: 'Correct-Horse-8-Battery' }
  await administrator.change('CreateUser', { ...credentials, displayName: 'Cashier', roleCodes: ['CASHIER'] })
  return person(gatewayUrl, async () => ({ ...credentials, companyCode: code }))
}

/** What is owed, received, paid, counted and reconciled. */
async function makeOneOfTreasury(
  company: TestCompany,
  { customer, cashier, countsCash }: Ids & { readonly cashier: Cashier; readonly countsCash: Person },
  does: Does,
) {
  const { accountant, controller, administrator, buyer, storekeeper, bookkeeper, supplierId } = company
  const { bank, write, pass, itemsOf } = cashier
  const receipt = await storekeeper.receives(await buyer.agreesOn(['9 × LAMP at 1.00']), ['9 × LAMP'])
  const isOwed = async () => {
    await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['1 × LAMP for 1.00 and 0.13']))
    await company.atRest()
    const items = (await itemsOf(supplierId)).filter(({ kind }) => kind === 'PAYABLE')
    return items.at(-1)?.id ?? ''
  }
  const payable = await isOwed()
  const [receivable] = (await itemsOf(customer)).filter(({ kind }) => kind === 'RECEIVABLE')
  await write('RECEIPT', { partyDimension: 'CUSTOMER', partyId: customer, amount: '1' })
  const toSupplier = { partyDimension: 'SUPPLIER', partyId: supplierId, amount: '0.01' }
  await pass('PAYMENT', { ...toSupplier, items: [{ openItemId: payable, amount: '0.01' }] })
  await pass('RECEIPT', { partyDimension: 'CUSTOMER', partyId: customer, amount: '0.01' })
  await pass('RECEIPT', { counterAccountCode: '4001', amount: '500', cashFlowItem: 'CAPITAL_RECEIVED' })

  const box = await controller.change<{ id: string }>('CreateCashAccount', { code: 'BOX', name, accountCode: '1001' })
  await does(accountant, 'createCashTransfer', {
    ...{ fromAccountId: bank.id, toAccountId: box.id, movedOn: today, amount: '1' },
  })
  const counts = (counted: string) =>
    countsCash.change<Numbered>('CountCash', { cashAccountId: box.id, countedOn: today, counted })
  const seen = ({ id, version }: Numbered) => ({ cashCountId: id, expectedVersion: version })
  const witnessed = await accountant.change<Numbered>('WitnessCashCount', seen(await counts('0.01')))
  const booked = await administrator.change<Numbered>('ApproveCashCount', seen(witnessed))
  await counts('0.01')

  await does(controller, 'setBankLayout', {
    ...{ cashAccountId: bank.id, expectedVersion: 0, dayForm: 'YYYY_MM_DD_DASHED' },
    ...{ dayColumn: 'day', amountColumn: 'amount' },
  })
  await does(accountant, 'importBankStatement', {
    ...{ cashAccountId: bank.id, fileName: 'bank.csv', content: `day,amount\n${today},500\n${today},-7` },
    ...{ opening: '0', closing: '493', endsOn: today },
  })
  await does(accountant, 'autoMatchBankLines', { cashAccountId: bank.id })
  const drawn = await pass('RECEIPT', { counterAccountCode: '4001', amount: '3', cashFlowItem: 'CAPITAL_RECEIVED' })
  const { data } = await accountant.send<{ cashDocument: { voucher: { id: string } } }>(
    'query ($id: ID!) { cashDocument(id: $id) { voucher { id } } }',
    { id: drawn.id },
  )

  type Run = Numbered & { readonly lines: readonly { readonly id: string }[] }
  const proposes = () =>
    accountant.change<Run>('ProposePaymentRun', { cashAccountId: bank.id, dueOn: '2099-12-31', payOn: today })
  const seenRun = ({ id, version }: Run) => ({ paymentRunId: id, expectedVersion: version })
  const submitted = await accountant.change<Run>('SubmitPaymentRun', seenRun(await proposes()))
  await controller.change('Approve', await taskOf(submitted, controller))
  const approved = await documentOnce<Run>(accountant, 'PaymentRun', submitted, 'APPROVED')
  await accountant.change('SetSupplierBankAccounts', {
    ...{ supplierId, expectedVersion: 1 },
    accounts: [
      {
        ...{ currency: 'CNY', bankName: '中国工商银行', bankCode: '102290000002', accountName: '宝钢' },
        accountNumber: '6222021001116245702',
      },
    ],
  })
  await controller.change('ConfirmSupplierBankAccounts', { supplierId, expectedVersion: 2 })
  await eventually(() => administrator.change('WritePaymentFile', { paymentRunId: approved.id }))
  await company.atRest()
  const sent = await administrator.change<Run>('SendPaymentRun', seenRun(approved))
  const runPayable = await isOwed()
  await proposes()
  await isOwed()

  await accountant.change('IssueStatementsOfAccount', {
    ...{ party: 'SUPPLIER', firstBeginsOn: today, endsOn: today },
  })
  await accountant.change('ProposeBadDebtWriteOff', {
    ...{ proposedOn: today, reason: 'Bankrupt' },
    items: [{ openItemId: receivable?.id, amount: '0.01', expectedVersion: receivable?.version }],
  })
  return {
    ...{ cashBox: box.id, bookedCount: booked.id, bankVoucher: data?.cashDocument.voucher.id ?? '' },
    ...{ sentRun: sent.id, sentRunLine: sent.lines[0]?.id ?? '', runPayable },
    ...{ payable, receivable: receivable?.id ?? '' },
  }
}

/** Drafts at hand, vouchers kept for use again, and one posted that names whatever a line may. */
async function makeOneOfVouchers(
  { accountant, controller, supplierId }: TestCompany,
  ids: Ids & { readonly employee: string },
  does: Does,
) {
  const { writes, submits, reviews, posts } = ledgerKeepingOf(accountant, controller)
  const [draft] = await writes([[today, '折旧', 'Dr 6602 1.00', 'Cr 1602 1.00']])
  if (!draft) throw new Error('The file of vouchers became no draft')
  const { draft: withPaper } = await prepares(accountant, draft, aFile('paper.pdf', 10).facts)
  await prepares(accountant, withPaper, aFile('other.pdf', 10).facts)
  const { customer, employee, department, project, item, warehouse } = ids
  const written = await accountant.change<WrittenDraft>('CreateVoucherDraft', {
    postingOn: today,
    lines: [
      {
        ...{ accountCode: anyDimensions, debit: '1', summary: '某', customerId: customer, supplierId },
        ...{ employeeId: employee, departmentId: department, projectId: project, itemId: item, warehouseId: warehouse },
      },
      { accountCode: '1602', credit: '1', summary: '某' },
    ],
  })
  await posts(await reviews(await submits([written])))
  const lines = [
    { accountCode: '6602', debit: '1', summary: '折旧' },
    { accountCode: '1602', credit: '1', summary: '折旧' },
  ]
  await does(accountant, 'saveVoucher', { code: 'RENT', name, lines })
  await does(controller, 'createVoucherTemplateDraft', {
    ...{ eventKind: 'PURCHASE_RECEIPT', name, policy: 'WAIT_FOR_REVIEW', examples: [] },
    lines: [
      { accountKey: 'INV', side: 'DEBIT', amount: 'stockValue', summary: name },
      { accountKey: 'GRNI', side: 'CREDIT', amount: 'clearingValue', summary: name },
    ],
  })
}

interface Numbered {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly approvalId: string | null
}

/** A change of the graph that is not among the recorded operations. */
async function perform(who: GraphClient, fields: Fields, name: string, input: object): Promise<void> {
  const field = fields.get(name)
  if (!field) throw new Error(`There is no ${name}`)
  const given = { input: { idempotencyKey: crypto.randomUUID(), ...input } }
  const { data, errors } = await who.send<Record<string, { userErrors: object[] }>>(
    operationOf(field, ['input'], '{ userErrors { code message } }'),
    given,
  )
  const refused = data?.[name]?.userErrors ?? errors
  if (refused.length > 0) throw new Error(`${name}: ${JSON.stringify(refused)}`)
}
