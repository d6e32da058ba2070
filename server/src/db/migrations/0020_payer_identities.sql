CREATE TABLE "payer_identities" (
	"user_id" text NOT NULL,
	"app_id" text NOT NULL,
	"open_id_encrypted" text NOT NULL,
	"open_id_hash" text NOT NULL,
	"linked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payer_identities_user_id_app_id_pk" PRIMARY KEY("user_id","app_id")
);
--> statement-breakpoint
ALTER TABLE "payer_identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "payer_identities" ADD CONSTRAINT "payer_identities_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "payer_identities__system" ON "payer_identities" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);