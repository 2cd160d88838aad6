CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE teams (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE tags (code text PRIMARY KEY, name text NOT NULL);
CREATE TABLE actors (actor_id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE films (film_id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE products_tags (product_id bigint REFERENCES products ON DELETE CASCADE,
  tag_code text REFERENCES tags ON DELETE CASCADE ON UPDATE CASCADE, PRIMARY KEY (product_id, tag_code));
CREATE INDEX ON products_tags (tag_code);
CREATE TABLE memberships (user_id bigint REFERENCES users ON DELETE CASCADE, team_id bigint REFERENCES teams,
  role text NOT NULL DEFAULT 'reader', PRIMARY KEY (team_id, user_id));
CREATE TABLE film_actor (film_id bigint REFERENCES films, actor_id bigint REFERENCES actors, PRIMARY KEY (film_id, actor_id));
CREATE TABLE follows (follower_id bigint REFERENCES users ON DELETE CASCADE,
  followed_id bigint REFERENCES users ON DELETE CASCADE, PRIMARY KEY (follower_id, followed_id),
  CHECK (follower_id <> followed_id));
COMMENT ON TABLE follows IS 'Who wants to hear of whom.';
