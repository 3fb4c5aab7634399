import type { Tx } from '../db/database.ts'
import type { OrgKind } from './kinds.ts'

export interface PersonRow {
  id: string
  name: string
  phone: string | null
  email: string | null
  sample: boolean
  created_at: string
  erased_at: string | null
}

export interface OrganisationRow {
  id: string
  public_id: string
  kind: OrgKind
  name: string
  short_name: string
  slug: string | null
  credit_code: string | null
  region: string | null
  /** ISO 3166 code of registration or nationality; CN is the mainland. */
  country: string
  registration_no: string | null
  address: string
  business: string
  state_founded: boolean
  evidence_file_id: string | null
  verified_at: string | null
  verified_by: string | null
  sample: boolean
  created_at: string
  created_by: string | null
}

export interface MembershipRow {
  id: string
  person_id: string
  org_id: string | null
  title: string
  roles: string[]
  from_day: string
  until_day: string | null
  created_at: string
}

export interface DelegationRow {
  id: string
  kind: 'deputy' | 'secretary' | 'counter'
  org_id: string
  from_person: string
  to_person: string
  roles: string[]
  from_day: string
  until_day: string
  created_at: string
  ended_at: string | null
}

export interface SessionRow {
  id: string
  token_hash: string
  person_id: string
  membership_id: string | null
  delegation_id: string | null
  second_factor_at: string | null
  one_click: boolean
  /** Keyed hashes of the network address, and of it with the browser; null where nobody told them. */
  address_mark: string | null
  device_mark: string | null
  created_at: string
  last_seen_at: string
  expires_at: string
  revoked_at: string | null
}

export interface IdentityTables {
  'platform.person': PersonRow
  'platform.account': {
    person_id: string
    login: string
    password_hash: string | null
    password_set_at: string | null
    disabled_at: string | null
  }
  'platform.password_history': { id: string; person_id: string; password_hash: string; set_at: string }
  'platform.organisation': OrganisationRow
  'platform.membership': MembershipRow
  'platform.invitation': {
    id: string
    org_id: string
    code_hash: string
    title: string
    roles: string[]
    invited_by: string
    created_at: string
    expires_at: string
    used_at: string | null
    used_by: string | null
  }
  'platform.delegation': DelegationRow
  'platform.competence': {
    id: string
    procedure: string
    step: string | null
    region: string | null
    opinion_order: number | null
    unit_org_id: string
    basis: string
    from_day: string
    until_day: string | null
    status: string
  }
  'platform.session': SessionRow
  'platform.login_attempt': {
    id: string
    account_key: string
    source: string
    at: string
    outcome: 'try' | 'ok'
  }
  'platform.second_factor': {
    id: string
    person_id: string
    kind: 'totp' | 'sms'
    secret_ref: string | null
    last_step: number
    created_at: string
    confirmed_at: string | null
    removed_at: string | null
  }
  'platform.one_time_code': {
    id: string
    purpose: 'second-factor' | 'first-administrator' | 'password-reset'
    person_id: string | null
    org_id: string | null
    secret_ref: string | null
    code_hash: string | null
    created_at: string
    expires_at: string
    used_at: string | null
  }
  'platform.confirmation': {
    id: string
    person_id: string
    matter: string
    way: 'totp' | 'sms'
    at: string
    expires_at: string
    used_at: string | null
    journal_id: string | null
  }
  'platform.drafting': {
    id: string
    matter: string
    title: string
    link: string
    org_id: string
    drafted_by: string
    for_person: string
    asked_at: string
    answer: 'confirmed' | 'declined' | 'replaced' | null
    note: string | null
    answered_at: string | null
    journal_id: string | null
  }
  'platform.service_consent': { id: string; person_id: string; given: boolean; at: string }
}

/** The identity tables, written by the platform's own role whatever module the command is of. */
export function identity(tx: Tx) {
  return tx.as<IdentityTables>('platform')
}
