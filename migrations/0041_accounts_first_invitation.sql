-- The first administrator of a platform is invited by its set-up, when nobody is there yet.
alter table accounts.invitations alter column invited_by drop not null;
