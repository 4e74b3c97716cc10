import { currency, money } from '@erp/values'
import { expect, test } from 'vitest'
import { statementFile } from '../src/domain/statement-file.ts'
import type { StatementOfAccount } from '../src/domain/statement-of-account.ts'
import { cny } from './posting-facts.ts'

const statement: StatementOfAccount = {
  ...{ id: 'statement', companyId: 'company', number: 'SA-2026-000001', status: 'ISSUED', version: 1 },
  ...{ party: 'SUPPLIER', partyId: 'supplier', beginsOn: day('2026-02-01'), endsOn: day('2026-02-28'), currency: cny },
  ...{ opening: -5_000n, debit: 0n, credit: 71_500n, previousId: null, backdated: null, replacesId: null },
  ...{ issuedBy: 'accountant', issuedAt: new Date(0), sent: null, answer: null, documents: [], ended: null },
}

test('a file says what a statement shows, and no cell of it is a formula', () => {
  const line = {
    ...{ movedOn: '2026-02-03', documentNumber: '=HYPERLINK("x")', summary: { zh: '采购, 美元', en: 'Bought' } },
    ...{ debit: 0n, credit: 71_500n, foreign: money(-10_000n, currency('USD')), balance: -76_500n },
  }
  expect(
    statementFile(statement, { backdated: [], stated: [line] })
      .split('\r\n')
      .slice(1),
  ).toEqual([
    'SA-2026-000001,2026-02-01,,期初余额 Opening,,,-50.00,CNY,,',
    `SA-2026-000001,2026-02-03,"'=HYPERLINK(""x"")","采购, 美元 Bought",0.00,715.00,-765.00,CNY,-100.00,USD`,
    'SA-2026-000001,2026-02-28,,期末余额 Closing,,,-765.00,CNY,,',
    '',
  ])
})

function day(text: string) {
  return text as StatementOfAccount['beginsOn']
}
