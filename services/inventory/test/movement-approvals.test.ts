import { dimensionValueChanged } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { useApprovals } from './use-approvals.ts'
import { useDocuments } from './use-documents.ts'
import { everything, useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const graph = await useGraph(inventory)

/** A company that has movements approved, its clerk, and ten lamps worth 232.50. */
async function setUp() {
  const documents = await useDocuments(inventory, graph, 'MiscellaneousMovement', [
    ...(['OTHER_RECEIPT', 'OTHER_ISSUE', 'STOCK_SCRAP', 'OPENING_STOCK'] as const),
  ])
  const { company, item, user } = documents
  const main = await company.warehouse('MAIN')
  const lamp = await item('LAMP', 'MOVING_AVERAGE')
  const clerkId = newId()
  const clerk = graph.userOf(company.companyId, everything, undefined, clerkId)
  const movement = (kind: string, line: object, more: object = {}) => ({
    ...{ kind, businessDate: '2026-03-10', reason: 'Fell off the shelf', ...more },
    lines: [{ itemId: lamp.id, warehouseId: main.id, ...line }],
  })
  await documents.confirmed(movement('OTHER_RECEIPT', { quantity: '10', value: '232.50' }))
  const approvals = await useApprovals(
    inventory,
    company,
    { documentType: 'STOCK_MOVEMENT', query: 'miscellaneousMovement(id: $id)' },
    user,
  )
  const done = async (answer: ReturnType<typeof documents.step>) => {
    const { document, userErrors } = await answer
    expect(userErrors).toEqual([])
    if (!document) throw new Error('There is no document')
    return document
  }
  const drafted = (line: object, kind = 'SCRAP', more: object = {}) =>
    done(documents.step('Create', movement(kind, line, more), clerk))
  const submits = ({ id, version }: { id: string; version: number }, by = clerk) =>
    done(documents.step('Confirm', { documentId: id, expectedVersion: version }, by))
  /** Three lamps to scrap, submitted by the clerk who wrote them down. */
  const waiting = async () => submits(await drafted({ quantity: '3', inputVatRate: '13' }))
  const changes = (document: { id: string; version: number }, line: object) => {
    const { kind: _, ...content } = movement('SCRAP', line)
    return done(documents.step('Change', { ...documents.seen(document), ...content }, clerk))
  }
  return { ...documents, ...approvals, main, lamp, clerk, clerkId, movement, drafted, submits, waiting, changes, done }
}
const untouched = ['10 / 232.50 → 10 / 232.50']

describe('a movement of a company that has movements approved', () => {
  test('is asked for with what it carries now, by whoever wrote it, and moves nothing yet', async () => {
    const { company, lamp, clerkId, waiting, standing, requests, step, seen, refusedAs, ledgerOf } = await setUp()
    const document = await waiting()
    expect(document).toMatchObject({
      ...{ status: 'PENDING_APPROVAL', version: 2, stockEntries: [] },
      legs: [{ kind: 'APPROVAL', state: 'PENDING' }],
    })
    const { approval } = await standing(document)
    expect(await requests()).toEqual([
      {
        ...{ companyId: company.companyId, approvalId: approval?.id, documentType: 'STOCK_MOVEMENT' },
        ...{ documentId: document.id, documentVersion: 2, documentNumber: document.number, currency: 'CNY' },
        ...{ title: `${document.number} · Fell off the shelf`, amountMinor: '6975', makerId: clerkId },
        ...{ submittedBy: clerkId, authorIds: [clerkId], departmentId: null, departmentIds: [] },
        ...{ category: 'MERCHANDISE', categories: ['MERCHANDISE'] },
      },
    ])
    await refusedAs(step('Confirm', seen(document)), 'DocumentStatusWrong', { status: 'PENDING_APPROVAL' })
    expect(await ledgerOf(lamp)).toEqual(untouched)
  })

  test('names everybody who wrote some of it, and the departments that bear it', async () => {
    const { company, clerkId, drafted, submits, lastOf, step, seen, movement, done } = await setUp()
    const departmentId = newId()
    await inventory.hear(dimensionValueChanged, {
      ...{ companyId: company.companyId, dimensionValueId: departmentId, dimension: 'DEPARTMENT', code: 'D01' },
      ...{ name: { zh: '仓储部', en: 'Warehousing' }, active: true, version: 1 },
    })
    const editorId = newId()
    const editor = graph.userOf(company.companyId, everything, undefined, editorId)
    const { kind: _, ...content } = movement('SCRAP', { quantity: '2', departmentId })
    const changed = await done(
      step('Change', { ...seen(await drafted({ quantity: '1' })), ...content, reason: '' }, editor),
    )
    const document = await submits(changed, editor)
    expect(await lastOf(document)).toMatchObject({
      ...{ title: `${document.number} · SCRAP`, amountMinor: '4650', makerId: clerkId, submittedBy: editorId },
      ...{ authorIds: [clerkId, editorId], departmentId, departmentIds: [departmentId] },
    })
  })

  test('counts once it is approved, as confirmed by whoever submitted it', async () => {
    const { lamp, clerkId, waiting, decides, standing, ledgerOf } = await setUp()
    const document = await waiting()
    await decides(document, 'APPROVED')
    expect(await standing(document)).toMatchObject({
      ...{ status: 'CONFIRMED', version: 4, confirmedBy: clerkId },
      legs: [
        { kind: 'APPROVAL', state: 'POSTED' },
        { kind: 'STOCK', state: 'POSTED' },
        { kind: 'LEDGER', state: 'PENDING' },
      ],
    })
    expect(await ledgerOf(lamp)).toEqual([...untouched, '-3 / -69.75 → 7 / 162.75'])
    await decides(document, 'APPROVED')
    expect(await standing(document)).toMatchObject({ version: 4 })
  })

  test('is a draft with the reason where it is turned down or taken back, and asks anew', async () => {
    const { lamp, waiting, decides, standing, submits, requests, ledgerOf } = await setUp()
    const document = await waiting()
    const [first] = await requests()
    await decides(document, 'REJECTED', 'Repair them')
    const back = await standing(document)
    expect(back).toMatchObject({
      ...{ status: 'DRAFT', confirmedBy: null },
      legs: [{ kind: 'APPROVAL', state: 'REFUSED', reasonCode: 'APPROVAL_REJECTED', reason: 'Rejected: Repair them' }],
    })
    const again = await submits(back)
    expect(again.status).toBe('PENDING_APPROVAL')
    await decides(again, 'APPROVED', null, first?.approvalId)
    expect(await standing(again)).toMatchObject({ status: 'PENDING_APPROVAL' })
    await decides(again, 'WITHDRAWN', 'Counted wrong')
    expect(await standing(again)).toMatchObject({
      ...{ status: 'DRAFT', legs: [{ state: 'REFUSED', reason: 'Taken back: Counted wrong' }] },
    })
    expect(await ledgerOf(lamp)).toEqual(untouched)
  })

  test('that is changed or given up is not what was asked about any more', async () => {
    const { lamp, waiting, changes, decides, standing, submits, withdrawals, requests, step, seen, done, ledgerOf } =
      await setUp()
    const document = await waiting()
    const [first] = await requests()
    const changed = await changes(document, { quantity: '9' })
    expect(changed).toMatchObject({ status: 'DRAFT', version: 3 })
    expect(await withdrawals()).toMatchObject([{ approvalId: first?.approvalId, reason: 'DOCUMENT_CHANGED' }])
    await decides(document, 'APPROVED')
    expect(await standing(document)).toMatchObject({
      ...{ status: 'DRAFT', version: 3, legs: [{ state: 'REFUSED', reasonCode: 'APPROVAL_OUTDATED' }] },
    })
    const given = await done(step('Discard', seen(await submits(changed))))
    expect(given.status).toBe('DISCARDED')
    expect(await withdrawals()).toMatchObject([{}, { reason: 'DOCUMENT_DISCARDED' }])
    await decides(given, 'APPROVED')
    expect(await standing(given)).toMatchObject({ status: 'DISCARDED' })
    expect(await ledgerOf(lamp)).toEqual(untouched)
  })

  test('that was approved while its period was closed is confirmed afterwards without another approval', async () => {
    const { lamp, waiting, decides, standing, submits, period, requests, ledgerOf } = await setUp()
    const document = await waiting()
    await period('CLOSED', 2)
    await decides(document, 'APPROVED')
    const stuck = await standing(document)
    expect(stuck).toMatchObject({
      status: 'DRAFT',
      legs: [{ kind: 'APPROVAL', state: 'BLOCKED', reasonCode: 'APPROVED_NOT_CONFIRMED' }],
    })
    expect(await ledgerOf(lamp)).toEqual(untouched)
    await period('OPEN', 3)
    expect(await submits(stuck)).toMatchObject({ status: 'CONFIRMED' })
    expect(await standing(document)).toMatchObject({ legs: [{ kind: 'APPROVAL', state: 'POSTED' }, {}, {}] })
    expect(await requests()).toHaveLength(1)
    expect(await ledgerOf(lamp)).toEqual([...untouched, '-3 / -69.75 → 7 / 162.75'])
  })

  test('that was approved and is changed before it could be confirmed asks again', async () => {
    const { waiting, changes, decides, submits, period, requests } = await setUp()
    const document = await waiting()
    await period('CLOSED', 2)
    await decides(document, 'APPROVED')
    await period('OPEN', 3)
    const changed = await changes({ ...document, version: 3 }, { quantity: '1' })
    expect(await submits(changed)).toMatchObject({ status: 'PENDING_APPROVAL' })
    expect((await requests()).map(({ amountMinor }) => amountMinor)).toEqual(['6975', '2325'])
  })

  test('goes on waiting while identity does not answer, and says so', async () => {
    const { waiting, comesTo, decides, standing } = await setUp()
    const document = await waiting()
    await comesTo(document, 'NO_REPLY')
    expect(await standing(document)).toMatchObject({
      status: 'PENDING_APPROVAL',
      legs: [{ kind: 'APPROVAL', state: 'BLOCKED', reasonCode: 'APPROVAL_NO_REPLY' }],
    })
    await comesTo(document, 'TAKEN')
    expect(await standing(document)).toMatchObject({ legs: [{ state: 'PENDING', reasonCode: null }] })
    await decides(document, 'APPROVED')
    expect(await standing(document)).toMatchObject({ status: 'CONFIRMED' })
  })

  test('that could not be confirmed is not asked for', async () => {
    const { drafted, clerk, step, seen, refusedAs, requests } = await setUp()
    const draft = await drafted({ quantity: '11' })
    await refusedAs(step('Confirm', seen(draft), clerk), 'StockInsufficient', { available: '10', requested: '11' })
    expect(await requests()).toEqual([])
  })

  test('is asked for where it brings goods in as well, with what its lines say', async () => {
    const { lamp, drafted, submits, decides, lastOf, ledgerOf } = await setUp()
    const receipt = await submits(await drafted({ quantity: '2', value: '50.00' }, 'OTHER_RECEIPT'))
    expect(receipt.status).toBe('PENDING_APPROVAL')
    expect(await lastOf(receipt)).toMatchObject({ amountMinor: '5000' })
    await decides(receipt, 'APPROVED')
    expect(await ledgerOf(lamp)).toEqual([...untouched, '2 / 50.00 → 12 / 282.50'])
  })
})

describe('where the company has movements approved no more', () => {
  test('a second person confirms what takes goods away and what opens the books, and nobody is asked', async () => {
    const { says, drafted, clerk, step, seen, refusedAs, submits, requests, confirmer } = await setUp()
    await says(false, 2)
    const goods = { quantity: '1', value: '10.00' }
    for (const draft of [await drafted({ quantity: '1' }), await drafted(goods, 'OPENING_STOCK')]) {
      await refusedAs(step('Confirm', seen(draft), clerk), 'MakerConfirms')
      expect(await submits(draft, confirmer)).toMatchObject({ status: 'CONFIRMED' })
    }
    expect(await submits(await drafted(goods, 'OTHER_RECEIPT'))).toMatchObject({ status: 'CONFIRMED' })
    expect(await requests()).toEqual([])
  })
})
