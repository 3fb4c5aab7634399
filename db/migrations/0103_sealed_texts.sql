-- What a message or a text on its way out is about, where that is sealed (platform.seal): a draw that is told to nobody
-- must not show by whom a text reached or did not reach, nor by what a digest counts (practice.md P15, P35).
alter table platform.message add column seal uuid;
alter table platform.delivery add column seal uuid;
