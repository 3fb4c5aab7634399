-- A refund names the line whose money goes back and why (docs/decisions/0084-refund-lines.md), and a contract that ended
-- owes nothing more on the schedule it had.
-- 付错: the line is due again. 减价, 终止: it is not. The line is an item of that version of the schedule, or the royalty
-- report of the row; a refund recorded before today names none.
alter table settlement.receipt
  -- The account typed with a payment: that of the ledger is that of the first one (practice.md P25).
  add column own_account text,
  add column cause text check (cause in ('付错', '减价', '终止')),
  add column line_version int,
  add column line_n int check ((line_n is null) = (line_version is null)),
  add check (kind = '退款' or (cause is null and line_n is null)),
  add check (line_n is null or royalty_id is null);

-- The end of a contract: of the schedule in force that day; a version both confirm later counts again.
create table settlement.ending (
  settlement_id uuid not null references settlement.settlement,
  version int not null,
  how text not null check (how in ('解除', '撤销', '确认无效', '协商终止')),
  ended_on date not null,
  reason text not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (settlement_id, version)
);
select platform.append_only('settlement.ending');

drop view settlement.due;
drop view settlement.money;

-- Receipts as they stand: waiting for a second person, posted, voided, or posted and taken back.
create view settlement.money as
select r.*, coalesce(s.id, t.id) as transfer_id,
  case when v.id is not null then 'reversed' else coalesce(s.state, t.state) end as state,
  -- Who brought it to the platform: of a line of a statement who imported that.
  coalesce(b.person_id, r.person_id) as recorded_by, coalesce(s.person_id, t.person_id) as confirmed_by, coalesce(s.at, t.at) as confirmed_at,
  coalesce(s.state, t.state) = 'posted' and v.id is null and r.kind <> '冲正' as counts
from settlement.receipt r
join platform.ledger_transfer t on t.id = r.id
left join platform.ledger_transfer s on s.resolves = t.id
left join platform.ledger_transfer v on v.reverses = coalesce(s.id, t.id) and v.state = 'posted'
left join settlement.bank_line l on l.id = r.line_id
left join settlement.statement b on b.batch_id = l.batch_id;

-- How the items of a schedule stand, in the order of their days, after money that names no royalty report, in the order it
-- came (negative: given back). A receipt pays the first open item. A refund takes what was paid too much, then what was
-- paid on its own item (0: it names none), then from the last item back; what a lasting one takes is due no more.
create function settlement.standing(fens bigint[], amounts bigint[], lines int[], lasting boolean[])
returns table (n int, fen bigint, paid_fen bigint) language plpgsql immutable as $$
declare
  dues bigint[] := fens;
  paid bigint[] := array_fill(0::bigint, array[cardinality(fens)]);
  beyond bigint := 0;
  rest bigint;
  part bigint;
begin
  for k in 1..cardinality(amounts) loop
    rest := amounts[k];
    part := greatest(0, least(rest, -beyond));
    beyond := beyond + part;
    rest := rest - part;
    if rest > 0 then
      for i in 1..cardinality(fens) loop
        part := least(rest, dues[i] - paid[i]);
        paid[i] := paid[i] + part;
        rest := rest - part;
      end loop;
      beyond := beyond + rest;
    elsif rest < 0 then
      rest := -rest;
      if lasting[k] and lines[k] > 0 then
        part := least(rest, paid[lines[k]]);
        dues[lines[k]] := dues[lines[k]] - part;
        paid[lines[k]] := paid[lines[k]] - part;
        rest := rest - part;
      end if;
      part := greatest(0, least(rest, beyond));
      beyond := beyond - part;
      rest := rest - part;
      if lines[k] > 0 then
        part := least(rest, paid[lines[k]]);
        paid[lines[k]] := paid[lines[k]] - part;
        rest := rest - part;
      end if;
      for i in reverse cardinality(fens)..1 loop
        part := least(rest, paid[i]);
        paid[i] := paid[i] - part;
        rest := rest - part;
      end loop;
      beyond := beyond - rest;
    end if;
  end loop;
  return query select u.n::int, u.fen, u.paid from unnest(dues, paid) with ordinality as u(fen, paid, n);
end $$;

-- What is to be paid, by item of the agreed schedule and by royalty report, with what is still open; nothing is once the
-- contract ended.
create view settlement.due as
with live as (
  select s.id as settlement_id, s.agreed_version, e.version is not null as ended
  from settlement.settlement s
  left join settlement.ending e on e.settlement_id = s.id and e.version = coalesce(s.agreed_version, 0)),
item as (
  select l.*, i.n, i.item, row_number() over (partition by l.settlement_id
    order by (i.item->>'dueOn')::date nulls last, i.n)::int as place
  from live l
  join settlement.schedule c on c.settlement_id = l.settlement_id and c.version = l.agreed_version
  cross join lateral jsonb_array_elements(c.data->'items') with ordinality as i(item, n)),
items as (
  select i.settlement_id, array_agg((i.item->>'fen')::bigint order by i.place) as fens from item i group by 1),
pool as (
  select m.settlement_id,
    array_agg(case m.kind when '收款' then m.fen else -m.fen end order by m.on_day, m.at, m.id) as amounts,
    array_agg(coalesce(i.place, 0) order by m.on_day, m.at, m.id) as lines,
    array_agg(coalesce(m.cause in ('减价', '终止'), false) order by m.on_day, m.at, m.id) as lasting
  from settlement.money m
  left join item i on i.settlement_id = m.settlement_id and i.agreed_version = m.line_version and i.n = m.line_n
  where m.counts and m.royalty_id is null group by 1)
select i.settlement_id, null::uuid as royalty_id, i.n::int as n, i.item->>'title' as title, (i.item->>'dueOn')::date as due_on,
  t.fen, t.paid_fen, (case when i.ended then 0 else t.fen - t.paid_fen end)::bigint as open_fen, i.ended
from items a
left join pool p on p.settlement_id = a.settlement_id
cross join lateral settlement.standing(a.fens, coalesce(p.amounts, '{}'), coalesce(p.lines, '{}'), coalesce(p.lasting, '{}')) t
join item i on i.settlement_id = a.settlement_id and i.place = t.n
union all
select y.settlement_id, y.id, 0, '提成 ' || y.from_on || ' 至 ' || y.until_on, y.due_on, f.fen, p.fen,
  (case when l.ended then 0 else greatest(0, f.fen - p.fen) end)::bigint, l.ended
from settlement.royalty y
join live l on l.settlement_id = y.settlement_id
cross join lateral (
  select coalesce(sum(m.fen) filter (where m.kind = '收款'), 0) as got,
    coalesce(sum(m.fen) filter (where m.kind = '退款'), 0) as back,
    coalesce(sum(m.fen) filter (where m.cause in ('减价', '终止')), 0) as lasting
  from settlement.money m where m.royalty_id = y.id and m.counts) m
cross join lateral (select greatest(0, y.fen - m.lasting)::bigint as fen) f
cross join lateral (select greatest(0, m.got - m.back)::bigint as fen) p
where not exists (select from settlement.royalty o where o.corrects = y.id);
