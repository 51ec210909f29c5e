-- Whom alone of an organisation's people a notice is for; without one, all in the roles it names.
alter table notices.notices add column person_id uuid references accounts.people;
