import type { MessagesFor } from '@erp/graphql-kit'
import type { beginAccountLink, completeAccountLink, linkAccount, unlinkAccount } from '../use-cases/link-account.ts'
import type { beginProviderLogin, completeProviderLogin } from '../use-cases/log-in-at-provider.ts'
import { messages } from './messages.ts'

type UseCases =
  | typeof beginAccountLink
  | typeof beginProviderLogin
  | typeof completeAccountLink
  | typeof completeProviderLogin
  | typeof linkAccount
  | typeof unlinkAccount

/** What is said of sign-ins at providers; what a login with a password can be refused with is said alike. */
export const providerMessages = {
  ...messages,
  ProviderNotFound: {
    en: ({ provider }) => `There is no identity provider ${provider} here.`,
    zh: ({ provider }) => `没有登录提供方 ${provider}。`,
  },
  SignInRefused: {
    en: ({ reason }) =>
      ({
        DENIED: 'The identity provider did not let you in.',
        UNAVAILABLE: 'The identity provider does not answer. Try again, or log in with your password.',
        NOT_TRUSTED: 'What the identity provider sent back proves nothing. Begin again.',
      })[reason],
    zh: ({ reason }) =>
      ({
        DENIED: '登录提供方拒绝了登录。',
        UNAVAILABLE: '登录提供方无响应，请重试或使用密码登录。',
        NOT_TRUSTED: '无法验证登录提供方的返回结果，请重新登录。',
      })[reason],
  },
  SignInAttemptEnded: {
    en: () => 'This sign-in has ended. Begin again.',
    zh: () => '本次登录已失效，请重新登录。',
  },
  AccountNotLinked: {
    en: () => 'Nobody here is linked with this account. Log in with your password and link it first.',
    zh: () => '该账号尚未关联用户，请先用密码登录并关联。',
  },
  AlreadyLinked: {
    en: ({ which }) =>
      which === 'ACCOUNT'
        ? 'This account is linked with a user already.'
        : 'The user has an account at this provider already; unlink it first.',
    zh: ({ which }) => (which === 'ACCOUNT' ? '该账号已关联用户。' : '用户已关联该登录提供方的账号，请先解除关联。'),
  },
  LinkedAccountNotFound: {
    en: () => 'There is no such linked account.',
    zh: () => '关联账号不存在。',
  },
} satisfies MessagesFor<UseCases>
