import { z } from 'zod'
import type { DescribedRoute } from '../http/openapi.ts'
import { matterName } from './factor-commands.ts'

const at = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  name: string,
  summary: string,
  body?: z.ZodObject,
): DescribedRoute => ({
  method,
  path: `/api/v1${path}`,
  name,
  tag: 'session',
  summary,
  ...(body && { body }),
})

const code = z.string()

/** What http-session.ts mounts under /api, for /api/openapi.json. Bodies are JSON or a plain form of the same fields. */
export const sessionDescribed: readonly DescribedRoute[] = [
  at('GET', '/session', 'session.show', '当前登录的人、身份和会话'),
  at(
    'POST',
    '/session',
    'session.signIn',
    '登录；bearer 为 true 时答复令牌，不设 cookie',
    z.object({ login: z.string(), password: z.string(), bearer: z.boolean().optional() }),
  ),
  at(
    'DELETE',
    '/session',
    'session.signOut',
    '退出；others 为 true 时退出其他设备',
    z.object({ others: z.boolean().optional() }),
  ),
  at(
    'POST',
    '/session/act-as',
    'session.chooseSeat',
    '选择以哪个身份办事',
    z.object({ membershipId: z.uuid().optional(), delegationId: z.uuid().optional() }),
  ),
  at('POST', '/session/code', 'session.sendCode', '向本人登记的手机发送验证码'),
  at(
    'POST',
    '/session/second-factor',
    'session.giveSecondFactor',
    '输入动态口令或短信验证码，完成登录',
    z.object({ code }),
  ),
  at(
    'POST',
    '/session/confirm',
    'session.confirmMatter',
    '以第二因素确认一件事项',
    z.object({ matter: matterName, code }),
  ),
  at(
    'POST',
    '/session/factors',
    'session.enrolFactor',
    '登记第二因素',
    z.object({ kind: z.enum(['totp', 'sms']).default('totp') }),
  ),
  at(
    'POST',
    '/session/factors/{factorId}/activate',
    'session.activateFactor',
    '启用第二因素',
    z.object({ code }),
  ),
  at(
    'POST',
    '/session/password',
    'session.changePassword',
    '修改密码',
    z.object({ current: z.string(), password: z.string() }),
  ),
  at('GET', '/demo/cast', 'demo.cast', '演示人物（正式环境为空）'),
  at('GET', '/demo/codes', 'demo.codes', '演示环境发给本人的短信（正式环境为空）'),
]
