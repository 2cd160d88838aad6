CREATE TABLE "Author" (id bigint, "emailAddress" text, CONSTRAINT "PK_Author" PRIMARY KEY (id),
  CONSTRAINT "UQ_Author_emailAddress" UNIQUE ("emailAddress"));
CREATE TABLE "Post" (id bigint, "authorId" bigint, "editorId" bigint, title text NOT NULL, CONSTRAINT "PK_Post" PRIMARY KEY (id),
  CONSTRAINT "FK_Post_Author_authorId" FOREIGN KEY ("authorId") REFERENCES "Author",
  CONSTRAINT "FK_Post_Author_editorId" FOREIGN KEY ("editorId") REFERENCES "Author",
  CONSTRAINT "CK_Post_title" CHECK (title <> ''));
CREATE TABLE "Comment" (id bigint, "postId" bigint NOT NULL, CONSTRAINT "PK_Comment" PRIMARY KEY (id),
  CONSTRAINT comment_of_post FOREIGN KEY ("postId") REFERENCES "Post");
CREATE INDEX "IX_Post_authorId" ON "Post" ("authorId");
CREATE INDEX "IX_Comment_postId" ON "Comment" ("postId");
CREATE INDEX by_title ON "Post" (title);
