import { Link } from 'react-router'
import { urlOf } from '../../api.ts'
import { sizeText, timeText } from '../../helpers/format.ts'
import { StateTag } from '../DeadlineBadge.tsx'
import { WithDossier } from '../RecordPage.tsx'
import type { Commission, Dispute, RecordEntry } from './types.ts'

const WORDS = { open: '提出', answer: '答复', decide: '处理' } as const

export function Disputes({ commission }: { readonly commission: Commission }) {
  return commission.disputes.map((one) => (
    <section key={one.id} className="card stack-s" aria-label={`争议：${one.grounds}`}>
      <h2>争议：{one.grounds}</h2>
      <WithDossier id={one.dossierId} title="争议的办理进度" stacked>
        <Said dispute={one} />
      </WithDossier>
    </section>
  ))
}

function Said({ dispute }: { readonly dispute: Dispute }) {
  return (
    <div className="stack-s">
      <p>
        由{dispute.by}提出 <StateTag title={dispute.stateTitle} />
      </p>
      {dispute.outcome !== null && (
        <p>
          <strong>处理意见：{dispute.outcome}</strong>
        </p>
      )}
      <ol className="plain stack-s">
        {dispute.words.map((word) => (
          <li key={`${word.kind} ${word.at}`} className="listitem">
            <b>{WORDS[word.kind]}</b> {word.by} <span className="soft num">{timeText(word.at)}</span>
            <div className="pre">{word.text}</div>
            {word.files.map((file) => (
              <div key={file.id}>
                <a href={`/api/v1/files/${file.id}`}>{file.name}</a>{' '}
                <span className="soft small">{sizeText(file.size)}</span>
              </div>
            ))}
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Everything the platform holds of it by date, each with the hash that proves it. */
export function RecordList({ id, record }: Pick<Commission, 'id' | 'record'>) {
  return (
    <section className="card stack-s" aria-label="平台的记录">
      <h2>平台的记录</h2>
      <p className="no-print">
        <a href={urlOf(`/commissions/${id}/record.pdf`)}>打印记录（PDF，含完整的存证摘要）</a>
      </p>
      <ul>
        {record.findings.map((says) => (
          <li key={says}>{says}</li>
        ))}
      </ul>
      <div className="scroll-x" role="region" aria-label="按时间排列的记录" tabIndex={0}>
        <table className="list">
          <thead>
            <tr>
              <th scope="col">时间</th>
              <th scope="col">事项</th>
              <th scope="col">谁</th>
              <th scope="col">存证回执</th>
            </tr>
          </thead>
          <tbody>
            {record.entries.map((entry) => (
              <Row key={`${entry.at} ${entry.what}`} entry={entry} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft small">
        存证回执是平台存证日志中对应记录的叶摘要，或者合同文本的摘要，可以离线核对。
      </p>
    </section>
  )
}

/** Enough of a hash to tell two apart; the whole stands on the page of its proof and on the printed record. */
const SHORT = 8

function Row({ entry }: { readonly entry: RecordEntry }) {
  return (
    <tr>
      <td className="num">{timeText(entry.at)}</td>
      <td className="pre">
        {entry.link === null ? entry.what : <Link to={entry.link.replace('/app', '')}>{entry.what}</Link>}
      </td>
      <td>{entry.who}</td>
      <td className="mono small">
        {entry.leaf !== null && (
          <a href={`/verify?leaf=${entry.leaf}`} title={entry.leaf}>
            核验 {entry.leaf.slice(0, SHORT)}
          </a>
        )}
        {entry.sha256 !== undefined && `文本 ${entry.sha256.slice(0, SHORT)}`}
      </td>
    </tr>
  )
}
