import type { Flow } from './across-services.ts'
import type { Finding } from './finding.ts'
import { countOf, faultsOf, type Snapshot } from './snapshot.ts'

/** What must hold between budgets, the general ledger and the documents that reserve. */
export async function checkBudgets({ finance, procurement }: Flow): Promise<Finding[]> {
  return [
    ...[await checkBalances(finance), await checkReservations(finance), await checkTaken(finance)],
    await checkPurchases(finance, procurement),
  ]
}

/** What a balance says of an item in force and a month: versions and transfers, open reservations, and the ledger. */
async function checkBalances({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with part as (
      select item.id, line.period, line.amount as budget, 0::bigint as committed, 0::bigint as actual
      from budget join budget_line line on line.budget_id = budget.id
      join budget_item item on item.account_id = line.account_id and item.year = budget.year
        and item.department_id is not distinct from line.department_id
        and item.project_id is not distinct from line.project_id
      where budget.status = 'ACTIVE'
      union all
      select line.budget_item_id, line.period, line.amount, 0, 0 from budget
      join budget_transfer transfer on transfer.budget_id = budget.id and transfer.status = 'APPROVED'
      join budget_transfer_line line on line.transfer_id = transfer.id where budget.status = 'ACTIVE'
      union all
      select budget_item_id, period, 0, open_amount, 0 from budget_reservation
      where ended_at is null and budget_item_id is not null
      union all
      select budget_item_of(line.account_id, substr(period, 1, 4), department_id, project_id), period, 0, 0,
        case direction when 'DEBIT' then debit - credit else credit - debit end
      from voucher_line line join account on account.id = line.account_id
      where nature = 'BUSINESS' and line.account_id in (select account_id from budget_item where in_force)),
    wanted as (
      select id, period, sum(budget) as budget, sum(committed) as committed, sum(actual) as actual
      from part where id is not null group by 1, 2)
    select format('item %s has in %s %s budgeted, %s committed, %s spent, and should have %s, %s, %s', item.id, month.period,
                  coalesce(kept.budget, 0), coalesce(kept.committed, 0), coalesce(kept.actual, 0),
                  coalesce(wanted.budget, 0), coalesce(wanted.committed, 0), coalesce(wanted.actual, 0)) as fault
    from budget_balance kept
    full join wanted on wanted.id = kept.budget_item_id and wanted.period = kept.period
    join budget_item item on item.id = coalesce(kept.budget_item_id, wanted.id)
    cross join lateral (select coalesce(kept.period, wanted.period)) as month (period)
    where (coalesce(kept.budget, 0), coalesce(kept.committed, 0), coalesce(kept.actual, 0))
      <> (coalesce(wanted.budget, 0), coalesce(wanted.committed, 0), coalesce(wanted.actual, 0))
    order by fault`)
  const rule = 'budget balances are the version in force with its transfers, open reservations and the general ledger'
  const examined = await countOf(rows`select count(*) from budget_balance`)
  return { invariant: 11, rule, examined, breaks, underWay: [] }
}

async function checkReservations({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    with claim as (
      select id, number, status = 'SUBMITTED' or (status = 'APPROVED' and not exists (
        select from voucher where document_type = 'EXPENSE_CLAIM' and document_id = expense_claim.id)) as spends
      from expense_claim)
    select format('%s holds %s of a budget and is not about to spend it', document_number, sum(amount)) as fault
    from budget_reservation reservation
    left join claim on claim.id = document_id and document_type = 'EXPENSE_CLAIM'
    where ended_at is null and document_type = 'EXPENSE_CLAIM' and spends is not true group by document_number
    order by fault`)
  const rule = 'what is reserved of budgets is for claims that are not posted yet'
  const examined = await countOf(rows`select count(*) from budget_reservation`)
  return { invariant: 18, rule, examined, breaks, underWay: [] }
}

/** What is taken of what requisitions reserved, as against what orders take over. */
async function checkTaken({ rows }: Snapshot): Promise<Finding> {
  const breaks = await faultsOf(rows`
    select format('of what %s reserved for a line %s is taken, and orders take over %s', document_number, taken,
                  coalesce(takeover.quantity, 0)) as fault
    from budget_reservation reservation left join (
      select from_line_id as line_id, sum(quantity) as quantity from budget_takeover group by 1) takeover using (line_id)
    where document_type = 'PURCHASE_REQUISITION' and taken <> coalesce(takeover.quantity, 0) order by fault`)
  const rule = 'what is taken of what requisitions reserved of budgets is what orders take over'
  const examined = await countOf(rows`
    select count(*) from budget_reservation where document_type = 'PURCHASE_REQUISITION'`)
  return { invariant: 18, rule, examined, breaks, underWay: [] }
}

interface PurchaseLine {
  readonly id: string
  /** Something may still come of it; a closed requisition keeps what drafts have of it. */
  readonly stands: boolean
  readonly asking: boolean
  /** A promise whose amendment is held keeps what it had. */
  readonly heldAgain: boolean
}

/** Finance was read before procurement, so a document may have given back what it still holds there. */
async function checkPurchases(finance: Snapshot, procurement: Snapshot): Promise<Finding> {
  const held = await finance.rows<{ id: string; number: string; open: string }>`
    select line_id as id, document_number as number, sum(open_amount)::text as open from budget_reservation
    where document_type in ('PURCHASE_ORDER', 'PURCHASE_REQUISITION') and open_amount > 0 group by 1, 2 order by 2, 1`
  const lines = await procurement.rows<PurchaseLine>`
    select line.id, status = 'CONFIRMED' and not removed and closed_at is null as stands,
           status = 'CONFIRMING' or budget_state in ('PENDING', 'BLOCKED') as asking,
           status = 'HELD' and confirmed_at is not null as "heldAgain"
    from purchase_order_line line join purchase_order ordered on ordered.id = line.purchase_order_id
    where budget_state is not null
    union all
    select line.id, status = 'APPROVED' or (status = 'CLOSED' and ordered_quantity > 0),
           status = 'CONFIRMING' or budget_state in ('PENDING', 'BLOCKED'), false
    from purchase_requisition_line line join purchase_requisition needed on needed.id = line.requisition_id
    where budget_state is not null`
  const known = new Map(lines.map((line) => [line.id, line]))
  const underWay: string[] = []
  const breaks: string[] = []
  for (const { id, number, open } of held) {
    const line = known.get(id)
    if (line?.asking) underWay.push(`${number} asks budgets, and has ${open} of them for a line`)
    else if (!line?.heldAgain && !line?.stands)
      breaks.push(`${number} holds ${open} of a budget for a line that is not wanted any more`)
  }
  const rule =
    'what is reserved of budgets for orders and requisitions is for lines of which something is still to come'
  return { invariant: 18, rule, examined: held.length, breaks, underWay }
}
