-- All announced attempts of an owner at one achievement, here and outside, are its chain: nobody names the one before.
alter table auctions.lot drop column after_lot;
alter table auctions.outside_sale drop column after_lot, drop column after_outside;
