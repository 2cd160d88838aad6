INSERT INTO teams (id, name) VALUES (1, 'a');
INSERT INTO people (id, team_id, boss_id) VALUES (1, 1, NULL), (2, 1, 1);
