-- A letter has a term of its own in which it is served; the work list looks it up by the letter.
create index deadline_letter on platform.deadline (subject_id) where kind = 'letter' and state = 'open';
