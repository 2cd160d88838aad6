CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE teams (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL CONSTRAINT fk_rails_5b5ddfd518 REFERENCES users ON DELETE CASCADE,
  editor_id bigint CONSTRAINT fk_rails_9c2a71d3e4 REFERENCES users);
CREATE TABLE comments (id bigint PRIMARY KEY, post_id bigint NOT NULL CONSTRAINT fk_rails_2fd19c0db7 REFERENCES posts);
CREATE TABLE members (team_id bigint CONSTRAINT fk_rails_0a1b REFERENCES teams ON DELETE CASCADE,
  user_id bigint CONSTRAINT fk_rails_0c1d REFERENCES users ON DELETE CASCADE, PRIMARY KEY (team_id, user_id));
