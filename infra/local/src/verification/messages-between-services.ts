import { consumers, fits } from '../topology.ts'
import type { Flow } from './across-services.ts'
import type { Finding } from './finding.ts'
import type { Snapshot } from './snapshot.ts'

interface Told {
  readonly id: string
  readonly subject: string
  readonly stream: string
}

/** Whatever a service received was told by another one, and whatever was told has reached everybody who listens. */
export async function checkDelivery(snapshots: readonly Snapshot[]): Promise<Finding> {
  const producers = await Promise.all(
    snapshots.map(async ({ takenAt, rows }) => ({
      takenAt,
      told: await rows<Told>`select event_id as id, subject, stream from platform.outbox`,
    })),
  )
  const told = Map.groupBy(
    producers.flatMap((one) => one.told),
    ({ stream }) => stream,
  )
  // What was received after the first snapshot may have been told after it as well.
  const horizon = Math.min(...producers.map(({ takenAt }) => takenAt.getTime()))
  const breaks: string[] = []
  const underWay: string[] = []
  let examined = 0
  for (const { service, stream, durable, filterSubjects } of consumers) {
    const snapshot = snapshots.find((one) => one.service === service)
    if (!snapshot) continue
    const received = await snapshot.rows<{ id: string; at: Date }>`
      select event_id as id, received_at as at from platform.inbox where consumer = ${durable} and stream = ${stream}`
    const taken = new Set(received.map(({ id }) => id))
    const wanted = (told.get(stream) ?? []).filter(({ subject }) => filterSubjects.some((one) => fits(subject, one)))
    const known = new Set(wanted.map(({ id }) => id))
    examined += wanted.length
    for (const { id, at } of received)
      if (!known.has(id) && at.getTime() < horizon)
        breaks.push(`${service} received ${id} of ${stream}; nobody told it`)
    for (const { id, subject } of wanted)
      if (!taken.has(id)) underWay.push(`${subject} ${id} has not reached ${service}`)
  }
  const rule = 'messages told and messages received are the same ones'
  return { invariant: 20, rule, examined, breaks, underWay }
}

function commandResults({ rows }: Snapshot) {
  return rows<{ id: string; type: string; outcome: string; reply: string | null }>`
    select command_id as id, type, outcome, reply_type as reply from platform.command_result`
}

function sagaSteps({ rows }: Snapshot) {
  return rows<{ id: string; step: string; reply: string | null; ended: boolean }>`
    select command_id as id, concat_ws(' ', step.step, direction, 'of saga', saga_id) as step, reply_type as reply,
           ended_at is not null as ended
    from platform.saga_step as step join platform.saga using (saga_id)`
}

/** A command has one answer, and the saga that asked has the same one, unless it took the command back since. */
export async function checkCommands({ finance, inventory, procurement, sales }: Flow): Promise<Finding> {
  const results = [...(await commandResults(finance)), ...(await commandResults(inventory))]
  const asked = [...(await sagaSteps(procurement)), ...(await sagaSteps(sales))]
  const byId = new Map(results.map((result) => [result.id, result]))
  const breaks: string[] = []
  const underWay: string[] = []
  for (const { id, step, reply, ended } of asked) {
    const result = byId.get(id)
    byId.delete(id)
    if (reply === null || result?.reply == null) {
      if (!ended) underWay.push(`${step} (${id}) waits for its answer`)
    } else if (reply !== result.reply && result.outcome === 'answered') {
      breaks.push(`${step} (${id}) was answered ${result.reply} and took ${reply}`)
    }
  }
  breaks.push(...[...byId.values()].map(({ id, type }) => `${type} ${id} was obeyed; no saga sent it`))
  const rule = 'every command a saga sent has one answer, the one the saga knows'
  return { invariant: 18, rule, examined: asked.length, breaks, underWay }
}

interface Version {
  readonly key: string
  readonly version: string
}
type ReadVersions = (from: Snapshot) => Promise<Version[]>

const items: ReadVersions = ({ rows }) => rows`select id as key, version from item`
const warehouses: ReadVersions = ({ rows }) => rows`select id as key, version from warehouse`
const periods: ReadVersions = ({ rows }) =>
  rows`select concat_ws(' ', company_id, period) as key, version from fiscal_period`
/** Rules about classes of parties and tax codes are told to nobody. */
const rules: ReadVersions = ({ rows }) =>
  rows`select id as key, version from account_rule where num_nonnulls(party_class, tax_code) = 0`
/** Rules about departments and kinds of expense are told to inventory alone. */
const generalRules: ReadVersions = ({ rows }) => rows`
  select id as key, version from account_rule
  where num_nonnulls(party_class, tax_code, department_id, expense_type) = 0`
const taxCodes: ReadVersions = ({ rows }) => rows`select id as key, version from tax_code`
const suppliers: ReadVersions = ({ rows }) => rows`select id as key, version from supplier`
const customers: ReadVersions = ({ rows }) => rows`select id as key, version from customer`
const departments: ReadVersions = ({ rows }) =>
  rows`select id as key, version from dimension_value where dimension = 'department'`
const dimensionValues: ReadVersions = ({ rows }) => rows`select id as key, version from dimension_value`

const budgetsInForce: ReadVersions = ({ rows }) => rows`
  select concat_ws(' ', company_id, year) as key, count(*) as version from budget
  where status in ('ACTIVE', 'SUPERSEDED') group by 1`
/** Runs are told of since they are approved. */
const paymentRuns: ReadVersions = ({ rows }) => rows`
  select id as key, version from payment_run where cardinality(approver_ids) > 0`

/** Facts that others keep a copy of: who owns and who copied them, and how either says which version it has. */
const copies: readonly { what: string; owner: string; facts: ReadVersions; holder: string; copied: ReadVersions }[] = [
  {
    ...{ what: 'item', owner: 'inventory', facts: items, holder: 'procurement' },
    copied: ({ rows }) => rows`select item_id as key, version from item_replica`,
  },
  {
    ...{ what: 'warehouse', owner: 'inventory', facts: warehouses, holder: 'procurement' },
    copied: ({ rows }) => rows`select warehouse_id as key, version from warehouse_replica`,
  },
  {
    ...{ what: 'period', owner: 'finance', facts: periods, holder: 'procurement' },
    copied: ({ rows }) => rows`select concat_ws(' ', company_id, period) as key, version from period_replica`,
  },
  {
    ...{ what: 'period', owner: 'finance', facts: periods, holder: 'inventory' },
    copied: ({ rows }) => rows`select concat_ws(' ', company_id, period) as key, version from replicated_period`,
  },
  {
    ...{ what: 'account rule', owner: 'finance', facts: generalRules, holder: 'procurement' },
    copied: ({ rows }) => rows`select rule_id as key, version from account_rule_replica`,
  },
  {
    ...{ what: 'account rule', owner: 'finance', facts: rules, holder: 'inventory' },
    copied: ({ rows }) => rows`select rule_id as key, version from replicated_account_rule`,
  },
  {
    ...{ what: 'budget in force', owner: 'finance', facts: budgetsInForce, holder: 'procurement' },
    copied: ({ rows }) => rows`select concat_ws(' ', company_id, year) as key, version from budget_in_force_replica`,
  },
  {
    ...{ what: 'payment run', owner: 'finance', facts: paymentRuns, holder: 'procurement' },
    copied: ({ rows }) => rows`select payment_run_id as key, version from payment_run_replica`,
  },
  {
    ...{ what: 'tax code', owner: 'finance', facts: taxCodes, holder: 'procurement' },
    copied: ({ rows }) => rows`select tax_code_id as key, version from tax_code_replica`,
  },
  {
    ...{ what: 'dimension value', owner: 'finance', facts: dimensionValues, holder: 'procurement' },
    copied: ({ rows }) => rows`select dimension_value_id as key, version from dimension_value_replica`,
  },
  {
    ...{ what: 'item', owner: 'inventory', facts: items, holder: 'sales' },
    copied: ({ rows }) => rows`select item_id as key, version from item_replica`,
  },
  {
    ...{ what: 'warehouse', owner: 'inventory', facts: warehouses, holder: 'sales' },
    copied: ({ rows }) => rows`select warehouse_id as key, version from warehouse_replica`,
  },
  {
    ...{ what: 'period', owner: 'finance', facts: periods, holder: 'sales' },
    copied: ({ rows }) => rows`select concat_ws(' ', company_id, period) as key, version from period_replica`,
  },
  {
    ...{ what: 'account rule', owner: 'finance', facts: generalRules, holder: 'sales' },
    copied: ({ rows }) => rows`select rule_id as key, version from account_rule_replica`,
  },
  {
    ...{ what: 'tax code', owner: 'finance', facts: taxCodes, holder: 'sales' },
    copied: ({ rows }) => rows`select tax_code_id as key, version from tax_code_replica`,
  },
  {
    ...{ what: 'customer', owner: 'sales', facts: customers, holder: 'finance' },
    copied: ({ rows }) => rows`select customer_id as key, version from customer_replica`,
  },
  {
    ...{ what: 'group of a customer', owner: 'sales', facts: customers, holder: 'finance' },
    copied: ({ rows }) => rows`select party_id as key, version from party_group where party = 'CUSTOMER'`,
  },
  {
    ...{ what: 'group of a supplier', owner: 'procurement', facts: suppliers, holder: 'finance' },
    copied: ({ rows }) => rows`select party_id as key, version from party_group where party = 'SUPPLIER'`,
  },
  {
    ...{ what: 'group of a customer', owner: 'sales', facts: customers, holder: 'inventory' },
    copied: ({ rows }) => rows`select party_id as key, version from party_group where party = 'CUSTOMER'`,
  },
  {
    ...{ what: 'group of a supplier', owner: 'procurement', facts: suppliers, holder: 'inventory' },
    copied: ({ rows }) => rows`select party_id as key, version from party_group where party = 'SUPPLIER'`,
  },
  {
    ...{ what: 'department', owner: 'finance', facts: departments, holder: 'identity' },
    copied: ({ rows }) => rows`select department_id as key, version from department_replica`,
  },
  {
    ...{ what: 'dimension value', owner: 'finance', facts: dimensionValues, holder: 'inventory' },
    copied: ({ rows }) => rows`select dimension_value_id as key, version from replicated_dimension_value`,
  },
]

/** Copies are as new as what they copy, as soon as the news has come. */
export async function checkCopies(snapshots: readonly Snapshot[]): Promise<Finding> {
  const read = async (versions: ReadVersions, service: string) => {
    const snapshot = snapshots.find((one) => one.service === service)
    const found = snapshot ? await versions(snapshot) : []
    return new Map(found.map(({ key, version }) => [key, String(version)]))
  }
  const underWay: string[] = []
  let examined = 0
  for (const { what, owner, facts, holder, copied } of copies) {
    const [originals, known] = [await read(facts, owner), await read(copied, holder)]
    examined += originals.size
    for (const [key, version] of originals) {
      if (known.get(key) !== version)
        underWay.push(`${what} ${key} has version ${version}, ${holder} knows ${known.get(key) ?? 'nothing of it'}`)
    }
  }
  const rule = 'copies of other services’ facts are as new as the facts'
  return { invariant: 21, rule, examined, breaks: [], underWay }
}
