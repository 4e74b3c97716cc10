import { services } from '@erp/local'
import { useDatabase } from '@erp/testing'
import { describe, expect, it } from 'vitest'

/** What names somebody and is no row of `personal_record`, and why. */
const toldElsewhere: Readonly<Record<string, string>> = {
  'platform.idempotency.user_id': 'a key of a change that the trail tells of, for thirty days',
  'public.alert_rules.counted_by': 'what is counted, no person',
  'public.security_alerts.counted_by': 'what was counted, no person',
  'platform.inbox_skip_request.requested_by_name': 'empty since ids are kept',
  'public.purchase_order.submitter': 'empty since ids are kept',
  'public.purchase_order_revision.recorded_by': 'empty since ids are kept',
  'public.purchase_requisition.submitter': 'empty since ids are kept',
  'public.users.username': 'is told by PersonalData itself',
  'public.users.display_name': 'is told by PersonalData itself',
  'public.users.username_index': 'finds what PersonalData itself tells',
  'public.users.display_name_index': 'finds what PersonalData itself tells',
  'public.user_contacts.user_id': 'is told by PersonalData.contact',
  'public.user_contacts.sealed_email': 'is told by PersonalData.contact',
  'public.user_contacts.email_index': 'finds what PersonalData.contact tells',
  'public.user_contacts.sealed_phone': 'is told by PersonalData.contact',
  'public.user_contacts.phone_index': 'finds what PersonalData.contact tells',
  'public.membership_roles.user_id': 'is told by PersonalData.memberships',
  'public.sessions.user_id': 'is told by PersonalData.sessions',
  'public.refresh_tokens.user_id': 'a hash that continues a session',
  'public.login_origins.user_id': 'a hash of what PersonalData.sessions tells',
  'public.login_challenges.user_id': 'a hash that lives for minutes',
  'public.second_factors.user_id': 'a secret; that there is one is told by PersonalData',
  'public.recovery_codes.user_id': 'a hash of a secret',
  'public.linked_accounts.user_id': 'is told by PersonalData.linkedAccounts',
  'public.linked_accounts.linked_by': 'is no company’s; the trail says who linked an account',
  'public.supplier_bank_account.account_name': 'a supplier’s',
  'public.payment_file_line.account_name': 'a supplier’s',
  'public.stock_entry.employee_id': 'an employee of finance’s, whose voucher lines are told there',
  'public.stock_difference_disposal.responsible': 'words that somebody wrote, which name nobody by an id',
  'public.statement_of_account.answered_by':
    'somebody of a customer’s or supplier’s, in words that name nobody by an id',
  'public.ledger_tail.employee_id': 'adds up lines of vouchers',
  'public.dimension_period_balance.employee_id': 'adds up lines of vouchers',
}

describe.each(services)('the records of persons in %s', async (service) => {
  const database = await useDatabase(service)

  it('come from every column that names one', async () => {
    const columns = await database.rows<{ name: string; listed: boolean }>`
      select format('%s.%s.%s', table_schema, table_name, column_name) as name,
             exists (select from pg_depend join pg_rewrite on pg_rewrite.oid = objid
                     where classid = 'pg_rewrite'::regclass and refclassid = 'pg_class'::regclass
                       and ev_class in ('public.personal_record'::regclass, 'platform.personal_record'::regclass)
                       and refobjid = format('%I.%I', table_schema, table_name)::regclass and refobjsubid = ordinal_position) as listed
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema in ('public', 'platform') and table_type = 'BASE TABLE' and data_type in ('uuid', 'text', 'ARRAY')
        and column_name ~ ('_by$|_by_name$|user_id$|actor_id|maker_id|approver_ids|author_ids|cashier_id|employee_id|manager_id|signed_for'
                           || '|on_behalf_of|concerns_id|username|submitter|display_name|account_name|responsible|email|phone')
      order by 1`
    expect(columns.filter(({ listed }) => listed).length).toBeGreaterThan(5)
    const missing = columns.filter(({ name, listed }) => !listed && !Object.hasOwn(toldElsewhere, name))
    expect(missing.map(({ name }) => name)).toEqual([])
    const told = columns.filter(({ name, listed }) => listed && Object.hasOwn(toldElsewhere, name))
    expect(told.map(({ name }) => name)).toEqual([])
  })
})
