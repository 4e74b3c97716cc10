import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** Longer than a transaction may last: a posting that began before a close and ended after it waited for no lock. */
const longestTransactionSeconds = 20

/** What must hold inside the general ledger. */
export async function checkVouchers(finance: Snapshot): Promise<Finding[]> {
  return [
    await checkBalance(finance),
    await checkOnePerSource(finance),
    await checkPeriodsAndAccounts(finance),
    await checkRollUp(finance),
    await checkNumbers(finance),
  ]
}

async function checkBalance({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    select format('%s-%s-%s: %s in %s lines on its head, debit %s and credit %s in %s lines', word, period, number,
                  total, line_count, debit, credit, lines) as fault
    from voucher
    left join lateral (
      select count(*) as lines, coalesce(sum(debit), 0) as debit, coalesce(sum(credit), 0) as credit
      from voucher_line where voucher_id = voucher.id) as sums on true
    where (debit, credit, lines) is distinct from (total, total, line_count::bigint)
    union all
    select format('line %s of voucher %s has debit %s and credit %s', line_number, voucher_id, debit, credit)
    from voucher_line where (debit = 0) = (credit = 0)
    order by fault`)
  const rule = 'every voucher balances, and each of its lines has one side'
  return { invariant: 1, rule, examined: await countVouchers(rows), breaks, underWay: [] }
}

async function checkOnePerSource({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with posting as (
      select source_type, source_id, purpose, revision, source_event_id from voucher
      where not exists (select from voucher as reversal where reversal.reverses_id = voucher.id)
      union all
      select source_type, source_id, purpose, revision, source_event_id from zero_value_posting)
    select format('%s %s is posted %s times for %s', source_type, source_id, count(*), purpose) as fault
    from posting group by source_type, source_id, purpose, revision having count(*) > 1
    union all
    select format('event %s is posted %s times', source_event_id, count(*))
    from posting where source_event_id is not null group by source_event_id having count(*) > 1
    order by fault`)
  const rule = 'one posting stands per source and purpose of each revision, and one per event'
  return { invariant: 3, rule, examined: await countVouchers(rows), breaks, underWay: [] }
}

async function checkPeriodsAndAccounts({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    select format('%s-%s-%s was posted at %s, after its period closed at %s', word, period, number, posted_at,
                  changed_at) as fault
    from voucher join fiscal_period using (company_id, period)
    where status = 'CLOSED' and posted_at > changed_at + ${longestTransactionSeconds}::int * interval '1 second'
    union all
    select format('line %s of voucher %s is on %s, which takes no postings', line_number, voucher_id, account.code)
    from voucher_line join account on account.id = account_id
    where not leaf or account.company_id <> voucher_line.company_id
       or control_key is not null and control_key <> account_key
    order by fault`)
  const rule = 'no voucher entered a closed period, and no line is on an account that takes none'
  return { invariant: 4, rule, examined: await countVouchers(rows), breaks, underWay: [] }
}

async function checkRollUp({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with kept as (
      select company_id, account_id, period, sum(debit) as debit, sum(credit) as credit
      from ledger_turnover group by 1, 2, 3
    ), posted as (
      select company_id, account_id, period, sum(debit) as debit, sum(credit) as credit
      from voucher_line group by 1, 2, 3)
    select format('account %s in %s: kept debit %s and credit %s, posted %s and %s', account_id, period,
                  coalesce(kept.debit, 0), coalesce(kept.credit, 0), coalesce(posted.debit, 0),
                  coalesce(posted.credit, 0)) as fault
    from kept full join posted using (company_id, account_id, period)
    where (coalesce(kept.debit, 0), coalesce(kept.credit, 0))
      is distinct from (coalesce(posted.debit, 0), coalesce(posted.credit, 0))
    union all
    select format('company %s: debits %s, credits %s', company_id, sum(debit), sum(credit))
    from ledger_turnover group by company_id having sum(debit) <> sum(credit)
    order by fault`)
  return {
    invariant: 12,
    rule: 'the trial balance balances, and roll-up and tail are the sum of the lines',
    examined: await countOf(rows`select count(*) from voucher_line`),
    breaks,
    underWay: [],
  }
}

async function checkNumbers({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with given as (
      select company_id, period, word, count(*) as vouchers, min(number) as first, max(number) as last
      from voucher group by 1, 2, 3)
    select format('%s-%s of company %s: %s vouchers, numbered %s to %s; the next would follow %s', word, period,
                  company_id, coalesce(vouchers, 0), first, last, last_number) as fault
    from given full join voucher_sequence using (company_id, period, word)
    where (vouchers, first, last) is distinct from (last_number::bigint, 1, last_number)
    order by fault`)
  const rule = 'voucher numbers have no gap and no twin'
  return { invariant: 22, rule, examined: await countVouchers(rows), breaks, underWay: [] }
}

function countVouchers(rows: Snapshot['rows']): Promise<number> {
  return countOf(rows`select count(*) from voucher`)
}
