-- What is won stays reserved until the winner's contract is signed: by that deal alone (practice.md P24).
alter table achievements.reservation add deal_id uuid;
