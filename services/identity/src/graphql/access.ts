import { forbidden, type Language } from '@erp/graphql-kit'
import type { AccessReason } from '../domain/access.ts'
import type { AccessExplanationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { explainAccess } from '../use-cases/explain-access.ts'

export const Query: Pick<QueryResolvers, 'explainAccess'> = {
  explainAccess: async (_, asked, { transactor, caller }) => {
    const isAboutThemselves = asked.userId.toLowerCase() === caller.userId
    if (!isAboutThemselves && !caller.permissions.has('identity.user.read')) throw forbidden('identity.user.read')
    return (await explainAccess(transactor, caller, asked)) ?? null
  },
}

export const AccessExplanation: AccessExplanationResolvers = {
  sentence: ({ reason }, _, { language }) => sentences[reason][language],
}

const sentences: Readonly<Record<AccessReason, Readonly<Record<Language, string>>>> = {
  GRANTED: { en: 'A role the user holds gives this permission.', 'zh-CN': '用户的角色已授予该权限。' },
  USER_DISABLED: { en: 'The user has been disabled.', 'zh-CN': '用户已停用。' },
  PERMISSION_UNKNOWN: { en: 'No role gives such a permission.', 'zh-CN': '没有任何角色包含该权限。' },
  ROLE_MISSING: { en: 'No role the user holds gives this permission.', 'zh-CN': '用户的角色均未授予该权限。' },
  KEY_NOT_OF_USER: { en: 'The user has no such key.', 'zh-CN': '用户没有该密钥。' },
  KEY_ENDED: { en: 'The key was revoked or has expired.', 'zh-CN': '密钥已吊销或已过期。' },
  KEY_WITHOUT_PERMISSION: {
    en: 'The user has this permission, but the key was made without it.',
    'zh-CN': '用户有该权限，但密钥不含该权限。',
  },
  NARROWED: {
    en: 'The user is narrowed, and what this permission opens adds up what is beyond that.',
    'zh-CN': '用户的数据权限受限，而该权限所涉内容汇总了范围外的数据。',
  },
  WAREHOUSE_NOT_OF_COMPANY: { en: 'The company has no such warehouse.', 'zh-CN': '公司没有该仓库。' },
  WAREHOUSE_OUT_OF_REACH: { en: 'The user is narrowed to other warehouses.', 'zh-CN': '该仓库不在用户的数据权限内。' },
  CUSTOMER_GROUP_OUT_OF_REACH: {
    en: 'The user is narrowed to other groups of customers; a customer without a group is in none of them.',
    'zh-CN': '该客户组不在用户的数据权限内；未分组的客户不属于任何客户组。',
  },
  SUPPLIER_GROUP_OUT_OF_REACH: {
    en: 'The user is narrowed to other groups of suppliers; a supplier without a group is in none of them.',
    'zh-CN': '该供应商组不在用户的数据权限内；未分组的供应商不属于任何供应商组。',
  },
  DEPARTMENT_NOT_OF_COMPANY: { en: 'The company has no such department.', 'zh-CN': '公司没有该部门。' },
  DEPARTMENT_OUT_OF_REACH: {
    en: 'The user is narrowed to other departments.',
    'zh-CN': '该部门不在用户的数据权限内。',
  },
  APPROVAL_NOT_FOUND: { en: 'There is no such request for approval.', 'zh-CN': '审批单不存在。' },
  APPROVAL_ENDED: { en: 'The request for approval has been decided on or withdrawn.', 'zh-CN': '审批单已结束。' },
  NOT_AN_APPROVER: {
    en: 'Nobody asks the user to sign this level of the request.',
    'zh-CN': '用户不是该审批单当前级次的审批人。',
  },
  AUTHOR_NOT_OF_COMPANY: { en: 'The company has no such member.', 'zh-CN': '公司没有该成员。' },
  DOCUMENT_OF_OTHERS: {
    en: 'The user is narrowed to their own documents, and others wrote this one.',
    'zh-CN': '用户的数据权限为本人单据，该单据由他人编制。',
  },
  CLAIM_OF_OTHERS: {
    en: 'This permission shows the user the claims they wrote or are given, and no others.',
    'zh-CN': '该权限只能查看本人编制或本人报销的单据。',
  },
  WROTE_DOCUMENT: {
    en: 'The user wrote some of the document or submitted it, so somebody else decides on it.',
    'zh-CN': '用户是该单据的制单人或提交人，应由他人处理。',
  },
}
