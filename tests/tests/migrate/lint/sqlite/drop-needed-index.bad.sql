DROP INDEX users_team_id;
