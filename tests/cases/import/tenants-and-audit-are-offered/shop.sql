CREATE TABLE organizations (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (id bigint PRIMARY KEY, organization_id bigint NOT NULL REFERENCES organizations);
CREATE TABLE projects (id bigint PRIMARY KEY, organization_id bigint NOT NULL REFERENCES organizations,
  created_by bigint REFERENCES users, updated_by bigint REFERENCES users);
CREATE TABLE tickets (id bigint PRIMARY KEY, organization_id bigint NOT NULL REFERENCES organizations,
  project_id bigint NOT NULL REFERENCES projects, created_by bigint REFERENCES users);
CREATE TABLE ticket_states (code text PRIMARY KEY);
