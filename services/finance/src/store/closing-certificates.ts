import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import type { CertificateContents, ClosingCertificate } from '../domain/closing-certificate.ts'

/** What certificates of these periods have to say, as the books are now. */
export function certificateContents(
  tx: Sql,
  { companyId, currency }: { readonly companyId: string; readonly currency: string },
  periods: readonly Period[],
): Promise<CertificateContents[]> {
  return tx.$queryRaw<CertificateContents[]>`
    with asked as (select period from unnest(${[...periods]}::text[]) as one (period)),
    figure as (
      select asked.period, a.code,
        coalesce(sum(t.debit - t.credit) filter (where t.period < asked.period), 0) as opening,
        coalesce(sum(t.debit) filter (where t.period = asked.period), 0) as debit,
        coalesce(sum(t.credit) filter (where t.period = asked.period), 0) as credit,
        sum(t.debit - t.credit) as closing
      from asked join ledger_turnover t on t.company_id = ${companyId}::uuid and t.period <= asked.period
      join account a on a.id = t.account_id
      group by 1, 2)
    select ${companyId}::text as "companyId", asked.period, ${currency}::text as currency,
      (select coalesce(jsonb_agg(jsonb_build_array(code, opening::text, debit::text, credit::text, closing::text)
                                 order by code), '[]')
       from figure where figure.period = asked.period) as "trialBalance",
      (select coalesce(jsonb_agg(jsonb_build_array(word, last_number) order by word), '[]') from voucher_sequence s
       where s.company_id = ${companyId}::uuid and s.period = asked.period) as "lastNumbers",
      (select coalesce(jsonb_agg(jsonb_build_array(event_kind, template_version) order by event_kind, template_version),
                       '[]')
       from voucher_template v where v.company_id = ${companyId}::uuid and v.status = 'ACTIVE') as templates,
      (select coalesce(jsonb_agg(jsonb_build_array(stream, stream_epoch, applied_seq::text) order by stream, seen_at), '[]')
       from platform.stream_cursor where consumer = 'finance__events') as positions
    from asked order by asked.period`
}

export type IssuedCertificate = Pick<
  ClosingCertificate,
  'id' | 'companyId' | 'periodId' | 'digest' | 'contents' | 'issuedBy' | 'issuedAt'
>

/** Stores certificates, each with the next number of its period. */
export async function insertCertificates(tx: Sql, certificates: readonly IssuedCertificate[]): Promise<void> {
  await tx.$executeRaw`
    insert into closing_certificate (id, company_id, period_id, certificate_number, digest, contents, issued_by, issued_at)
    select r.id, "companyId", "periodId",
      (select count(*) + 1 from closing_certificate c where c.period_id = "periodId"), digest, contents, "issuedBy",
      "issuedAt"
    from jsonb_to_recordset(${JSON.stringify(certificates)}::jsonb)
      as r(id uuid, "companyId" uuid, "periodId" uuid, digest text, contents jsonb, "issuedBy" uuid,
           "issuedAt" timestamptz)`
}

/** Voids what certificates of a period still stand. */
export async function voidCertificates(
  tx: Sql,
  periodId: string,
  by: { readonly userId: string; readonly at: Date; readonly reason: string },
): Promise<void> {
  await tx.$executeRaw`
    insert into closing_certificate_void (certificate_id, company_id, reason, voided_by, voided_at)
    select id, company_id, ${by.reason}, ${by.userId}::uuid, ${by.at} from closing_certificate c
    where period_id = ${periodId}::uuid
    on conflict do nothing`
}

/** Every certificate a period was given, the newest first. */
export async function certificatesOfPeriod(tx: Sql, companyId: string, period: Period): Promise<ClosingCertificate[]> {
  return tx.$queryRaw<ClosingCertificate[]>`
    select c.id, c.company_id as "companyId", c.period_id as "periodId", p.period,
      c.certificate_number as "certificateNumber", c.digest, c.contents, c.issued_by as "issuedBy",
      c.issued_at as "issuedAt",
      case when v.certificate_id is not null then jsonb_build_object(
        'reason', v.reason, 'voidedBy', v.voided_by, 'voidedAt', v.voided_at) end as voided
    from closing_certificate c join fiscal_period p on p.id = c.period_id
    left join closing_certificate_void v on v.certificate_id = c.id
    where p.company_id = ${companyId}::uuid and p.period = ${period} order by c.certificate_number desc`
}
