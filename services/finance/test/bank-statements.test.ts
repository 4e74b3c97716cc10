import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { discardBankStatement } from '../src/use-cases/import-bank-statement.ts'
import { sound } from './month-end.ts'
import { day, useBank } from './use-bank.ts'

const { database, transactor, withBank } = await useBank()

const january = [
  '2026-01-05,"1,000.00","6,000.00",T1,Lindqvist AB,6222 0000 1234,INV-7',
  '2026-01-20,-200.00,"5,800.00",T2,,,"fee, quarterly"',
]
const february = ['2026-02-03,50.50,5850.50,T3,,,interest']

const kept = (cashAccountId: string) => database.rows<{ line: string }>`
  select concat_ws(' ', line_number, booked_on, amount, reference, party_name, party_account_tail, line_text) as line
  from bank_statement_line where cash_account_id = ${cashAccountId}::uuid and not discarded order by booked_on, line_number`
const linesOf = async (id: string) => (await kept(id)).map(({ line }) => line)

describe('a statement of a bank', () => {
  test('is imported once, goes on where the one before it ended, and keeps four characters of an account', async () => {
    const { bank, bring, csv } = await withBank()
    const first = sound(await bring(csv(...january)))
    expect(first).toMatchObject({
      ...{ beginsOn: '2026-01-05', endsOn: '2026-01-20', opening: 500000n, closing: 580000n, lineCount: 2 },
    })
    expect(await bring(csv(...january))).toMatchObject({ refusal: 'ImportedBefore', fileName: 'bank.csv' })
    const second = sound(await bring(csv(...february)))
    expect(second).toMatchObject({ opening: 580000n, closing: 585050n, passedOver: 0 })
    expect(await linesOf(bank.id)).toEqual([
      '0 2026-01-04 500000 期初余额 Opening balance',
      '1 2026-01-05 100000 T1 Lindqvist AB 1234 INV-7',
      '2 2026-01-20 -20000 T2 fee, quarterly',
      '1 2026-02-03 5050 T3 interest',
    ])
  })

  test('passes over what an earlier one brought, and refuses what that told otherwise', async () => {
    const { bank, bring, csv } = await withBank()
    sound(await bring(csv(...january)))
    const both = sound(await bring(csv(...january, ...february)))
    expect(both).toMatchObject({ passedOver: 2, lineCount: 1, opening: 580000n, closing: 585050n })
    expect(await linesOf(bank.id)).toHaveLength(4)
    const other = csv('2026-01-20,-300.00,"5,700.00",T2,,,')
    expect(await bring(other)).toMatchObject({
      refusal: 'ImportRejected',
      faults: [{ line: 2, column: 'reference', refusal: refuse('BankLineDiffers', { reference: 'T2' }) }],
    })
    expect(await bring(`${csv(...january, ...february)}\n`)).toMatchObject({ refusal: 'ImportEmpty' })
  })

  test('with a gap before it, or lines that are not its closing, is refused with the figures', async () => {
    const { bank, bring, csv, setLayout } = await withBank()
    sound(await bring(csv(...january)))
    expect(await bring(csv('2026-02-03,50.50,5950.50,T4,,,'))).toEqual(
      refuse('BankStatementNotChained', { expected: '5800.00', opening: '5900.00', endsOn: day('2026-01-20') }),
    )
    sound(await setLayout({ expectedVersion: 1, balanceColumn: null }))
    const unsaid = csv('2026-02-03,50.50,,T3,,,')
    expect(await bring(unsaid)).toEqual(refuse('BankBalanceMissing', { which: 'OPENING' }))
    expect(await bring(unsaid, { opening: '5800.00' })).toEqual(refuse('BankBalanceMissing', { which: 'CLOSING' }))
    const figures = { opening: '5800.00', movements: '50.50', closing: '5850.51', difference: '0.01' }
    expect(await bring(unsaid, { opening: '5800.00', closing: '5850.51' })).toEqual(
      refuse('BankStatementUneven', figures),
    )
    const done = sound(await bring(unsaid, { opening: '5800.00', closing: '5850.50', endsOn: day('2026-02-28') }))
    expect(done).toMatchObject({ endsOn: '2026-02-28', closing: 585050n })
    expect(await linesOf(bank.id)).toHaveLength(4)
  })

  test('that lists the newest first, or amounts in two columns and another form of day, is read alike', async () => {
    const { bank, bring, setLayout } = await withBank()
    const columns = {
      amountColumn: null,
      receivedColumn: '收入',
      paidColumn: '支出',
      dayColumn: '日期',
      balanceColumn: '余额',
    }
    const others = { referenceColumn: null, partyNameColumn: null, partyAccountColumn: null, textColumn: null }
    sound(await setLayout({ expectedVersion: 1, dayForm: 'YYYYMMDD', ...columns, ...others }))
    sound(await bring('日期,收入,支出,余额\n20260120,,200.00,800.00\n20260105 09:30,￥1000.00,,"1,000.00"'))
    expect(await linesOf(bank.id)).toEqual(['1 2026-01-05 100000', '2 2026-01-20 -20000'])
  })

  test('with faulty rows keeps nothing and names every one of them', async () => {
    const { bank, bring, csv } = await withBank()
    const outcome = await bring(
      csv(
        ...['05.01.2026,1.00,1.00,A,,,', '2026-01-05,x,1.00,B,,,', '2026-01-05,0,1.00,C,,,'],
        ...['2026-01-05,1.00,1.00,D,,,', '2026-01-06,1.00,3.00,E,,,', '2026-01-06,1.00,4.00,E,,,'],
      ),
    )
    expect(outcome).toMatchObject({ refusal: 'ImportRejected' })
    const faults = 'faults' in outcome ? outcome.faults : []
    expect(
      faults.map(({ line, column, refusal }) => [
        line,
        column,
        'problem' in refusal ? refusal.problem : refusal.refusal,
      ]),
    ).toEqual([
      ...[
        [2, 'date', 'NOT_A_DAY'],
        [3, 'amount', 'NOT_AN_AMOUNT'],
        [4, 'amount', 'ZERO'],
      ],
      ...[
        [6, 'balance', 'NOT_CHAINED'],
        [7, 'reference', 'BankLineTwice'],
      ],
    ])
    expect(await linesOf(bank.id)).toEqual([])
    expect(await bring('Day,Amount\n')).toEqual(refuse('ImportColumnMissing', { column: 'Balance' }))
    expect(await bring('"Day')).toMatchObject({ refusal: 'CsvMalformed' })
  })

  test('is taken out again while it is the last', async () => {
    const { accountant, bank, bring, csv } = await withBank()
    const first = sound(await bring(csv(...january)))
    const second = sound(await bring(csv(...february)))
    const discard = (bankStatementId: string, reason = 'wrong account') =>
      transactor.transact(accountant, 'discardBankStatement', (unit) =>
        discardBankStatement(unit, { bankStatementId, reason }),
      )
    expect(await discard(first.id)).toEqual(refuse('BankStatementInUse', { problem: 'NOT_THE_LAST' }))
    expect(await discard(second.id, ' ')).toMatchObject({ refusal: 'ReasonMissing' })
    expect(await discard(newId())).toMatchObject({ refusal: 'BankStatementNotFound' })
    expect(sound(await discard(second.id))).toMatchObject({ discardReason: 'wrong account' })
    expect(await linesOf(bank.id)).toHaveLength(3)
    expect(sound(await bring(csv(...february)))).toMatchObject({ opening: 580000n, lineCount: 1 })
  })

  test('needs a layout, and two who import at once import once', async () => {
    const { bring, csv, setLayout, bank } = await withBank()
    expect(await setLayout({ expectedVersion: 0 })).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(await setLayout({ expectedVersion: 1, textColumn: 'Day' })).toEqual(
      refuse('InvalidInput', { field: 'textColumn', problem: 'COLUMN_TWICE' }),
    )
    expect(await setLayout({ expectedVersion: 1, receivedColumn: 'In' })).toMatchObject({ field: 'amountColumn' })
    const outcomes = await Promise.all([bring(csv(...january)), bring(csv(...january))])
    expect(outcomes.filter((one) => 'refusal' in one)).toMatchObject([{ refusal: 'ImportedBefore' }])
    expect(await linesOf(bank.id)).toHaveLength(3)
  })
})

const entry = (more: string, side = 'CRDT', amount = '100.00', status = '<Sts><Cd>BOOK</Cd></Sts>') =>
  `<Ntry><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd>${status}<BookgDt><Dt>2026-01-07</Dt></BookgDt>${more}</Ntry>`
const balance = (type: string, amount: string, side = 'CRDT', currency = 'CNY') =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd><Dt><Dt>2026-01-31</Dt></Dt></Bal>`
const camt = (...parts: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
   <FrToDt><FrDtTm>2026-01-01T00:00:00</FrDtTm><ToDtTm>2026-01-31T23:59:59</ToDtTm></FrToDt>${parts.join('')}</Stmt></BkToCstmrStmt></Document>`
const details = `<AcctSvcrRef>BANK-1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>RC-2026-000001</EndToEndId></Refs>
  <RltdPties><Dbtr><Pty><Nm>Lindqvist AB</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>SE3550000000054910000003</IBAN></Id></DbtrAcct></RltdPties>
  <RmtInf><Ustrd>Invoice 7 &amp; 8</Ustrd></RmtInf></TxDtls></NtryDtls>`

describe('camt.053', () => {
  test('says its balances, its days and who paid; what is pending is not there yet', async () => {
    const { bank, bring } = await withBank()
    const content = camt(
      ...[balance('OPBD', '50.00', 'DBIT'), balance('CLBD', '20.00'), entry(details)],
      ...[
        entry('<NtryRef>N-2</NtryRef>', 'DBIT', '30.00', '<Sts>BOOK</Sts>'),
        entry('', 'CRDT', '9.00', '<Sts>PDNG</Sts>'),
      ],
    )
    const imported = sound(await bring(content, { format: 'CAMT_053', fileName: 'statement.xml' }))
    expect(imported).toMatchObject({
      ...{ beginsOn: '2026-01-01', endsOn: '2026-01-31', opening: -5000n, closing: 2000n, lineCount: 2 },
    })
    expect(await linesOf(bank.id)).toEqual([
      '0 2025-12-31 -5000 期初余额 Opening balance',
      '1 2026-01-07 10000 BANK-1 Lindqvist AB 0003 RC-2026-000001 Invoice 7 & 8',
      '2 2026-01-07 -3000 N-2',
    ])
    expect(await bring(content, { format: 'CAMT_053', closing: '20.00' })).toMatchObject({ refusal: 'ImportedBefore' })
    expect(await bring(camt(), { format: 'CAMT_053', closing: '20.00' })).toMatchObject({ field: 'format' })
    expect(await bring(camt(), { format: 'CAMT_053' })).toEqual(refuse('BankBalanceMissing', { which: 'OPENING' }))
  })

  test.each([
    ['MALFORMED', '<Document><BkToCstmrStmt>'],
    ['MALFORMED', '<!DOCTYPE Document [<!ENTITY a "b">]><Document/>'],
    ['NOT_A_STATEMENT', '<Document><BkToCstmrAcctRpt/></Document>'],
    ['SEVERAL_STATEMENTS', camt().replace('</Stmt>', '</Stmt><Stmt/>')],
    ['OTHER_CURRENCY', camt(balance('OPBD', '1.00', 'CRDT', 'EUR'))],
  ])('that is %s is refused', async (problem, xml) => {
    const { bring } = await withBank()
    expect(await bring(xml, { format: 'CAMT_053' })).toEqual(refuse('CamtUnreadable', { problem }))
  })
})
