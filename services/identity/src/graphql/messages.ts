import type { MessagesFor } from '@erp/graphql-kit'
import type { admitUser } from '../use-cases/admit-user.ts'
import type { changeContact } from '../use-cases/change-contact.ts'
import type { changePassword } from '../use-cases/change-password.ts'
import type { changeUserRoles } from '../use-cases/change-user-roles.ts'
import type { completeLogin } from '../use-cases/complete-login.ts'
import type { createAccessToken } from '../use-cases/create-access-token.ts'
import type { createApiKey } from '../use-cases/create-api-key.ts'
import type { createServiceAccount } from '../use-cases/create-service-account.ts'
import type { createUser, hashFirstPassword } from '../use-cases/create-user.ts'
import type { disableUser } from '../use-cases/disable-user.ts'
import type { endSession } from '../use-cases/end-session.ts'
import type { beginSecondFactor, confirmSecondFactor } from '../use-cases/enrol-second-factor.ts'
import type { changeRole, copyRole, createRole, retireRole } from '../use-cases/keep-roles.ts'
import type { logIn } from '../use-cases/log-in.ts'
import type { narrowUser } from '../use-cases/narrow-user.ts'
import type { pseudonymiseUser } from '../use-cases/personal-data.ts'
import type { refreshSession } from '../use-cases/refresh-session.ts'
import type { registerCompany } from '../use-cases/register-company.ts'
import type { removeSecondFactor, resetSecondFactor } from '../use-cases/remove-second-factor.ts'
import type { requireSecondFactor } from '../use-cases/require-second-factor.ts'
import type { revokeApiKey } from '../use-cases/revoke-api-key.ts'
import type { revokeSessions } from '../use-cases/revoke-sessions.ts'
import type { acknowledgeAlert, setAlertRule } from '../use-cases/security-alerts.ts'
import type { setLineManager } from '../use-cases/set-line-manager.ts'

type UseCases =
  | typeof acknowledgeAlert
  | typeof setAlertRule
  | typeof admitUser
  | typeof changeRole
  | typeof copyRole
  | typeof createRole
  | typeof retireRole
  | typeof changeContact
  | typeof changePassword
  | typeof endSession
  | typeof revokeSessions
  | typeof changeUserRoles
  | typeof beginSecondFactor
  | typeof completeLogin
  | typeof confirmSecondFactor
  | typeof createAccessToken
  | typeof createApiKey
  | typeof createServiceAccount
  | typeof createUser
  | typeof disableUser
  | typeof hashFirstPassword
  | typeof logIn
  | typeof narrowUser
  | typeof pseudonymiseUser
  | typeof refreshSession
  | typeof registerCompany
  | typeof removeSecondFactor
  | typeof requireSecondFactor
  | typeof resetSecondFactor
  | typeof revokeApiKey
  | typeof setLineManager

export const messages = {
  LoginRefused: {
    en: () => 'The name, the password or the company is not right.',
    zh: () => '登录名、密码或公司不正确。',
  },
  UserStillActive: {
    en: () => 'This user may still come in. Disable them first.',
    zh: () => '该用户仍启用，请先停用。',
  },
  AlreadyPseudonymised: {
    en: () => 'The names of this user are a pseudonym already.',
    zh: () => '该用户已假名化。',
  },
  LoginThrottled: {
    en: ({ retryAfterSeconds }) => `Too many failed logins. Try again in ${retryAfterSeconds} s.`,
    zh: ({ retryAfterSeconds }) => `登录失败次数过多，请在 ${retryAfterSeconds} 秒后重试。`,
  },
  SecondFactorRequired: {
    en: () => 'Type the code that your authenticator app shows.',
    zh: () => '请输入验证器应用显示的验证码。',
  },
  SecondFactorMissing: {
    en: () => 'Your company asks for a second factor: scan the code with an authenticator app and type what it shows.',
    zh: () => '公司要求双重验证：请用验证器应用扫描二维码，并输入其显示的验证码。',
  },
  SecondFactorWrong: {
    en: () => 'The code is wrong or was used before. Wait for the next one.',
    zh: () => '验证码不正确或已使用，请等待下一个验证码。',
  },
  SecondFactorActive: {
    en: () => 'The second factor is set up already. Remove it first.',
    zh: () => '双重验证已启用，请先关闭。',
  },
  SecondFactorNotBegun: {
    en: () => 'There is no second factor here.',
    zh: () => '尚未启用双重验证。',
  },
  ChallengeEnded: {
    en: () => 'The second step came too late. Log in again.',
    zh: () => '登录验证已失效，请重新登录。',
  },
  AlertNotFound: {
    en: () => 'The company has no such alert that waits for somebody.',
    zh: () => '公司没有该待确认的告警。',
  },
  ApiKeyRefused: {
    en: () => 'This API key opens nothing.',
    zh: () => '该 API 密钥无效或已失效。',
  },
  ApiKeyNotFound: {
    en: () => 'The company has no such running API key.',
    zh: () => '公司没有该 API 密钥，或密钥已吊销。',
  },
  ServiceAccountNotFound: {
    en: () => 'The company has no such service account.',
    zh: () => '公司没有该服务账号，或账号已停用。',
  },
  PermissionNotForKey: {
    en: ({ permission }) => `The service account has no ${permission} that it could give to a key.`,
    zh: ({ permission }) => `服务账号没有可授予密钥的权限 ${permission}。`,
  },
  CompanyNotChosen: {
    en: ({ companyCodes }) => `Say which company to work in: ${companyCodes.join(', ')}.`,
    zh: ({ companyCodes }) => `请选择要登录的公司：${companyCodes.join('、')}。`,
  },
  CompanyNotFound: {
    en: ({ companyCode }) => `You belong to no company ${companyCode}.`,
    zh: ({ companyCode }) => `您不属于公司 ${companyCode}。`,
  },
  SessionEnded: {
    en: () => 'The session has ended. Log in again.',
    zh: () => '会话已结束，请重新登录。',
  },
  CompanyCodeTaken: {
    en: ({ companyCode }) => `There is a company ${companyCode} already.`,
    zh: ({ companyCode }) => `公司代码 ${companyCode} 已被使用。`,
  },
  UsernameTaken: {
    en: ({ username }) => `There is a user ${username} already.`,
    zh: ({ username }) => `登录名 ${username} 已被使用。`,
  },
  PasswordTooWeak: {
    en: ({ minimumLength, maximumLength }) =>
      `A password has ${minimumLength} to ${maximumLength} characters and does not contain the login name.`,
    zh: ({ minimumLength, maximumLength }) =>
      `密码长度须为 ${minimumLength} 至 ${maximumLength} 个字符，且不得包含登录名。`,
  },
  PasswordTooCommon: {
    en: () => 'This password is among those that are guessed first.',
    zh: () => '该密码过于常见，容易被猜到。',
  },
  PasswordWrong: {
    en: () => 'The current password is not right.',
    zh: () => '当前密码不正确。',
  },
  NoSessionToRevoke: {
    en: () => 'The user has no such running session in this company.',
    zh: () => '该用户在本公司没有此会话，或会话已结束。',
  },
  SessionNotFound: {
    en: () => 'You have no such running session.',
    zh: () => '您没有该会话，或会话已结束。',
  },
  RoleNotFound: {
    en: ({ roleCode }) => `There is no role ${roleCode}.`,
    zh: ({ roleCode }) => `角色 ${roleCode} 不存在。`,
  },
  RoleCodeTaken: {
    en: ({ roleCode }) => `The company has or had a role ${roleCode}.`,
    zh: ({ roleCode }) => `角色代码 ${roleCode} 已被使用。`,
  },
  RoleBuiltIn: {
    en: ({ roleCode }) => `${roleCode} comes with the release. Copy it and change the copy.`,
    zh: ({ roleCode }) => `${roleCode} 为内置角色，不可变更，请复制后修改。`,
  },
  RoleRetired: {
    en: ({ roleCode }) => `The role ${roleCode} is retired.`,
    zh: ({ roleCode }) => `角色 ${roleCode} 已停用。`,
  },
  RoleInUse: {
    en: ({ roleCode, members, approvalDefinitions, waitingApprovals }) =>
      `${roleCode} is in use: ${members} members, ${approvalDefinitions} approval definitions, ${waitingApprovals} waiting approvals, or the second factor.`,
    zh: ({ roleCode, members, approvalDefinitions, waitingApprovals }) =>
      `角色 ${roleCode} 仍在使用：用户 ${members} 个，审批流 ${approvalDefinitions} 个，待审批 ${waitingApprovals} 张，或要求双重验证。`,
  },
  PermissionUnknown: {
    en: ({ permission }) => `There is no permission ${permission} to give or to leave out here.`,
    zh: ({ permission }) => `权限 ${permission} 不存在，无法授予或去除。`,
  },
  PermissionNotHeld: {
    en: ({ permission }) => `You cannot give ${permission}, which you do not hold yourself.`,
    zh: ({ permission }) => `不能授予本人没有的权限 ${permission}。`,
  },
  WarehouseNotOfCompany: {
    en: () => 'The company has no such warehouse.',
    zh: () => '公司没有该仓库。',
  },
  DepartmentNotOfCompany: {
    en: () => 'The company has no such department.',
    zh: () => '公司没有该部门。',
  },
  UserNotFound: {
    en: () => 'There is no such user.',
    zh: () => '用户不存在。',
  },
  ManagerNotFound: {
    en: () => 'Nobody by this id works in the company.',
    zh: () => '公司没有该在职用户。',
  },
  UserAlreadyMember: {
    en: () => 'The user belongs to this company already.',
    zh: () => '该用户已是本公司成员。',
  },
  UserBelongsElsewhere: {
    en: () => 'The user also belongs to a company whose users you may not manage. Take the roles away here instead.',
    zh: () => '该用户还属于您无权管理用户的公司，请改为移除其在本公司的角色。',
  },
  LastAdministrator: {
    en: () => 'This is the last administrator of a company.',
    zh: () => '这是公司的最后一位管理员。',
  },
} satisfies MessagesFor<UseCases>
